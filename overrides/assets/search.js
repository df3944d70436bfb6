// Suggestions under a search field, and what the page of results shares with them. Loaded when
// somebody goes to a search field; the index then, too.
"use strict";

(() => {
  const page = document.documentElement;
  const assets = document.currentScript.src;
  const languages = JSON.parse(document.querySelector("[data-indexes]").dataset.indexes);
  const bases = Object.fromEntries(Object.entries(languages).map(([code, url]) => [code, new URL(url, location.href).href]));
  const onDisk = location.protocol === "file:";
  const sheet = new URL("search.css", assets).href;
  if (![...document.styleSheets].some(({ href }) => href === sheet)) document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: sheet }));
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

  engine.start();
  const place = document.querySelector("[data-results]");
  if (place) {
    self.searchTools = { addressOf, counted, engine, foreign, keyOf, kindOf, make, page, pieces, say, titleOf };
    document.head.append(Object.assign(document.createElement("script"), { src: new URL("search-page.js", assets).href }));
  }
  inputs.filter((input) => !("main" in input.form.dataset)).forEach(suggest);
})();
