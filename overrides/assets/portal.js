// Conveniences. Nothing here is needed for reading: every page is whole without it.
"use strict";

const page = document.documentElement;
const scripts = document.currentScript.src;
const narrow = matchMedia("(max-width: 67.99rem)");

// What needs a script is shown, and the choice of colours made, before anything is painted.
page.dataset.js = "";
const choice = {
  get: () => { try { return localStorage.getItem("scheme"); } catch { return null; } },
  set: (scheme) => {
    try { scheme ? localStorage.setItem("scheme", scheme) : localStorage.removeItem("scheme"); } catch { /* kept for this page only */ }
  },
};
const paint = (scheme) => {
  if (scheme === "light" || scheme === "dark") page.dataset.scheme = scheme;
  else delete page.dataset.scheme;
};
paint(choice.get());

document.addEventListener("DOMContentLoaded", () => {
  startSchemes();
  startButtons();
  startContents();
  startCards();
  startPassages();
  startLanguages();
  startSearch();
  for (const part of document.querySelectorAll("[data-script]")) import(new URL(part.dataset.script, scripts));
});

function startSchemes() {
  const group = document.querySelector(".scheme");
  const buttons = [...group.querySelectorAll("button")];
  const show = () => {
    for (const button of buttons) {
      button.setAttribute("aria-pressed", button.dataset.schemeChoice === (page.dataset.scheme ?? "system"));
    }
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const scheme = button.dataset.schemeChoice;
      choice.set(scheme === "system" ? "" : scheme);
      paint(scheme);
      show();
    });
  }
  show();
}

function startButtons() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.addEventListener("click", () => print());
  }
  for (const button of document.querySelectorAll("[popovertarget]:not([popovertargetaction])")) {
    const panel = document.getElementById(button.getAttribute("popovertarget"));
    button.setAttribute("aria-expanded", "false");
    panel.addEventListener("toggle", (event) => {
      button.setAttribute("aria-expanded", String(event.newState === "open"));
    });
    // A link that was followed inside the page closes the list that it stands in.
    panel.addEventListener("click", (event) => {
      if (event.target.closest("a") && panel.matches(":popover-open")) panel.hidePopover();
    });
  }
}

// The contents list shows where the reader is.
function startContents() {
  const links = new Map(
    [...document.querySelectorAll(".toc a")].map((link) => [link.hash.slice(1), link]),
  );
  const parts = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  if (!parts.length) return;
  const mark = () => {
    const passed = parts.filter((part) => part.getBoundingClientRect().top < innerHeight / 3);
    const here = links.get((passed.at(-1) ?? parts[0]).id);
    for (const link of links.values()) {
      if (link === here) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    if (!narrow.matches) here.scrollIntoView({ block: "nearest" });
  };
  const watcher = new IntersectionObserver(mark, { rootMargin: "0px 0px -66% 0px" });
  parts.forEach((part) => watcher.observe(part));
}

// A card beside a citation: on hover, on focus, or on the first tap.
function startCards() {
  const cards = new Map(
    [...document.querySelectorAll(".card[popover]")].map((card) => [card.dataset.for, card]),
  );
  if (!cards.size || !("popover" in HTMLElement.prototype)) return;
  let open = null;
  let timer = 0;

  const close = () => {
    clearTimeout(timer);
    if (!open) return;
    open.link.removeAttribute("aria-describedby");
    if (open.card.matches(":popover-open")) open.card.hidePopover();
    open = null;
  };
  const place = (link, card) => {
    const box = link.getClientRects()[0];
    const width = Math.min(card.offsetWidth, innerWidth - 16);
    const below = box.bottom + 6 + card.offsetHeight < innerHeight;
    card.style.left = `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px`;
    card.style.top = below ? `${box.bottom + 4}px` : `${Math.max(8, box.top - card.offsetHeight - 4)}px`;
  };
  const show = (link) => {
    const card = cards.get(link.getAttribute("href"));
    if (!card || open?.link === link) return;
    close();
    link.after(card); // so that focus goes from the link into the card
    card.showPopover();
    place(link, card);
    link.setAttribute("aria-describedby", card.id);
    open = { link, card };
  };
  const soon = (act, wait) => { clearTimeout(timer); timer = setTimeout(act, wait); };
  const inside = (node) => open && node instanceof Node && (open.card.contains(node) || open.link.contains(node));

  for (const link of document.querySelectorAll("a.cite")) {
    let finger = false;
    link.addEventListener("pointerenter", (event) => {
      if (event.pointerType === "mouse") soon(() => show(link), 250);
    });
    link.addEventListener("pointerleave", () => soon(close, 300));
    link.addEventListener("pointerdown", (event) => { finger = event.pointerType === "touch"; });
    link.addEventListener("focus", () => { if (!finger && link.matches(":focus-visible")) show(link); });
    link.addEventListener("click", (event) => {
      if (finger && open?.link !== link && cards.has(link.getAttribute("href"))) {
        event.preventDefault();
        show(link);
      }
      finger = false;
    });
  }
  for (const card of cards.values()) {
    card.addEventListener("pointerenter", () => clearTimeout(timer));
    card.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") soon(close, 300); });
  }
  document.addEventListener("focusin", (event) => { if (open && !inside(event.target)) close(); });
  document.addEventListener("pointerdown", (event) => { if (open && !inside(event.target)) close(); });
  document.addEventListener("scroll", () => { if (open && !inside(document.activeElement)) close(); }, { passive: true });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !open) return;
    if (open.card.contains(document.activeElement)) open.link.focus();
    close();
  });
}

