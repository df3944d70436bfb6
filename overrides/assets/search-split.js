// The search in a large index, which is split. A query loads the postings of its words, and of the
// records that these point to as many as are needed for its first results; how many there are, and
// what they could be narrowed by, is known of all.
"use strict";

portalSearch.split = (Index, tools) => {
  const { SOURCES, KEYS, SHOWN } = tools;

  return class SplitIndex extends Index {
    constructor(head, base) {
      super(head, base);
      this.postings = new Map();
      this.held = new Set();
    }

    // Loads what a query needs; the places of all records that fulfil it.
    async prepare(query, { narrow = {}, limit = SHOWN }) {
      const asked = [...query.slots, ...query.phrases.flatMap(({ slots }) => slots)];
      const ways = query.phrases.length ? [asked] : this.variants(asked);
      const figures = query.slots.filter(({ word }) => tools.isDigits(word)).map(({ word }) => `#${word}`);
      const sought = [...figures, ...ways.flat().map(({ word }) => word)];
      const shards = [...new Set(sought.map((word) => this.shardOf(word)))].slice(0, this.maxShards);
      const lacking = shards.filter((number) => !this.postings.has(number));
      if (lacking.length) await tools.load(lacking.map((number) => `${this.base}words-${number}.js`));

      const found = new Set();
      for (const slots of ways) for (const place of this.inAll(slots)) found.add(place);
      if (!found.size) for (const place of this.inMost(asked)) found.add(place);
      const begins = new Set(figures.flatMap((word) => this.places(word) ?? []));
      const places = [...found].sort((a, b) => begins.has(b) - begins.has(a) || a - b);

      const fitting = places.filter((place) => this.allows(place, narrow));
      const most = limit < SHOWN ? Math.ceil(this.chunks / 3) : this.chunks;
      const works = [];
      const others = [];
      for (const place of fitting) {
        const chunk = Math.floor(place / this.chunk);
        const list = this.value("k", place) === "w" ? works : others;
        if (!works.includes(chunk) && !others.includes(chunk)) list.push(chunk);
        if (works.length >= most && others.length >= most) break;
      }
      const wanted = [...others.slice(0, Math.max(most / 2, most - works.length)), ...works].slice(0, most);
      const missing = wanted.filter((number) => !this.held.has(number));
      if (missing.length) await tools.load(missing.map((number) => `${this.base}records-${number}.js`));
      return places;
    }

    shardOf(word) {
      let [low, high] = [0, this.shards.length - 1];
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if (this.shards[middle] <= word) low = middle;
        else high = middle - 1;
      }
      return low;
    }

    // The records that hold a word; undefined if its postings are not loaded.
    places(word) {
      const shard = this.postings.get(this.shardOf(word));
      if (!shard) return undefined;
      let at = 0;
      return (shard[word] ?? []).map((step) => (at += step));
    }

    placesOf(slot) {
      const exact = this.places(slot.word);
      if (!exact) return undefined;
      const shard = this.postings.get(this.shardOf(slot.word));
      const found = new Set(exact);
      const others = Object.keys(shard).filter((word) => word !== slot.word && slot.open && word.startsWith(slot.word));
      if (!exact.length && !others.length && slot.word.length > 3 && !tools.isDigits(slot.word)) {
        const allowed = slot.word.length < 8 ? 1 : 2;
        others.push(...Object.keys(shard).filter((word) => tools.distance(slot.word, word, allowed) <= allowed));
      }
      for (const word of others) for (const place of this.places(word)) found.add(place);
      return found;
    }

    inAll(slots) {
      const sets = slots.map((slot) => this.placesOf(slot)).filter(Boolean).sort((a, b) => a.size - b.size);
      return sets.length ? [...sets[0]].filter((place) => sets.every((set) => set.has(place))) : [];
    }

    inMost(slots) {
      const tally = new Map();
      for (const slot of slots) for (const place of this.placesOf(slot) ?? []) tally.set(place, (tally.get(place) ?? 0) + 1);
      const most = Math.max(0, ...tally.values());
      return most * 2 >= slots.length ? [...tally].filter(([, count]) => count === most).map(([place]) => place) : [];
    }

    value(key, place) {
      const { table, places } = this.columns[key];
      return table[places[place]];
    }

    allows(place, narrow) {
      return KEYS.every((key) => !narrow[key] || this.value(SOURCES[key], place) === narrow[key]);
    }
  };
};
