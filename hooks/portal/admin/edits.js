// The smallest edits of a YAML text that make it say other values: what says the same stays as it is typed.

import { isAlias, isMap, isScalar, isSeq, parseDocument, visit } from "./yaml/index.js";
import { aligned } from "./lists.js";
import { Places, Refused } from "./places.js";
import { fieldOf, inOrder, isObject, itemField, meant, same } from "./values.js";
import { inBlock, inLine, listItem } from "./writing.js";

// The values of a text. Refused: what is no YAML, and what a form cannot show as it is written.
export function valuesOf(text) {
  return read(text).toJS() ?? {};
}

// The text with other values. It is read again: if it does not say exactly what was wanted, it is refused.
export function edited(text, wanted, field) {
  const goal = meant(wanted, field) ?? {};
  const edits = new Edits(text, read(text)).to(goal, field);
  const result = applied(text, edits);
  if (!same(meant(valuesOf(result), field) ?? {}, goal)) throw new Refused("not-as-wanted");
  return result;
}

function read(text) {
  const document = parseDocument(text, { version: "1.2", merge: false, uniqueKeys: true });
  if (document.errors.length || document.warnings.length) throw new Refused("no-yaml");
  visit(document, {
    Node(_, node) {
      if (isAlias(node) || node.anchor || node.tag?.startsWith("!")) throw new Refused("unusual-yaml");
    },
    Pair(_, pair) {
      if (!isScalar(pair.key) || typeof pair.key.value !== "string") throw new Refused("unusual-yaml");
    },
  });
  return document;
}

function applied(text, edits) {
  let result = "";
  let at = 0;
  for (const { start, end, by } of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (start < at) throw new Refused("edits-overlap");
    result += text.slice(at, start) + by;
    at = end;
  }
  return result + text.slice(at);
}

class Edits extends Places {
  constructor(text, document) {
    super(text);
    this.document = document;
    this.edits = [];
  }

  to(goal, field) {
    const top = this.document.contents;
    if (!isMap(top) || top.flow) throw new Refused("unusual-yaml");
    this.change(top, goal, field);
    return this.edits;
  }

  add(start, end, by) {
    this.edits.push({ start, end, by });
  }

  said(node, field) {
    return node ? meant(node.toJS(this.document), field) : null;
  }

  // `between`: whether the node stands between brackets.
  change(node, wanted, field, between = false) {
    if (same(this.said(node, field), wanted)) return;
    if (isMap(node) && node.items.length && isObject(wanted)) this.changeMap(node, wanted, field);
    else if (isSeq(node) && node.items.length && Array.isArray(wanted)) this.changeList(node, wanted, field);
    else this.replace(node, inLine(wanted, field, isScalar(node) ? node.type : undefined, between));
  }

  replace(node, by) {
    const [start] = node.range;
    const end = this.end(node);
    const isBlockScalar = /^BLOCK/.test(node.type ?? "");
    const glued = start === end && /\S/.test(this.text[start - 1] ?? "\n") ? " " : "";
    this.add(start, end, `${glued}${by}${isBlockScalar ? "\n" : ""}`);
  }

  // Mappings

  changeMap(map, wanted, field) {
    const pairs = new Map(map.items.map((pair) => [pair.key.value, pair]));
    const keys = inOrder([...new Set([...pairs.keys(), ...Object.keys(wanted)])], field);
    const gone = [...pairs.values()].filter((pair) => this.isGone(pair, wanted, field));
    if (map.flow && gone.length) {
      const kept = keys.filter((key) => !gone.includes(pairs.get(key)));
      this.rebuild(map, kept.map((key) => this.pairSource(pairs.get(key), key, wanted, field)), "{}");
      return;
    }
    this.removePairs(map, gone);
    let before = null;
    for (const key of keys) {
      const pair = pairs.get(key);
      const inner = fieldOf(field, key);
      if (!pair) this.insertPair(map, before, key, wanted[key], inner);
      else if (wanted[key] !== undefined) this.change(pair.value, wanted[key], inner, map.flow);
      else if (!gone.includes(pair) && this.said(pair.value, inner) !== null) this.empty(pair, inner.when_empty);
      if (pair && !gone.includes(pair)) before = pair;
    }
  }

  // Whether a pair says something that is no longer wanted, and is not kept with nothing behind it.
  isGone(pair, wanted, field) {
    const inner = fieldOf(field, pair.key.value);
    return wanted[pair.key.value] === undefined && !inner.when_empty && this.said(pair.value, inner) !== null;
  }

