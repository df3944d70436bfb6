// Filters and sorts the register. Nothing here is needed for reading.

const fold = (text) =>
  text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/[\u0300-\u036f]/g, "");

function startFilter(form, table) {
  const rows = [...table.querySelectorAll("tr[id]")];
  const status = document.querySelector("[role=status][data-count]");
  const texts = new Map(rows.map((row) => [row, fold(row.textContent)]));

  const apply = () => {
    const wanted = Object.fromEntries(new FormData(form));
    const words = fold(wanted.q ?? "").split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const fits =
        words.every((word) => texts.get(row).includes(word)) &&
        ["type", "issuer", "year", "status"].every((key) => !wanted[key] || row.dataset[key] === wanted[key]);
      row.hidden = !fits;
      count += fits;
    }
    for (const body of table.tBodies) body.hidden = !body.querySelector("tr[id]:not([hidden])");
    status.textContent = status.dataset.count.replace("{count}", count);
  };

  for (const [key, value] of new URLSearchParams(location.search)) {
    if (form.elements[key]) form.elements[key].value = value;
  }
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => { event.preventDefault(); apply(); });
  apply();
}

function startSorting(table) {
  const heads = [...table.tHead.rows[0].cells];
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
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
      const key = (row) => row.cells[column].dataset.key ?? row.cells[column].textContent;
      for (const body of table.tBodies) {
        const rows = [...body.querySelectorAll("tr[id]")];
        rows.sort((a, b) => collator.compare(key(a), key(b)) * (down ? -1 : 1));
        body.append(...rows);
      }
    });
  });
}

const table = document.querySelector("table.reg");
if (table) {
  startSorting(table);
  startFilter(document.querySelector("[data-filter]"), table);
}
