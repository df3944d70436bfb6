"""Citations: where a text refers to a document, and to which work of the register."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from portal.any_of import any_of
from portal.citation_forms import Form, grammar, touches
from portal.citation_numbers import normal
from portal.corpus import Corpus, Page, kept_by_corpus
from portal.folding import Phrases, fold, said_in
from portal.fruitless import fruitless
from portal.model import Work
from portal.remembered import remembered


class Resolution(StrEnum):
    """Whether it is known which work a citation means."""

    resolved = "resolved"
    ambiguous = "ambiguous"
    unknown = "unknown"


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage that refers to a document."""

    start: int
    """Offsets in code points of the plain text."""
    end: int
    text: str
    target: str | None
    """Id of the work; None if it is not known, or could be one of several."""
    number: str | None = None
    """The number as the text prints it; None where the document is called by other words."""
    form: Form | None = None
    """What the text says of it, if it gives a number."""
    candidates: tuple[str, ...] = ()
    """Works that it could be."""

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end

    @property
    def state(self) -> Resolution:
        if self.target:
            return Resolution.resolved
        return Resolution.ambiguous if self.candidates else Resolution.unknown


@dataclass(frozen=True, slots=True)
class Mention:
    """A citation found in a published text."""

    work: str
    """The citing work."""
    unit: str
    language: str
    citation: Citation


class CitationFinder:
    """Finds citations in texts of one language, and the works of a register that they mean."""

    def __init__(self, works: Mapping[str, Work], language: str) -> None:
        self.works = works
        self.language = language
        self.grammar = grammar(language)
        self.by_number: dict[str, list[Work]] = defaultdict(list)
        self.by_name: dict[str, list[Work]] = defaultdict(list)
        for work in works.values():
            for number in work.numbers:
                if work not in self.by_number[key_of(number)]:
                    self.by_number[key_of(number)].append(work)
            for name in work.known_as.get(language, ()):
                self.by_name[" ".join(name.casefold().split())].append(work)
        self.by_title: dict[str, list[Work]] = defaultdict(list)
        for work in works.values():
            self.by_title[fold(work.title.get(language, ""))].append(work)
        names = any_of(self.by_name, between=r"\s{1,3}")
        self.names = re.compile(rf"(?<!\w)(?:{names})(?!\w)", re.IGNORECASE)
        self.phrases = Phrases((name, name) for name in self.by_name)
        self.by_digits: dict[tuple[str | None, str], list[Work]] = defaultdict(list)
        for work in works.values():
            self.by_digits[digits_of(work), work.type].append(work)

    def find(self, text: str) -> list[Citation]:
        """The citations in a text that stands alone, in order."""
        return next(self.read([text]))

    def read(self, texts: Iterable[str]) -> Iterator[list[Citation]]:
        """The citations in each part of one text; what an earlier part cited explains short
        forms in later ones."""
        before: list[Citation] = []
        for text in texts:
            found: list[Citation] = []
            for citation in self.parts(text):
                resolved = self.resolve(citation, before) if citation.form else citation
                found.append(resolved)
                before.append(resolved)
            yield found

    def parts(self, text: str) -> list[Citation]:
        """Citations by names that the register knows, and those by number, not yet resolved."""
        forms = fruitless.look(partial(self.grammar.find, text), "citations", self.language, text)
        full = [(form.start, form.end) for form in forms if form.number and not form.is_short]
        named = [citation for citation in self.named(text) if not touches(full, *citation.span)]
        spans = [(citation.start, citation.end) for citation in named]
        numbered = [
            Citation(form.start, form.end, text[form.start : form.end], None, form.printed, form)
            for form in forms
            if not touches(spans, form.start, form.end)
        ]
        return sorted([*named, *numbered], key=lambda citation: citation.start)

    def named(self, text: str) -> Iterator[Citation]:
        """Citations by names that the register knows."""
        if not self.phrases.possible(said_in(text).words):
            return
        for m in self.names.finditer(text):
            works = self.by_name[" ".join(m[0].casefold().split())]
            candidates = tuple(work.id for work in works)
            target = candidates[0] if len(works) == 1 else None
            yield Citation(m.start(), m.end(), m[0], target, candidates=candidates)

    def resolve(self, citation: Citation, before: Sequence[Citation]) -> Citation:
        """The citation with the work that it means, or with those that it could mean."""
        form = citation.form
        assert form is not None
        if form.number is None:
            works = self.fitting(self.by_title.get(fold(form.title or ""), []), form)
        elif form.is_short:
            works = self.short(form, before)
        else:
            works = self.fitting(self.by_number.get(key_of(form.number or ""), []), form)
            if len(works) > 1:
                cited = {c.target for c in before} & {work.id for work in works}
                if len(cited) == 1 and not form.date:
                    works = [work for work in works if work.id in cited]
        target = works[0].id if len(works) == 1 else None
        candidates = tuple(work.id for work in works)
        return Citation(
            citation.start,
            citation.end,
            citation.text,
            target,
            citation.number,
            form,
            candidates,
        )

    def short(self, form: Form, before: Sequence[Citation]) -> list[Work]:
        """What a bare number means: the nearest of that type and number cited before."""
        for earlier in reversed(before):
            work = self.works.get(earlier.target or "")
            if work and digits_of(work) == form.number and form.type in (None, work.type):
                return self.fitting([work], form)
        if not (form.date or form.issuer or form.year):
            return []
        return self.fitting(self.by_digits.get((form.number, form.type or ""), []), form)

    def fitting(self, works: Sequence[Work], form: Form) -> list[Work]:
        """Those of the works that nothing in the citation contradicts."""
        works = [work for work in works if self.agrees(work, form)]
        if len(works) > 1 and form.type:
            works = [work for work in works if work.type == form.type] or works
        if len(works) > 1 and form.date:
            works = [work for work in works if work.issued == form.date] or works
        return works

    def agrees(self, work: Work, form: Form) -> bool:
        if form.date and work.issued and form.date != work.issued:
            return False
        return not (form.year and work.issued and abs(form.year - work.issued.year) > 1)


