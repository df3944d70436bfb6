"""What can be found: works, passages of their texts, terms, bodies, pages and their parts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from portal.corpus import DOCUMENTS
from portal.frames import description_of
from portal.links import page_url
from portal.model import Work
from portal.requirements import legal_ground
from portal.strings import strings
from portal.units import plain_text, units_of_text
from portal.views import Views, WorkSummary, in_register_order, unit_label

if TYPE_CHECKING:
    from portal.site import Site

PIECE = 4000
"""From how many letters on a passage becomes several records."""
LIST_MARK = re.compile(r"(?m)^[-*] ")


class Kind(StrEnum):
    """What a result is; the value is its code in the index."""

    text = "t"
    work = "w"
    term = "g"
    page = "p"


@dataclass(frozen=True, slots=True)
class SearchRecord:
    """Something that can be found."""

    kind: Kind
    path: str
    """From the language's root: `documents/x/#i-1`."""
    name: str
    text: str = ""
    more: tuple[str, ...] = ()
    """Other words by which it is called."""
    foreign: tuple[tuple[str, str], ...] = ()
    """What it is called in other languages: language and words, the proper name first."""
    work: WorkSummary | None = None
    """The work that it is, or whose text it is part of."""
    language: str = ""
    """Of its words, where that is not the language of the index."""
    within: str = ""
    """Of a part of a page, the title of that page."""
    is_body: bool = False


def search_records(site: Site, language: str) -> tuple[SearchRecord, ...]:
    """All that can be found in one language: works, passages, terms, pages and their parts."""
    views = site.views[language]
    held = passages(views, views.corpus.works, summaries(views))
    return (*works(views), *held, *other_records(site, views))


def works(views: Views) -> Iterator[SearchRecord]:
    for summary in in_register_order(views.summaries.values()):
        work = views.corpus.works[summary.id]
        yield SearchRecord(
            Kind.work,
            summary.path,
            summary.heading,
            summary.title if work.number else "",
            called(views, work),
            work=summary,
        )


def called(views: Views, work: Work) -> tuple[str, ...]:
    """Other words for a work: its names, what the portal calls it, what is said of its status."""
    name, note = views.short_name(work.id), views.summaries[work.id].status.note
    own = [name] if name != views.summaries[work.id].heading else []
    own += [views.words["door-read-plan"]] if work.id == views.plan else []
    return (*work.known_as.get(views.language, ()), *own, *([note] if note else []))


Summaries = Mapping[str, Mapping[str, tuple[str, ...]]]
"""What passages ask, in plain words: readers may use these. By work, then by unit."""


def passages(views: Views, works: Iterable[str], said: Summaries) -> Iterator[SearchRecord]:
    """Passages of the texts of some works; those without translation in the original's words."""
    source_language = views.corpus.source_language
    for work in works:
        source = views.corpus.text_of(work, source_language)
        page = views.corpus.text_of(work, views.language)
        ours = units_of_text(page.text) if page else {}
        asked = said.get(work, {})
        for unit in source.text.units if source else ():
            shown = ours.get(unit.id, unit)
            for piece in pieces(shown.text):
                yield SearchRecord(
                    Kind.text,
                    f"{DOCUMENTS}{work}/#{unit.id}",
                    unit_label(unit.id, views.language),
                    piece,
                    asked.get(unit.id, ()),
                    work=views.summaries[work],
                    language="" if unit.id in ours else source_language,
                )


def made_of(views: Views, work: str, said: Summaries) -> Hashable:
    """All that the records of the passages of a work are made of, besides the language."""
    source = views.corpus.text_of(work, views.corpus.source_language)
    page = views.corpus.text_of(work, views.language)
    units = source.text.units if source and page is not source else ()
    ours = units_of_text(page.text) if page else {}
    shown = tuple([unit.id for unit in units])
    in_original = tuple([unit.text for unit in units if unit.id not in ours])
    asked = tuple(said.get(work, {}).items())
    return views.summaries[work], page and page.laid, shown, in_original, asked


def summaries(views: Views) -> Summaries:
    said: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for group in views.corpus.tasks.groups if views.corpus.tasks else ():
        for task in group.tasks:
            work, _, unit = task.unit.partition("#")
            said[work][unit] = (*said[work].get(unit, ()), views.say(task.summary))
    return said


def other_records(site: Site, views: Views) -> Iterator[SearchRecord]:
    """What is found besides works and their passages."""
    yield from terms(views)
    yield from bodies(site, views)
    yield from pages(site, views)


