"""Freshness: how each passage of a translation stands to the original that it translates."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from portal.agreement import without
from portal.any_of import any_of
from portal.corpus import Corpus, Page, freshness_file, kept_by_corpus, work_of_text
from portal.facts import Fact, Lexicon, lexicon_of, words_of
from portal.model import Stamp, Translation
from portal.remembered import remembered
from portal.units import HEADING, Unit, as_unit_of, units_by_id
from portal.versions import frozen_files, log_file

WHOLE = "page"
"""The one unit of a page that is no official text."""
ALGORITHM = 1


class Freshness(StrEnum):
    """States of a passage, the worst first."""

    untranslated = "untranslated"
    stale_critical = "stale_critical"
    """A figure, date, document number, name of a body or a negation changed."""
    stale = "stale"
    cited_changed = "cited_changed"
    unreviewed = "unreviewed"
    cosmetic = "cosmetic"
    current = "current"
    orphan = "orphan"
    """A translation without an original."""

    @property
    def is_behind(self) -> bool:
        """Whether readers of the translation must be told, in place."""
        return self in BEHIND


STALE = (Freshness.stale_critical, Freshness.stale)
BEHIND = (
    Freshness.untranslated,
    *STALE,
    Freshness.cited_changed,
    Freshness.orphan,
)


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact of the original that is another now."""

    old: Fact | None
    new: Fact | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """How one passage stands."""

    unit: str
    state: Freshness
    source: Unit | None
    target: Unit | None
    stamp: Stamp | None
    """What somebody confirmed, or what a version implies: then nobody is named in it."""
    then: Unit | None
    """The original as it was when the translation was confirmed, where that is another."""
    changes: tuple[FactChange, ...] = ()
    cited: tuple[str, ...] = ()
    """Cited works whose status or version is another since."""
    edited: bool = False
    """Whether the translation was edited since it was confirmed."""

    @property
    def confirmed(self) -> bool:
        """Whether somebody said that the translation renders the original."""
        return self.stamp is not None and bool(self.stamp.by)

    @property
    def matches(self) -> bool:
        """Whether the original still says what somebody confirmed that the translation says."""
        return self.stamp is not None and self.target is not None and not self.state.is_behind


# Digests


def markdown_digest(unit: Unit) -> str:
    """Of a unit's Markdown without the number that it bears: renumbering is no change of words."""
    return digest_of_markdown(unit.markdown, unit.number)


@lru_cache(maxsize=1024)
def digest_of_markdown(markdown: str, number: str) -> str:
    """Kept for the few who ask about one page in turn."""
    heading = HEADING.match(markdown)
    marks = heading[0] if heading else ""
    words = markdown.removeprefix(marks).removeprefix(number)
    return f"m{ALGORITHM}:{short_hash(squeeze(marks + words.lstrip()))}"


def words_digest(unit: Unit) -> str:
    """Of its words alone: equal where only what readers do not hear is another.

    Markup, kinds of quotation marks and dashes, and the place of a tone mark (`hoà`, `hòa`) do
    not count.
    """
    return digest_of_words(words_of(unit))


@lru_cache(maxsize=1024)
def digest_of_words(words: str) -> str:
    text = SAME_SIGN.sub(lambda m: SIGNS[m[0]], squeeze(words))
    return f"t{ALGORITHM}:{short_hash(TONE.sub(lambda m: TONES[m[0]], text))}"


