// The page of results: what is asked and what it is narrowed by stand in its address.
"use strict";

(() => {
  const { addressOf, counted, engine, foreign, keyOf, kindOf, make, page, pieces, say, titleOf } = searchTools;
  const SHOWN = 20;
  const place = document.querySelector("[data-results]");
  const form = document.querySelector("form.find[data-main]");
  const input = form.elements.q;
  const filter = document.querySelector("form[data-narrow]");
  const count = document.getElementById("count");
  const list = document.getElementById("found");
  const more = document.getElementById("more");
  const ways = document.getElementById("ways");
  const words = place.dataset;
  const KEYS = ["kind", "type", "issuer", "year"];
  let shown = SHOWN;
  let last = 0;

  const read = () => {
    const said = new URLSearchParams(location.search);
    input.value = said.get("q") ?? "";
    for (const key of KEYS) choose(key, said.get(key) ?? "");
    shown = history.state?.shown ?? SHOWN;
  };
  const choose = (key, value) => {
    const field = filter.elements[key];
    if (field instanceof HTMLSelectElement && value && ![...field.options].some((option) => option.value === value)) field.append(new Option(value, value));
    field.value = value;
  };
  const write = (push) => {
    const address = new URL(location.href);
    const values = { q: input.value.trim(), ...narrowing() };
    for (const [key, value] of Object.entries(values)) {
      if (value) address.searchParams.set(key, value);
      else address.searchParams.delete(key);
    }
    if (address.href === location.href) history.replaceState({ shown }, "");
    else history[push ? "pushState" : "replaceState"]({ shown }, "", address);
  };
  const narrowing = () => Object.fromEntries(KEYS.map((key) => [key, filter.elements[key].value]));

  const item = (result, language) => {
    const isText = result.kind === "t";
    const heading = make("h3", {}, make("a", { href: addressOf(result, language), class: result.isNumbered ? "no" : "", }, ...titleOf(result, isText ? language : result.language)));
    const meta = [
      make("b", {}, kindOf(result, words)),
      !isText && result.holder ? make("span", { lang: foreign(language) }, result.holder) : "",
      result.language !== language ? make("span", {}, words.untranslated) : "",
      result.type ? make("span", {}, result.type) : "",
      result.issuer ? make("span", {}, result.issuer) : "",
      result.date ? make("span", { class: "num", lang: foreign(language) }, result.date) : "",
      result.status ? make("span", { class: "st", "data-st": result.status[0] }, result.status[1]) : "",
    ].filter(Boolean);
    return make("li", {}, heading,
      result.foreign ? make("p", { class: "other", lang: result.foreignLanguage }, ...pieces(result.foreign)) : "",
      result.text.join("") ? make("p", { class: isText || result.kind === "w" ? "t" : "", lang: foreign(result.language) }, ...pieces(result.text)) : "",
      make("p", { class: "meta" }, ...meta));
  };
  const showNarrowing = (answer) => {
    for (const key of KEYS) {
      const field = filter.elements[key];
      const chosen = field.value;
      const options = answer.counts[key];
      if (key === "kind") {
        for (const label of filter.querySelectorAll("[name=kind]")) {
          const tally = label.value ? options.find(([value]) => value === label.value)?.[2] ?? 0 : options.reduce((sum, [, , number]) => sum + number, 0);
          label.parentElement.querySelector(".num").textContent = `(${tally})`;
          label.disabled = !tally && label.value !== chosen;
        }
        continue;
      }
      const all = field.options[0];
      const kept = options.map(([value, name, number]) => new Option(`${name} (${number})`, value));
      if (chosen && !options.some(([value]) => value === chosen)) kept.push(new Option(`${field.selectedOptions[0]?.text.replace(/ \(\d+\)$/, "") ?? chosen} (0)`, chosen));
      field.replaceChildren(all, ...kept);
      field.value = chosen;
      field.disabled = !kept.length;
    }
  };
  const show = (answer, query) => {
    const isNarrow = Object.values(narrowing()).some(Boolean);
    const parts = [];
    if (answer.results.length) parts.push(make("ol", { class: "found" }, ...answer.results.map((result) => item(result, answer.language))));
    for (const other of answer.others) {
      parts.push(make("h2", {}, say(words[keyOf("others", other.language)], { count: other.total })));
      parts.push(make("ol", { class: "found" }, ...other.results.map((result) => item(result, other.language))));
    }
    const elsewhere = answer.others.reduce((sum, other) => sum + other.total, 0);
    const key = answer.total ? { near: "near", part: "part" }[answer.how] ?? "count" : isNarrow ? "narrowed" : elsewhere ? "elsewhere" : "none";
    count.textContent = counted(words, key, answer.total || elsewhere, { query });
    list.replaceChildren(...parts);
    ways.hidden = Boolean(answer.total || elsewhere);
    ways.querySelector("[data-tips]").hidden = false;
    filter.closest("details").hidden = !(answer.total || isNarrow);
    more.hidden = answer.total <= answer.results.length;
    more.firstElementChild.textContent = say(words.more, { count: Math.min(SHOWN, answer.total - answer.results.length), total: answer.total });
    showNarrowing(answer);
    document.title = `${query} · ${words.title}`;
  };
  const clear = () => {
    count.textContent = "";
    list.replaceChildren();
    more.hidden = ways.hidden = false;
    more.hidden = true;
    filter.closest("details").hidden = true;
  };
  const update = async () => {
    const query = input.value.trim();
    last += 1;
    const turn = last;
    if (!query) { clear(); return; }
    if (!list.children.length) count.textContent = words.loading;
    try {
      const answer = await engine.ask({ query, narrow: narrowing(), limit: shown });
      if (turn === last) show(answer, query);
    } catch {
      count.textContent = words.failed;
      ways.hidden = false;
    }
  };
  const fresh = (push) => { shown = SHOWN; write(push); return update(); };

  let composing = false;
  let timer = 0;
  input.addEventListener("compositionstart", () => { composing = true; });
  input.addEventListener("compositionend", () => { composing = false; });
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => fresh(false), 120); });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (composing) return;
    clearTimeout(timer);
    fresh(true);
  });
  filter.addEventListener("submit", (event) => event.preventDefault());
  filter.addEventListener("change", () => fresh(true));
  filter.addEventListener("reset", () => setTimeout(() => fresh(true)));
  more.firstElementChild.addEventListener("click", async () => {
    const before = shown;
    shown += SHOWN;
    write(false);
    await update();
    list.querySelectorAll("h3 a")[before]?.focus();
  });
  // Who changes the language asks the same there.
  for (const link of document.querySelectorAll(".lang a")) {
    link.addEventListener("click", () => { link.search = location.search; });
  }
  addEventListener("popstate", () => { read(); update(); });
  const wide = matchMedia("(min-width: 68rem)");
  const unfold = () => { filter.closest("details").open = wide.matches || Object.values(narrowing()).some(Boolean); };
  const typed = input.value; // what was typed while this was loading
  read();
  if (typed && !new URLSearchParams(location.search).has("q")) input.value = typed;
  unfold();
  wide.addEventListener("change", unfold);
  update();
})();
