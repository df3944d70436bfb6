"""Rules about the register, and about what our data says of texts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial

from portal.citations import known_works, mentions_of
from portal.corpus import DOCUMENTS, Corpus, Page
from portal.findings import Finding
from portal.guessing import meant, near
from portal.model import UnitPath, Work
from portal.sparing import seek
from portal.terms import unused_terms
from portal.vocabulary import work_types
from portal.yaml_source import Place

Pointer = tuple[str, tuple[str | int, ...], UnitPath]
"""A reference to a passage in the data: file, way to the value, passage."""


def register_entries_are_well_formed(corpus: Corpus) -> Iterator[Finding]:
    """Addresses come from ids, words from the controlled lists."""
    for work in corpus.works.values():
        file = register_file(work)
        if work.type not in work_types():
            place = corpus.place(file, "type")
            values = type_values(work.type)
            yield Finding("type-unknown", file, place, values)
        if work.issuer and not corpus.authority(work.issuer):
            place = corpus.place(file, "issuer")
            known = meant(work.issuer, corpus.authorities_by_id)
            values = {"text": work.issuer, "meant": known}
            yield Finding("authority-unknown", file, place, values)
        for i, later in enumerate(work.successors):
            if later.type not in work_types():
                place = corpus.place(file, "successors", i, "type")
                values = type_values(later.type)
                yield Finding("type-unknown", file, place, values)
        for i, relation in enumerate(work.relations):
            if relation.target not in corpus.works:
                place = corpus.place(file, "relations", i, "target")
                yield work_unknown(corpus, file, place, relation.target)


def type_values(name: str) -> dict[str, object]:
    return {"text": name, "meant": meant(name, work_types()), "expected": sorted(work_types())}


def work_unknown(corpus: Corpus, file: str, place: Place, name: str) -> Finding:
    return Finding("work-unknown", file, place, {"text": name, "meant": meant(name, corpus.works)})


def register_files_are_named_by_id(corpus: Corpus) -> Iterator[Finding]:
    """Whoever looks for a work finds its file by the address of its page."""
    for file, document in corpus.documents.items():
        if file.startswith("register/") and isinstance(document.value, dict):
            name = file.removeprefix("register/").removesuffix(".yml")
            if document.value.get("id") not in (name, None):
                values = {"id": document.value["id"], "name": name}
                yield Finding("id-is-not-file-name", file, document.place_of(("id",)), values)


def no_work_stands_twice(corpus: Corpus) -> Iterator[Finding]:
    """One document, one page: number, date and issuer together identify it."""
    seen: dict[tuple[object, ...], str] = {}
    for work in corpus.works.values():
        if work.number:
            identity = (work.number.casefold(), work.issued, work.issuer)
            if identity in seen:
                place = corpus.place(register_file(work), "number")
                values = {"text": work.number, "other": seen[identity]}
                yield Finding("work-twice", register_file(work), place, values)
            seen.setdefault(identity, work.id)


def works_point_at_passages(corpus: Corpus) -> Iterator[Finding]:
    """Every statement of ours leads to the passage that it rests on, and to its very words."""
    for work in corpus.works.values():
        if work.relations or work.notes:
            said = [*((r.unit, r.words) for r in work.relations)]
            said += [(f"{work.id}#{note.unit}", note.as_printed) for note in work.notes]
            search = partial(faults_of_pointers, corpus, work)
            yield from seek(corpus, search, text_files(corpus, said), work.id, said)


def faults_of_pointers(corpus: Corpus, work: Work) -> Iterator[Finding]:
    yield from relations_quote_the_text(corpus, work)
    yield from notes_find_their_words(corpus, work)
    yield from units_pointed_to_exist(corpus, pointers_of(work))


def relations_quote_the_text(corpus: Corpus, work: Work) -> Iterator[Finding]:
    """A relation is stated by words of a text, which the reader can look up."""
    for i, relation in enumerate(work.relations):
        text = unit_text(corpus, relation.unit)
        if text is not None and relation.words not in text:
            place = corpus.place(register_file(work), "relations", i, "words")
            values = {"text": relation.words, "unit": relation.unit, "full": text}
            yield Finding("words-not-in-unit", register_file(work), place, values)


def notes_find_their_words(corpus: Corpus, work: Work) -> Iterator[Finding]:
    """An editor's note stands beside the very words that it is about."""
    for i, note in enumerate(work.notes):
        text = unit_text(corpus, f"{work.id}#{note.unit}")
        count = text.count(note.as_printed) if text is not None else 1
        if count != 1:
            place = corpus.place(register_file(work), "notes", i, "as_printed")
            values = {"text": note.as_printed, "unit": note.unit, "count": count}
            yield Finding("note-words-not-once", register_file(work), place, values)


def data_point_at_passages(corpus: Corpus) -> Iterator[Finding]:
    """What is said of bodies, duties and tasks can be looked up as well."""
    pointers = list(pointers_of_data(corpus))
    said = [(unit, "") for _, _, unit in pointers]
    search = partial(units_pointed_to_exist, corpus, pointers)
    yield from seek(corpus, search, text_files(corpus, said), said)


