"""The texts of the site, today's and every version, with all that Akoma Ntoso says of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from portal.akn_iris import expression_iri, work_iris
from portal.akn_structure import akn_ids, passage_portion
from portal.akn_words import PlacedNote, Span
from portal.citations import Citation, finder_of, passage_of, passages_named
from portal.corpus import DOCUMENTS
from portal.links import localised_url, page_url
from portal.model import LogEntry, Note, Work
from portal.quotations import quotations
from portal.site import Site
from portal.units import Unit, read_text
from portal.versions import frozen_text, frozen_units, state_of, text_digest

FILE = "akn.xml"


@dataclass(frozen=True, slots=True)
class Expression:
    """A text in one language: today's, or the one that a version froze."""

    work: Work
    language: str
    path: str
    """Of its file, from the root of the site."""
    page: str
    """Public address of the page that shows it."""
    iri: str
    day: date
    log: Sequence[LogEntry]
    """The versions up to it, oldest first."""
    entry: LogEntry | None
    """The version that it is; None for a text of today that is none."""
    units: Sequence[Unit]
    foreign: frozenset[str]
    """Ids of units that stand there in the original's words: no version has them so."""
    refs: Mapping[str, Sequence[Span]]
    notes: Mapping[str, Sequence[PlacedNote]]
    cited: Sequence[str]
    """The works that it cites, in the order of the text."""
    translates: str
    """IRI of what it renders; empty for the original."""
    translator: str
    """Who stands behind the translation: a state of `Translation`; empty if not recorded."""


