// A content file as a form's values, and back: the format that Decap is given for every file.

import { edited, valuesOf } from "./edits.js";
import { Refused } from "./places.js";
import { meant } from "./values.js";
import { pairs } from "./writing.js";

// Where the values keep the file as it was typed, and why it cannot be edited here, if it cannot.
export const TYPED = "$typed";
export const PROBLEM = "$problem";
const BODY = "body";
const PAGE = /^(---[ \t]*\r?\n)([\s\S]*?)^(---[ \t]*(?:\r?\n|$))/m;

const withLines = (text) => text.replaceAll("\r\n", "\n");

// The parts of a page, or null: of all other files, everything is YAML.
function page(text) {
  const found = PAGE.exec(text);
  if (!found || found.index !== 0) return null;
  const [whole, open, head, close] = found;
  return { open, head, close, body: text.slice(whole.length) };
}

export function fromFile(typed) {
  const text = typed.replace(/^\uFEFF/, "");
  try {
    const parts = page(text);
    const values = parts ? { ...valuesOf(parts.head), [BODY]: withLines(parts.body) } : valuesOf(text);
    return { ...values, [TYPED]: typed };
  } catch (error) {
    return { [TYPED]: typed, [PROBLEM]: error instanceof Refused ? error.message : "no-yaml" };
  }
}

export function toFile(values, field) {
  const { [TYPED]: typed, [PROBLEM]: problem, ...wanted } = values;
  if (problem) throw new Refused(problem);
  if (typed === undefined) return `${pairs(meant(wanted, field), field, 0)}\n`;
  const mark = typed.startsWith("\uFEFF") ? "\uFEFF" : "";
  const text = typed.slice(mark.length);
  const parts = page(text);
  if (!parts) return mark + inLines(text, (lf) => edited(lf, wanted, field));
  const { [BODY]: body, ...head } = wanted;
  return mark + parts.open + inLines(parts.head, (lf) => edited(lf, head, field)) + parts.close + newBody(parts.body, body ?? "");
}

function newBody(typed, body) {
  return withLines(typed) === body ? typed : inLines(typed, () => body);
}

// Works on a text with plain ends of line. Windows' own are put back where every line had them;
// where they are mixed, only what nobody changed can be kept.
function inLines(text, change) {
  const lf = withLines(text);
  const result = change(lf);
  if (result === lf) return text;
  const breaks = text.match(/\r?\n/g) ?? [];
  if (breaks.every((one) => one === "\n")) return result;
  if (breaks.every((one) => one === "\r\n")) return result.replaceAll("\n", "\r\n");
  throw new Refused("mixed-line-ends");
}
