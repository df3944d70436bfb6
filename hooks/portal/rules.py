"""The rules: each is a generator of findings about the corpus.

A rule neither prints nor stops the others. Its docstring says why readers gain from it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import zip_longest

from portal.corpus import DOCUMENTS, VERSIONS, Corpus, Page
from portal.fidelity import differences, read_source, unused_joins
from portal.findings import Finding, in_order
from portal.model import Localised, Reason, UnitPath, Work
from portal.terms import occurrences
from portal.units import VALID_ID
from portal.versions import broken_links, next_label, state_of, text_digest
from portal.vocabulary import work_types
from portal.yaml_source import Place

Rule = Callable[[Corpus], Iterator[Finding]]


def check(corpus: Corpus) -> list[Finding]:
    """Everything that any rule finds, by file and place."""
    found = list(corpus.reading)
    if corpus.agency:
        for rule in RULES:
            found += rule(corpus)
    return in_order(found)


# Pages and their units


def every_page_has_its_pair(corpus: Corpus) -> Iterator[Finding]:
    """Whoever switches language expects the same page."""
    for page in corpus.pages.values():
        if page.language not in corpus.languages:
            yield Finding("page-language-unknown", page.file, values={"language": page.language})
        elif page.language == corpus.source_language:
            for other in corpus.languages[1:]:
                if not corpus.page(other, page.path):
                    yield Finding("page-not-translated", page.file, values={"language": other})
        elif not corpus.page(corpus.source_language, page.path):
            yield Finding("page-without-source", page.file)


def every_passage_has_one_good_id(corpus: Corpus) -> Iterator[Finding]:
    """A passage without an address of its own cannot be cited, compared or kept translated."""
    for page in texts(corpus):
        for paragraph in page.text.paragraphs:
            if not paragraph.ids:
                yield Finding(
                    "unit-id-missing", page.file, Place(paragraph.line), {"text": paragraph.text}
                )
        uses = Counter(unit.id for unit in page.text.units)
        for unit in page.text.units:
            values = {"id": unit.id}
            if not VALID_ID.match(unit.id):
                yield Finding("unit-id-form", page.file, Place(unit.line), values)
            if uses[unit.id] > 1:
                yield Finding("unit-id-twice", page.file, Place(unit.line), values)


def languages_have_the_same_units(corpus: Corpus) -> Iterator[Finding]:
    """From any passage one step leads to its counterpart, only if both have the same id."""
    for source in texts(corpus):
        if source.language != corpus.source_language:
            continue
        ids = [unit.id for unit in source.text.units]
        for language in corpus.languages[1:]:
            page = corpus.page(language, source.path)
            if not page:
                continue
            theirs = {unit.id: unit for unit in page.text.units}
            for unit in source.text.units:
                if unit.id not in theirs:
                    values = {"id": unit.id, "text": unit.text}
                    yield Finding("unit-untranslated", page.file, values=values)
            known = [unit_id for unit_id in theirs if unit_id in set(ids)]
            for unit in page.text.units:
                if unit.id not in ids:
                    values = {"id": unit.id, "text": unit.text}
                    yield Finding("unit-without-source", page.file, Place(unit.line), values)
            expected = [unit_id for unit_id in ids if unit_id in theirs]
            for here, there in zip_longest(known, expected):
                if here != there:
                    values = {"id": here, "expected": there}
                    line = theirs[here].line if here else 1
                    yield Finding("unit-order", page.file, Place(line), values)
                    break


def the_text_is_the_source(corpus: Corpus) -> Iterator[Finding]:
    """What is published as official text says exactly what was received, word for word."""
    for page in texts(corpus):
        if page.language != corpus.source_language:
            continue
        name = page.front.source
        if name is None:
            if page.front.consolidated is None:
                yield Finding("source-not-named", page.file)
            continue
        if name not in corpus.sources:
            place = corpus.place(page.file, "source")
            yield Finding("source-missing", page.file, place, {"text": name})
            continue
        joins = corpus.joins.get(name, ())
        for join in unused_joins(corpus.sources[name], joins):
            file = name.removesuffix(".txt") + ".joins.yml"
            yield Finding("join-unused", file, values={"text": f"{join.before} … {join.after}"})
        received = read_source(corpus.sources[name], joins)
        for difference in differences(page.text.paragraphs, received):
            ours, theirs = difference.published, difference.source
            yield Finding(
                "text-differs",
                page.file,
                Place(ours.line if ours else 1),
                {
                    "source": name,
                    "line": theirs.line if theirs else "–",
                    "received": theirs.text if theirs else "–",
                    "published": ours.text if ours else "–",
                },
            )


# The register


def register_entries_are_well_formed(corpus: Corpus) -> Iterator[Finding]:
    """Addresses come from ids, words from the controlled lists."""
    for work in corpus.works.values():
        file = register_file(work)
        if work.type not in work_types():
            place = corpus.place(file, "type")
            values = {"text": work.type, "expected": sorted(work_types())}
            yield Finding("type-unknown", file, place, values)
        if work.issuer and not corpus.authority(work.issuer):
            place = corpus.place(file, "issuer")
            yield Finding("authority-unknown", file, place, {"text": work.issuer})
        for i, relation in enumerate(work.relations):
            if relation.target not in corpus.works:
                place = corpus.place(file, "relations", i, "target")
                yield Finding("work-unknown", file, place, {"text": relation.target})


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


def relations_quote_the_text(corpus: Corpus) -> Iterator[Finding]:
    """A relation is stated by words of a text, which the reader can look up."""
    for work in corpus.works.values():
        for i, relation in enumerate(work.relations):
            place = corpus.place(register_file(work), "relations", i, "words")
            text = unit_text(corpus, relation.unit)
            if text is not None and relation.words not in text:
                values = {"text": relation.words, "unit": relation.unit, "full": text}
                yield Finding("words-not-in-unit", register_file(work), place, values)


def notes_find_their_words(corpus: Corpus) -> Iterator[Finding]:
    """An editor's note stands beside the very words that it is about."""
    for work in corpus.works.values():
        for i, note in enumerate(work.notes):
            text = unit_text(corpus, f"{work.id}#{note.unit}")
            count = text.count(note.as_printed) if text is not None else 1
            if count != 1:
                place = corpus.place(register_file(work), "notes", i, "as_printed")
                values = {"text": note.as_printed, "unit": note.unit, "count": count}
                yield Finding("note-words-not-once", register_file(work), place, values)


