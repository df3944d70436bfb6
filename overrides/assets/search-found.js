// Marks, on the page that a result leads to, the words that were found. They are highlights of the
// browser: the text stays as it is, for whoever copies or prints it.
"use strict";

(() => {
  const BLOCKS = "p, li, td, th, dt, dd, h1, h2, h3, h4, blockquote, .passage, .opening";
  const OURS = ".m, .c, .n, .ed, .vh, .vc, .say, .card, .cards, .toc, .crumb, .told, dialog, form, details:not([open])";
  const sheet = new URL("search.css", document.currentScript.src).href;
  const address = new URL(location.href);
  const sought = address.searchParams.getAll("hl").map(searchWords.folded).filter((run) => run.length);
  address.searchParams.delete("hl");
  try { history.replaceState(history.state, "", address); } catch { /* the address keeps the words */ }
  if (!sought.length || !CSS.highlights) return;

  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const isLoose = sought.length > 1 && sought.every((run) => run.length === 1);
  const within = target && isLoose ? target : document.getElementById("main");

  const blocks = new Map();
  const walker = document.createTreeWalker(within, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.parentElement.closest(OURS)) continue;
    const block = node.parentElement.closest(BLOCKS) ?? within;
    blocks.set(block, [...(blocks.get(block) ?? []), node]);
  }

  const ranges = [];
  for (const nodes of blocks.values()) {
    const text = nodes.map((node) => node.data).join("");
    const words = searchWords.words(text);
    const place = (offset, isEnd) => {
      let before = 0;
      for (const node of nodes) {
        const end = before + node.length;
        if (isEnd ? offset <= end : offset < end) return [node, offset - before];
        before = end;
      }
      return [nodes.at(-1), nodes.at(-1).length];
    };
    for (const run of sought) {
      for (let at = 0; at + run.length <= words.length; at += 1) {
        if (!run.every((word, i) => words[at + i].folded === word)) continue;
        const range = new Range();
        range.setStart(...place(words[at].start, false));
        range.setEnd(...place(words[at + run.length - 1].end, true));
        ranges.push(range);
      }
    }
  }
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: sheet }));
  CSS.highlights.set("found", new Highlight(...ranges));
  const said = document.getElementById("said");
  const places = new Set(ranges.map((range) => `${range.startOffset} ${range.endOffset} ${range.startContainer.data}`)).size;
  if (places) say(said, (places === 1 ? said.dataset.foundOne : said.dataset.found).replace("{count}", places));
})();