def units_pointed_to_exist(corpus: Corpus, pointers: Iterable[Pointer]) -> Iterator[Finding]:
    for file, path, unit in pointers:
        if unit_text(corpus, unit) is None:
            values = {"text": unit, "meant": meant(unit, unit_paths(corpus, unit))}
            yield Finding("unit-unknown", file, corpus.place(file, *path), values)


def text_files(corpus: Corpus, said: Iterable[tuple[UnitPath, str]]) -> list[str]:
    """The files that hold the passages in which something is said to stand."""
    works = sorted({unit.partition("#")[0] for unit, _ in said})
    return [f"{corpus.source_language}/{DOCUMENTS}{work}.md" for work in works]


def unit_paths(corpus: Corpus, unit: UnitPath) -> list[UnitPath]:
    """The passages that could be meant by one that there is not: those of its work."""
    works = [unit.partition("#")[0]]
    if works[0] not in corpus.works:
        works = near(works[0], corpus.works)
    texts_of_works = {work: corpus.text_of(work, corpus.source_language) for work in works}
    return [
        f"{work}#{u.id}" for work, page in texts_of_works.items() if page for u in page.text.units
    ]


def pointers_of(work: Work) -> Iterator[Pointer]:
    for i, relation in enumerate(work.relations):
        yield register_file(work), ("relations", i, "unit"), relation.unit
    for i, note in enumerate(work.notes):
        yield register_file(work), ("notes", i, "unit"), f"{work.id}#{note.unit}"


def pointers_of_data(corpus: Corpus) -> Iterator[Pointer]:
    if corpus.authorities:
        for i, authority in enumerate(corpus.authorities.authorities):
            for j, unit in enumerate(authority.units):
                yield "authorities.yml", ("authorities", i, "units", j), unit
    if corpus.duties:
        for i, duty in enumerate(corpus.duties.duties):
            yield "duties.yml", ("duties", i, "unit"), duty.unit
    if corpus.tasks:
        for i, group in enumerate(corpus.tasks.groups):
            for j, task in enumerate(group.tasks):
                yield "tasks.yml", ("groups", i, "tasks", j, "unit"), task.unit


def citations_are_known(corpus: Corpus) -> Iterator[Finding]:
    """From any mention a reader gets to the document, if the register has it."""
    source = corpus.source_language
    known = hashlib.sha256(repr(known_works(corpus, source)).encode()).hexdigest()
    for work in corpus.works:
        page = corpus.text_of(work, source)
        if page:
            search = partial(unknown_citations, corpus, page, work)
            yield from seek(corpus, search, [page.file], work, known)


def unknown_citations(corpus: Corpus, page: Page, work: str) -> Iterator[Finding]:
    """The citations in an original of which it is not known which work they mean."""
    for mention in mentions_of(corpus, work, page.language):
        citation, form = mention.citation, mention.citation.form
        if citation.target or not form or (form.is_short and not citation.candidates):
            continue
        unit = page.text.unit(mention.unit)
        values = {"text": citation.text, "unit": mention.unit, "expected": citation.candidates}
        rule = "citation-ambiguous" if citation.candidates else "citation-unknown"
        yield Finding(rule, page.file, Place(unit.line if unit else 1), values)


def statuses_are_checked_again(corpus: Corpus) -> Iterator[Finding]:
    """What was in force last year may not be so today; judged by the newest publication."""
    published = [entry.date for log in corpus.logs.values() for entry in log]
    for work, age, months in overdue(corpus, max(published)) if published else ():
        place = corpus.place(register_file(work), "status", "checked")
        values = {"text": work.status.checked, "age": age, "expected": months}
        yield Finding("status-check-old", register_file(work), place, values)


def overdue(corpus: Corpus, day: date) -> Iterator[tuple[Work, int, int]]:
    """Works whose status was checked too long before a day: how long, and the limit, in months."""
    months = corpus.agency.recheck_months if corpus.agency else None
    for work in corpus.works.values():
        if months is None or work.status.checked is None:
            continue
        year, month = map(int, work.status.checked.split("-")[:2])
        age = (day.year - year) * 12 + day.month - month
        if age > months:
            yield work, age, months


def terms_occur(corpus: Corpus) -> Iterator[Finding]:
    """A glossary explains the words of the texts; a term that none of them uses is a slip."""
    if not corpus.glossary:
        return
    for term in unused_terms(corpus, corpus.source_language):
        place = corpus.place("glossary.yml", "terms", corpus.glossary.terms.index(term), "term")
        values = {"text": term.term[corpus.source_language]}
        yield Finding("term-not-used", "glossary.yml", place, values)


def unit_text(corpus: Corpus, unit: UnitPath) -> str | None:
    """The plain text of a unit in the authoritative language."""
    work_id, unit_id = unit.split("#", 1)
    page = corpus.text_of(work_id, corpus.source_language)
    found = page.text.unit(unit_id) if page else None
    return found.text if found else None


def register_file(work: Work) -> str:
    return f"register/{work.id}.yml"


REGISTER_RULES = (
    register_entries_are_well_formed,
    register_files_are_named_by_id,
    no_work_stands_twice,
    works_point_at_passages,
    data_point_at_passages,
    citations_are_known,
    statuses_are_checked_again,
    terms_occur,
)
