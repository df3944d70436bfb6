"""What the portal knows, as frozen values: works, authorities, terms, duties, tasks.

These models validate the content files, and are the values that everything else works with.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from sys import intern
from typing import Annotated, Any, ClassVar, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    RootModel,
    StringConstraints,
    create_model,
)

from portal.shelf import Shelved, put_together, take_together


def require_nfc(text: str) -> str:
    if not unicodedata.is_normalized("NFC", text):
        raise ValueError("not-nfc")
    return text


def require_date(value: object) -> object:
    if value is not None and type(value) is not date:
        raise ValueError("not-a-date")
    return value


def require_timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("not-a-timezone") from error
    return name


def require_month_or_day(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", value):
        return value
    if type(value) is date:
        return value.isoformat()
    raise ValueError("not-a-month-or-day")


Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(require_nfc)
]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
UnitPath = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+#[a-z0-9-]+$")]
"""A unit of a work: `<work id>#<unit id>`."""
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")]
Localised = dict[Language, Words]
"""The same thing said in each language; the authoritative language is always there."""
Day = Annotated[date, BeforeValidator(require_date)]
MonthOrDay = Annotated[str, BeforeValidator(require_month_or_day)]
"""ISO 8601, to the precision that is known: `2026-11` or `2026-11-24`."""


class Record(BaseModel):
    """A part of a content file: no unknown keys, no changes after reading."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Change(Record):
    """A change that readers should know of."""

    date: Day
    note: Localised


class Changing(Record):
    """Something that is published and changed on dates given by people."""

    changes: Annotated[tuple[Change, ...], Field(min_length=1)]
    """Oldest first; the first one is the first publication."""

    @property
    def published(self) -> date:
        return self.changes[0].date

    @property
    def updated(self) -> date:
        return self.changes[-1].date


class Force(StrEnum):
    """Whether a document is in force."""

    unverified = "unverified"
    not_yet = "not_yet"
    in_force = "in_force"
    partly_expired = "partly_expired"
    expired = "expired"
    suspended = "suspended"
    superseded_unclear = "superseded_unclear"
    not_applicable = "not_applicable"
    """Party documents and the like: nothing is claimed of their legal force."""


class Strength(StrEnum):
    """How good a source is."""

    official = "official"
    official_copy = "official_copy"
    primary_copy = "primary_copy"
    secondary = "secondary"
    press = "press"


class Evidence(Record):
    """What was found about a work, where, and when."""

    what: Localised
    read_at: Words
    retrieved: MonthOrDay
    strength: Strength
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None


class Status(Record):
    """What is known today of a work's force."""

    code: Force = Force.unverified
    since: Day | None = None
    """The day from which `code` holds, where it is known."""
    checked: MonthOrDay | None = None
    note: Localised | None = None
    sources: tuple[Evidence, ...] = ()


class RelationType(StrEnum):
    """How one work stands to another."""

    based_on = "based_on"
    implements = "implements"
    continues = "continues"
    issues = "issues"
    establishes = "establishes"
    cites = "cites"
    amends = "amends"
    replaces = "replaces"
    repeals = "repeals"


class Relation(Record):
    """A directed edge from a work to another, with the words that state it."""

    type: RelationType
    target: Key
    words: Words
    unit: UnitPath


class Note(Record):
    """An editor's note on an error or oddity of the source text."""

    unit: Key
    as_printed: Words
    """The words of the unit that the note is about; they occur in it once."""
    issue: Localised
    reading: Words | None = None
    """How it is probably to be read, in the language of the source."""
    evidence: Localised | None = None


class Succession(StrEnum):
    """How a later document stands to an earlier one, as far as sources say."""

    replaced = "replaced"
    repealed = "repealed"
    later = "later"
    """In the same field; whether it replaces the earlier one is not verified."""


class Successor(Record):
    """A document that came after a work, with where that was read. The register may lack it."""

    type: Key
    number: Words
    how: Succession
    since: Day | None = None
    """From which day on; null if it is not known."""
    read_at: Words
    retrieved: MonthOrDay


class FullText(StrEnum):
    """How much of a work's text the portal holds."""

    none = "none"
    excerpt = "excerpt"
    full = "full"