# What points to units, and what must be said in every language


def units_pointed_to_exist(corpus: Corpus) -> Iterator[Finding]:
    """Every statement of ours leads to the passage that it rests on."""
    for file, path, unit in pointers(corpus):
        if unit_text(corpus, unit) is None:
            yield Finding("unit-unknown", file, corpus.place(file, *path), {"text": unit})


def pointers(corpus: Corpus) -> Iterator[tuple[str, tuple[str | int, ...], UnitPath]]:
    """Each reference to a unit in the data: file, way to the value, unit."""
    for work in corpus.works.values():
        for i, relation in enumerate(work.relations):
            yield register_file(work), ("relations", i, "unit"), relation.unit
        for i, note in enumerate(work.notes):
            yield register_file(work), ("notes", i, "unit"), f"{work.id}#{note.unit}"
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


def addresses_lead_somewhere(corpus: Corpus) -> Iterator[Finding]:
    """A link that is made of a pattern is right on every page, or wrong on every page."""
    history = corpus.agency.history if corpus.agency else None
    if history and not (history.startswith("https://") and "{path}" in history):
        place = corpus.place("agency.yml", "history")
        yield Finding("history-address", "agency.yml", place, {"text": history})


def everything_is_said_in_every_language(corpus: Corpus) -> Iterator[Finding]:
    """No reader meets a gap, or words of another language, where ours should stand."""
    wanted = set(corpus.languages)
    for file, document in corpus.documents.items():
        if file.endswith(".md"):
            continue
        for path, value in localised_values(document.value):
            if file.startswith(VERSIONS) and path[-1:] == ("text",):
                continue  # digests of the texts that there are
            for language in sorted(wanted - value.keys()):
                rule = (
                    "source-words-missing"
                    if language == corpus.source_language
                    else "words-missing"
                )
                values = {"key": path[-1] if path else "", "language": language}
                yield Finding(rule, file, document.place_of(path), values)


def localised_values(
    value: object, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], Localised]]:
    """Mappings of a document that say one thing in several languages."""
    if isinstance(value, dict):
        if value and all(len(key) == 2 and isinstance(said, str) for key, said in value.items()):
            yield path, value
        else:
            for key, inner in value.items():
                yield from localised_values(inner, (*path, key))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from localised_values(inner, (*path, i))


