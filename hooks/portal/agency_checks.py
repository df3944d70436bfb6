"""Checks of what pages say of the agency, and of the ways to reach it."""

from __future__ import annotations

from collections.abc import Iterator

from portal.built import FOOT, BuiltPage, PageCheck, Sight, digest_in, squeezed, words_of


def neighbours_linked(page: BuiltPage) -> Iterator[Sight]:
    """The way to the bodies above and beside the agency is there and right."""
    agency = page.site.corpus.agency
    if page.path != "contact.md" or not agency:
        return
    links = {a.get("href"): squeezed(words_of(a)) for a in page.all("//*[@id='neighbours']//a")}
    say = page.site.views[page.language].say
    for other in (*agency.superior, *agency.related):
        yield links.get(other.address) == say(other.name), other.address
    for key in ("superior", "related"):
        if not getattr(agency, key):
            told = page.text(f"//*[@id='neighbours']//div[h3='{page.words[key]}']")
            yield page.words["not-provided-links"] in told, page.words[key]


def agency_named(page: BuiltPage) -> Iterator[Sight]:
    """Whoever reads any page knows whose it is and how they are reached, or that it is unknown."""
    foot = page.text(FOOT)
    for name, value in page.site.foot_facts(page.language):
        yield f"{name}: {value}." in foot, name


def home_has_its_parts(page: BuiltPage) -> Iterator[Sight]:
    """The home page names the agency in full, and has a menu and a main part."""
    agency = page.site.corpus.agency
    if page.path == "index.md" and agency:
        name = page.site.views[page.language].say(agency.name)
        yield name in page.text("main .mast"), name
        yield bool(page.all("//header//nav//a")), "nav"
        yield bool(page.all("//main//h2")), "main"


def report_offered(page: BuiltPage) -> Iterator[Sight]:
    """Who sees an error can tell it from there, or reads that nobody listens yet."""
    wanted = page.site.report(page.path, page.language).replace(digest_in(page.site.corpus), "")
    if not wanted:
        told = page.text(FOOT)
        yield page.words["report-nowhere"] in told, page.words["report"]
        return
    offered = page.values(".//a/@href", FOOT)
    yield wanted in offered, page.words["report"]
    text = page.site.corpus.text_of(page.work or "", page.language) if page.has_text else None
    beside = set(page.values(".//a/@href", ".tools"))
    for unit in text.text.units if text else ():
        yield page.site.report(page.path, page.language, unit) in beside, f"#{unit.id}"


def answer_time_told(page: BuiltPage) -> Iterator[Sight]:
    """Whoever writes knows when to expect an answer."""
    agency = page.site.corpus.agency
    if page.path == "contact.md":
        days = agency.answer_within if agency else None
        told = page.words["answered-within"].format(days=days or 0)
        yield bool(days) and told in page.text("//*[@id='report']"), page.words["report"]


def rating_told(page: BuiltPage) -> Iterator[Sight]:
    """Readers can say how satisfied they are, or read that it is not offered."""
    agency = page.site.corpus.agency
    if page.path == "contact.md" and agency:
        rating = page.all("//*[@id='rating']")
        offered = bool(rating) and agency.rating in rating[0].xpath(".//a/@href")
        told = bool(rating) and page.words["rating-none"] in words_of(rating[0])
        yield offered if agency.rating else told, page.words["rating"]


CHECKS: tuple[PageCheck, ...] = (
    neighbours_linked,
    agency_named,
    home_has_its_parts,
    report_offered,
    answer_time_told,
    rating_told,
)
