"""Views of translations in one language: side by side, in sum, and passage by passage."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from html import escape
from typing import TypeVar

from markupsafe import Markup

from portal.corpus import DOCUMENTS, Corpus, work_of_text
from portal.dates import display_date
from portal.facts import Kind, shown
from portal.freshness import (
    WHOLE,
    FactChange,
    Freshener,
    Freshness,
    Judgement,
    counts,
    said_by,
)
from portal.model import Translation
from portal.redline import Mark, Piece, UnitChange, compare_words
from portal.redline_html import RedlineHtml
from portal.remembered import remembered
from portal.strings import all_strings, strings
from portal.units import Unit
from portal.versions import state_of
from portal.views import Link, Views, WorkSummary, unit_label

Answer = TypeVar("Answer")

MARKS = {
    Freshness.untranslated: "none",
    Freshness.orphan: "none",
    Freshness.stale_critical: "stale",
    Freshness.stale: "stale",
    Freshness.cited_changed: "stale",
    Freshness.unreviewed: "mac",
    Freshness.cosmetic: "cur",
    Freshness.current: "cur",
}
"""How a state is drawn."""


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage in both languages."""

    id: str
    label: str
    state: str
    mark: str
    word: str
    said: tuple[str, ...]
    """What a reader must know of it, in sentences."""
    by: str
    """Who confirmed it, and when."""
    source: Markup
    target: Markup
    """Empty if it is not translated."""
    then: Markup
    """What changed in the original since it was translated; empty if nothing did."""


@dataclass(frozen=True, slots=True)
class SumView:
    """How a translated text stands as a whole."""

    sentence: str
    total: int
    match: int
    behind: int
    by: Translation


@dataclass(frozen=True, slots=True)
class ParallelView:
    work: WorkSummary
    source: str
    target: str
    """The languages of the two columns."""
    target_name: str
    passages: tuple[PassageView, ...]
    sum: SumView


@dataclass(frozen=True, slots=True)
class PageView:
    """A page as the overview of translations shows it."""

    link: Link
    parallel: str
    """The path of both languages side by side; empty where there is none."""
    sum: SumView
    states: tuple[tuple[str, str, int], ...]
    """Mark, word and count of each state that occurs."""
    behind: tuple[PassageView, ...]


