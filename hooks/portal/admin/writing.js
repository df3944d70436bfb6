// New values as YAML that every reader takes for the same: by YAML 1.1, which the check reads, and by 1.2.

import { parseDocument } from "./yaml/index.js";
import { fieldOf, inOrder, isObject, itemField } from "./values.js";

const DAY = /^\d{4}-\d{2}-\d{2}$/;

// A value without line breaks; words in the style of those that they replace. Between brackets, commas and
// brackets mean something else than in a block.
export function inLine(value, field = {}, style = "PLAIN", between = true) {
  if (Array.isArray(value)) {
    return `[${value.map((item) => inLine(item, itemField(field))).join(", ")}]`;
  }
  if (isObject(value)) {
    const pairs = keysOf(value, field).map((key) => `${key}: ${inLine(value[key] ?? null, fieldOf(field, key))}`);
    return `{${pairs.join(", ")}}`;
  }
  return typeof value === "string" ? scalar(value, field, style, between) : String(value);
}

// What follows `key:` in a block: on the same line, or indented below it.
export function inBlock(value, field, indent) {
  const below = " ".repeat(indent + 2);
  if (isObject(value)) return `\n${below}${pairs(value, field, indent + 2)}`;
  if (Array.isArray(value) && value.some(isObject)) {
    return value.map((item) => `\n${below}- ${listItem(item, itemField(field), indent + 2)}`).join("");
  }
  return ` ${inLine(value, field, "PLAIN", false)}`;
}

// What follows `- ` in a list that is indented.
export const listItem = (value, field, indent) =>
  isObject(value) ? pairs(value, field, indent + 2) : inLine(value, field, "PLAIN", false);

// The lines of a mapping; the first one stands where it is put.
export function pairs(value, field, indent) {
  return keysOf(value, field)
    .map((key) => `${key}:${inBlock(value[key] ?? null, fieldOf(field, key), indent)}`)
    .join(`\n${" ".repeat(indent)}`);
}

// The keys of a new mapping: those that say something, and those that must be there even so.
function keysOf(value, field) {
  const always = (field.fields ?? []).filter((one) => one.always).map((one) => one.name);
  return inOrder([...new Set([...Object.keys(value), ...always])], field);
}

function scalar(text, field, style, between) {
  if (field.written === "day" && DAY.test(text)) return text;
  if (style === "PLAIN" && isPlain(text, between)) return text;
  if (style === "QUOTE_SINGLE" && /^[^\p{C}\u2028\u2029]*$/u.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return JSON.stringify(text).replace(/[\p{C}\u2028\u2029]/gu, escaped);
}

const escaped = (character) => {
  const code = character.codePointAt(0).toString(16);
  return code.length > 4 ? `\\U${code.padStart(8, "0")}` : `\\u${code.padStart(4, "0")}`;
};

// Whether words without quotation marks are read as these words.
function isPlain(text, between) {
  if (/[\p{C}\u2028\u2029]|^[&*!]|^(?:<<|=)$/u.test(text)) return false;
  return ["1.1", "1.2"].every((version) => {
    const read = parseDocument(between ? `[${text}]` : `- ${text}`, { version, merge: false });
    const values = read.errors.length || read.warnings.length ? [] : read.toJS();
    return values.length === 1 && values[0] === text;
  });
}