class Expressions:
    """Collects the texts of a site."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.corpus = site.corpus
        self.source = self.corpus.source_language
        self.iris = work_iris(self.corpus.works)

    def of(self, work: Work) -> Iterator[Expression]:
        """Of a work: today's text in each language, and those of its versions."""
        for language in self.corpus.languages:
            if self.corpus.text_of(work.id, language):
                yield self.today(work, language)
        for entry in self.log(work):
            for language in entry.text:
                yield self.frozen(work, entry, language)

    def log(self, work: Work) -> Sequence[LogEntry]:
        return self.corpus.logs.get(work.id, ())

    def today(self, work: Work, language: str) -> Expression:
        """The text as the page of the work shows it, with its editor's notes."""
        page = self.corpus.text_of(work.id, language)
        assert page is not None
        units = self.today_units(work, language)
        foreign = frozenset({u.id for u in units} - {u.id for u in page.text.units})
        log, entry = self.log(work), None if foreign else self.released(work, language)
        day = entry.date if entry else page.front.updated
        citations: dict[str, list[Citation]] = defaultdict(list)
        for mention in self.site.mentions_on(work.id, language):
            citations[mention.unit].append(mention.citation)
        notes = [n for n in work.notes if any(u.id == n.unit for u in units)]
        if entry:
            log = log[: log.index(entry) + 1]
        return self.expression(
            work, language, log, entry, day, units, foreign, citations, notes, page.path
        )

    def frozen(self, work: Work, entry: LogEntry, language: str) -> Expression:
        """A version as it was; of the notes, those on passages that read today as they did then."""
        units = frozen_units(self.corpus.frozen[work.id, entry.version, language])
        citations = self.citations_in(units, work, language)
        then = frozen_units(self.corpus.frozen.get((work.id, entry.version, self.source), ""))
        same = {unit.id: unit.text for unit in then}.items() & {
            unit.id: unit.text for unit in self.today_units(work, self.source)
        }.items()
        held = dict(same).keys() & {unit.id for unit in units}
        log = self.log(work)[: self.log(work).index(entry) + 1]
        path = f"{DOCUMENTS}{work.id}/versions/{entry.version}.md"
        notes = [note for note in work.notes if note.unit in held]
        return self.expression(
            work, language, log, entry, entry.date, units, frozenset(), citations, notes, path
        )

    def expression(
        self,
        work: Work,
        language: str,
        log: Sequence[LogEntry],
        entry: LogEntry | None,
        day: date,
        units: Sequence[Unit],
        foreign: frozenset[str],
        citations: Mapping[str, Sequence[Citation]],
        notes: Sequence[Note],
        page: str,
    ) -> Expression:
        cited = [c for unit in units for c in citations.get(unit.id, ()) if c.target]
        url = localised_url(page_url(page), language, self.corpus.languages)
        is_source = language == self.source
        return Expression(
            work=work,
            language=language,
            path=f"{url}{FILE}",
            page=self.site.base_url + url,
            iri=expression_iri(self.iris[work.id], language, self.log(work), entry, day),
            day=day,
            log=log,
            entry=entry,
            units=units,
            foreign=foreign,
            refs={
                unit.id: self.refs_of(
                    citations.get(unit.id, ()), self.source if unit.id in foreign else language
                )
                for unit in units
            },
            notes=self.placed(notes, units, foreign, language),
            cited=list(dict.fromkeys(c.target for c in cited if c.target)),
            translates="" if is_source else self.translated_by(work, language, log, entry),
            translator="" if is_source else self.translator(work, language, entry),
        )

    def citations_in(
        self, units: Sequence[Unit], work: Work, language: str
    ) -> Mapping[str, Sequence[Citation]]:
        """The citations of a version; of one that reads as the text of today, those of that."""
        page = self.corpus.text_of(work.id, language)
        found: dict[str, list[Citation]] = defaultdict(list)
        if page and [(u.id, u.text) for u in page.text.units] == [(u.id, u.text) for u in units]:
            for mention in self.site.mentions_on(work.id, language):
                if mention.language == language:
                    found[mention.unit].append(mention.citation)
            return found
        read = finder_of(self.corpus, language).read(unit.text for unit in units)
        for unit, cited in zip(units, read, strict=True):
            found[unit.id] = [c for c in cited if c.target != work.id]
        return found

    def today_units(self, work: Work, language: str) -> Sequence[Unit]:
        """The passages as the page has them, in a translation with those that it lacks."""
        page = self.corpus.text_of(work.id, language)
        original = self.corpus.text_of(work.id, self.source)
        if page and original:
            held = {unit.id for unit in page.text.units}
            if all(unit.id in held for unit in original.text.units):
                return page.text.units
        return read_text(self.site.markdown(f"{DOCUMENTS}{work.id}.md", language)).units

    def released(self, work: Work, language: str) -> LogEntry | None:
        """The newest version whose text today's is; None if it was changed since."""
        log = self.log(work)
        state = state_of(log, language, self.corpus.body_of(work.id, language))
        held = [entry for entry in log if language in entry.text]
        return held[-1] if held and not state.draft else None

    # Translations

    def translated_by(
        self, work: Work, language: str, log: Sequence[LogEntry], entry: LogEntry | None
    ) -> str:
        """The original that a text renders: of its version or, where that lags, an earlier one."""
        if entry is None:
            released = self.released(work, self.source)
            page = self.corpus.text_of(work.id, self.source)
            day = released.date if released else page.front.updated if page else None
        else:
            released = next((e for e in reversed(log) if e.renders(language)), None)
            day = released.date if released else None
        iri = self.iris[work.id]
        return expression_iri(iri, self.source, self.log(work), released, day) if day else iri

    def translator(self, work: Work, language: str, entry: LogEntry | None) -> str:
        """What the stamps of today's passages say, for a text that is today's."""
        body = self.corpus.body_of(work.id, language)
        digest = text_digest(frozen_text(body)) if body is not None else ""
        if entry and entry.text[language] != digest:
            return ""
        return self.site.translation(f"{DOCUMENTS}{work.id}.md", language)

    # Citations and notes

    def refs_of(self, citations: Sequence[Citation], language: str) -> list[Span]:
        """The citations of a unit that are resolved, as references."""
        return [
            Span(c.start, c.end, "ref", self.iri_of(c, language)) for c in citations if c.target
        ]

    def iri_of(self, citation: Citation, language: str) -> str:
        """The IRI of what a citation in `language` means: a work or, if it says so, a passage."""
        work = citation.target or ""
        pinpoint = citation.form.pinpoint if citation.form else None
        named = list(passages_named(pinpoint, language))
        if named and work in self.held:
            ids = self.held[work]
            portion = ids.get(passage_of(pinpoint, language, ids.keys()), "")
        else:
            portion = passage_portion(named)
        return f"{self.iris[work]}/~{portion}" if portion else self.iris[work]

    @cached_property
    def held(self) -> Mapping[str, Mapping[str, str]]:
        """eIds by unit, of each work whose text we have."""
        return {
            work.id: akn_ids(self.today_units(work, self.source))
            for work in self.corpus.works.values()
            if self.corpus.text_of(work.id, self.source)
        }

    def placed(
        self,
        notes: Sequence[Note],
        units: Sequence[Unit],
        foreign: frozenset[str],
        language: str,
    ) -> dict[str, list[PlacedNote]]:
        """The notes with their markers, numbered as the text goes."""
        placed: dict[str, list[PlacedNote]] = defaultdict(list)
        marker = 0
        for unit in units:
            is_source = language == self.source or unit.id in foreign
            of_unit = [
                (unit.text.find(n.as_printed) if is_source else -1, n)
                for n in notes
                if n.unit == unit.id
            ]
            for start, note in sorted(of_unit, key=lambda pair: pair[0] + len(pair[1].as_printed)):
                marker += 1
                at = start + len(note.as_printed) if start >= 0 else None
                runs = tuple(self.runs_of(note, language))
                placed[unit.id].append(PlacedNote(at, str(marker), runs))
        return placed

    def runs_of(self, note: Note, language: str) -> Iterator[tuple[str, str]]:
        """The words of a note, as the page has them; with what words of the source it is about."""
        words = self.site.views[language].words
        foreign = "" if language == self.source else self.source
        yield f"{words['editor-note']} {words['as-printed']}: ", ""
        yield f"“{note.as_printed}”", foreign
        yield ". ", ""
        yield from self.said(note.issue, language)
        if note.reading:
            yield f" {words['reading']}: ", ""
            yield f"“{note.reading}”", foreign
            yield ".", ""
        if note.evidence:
            yield f" {words['evidence']}: ", ""
            yield from self.said(note.evidence, language)

    def said(self, words: Mapping[str, str], language: str) -> Iterator[tuple[str, str]]:
        """Words in `language`, their quotations marked; the original's where there are none."""
        original = words.get(self.source, "")
        if language not in words:
            yield original, self.source
            return
        for text, quoted in quotations(words[language], original):
            if text:
                yield text, self.source if quoted else ""
