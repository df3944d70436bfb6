"""Views of versions in one language: timeline, one version, two compared, all published ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from portal.corpus import DOCUMENTS, Corpus
from portal.dates import display_date
from portal.model import LogEntry, Reason
from portal.redline import Mark, Piece, UnitChange, redline
from portal.redline_html import RedlineHtml
from portal.strings import all_strings, strings
from portal.units import Unit
from portal.versions import (
    State,
    frozen_units,
    log_root,
    pairs_to_compare,
    period,
    publication_log,
    state_of,
)
from portal.views import Views, WorkSummary, unit_label
from portal.vocabulary import vocabulary

UPDATES = 300
"""How many entries of the publication log its page shows; the data file has all."""
SHORT = 60
"""Up to how many characters changed words are repeated in the sentence about a change."""


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """A generated page about the versions of a work."""

    work: str
    template: str
    versions: tuple[str, ...] = ()
    """The one that it shows, or the two that it compares."""


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version as lists show it."""

    work: str
    work_name: str
    work_path: str
    label: str
    path: str
    """Of its frozen text."""
    compare_path: str
    """Of its redline against the version before; empty where there is none."""
    shown: str
    iso: str
    until: str
    until_iso: str
    """The day on which the next one took its place; empty if none did."""
    reason: str
    reason_code: str
    note: str
    promulgated_by: WorkSummary | None
    effective: str
    languages: tuple[tuple[str, str, bool], ...]
    """Of its texts: code, name, and whether the text lags behind the original."""
    withdrawn: bool
    digests: tuple[tuple[str, str, str], ...]
    """Of each frozen text: language code, its name, SHA-256."""


@dataclass(frozen=True, slots=True)
class CardView:
    """What the version card says of a text."""

    label: str
    shown: str
    iso: str
    path: str
    """Of the timeline; empty if nothing was released."""
    compare_path: str
    """Of the newest redline."""
    states: tuple[str, ...]
    """What a reader must know besides, in sentences."""
    cited_as: str
    """How a citation names it."""


@dataclass(frozen=True, slots=True)
class TimelineView:
    work: WorkSummary
    versions: tuple[VersionView, ...]
    """Newest first."""
    pairs: tuple[tuple[str, str, str], ...]
    """Redlines: older label, newer label, path."""
    state: State


@dataclass(frozen=True, slots=True)
class FrozenView:
    work: WorkSummary
    version: VersionView
    newest: VersionView
    has_current: bool
    """Whether today's page holds a text."""
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A passage of a comparison."""

    id: str
    label: str
    said: tuple[str, ...]
    """What became of it, in sentences; nothing for a passage that did not change."""
    html: Markup
    old_id: str
    """In the older text; empty if it was not there."""
    new_id: str


@dataclass(frozen=True, slots=True)
class ComparisonView:
    work: WorkSummary
    old: VersionView
    new: VersionView
    between: tuple[VersionView, ...]
    """Every version after the old one, up to the new one."""
    language: str
    """Of the texts compared: the original's where a version has no translation."""
    runs: tuple[tuple[bool, tuple[ChangeRow, ...]], ...]
    """Runs of passages: whether they changed, and which they are."""
    changed: int
    same: int


@dataclass(frozen=True, slots=True)
class UpdatesView:
    versions: tuple[VersionView, ...]
    """Of all works, newest first; of a long log the newest."""
    count: int
    """How many there are in all."""
    root: str
    works: tuple[tuple[str, str], ...]
    reasons: tuple[tuple[str, str], ...]
    languages: tuple[tuple[str, str], ...]


def history_pages(corpus: Corpus) -> dict[str, HistoryPage]:
    """Pages about versions by path below a language's folder."""
    pages: dict[str, HistoryPage] = {}
    for work, log in corpus.logs.items():
        base = f"{DOCUMENTS}{work}/"
        if not log or work not in corpus.works:
            continue
        pages[f"{base}versions.md"] = HistoryPage(work, "versions.html")
        for entry in log:
            page = HistoryPage(work, "version.html", (entry.version,))
            pages[f"{base}versions/{entry.version}.md"] = page
        for pair in compared(corpus, log):
            pages[f"{base}compare/{'/'.join(pair)}.md"] = HistoryPage(work, "compare.html", pair)
    return pages


