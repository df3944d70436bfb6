"""The rules: each is a generator of findings about the corpus.

A rule neither prints nor stops the others. Its docstring says why readers gain from it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import zip_longest

from portal.agreement import Agreement, agreement_of
from portal.audit import CHECKS
from portal.citations import find_mentions
from portal.corpus import DOCUMENTS, FRESHNESS, VERSIONS, Corpus, Page, freshness_file
from portal.fidelity import differences, read_source, unused_joins
from portal.file_rules import FILE_RULES
from portal.findings import Finding, Severity, in_order
from portal.freshness import (
    WHOLE,
    Freshness,
    Judgement,
    freshener,
    markdown_digest,
    original_of,
    units_of,
    words_digest,
)
from portal.guessing import meant, near
from portal.model import Localised, Reason, Stamp, UnitPath, Work
from portal.reporting import SCHEMES
from portal.site import GENERATED
from portal.terms import unused_terms
from portal.units import VALID_ID, Unit, units_by_id
from portal.versions import broken_links, next_label, state_of, text_digest
from portal.vocabulary import work_types
from portal.writing_rules import WRITING_RULES
from portal.yaml_source import START, Place

NAMED = 8
"""How many passages a message names."""
AGENCY_GIVES = (
    "emblem",
    "contact_unit",
    "responsible",
    "address",
    "phone",
    "email",
    "feedback",
    "security",
    "superior",
    "related",
)
"""Keys of `agency.yml` whose values only the agency knows."""
SCRIPTED = re.compile(rb"<script|\son\w+\s*=|javascript:|<foreignObject|<!ENTITY", re.IGNORECASE)
"""What an image must not hold."""
Rule = Callable[[Corpus], Iterator[Finding]]


def check(corpus: Corpus) -> list[Finding]:
    """Everything that any rule finds, by file and place."""
    found = list(corpus.reading)
    for rule in (*FILE_RULES, *(RULES if corpus.agency else ())):
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
            confirmed = freshener(corpus, language).stamps(source.path, {})
            for unit in page.text.units:
                if unit.id not in ids:
                    values = {"id": unit.id, "text": unit.text}
                    rule = "unit-dropped" if unit.id in confirmed else "unit-without-source"
                    yield Finding(rule, page.file, Place(unit.line), values)
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
            values = {"text": name, "meant": meant(name, corpus.sources)}
            yield Finding("source-missing", page.file, place, values)
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


def relations_quote_the_text(corpus: Corpus) -> Iterator[Finding]:
    """A relation is stated by words of a text, which the reader can look up."""
    for work in corpus.works.values():
        for i, relation in enumerate(work.relations):
            text = unit_text(corpus, relation.unit)
            if text is not None and relation.words not in text:
                place = corpus.place(register_file(work), "relations", i, "words")
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
            values = {"text": unit, "meant": meant(unit, unit_paths(corpus, unit))}
            yield Finding("unit-unknown", file, corpus.place(file, *path), values)


def unit_paths(corpus: Corpus, unit: UnitPath) -> list[UnitPath]:
    """The passages that could be meant by one that there is not: those of its work."""
    works = [unit.partition("#")[0]]
    if works[0] not in corpus.works:
        works = near(works[0], corpus.works)
    texts_of_works = {work: corpus.text_of(work, corpus.source_language) for work in works}
    return [
        f"{work}#{u.id}" for work, page in texts_of_works.items() if page for u in page.text.units
    ]


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
    if history and not (is_address(history, "https://") and "{path}" in history):
        place = corpus.place("agency.yml", "history")
        yield Finding("history-address", "agency.yml", place, {"text": history})


def is_address(text: str, *schemes: str) -> bool:
    """Whether a value can be followed as it stands."""
    return text.startswith(schemes) and not re.search(r"[\s<>\"']", text)


def the_agency_can_be_reached(corpus: Corpus) -> Iterator[Finding]:
    """Readers are owed an address and somebody who answers; only the agency can give them."""
    agency = corpus.agency
    for key in AGENCY_GIVES if agency else ():
        if not getattr(agency, key):
            place = corpus.place("agency.yml", key)
            yield Finding("agency-not-provided", "agency.yml", place, {"key": key})
    if not agency:
        return
    if agency.feedback and not is_address(agency.feedback, *SCHEMES):
        place = corpus.place("agency.yml", "feedback")
        yield Finding("feedback-address", "agency.yml", place, {"text": agency.feedback})
    if agency.rating and not is_address(agency.rating, "https://"):
        place = corpus.place("agency.yml", "rating")
        yield Finding("rating-address", "agency.yml", place, {"text": agency.rating})
    if agency.emblem:
        values = {"text": agency.emblem}
        place = corpus.place("agency.yml", "emblem")
        if corpus.emblem is None or not agency.emblem.lower().endswith((".svg", ".png")):
            yield Finding("emblem-missing", "agency.yml", place, values)
        elif SCRIPTED.search(corpus.emblem):
            yield Finding("emblem-unsafe", "agency.yml", place, values)


def requirements_can_be_shown(corpus: Corpus) -> Iterator[Finding]:
    """What is said of a requirement rests on a check, on a person, or on what is still missing."""
    file, listed = "requirements.yml", corpus.requirements
    if not listed:
        return
    rules = [rule.id for rule in listed.rules]
    pages = set(GENERATED) | {page.path for page in corpus.pages.values()}
    pages |= {f"{DOCUMENTS}{work}.md" for work in corpus.works}
    for index, rule in enumerate(listed.rules):
        if rule.work and rule.work not in corpus.works:
            place = corpus.place(file, "rules", index, "work")
            yield work_unknown(corpus, file, place, rule.work)
        if rule.type not in work_types():
            place = corpus.place(file, "rules", index, "type")
            values = type_values(rule.type)
            yield Finding("type-unknown", file, place, values)
    ids = Counter(requirement.id for requirement in listed.requirements)
    for index, one in enumerate(listed.requirements):
        here = ("requirements", index)
        known: list[tuple[str, Sequence[str], Collection[str]]] = [
            ("checks", one.checks, CHECKS),
            ("needs", one.needs, AGENCY_GIVES),
            ("seen_at", one.seen_at, pages),
            ("sources", [source.rule for source in one.sources], rules),
        ]
        for key, named, expected in known:
            for i, name in enumerate(named):
                if name not in expected:
                    place = corpus.place(file, *here, key, i)
                    proposed = near(name, expected) or sorted(expected)
                    values = {"key": key, "text": name, "expected": proposed}
                    yield Finding("requirement-names-unknown", file, place, values)
        if not (one.checks or one.inspection or one.not_applicable):
            values = {"id": one.id, "expected": sorted(CHECKS)}
            yield Finding("requirement-unshown", file, corpus.place(file, *here), values)
        if ids[one.id] > 1:
            yield Finding("requirement-twice", file, corpus.place(file, *here), {"id": one.id})


def everything_is_said_in_every_language(corpus: Corpus) -> Iterator[Finding]:
    """No reader meets a gap, or words of another language, where ours should stand."""
    wanted = set(corpus.languages)
    for file, document in corpus.documents.items():
        if file.endswith(".md") or file.startswith(FRESHNESS):
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


def citations_are_known(corpus: Corpus) -> Iterator[Finding]:
    """From any mention a reader gets to the document, if the register has it."""
    for mention in find_mentions(corpus):
        citation, form = mention.citation, mention.citation.form
        if mention.language != corpus.source_language or citation.target or not form:
            continue
        if form.is_short and not citation.candidates:
            continue
        page = corpus.text_of(mention.work, mention.language)
        unit = page.text.unit(mention.unit) if page else None
        values = {"text": citation.text, "unit": mention.unit, "expected": citation.candidates}
        rule = "citation-ambiguous" if citation.candidates else "citation-unknown"
        file = f"{mention.language}/{DOCUMENTS}{mention.work}.md"
        yield Finding(rule, file, Place(unit.line if unit else 1), values)


def statuses_are_checked_again(corpus: Corpus) -> Iterator[Finding]:
    """What was in force last year may not be so today; judged by the newest publication."""
    months = corpus.agency.recheck_months if corpus.agency else None
    published = [entry.date for log in corpus.logs.values() for entry in log]
    if months is None or not published:
        return
    newest = max(published)
    for work in corpus.works.values():
        if work.status.checked is None:
            continue
        year, month = map(int, work.status.checked.split("-")[:2])
        age = (newest.year - year) * 12 + newest.month - month
        if age > months:
            place = corpus.place(register_file(work), "status", "checked")
            values = {"text": work.status.checked, "age": age, "expected": months}
            yield Finding("status-check-old", register_file(work), place, values)


def terms_occur(corpus: Corpus) -> Iterator[Finding]:
    """A glossary explains the words of the texts; a term that none of them uses is a slip."""
    if not corpus.glossary:
        return
    for term in unused_terms(corpus, corpus.source_language):
        place = corpus.place("glossary.yml", "terms", corpus.glossary.terms.index(term), "term")
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
            yield work_unknown(corpus, file, START, work)
        for index, key, rule, values in broken_links(work, log):
            yield Finding(rule, file, corpus.place(file, index, key), values)
        for index, entry in enumerate(log):
            values = {"version": entry.version, "work": work}
            promulgator = entry.legal.promulgated_by
            if promulgator and promulgator not in corpus.works:
                place = corpus.place(file, index, "legal", "promulgated_by")
                yield work_unknown(corpus, file, place, promulgator)
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


# Translations


def translations_are_fresh(corpus: Corpus) -> Iterator[Finding]:
    """Readers of a translation are told where it is behind; editors, so that they can mend it."""
    for language in corpus.languages[1:]:
        judge = freshener(corpus, language)
        for path in judge.pages():
            judged = judge.page(path)
            counts = Counter(j.state for j in judged)
            for state in (Freshness.stale_critical, Freshness.stale, Freshness.cited_changed):
                if counts[state]:
                    units = [j.unit for j in judged if j.state is state]
                    values = {"count": len(units), "units": units[:NAMED]}
                    rule = f"translation-{state.value.replace('_', '-')}"
                    yield Finding(rule, f"{language}/{path}", values=values)


def stamps_are_possible(corpus: Corpus) -> Iterator[Finding]:
    """A stamp vouches for a text that can be shown, by its digest."""
    for (language, path), stamps in corpus.freshness.items():
        file = freshness_file(language, path, corpus.languages)
        units = units_of(corpus, corpus.page(corpus.source_language, path))
        if not is_intact(corpus, path):
            continue
        if not units and not corpus.page(language, path):
            yield Finding("stamp-page-unknown", file)
        for name, stamp in stamps.items():
            if stamp is None or name not in units:
                continue
            for rule in faults_of(corpus, language, path, units[name], stamp):
                values = {"unit": name, "version": stamp.against}
                yield Finding(rule, file, corpus.place(file, name), values)


def faults_of(corpus: Corpus, language: str, path: str, unit: Unit, stamp: Stamp) -> Iterator[str]:
    """The rules that a stamp of a passage of the original breaks."""
    then = original_of(corpus, path, unit, stamp)
    if path.startswith(DOCUMENTS) and then is None:
        yield "stamp-original-lost"
    if then and words_digest(then) != stamp.source_text:
        yield "stamp-edited"
    if stamp.against and not is_of_version(corpus, path, unit.id, stamp):
        yield "stamp-version-wrong"
    if not stamp.reason and stamped_unchanged(corpus, language, path, unit.id, stamp):
        yield "stamp-without-reason"


def is_intact(corpus: Corpus, path: str) -> bool:
    """Whether the frozen texts of a page are those that were published: if not, that is said."""
    work = path.removeprefix(DOCUMENTS).removesuffix(".md")
    return all(
        text_digest(corpus.frozen.get((work, entry.version, language), "")) == digest
        for entry in corpus.logs.get(work, ())
        for language, digest in entry.text.items()
    )


def is_of_version(corpus: Corpus, path: str, name: str, stamp: Stamp) -> bool:
    work = path.removeprefix(DOCUMENTS).removesuffix(".md")
    text = corpus.frozen.get((work, stamp.against or "", corpus.source_language))
    then = units_by_id(text).get(name) if text else None
    return then is not None and markdown_digest(then) == stamp.source


def stamped_unchanged(corpus: Corpus, language: str, path: str, name: str, stamp: Stamp) -> bool:
    """Whether a version had the same translation of another original."""
    work = path.removeprefix(DOCUMENTS).removesuffix(".md")
    for entry in corpus.logs.get(work, ()):
        then, rendering = (
            units_by_id(corpus.frozen.get((work, entry.version, code), "")).get(name)
            for code in (corpus.source_language, language)
        )
        if then and rendering and entry.renders(language):
            same = markdown_digest(rendering) == stamp.target
            if same and words_digest(then) != stamp.source_text:
                return True
    return False


def translations_agree(corpus: Corpus) -> Iterator[Finding]:
    """A foreign reader acts on figures, dates and names; they must be those of the original.

    Where a translation is known to be behind, readers are told so, and nothing more is asked: an
    urgent change of the original must not wait for its translation.
    """
    used: set[int] = set()
    for language in corpus.languages[1:]:
        agreement, judge = agreement_of(corpus, language), freshener(corpus, language)
        for page in texts(corpus):
            if page.language == corpus.source_language:
                for judgement in judge.page(page.path):
                    source, target = judgement.source, judgement.target
                    findings = (
                        list(pair_findings(corpus, agreement, page.path, (source, target), used))
                        if source and target
                        else []
                    )
                    if judgement.state not in (Freshness.stale, Freshness.stale_critical):
                        yield from findings
    unread = any(finding.severity is Severity.error for finding in corpus.reading)
    for index, waiver in enumerate(corpus.waivers.waivers if corpus.waivers else ()):
        if index not in used and not unread:
            place = corpus.place("waivers.yml", "waivers", index)
            values = {"unit": waiver.unit, "check": waiver.check, "value": waiver.value}
            yield Finding("waiver-unused", "waivers.yml", place, values)


def disagreements(
    corpus: Corpus, language: str, path: str, judgement: Judgement
) -> Iterator[Finding]:
    """What one pair of passages does not say alike."""
    if judgement.source and judgement.target and judgement.unit != WHOLE:
        pair = (judgement.source, judgement.target)
        yield from pair_findings(corpus, agreement_of(corpus, language), path, pair, set())


def pair_findings(
    corpus: Corpus, agreement: Agreement, path: str, pair: tuple[Unit, Unit], used: set[int]
) -> Iterator[Finding]:
    """Disagreements that nobody waived; `used` gathers the waivers that were needed."""
    source, target = pair
    language = agreement.translation.language
    place = f"{path.removeprefix(DOCUMENTS).removesuffix('.md')}#{source.id}"
    waivers = corpus.waivers.waivers if corpus.waivers else ()
    for found in agreement.compare(source, target):
        key = (place, language, found.check, found.value)
        needed = [
            index
            for index, waiver in enumerate(waivers)
            if (waiver.unit, waiver.language, waiver.check, waiver.value) == key
        ]
        used.update(needed)
        if not needed:
            values = {
                "unit": source.id,
                "value": found.value,
                "words": found.source or "–",
                "other": found.target or "–",
                "text": source.text,
                "translation": target.text,
            }
            rule = f"disagreement-{found.check}"
            yield Finding(rule, f"{language}/{path}", Place(target.line), values)


UNRELEASED = frozenset(
    [
        "text-never-released",
        "text-gone",
        "text-withdrawn",
        "text-changed-since-release",
        "requirement-not-met",
    ]
)
"""Notices while people work; what is deployed has none of them."""
WAITING = frozenset(["agency-not-provided"])
"""Warnings that only the agency can end: pages say what is missing, and no build stops for it."""
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
    citations_are_known,
    statuses_are_checked_again,
    addresses_lead_somewhere,
    the_agency_can_be_reached,
    requirements_can_be_shown,
    nothing_published_was_rewritten,
    every_frozen_text_is_logged,
    every_text_is_released,
    translations_are_fresh,
    stamps_are_possible,
    translations_agree,
    *WRITING_RULES,
)
"""What is asked of content that can be read; `FILE_RULES` are asked of any."""
