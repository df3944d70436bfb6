// Words as the search compares them: in the worker, and on the page that a result leads to.
"use strict";

self.searchWords = (() => {
  const WORD = /\p{L}[\p{L}\p{M}]*(?:[’'][\p{L}\p{M}]+)*|\p{Nd}+/gu;
  const MARKS = /[\u0300-\u036f’']/g;
  const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;

  // Without case and diacritics, đ as d; of a number without leading zeros.
  const fold = (word) => word.normalize("NFD").replace(MARKS, "").toLowerCase()
    .replace(/[đðɖ]/g, "d").replace(/^0+(?=\d)/, "");

  // English plurals are their singulars; no Vietnamese word ends in s.
  const stem = (word) => {
    if (word.length < 4 || !word.endsWith("s") || /(?:ss|us|is)$/.test(word)) return word;
    return word.endsWith("ies") ? `${word.slice(0, -3)}y` : word.slice(0, -1);
  };

  // With diacritics, but the tone apart, so that hoà and hòa are the same word.
  const accent = (word) => {
    const parts = word.normalize("NFD").toLowerCase();
    return { base: parts.replace(TONES, ""), tone: (parts.match(TONES) ?? []).join("") };
  };

  const isAccented = (text) => /[\u0300-\u036f]|[đĐ]/.test(text.normalize("NFD"));

  // The words of a text: where each stands, folded, and what the text has there.
  const words = (text) => Array.from(text.matchAll(WORD), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
    written: match[0],
    folded: stem(fold(match[0])),
  }));

  const folded = (text) => words(text).map((word) => word.folded);

  return { accent, fold, folded, isAccented, words };
})();