STEPS = {"vi": ("điều", "khoản", "điểm"), "en": ("article", "clause", "point")}
"""The parts of a pinpoint from the widest to the narrowest, as texts of each language say them."""


def passage_of(pinpoint: str | None, language: str, units: Collection[str]) -> str:
    """The id of the narrowest of `units` that a pinpoint with one article names; empty if none."""
    held = [path for path in passages_named(pinpoint, language) if path in units]
    return held[-1] if held else ""


def passages_named(pinpoint: str | None, language: str) -> Iterator[str]:
    """The ids that a pinpoint with one article names, from the widest passage to the narrowest.

    Units of articles are `dieu-5`, of their clauses `dieu-5-2`, of points `dieu-5-2-a`; that of
    point đ ends in `dd`, since `d` is the one before.
    """
    path = "dieu"
    for step in STEPS.get(language, STEPS["en"]):
        named = re.findall(
            rf"(?i:{step}s?)\s+(\w+)(?!\w|\s*(?:,|và|and)\s*\w{{1,3}}\b)", pinpoint or ""
        )
        if len(named) != 1:
            return
        path = f"{path}-{'dd' if named[0] in 'đĐ' else fold(named[0])}"
        yield path


def key_of(number: str) -> str:
    """A number for comparing: no spaces, no case, no diacritics."""
    return fold(normal(number))


def digits_of(work: Work) -> str | None:
    match = re.match(r"\d+", work.number or "")
    return match[0] if match else None


def known_works(corpus: Corpus, language: str) -> tuple[Hashable, ...]:
    """All that citations find works by, and are found by, in texts of a language."""
    return tuple(
        (w.id, w.type, w.issued, w.numbers, w.known_as.get(language, ()), w.title.get(language, ""))
        for w in corpus.works.values()
    )


@kept_by_corpus
def finder_of(corpus: Corpus, language: str) -> CitationFinder:
    """The one that finds citations in texts of the corpus, for all who ask."""
    make = partial(CitationFinder, corpus.works, language)
    return remembered.ask(make, CitationFinder, language, known_works(corpus, language))


@kept_by_corpus
def find_mentions(corpus: Corpus) -> tuple[Mention, ...]:
    """Every citation in the published texts, by language and in the order of the texts."""
    return tuple(
        mention
        for language in corpus.languages
        for work in corpus.works
        for mention in mentions_of(corpus, work, language)
    )


@kept_by_corpus
def mentions_of(corpus: Corpus, work: str, language: str) -> Sequence[Mention]:
    """The citations in the text of a work; none where it has no text."""
    page = corpus.text_of(work, language)
    finder = finder_of(corpus, language)
    return remembered.call(mentions_in, work, page, finder) if page else ()


def mentions_in(work: str, page: Page, finder: CitationFinder) -> tuple[Mention, ...]:
    """The citations in a text of a work, but for those of itself, which is not cited by that."""
    units = page.text.units
    found = finder.read(unit.text for unit in units)
    return tuple(
        Mention(work, unit.id, page.language, citation)
        for unit, citations in zip(units, found, strict=True)
        for citation in citations
        if citation.target != work
    )
