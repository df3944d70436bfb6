// Compares files of the reader's own with what the site published; nothing leaves the browser.

const tool = document.querySelector(".drop");
const input = tool.querySelector("input");
const list = tool.querySelector("ul");
const words = tool.dataset;
let known;

const fetched = async (name) => {
  const answer = await fetch(words.root + name);
  if (!answer.ok) throw new Error(name);
  return answer.text();
};

// What each digest is that of, and which entry each version has.
async function published() {
  const [sums, text] = await Promise.all([fetched("SHA256SUMS"), fetched("versions.json")]);
  const files = new Map(sums.trim().split("\n").map((line) => [line.slice(0, 64), line.slice(66)]));
  const frozen = new Map();
  const entries = new Map();
  for (const { work, digest, files: places, entry } of JSON.parse(text).entries) {
    entries.set(`${work} ${entry.version}`, digest);
    for (const [language, sum] of Object.entries(entry.text)) {
      if (!frozen.has(sum)) frozen.set(sum, { work, language, version: entry.version, place: places[language] });
    }
  }
  return { files, frozen, entries };
}

async function digestOf(file) {
  const hash = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// A versions.json that somebody kept: how many of its entries are no longer as they were.
async function keptLog(file, { entries }) {
  if (!file.name.endsWith(".json")) return null;
  try {
    const kept = JSON.parse(await file.text()).entries.map((e) => [`${e.work} ${e.entry.version}`, e.digest]);
    return { count: kept.length, gone: kept.filter(([key, digest]) => entries.get(key) !== digest).length };
  } catch {
    return null;
  }
}

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);

async function verdict(file) {
  const digest = await digestOf(file);
  const site = await (known ??= published());
  const found = site.frozen.get(digest);
  const values = { file: file.name, digest };
  if (found) {
    return { good: true, text: filled(words.frozen, { ...values, ...found }), link: found.place.replace(/text\.md$/, "") };
  }
  const log = await keptLog(file, site);
  if (log) return { good: !log.gone, text: filled(log.gone ? words.logRewritten : words.logKept, { ...values, ...log }) };
  const name = site.files.get(digest);
  return name ? { good: true, text: filled(words.file, { ...values, name }) } : { good: false, text: filled(words.unknown, values) };
}

async function show(files) {
  for (const file of files) {
    const line = document.createElement("li");
    line.textContent = filled(words.reading, { file: file.name });
    list.prepend(line);
    if (!globalThis.crypto?.subtle) {
      line.textContent = words.cannot;
      continue;
    }
    try {
      const { good, text, link } = await verdict(file);
      const words = document.createElement(link ? "a" : "span");
      if (link) words.href = tool.dataset.root + link;
      words.textContent = text;
      line.className = good ? "good" : "bad";
      line.replaceChildren(words);
    } catch {
      known = undefined;
      line.textContent = words.noList;
    }
  }
}

input.addEventListener("change", () => show(input.files));
tool.addEventListener("dragover", (event) => { event.preventDefault(); tool.classList.add("over"); });
tool.addEventListener("dragleave", () => tool.classList.remove("over"));
tool.addEventListener("drop", (event) => {
  event.preventDefault();
  tool.classList.remove("over");
  show(event.dataTransfer.files);
});
