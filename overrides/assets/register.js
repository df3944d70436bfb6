// Filters and sorts a table; of a long register it loads the rows when they are first asked for.

const table = document.querySelector("table.reg");
const filter = document.querySelector("[data-filter]");
const count = document.getElementById("count");
const parts = document.getElementById("parts");
const KEYS = [...(filter?.querySelectorAll("select") ?? [])].map((choice) => choice.name);
const SHOWN = 100;
const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });

const fold = (text) =>
  text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/[\u0300-\u036f]/g, "");

const wishes = (form) => {
  const wanted = Object.fromEntries(new FormData(form));
  return { wanted, words: fold(wanted.q ?? "").split(/\s+/).filter(Boolean) };
};

const fits = (text, values, { wanted, words }) =>
  words.every((word) => text.includes(word)) &&
  KEYS.every((key) => !wanted[key] || String(values[key]).split(" ").includes(wanted[key]));

// A register whose rows all stand on the page.
function ofPage() {
  const rows = [...table.querySelectorAll("tr[id]")];
  const texts = new Map(rows.map((row) => [row, fold(row.textContent)]));
  return (form) => {
    const wish = wishes(form);
    let shown = 0;
    for (const row of rows) {
      row.hidden = !fits(texts.get(row), row.dataset, wish);
      shown += !row.hidden;
    }
    for (const body of table.tBodies) body.hidden = !body.querySelector("tr[id]:not([hidden])");
    count.textContent = count.dataset.count.replace("{count}", shown);
  };
}

// A long register: the rows come from a data file, the first ones found are shown.
function ofFile(address) {
  let rows;
  const load = async () => {
    count.textContent = count.dataset.loading;
    const list = await (await fetch(address)).json();
    return list.map((work) => ({
      work,
      text: fold([work.number, ...work.printed, work.words, work.issuer_name, work.status_word].join(" ")),
    }));
  };
  return async (form) => {
    const wish = wishes(form);
    const asked = wish.words.length || KEYS.some((key) => wish.wanted[key]);
    if (asked) rows ??= load();
    const all = asked ? await rows : [];
    const found = all.filter(({ work, text }) => fits(text, work, wish));
    table.hidden = !asked;
    parts.hidden = Boolean(asked);
    table.tBodies[0].replaceChildren(...found.slice(0, SHOWN).map(({ work }) => row(work)));
    const words = found.length > SHOWN ? count.dataset.first : count.dataset.count;
    if (asked) count.textContent = words.replace("{count}", found.length).replace("{shown}", SHOWN);
  };
}

function row(work) {
  const line = document.createElement("tr");
  const head = document.createElement("th");
  const link = document.createElement("a");
  line.id = work.id;
  head.scope = "row";
  head.dataset.key = work.number ?? "";
  link.href = `${work.id}/`;
  link.textContent = work.number ?? table.dataset.noNumber;
  if (work.number) link.className = "no";
  head.append(link);
  const status = document.createElement("span");
  status.className = "st";
  status.dataset.st = work.mark;
  status.textContent = work.status_word;
  line.append(head, cell(work.words), cell(work.issuer_name, table.dataset.issuerLabel), cell(work.issued || "–", table.dataset.dateLabel), cell(status));
  line.cells[3].dataset.key = work.day;
  return line;
}

function cell(content, label) {
  const element = document.createElement("td");
  element.append(content);
  if (label) element.dataset.l = label;
  return element;
}

function startFilter(apply) {
  const form = filter.querySelector("form");
  const wide = matchMedia("(min-width: 68rem)");
  const unfold = () => { filter.open = wide.matches || [...new FormData(form).values()].some(Boolean); };
  for (const [key, value] of new URLSearchParams(location.search)) {
    if (form.elements[key]) form.elements[key].value = value;
  }
  unfold();
  wide.addEventListener("change", unfold);
  form.addEventListener("input", () => apply(form));
  form.addEventListener("reset", () => setTimeout(() => apply(form)));
  form.addEventListener("submit", (event) => { event.preventDefault(); apply(form); });
  apply(form);
}

function startSorting() {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.title = `${table.dataset.sortLabel} ${head.textContent}`;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const key = (line) => line.cells[column].dataset.key ?? line.cells[column].textContent;
      for (const body of table.tBodies) {
        const lines = [...body.querySelectorAll("tr[id]")];
        lines.sort((a, b) => collator.compare(key(a), key(b)) * (down ? -1 : 1));
        body.append(...lines);
      }
    });
  });
}

startSorting();
if (filter) startFilter(table.dataset.rows ? ofFile(table.dataset.rows) : ofPage());