  // The key stays, with null or an empty list behind it.
  empty({ value, ...pair }, by) {
    if (isScalar(value) || value.flow) {
      this.replace(value, by);
      return;
    }
    const colon = this.colon(pair);
    this.add(colon, colon, ` ${by}`);
    this.add(this.lineStart(value.range[0]), this.lineEnd(this.end(value)), "");
  }

  insertPair(map, before, key, value, field) {
    if (map.flow) {
      const pair = `${key}: ${inLine(value, field)}`;
      if (before) this.add(this.pairEnd(before), this.pairEnd(before), `, ${pair}`);
      else this.add(map.items[0].key.range[0], map.items[0].key.range[0], `${pair}, `);
      return;
    }
    const first = map.items[0].key.range[0];
    const indent = this.column(first);
    const pair = `${key}:${inBlock(value, field, indent)}`;
    if (before) this.insertLine(this.pairEnd(before), " ".repeat(indent) + pair);
    else if (this.opensLine(first)) this.add(this.lineStart(first), this.lineStart(first), `${" ".repeat(indent)}${pair}\n`);
    else this.add(first, first, `${pair}\n${" ".repeat(indent)}`);
  }

  // Whole lines; but what shares its line with the dash of an item makes room for the next pair that stays.
  removePairs(map, gone) {
    let done = 0;
    for (const pair of gone) {
      const start = pair.key.range[0];
      if (start < done) continue;
      if (this.opensLine(start)) {
        this.add(this.lineStart(start), this.lineEnd(this.pairEnd(pair)), "");
      } else {
        const after = map.items.slice(map.items.indexOf(pair)).find((one) => !gone.includes(one));
        if (!after) throw new Refused("edits-overlap");
        done = after.key.range[0];
        this.add(start, done, "");
      }
    }
  }

  // Lists

  changeList(list, wanted, field) {
    const item = itemField(field);
    const had = list.items.map((node) => this.said(node, item));
    const plan = aligned(had, wanted);
    if (list.flow && plan.some(({ from, to }) => from === null || to === null)) {
      const sources = plan.filter(({ to }) => to !== null).map(({ from, to }) => this.itemSource(list, had, from, wanted[to], item));
      this.rebuild(list, sources, "[]");
      return;
    }
    let last = -1;
    for (const { from, to } of plan) {
      if (from !== null) last = from;
      if (from === null) this.insertItem(list, last, this.itemText(list, had, plan, wanted[to], item));
      else if (to === null) this.add(this.lineStart(this.dash(list.items[from])), this.lineEnd(this.end(list.items[from])), "");
      else this.change(list.items[from], wanted[to], item, list.flow);
    }
  }

  // An item that was moved keeps its own typing; any other is written anew.
  itemText(list, had, plan, value, field) {
    const moved = plan.find(({ from, to }) => to === null && same(had[from], value));
    if (!moved) return listItem(value, field, this.column(this.dash(list.items[0])));
    const node = list.items[moved.from];
    return this.text.slice(node.range[0], this.lineEnd(this.end(node))).replace(/\r?\n$/, "");
  }

  insertItem(list, last, by) {
    const first = this.lineStart(this.dash(list.items[0]));
    const line = `${" ".repeat(this.column(this.dash(list.items[0])))}- ${by}`;
    if (last < 0) this.add(first, first, `${line}\n`);
    else this.insertLine(this.end(list.items[last]), line);
  }

  // Both

  rebuild(node, sources, brackets) {
    if (/\s#/.test(this.text.slice(...node.range))) throw new Refused("edits-overlap");
    this.add(node.range[0], node.range[1], brackets[0] + sources.join(", ") + brackets[1]);
  }

  pairSource(pair, key, wanted, field) {
    const inner = fieldOf(field, key);
    if (pair && same(this.said(pair.value, inner) ?? undefined, wanted[key])) {
      return this.text.slice(pair.key.range[0], this.pairEnd(pair));
    }
    return `${key}: ${wanted[key] === undefined ? inner.when_empty : inLine(wanted[key], inner, pair?.value?.type)}`;
  }

  itemSource(list, had, from, value, field) {
    if (from !== null && same(had[from], value)) return this.text.slice(list.items[from].range[0], this.end(list.items[from]));
    return inLine(value, field, from === null ? undefined : list.items[from].type);
  }

  insertLine(after, line) {
    const end = this.lineEnd(after);
    const open = end > 0 && this.text[end - 1] !== "\n" ? "\n" : "";
    this.add(end, end, `${open}${line}\n`);
  }
}
