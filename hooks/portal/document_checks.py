"""Checks of the pages of works and of texts, and of the way between the languages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from urllib.parse import urljoin

from lxml.etree import _Element

from portal.built import FOOT, BuiltPage, PageCheck, Sight, squeezed, words_of
from portal.dates import display_date
from portal.links import page_url

NOT_OF_TEXT = frozenset(["m", "aid", "told"])
"""Elements in a text whose words are notes and aids of ours."""


def register_facts(page: BuiltPage) -> Iterator[Sight]:
    """Whoever looks a document up sees each fact, or reads that it is not known."""
    if not page.work:
        return
    told = facts(page)
    for key in ("type", "number", "issued", "effective", "issuer", "status", "full-text", "file"):
        yield bool(told.get(page.words[key])), page.words[key]
    summary = page.site.views[page.language].summaries[page.work]
    shown = page.text(".mast").casefold()
    yield bool(page.has_text or summary.title.casefold() in shown), page.words["title"]


def facts(page: BuiltPage) -> Mapping[str, str]:
    """What the list of facts about a work says, by name."""

    def look() -> Mapping[str, str]:
        told = defaultdict[str, list[str]](list)
        for row in page.all("//dl[@id='facts']/div"):
            values = [words_of(value) for value in row.iterchildren("dd")]
            for name in {words_of(name) for name in row.iterchildren("dt")}:
                told[name] += values
        return {name: squeezed(" ".join(values)) for name, values in told.items()}

    return page.ask(look, "facts")


def text_is_whole(page: BuiltPage) -> Iterator[Sight]:
    """The text is there to be read, searched and copied, all of it."""
    if not page.has_text or page.is_foreign:
        return
    words: list[str] = []
    spans: dict[str | None, list[int]] = {}
    for part in (*page.all("//article"), *page.all(".mast")):
        for child in part:
            collect_passages(child, words, spans)
    text = page.site.corpus.text_of(page.work or "", page.language)
    for unit in text.text.units if text else ():
        shown = "".join(words[slice(*spans.get(unit.id, (0, 0)))])
        yield unit.id in spans and unspaced(unit.text) in shown, f"#{unit.id}"


def collect_passages(
    element: _Element, words: list[str], spans: dict[str | None, list[int]]
) -> None:
    """Adds the words of an element less our notes and aids, and by id where its words are."""
    if element.get("class") in NOT_OF_TEXT:
        spans |= {one.get("id"): [0, 0] for one in element.iter()}
        return
    span = spans[element.get("id")] = [len(words), 0]
    if bit := element.text:
        words.append(unspaced(bit))
    for child in element:
        collect_passages(child, words, spans)
        if bit := child.tail:
            words.append(unspaced(bit))
    span[1] = len(words)


def unspaced(text: str) -> str:
    return "".join(text.split())


def publisher_and_source(page: BuiltPage) -> Iterator[Sight]:
    """Who answers for the words, and where they come from, is said where they are read."""
    agency, views = page.site.corpus.agency, page.site.views[page.language]
    foot = page.text(FOOT)
    yield bool(agency) and views.say(agency.name if agency else None) in foot, page.words["issuer"]
    source = squeezed(page.site.frame(page.path, page.language).source)
    yield f"{page.words['source']}: {source}" in foot, page.words["source"]


def dates_of_page(page: BuiltPage) -> Iterator[Sight]:
    """Readers see how old a page is."""
    frame = page.site.frame(page.path, page.language)
    days = page.values(".//time/@datetime", FOOT)
    yield frame.updated_iso in days, page.words["updated"]
    yield frame.published_iso in days, page.words["published"]


def publishing_deadline(page: BuiltPage) -> Iterator[Sight]:
    """A text that is held says by when it had to be published, or why that is not known."""
    if page.has_text:
        told = facts(page).get(page.words["publish-by"], "")
        due = page.site.views[page.language].publish_by(page.site.corpus.works[page.work or ""])
        wanted = display_date(due, page.language) if due else page.words["not-computable"]
        yield wanted in told, page.words["publish-by"]


def notice_on_translations(page: BuiltPage) -> Iterator[Sight]:
    """No translation is mistaken for the official text."""
    if page.is_translation:
        key = "fallback-title" if page.is_foreign else "notice"
        notice = page.text("main .say")
        yield page.words[key] in notice, page.words[key]
    if page.is_translation and not page.is_foreign:
        targets = page.values(".//a[@hreflang]/@href", "main .say")
        yield page_url(page.path) in resolved(page, targets), page.words["notice-link"]


def passages_lead_to_original(page: BuiltPage) -> Iterator[Sight]:
    """From each passage of a translation one step leads to the very passage that prevails."""
    if not (page.is_translation and page.has_text):
        return
    source = page.site.corpus.source_language
    links = resolved(page, page.values(f".//a[@hreflang='{source}']/@href", ".tools"))
    text = page.site.corpus.text_of(page.work or "", source)
    for unit in text.text.units if text else ():
        yield f"{page_url(page.path)}#{unit.id}" in links, f"#{unit.id}"


def resolved(page: BuiltPage, targets: list[str]) -> set[str]:
    """Addresses from the root of the site that links on a page lead to."""
    parts = (target.partition("#") for target in targets)
    return {
        resolved_path(page.url, path) + (mark + unit if unit else "") for path, mark, unit in parts
    }


@lru_cache(maxsize=1000)
def resolved_path(url: str, path: str) -> str:
    """The links of a text lead to many passages of the same few pages."""
    return urljoin(f"//x/{url}", path).removeprefix("//x/")


def print_and_save(page: BuiltPage) -> Iterator[Sight]:
    """Every document can be printed and taken home."""
    if page.work:
        yield bool(page.all("//main//button[@data-print]")), page.words["print"]
        yield bool(page.all("//main//a[@download]")), page.words["save"]


CHECKS: tuple[PageCheck, ...] = (
    register_facts,
    text_is_whole,
    publisher_and_source,
    dates_of_page,
    publishing_deadline,
    notice_on_translations,
    passages_lead_to_original,
    print_and_save,
)
