// The search, as readers meet it: suggestions under a field, and the page of results.
// Loaded when somebody goes to a search field; the index then, too.
"use strict";

(() => {
  const page = document.documentElement;
  const assets = document.currentScript.src;
  const languages = JSON.parse(document.querySelector("[data-indexes]").dataset.indexes);
  const bases = Object.fromEntries(Object.entries(languages).map(([code, url]) => [code, new URL(url, location.href).href]));
  const onDisk = location.protocol === "file:";
  const sheet = new URL("search.css", assets).href;
  if (![...document.styleSheets].some(({ href }) => href === sheet)) document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: sheet }));
  const SHOWN = 20;
  const SUGGESTED = 8;

  // The engine: in a worker, else in the page.

  const engine = (() => {
    let worker = null;
    let here = null;
    let count = 0;
    const asked = new Map();

    const script = (url) => new Promise((done, failed) => {
      const element = document.createElement("script");
      element.src = url;
      element.addEventListener("load", done);
      element.addEventListener("error", () => { element.remove(); failed(new Error(url)); });
      document.head.append(element);
    });
    const inPage = async () => {
      for (const name of ["vendor/minisearch-7.2.0.js", "search-words.js", "search-ranking.js", "search-worker.js"]) await script(new URL(name, assets).href);
      portalSearch.start(bases, (files) => Promise.all(files.map(script)), assets);
    };
    const fallBack = () => {
      worker = null;
      here ??= inPage();
      for (const { request, done, failed } of asked.values()) here.then(() => portalSearch.answer(request)).then(done, failed);
      asked.clear();
    };
    const start = () => {
      if (worker || here) return;
      try {
        worker = new Worker(new URL("search-worker.js", assets));
      } catch {
        here = inPage();
        return;
      }
      worker.addEventListener("error", fallBack);
      worker.addEventListener("message", ({ data }) => {
        const { done, failed } = asked.get(data.id) ?? {};
        asked.delete(data.id);
        if (data.error) failed?.(new Error(data.error));
        else done?.(data.answer);
      });
      worker.postMessage({ bases, language: page.lang });
    };
    const ask = (request) => {
      start();
      const whole = { language: page.lang, languages: Object.keys(bases), ...request };
      if (here) return here.then(() => portalSearch.answer(whole));
      return new Promise((done, failed) => {
        count += 1;
        asked.set(count, { request: whole, done, failed });
        worker.postMessage({ id: count, request: whole });
      });
    };
    return { start, ask };
  })();

  // Building what is shown

  const make = (tag, attributes = {}, ...content) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== "" && value != null) element.setAttribute(name, value);
    element.append(...content.filter((part) => part !== "" && part != null));
    return element;
  };
  const pieces = (list) => list.map((piece, i) => (i % 2 ? make("mark", {}, piece) : piece)).filter((piece) => piece !== "");
  const say = (form, values) => form.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
  const counted = (words, key, count, values = {}) => say(words[`${key}${count === 1 ? "One" : ""}`] ?? words[key], { count, ...values });
  const foreign = (language) => (language === page.lang ? "" : language);
  const keyOf = (name, language) => name + language.replace(/(?:^|-)./g, (letter) => letter.at(-1).toUpperCase());
  const kindOf = (result, words) => words[`kind${result.kind.toUpperCase()}`];

  // Where a result leads: the page's own address, told which words to mark there.
  const addressOf = (result, language) => {
    const root = bases[language].replace(/search\/$/, "");
    const [path, fragment] = result.address.split("#");
    const url = new URL(path + (onDisk ? "index.html" : ""), root);
    if (result.kind !== "g") for (const word of result.words) url.searchParams.append("hl", word);
    url.hash = fragment ? `#${fragment}` : "";
    return url.href;
  };

  // What a result is called: a document by number or title, a passage by its label.
  const titleOf = (result, language) => {
    const name = make("span", { lang: foreign(language) }, ...pieces(result.name));
    return result.kind === "t" ? [`${result.holder}, `, name] : [name];
  };

  const inputs = [...document.querySelectorAll("form.find input[name=q]")];
  for (const { form } of inputs) if (onDisk && form.getAttribute("action").endsWith("/")) form.action += "index.html";

  // Suggestions: an ARIA 1.2 combobox.

  const suggest = (input, number) => {
    const { form } = input;
    const words = form.dataset;
    const list = make("ul", { role: "listbox", id: `suggested-${number}`, "aria-label": words.suggestions, hidden: "hidden" });
    const told = make("p", { class: "vh", role: "status" });
    let options = [];
    let active = -1;
    let composing = false;
    let asked = "";
    form.append(list, told);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"], ["aria-haspopup", "listbox"]]) input.setAttribute(name, value);

    const choose = (at) => {
      options[active]?.removeAttribute("aria-selected");
      active = at;
      const option = options[active];
      if (!option) { input.removeAttribute("aria-activedescendant"); return; }
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
    };
    const close = () => {
      choose(-1);
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
    };
    const show = () => {
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
    };
    const option = (href, ...content) => {
      const element = make("li", { role: "option", id: `${list.id}-${options.length}`, "aria-selected": "false" }, ...content);
      element.dataset.href = href;
      options.push(element);
      return element;
    };
    const fill = (answer, query) => {
      const all = [[answer.language, answer.results], ...answer.others.map((other) => [other.language, other.results])];
      const found = all.flatMap(([language, results]) => results.map((result) => [language, result])).slice(0, SUGGESTED);
      const total = answer.total + answer.others.reduce((sum, other) => sum + other.total, 0);
      options = [];
      active = -1;
      input.removeAttribute("aria-activedescendant");
      const items = found.map(([language, result]) => option(
        addressOf(result, language),
        make("small", {}, kindOf(result, words), language === page.lang ? "" : ` · ${words[keyOf("in", language)]}`),
        make("b", {}, ...titleOf(result, result.kind === "t" ? language : result.language)),
        make("span", { lang: result.foreign ? result.foreignLanguage : foreign(result.language) }, ...pieces(result.foreign || result.text)),
      ));
      if (found.length) {
        const target = new URL(form.action);
        target.searchParams.set("q", query);
        items.push(option(target.href, make("b", { class: "all" }, counted(words, "all", total))));
      }
      list.replaceChildren(...items);
      told.textContent = found.length ? counted(words, "suggested", found.length) : words.none;
      if (found.length) show(); else close();
    };
    const update = async () => {
      const query = input.value.trim();
      if (query === asked && !list.hidden) return;
      asked = query;
      if (query.length < 2) { close(); told.textContent = ""; return; }
      try {
        const answer = await engine.ask({ query, limit: SUGGESTED });
        if (query === input.value.trim() && document.activeElement === input) fill(answer, query);
      } catch {
        told.textContent = words.failed;
      }
    };
    const go = (element) => { location.href = element.dataset.href; };

    input.addEventListener("input", update);
    input.addEventListener("compositionstart", () => { composing = true; });
    input.addEventListener("compositionend", () => { composing = false; update(); });
    input.addEventListener("blur", () => setTimeout(() => { if (document.activeElement !== input) close(); }));
    input.addEventListener("keydown", (event) => {
      if (composing || event.isComposing || event.keyCode === 229) return;
      const isOpen = !list.hidden;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (!isOpen) { if (options.length) { show(); choose(event.key === "ArrowDown" ? 0 : options.length - 1); } else { asked = ""; update(); } return; }
        const step = event.key === "ArrowDown" ? 1 : -1;
        const places = options.length + 1; // the field is one of them
        choose(((active + 1 + step + places) % places) - 1);
      } else if (event.key === "Enter" && isOpen && active >= 0) {
        event.preventDefault();
        go(options[active]);
      } else if (event.key === "Escape" && isOpen) {
        event.preventDefault(); // the field keeps its words, the menu that it stands in stays open
        event.stopPropagation();
        close();
      } else if (event.key === "Tab") {
        close();
      }
    });
    // A finger or a mouse leaves the focus in the field.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const element = event.target.closest("[role=option]");
      if (element) go(element);
    });
    if (document.activeElement === input) update();
  };

  // The page of results

  const results = (place) => {
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
  };

  engine.start();
  const place = document.querySelector("[data-results]");
  if (place) results(place);
  inputs.filter((input) => !("main" in input.form.dataset)).forEach(suggest);
})();
