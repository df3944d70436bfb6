"""Checks that documents are cited, told of and found as the rules ask."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portal.built import BuiltPage, PageCheck, Sight, squeezed
from portal.citations import finder_of
from portal.generated import OF_REQUIREMENTS
from portal.links import localised_url
from portal.model import Force
from portal.views import capitalised, cite_work

STATE_SYMBOL = re.compile(r"\d+(?:\.\d+)?[a-zđ]?/(?:(?:19|20)\d\d/)?[A-ZĐ][\w&]*(?:-[A-ZĐ][\w&]*)*")
PARTY_SYMBOL = re.compile(r"\d+-[A-ZĐ][\w&]*/[A-ZĐ][\w&]*(?:/[A-ZĐ][\w&]*)*")


def citations_complete(page: BuiltPage) -> Iterator[Sight]:
    """A work can be cited as the rules ask: type, number, date, issuer, title."""
    if page.work:
        quotes = page.text(".quote")
        for language in page.site.corpus.languages:
            form = squeezed(
                cite_work(page.site.corpus, page.site.corpus.works[page.work], language)
            )
            yield form in quotes, language


def own_citations_complete(page: BuiltPage) -> Iterator[Sight]:
    """In our own words a document is first cited in full, later by type and number."""
    is_ours = page.path not in page.site.generated or page.path in OF_REQUIREMENTS[1:]
    if page.work or page.is_foreign or not is_ours:
        return
    works = page.site.corpus.works
    finder = finder_of(page.site.corpus, page.language)
    known: set[str] = set()
    for citation in finder.find(page.text("//main")):
        form = citation.form
        if form is None or not form.number or form.is_short:
            continue
        full = form.type is not None
        if citation.target and citation.target not in known:
            full = full and bool(form.date or not works[citation.target].issued)
            full = full and bool(form.issuer or not works[citation.target].issuer)
            full = full and form.title is not None
            known.add(citation.target)
        yield full, citation.text


def statuses_evidenced(page: BuiltPage) -> Iterator[Sight]:
    """No status without who found it where and when; what is not known is said to be unknown."""
    if not page.work:
        return
    status = page.site.corpus.works[page.work].status
    view = page.site.views[page.language].status(status)
    told = page.text("//section[h2='" + page.words["status-then-and-now"] + "']")
    yield capitalised(view.word) in told, view.word
    if status.code is Force.not_applicable:
        yield page.words["party-no-claim"] in told, page.words["party-no-claim"]
    elif status.checked:
        yield view.checked in told, page.words["checked"].format(date=view.checked)
        found = page.text("//section[h2='" + page.words["found"] + "']")
        yield bool(view.sources), page.words["found"]
        for source in view.sources:
            yield source.read_at in found and source.retrieved in found, source.read_at
    else:
        yield page.words["never-checked"] in told, page.words["never-checked"]


def addresses_stable(page: BuiltPage) -> Iterator[Sight]:
    """A page says at which address it stays, and that address leads to it."""
    frame = page.site.frame(page.path, page.language)
    wanted = page.site.base_url + localised_url(
        frame.canonical, frame.language, page.site.corpus.languages
    )
    yield bool(page.html), "index.html"
    yield page.values("//head/link[@rel='canonical']/@href") == [wanted], wanted


def symbols_formed(page: BuiltPage) -> Iterator[Sight]:
    """Numbers have the form that the rules give them, so that they can be found."""
    number = page.site.corpus.works[page.work].number if page.work else None
    if number and not page.is_translation:
        form = STATE_SYMBOL.fullmatch(number) or PARTY_SYMBOL.fullmatch(number)
        shown = number in page.text("#facts .no")
        yield bool(form) and shown, number


CHECKS: tuple[PageCheck, ...] = (
    citations_complete,
    own_citations_complete,
    statuses_evidenced,
    addresses_stable,
    symbols_formed,
)
