"""Views: what each kind of page shows, in one language, ready for its template."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from markupsafe import Markup

from portal.citations import Mention, find_mentions
from portal.corpus import DOCUMENTS, Corpus
from portal.dates import display_date, display_month_or_day
from portal.folding import fold
from portal.mention_index import MentionIndex
from portal.model import Authority, Changing, Force, Note, Relation, Status, Term, UnitPath, Work
from portal.quotations import mark_quotations
from portal.strings import all_strings, strings
from portal.terms import occurrences
from portal.units import Unit
from portal.vocabulary import vocabulary, work_types
from portal.working_days import add_working_days

MARKS = {
    Force.in_force: "in",
    Force.partly_expired: "part",
    Force.expired: "out",
    Force.suspended: "sus",
    Force.superseded_unclear: "part",
    Force.not_applicable: "na",
    Force.not_yet: "unv",
    Force.unverified: "unv",
}
"""How a status is drawn."""


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to a page or passage of the same language."""

    words: str
    path: str
    """From the language's root: `documents/x/#i-1`."""
    foreign: str = ""
    """Language of the words, where it is not the page's."""


@dataclass(frozen=True, slots=True)
class EvidenceView:
    what: Markup
    read_at: str
    retrieved: str
    strength: str


@dataclass(frozen=True, slots=True)
class StatusView:
    """A status in words, with what it rests on."""

    code: str
    mark: str
    word: str
    since: str
    checked: str
    note: str
    sources: tuple[EvidenceView, ...]


@dataclass(frozen=True, slots=True)
class WorkSummary:
    """A work as lists show it."""

    id: str
    path: str
    heading: str
    """`Decree No. 43/2011/NĐ-CP`; of a work without number its title."""
    type_code: str
    type: str
    number: str | None
    printed: tuple[str, ...]
    title: str
    original_title: str
    issuer: str
    issuer_id: str
    group: str
    issued: str
    issued_iso: str
    year: str
    status: StatusView


@dataclass(frozen=True, slots=True)
class RelationView:
    word: str
    other: WorkSummary
    words: str
    unit: Link


@dataclass(frozen=True, slots=True)
class MentionView:
    """A passage that cites a work: the words before, the citation, the words after."""

    before: str
    words: str
    after: str
    unit: Link


@dataclass(frozen=True, slots=True)
class NoteView:
    as_printed: str
    issue: Markup
    reading: str
    evidence: Markup
    unit: Link


@dataclass(frozen=True, slots=True)
class WorkView:
    summary: WorkSummary
    is_held: bool
    """Whether the portal has a text of it."""
    effective: str
    publish_by: str
    """The last day for publishing a text that is held, where its date of issue is known."""
    publish_by_iso: str
    issuer_inferred: bool
    full_text: str
    then: tuple[tuple[str, StatusView | None], ...]
    """Status when each citing work was issued, by that work's name."""
    outgoing: tuple[RelationView, ...]
    incoming: tuple[RelationView, ...]
    mentions: tuple[MentionView, ...]
    notes: tuple[NoteView, ...]
    citations: tuple[tuple[str, str], ...]
    """How to cite it, by language."""


@dataclass(frozen=True, slots=True)
class RegisterGroup:
    id: str
    name: str
    works: tuple[WorkSummary, ...]


@dataclass(frozen=True, slots=True)
class RegisterPart:
    """One page of a register that is too long for a single one: works of a year."""

    slug: str
    """`2017`, `2017-2` for the second page of that year, `none` for works without a date."""
    name: str
    works: tuple[WorkSummary, ...]


@dataclass(frozen=True, slots=True)
class RegisterView:
    groups: tuple[RegisterGroup, ...]
    """All works by kind of issuer; empty if the register is split into `parts`."""
    parts: tuple[RegisterPart, ...]
    count: int
    numbered: int
    unnumbered: int
    tally: tuple[tuple[StatusView, int], ...]
    types: tuple[tuple[str, str], ...]
    issuers: tuple[tuple[str, str], ...]
    years: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaskView:
    unit: Link
    summary: str