class Work(Changing):
    """A document as a legal thing: one entry of the register."""

    id: Key
    type: Key
    number: Words | None
    number_as_printed: tuple[Words, ...] = ()
    known_as: dict[Language, tuple[Words, ...]] = {}
    """Other words by which texts call the work, by language."""
    issued: Day | None
    effective: Day | None = None
    """The day from which it has effect; null if it is not known."""
    issuer: Key | None
    issuer_inferred: bool = False
    """The citing text names no issuer; it is read from the symbol."""
    title: Localised
    status: Status = Status()
    status_at: dict[Key, Force] = {}
    """Force at the time when another work was issued, by the id of that work."""
    relations: tuple[Relation, ...] = ()
    notes: tuple[Note, ...] = ()
    successors: tuple[Successor, ...] = ()
    """The chain of documents that came after it, oldest first."""
    full_text: FullText = FullText.none

    @property
    def numbers(self) -> tuple[str, ...]:
        """The number and every other spelling of it that was met."""
        return ((self.number,) if self.number else ()) + self.number_as_printed


class AuthorityGroup(Record):
    """A kind of issuing body, a section of the register."""

    id: Key
    name: Localised


class Authority(Record):
    """A body that issues documents or has a part in the plan."""

    id: Key
    group: Key
    name: Localised
    forms: dict[Language, tuple[Words, ...]] = {}
    """Other words by which texts call the body, by language."""
    parent: Key | None = None
    role: Localised | None = None
    units: tuple[UnitPath, ...] = ()


class Authorities(Changing):
    """`authorities.yml`"""

    groups: tuple[AuthorityGroup, ...]
    authorities: tuple[Authority, ...]


class Term(Record):
    """A term with its approved rendering in each language."""

    id: Key
    term: Localised
    forms: dict[Language, tuple[Words, ...]] = {}
    """Further forms that the texts use, by language."""
    abbreviations: dict[Language, tuple[Words, ...]] = {}
    """How it is written short, by language: what the search takes for the same."""
    note: Localised | None = None


class Glossary(Changing):
    """`glossary.yml`"""

    terms: tuple[Term, ...]


MonthDay = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]


class Duty(Record):
    """A reporting obligation that comes back every year."""

    id: Key
    who: Localised
    to: Localised
    what: Localised
    before: tuple[MonthDay, ...]
    """Days of each year before which it is due: `06-15`."""
    first_year: Annotated[int, Field(ge=1945, le=2200)]
    last_year: Annotated[int, Field(ge=1945, le=2200)]
    """Up to which year dated occurrences are listed."""
    unit: UnitPath

    @property
    def deadlines(self) -> tuple[date, ...]:
        """The dated occurrences, in order."""
        days = sorted(tuple(map(int, day.split("-"))) for day in self.before)
        years = range(self.first_year, self.last_year + 1)
        return tuple(date(year, month, day) for year in years for month, day in days)


class Duties(Changing):
    """`duties.yml`"""

    duties: tuple[Duty, ...]


class Task(Record):
    """Something that a text asks of somebody."""

    unit: UnitPath
    summary: Localised


class TaskGroup(Record):
    """The tasks of one addressee."""

    id: Key
    who: Localised
    note: Localised | None = None
    tasks: tuple[Task, ...]


class Tasks(Changing):
    """`tasks.yml`"""

    groups: tuple[TaskGroup, ...]


class Neighbour(Record):
    """Another body's portal that readers are led to."""

    name: Localised
    address: Annotated[str, StringConstraints(pattern=r"^https://[^\s]+$")]


class Security(Record):
    """Who is told of a weakness of the site (RFC 9116)."""

    contact: Annotated[str, StringConstraints(pattern=r"^(https://|mailto:|tel:)[^\s]+$")]
    expires: Day
    """From which day on the contact must not be relied on."""


class Agency(Changing):
    """`agency.yml`: who publishes, and what the portal is called."""

    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    """The first is the authoritative one; the others are translations."""
    site_name: Localised
    site_section: Localised
    """The second line of the wordmark."""
    plan: Key
    """The work that the portal is about."""
    plan_name: Localised
    """What menus call it."""
    name: Localised
    emblem: Words | None = None
    """The agency's emblem, an SVG or PNG file in the content folder; the portal's own if null."""
    contact_unit: Localised | None = None
    """The unit that answers readers."""
    responsible: Localised | None = None
    """Who is responsible for the portal."""
    address: Localised | None = None
    phone: Words | None = None
    email: Annotated[str, StringConstraints(pattern=r"^[^\s@<>]+@[^\s@<>]+$")] | None = None
    feedback: Words | None = None
    """Where readers report errors: a mailto or https address; `{subject}` and `{body}` in it are
    filled with the prepared report."""
    security: Security | None = None
    answer_within: Annotated[int, Field(ge=1, le=365)] | None = None
    """In how many days readers are answered, as the rules set it."""
    rating: Words | None = None
    """Where readers say how satisfied they are, an https address; null: it is not offered."""
    superior: tuple[Neighbour, ...] = ()
    """Portals of the bodies above the agency."""
    related: tuple[Neighbour, ...] = ()
    """Portals of other bodies concerned."""
    publish_within: Annotated[int, Field(ge=1, le=365)] | None = None
    """In how many working days after its issue a text is to be published, as the rules set it."""
    holidays: tuple[Day, ...] = ()
    """Days off besides Saturdays and Sundays."""
    recheck_months: Annotated[int, Field(ge=1, le=120)] | None = None
    """After how many months a status is to be checked again; null if nobody set a time."""
    timezone: Annotated[Words, AfterValidator(require_timezone)] = "Asia/Ho_Chi_Minh"
    """In which the days of feeds and calendars begin."""
    history: Words | None = None
    """Where the history of a file can be read, with `{path}` in place of its path in Git."""


