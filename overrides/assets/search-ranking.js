// What a query finds, best first: how it is read, and how results are ranked
// (docs/decisions/0013-search.md).
"use strict";

self.searchRanking = (() => {
  const FIELDS = ["name", "number", "text", "more", "facts"];
  const BOOST = { name: 3, number: 4, text: 1, more: 1.5, facts: 0.5, foreign: 2 };
  const VARIANTS = 6; // how many ways of saying a query are tried
  const FUZZY = 12; // how many words may stand for a mistyped one
  const WORDS = 60; // of a query; who pastes a page wants its beginning
  const { accent, folded, isAccented, words } = searchWords;
  // Words that say nothing of which document is meant, and words that only hold a sentence together.
  const NEUTRAL = folded("số no number ngày tháng năm of dated the của văn bản document");
  const FUNCTIONAL = new Set(folded(`có nói gì về không là và của các những cho được thế nào ở đâu khi trong với hay hoặc thì mà này
    đó ai sao bao nhiêu mấy tôi muốn cần tìm hỏi xin nêu ra như vì để từ đến bằng việc số ngày tháng năm
    the a an of in on for to and or is are what which who where when how does do say about with by from i want find need be it this that there any`));
  const isDigits = (word) => /^\d+$/.test(word);

  // What the reader typed: words, the last one perhaps unfinished, and phrases in quotation marks.

  const parse = (query) => {
    const text = query.normalize("NFC").trim();
    const phrases = [];
    const rest = text.replace(/["“”„«»]([^"“”„«»]*)(?:["“”„«»]|$)/g, (_, phrase) => {
      if (words(phrase).length) phrases.push({ slots: slotsOf(phrase), exact: isAccented(phrase) });
      return " ";
    });
    return { phrases, slots: slotsOf(rest, true), accented: isAccented(rest) };
  };

  // A slot is a place for one word: what may stand there, and how good each is.
  const slotsOf = (text, open = false) => {
    const found = words(text).slice(0, WORDS);
    return found.map((word, i) => ({
      word: word.folded,
      accent: accent(word.written),
      alternatives: new Map([[word.folded, 1]]),
      open: open && i === found.length - 1,
    }));
  };
  const fill = (text, open) => {
    const slots = slotsOf(text);
    if (slots.length && open) slots.at(-1).open = true;
    for (const slot of slots) slot.accent = null; // another's words: no diacritics of theirs count
    return slots;
  };

  const fits = (slot, folded) => slot.alternatives.has(folded) || (slot.open && folded.startsWith(slot.word));
  const hasAccent = (slot, word) => {
    if (!slot.accent) return true;
    word.accent ??= accent(word.written);
    const { base, tone } = word.accent;
    if (slot.open && slot.accent.base.length < base.length) {
      return base.startsWith(slot.accent.base) && (!slot.accent.tone || slot.accent.tone === tone);
    }
    return base === slot.accent.base && tone === slot.accent.tone;
  };

  // One language's index: it searches the records that it holds.

  class Index {
    constructor(head, base) {
      Object.assign(this, head);
      this.base = base;
      this.entries = [];
      this.vocabulary = new Map();
      this.mini = new MiniSearch({
        fields: [...FIELDS, "foreign"],
        idField: "place",
        tokenize: (joined) => joined.split(" "),
        processTerm: (term) => term || null,
        extractField: (entry, field) => (field === "place" ? entry.place : entry.joined[field]),
      });
      this.types = Object.entries(head.types).map(([code, names]) => ({ code, name: names[0], names: names.map(folded) }));
      this.aliases = head.aliases.flatMap(([short, long]) => {
        const pair = [folded(short), folded(long)];
        return [{ from: pair[0], to: long }, { from: pair[1], to: short }];
      });
      this.collator = new Intl.Collator(head.language);
      if (head.records) this.add(head.records, 0);
    }

    add(records, first) {
      const entries = records.map((record, i) => this.entry(record, first + i));
      this.mini.addAll(entries);
      for (const entry of entries) this.entries[entry.place] = entry;
    }

    entry(record, place) {
      const facts = record.w ? this.holders[record.w] : record;
      const day = (record.d ?? "").split("-").reverse().join(" ");
      const runs = [];
      const run = (field, text) => {
        const found = words(text);
        const plain = found.map((word) => word.folded);
        if (found.length) runs.push({ field, words: found, folded: plain, plain: ` ${plain.join(" ")} ` });
        for (const word of found) this.vocabulary.set(word.folded, (this.vocabulary.get(word.folded) ?? 0) + 1);
      };
      run("name", record.n);
      if (record.t) run("text", record.t);
      for (const text of record.m ?? []) run("more", text);
      for (const text of Object.values(record.f ?? {}).flat()) run("foreign", text);
      if (day) run("more", day);
      if (record.k === "w") {
        const said = { type: this.types.find(({ code }) => code === record.ty)?.name ?? "", issuer: this.issuers[record.is] ?? "", year: record.d?.slice(0, 4) ?? "" };
        run("facts", this.facts.replace(/\{(\w+)\}/g, (_, key) => said[key]));
      }
      const numbers = (record.nr ?? []).map(folded);
      const joined = { name: "", number: "", text: "", more: "", facts: "", foreign: "" };
      for (const { field, plain } of runs) joined[field] += plain.slice(0, -1);
      joined.number = numbers.flatMap((number) => [...number, ...together(number)]).join(" ");
      return { place, record, facts, runs, numbers, joined, day: folded(day) };
    }

    // The records that hold every slot, with MiniSearch's weight of each.
    holding(slots, fields, every = true) {
      if (!slots.length) return new Map();
      const queries = slots.map((slot) => ({
        combineWith: "OR",
        queries: [...slot.alternatives].map(([word, weight]) => ({
          queries: [word],
          prefix: slot.open && word === slot.word,
          boostTerm: () => weight,
        })),
      }));
      const found = this.mini.search({ combineWith: every ? "AND" : "OR", queries }, { fields, boost: BOOST });
      return new Map(found.map(({ id, score }) => [id, score]));
    }

    // The same query said otherwise: abbreviations for their long forms, and back.
    variants(slots) {
      const found = [slots];
      for (let i = 0; i < found.length && found.length < VARIANTS; i += 1) {
        for (const { from, to } of this.aliases) {
          const at = placeOf(from, found[i]);
          if (at < 0) continue;
          const end = at + from.length;
          const open = found[i][end - 1].open;
          const said = [...found[i].slice(0, at), ...fill(to, open), ...found[i].slice(end)];
          const isNew = !found.some((other) => sameWords(other, said));
          if (isNew && found.length < VARIANTS) found.push(said);
        }
        if (i) break; // one step away, and what is left after the first replacement
      }
      return found;
    }

    isKnown(slot) {
      if (this.vocabulary.has(slot.word)) return true;
      if (!slot.open) return false;
      for (const word of this.vocabulary.keys()) if (word.startsWith(slot.word)) return true;
      return false;
    }

    // Words that the reader may have meant.
    loosened(slots) {
      return slots.flatMap((slot) => {
        const { word } = slot;
        if (word.length < 4 || /\d/.test(word)) return [slot];
        const parts = this.isKnown(slot) ? null : this.apart(word);
        if (parts) return parts.map((part) => ({ ...slot, word: part, accent: null, open: false, alternatives: new Map([[part, 1]]) }));
        const allowed = word.length < 8 ? 1 : 2;
        const near = [];
        for (const [other, count] of this.vocabulary) {
          if (Math.abs(other.length - word.length) > 3 || isDigits(other) || other === word) continue;
          const far = Math.abs(other.length - word.length) > allowed ? allowed + 1 : distance(word, other, allowed);
          if (far <= allowed) near.push([other, far, count]);
          else if (isStem(word, other) || isStem(other, word)) near.push([other, 1, count]);
        }
        near.sort((a, b) => a[1] - b[1] || b[2] - a[2]);
        const alternatives = new Map(slot.alternatives);
        for (const [other, far] of near.slice(0, FUZZY)) alternatives.set(other, 0.6 / far);
        return [{ ...slot, alternatives }];
      });
    }

    // Words that were typed as one.
    apart(word) {
      for (let i = 2; i <= word.length - 2; i += 1) {
        const [left, right] = [word.slice(0, i), word.slice(i)];
        if (this.vocabulary.has(left) && this.vocabulary.has(right)) return [left, right];
      }
      return null;
    }

    // How well a query names a document by its number: 3 wholly, 2 in part, 1 perhaps when typed
    // to the end, 0 not at all. Every word must be explained by what the document is.
    namedBy(slots, entry) {
      if (!entry.numbers.length) return 0;
      const type = this.types.find(({ code }) => code === entry.record.ty);
      let best = 0;
      for (const number of entry.numbers) {
        if (within(number, slots) && number.some((part) => !isDigits(part)) && number.length > 2) return 3;
        const typed = slots.filter(({ word }) => isDigits(word));
        const begins = typed.some(({ word }) => word === number[0] || together(number).includes(word));
        const mayBegin = slots.length && slots.at(-1).open && number[0].startsWith(slots.at(-1).word) && isDigits(slots.at(-1).word);
        if (!begins && !mayBegin) continue;
        const known = new Set([...number, ...together(number), ...entry.day, ...NEUTRAL, ...(type?.names.flat() ?? [])]);
        const other = new Set([...entry.runs.flatMap((run) => run.folded), ...folded(this.issuers[entry.record.is] ?? "")]);
        const explained = slots.every((slot) => {
          if ([...slot.alternatives.keys()].some((word) => known.has(word) || (!isDigits(word) && other.has(word)))) return true;
          return slot.open && [...known].some((word) => word.startsWith(slot.word));
        });
        const unfit = this.types.some(({ code, names }) => code !== entry.record.ty && names.some((name) => within(name, slots)
          && !name.every((word) => known.has(word) || other.has(word))));
        if (!explained || unfit) continue;
        const whole = number.every((part) => slots.some(({ word }) => word === part));
        best = Math.max(best, !begins ? 1 : whole ? 3 : 2);
      }
      return best;
    }

    // How good a find is.
    judge(entry, variants, weight, most, query, strict = new Set()) {
      let run = null;
      let near = 0;
      for (const slots of variants) {
        for (const candidate of entry.runs) {
          const at = runAt(slots, candidate);
          if (!at) continue;
          const better = !run || at.worth > run.worth || (at.worth === run.worth && candidate.field === "name" && run.field !== "name");
          if (better) run = { ...at, field: candidate.field, whole: at.end - at.start === candidate.words.length, share: (at.end - at.start) / candidate.words.length };
        }
        if (!run) near = Math.max(near, ...entry.runs.map((candidate) => neighbours(slots, candidate)));
      }
      const { k, b, in: part } = entry.record;
      let score = run ? 100 * run.sure : 50 * near + (strict.has(entry.place) ? 25 : 0);
      if (run && query.accented) score += 40 * run.accented;
      if (!run && query.accented) score += 30 * accentShare(variants[0], entry);
      if (run?.field === "foreign" || run?.field === "facts") score -= 30;
      else if (run?.whole && run.complete) {
        const name = run.field === "name" || run.field === "more" || (k === "w" && run.field === "text");
        if (name) score += k === "p" ? (b || !part ? 60 : 5) : { w: 50, t: 30, g: 0 }[k];
      } else if (run && (run.field === "name" || (k === "w" && run.field === "text"))) score += (k === "g" || (k === "p" && part && !b) ? 3 : 15) * run.share;
      if (run && !run.complete) score -= 10;
      score += 8 * (weight / most) + { t: 4, w: 3, p: b || !part ? 2 : -12, g: -6 }[k];
      return { entry, score, run, whole: Boolean(run?.whole && run.complete) };
    }

    // The finds of a query, best first; `how` says how strictly it had to be read.
    find(query) {
      const { slots, phrases } = query;
      if (!slots.length && !phrases.length) return { how: "none", found: [], variants: [] };
      const said = this.variants(slots);
      const strict = this.ranked(query, said, FIELDS);
      const isFound = strict.some(({ run, number }) => run || number) || (strict.length && !slots.length);
      if (isFound) return { how: "all", found: strict, variants: said };
      const held = new Set(strict.map(({ entry }) => entry.place));
      const variants = this.variants(this.loosened(slots));
      const loose = slots.length ? this.ranked(query, variants, FIELDS, held) : [];
      const better = strict.length ? loose.filter(({ run, entry }) => run || held.has(entry.place)) : loose;
      if (better.some(({ run }) => run)) return { how: strict.length ? "all" : "near", found: better, variants };
      if (better.length) return { how: strict.length ? "all" : "near", found: this.besides(better, query), variants };
      const foreign = this.ranked(query, [slots], ["foreign", "more", "name"]);
      return { how: foreign.length ? "foreign" : "none", found: foreign, variants: said };
    }

    // Where the words stand here and there only, what has most of them together comes first.
    besides(scattered, query) {
      if (query.slots.length < 3 || query.phrases.length) return scattered;
      const measure = this.measure(query.slots);
      const held = new Set(scattered.map(({ entry }) => entry.place));
      const best = Math.max(...scattered.map(({ entry }) => measure(entry)));
      const others = this.partly(query).found.filter(({ entry }) => !held.has(entry.place) && measure(entry) > best);
      return [...others, ...scattered];
    }

    ranked(query, variants, fields, strict) {
      const weights = new Map();
      for (const slots of variants) {
        for (const [place, weight] of this.holding(slots, fields)) {
          weights.set(place, Math.max(weight, weights.get(place) ?? 0));
        }
      }
      const numbers = new Map();
      if (query.slots.some(({ word }) => isDigits(word))) {
        for (const entry of this.entries) {
          const named = entry && Math.max(...variants.map((slots) => this.namedBy(slots, entry)));
          if (named) numbers.set(entry.place, named);
        }
        for (const place of numbers.keys()) if (!weights.has(place)) weights.set(place, 0);
      }
      if (!query.slots.length) for (const entry of this.entries) if (entry) weights.set(entry.place, 0);
      const most = Math.max(1e-9, ...weights.values());
      const found = [];
      for (const [place, weight] of weights) {
        const entry = this.entries[place];
        const quoted = query.phrases.map((phrase) => entry.runs.map((run) => runAt(phrase.slots, run)).find((at) => at && (!phrase.exact || at.accented === 1)));
        if (quoted.some((at) => !at)) continue;
        const judged = variants[0].length ? this.judge(entry, variants, weight, most, query, strict) : this.judge(entry, [query.phrases[0].slots], 0, 1, query);
        const number = numbers.get(place) ?? 0;
        found.push({ ...judged, number, score: judged.score + 1000 * number });
      }
      found.sort((a, b) => b.score - a.score || newer(a.entry.record.d ?? "", b.entry.record.d ?? "") || a.entry.place - b.entry.place);
      // Once something has the words as they were typed, what only has the last one's beginning is noise.
      const last = query.slots.at(-1);
      const isSure = found.some(({ run, number }) => number > 1 || (run?.complete && run.sure === 1));
      const kept = isSure ? found.filter(({ run, number, entry }) => run || number || !last || has(entry, last)) : found;
      // The term that was typed stands right after the best find that uses it.
      const term = kept.findIndex(({ entry, whole }) => whole && entry.record.k === "g");
      const use = kept.findIndex(({ entry, run }) => run && entry.record.k !== "g");
      if (term >= 0 && use >= 0) {
        const [first, second] = [kept[use], kept[term]];
        return [first, second, ...kept.filter((find) => find !== first && find !== second)];
      }
      return kept;
    }

    // What shares the weightiest words of a query that nothing fulfils.
    partly(query) {
      const telling = query.slots.filter(({ word }) => !FUNCTIONAL.has(word));
      if (telling.length && telling.length < query.slots.length) {
        const finds = this.find({ ...query, slots: telling });
        if (finds.how === "all" || finds.found[0]?.run) return finds;
      }
      const slots = this.meant(telling.length ? telling : query.slots);
      if (!slots.length) return { found: [], variants: [] };
      const measure = this.measure(slots);
      const found = [];
      for (const [place, weight] of this.holding(slots, FIELDS, false)) {
        const entry = this.entries[place];
        const share = measure(entry);
        if (share >= 0.4) found.push({ entry, number: 0, run: null, score: share + { t: 0.03, w: 0.02, p: 0.01, g: 0 }[entry.record.k] + weight / 1e6 });
      }
      found.sort((a, b) => b.score - a.score || a.entry.place - b.entry.place);
      const best = found[0]?.score ?? 0;
      return { found: found.filter(({ score }) => score > best / 2).slice(0, 40), variants: [slots] };
    }

    // Known words as they are, others as what they may mean; without those that are nowhere.
    meant(slots) {
      return slots.flatMap((slot) => (this.isKnown(slot) ? [slot] : this.loosened([slot])))
        .filter(({ alternatives, open, word }) => open || [...alternatives.keys()].some((other) => this.vocabulary.has(other)) || this.vocabulary.has(word));
    }

    // How much of a query something shares, by the rarity of its words; what stands together in
    // both counts twice more.
    measure(slots) {
      const count = this.entries.length;
      const rarity = slots.map(({ alternatives }) => Math.log(1 + count / Math.max(1, ...[...alternatives.keys()].map((word) => this.vocabulary.get(word) ?? 0))));
      const whole = rarity.reduce((sum, weight) => sum + weight, 0);
      return (entry) => slots.reduce((sum, slot, i) => {
        const pair = i && entry.runs.some((run) => holds(slots.slice(i - 1, i + 1), run));
        return sum + (entry.runs.some((run) => holds([slot], run)) ? rarity[i] : 0) + (pair ? rarity[i] + rarity[i - 1] : 0);
      }, 0) / whole;
    }
  }

  // Sequences of words

  // Slots that allow one word each are looked for as a string.
  const needle = (slots) => {
    if (slots.some(({ alternatives }) => alternatives.size > 1)) return null;
    const joined = slots.map(({ word }) => word).join(" ");
    return slots.at(-1).open ? ` ${joined}` : ` ${joined} `;
  };
  const has = (entry, { alternatives }) => {
    for (const word of alternatives.keys()) if (entry.runs.some(({ plain }) => plain.includes(` ${word} `))) return true;
    return false;
  };
  const holds = (slots, run) => {
    const sought = needle(slots);
    if (sought) return run.plain.includes(sought);
    return run.folded.some((_, start) => start + slots.length <= run.folded.length && slots.every((slot, i) => fits(slot, run.folded[start + i])));
  };
  const newer = (a, b) => (a === b ? 0 : a < b ? 1 : -1);
  const sameWords = (one, other) => one.length === other.length && one.every((slot, i) => slot.word === other[i].word);
  // The figures and the letters of a number, for whoever leaves out what is between them.
  const together = (number) => [number.filter(isDigits), number.filter((part) => !isDigits(part))]
    .filter((parts) => parts.length > 1).map((parts) => parts.join(""));
  const placeOf = (run, slots) => {
    for (let at = 0; at + run.length <= slots.length; at += 1) {
      if (run.every((word, i) => slots[at + i].word === word)) return at;
    }
    return -1;
  };
  const within = (run, slots) => placeOf(run, slots) >= 0;

  // Where the slots stand one after the other; `accented` is the share that also has their marks,
  // `sure` how far the words are the typed ones.
  const runAt = (slots, run) => {
    if (!holds(slots, run)) return null;
    const { words: there, folded: plain } = run;
    let best = null;
    for (let start = 0; start + slots.length <= plain.length; start += 1) {
      let i = 0;
      while (i < slots.length && fits(slots[i], plain[start + i])) i += 1;
      if (i < slots.length) continue;
      const end = start + slots.length;
      const share = (measure) => slots.reduce((sum, slot, j) => sum + measure(slot, there[start + j]), 0) / slots.length;
      const sure = share((slot, word) => slot.alternatives.get(word.folded) ?? 1);
      const accented = share(hasAccent);
      const complete = !slots.at(-1).open || slots.at(-1).alternatives.has(plain[end - 1]);
      const found = { start, end, sure, accented, complete };
      const worth = 4 * sure + 2 * accented + complete;
      if (!best || worth > best.worth) best = { ...found, worth };
      if (best.sure === 1 && best.accented === 1 && best.complete) break;
    }
    return best;
  };

  // The share of the slots' neighbours that are neighbours in a text as well.
  const neighbours = (slots, run) => {
    let count = 0;
    for (let i = 0; i + 1 < slots.length; i += 1) count += holds([slots[i], slots[i + 1]], run);
    return count / Math.max(1, slots.length - 1);
  };

  const accentShare = (slots, entry) => slots.filter((slot) => entry.runs.some((run) => {
    const at = runAt([slot], run);
    return at && at.accented === 1;
  })).length / slots.length;

  // Japan is in Japanese; of Vietnamese syllables, which are short, nothing is concluded.
  const isStem = (short, long) => short.length > 4 && short.length < long.length && short.length + 3 >= long.length && long.startsWith(short);

  // How many letters are missing, added, other, or in each other's place; `most` + 1 if more.
  const distance = (a, b, most) => {
    let [before, last] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
    for (let i = 1; i <= a.length; i += 1) {
      const row = [i];
      for (let j = 1; j <= b.length; j += 1) {
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      if (Math.min(...row) > most) return most + 1;
      [before, last] = [last, row];
    }
    return last[b.length];
  };

  return { Index, distance, fill, fits, has, isDigits, parse, within };
})();