@dataclass(frozen=True, slots=True)
class TaskGroupView:
    id: str
    who: str
    note: str
    tasks: tuple[TaskView, ...]


@dataclass(frozen=True, slots=True)
class DutyView:
    id: str
    who: str
    to: str
    what: str
    days: tuple[str, ...]
    unit: Link


@dataclass(frozen=True, slots=True)
class Deadline:
    """One dated occurrence of a duty."""

    day: date
    shown: str
    duty: DutyView


@dataclass(frozen=True, slots=True)
class CalendarView:
    duties: tuple[DutyView, ...]
    years: tuple[tuple[int, tuple[Deadline, ...]], ...]


@dataclass(frozen=True, slots=True)
class TermView:
    id: str
    term: str
    others: tuple[tuple[str, str], ...]
    """The term in each further language, by language."""
    short: tuple[str, ...]
    """How it is abbreviated."""
    note: str
    places: tuple[Link, ...]
    """The first passages that use it."""
    further: int
    """How many passages more do."""


@dataclass(frozen=True, slots=True)
class SearchView:
    """What the search page offers besides results."""

    letters: tuple[tuple[str, str], ...]
    """Each first letter of a term, with the id of the first term that begins with it."""
    example: str
    """A document as people ask for it."""


@dataclass(frozen=True, slots=True)
class BodyView:
    id: str
    name: str
    original_name: str
    parent: str
    role: str
    units: tuple[Link, ...]
    works: tuple[WorkSummary, ...]
    """The newest works that it issued; `work_count` says how many there are."""
    work_count: int