class Parallel:
    """Views of one translation, in the words of `language`."""

    def __init__(self, corpus: Corpus, views: Views, freshener: Freshener) -> None:
        self.corpus = corpus
        self.views = views
        self.language = views.language
        self.freshener = freshener
        self.target = freshener.language
        self.words = strings("freshness", views.language)

    @cached_property
    def bodies(self) -> Mapping[str, str]:
        authorities = self.corpus.authorities.authorities if self.corpus.authorities else ()
        return {authority.id: self.views.say(authority.name) for authority in authorities}

    def text(self, work: str) -> Sequence[Judgement]:
        """The passages of a work's text."""
        return self.freshener.page(f"{DOCUMENTS}{work}.md")

    def side_by_side(self, work: str) -> ParallelView:
        judged = self.text(work)
        return ParallelView(
            work=self.views.summaries[work],
            source=self.corpus.source_language,
            target=self.target,
            target_name=all_strings()["languages"][self.target][self.language],
            passages=tuple(map(self.passage, judged)),
            sum=self.sum(f"{DOCUMENTS}{work}.md"),
        )

    def overview(self) -> tuple[PageView, ...]:
        """Every translated page, the texts first."""
        paths = sorted(self.freshener.pages(), key=lambda path: (not self.work_of(path), path))
        return tuple(map(self.page, paths))

    def work_of(self, path: str) -> str:
        work = work_of_text(path)
        return work if path.startswith(DOCUMENTS) and work in self.corpus.works else ""

    def page(self, path: str) -> PageView:
        judged, work = self.freshener.page(path), self.work_of(path)
        written = self.corpus.page(self.language, path) or self.corpus.page(
            self.corpus.source_language, path
        )
        is_ours = work or path == "index.md" or not written or written.language == self.language
        name = self.views.short_name(work) if work else (written and written.front.title) or path
        name = self.views.words["home"] if path == "index.md" else name
        url = path.removesuffix(".md").removesuffix("index")
        return PageView(
            link=Link(
                str(name),
                f"{url}/" if url and not url.endswith("/") else url,
                "" if is_ours or not written else written.language,
            ),
            parallel=f"{DOCUMENTS}{work}/parallel/" if work else "",
            sum=self.sum(path),
            states=self.states(path),
            behind=tuple(self.passage(j) for j in judged if j.state.is_behind) if work else (),
        )

    def states(self, path: str) -> tuple[tuple[str, str, int], ...]:
        return tuple(
            (MARKS[state], self.words[state.value], count)
            for state, count in self.told(self.counted, path).items()
            if count
        )

    def sum(self, path: str) -> SumView:
        """One line on a whole text: what matches which version, and what does not."""
        return self.told(self.summed, path)

    def told(self, tell: Callable[[str], Answer], path: str) -> Answer:
        """What is told of the passages of a page, which is long to count."""
        question = (tell.__name__, self.language, *self.freshener.ingredients(path))
        return remembered.ask(partial(tell, path), *question)

    def counted(self, path: str) -> Mapping[Freshness, int]:
        return counts(self.freshener.page(path))

    def summed(self, path: str) -> SumView:
        judged = self.freshener.page(path)
        total = sum(j.source is not None for j in judged)
        match = sum(j.matches for j in judged)
        late = (Freshness.stale_critical, Freshness.stale)
        number = {
            "behind": sum(j.state in late for j in judged),
            "missing": sum(j.state is Freshness.untranslated for j in judged),
            "cited": sum(j.state is Freshness.cited_changed for j in judged),
            "unconfirmed": sum(not j.confirmed for j in judged if j.source and j.target),
            "reviewed": sum(
                j.matches and j.stamp is not None and j.stamp.state is Translation.reviewed
                for j in judged
                if not j.edited
            ),
        }
        work = self.work_of(path)
        state = state_of(
            self.corpus.logs.get(work, ()),
            self.corpus.source_language,
            self.corpus.body_of(work, self.corpus.source_language),
        )
        against = self.words["against-today"]
        if state.newest:
            key = "against-draft" if state.draft else "against-version"
            against = self.words[key].format(version=state.newest.version)
        parts = [self.words["match"].format(match=match, total=total, against=against)]
        parts += [
            self.words[f"count-{key}"].format(count=number[key])
            for key in ("behind", "missing", "cited", "unconfirmed")
            if number[key]
        ]
        parts.append(self.words["count-reviewed"].format(count=number["reviewed"]))
        return SumView(
            sentence="; ".join(parts) + ".",
            total=total,
            match=match,
            behind=sum(j.state.is_behind for j in judged),
            by=said_by(judged),
        )

    def passage(self, judgement: Judgement) -> PassageView:
        stamp = judgement.stamp
        by = ""
        if stamp and judgement.confirmed and judgement.target:
            by = self.words[f"by-{stamp.state.value}"].format(
                name=stamp.by, date=display_date(stamp.on, self.language)
            )
        return PassageView(
            id=judgement.unit,
            label="" if judgement.unit == WHOLE else unit_label(judgement.unit, self.language),
            state=judgement.state.value,
            mark=MARKS[judgement.state],
            word=self.words[judgement.state.value],
            said=tuple(self.said(judgement)),
            by=by,
            source=self.unit(judgement.source),
            target=self.unit(judgement.target),
            then=self.since(judgement),
        )

    def unit(self, unit: Unit | None) -> Markup:
        if unit is None:
            return Markup("")
        change = UnitChange(unit, unit, (Piece(Mark.same, unit.text),))
        return RedlineHtml({}).unit(change)

    def since(self, judgement: Judgement) -> Markup:
        then, now = judgement.then, judgement.source
        if not (then and now and judgement.state in (Freshness.stale, Freshness.stale_critical)):
            return Markup("")
        spoken = self.language if self.language != self.corpus.source_language else ""
        change = UnitChange(then, now, tuple(compare_words(then.text, now.text)))
        return RedlineHtml(strings("change", self.language), spoken).unit(change)

    def said(self, judgement: Judgement) -> Iterator[str]:
        """What a reader must know of a passage, in sentences."""
        state = judgement.state
        if state in (Freshness.stale, Freshness.stale_critical):
            yield self.words["since-translated"]
            yield from (self.change(change) for change in judgement.changes)
        elif state is Freshness.untranslated:
            yield self.words["shown-in-original"]
        elif state is Freshness.orphan:
            yield self.words["orphan-said"]
        if judgement.cited and judgement.stamp:
            names = (
                self.views.summaries[w].heading for w in judgement.cited if w in self.corpus.works
            )
            yield self.words["cited-said"].format(works=", ".join(names))
        if judgement.confirmed and judgement.edited and judgement.target:
            yield self.words["edited-since"]

    def change(self, change: FactChange) -> str:
        fact = change.new or change.old
        assert fact is not None
        key = "changed" if change.old and change.new else "came" if change.new else "went"
        if fact.kind is Kind.negation:
            return self.words[f"negation-{key}"]
        old, new = (
            shown(one, self.language, self.bodies) if one else ""
            for one in (change.old, change.new)
        )
        return self.words[f"fact-{key}"].format(kind=self.words[fact.kind.value], old=old, new=new)

    def note(self, judgement: Judgement, address: str) -> str:
        """HTML beside a passage that is behind, with the way to both texts; empty if it is not."""
        if not judgement.state.is_behind:
            return ""
        said = " ".join(map(escape, self.said(judgement)))
        link = f'<a href="{address}#{judgement.unit}">{escape(self.words["compare"])}</a>'
        return f'<span class="fr">{escape(self.words[judgement.state.value])}.</span> {said} {link}'