def compared(corpus: Corpus, log: Sequence[LogEntry]) -> list[tuple[str, str]]:
    """The redlines that the site has; a version whose text was withdrawn has none."""
    return pairs_to_compare([e.version for e in log if corpus.source_language in e.text])


class History:
    """Views of the versions of a corpus in one language."""

    def __init__(self, corpus: Corpus, views: Views) -> None:
        self.corpus = corpus
        self.views = views
        self.language = views.language
        self.words = strings("versions", views.language)

    def log(self, work: str) -> Sequence[LogEntry]:
        return self.corpus.logs.get(work, ())

    def state(self, work: str, language: str | None = None) -> State:
        language = language or self.language
        return state_of(self.log(work), language, self.corpus.body_of(work, language))

    def version(self, work: str, label: str) -> VersionView:
        log = self.log(work)
        index = next(i for i, entry in enumerate(log) if entry.version == label)
        entry = log[index]
        start, end = period(log, index)
        base = f"{DOCUMENTS}{work}/"
        before = [old for old, new in compared(self.corpus, log) if new == label]
        names = all_strings()["languages"]
        promulgator = entry.legal.promulgated_by
        effective = entry.legal.effective
        return VersionView(
            work=work,
            work_name=self.views.short_name(work),
            work_path=base,
            label=label,
            path=f"{base}versions/{label}/",
            compare_path=f"{base}compare/{before[-1]}/{label}/" if before else "",
            shown=display_date(start, self.language),
            iso=start.isoformat(),
            until=display_date(end, self.language) if end else "",
            until_iso=end.isoformat() if end else "",
            reason=self.views.say(vocabulary("reasons")[entry.reason.value]),
            reason_code=entry.reason.value,
            note=self.views.say(entry.note),
            promulgated_by=self.views.summaries.get(promulgator) if promulgator else None,
            effective=display_date(effective, self.language) if effective else "",
            languages=tuple(
                (code, names[code][self.language], not entry.renders(code))
                for code in self.corpus.languages
                if code in entry.text
            ),
            withdrawn=entry.reason is Reason.withdrawal,
            digests=tuple((c, names[c][self.language], d) for c, d in entry.text.items()),
        )

    def card(self, work: str, shown: str) -> CardView:
        """About the text of a work that a page shows in language `shown`."""
        log, words = self.log(work), self.words
        state = self.state(work, shown)
        if state.newest is None:
            return CardView("", "", "", "", "", (), words["none-yet"])
        newest = self.version(work, state.newest.version)
        says = []
        if state.withdrawn:
            says.append(words["is-withdrawn"].format(version=newest.label))
        elif state.draft:
            says.append(words["is-draft"].format(version=newest.label))
        if not state.withdrawn and state.lags:
            label = state.rendered.version if state.rendered else ""
            key = "renders-older" if label else "renders-none"
            says.append(words[key].format(version=label, newest=newest.label))
        cited = words["cited-draft" if state.draft else "cited"]
        return CardView(
            label=newest.label,
            shown=newest.shown,
            iso=newest.iso,
            path=f"{DOCUMENTS}{work}/versions/",
            compare_path=newest.compare_path if len(log) > 1 else "",
            states=tuple(says),
            cited_as=cited.format(version=newest.label, date=newest.shown),
        )

    def timeline(self, work: str) -> TimelineView:
        log = self.log(work)
        return TimelineView(
            work=self.views.summaries[work],
            versions=tuple(self.version(work, entry.version) for entry in reversed(log)),
            pairs=tuple(
                (old, new, f"{DOCUMENTS}{work}/compare/{old}/{new}/")
                for old, new in reversed(compared(self.corpus, log))
            ),
            state=self.state(work, self.corpus.source_language),
        )

    def frozen(self, work: str, label: str) -> FrozenView:
        log = self.log(work)
        version = self.version(work, label)
        notes = []
        for code, name, lags in version.languages:
            if code == self.language and lags:
                notes.append(self.words["lagged"].format(language=name))
        return FrozenView(
            work=self.views.summaries[work],
            version=version,
            newest=self.version(work, log[-1].version),
            has_current=self.corpus.text_of(work, self.corpus.source_language) is not None,
            notes=tuple(notes),
        )

    def compare(self, work: str, old: str, new: str) -> ComparisonView:
        log = self.log(work)
        labels = [entry.version for entry in log]
        language = self.language
        if not all((work, label, language) in self.corpus.frozen for label in (old, new)):
            language = self.corpus.source_language
        before, after = (
            frozen_units(self.corpus.frozen.get((work, label, language), ""))
            for label in (old, new)
        )
        changes = redline(before, after)
        rows, preceding = [], None
        for change in changes:
            rows.append(self.row(change, before, preceding, language))
            preceding = change.new.id if change.new else preceding
        runs = groupby(rows, key=lambda row: bool(row.said))
        return ComparisonView(
            work=self.views.summaries[work],
            old=self.version(work, old),
            new=self.version(work, new),
            between=tuple(
                self.version(work, label)
                for label in labels[labels.index(old) + 1 : labels.index(new) + 1]
            ),
            language=language,
            runs=tuple((changed, tuple(run)) for changed, run in runs),
            changed=sum(bool(row.said) for row in rows),
            same=sum(not row.said for row in rows),
        )

    def row(
        self, change: UnitChange, before: Sequence[Unit], preceding: str | None, language: str
    ) -> ChangeRow:
        words = strings("change", self.language)
        html = RedlineHtml(words, self.language if language != self.language else "")
        unit = change.new or change.old
        assert unit is not None
        said = tuple(self.said_of(change, before, preceding, words))
        return ChangeRow(
            id=unit.id if change.new else f"old-{unit.id}",
            label=unit_label(unit.id, self.language),
            said=said,
            html=html.unit(change),
            old_id=change.old.id if change.old else "",
            new_id=change.new.id if change.new else "",
        )

    def said_of(
        self,
        change: UnitChange,
        before: Sequence[Unit],
        preceding: str | None,
        words: Mapping[str, str],
    ) -> Iterable[str]:
        """What became of a unit, in sentences; `preceding` stands before it now."""
        if change.old is None or change.new is None:
            yield words["is-new" if change.old is None else "is-gone"]
            return
        if change.moved:
            place = before.index(change.old)
            then = before[place - 1].id if place else None
            if then is None:
                yield words["stood-first"]
            elif then == preceding:
                yield words["moved-along"]
            else:
                other = unit_label(then, self.language)
                yield words["stood-after"].format(other=other)
        if change.old.id != change.new.id:
            yield words["was-called"].format(old=unit_label(change.old.id, self.language))
        if change.reworded:
            yield in_a_sentence(change.pieces, words)
        if change.reformatted:
            yield words["only-set"]

    def updates(self) -> UpdatesView:
        entries = publication_log(self.corpus.logs)
        versions = tuple(
            self.version(work, entry.version) for work, entry in entries[: -UPDATES - 1 : -1]
        )
        return UpdatesView(
            versions=versions,
            count=len(entries),
            root=log_root(entries),
            works=tuple(dict.fromkeys((v.work, v.work_name) for v in versions)),
            reasons=tuple(dict.fromkeys((v.reason_code, v.reason) for v in versions)),
            languages=tuple(
                (code, all_strings()["languages"][code][self.language])
                for code in self.corpus.languages
            ),
        )


def in_a_sentence(pieces: Sequence[Piece], words: Mapping[str, str]) -> str:
    """One small change is told with its words; of several, how many places there are."""
    runs = [list(run) for same, run in groupby(pieces, lambda p: p.mark is Mark.same) if not same]
    parts = {piece.mark: piece.text.strip() for piece in runs[0]} if len(runs) == 1 else {}
    if parts and all(len(text) <= SHORT for text in parts.values()):
        old, new = parts.get(Mark.deleted, ""), parts.get(Mark.inserted, "")
        key = "replaced" if old and new else "put-in" if new else "taken-out"
        return words[key].format(old=old, new=new)
    return words["places"].format(count=len(runs))