@dataclass(frozen=True, slots=True)
class HeadingView:
    id: str
    number: str
    words: str
    items: int
    below: tuple[HeadingView, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeView:
    shown: str
    note: str


@dataclass(frozen=True, slots=True)
class HomeView:
    parts: tuple[HeadingView, ...]
    calendar: CalendarView
    register: RegisterView
    numbered_tally: tuple[tuple[StatusView, int], ...]
    changes: tuple[ChangeView, ...]


REGISTER_PAGE = 300
"""How many works one page of the register holds at most."""
TERM_PLACES = 100
"""How many passages the glossary names of those that use a term; the search finds all."""
BODY_WORKS = 12
"""How many works the page of bodies names of each."""


class Views:
    """All views of a corpus in one language."""

    def __init__(self, corpus: Corpus, language: str, index: MentionIndex) -> None:
        self.corpus = corpus
        self.language = language
        self.index = index
        self.mentions = index.mentions
        self.words = strings("page", language)

    def say(self, words: Mapping[str, str] | None) -> str:
        """The words in this language, else in the authoritative one."""
        if not words:
            return ""
        return words.get(self.language) or words.get(self.corpus.source_language, "")

    def quoting(self, words: Mapping[str, str] | None) -> Markup:
        """The words as HTML, with quotations from the source marked as such."""
        source = self.corpus.source_language
        return mark_quotations(self.say(words), (words or {}).get(source, ""), source)

    def original(self, words: Mapping[str, str] | None) -> str:
        """The words in the authoritative language, where they differ from what is shown."""
        words = words or {}
        original = words.get(self.corpus.source_language, "")
        return "" if original == self.say(words) else original

    # Works

    @cached_property
    def summaries(self) -> Mapping[str, WorkSummary]:
        return {work.id: self.summary(work) for work in self.corpus.works.values()}

    def summary(self, work: Work) -> WorkSummary:
        issuer = self.corpus.authority(work.issuer)
        return WorkSummary(
            id=work.id,
            path=f"{DOCUMENTS}{work.id}/",
            heading=self.heading(work),
            type_code=work.type,
            type=self.say(work_types().get(work.type)),
            number=work.number,
            printed=work.number_as_printed,
            title=capitalised(self.title(work)),
            original_title=capitalised(self.original_title(work)),
            issuer=self.say(issuer.name) if issuer else self.words["unknown"],
            issuer_id=work.issuer or "",
            group=issuer.group if issuer else "",
            issued=display_date(work.issued, self.language) if work.issued else "",
            issued_iso=work.issued.isoformat() if work.issued else "",
            year=str(work.issued.year) if work.issued else "",
            status=self.status(work.status),
        )

    def title(self, work: Work) -> str:
        """In this language, or words that say that it is not translated yet."""
        return work.title.get(self.language) or self.words["title-untranslated"]

    def original_title(self, work: Work) -> str:
        """In the authoritative language, where it differs from what is shown."""
        original = work.title.get(self.corpus.source_language, "")
        return "" if original == work.title.get(self.language) else original

    def heading(self, work: Work) -> str:
        if not work.number:
            return capitalised(self.title(work))
        number_word = all_strings()["citation"]["number-word"][self.language]
        return f"{self.say(work_types().get(work.type))} {number_word} {work.number}"

    def status(self, status: Status) -> StatusView:
        return StatusView(
            code=status.code.value,
            mark=MARKS[status.code],
            word=self.say(vocabulary("force")[status.code.value]),
            since=display_date(status.since, self.language) if status.since else "",
            checked=display_month_or_day(status.checked, self.language) if status.checked else "",
            note=self.say(status.note),
            sources=tuple(
                EvidenceView(
                    what=self.quoting(source.what),
                    read_at=source.read_at,
                    retrieved=display_month_or_day(source.retrieved, self.language),
                    strength=self.say(vocabulary("strength")[source.strength.value]),
                )
                for source in status.sources
            ),
        )

    def work(self, work: Work) -> WorkView:
        citing = sorted({mention.work for mention in self.index.citing(work.id)})
        due = self.publish_by(work)
        return WorkView(
            summary=self.summaries[work.id],
            is_held=self.corpus.text_of(work.id, self.corpus.source_language) is not None,
            effective=display_date(work.effective, self.language) if work.effective else "",
            publish_by=display_date(due, self.language) if due else "",
            publish_by_iso=due.isoformat() if due else "",
            issuer_inferred=work.issuer_inferred,
            full_text=self.words[f"full-text-{work.full_text.value}"],
            then=tuple(
                (
                    self.short_name(other),
                    self.status(Status(code=work.status_at[other]))
                    if other in work.status_at
                    else None,
                )
                for other in citing
            ),
            outgoing=tuple(
                self.relation(relation, relation.target, "relations") for relation in work.relations
            ),
            incoming=tuple(
                self.relation(relation, other.id, "inverse_relations")
                for other, relation in self.index.related_to(work.id)
            ),
            mentions=tuple(
                self.mention(mention)
                for mention in self.index.citing(work.id)
                if mention.language == self.language
            ),
            notes=tuple(self.notes_about(work)),
            citations=tuple(
                (language, cite_work(self.corpus, work, language))
                for language in self.corpus.languages
            ),
        )

    def publish_by(self, work: Work) -> date | None:
        agency = self.corpus.agency
        if not (agency and agency.publish_within and work.issued):
            return None
        return add_working_days(work.issued, agency.publish_within, agency.holidays)

    def short_name(self, work: str) -> str:
        """What running text calls a work: the plan has a name of its own."""
        agency = self.corpus.agency
        if agency and work == agency.plan:
            return self.say(agency.plan_name)
        return self.summaries[work].heading

    def relation(self, relation: Relation, other: str, words: str) -> RelationView:
        return RelationView(
            word=self.say(vocabulary(words)[relation.type.value]),
            other=self.summaries[other],
            words=relation.words,
            unit=self.unit_link(relation.unit),
        )

    def mention(self, mention: Mention) -> MentionView:
        unit = self.unit(f"{mention.work}#{mention.unit}")
        text, citation = unit.text if unit else "", mention.citation
        start, end = max(0, citation.start - 90), min(len(text), citation.end + 160)
        before, after = text[start : citation.start], text[citation.end : end]
        if start:
            before = f"… {before.split(' ', 1)[-1]}"
        if end < len(text):
            after = f"{after.rsplit(' ', 1)[0]} …"
        return MentionView(
            before, citation.text, after, self.unit_link(f"{mention.work}#{mention.unit}")
        )

    def notes_about(self, work: Work) -> Iterable[NoteView]:
        """Notes on the words by which other works cite this one, and on its own text."""
        citing = [mention.work for mention in self.index.citing(work.id)]
        for other, note in self.index.notes_in([work.id, *citing]):
            if other is work or self.touches(note, other.id, work.id):
                yield self.note(note, other.id)

    def touches(self, note: Note, citing: str, cited: str) -> bool:
        source = self.corpus.source_language
        unit = self.unit(f"{citing}#{note.unit}", source)
        start = unit.text.find(note.as_printed) if unit else -1
        return start >= 0 and any(
            m.citation.start < start + len(note.as_printed) and start < m.citation.end
            for m in self.index.citing(cited)
            if (m.work, m.unit, m.language) == (citing, note.unit, source)
        )

    def note(self, note: Note, work: str) -> NoteView:
        return NoteView(
            as_printed=note.as_printed,
            issue=self.quoting(note.issue),
            reading=note.reading or "",
            evidence=self.quoting(note.evidence),
            unit=self.unit_link(f"{work}#{note.unit}"),
        )

    # Units

    def unit(self, path: UnitPath, language: str | None = None) -> Unit | None:
        work, unit_id = path.split("#", 1)
        page = self.corpus.text_of(work, language or self.language)
        return page.text.unit(unit_id) if page else None

    def unit_link(self, path: UnitPath) -> Link:
        work, unit_id = path.split("#", 1)
        return Link(unit_label(unit_id, self.language), f"{DOCUMENTS}{work}/#{unit_id}")

    def contents(self, work: str) -> tuple[HeadingView, ...]:
        """The headings of today's text of a work."""
        page = self.corpus.text_of(work, self.language)
        return self.headings(page.text.units if page else ())

    def headings(self, units: Sequence[Unit]) -> tuple[HeadingView, ...]:
        """The headings of a text below its title, and how many items stand right below each."""
        headings = [unit for unit in units if unit.level > 1]
        return tuple(
            self.heading_view(part, units, headings) for part in headings if part.level == 2
        )

    def heading_view(
        self, heading: Unit, units: Sequence[Unit], headings: Sequence[Unit]
    ) -> HeadingView:
        def is_below(unit: Unit) -> bool:
            return unit.id.startswith(f"{heading.id}-")

        def is_child(unit: Unit) -> bool:
            return is_below(unit) and "-" not in unit.id.removeprefix(f"{heading.id}-")

        return HeadingView(
            id=heading.id,
            number=heading.number,
            words=heading.text.removeprefix(heading.number).strip(),
            items=sum(map(is_child, units)),
            below=tuple(
                self.heading_view(inner, units, headings) for inner in headings if is_child(inner)
            ),
        )

    # Lists

    @cached_property
    def register(self) -> RegisterView:
        works = list(self.summaries.values())
        names = {
            group.id: self.say(group.name)
            for group in (self.corpus.authorities.groups if self.corpus.authorities else ())
        } | {"": self.words["unknown-issuer"]}
        by_group: dict[str, list[WorkSummary]] = defaultdict(list)
        for summary in works:
            by_group[summary.group].append(summary)
        cited = [work for work in works if work.id != self.plan]
        return RegisterView(
            groups=()
            if self.register_parts
            else tuple(
                RegisterGroup(group or "other", name, tuple(in_register_order(by_group[group])))
                for group, name in names.items()
                if by_group[group]
            ),
            parts=tuple(self.register_parts.values()),
            count=len(works),
            numbered=sum(work.number is not None for work in cited),
            unnumbered=sum(work.number is None for work in cited),
            tally=tally(works),
            types=tuple(sorted({(w.type_code, w.type) for w in works}, key=by_name)),
            issuers=tuple(
                sorted({(w.issuer_id, w.issuer) for w in works if w.issuer_id}, key=by_name)
            ),
            years=tuple(sorted({w.year for w in works if w.year}, reverse=True)),
        )

    @cached_property
    def register_parts(self) -> Mapping[str, RegisterPart]:
        """The pages of a long register by their slug; none if it fits on one page."""
        parts: dict[str, RegisterPart] = {}
        if len(self.summaries) <= REGISTER_PAGE:
            return parts
        by_year: dict[str, list[WorkSummary]] = defaultdict(list)
        for work in in_register_order(self.summaries.values()):
            by_year[work.year].append(work)
        for year, works in by_year.items():
            name = year or self.words["no-date"]
            for start in range(0, len(works), REGISTER_PAGE):
                page = start // REGISTER_PAGE + 1
                suffix, slug = (f" ({page})", f"{year or 'none'}-{page}") if start else ("", "")
                slug = slug or year or "none"
                held = tuple(works[start : start + REGISTER_PAGE])
                parts[slug] = RegisterPart(slug, name + suffix, held)
        return parts

    @property
    def plan(self) -> str:
        return self.corpus.agency.plan if self.corpus.agency else ""

    def tasks(self) -> tuple[TaskGroupView, ...]:
        return tuple(
            TaskGroupView(
                group.id,
                self.say(group.who),
                self.say(group.note),
                tuple(
                    TaskView(self.unit_link(task.unit), self.say(task.summary))
                    for task in group.tasks
                ),
            )
            for group in (self.corpus.tasks.groups if self.corpus.tasks else ())
        )

    def calendar(self) -> CalendarView:
        duties = self.corpus.duties.duties if self.corpus.duties else ()
        deadlines: dict[int, list[Deadline]] = defaultdict(list)
        views = []
        for duty in duties:
            days = [tuple(map(int, day.split("-"))) for day in duty.before]
            view = DutyView(
                duty.id,
                self.say(duty.who),
                self.say(duty.to),
                self.say(duty.what),
                tuple(self.day_of_year(month, day) for month, day in days),
                self.unit_link(duty.unit),
            )
            views.append(view)
            for due in duty.deadlines:
                shown = display_date(due, self.language)
                deadlines[due.year].append(Deadline(due, shown, view))
        return CalendarView(
            duties=tuple(views),
            years=tuple(
                (year, tuple(sorted(deadlines[year], key=lambda d: d.day)))
                for year in sorted(deadlines)
            ),
        )

    def day_of_year(self, month: int, day: int) -> str:
        """`15/6`, `15 June`"""
        shown = display_date(date(2000, month, day), self.language)
        return shown.removesuffix("2000").rstrip(" /")

    @cached_property
    def glossary(self) -> tuple[TermView, ...]:
        terms = self.corpus.glossary.terms if self.corpus.glossary else ()
        return tuple(sorted(map(self.term, terms), key=lambda view: fold(view.term)))

    def term(self, term: Term) -> TermView:
        used = occurrences(self.corpus, term, self.corpus.source_language)
        return TermView(
            id=term.id,
            term=self.say(term.term),
            others=tuple(
                (language, term.term[language])
                for language in self.corpus.languages
                if language != self.language and language in term.term
            ),
            short=term.abbreviations.get(self.language, ()),
            note=self.say(term.note),
            places=tuple(map(self.unit_link, used[:TERM_PLACES])),
            further=max(0, len(used) - TERM_PLACES),
        )

    def search(self) -> SearchView:
        letters: dict[str, str] = {}
        for term in self.glossary:
            letters.setdefault(fold(term.term)[:1].upper(), term.id)
        numbered = next((w for w in self.summaries.values() if w.number), None)
        first = (numbered.number or "").split("/")[0].split("-")[0] if numbered else ""
        return SearchView(
            letters=tuple(letters.items()),
            example=f"{numbered.type} {first}".lower() if numbered else "",
        )

    def organisation(self) -> tuple[tuple[str, str, tuple[BodyView, ...]], ...]:
        """Groups of bodies: id, name, bodies."""
        if not self.corpus.authorities:
            return ()
        groups = []
        for group in self.corpus.authorities.groups:
            bodies = [a for a in self.corpus.authorities.authorities if a.group == group.id]
            if bodies:
                groups.append((group.id, self.say(group.name), tuple(map(self.body, bodies))))
        return tuple(groups)

    @cached_property
    def by_issuer(self) -> Mapping[str, list[WorkSummary]]:
        works: dict[str, list[WorkSummary]] = defaultdict(list)
        for summary in self.summaries.values():
            works[summary.issuer_id].append(summary)
        return works

    def body(self, body: Authority) -> BodyView:
        parent = self.corpus.authority(body.parent)
        works = self.by_issuer.get(body.id, [])
        return BodyView(
            id=body.id,
            name=self.say(body.name),
            original_name=self.original(body.name),
            parent=self.say(parent.name) if parent else "",
            role=self.say(body.role),
            units=tuple(self.unit_link(unit) for unit in body.units),
            works=tuple(in_register_order(works)[:BODY_WORKS]),
            work_count=len(works),
        )

    def home(self) -> HomeView:
        numbered = [w for w in self.summaries.values() if w.number]
        return HomeView(
            parts=self.contents(self.plan),
            calendar=self.calendar(),
            register=self.register,
            numbered_tally=tally(numbered),
            changes=tuple(self.latest_changes(6)),
        )

    def latest_changes(self, count: int) -> Iterable[ChangeView]:
        """The newest changes of pages and data; one that many files share is said once."""
        records: list[Changing | None] = [
            self.corpus.authorities,
            self.corpus.glossary,
            self.corpus.duties,
            self.corpus.tasks,
            *self.corpus.works.values(),
        ]
        changes = {
            (change.date, self.say(change.note))
            for record in records
            if record
            for change in record.changes
        } | {
            (change.date, change.note)
            for page in self.corpus.pages.values()
            if page.language == self.language
            for change in page.front.changes
        }
        newest = sorted(changes, key=lambda change: (-change[0].toordinal(), fold(change[1])))
        for day, note in newest[:count]:
            yield ChangeView(display_date(day, self.language), note)


def all_views(corpus: Corpus) -> Mapping[str, Views]:
    """The views of each language."""
    index = MentionIndex(find_mentions(corpus), corpus.works)
    return {language: Views(corpus, language, index) for language in corpus.languages}


def cite_work(corpus: Corpus, work: Work, language: str) -> str:
    """A first citation: type, number, date, issuer, title (Decree 30/2020/NĐ-CP, II.6.b)."""
    words = all_strings()["citation"]
    parts = [str(work_types()[work.type][language])] if work.type in work_types() else []
    if work.number:
        parts.append(f"{words['number-word'][language]} {work.number}")
    if work.issued:
        month = all_strings()["dates"]["months"][language][work.issued.month - 1]
        parts.append(
            words["dated"][language].format(day=work.issued.day, month=month, year=work.issued.year)
        )
    issuer = corpus.authority(work.issuer)
    if issuer and language in issuer.name:
        parts.append(words["issuer"][language].format(issuer=issuer.name[language]))
    parts.append(work.title.get(language, ""))
    return " ".join(part for part in parts if part)


@lru_cache(maxsize=50_000)
def unit_label(unit_id: str, language: str) -> str:
    """How people call a passage: `II.1.14` for `ii-1-14`, `Recital 3` for `mo-dau-3`."""
    names = all_strings()["unit-names"]
    for name, words in names.items():
        if unit_id == name or unit_id.startswith(f"{name}-"):
            number = unit_id.removeprefix(name).removeprefix("-").replace("-", ".")
            return f"{words[language]} {number}".strip()
    first, *rest = unit_id.split("-")
    return ".".join([first.upper() if set(first) <= set("ivxlc") else first, *rest])


def by_name(pair: tuple[str, str]) -> str:
    return fold(pair[1])


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def in_register_order(works: Iterable[WorkSummary]) -> list[WorkSummary]:
    """Newest first; works without a date last."""
    return sorted(
        sorted(works, key=lambda w: fold(w.heading)), key=lambda w: w.issued_iso, reverse=True
    )


def tally(works: Sequence[WorkSummary]) -> tuple[tuple[StatusView, int], ...]:
    """How many works have each status, in the order of the vocabulary."""
    counts = Counter(work.status.code for work in works)
    first = {work.status.code: work.status for work in reversed(works)}
    return tuple((first[f.value], counts[f.value]) for f in Force if counts[f.value])
