"""How fast the search answers, and how much a query loads: the real content, and 10,000 works.

The engine runs in a page with the processor slowed down six times, as on a slow phone: Chromium
slows no workers. The same scripts run in the worker of the site.
"""

from __future__ import annotations

import copy
import random
import shutil
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "hooks"), str(ROOT / "tests")]

from playwright.sync_api import sync_playwright  # noqa: E402

from conftest import FLAGS, serving  # noqa: E402
from portal.corpus import Corpus  # noqa: E402
from portal.files import read_tree  # noqa: E402
from portal.reading import read_corpus  # noqa: E402
from portal.search_index import compressed_size, largest_query, render_search  # noqa: E402
from portal.site import Site  # noqa: E402

SLOWER = 6
RUNS = 5
WORKS = 10_000
QUERIES = ["hoc bong", "42/2020/QĐ-UBND", "nghị định 43", "quy che phat ngon", "UBND", "ngoai n"]
QUERIES += ["hội nhập quốc tế", "chuyeen doi so", '"kinh tế biển bền vững"', "scholarship"]
PAGE = "<!doctype html><meta charset=utf-8><title>bench</title>"
SCRIPTS = ["vendor/minisearch-7.2.0.js", "search-words.js"]
SCRIPTS += ["search-ranking.js", "search-worker.js"]
START = """async (base) => {
  const start = performance.now();
  const load = (file) => new Promise((done, failed) => {
    const script = document.createElement("script");
    script.onload = done;
    script.onerror = failed;
    script.src = file;
    document.head.append(script);
  });
  portalSearch.start({ vi: base }, (files) => Promise.all(files.map(load)), `${base}assets/`);
  await portalSearch.open("vi");
  return performance.now() - start;
}"""
ANSWER = """async (query) => {
  const request = { query, language: "vi", languages: ["vi"], limit: 20 };
  const first = performance.now();
  const { total } = await portalSearch.answer(request);
  const start = performance.now();
  await portalSearch.answer(request);
  return [start - first, performance.now() - start, total];
}"""


def main() -> None:
    site = Site(read_corpus(read_tree(ROOT / "content")))
    measure("the real content", dict(render_search(site, "vi")))
    many = dict(render_search(Site(with_works(site.corpus, WORKS)), "vi"))
    measure(f"{WORKS} works", many)


def with_works(corpus: Corpus, count: int) -> Corpus:
    """The corpus with works made of the words of its own: other numbers, years and titles."""
    chance = random.Random(1)
    models = [work for work in corpus.works.values() if work.number]
    words = [word for work in models for word in work.title["vi"].split()]
    works = dict(corpus.works)
    while len(works) < count:
        model, year = chance.choice(models), chance.randint(1990, 2026)
        number = f"{chance.randint(1, 4999)}/{year}/{(model.number or '').split('/')[-1]}"
        key = f"{model.type}-{len(works)}"
        title = " ".join(chance.choices(words, k=chance.randint(12, 30)))
        issued = model.issued and model.issued.replace(year=year, day=1)
        change: dict[str, Any] = {"id": key, "number": number, "number_as_printed": ()}
        change |= {"title": {"vi": title, "en": title}, "issued": issued, "notes": ()}
        works[key] = model.model_copy(update=change)
    made = copy.copy(corpus)
    object.__setattr__(made, "works", works)
    return made


def measure(name: str, files: dict[str, str]) -> None:
    sizes = {file: compressed_size(content.encode()) for file, content in files.items()}
    print(f"{name}: {len(files)} files, {sum(sizes.values()) / 1000:.0f} KB gzip", end="")
    if len(files) > 1:
        most = largest_query(sizes)
        print(f", of which a query loads at most {most / 1000:.0f} KB", end="")
    print()
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Path(folder)
        shutil.copytree(ROOT / "overrides/assets", site / "assets")
        for file, content in files.items():
            (site / file).write_text(content, encoding="utf-8")
        (site / "index.html").write_text(
            '<!doctype html><meta charset="utf-8"><title>bench</title>'
        )
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        with serving(site) as url:
            for query in QUERIES:
                loaded, times = 0, []
                for _ in range(RUNS):
                    loaded, opening, first, again, total = once(browser, url, query, sizes)
                    times.append((opening, first, again))
                opening, first, again = (median(values) for values in zip(*times, strict=True))
                print(
                    f"  {again:6.1f} ms  (index {opening:5.0f} ms, first answer {first:5.0f} ms, "
                    f"{loaded / 1000:5.0f} KB gzip)  {total:5} results  {query}"
                )
        browser.close()


def once(
    browser: Any, url: str, query: str, sizes: dict[str, int]
) -> tuple[int, float, float, float, int]:
    """Bytes loaded, and milliseconds to open the index, to answer first, and to answer again."""
    with browser.new_context() as context:
        tab = context.new_page()
        asked: list[str] = []
        tab.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[-1]))
        tab.goto(url)
        for script in SCRIPTS:
            tab.add_script_tag(url=f"{url}assets/{script}")
        tools = context.new_cdp_session(tab)
        tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        opening = tab.evaluate(START, url)
        first, again, total = tab.evaluate(ANSWER, query)
        return sum(sizes.get(name, 0) for name in asked), opening, first, again, total


def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        sys.exit("chromium is missing: .ci/run installs it")
    return found


if __name__ == "__main__":
    main()