class Translation(StrEnum):
    """Who stands behind a translation."""

    machine = "machine"
    translated = "translated"
    reviewed = "reviewed"


class PageChange(Record):
    """A change of one page in one language."""

    date: Day
    note: Words


class FrontMatter(Record):
    """What stands between the `---` lines on top of a page."""

    changes: Annotated[tuple[PageChange, ...], Field(min_length=1)]
    title: Words | None = None
    description: Words | None = None
    template: Literal["home.html", "page.html", "verify.html", "open_data.html"] | None = None
    source: Words | None = None
    """The received document that this text reproduces, relative to the content folder."""
    consolidated: Words | None = None
    """Why a text has no single source, where it has none."""

    @property
    def published(self) -> date:
        return self.changes[0].date

    @property
    def updated(self) -> date:
        return self.changes[-1].date


Label = Annotated[str, StringConstraints(pattern=r"^[1-9]\d*\.(0|[1-9]\d*)$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Reason(StrEnum):
    """Why there is a new version."""

    initial = "initial"
    legal_change = "legal_change"
    official_correction = "official_correction"
    transcription_fix = "transcription_fix"
    translation_fix = "translation_fix"
    translation_update = "translation_update"
    metadata = "metadata"
    withdrawal = "withdrawal"


class LegalChange(Record):
    """What the authority changed, and from when; on the law's own axis of time."""

    promulgated_by: Key | None = None
    effective: Day | None = None


class LogEntry(Record):
    """A published version of a work's text."""

    version: Label
    """A legal change raises the first number, everything else the second."""
    date: Day
    reason: Reason
    legal: LegalChange = LegalChange()
    note: Localised
    """Written for the public."""
    text: dict[Language, Sha256]
    """Digest of each frozen text."""
    lagging: tuple[Language, ...] = ()
    """Translations that do not yet render this version, by their translators' own word."""
    previous: Sha256 | None
    """Digest of the entry before, in canonical form; null for the first."""

    def renders(self, language: str) -> bool:
        """Whether its text in `language` says what this version says."""
        return language in self.text and language not in self.lagging


class Log(RootModel[tuple[LogEntry, ...]]):
    """`versions/<id>/log.yml`: append-only, oldest first."""

    model_config = ConfigDict(frozen=True)


UnitDigest = Annotated[str, StringConstraints(pattern=r"^[mt]1:[0-9a-f]{16}$")]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What somebody confirmed: that a passage of a translation renders its original as it was.

    There is one for each passage of each translation: it holds no more than it says.
    """

    source: str
    """Digest of the original's Markdown."""
    source_text: str
    """Digest of its words alone."""
    target: str
    """Digest of the translation's Markdown."""
    state: Translation
    by: str
    on: date
    against: str | None = None
    """Version of the original; null if it was of none."""
    reason: str | None = None
    """Why the translation stayed as it was although the original changed."""
    cites: Mapping[str, str] = field(default_factory=lambda: CITES_NOTHING)
    """Force and version of each cited work at that time."""
    originals: Shelved | None = None
    """The originals that the file keeps, laid aside together; None if it keeps none."""
    place: int = 0
    """Which of them is that of the passage."""

    @property
    def was(self) -> str | None:
        """The original, where no version has it."""
        return take_together(self.originals)[self.place] if self.originals else None


CITES_NOTHING: Mapping[str, str] = {}


class StampRecord(Record):
    """A stamp as it stands in its file.

    The digests are keys named by language, which `freshness_model` adds.
    """

    source_language: ClassVar[str] = ""
    target_language: ClassVar[str] = ""
    state: Translation
    by: Words
    on: Day
    against: Label | None = None
    reason: Words | None = None
    cites: dict[Key, Words] = {}

    @property
    def was(self) -> str | None:
        kept: str | None = getattr(self, f"{self.source_language}_was")
        return kept

    def stamp(self, originals: Shelved | None, place: int) -> Stamp:
        """What it says; what many stamps say is shared by them."""
        source = self.source_language
        return Stamp(
            getattr(self, source),
            getattr(self, f"{source}_text"),
            getattr(self, self.target_language),
            self.state,
            intern(self.by),
            self.on,
            self.against and intern(self.against),
            self.reason and intern(self.reason),
            {intern(work): intern(state) for work, state in self.cites.items()} or CITES_NOTHING,
            originals,
            place,
        )


class FreshnessFile(BaseModel):
    """`freshness/<path>.yml`: a stamp or null for each unit of a page."""

    model_config = ConfigDict(frozen=True, extra="allow")
    algorithm: Literal[1]

    @property
    def stamps(self) -> dict[str, Stamp | None]:
        records: dict[str, StampRecord | None] = self.__pydantic_extra__ or {}
        kept = [record and record.was for record in records.values()]
        originals = put_together(kept) if any(kept) else None
        return {
            intern(unit): record.stamp(originals, place) if record else None
            for place, (unit, record) in enumerate(records.items())
        }


@cache
def stamp_model(source: str, target: str) -> type[StampRecord]:
    """Stamps of a translation from one language into another."""
    digests: dict[str, Any] = {
        source: (UnitDigest, ...),
        f"{source}_text": (UnitDigest, ...),
        target: (UnitDigest, ...),
        f"{source}_was": (str | None, None),
    }
    model = create_model("Stamp", __base__=StampRecord, **digests)
    model.source_language, model.target_language = source, target
    return model


@cache
def freshness_model(source: str, target: str) -> type[FreshnessFile]:
    """The model of a file about the translation from one language into another."""
    stamp = stamp_model(source, target)

    class File(FreshnessFile):
        __pydantic_extra__: dict[str, stamp | None]  # type: ignore[valid-type]

    return File


class Waiver(Record):
    """A disagreement between original and translation that is none."""

    unit: UnitPath
    language: Language
    check: Words
    value: Words
    """What the finding names: a figure, a date, the id of a body or of a term."""
    reason: Words


class Waivers(Changing):
    """`waivers.yml`"""

    waivers: tuple[Waiver, ...]


Address = Annotated[
    str,
    StringConstraints(
        pattern=r"^(([a-z0-9][a-z0-9_-]*|[1-9][0-9]*\.[0-9]+)/)+$",
        max_length=200,
    ),
]
"""Of a page, without host and language; below it only labels of versions have a dot."""


class Moved(RootModel[dict[Address, Address]]):
    """`moved.yml`: old addresses, and the pages that they lead to with all that is beneath."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"additionalProperties": False})


class LegalRule(Record):
    """A rule that the portal is held against."""

    id: Key
    type: Key
    number: Words
    work: Key | None = None
    """Its entry in the register, if it has one."""
    about: Localised
    then: Localised
    """Whether it applied when the plan was issued."""
    now: Localised
    """Whether it applies today."""
    read: Localised
    """In what form it was read, if at all."""


class RuleReference(Record):
    """The place of a rule that a requirement comes from."""

    rule: Key
    at: Localised


class Confidence(StrEnum):
    """How sure it is that the rules ask for this."""

    text = "text"
    summary = "summary"
    design = "design"


class RequirementWaiver(Record):
    """Why a requirement that is not fulfilled does not stop a release."""

    reason: Localised
    on: Day


class Requirement(Record):
    """Something that the portal sets itself to fulfil, and how that is shown."""

    id: Annotated[str, StringConstraints(pattern=r"^R[1-9]\d*$")]
    words: Localised
    sources: tuple[RuleReference, ...] = ()
    confidence: Annotated[tuple[Confidence, ...], Field(min_length=1)]
    checks: tuple[Key, ...] = ()
    """Automatic checks of the built site that show it."""
    needs: tuple[Words, ...] = ()
    """Keys of `agency.yml` without which it is fulfilled in part only."""
    inspection: Localised | None = None
    """What no machine can see and a person has to look at."""
    not_applicable: Localised | None = None
    """Why it does not concern this portal."""
    seen_at: tuple[Words, ...] = ()
    """Pages on which a reader sees it."""
    waived: RequirementWaiver | None = None


class Requirements(Changing):
    """`requirements.yml`"""

    rules: tuple[LegalRule, ...]
    unsaid: tuple[Localised, ...] = ()
    """What is not known of the rules, and so not said."""
    requirements: tuple[Requirement, ...]


class JoinRecord(Record):
    """A paragraph that the source breaks across two pages: how the parts end and begin."""

    before: Words
    after: Words


class Joins(Record):
    """`sources/<name>.joins.yml`"""

    joins: tuple[JoinRecord, ...]