def terms_occur(corpus: Corpus) -> Iterator[Finding]:
    """A glossary explains the words of the texts; a term that none of them uses is a slip."""
    if not corpus.glossary:
        return
    for i, term in enumerate(corpus.glossary.terms):
        if not occurrences(corpus, term, corpus.source_language):
            place = corpus.place("glossary.yml", "terms", i, "term")
            values = {"text": term.term[corpus.source_language]}
            yield Finding("term-not-used", "glossary.yml", place, values)


def texts(corpus: Corpus) -> Iterator[Page]:
    """The pages that hold the text of a work."""
    for page in corpus.pages.values():
        if (
            page.path.startswith(DOCUMENTS)
            and page.path.removesuffix(".md").removeprefix(DOCUMENTS) in corpus.works
        ):
            yield page


def unit_text(corpus: Corpus, unit: UnitPath) -> str | None:
    """The plain text of a unit in the authoritative language."""
    work_id, unit_id = unit.split("#", 1)
    page = corpus.text_of(work_id, corpus.source_language)
    found = page.text.unit(unit_id) if page else None
    return found.text if found else None


def register_file(work: Work) -> str:
    return f"register/{work.id}.yml"


# Versions


def nothing_published_was_rewritten(corpus: Corpus) -> Iterator[Finding]:
    """Who cites a version must be able to read it years later, to the letter."""
    for work, log in corpus.logs.items():
        file = f"{VERSIONS}{work}/log.yml"
        if work not in corpus.works:
            yield Finding("work-unknown", file, values={"text": work})
        for index, key, rule, values in broken_links(work, log):
            yield Finding(rule, file, corpus.place(file, index, key), values)
        for index, entry in enumerate(log):
            values = {"version": entry.version, "work": work}
            promulgator = entry.legal.promulgated_by
            if promulgator and promulgator not in corpus.works:
                place = corpus.place(file, index, "legal", "promulgated_by")
                yield Finding("work-unknown", file, place, {"text": promulgator})
            for language, digest in entry.text.items():
                text = corpus.frozen.get((work, entry.version, language))
                frozen = f"{VERSIONS}{work}/{entry.version}/{language}.md"
                if text is None:
                    yield Finding("version-text-missing", frozen, values=values)
                elif text_digest(text) != digest:
                    yield Finding("version-text-changed", frozen, values=values)


def every_frozen_text_is_logged(corpus: Corpus) -> Iterator[Finding]:
    """A text that no entry vouches for could be anything; what a cut-off release left is told."""
    for work, version, language in corpus.frozen:
        log = corpus.logs.get(work, ())
        entry = next((e for e in log if e.version == version), None)
        newest = log[-1] if log else None
        coming = {next_label(newest, reason) for reason in Reason}
        if not (entry and language in entry.text):
            rule = "version-unfinished" if version in coming else "version-not-logged"
            path = f"{VERSIONS}{work}/{version}/{language}.md"
            yield Finding(rule, path, values={"version": version, "work": work})


def every_text_is_released(corpus: Corpus) -> Iterator[Finding]:
    """Readers must be able to name the version that they read."""
    for work in corpus.works:
        log = corpus.logs.get(work, ())
        for language in corpus.languages:
            body = corpus.body_of(work, language)
            state = state_of(log, language, body)
            if not state.draft:
                continue
            if state.newest is None:
                rule = "text-never-released"
            elif body is None:
                rule = "text-gone"
            elif state.withdrawn:
                rule = "text-withdrawn"
            else:
                rule = "text-changed-since-release"
            file = f"{language}/{DOCUMENTS}{work}.md"
            version = state.newest.version if state.newest else ""
            yield Finding(rule, file, values={"work": work, "version": version})


UNRELEASED = frozenset(
    ["text-never-released", "text-gone", "text-withdrawn", "text-changed-since-release"]
)
"""Notices while people work on a text; what is deployed has none of them."""
RULES: tuple[Rule, ...] = (
    every_page_has_its_pair,
    every_passage_has_one_good_id,
    languages_have_the_same_units,
    the_text_is_the_source,
    register_entries_are_well_formed,
    register_files_are_named_by_id,
    no_work_stands_twice,
    relations_quote_the_text,
    notes_find_their_words,
    units_pointed_to_exist,
    everything_is_said_in_every_language,
    terms_occur,
    addresses_lead_somewhere,
    nothing_published_was_rewritten,
    every_frozen_text_is_logged,
    every_text_is_released,
)
