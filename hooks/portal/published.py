"""What the data files say, as models: from them come the JSON Schemas under `/schemas/`.

They are made of the models that validate the content, so that a key of the content cannot change
its meaning without its schema.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from portal.citations import Resolution
from portal.facts import Kind
from portal.freshness import Freshness
from portal.model import (
    Change,
    Confidence,
    Day,
    Force,
    FullText,
    Key,
    Language,
    Localised,
    LogEntry,
    MonthDay,
    Note,
    Relation,
    RequirementWaiver,
    Status,
    Successor,
    Translation,
    UnitDigest,
)
from portal.requirements import Outcome

Digest = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
Address = Annotated[str, Field(pattern=r"^(https?:/)?/")]
"""Public; from the root of the site where the site was built for no address."""


class Published(BaseModel):
    """A part of a data file: these keys, no others."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class DataFile(Published):
    """A data file."""

    schema_: Annotated[Address, Field(alias="schema")]
    """Where its schema is."""


class GeneratedFile(DataFile):
    """A data file made of the content as a whole."""

    generated_from: Digest
    """Of all files of the content, by path."""


class PublishedMention(Published):
    """A passage that cites a work."""

    work: Key
    """The citing work."""
    unit: Key
    language: Language
    text: str
    start: int
    """In code points of the passage's plain text."""
    end: int


class PublishedWork(Published):
    """A document as a legal thing."""

    id: Key
    type: dict[str, str]
    """`code`, and the word for it by language."""
    number: str | None
    number_as_printed: list[str]
    """Other spellings of the number that were met."""
    known_as: dict[Language, list[str]]
    issued: Day | None
    effective: Day | None
    issuer: dict[str, str] | None
    """`id`, and the name by language; the authority at the date of issue."""
    issuer_inferred: bool
    """The citing text names no issuer; it is read from the symbol."""
    title: Localised
    status: Status
    status_at: dict[Key, Force]
    """Force when another work was issued, by the id of that work."""
    relations: list[Relation]
    mentions: list[PublishedMention]
    notes: list[Note]
    """Editor's notes on errors of its text."""
    successors: list[Successor]
    full_text: FullText
    languages: dict[Language, Literal["authoritative", "translation"]]
    """Of the texts that the portal holds."""
    versions: list[LogEntry]
    changes: list[Change]
    urls: dict[Language, Address]


class RegisterFile(GeneratedFile):
    """`/register.json`: all works."""

    works: list[PublishedWork]


class PublishedEntry(Published):
    """A version, as the publication log has it."""

    work: Key
    digest: Digest
    """Of the entry in canonical form."""
    files: dict[Language, str]
    """Frozen texts, relative to the root of the site."""
    entry: LogEntry


class VersionsFile(DataFile):
    """`/versions.json`: the publication log, newest first."""

    root: Digest
    """Merkle root over all entries, oldest first (RFC 6962, section 2.1)."""
    count: int
    entries: list[PublishedEntry]


class Confirmed(Published):
    """What somebody confirmed of a translated passage; digests are keys named by language."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, UnitDigest | str]
    state: Translation
    by: str
    on: Day
    against: str | None = None
    reason: str | None = None
    cites: dict[Key, str] = {}


class FactChanged(Published):
    """A figure, date, number, name or negation that is another since."""

    kind: Kind
    old: str | None
    new: str | None


class PublishedUnit(Published):
    """How a passage of a translation stands."""

    unit: Key
    state: Freshness
    source: UnitDigest | None
    """Of the original today; null where it has no such passage."""
    target: UnitDigest | None
    confirmed: Confirmed | None
    edited: bool
    changes: list[FactChanged]
    cited: list[Key]
    """Cited works whose status or version is another since."""


class PublishedPage(Published):
    """A translated page."""

    language: Language
    path: str
    url: Address
    counts: dict[Freshness, int]
    units: list[PublishedUnit]


class FreshnessFile(GeneratedFile):
    """`/freshness.json`: every passage of every translation."""

    pages: list[PublishedPage]


class PublishedCitation(Published):
    """A passage that refers to a document, as found in a text."""

    work: Key
    unit: Key
    language: Language
    start: int
    """In code points of the passage's plain text."""
    end: int
    text: str
    type: Key | None
    number: str | None
    date: Day | None
    issuer: str | None
    title: str | None
    pinpoint: str | None
    target: Key | None
    candidates: list[Key]
    state: Resolution


class CitationsFile(DataFile):
    """`/citations.json`: every citation of every published text."""

    citations: list[PublishedCitation]


class UnitPlace(Published):
    """A passage of a work."""

    work: Key
    unit: Key


class PublishedTerm(Published):
    """A term with its approved rendering in each language."""

    id: Key
    term: Localised
    forms: dict[Language, list[str]]
    abbreviations: dict[Language, list[str]]
    note: Localised | None
    places: list[UnitPlace]
    """Where the original uses it."""


class GlossaryFile(GeneratedFile):
    """`/glossary.json`: terms in all languages."""

    terms: list[PublishedTerm]


class PublishedDuty(Published):
    """A reporting obligation that comes back every year."""

    id: Key
    who: Localised
    to: Localised
    what: Localised
    before: list[MonthDay]
    """Days of each year before which it is due."""
    first_year: int
    last_year: int
    unit: UnitPlace
    deadlines: list[date]
    """Every dated occurrence."""


class DutiesFile(GeneratedFile):
    """`/duties.json`: who has to report what to whom, before which day."""

    duties: list[PublishedDuty]


class PublishedSource(Published):
    """The place of a rule."""

    rule: str
    type: Key
    at: Localised


class PublishedFailure(Published):
    """Where a check did not see what it looked for."""

    page: Address
    what: str


class PublishedCheck(Published):
    """What a check saw on the built site."""

    name: Key
    words: Localised
    examined: int
    failures: list[PublishedFailure]


class PublishedRequirement(Published):
    """Something that the portal sets itself to fulfil."""

    id: str
    outcome: Outcome
    words: Localised
    sources: list[PublishedSource]
    confidence: list[Confidence]
    checks: list[PublishedCheck]
    lacking: list[str]
    """What the agency has not provided."""
    inspection: Localised | None
    not_applicable: Localised | None
    seen_at: list[Address]
    waived: RequirementWaiver | None


class RequirementsFile(GeneratedFile):
    """`/requirements.json`: requirement by requirement, what this build could check."""

    requirements: list[PublishedRequirement]


DATA_FILES: Mapping[str, type[BaseModel]] = {
    "register": RegisterFile,
    "work": PublishedWork,
    "versions": VersionsFile,
    "freshness": FreshnessFile,
    "citations": CitationsFile,
    "glossary": GlossaryFile,
    "duties": DutiesFile,
    "requirements": RequirementsFile,
}
"""The models of the data files by name; `work` is that of each `data.json`."""


def schema_name(name: str) -> str:
    """Where the schema of a data file is, from the root of the site."""
    return f"schemas/{name}.schema.json"


@cache
def render_schema(name: str, address: str) -> str:
    """The JSON Schema of a data file; `address` is its own public address."""
    schema: dict[str, Any] = DATA_FILES[name].model_json_schema(by_alias=True)
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        **schema,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