// Copy the link to a passage; cite it in the forms of all languages.
function startPassages() {
  const dialog = document.querySelector("dialog.citing");
  if (!dialog) return;
  const title = dialog.querySelector("h2");
  const words = document.querySelector("[data-tools]").dataset;
  const label = (link) => link.querySelector(".vh").textContent.trim();

  const complete = (tools) => {
    if (tools.dataset.whole) return;
    tools.dataset.whole = "yes";
    const own = tools.querySelector("a");
    const others = tools.querySelectorAll("a[hreflang]");
    const name = label(own);
    const copyLink = tool(words.copyLink, name, () => copy(own.href));
    const cite = tool(words.cite, name, () => {
      title.textContent = `${title.dataset.words} ${name}`;
      const names = { [page.lang]: name };
      for (const other of others) names[other.hreflang] = label(other);
      for (const quote of dialog.querySelectorAll("[data-form]")) {
        const address = new URL(quote.dataset.address, location.href);
        address.hash = own.hash;
        quote.textContent = quote.dataset.form
          .replace("{passage}", names[quote.lang] ?? name)
          .replace("{address}", address.href);
      }
      dialog.showModal();
    });
    own.replaceWith(copyLink, cite);
  };
  const tool = (text, name, act) => {
    const button = document.createElement("button");
    const hidden = document.createElement("span");
    button.type = "button";
    button.className = "text";
    hidden.className = "vh";
    hidden.textContent = ` ${name}`;
    button.append(text, hidden);
    button.addEventListener("click", act);
    return button;
  };
  const own = (node) => {
    const unit = node?.closest?.(".passage, .u");
    return unit?.querySelector(":scope > .m > .tools");
  };
  const wake = (event) => { const tools = own(event.target); if (tools) complete(tools); };
  document.addEventListener("pointerover", wake, { passive: true });
  document.addEventListener("focusin", wake);
  const land = () => { const tools = own(document.getElementById(location.hash.slice(1))); if (tools) complete(tools); };
  addEventListener("hashchange", land);
  land();

  dialog.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button.parentElement.querySelector("[data-form]").textContent);
  });
}

// Who changes the language stays at the passage.
function startLanguages() {
  for (const link of document.querySelectorAll(":is(.lang, .say) a[hreflang]")) {
    link.addEventListener("click", () => { link.hash = location.hash; });
  }
}

// The search is loaded when somebody goes to one of its fields: by hand, or with / or Ctrl K.
function startSearch() {
  const load = (name) => {
    const script = document.createElement("script"); // no module: those cannot be read from a disk
    script.async = false;
    script.src = new URL(name, scripts);
    document.head.append(script);
  };
  const asked = new URLSearchParams(location.search);
  if (asked.has("hl")) ["search-words.js", "search-found.js"].forEach(load);
  const fields = [...document.querySelectorAll("form.find input[name=q]")];
  let loaded = false;
  const wake = () => { if (!loaded) { loaded = true; load("search.js"); } };
  for (const field of fields) field.addEventListener("focus", wake);
  if (fields.includes(document.activeElement) || (asked.has("q") && document.querySelector("[data-results]"))) wake();
  document.addEventListener("keydown", (event) => {
    const isShortcut = event.key.toLowerCase() === "k" ? (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey
      : event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey;
    const isTyping = event.target.closest?.("input, select, textarea, [contenteditable]") || document.querySelector("dialog[open]");
    const [field] = fields;
    if (!isShortcut || isTyping || !field) return;
    event.preventDefault();
    const menu = field.closest("[popover]");
    if (menu && !field.checkVisibility()) menu.showPopover();
    field.focus();
    field.select();
  });
}

async function copy(text) {
  const said = document.getElementById("said");
  let done = true;
  try { await navigator.clipboard.writeText(text); } catch { done = copyTheOldWay(text); }
  say(said, done ? said.dataset.copied : said.dataset.notCopied);
}

function copyTheOldWay(text) {
  const field = document.createElement("textarea");
  field.className = "vh";
  field.value = text;
  (document.querySelector("dialog[open]") ?? document.body).append(field);
  const before = document.activeElement;
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  before?.focus();
  return done;
}

function say(place, words) {
  const open = document.querySelector("dialog[open]");
  if (open) open.append(place); // what is outside an open dialog is not heard
  else document.body.append(place);
  place.textContent = "";
  place.classList.remove("vh");
  requestAnimationFrame(() => { place.textContent = words; });
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { place.classList.add("vh"); }, 4000);
}
