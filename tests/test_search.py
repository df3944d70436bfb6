"""What the search finds, in the real worker, and what readers meet who use it."""

from __future__ import annotations

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import FIGURES, FLAGS, ROOT
from portal.corpus import read_corpus
from portal.files import read_tree
from portal.search_index import (
    LIMIT,
    Kind,
    folded_words,
    largest_query,
    compressed_size,
    render_search,
    search_files,
    search_records,
    short_forms,
    too_large,
)
from portal.site import Site
from test_browser import PLAN, violations

Open = Callable[..., Any]
CASES = yaml.safe_load((ROOT / "tests/cases/search.yml").read_text(encoding="utf-8"))
SITE = Site(read_corpus(read_tree(ROOT / "content")))
UNITS = {unit.id for page in SITE.corpus.pages.values() for unit in page.text.units}
ASK = """async ([assets, bases, language, queries]) => {
  const worker = new Worker(`${assets}search-worker.js`);
  worker.postMessage({ bases, language });
  const answers = [];
  for (const query of queries) {
    const request = { query, language, languages: Object.keys(bases), limit: 10 };
    answers.push(await new Promise((done, failed) => {
      worker.onmessage = ({ data }) => (data.error ? failed(data.error) : done(data.answer));
      worker.postMessage({ id: 1, request });
    }));
  }
  return answers;
}"""


# The index


def test_every_passage_work_and_term_can_be_found() -> None:
    for language in SITE.corpus.languages:
        records = search_records(SITE, language)
        paths = {(record.kind, record.path) for record in records}
        plan = SITE.corpus.text_of(PLAN.split("/")[1], language)
        assert plan
        assert {(Kind.text, f"{PLAN}#{unit.id}") for unit in plan.text.units} <= paths
        assert {(Kind.work, f"documents/{work}/") for work in SITE.corpus.works} <= paths
        assert SITE.corpus.glossary
        terms = {(Kind.term, f"glossary/#{term.id}") for term in SITE.corpus.glossary.terms}
        assert terms <= paths
        assert not any(record.language for record in records)


def test_what_is_found_is_there(site: Path) -> None:
    for language in SITE.corpus.languages:
        for record in search_records(SITE, language):
            path, _, fragment = record.path.partition("#")
            folder = site if language == "vi" else site / language
            html = (folder / path / "index.html").read_text(encoding="utf-8")
            assert not fragment or f'id="{fragment}"' in html, record.path


def test_a_passage_without_translation_says_so() -> None:
    tree = read_tree(ROOT / "content")
    name = f"en/{PLAN.rstrip('/')}.md"
    text = tree[name].decode()
    line = next(line for line in text.splitlines() if line.endswith("{#ii-9}"))
    site = Site(read_corpus({**tree, name: text.replace(f"{line}\n", "").encode()}))
    record = next(r for r in search_records(site, "en") if r.path == f"{PLAN}#ii-9")
    assert record.language == "vi"
    assert "học bổng" in record.text


def test_names_of_a_body_tell_its_short_form() -> None:
    names = ["Hội đồng nhân dân thành phố", "HĐND thành phố", "Sở Công Thương", "Sở Công thương"]
    assert list(short_forms(names)) == [("HĐND", "Hội đồng nhân dân")]


def test_the_index_is_the_same_with_and_without_mkdocs(site: Path) -> None:
    for path, content in search_files(SITE).items():
        assert (site / path).read_text(encoding="utf-8") == content


def test_an_index_above_the_limit_is_split_and_a_finding_says_so() -> None:
    files = search_files(SITE)
    assert list(too_large(files, SITE.corpus.languages)) == []
    split = render_search(SITE, "vi", limit=1000)
    chunks = [name for name in split if name.startswith("records-")]
    head = json.loads(re.sub(r"^portalSearch\.take\(|\);\n$", "", split["index.js"]))
    assert len(head["columns"]["k"]["places"]) == len(search_records(SITE, "vi"))
    assert "records" not in head
    assert len(chunks) > 5
    assert largest_query({name: compressed_size(text) for name, text in split.items()}) < LIMIT
    big = {f"search/{name}": text for name, text in split.items()}
    noise = "".join(chr(0x4E00 + n * 7919 % 20000) for n in range(400_000))
    big |= {"search/records-0.js": noise, "en/search/index.js": noise}
    found = [(f.rule, f.values["language"]) for f in too_large(big, SITE.corpus.languages)]
    assert found == [("search-index-large", "vi"), ("search-index-large", "en")]


