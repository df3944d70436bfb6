// The search answers: what is shown of results, what they can be narrowed by, and what is loaded.
// It runs in a worker; where a page may not make one (from a disk, Chromium refuses), the same
// scripts are loaded into the page.
"use strict";

if (typeof importScripts === "function") importScripts("vendor/minisearch-7.2.0.js", "search-words.js", "search-ranking.js");

self.portalSearch = (() => {
  const KINDS = ["t", "w", "g", "p"];
  const SOURCES = { kind: "k", type: "ty", issuer: "is", year: "d" };
  const SNIPPET = 190; // letters
  const SHOWN = 20; // results, if a page asks for no other number
  const { words } = searchWords;
  const { Index, distance, fill, fits, has, isDigits, parse, within } = searchRanking;

  // What is shown of a find: words in pieces, every second piece marked.

  // Whole runs are marked where the find has one; else, single words of the query itself.
  const marked = (text, sought, found = words(text)) => {
    const ranges = [];
    for (const slots of sought) {
      for (let start = 0; start + slots.length <= found.length; start += 1) {
        if (slots.every((slot, i) => fits(slot, found[start + i].folded))) ranges.push([start, start + slots.length]);
      }
    }
    ranges.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
    const merged = [];
    for (const [start, end] of ranges) {
      const last = merged.at(-1);
      const joins = last && (start < last[1] || (start === last[1] && text.slice(found[start - 1].end, found[start].start) === " "));
      if (joins) last[1] = Math.max(last[1], end);
      else merged.push([start, end]);
    }
    return merged.map(([start, end]) => [found[start].start, found[end - 1].end]);
  };

  const cutOut = (text, ranges) => {
    if (text.length <= SNIPPET * 1.3) return [0, text.length];
    let best = [0, 0];
    for (const [start] of ranges) {
      const from = Math.max(0, start - 60);
      const held = ranges.filter((range) => range[0] >= from && range[1] <= from + SNIPPET);
      const letters = held.reduce((sum, range) => sum + range[1] - range[0], 0);
      if (letters > best[1]) best = [from, letters];
    }
    let from = best[0] ? text.indexOf(" ", best[0]) + 1 : 0;
    if (from > best[0] + 40) from = best[0];
    let to = Math.min(text.length, from + SNIPPET);
    if (to < text.length) to = Math.max(text.lastIndexOf(" ", to), from + SNIPPET / 2);
    return [from, to];
  };

  const inPieces = (text, ranges, cut = false) => {
    const [from, to] = cut ? cutOut(text, ranges) : [0, text.length];
    const pieces = [];
    let at = from;
    for (const [start, end] of ranges) {
      if (start < from || end > to) continue;
      pieces.push(text.slice(at, start), text.slice(start, end));
      at = end;
    }
    pieces.push(text.slice(at, to));
    if (from > 0) pieces[0] = `… ${pieces[0]}`;
    if (to < text.length) pieces[pieces.length - 1] += " …";
    return pieces;
  };

  const shown = (index, { entry, number, run }, query, variants, own) => {
    const { record, facts } = entry;
    const text = record.k === "g" ? "" : record.t ?? "";
    const runs = variants.filter((slots) => slots.length);
    const single = (slots) => slots.map((slot) => [has(entry, slot) ? { ...slot, open: false } : slot]);
    const figures = query.slots.filter(({ word }) => entry.numbers.flat().includes(word));
    const named = (record.nr ?? []).map((said) => fill(said)).filter((slots) => within(slots.map(({ word }) => word), query.slots));
    const sought = number && !run ? (named.length ? named : single(figures)) : run || !runs.length ? runs : single(runs[0]);
    sought.push(...query.phrases.map((phrase) => phrase.slots));
    const wordsOf = (field) => entry.runs.find((run) => run.field === field)?.words;
    const ranges = { name: marked(record.n, sought, wordsOf("name")), text: text ? marked(text, sought, wordsOf("text")) : [] };
    const [foreignLanguage, [foreign]] = record.k === "g" && record.f ? Object.entries(record.f)[0] : ["", [""]];
    const said = [...new Set([...ranges.text.map(([a, b]) => text.slice(a, b)), ...ranges.name.map(([a, b]) => record.n.slice(a, b))])];
    return {
      kind: record.k,
      address: record.a,
      name: inPieces(record.n, ranges.name),
      text: inPieces(text, ranges.text, true),
      foreignLanguage,
      foreign: foreign && inPieces(foreign, marked(foreign, sought)),
      language: record.l || index.language,
      holder: record.w ? own.holders[record.w]?.n ?? facts.n : record.in ?? "",
      isNumbered: Boolean(record.nr),
      type: own.types.find(({ code }) => code === facts.ty)?.name ?? "",
      issuer: own.issuers[facts.is] ?? "",
      date: facts.ds ?? "",
      status: own.statuses[facts.s] ?? null,
      words: said.sort((a, b) => b.length - a.length).slice(0, 6),
    };
  };

  // Narrowing

  const valueOf = { kind: ({ record }) => record.k, type: ({ facts }) => facts.ty, issuer: ({ facts }) => facts.is, year: ({ facts }) => (facts.d ?? "").slice(0, 4) };
  const KEYS = Object.keys(valueOf);

  const narrowed = (found, narrow) => found.filter(({ entry }) => KEYS.every((key) => !narrow[key] || valueOf[key](entry) === narrow[key]));

  // How many finds each choice would leave, the other choices being as they are.
  const counts = (index, found, narrow, places) => Object.fromEntries(KEYS.map((key) => {
    const tally = new Map();
    const rest = { ...narrow, [key]: "" };
    const values = places.length > found.length
      ? places.filter((place) => index.allows(place, rest)).map((place) => index.value(SOURCES[key], place))
      : narrowed(found, rest).map(({ entry }) => valueOf[key](entry));
    for (const value of values) if (value) tally.set(value, (tally.get(value) ?? 0) + 1);
    const name = { type: (code) => index.types.find((type) => type.code === code)?.name ?? code, issuer: (code) => index.issuers[code] }[key] ?? String;
    const { compare } = index.collator;
    const order = key === "kind" ? (a, b) => KINDS.indexOf(a[0]) - KINDS.indexOf(b[0])
      : key === "year" ? (a, b) => b[0] - a[0] : (a, b) => compare(a[1], b[1]);
    return [key, [...tally].map(([value, count]) => [value, name(value), count]).sort(order)];
  }));

  // Loading

  const heads = new Map();
  const indexes = new Map();
  const waiting = new Map();
  let load = null;
  let bases = {};
  let assets = "";

  // What the files of an index call.
  const take = (head) => heads.set(head.language, head);
  const takeWords = (language, number, shard) => indexes.get(language).postings.set(number, shard);
  const takeRecords = (language, number, records) => {
    const index = indexes.get(language);
    if (!index.held.has(number)) index.add(records, number * index.chunk);
    index.held.add(number);
  };
  const build = async (language) => {
    const head = heads.get(language);
    if (head.shards && !self.portalSearch.split) await load([new URL("search-split.js", assets).href]);
    const Kind = head.shards ? self.portalSearch.split(Index, { load, isDigits, distance, SOURCES, KEYS, SHOWN }) : Index;
    indexes.set(language, new Kind(head, bases[language]));
  };
  const open = async (language) => {
    if (!waiting.has(language)) {
      const loading = load([`${bases[language]}index.js`]).then(() => build(language));
      waiting.set(language, loading);
      loading.catch(() => waiting.delete(language));
    }
    await waiting.get(language);
    return indexes.get(language);
  };

  // Facts about finds are said in the language of the page, `own`; `places` are all that a split
  // index knows of.
  const inOne = (index, query, { found, variants }, { narrow = {}, limit = SHOWN }, places = [], own = index) => {
    const kept = narrowed(found, narrow);
    const allowed = places.filter((place) => index.allows(place, narrow));
    return {
      language: index.language,
      total: Math.max(kept.length, allowed.length),
      counts: counts(index, found, narrow, places),
      results: kept.slice(0, limit).map((find) => shown(index, find, query, variants, own)),
    };
  };

  // Answers a request of a page: {query, language, languages, narrow, limit}.
  const answer = async (request) => {
    const query = parse(request.query);
    const own = await open(request.language);
    const places = await own.prepare?.(query, request);
    const finds = own.find(query);
    const answered = { how: finds.how, ...inOne(own, query, finds, request, places), others: [] };
    if (finds.how === "none" || finds.how === "foreign") {
      for (const language of request.languages.filter((code) => code !== request.language)) {
        const other = await open(language);
        const { limit } = request;
        const its = await other.prepare?.(query, { limit });
        const there = other.find(query);
        if (there.how === "all") answered.others.push({ how: there.how, ...inOne(other, query, there, { limit }, its, own) });
      }
    }
    if (finds.how === "none" && !answered.others.length) {
      const partly = own.partly(query);
      if (partly.found.length) Object.assign(answered, { how: "part" }, inOne(own, query, partly, request));
    }
    return answered;
  };

  const start = (places, loader, folder) => { bases = places; load = loader; assets = folder; };

  return { answer, open, start, take, words: takeWords, records: takeRecords };
})();

if (typeof importScripts === "function") {
  self.addEventListener("message", async ({ data }) => {
    const { id, bases, request } = data;
    if (bases) portalSearch.start(bases, async (files) => importScripts(...files), self.location.href);
    try {
      if (bases) await portalSearch.open(data.language);
      else self.postMessage({ id, answer: await portalSearch.answer(request) });
    } catch (error) {
      self.postMessage({ id, error: String(error) });
    }
  });
}
