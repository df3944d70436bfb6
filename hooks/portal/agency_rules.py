"""Rules about the agency, its requirements, and words in every language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from portal.audit import CHECKS
from portal.corpus import DOCUMENTS, FRESHNESS, VERSIONS, Corpus
from portal.findings import Finding
from portal.generated import GENERATED
from portal.guessing import near
from portal.model import Localised
from portal.register_rules import type_values, work_unknown
from portal.reporting import SCHEMES
from portal.vocabulary import work_types

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


def addresses_lead_somewhere(corpus: Corpus) -> Iterator[Finding]:
    """A link that is made of a pattern is right on every page, or wrong on every page."""
    history = corpus.agency.history if corpus.agency else None
    if history and not (is_address(history, "https://") and "{path}" in history):
        place = corpus.place("agency.yml", "history")
        yield Finding("history-address", "agency.yml", place, {"text": history})


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


def is_address(text: str, *schemes: str) -> bool:
    """Whether a value can be followed as it stands."""
    return text.startswith(schemes) and not re.search(r"[\s<>\"']", text)


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
        if file.endswith(".md") or file.startswith((FRESHNESS, VERSIONS)):
            continue  # entries of a log stay as they are, even when a language is added
        for path, value in localised_values(document.value):
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


AGENCY_RULES = (
    addresses_lead_somewhere,
    the_agency_can_be_reached,
    requirements_can_be_shown,
    everything_is_said_in_every_language,
)