def squeeze(text: str) -> str:
    """NFC, no invisible signs, runs of white space as one space."""
    return " ".join(INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


def short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


INVISIBLE = re.compile("[\ufeff\u200b\u200c\u200d\u2060\u00ad]")
SIGNS = {"“": '"', "”": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "–": "-", "—": "-"} | {
    "‐": "-", "‑": "-", "−": "-", "…": "..."
}  # fmt: skip
SAME_SIGN = re.compile(f"[{''.join(SIGNS)}]")
TONE_MARKS = "\u0300\u0301\u0303\u0309\u0323"
TONES = {
    unicodedata.normalize("NFC", first + second + mark): unicodedata.normalize(
        "NFC", first + mark + second
    )
    for pair in ("oa", "oe", "uy", "Oa", "Oe", "Uy", "OA", "OE", "UY")
    for first, second in [tuple(pair)]
    for mark in TONE_MARKS
}
"""Both places of the tone mark in an open syllable, the newer by the older."""
TONE = re.compile(rf"(?:{any_of(TONES)})(?<![qQ]..)(?!\w)")


# Judging


def judge(
    source: Unit | None,
    target: Unit | None,
    stamp: Stamp | None,
    then: Unit | None,
    cited: Sequence[str],
    lexicon: Lexicon,
) -> Judgement:
    """The state of one passage; the only place where it is decided.

    `then` is the original that the stamp names, where it could be recovered; `cited` are works
    whose status or version is another than the stamp says; `lexicon` is the original's.
    """
    unit = source or target
    assert unit is not None
    if source is None or target is None:
        state = Freshness.untranslated if source else Freshness.orphan
        return Judgement(unit.id, state, source, target, stamp, None)
    if stamp is None:
        return Judgement(unit.id, Freshness.unreviewed, source, target, None, None)
    edited = markdown_digest(target) != stamp.target
    same = markdown_digest(source) == stamp.source
    states = [Freshness.current if same else Freshness.cosmetic]
    changes: tuple[FactChange, ...] = ()
    if not same and words_digest(source) != stamp.source_text:
        changes = tuple(fact_changes(then, source, lexicon)) if then else ()
        states.append(Freshness.stale_critical if changes else Freshness.stale)
    if cited:
        states.append(Freshness.cited_changed)
    if edited or stamp.state is not Translation.reviewed:
        states.append(Freshness.unreviewed)
    state = min(states, key=list(Freshness).index)
    was = None if same else then
    return Judgement(unit.id, state, source, target, stamp, was, changes, tuple(cited), edited)


def fact_changes(old: Unit, new: Unit, lexicon: Lexicon) -> Iterator[FactChange]:
    """Facts that went and came, those of one kind told as one change."""
    before, after = lexicon.facts(old), lexicon.facts(new)
    gone, come = without(before, after), without(after, before)
    for fact in gone:
        twin = next((other for other in come if other.kind is fact.kind), None)
        if twin:
            come.remove(twin)
        yield FactChange(fact, twin)
    for fact in come:
        yield FactChange(None, fact)


@kept_by_corpus
def freshener(corpus: Corpus, language: str) -> Freshener:
    """The one that judges a translation, for all who ask: build, command, and checks."""
    return Freshener(corpus, language)


class Freshener:
    """Judges the pages of one translation, each once."""

    def __init__(self, corpus: Corpus, language: str) -> None:
        self.corpus = corpus
        self.language = language
        self.lexicon = lexicon_of(corpus, corpus.source_language)
        self.judged: dict[str, tuple[Judgement, ...]] = {}
        self.known: dict[str, Sequence[Hashable]] = {}
        """What the judgement of each page depends on."""

    def pages(self) -> list[str]:
        """The pages of the original, and of the translation alone."""
        languages = (self.corpus.source_language, self.language)
        return sorted(
            {page.path for page in self.corpus.pages.values() if page.language in languages}
        )

    def page(self, path: str) -> tuple[Judgement, ...]:
        """Every passage of a page in the order of the original, then what only the other has."""
        if path not in self.judged:
            self.judged[path] = remembered.ask(
                lambda: tuple(self.judge_page(path)), *self.ingredients(path)
            )
        return self.judged[path]

    def ingredients(self, path: str) -> Sequence[Hashable]:
        """All that the judgement of a page depends on."""
        if path not in self.known:
            self.known[path] = self.gather(path)
        return self.known[path]

    def gather(self, path: str) -> Sequence[Hashable]:
        corpus = self.corpus
        files, is_text = judged_by(corpus, self.language, path)
        return (
            Freshener.judge_page,
            self.language,
            corpus.languages,
            path,
            is_text,
            self.lexicon,
            *map(corpus.file_digests.get, files),
            *states_of_cited(corpus, self.language, path),
        )

    def judge_page(self, path: str) -> list[Judgement]:
        sources, targets = (
            units_of(self.corpus, self.corpus.page(language, path))
            for language in (self.corpus.source_language, self.language)
        )
        stamps = self.stamps(path, sources)
        judged = [
            self.judge(path, source, targets.get(unit), stamps.get(unit))
            for unit, source in sources.items()
        ]
        return judged + [
            self.judge(path, None, target, stamps.get(unit))
            for unit, target in targets.items()
            if unit not in sources
        ]

    def judge(
        self, path: str, source: Unit | None, target: Unit | None, stamp: Stamp | None
    ) -> Judgement:
        then = original_of(self.corpus, path, source, stamp) if source and stamp else None
        cited = changed_works(self.corpus, stamp) if stamp else ()
        return judge(source, target, stamp, then, cited, self.lexicon)

    def stamps(self, path: str, sources: Mapping[str, Unit]) -> dict[str, Stamp]:
        """The stamp of each passage; one that got another id keeps the stamp of its words.

        Where nobody confirmed a passage, the version that the translation is said to render
        speaks for it.
        """
        known = self.corpus.freshness.get((self.language, path), {})
        stamps = {unit: stamp for unit, stamp in known.items() if stamp}
        free = {stamp.source: stamp for unit, stamp in stamps.items() if unit not in sources}
        for unit, source in sources.items():
            stamp = free.get(markdown_digest(source)) if unit not in stamps else None
            if stamp:
                stamps[unit] = stamp
        return self.implied(path) | stamps

    def implied(self, path: str) -> dict[str, Stamp]:
        """What the newest version that the translation renders says of its passages."""
        work, source = work_of_text(path), self.corpus.source_language
        log = self.corpus.logs.get(work, ())
        entry = next((e for e in reversed(log) if e.renders(self.language)), None)
        if entry is None:
            return {}
        originals, renderings = (
            units_by_id(self.corpus.frozen.get((work, entry.version, code), ""))
            for code in (source, self.language)
        )
        stamps = {}
        for unit, original in originals.items():
            if unit in renderings:
                stamps[unit] = Stamp(
                    markdown_digest(original),
                    words_digest(original),
                    markdown_digest(renderings[unit]),
                    Translation.machine,
                    by="",
                    on=entry.date,
                    against=entry.version,
                )
        return stamps


def judged_by(corpus: Corpus, language: str, path: str) -> tuple[Sequence[str], bool]:
    """The files that a translation and its stamps are judged by, and whether it is a text.

    The page in both languages, the stamps themselves, and all that was published of its work.
    """
    work = work_of_text(path)
    files = [f"{code}/{path}" for code in (corpus.source_language, language)]
    stamps = freshness_file(language, path, corpus.languages)
    published = [log_file(work), *frozen_files(corpus).get(work, ())]
    return [*files, stamps, *published], work in corpus.works


def states_of_cited(corpus: Corpus, language: str, path: str) -> Iterator[str]:
    """The works that a translation leans on, as they are today."""
    stamps = corpus.freshness.get((language, path), {}).values()
    for work in sorted({work for stamp in stamps if stamp for work in stamp.cites}):
        yield f"{work} {state_of_work(corpus, work)}"


def units_of(corpus: Corpus, page: Page | None) -> dict[str, Unit]:
    """The passages of an official text by id; any other page is one."""
    if page is None:
        return {}
    if work_of_text(page.path) in corpus.works:
        return {unit.id: unit for unit in page.text.units}
    return {WHOLE: as_unit_of(WHOLE, page.body.strip())}


def original_of(corpus: Corpus, path: str, unit: Unit, stamp: Stamp) -> Unit | None:
    """The original that a stamp names: today's, a frozen one, or the one kept with the stamp."""
    if markdown_digest(unit) == stamp.source:
        return unit
    work = work_of_text(path)
    log = corpus.logs.get(work, ())
    named = [entry.version for entry in log if entry.version == stamp.against]
    for version in named + [entry.version for entry in reversed(log)]:
        text = corpus.frozen.get((work, version, corpus.source_language), "")
        then = units_by_id(text).get(unit.id)
        if then and markdown_digest(then) == stamp.source:
            return then
    if stamp.was:
        then = as_unit_of(unit.id, stamp.was)
        return then if markdown_digest(then) == stamp.source else None
    return None


def changed_works(corpus: Corpus, stamp: Stamp) -> tuple[str, ...]:
    return tuple(work for work, then in stamp.cites.items() if state_of_work(corpus, work) != then)


def state_of_work(corpus: Corpus, work: str) -> str:
    """What a translation leans on in a cited work: its force, and its version if it has any."""
    if work not in corpus.works:
        return "unknown"
    log = corpus.logs.get(work, ())
    version = f" {log[-1].version}" if log else ""
    return f"{corpus.works[work].status.code.value}{version}"


def said_by(judgements: Sequence[Judgement]) -> Translation:
    """Who stands behind a whole translation: the least of those who stand behind its passages."""
    states = [j.stamp.state if j.stamp else Translation.machine for j in judgements if j.target]
    return min(states, key=list(Translation).index, default=Translation.machine)


def counts(judgements: Sequence[Judgement]) -> dict[Freshness, int]:
    """How many passages are in each state, the worst first."""
    return {state: sum(j.state is state for j in judgements) for state in Freshness}
