// Where the nodes of a YAML text stand in it, character by character.

import { isMap, isSeq } from "./yaml/index.js";

// That a text cannot be edited here, and why: a key of the words.
export class Refused extends Error {}

export class Places {
  constructor(text) {
    this.text = text;
  }

  // Where a node's own characters end: of a block, where its last part does.
  end(node) {
    if ((isMap(node) || isSeq(node)) && !node.flow && node.items.length) {
      const last = node.items.at(-1);
      return isMap(node) ? this.pairEnd(last) : this.end(last);
    }
    return node.range[1];
  }

  pairEnd(pair) {
    return pair.value ? Math.max(this.end(pair.value), this.colon(pair)) : pair.key.range[1];
  }

  colon(pair) {
    return this.text.indexOf(":", pair.key.range[1]) + 1;
  }

  // The dash of a list's item, which must stand on a line of its own.
  dash(node) {
    const at = this.text.lastIndexOf("-", node.range[0] - 1);
    const between = at < 0 ? "?" : this.text.slice(this.lineStart(at), at) + this.text.slice(at + 1, node.range[0]);
    if (between.trim()) throw new Refused("unusual-yaml");
    return at;
  }

  lineStart(at) {
    return this.text.lastIndexOf("\n", at - 1) + 1;
  }

  lineEnd(at) {
    if (this.text[at - 1] === "\n") return at;
    const end = this.text.indexOf("\n", at);
    return end < 0 ? this.text.length : end + 1;
  }

  opensLine(at) {
    return !this.text.slice(this.lineStart(at), at).trim();
  }

  column(at) {
    return at - this.lineStart(at);
  }
}