def terms(views: Views) -> Iterator[SearchRecord]:
    glossary = views.corpus.glossary
    others = [code for code in views.corpus.languages if code != views.language]
    for term in glossary.terms if glossary else ():
        forms = {
            code: [*term.forms.get(code, ()), *term.abbreviations.get(code, ())]
            for code in views.corpus.languages
        }
        own = views.language if views.language in term.term else views.corpus.source_language
        yield SearchRecord(
            Kind.term,
            f"glossary/#{term.id}",
            views.say(term.term),
            views.say(term.note),
            tuple(forms[own]),
            tuple(
                (code, word)
                for code in others
                if code in term.term
                for word in [term.term[code], *forms[code]]
            ),
            language="" if own == views.language else own,
        )


def bodies(site: Site, views: Views) -> Iterator[SearchRecord]:
    by_id = views.corpus.authorities_by_id
    title = site.title("organisation.md", views.language)
    for _, _, listed in views.organisation():
        for body in listed:
            yield SearchRecord(
                Kind.page,
                f"organisation/#{body.id}",
                body.name,
                " ".join(filter(None, [body.role, body.parent])),
                tuple(by_id[body.id].forms.get(views.language, ())),
                ((views.corpus.source_language, body.original_name),) if body.original_name else (),
                within=title,
                is_body=True,
            )


def pages(site: Site, views: Views) -> Iterator[SearchRecord]:
    """Pages that are no work, and their parts."""
    language = views.language
    for path in site.paths:
        if site.work_of(path) or not site.is_listed(path) or path == "search.md":
            continue
        shown = site.language_of(path, language)
        foreign = "" if shown == language else shown
        title = site.title(path, language)
        short = site.link(path, language).words
        page = site.corpus.page(shown, path)
        said = page.front.description if page else None
        description = said or description_of(site, path, language)
        text = description if description != title else ""
        names = strings("search-names", language).get(path.removesuffix(".md").replace("/", "-"))
        more = (*([short] if short != title else []), *(names.split("; ") if names else []))
        if page is None or path in site.generated:
            text = " ".join([text, *said_on(path, views)]).strip()
            yield SearchRecord(Kind.page, page_url(path), title, text, more)
            yield from parts_of(site, path, title, views)
            continue
        lead = " ".join(filter(None, [text, page.text.lead]))
        yield SearchRecord(Kind.page, page_url(path), title, lead, more, language=foreign)
        for unit in page.text.units:
            heading, _, below = unit.markdown.partition("\n\n")
            is_part = unit.is_heading
            body = LIST_MARK.sub("", below if is_part else unit.markdown)
            for piece in pieces(plain_text(body)):
                yield SearchRecord(
                    Kind.page,
                    f"{page_url(path)}#{unit.id}",
                    plain_text(heading) if is_part else title,
                    piece,
                    language=foreign,
                    within=title,
                )


def said_on(path: str, views: Views) -> Iterator[str]:
    """What a generated page says in words of its own, besides lists that are records."""
    if path == "calendar.md":
        for duty in views.calendar().duties:
            yield f"{', '.join(duty.days)}: {duty.who} → {duty.to}. {duty.what}"


def parts_of(site: Site, path: str, title: str, views: Views) -> Iterator[SearchRecord]:
    """Parts of a generated page that have an address."""
    for address, name, text in parts_made_of_data(site, path, views):
        yield SearchRecord(Kind.page, address, name, text, within=title)
    if path == "tasks.md":
        for group in views.tasks():
            yield SearchRecord(Kind.page, f"tasks/#{group.id}", group.who, group.note, within=title)
    if path == "calendar.md":
        for year, deadlines in views.calendar().years:
            days = ", ".join(dict.fromkeys(deadline.shown for deadline in deadlines))
            name = f"{title} {year}"
            yield SearchRecord(Kind.page, f"calendar/#y{year}", name, days, within=title)


def parts_made_of_data(site: Site, path: str, views: Views) -> Iterator[tuple[str, str, str]]:
    """Address, name and words of what a generated page lists and no other record has."""
    corpus = site.corpus
    if path == "requirements.md":
        for one in corpus.required:
            yield f"requirements/#{one.id.lower()}", one.id, views.say(one.words)
    if path == "legal-ground.md":
        for rule in legal_ground(corpus, views).rules:
            if not rule.work:  # those of the register are records of their own
                yield f"legal-ground/#{rule.id}", rule.heading, f"{rule.about} {rule.now}"
    if path == "corrections.md":
        for work in corpus.works.values():
            for number, note in enumerate(work.notes, start=1):
                address = f"corrections/#{work.id}-{number}"
                yield address, unit_label(note.unit, views.language), views.say(note.issue)
    if path == "updates.md":
        for version in site.histories[views.language].updates().versions:
            address = f"updates/#{version.work}-{version.label}"
            yield address, f"{version.work_name} {version.label}", version.note


def pieces(text: str) -> Iterator[str]:
    """A text in parts that are not too long, cut between words; one part if it is short."""
    while len(text) > PIECE:
        cut = text.rfind(" ", 0, PIECE) + 1 or PIECE
        yield text[:cut].rstrip()
        text = text[cut:]
    yield text
