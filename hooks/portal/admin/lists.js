// Which item of a list became which, when a list was edited.

import { isObject, same } from "./values.js";

// Pairs of positions, null where there is none, in the order of the new
// list. Equal ones go together first, then those with the same id, then those in the same place.
export function aligned(had, wanted) {
  const plan = [];
  let from = 0;
  let to = 0;
  for (const [i, j] of [...common(had, wanted, same), [had.length, wanted.length]]) {
    const olds = had.slice(from, i);
    const news = wanted.slice(to, j);
    const [oldStart, newStart] = [from, to];
    const pairs = olds.length === news.length ? olds.map((_, n) => [n, n]) : common(olds, news, isSameThing);
    for (const [n, m] of [...pairs, [olds.length, news.length]]) {
      while (from < oldStart + n) plan.push({ from: from++, to: null });
      while (to < newStart + m) plan.push({ from: null, to: to++ });
      if (n < olds.length) plan.push({ from: from++, to: to++ });
    }
    if (i < had.length) plan.push({ from: from++, to: to++ });
  }
  return plan;
}

const IDENTITY = ["id", "unit", "number"];
const isSameThing = (a, b) =>
  isObject(a) && IDENTITY.some((key) => a[key]) && IDENTITY.every((key) => same(a[key], b?.[key]));

// The longest common subsequence, as pairs of positions.
function common(a, b, equal) {
  const best = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      best[i][j] = equal(a[i], b[j]) ? best[i + 1][j + 1] + 1 : Math.max(best[i + 1][j], best[i][j + 1]);
    }
  }
  const found = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (equal(a[i], b[j])) found.push([i++, j++]);
    else if (best[i + 1][j] >= best[i][j + 1]) i++;
    else j++;
  }
  return found;
}