def test_a_first_query_loads_little(site: Path) -> None:
    scripts = ["search.js", "search-words.js", "search-worker.js", "vendor/minisearch-7.2.0.js"]
    for prefix in ("", "en/"):
        files = [site / "assets" / name for name in scripts] + [site / prefix / "search/index.js"]
        sizes = {file.name: len(gzip.compress(file.read_bytes(), 9)) for file in files}
        total = sum(sizes.values())
        said = "  ".join(f"{name} {size / 1000:.1f}" for name, size in sizes.items())
        FIGURES.append(f"{total / 1000:6.1f} KB gzip for the first query  /{prefix}  ({said})")
        assert total <= 60_000


# What is found


def address_of(name: str, language: str) -> str:
    """The address that a case means: of a passage, of a document, or as it stands."""
    if ":" in name:
        language, name = name.split(":")
    if name in UNITS:
        name = f"{PLAN}#{name}"
    elif name in SITE.corpus.works:
        name = f"documents/{name}/"
    return f"{language} {name}"


@pytest.fixture(scope="session")
def ask(browser: Any, address: str) -> Callable[[str, list[str]], list[Any]]:
    """Answers of the real worker, behind the deployed policy."""

    def ask(language: str, queries: list[str]) -> list[Any]:
        with browser.new_context() as context:
            tab = context.new_page()
            tab.goto(f"{address}/search/")
            bases = {"vi": f"{address}/search/", "en": f"{address}/en/search/"}
            answers: list[Any] = tab.evaluate(
                ASK, [f"{address}/assets/", bases, language, queries]
            )
            return answers

    return ask


def ranked(answer: Any) -> list[str]:
    """The addresses of an answer as the page lists them, those of other languages last."""
    lists = [answer, *answer["others"]]
    return [f"{part['language']} {r['address']}" for part in lists for r in part["results"]]


@pytest.mark.browser
def test_readers_find_what_they_ask_for(ask: Callable[[str, list[str]], list[Any]]) -> None:
    """Recall: the share of wanted results among the first three. MRR: one over the first's rank."""
    recall: dict[str, list[float]] = defaultdict(list)
    ranks: dict[str, list[float]] = defaultdict(list)
    missed = []
    for language in SITE.corpus.languages:
        cases = [
            (kind, case)
            for kind, listed in CASES.items()
            for case in listed
            if case.get("in", "vi") == language
        ]
        answers = ask(language, [case["q"] for _, case in cases])
        for (kind, case), answer in zip(cases, answers, strict=True):
            found = ranked(answer)
            wanted = [address_of(name, language) for name in case.get("all") or case["find"]]
            first = next((n for n, place in enumerate(found, 1) if place in wanted), None)
            hits = [place in found[:3] for place in wanted]
            recall[kind].append(sum(hits) / len(hits) if "all" in case else float(any(hits)))
            ranks[kind].append(1 / first if first else 0.0)
            if recall[kind][-1] < 1 or ranks[kind][-1] < 1:
                missed.append(f"{kind}: {case['q']} ({language}) {first}: {found[:3]}")
    for kind in CASES:
        count = len(recall[kind])
        FIGURES.append(
            f"recall@3 {mean(recall[kind]):.3f}  MRR {mean(ranks[kind]):.3f}  {count:3} queries, {kind}"
        )
    tuned = [kind for kind in CASES if kind != "unseen"]
    whole = mean([value for kind in tuned for value in recall[kind]])
    mrr = mean([value for kind in tuned for value in ranks[kind]])
    FIGURES.append(f"recall@3 {whole:.3f}  MRR {mrr:.3f}  all but unseen")
    assert set(recall["numbers"]) == {1.0}, missed
    assert whole >= 0.98, missed
    assert mrr >= 0.95, missed
    print("\n".join(missed))


def mean(values: list[float]) -> float:
    return sum(values) / max(1, len(values))
