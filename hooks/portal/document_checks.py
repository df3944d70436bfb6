"""Checks of the pages of works and of texts, and of the way between the languages."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

from lxml.etree import _Element

from portal.built import BuiltPage, PageCheck, Sight, squeezed, xpath
from portal.dates import display_date
from portal.links import page_url
from portal.units import Unit

OF_TEXT = ".//text()[not(ancestor::*[@class='m' or @class='aid' or @class='told'])]"
"""The words in an element less our notes and aids."""


def register_facts(page: BuiltPage) -> Iterator[Sight]:
    """Whoever looks a document up sees each fact, or reads that it is not known."""
    if not page.work:
        return
    for key in ("type", "number", "issued", "effective", "issuer", "status", "full-text", "file"):
        yield bool(fact(page, page.words[key])), page.words[key]
    summary = page.site.views[page.language].summaries[page.work]
    shown = page.text("//*[@class='mast']").casefold()
    yield bool(page.has_text or summary.title.casefold() in shown), page.words["title"]


def fact(page: BuiltPage, name: str) -> str:
    """What the list of facts about a work says under a name."""
    return page.text(f"//dl[@id='facts']/div[dt='{name}']/dd")


def text_is_whole(page: BuiltPage) -> Iterator[Sight]:
    """The text is there to be read, searched and copied, all of it."""
    if not page.has_text or page.is_foreign:
        return
    text = page.site.corpus.text_of(page.work or "", page.language)
    elements = {element.get("id"): element for element in page.all("//article//*[@id]")}
    elements |= {e.get("id"): e for e in page.all("//*[@class='mast']//*[@id]")}
    for unit in text.text.units if text else ():
        element = elements.get(unit.id)
        yield element is not None and holds(element, unit), f"#{unit.id}"


def holds(element: _Element, unit: Unit) -> bool:
    """Whether the words of a passage, less our notes and aids, are those of the text."""
    return "".join(unit.text.split()) in "".join("".join(xpath(OF_TEXT)(element)).split())


def publisher_and_source(page: BuiltPage) -> Iterator[Sight]:
    """Who answers for the words, and where they come from, is said where they are read."""
    agency, views = page.site.corpus.agency, page.site.views[page.language]
    foot = page.text("//footer[@class='foot']")
    yield bool(agency) and views.say(agency.name if agency else None) in foot, page.words["issuer"]
    source = squeezed(page.site.frame(page.path, page.language).source)
    yield f"{page.words['source']}: {source}" in foot, page.words["source"]


def dates_of_page(page: BuiltPage) -> Iterator[Sight]:
    """Readers see how old a page is."""
    frame = page.site.frame(page.path, page.language)
    days = page.values("//footer[@class='foot']//time/@datetime")
    yield frame.updated_iso in days, page.words["updated"]
    yield frame.published_iso in days, page.words["published"]


def publishing_deadline(page: BuiltPage) -> Iterator[Sight]:
    """A text that is held says by when it had to be published, or why that is not known."""
    if page.has_text:
        told = fact(page, page.words["publish-by"])
        due = page.site.views[page.language].publish_by(page.site.corpus.works[page.work or ""])
        wanted = display_date(due, page.language) if due else page.words["not-computable"]
        yield wanted in told, page.words["publish-by"]


def notice_on_translations(page: BuiltPage) -> Iterator[Sight]:
    """No translation is mistaken for the official text."""
    if page.is_translation:
        key = "fallback-title" if page.is_foreign else "notice"
        notice = page.text("//main//*[@class='say']")
        yield page.words[key] in notice, page.words[key]
    if page.is_translation and not page.is_foreign:
        targets = page.values("//main//*[@class='say']//a[@hreflang]/@href")
        yield page_url(page.path) in resolved(page, targets), page.words["notice-link"]


def passages_lead_to_original(page: BuiltPage) -> Iterator[Sight]:
    """From each passage of a translation one step leads to the very passage that prevails."""
    if not (page.is_translation and page.has_text):
        return
    source = page.site.corpus.source_language
    links = resolved(page, page.values(f"//*[@class='tools']//a[@hreflang='{source}']/@href"))
    text = page.site.corpus.text_of(page.work or "", source)
    for unit in text.text.units if text else ():
        yield f"{page_url(page.path)}#{unit.id}" in links, f"#{unit.id}"


def resolved(page: BuiltPage, targets: list[str]) -> set[str]:
    """Addresses from the root of the site that links on a page lead to."""
    return {urljoin(f"//x/{page.url}", target).removeprefix("//x/") for target in targets}


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
