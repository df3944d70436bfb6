"""What is wrong in the texts, and what was put right: errors of the source, and our own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from portal.corpus import DOCUMENTS, Corpus, kept_by_corpus
from portal.history import History, VersionView
from portal.model import LogEntry, Reason
from portal.redline import redline
from portal.remembered import remembered
from portal.versions import frozen_units, publication_log
from portal.views import Link, NoteView, Views, WorkSummary, unit_label

CORRECTED = (Reason.official_correction, Reason.transcription_fix, Reason.translation_fix)
"""Reasons of versions that put something right."""


@dataclass(frozen=True, slots=True)
class SourceErrors:
    """The editor's notes on one text, in its order."""

    work: WorkSummary
    name: str
    notes: tuple[NoteView, ...]


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A version that puts something right, and the passages that it touches."""

    version: VersionView
    places: tuple[Link, ...]
    """In the text of that version; of a passage that it dropped, in the comparison."""


@dataclass(frozen=True, slots=True)
class CorrectionsView:
    source: tuple[SourceErrors, ...]
    own: tuple[CorrectionView, ...]
    """Newest first."""


def corrections(corpus: Corpus, views: Views, history: History) -> CorrectionsView:
    """All errors and corrections, in the words of one language."""
    noted = [work for work in corpus.works.values() if work.notes]
    return CorrectionsView(
        source=tuple(
            SourceErrors(
                views.summaries[work.id],
                views.short_name(work.id),
                tuple(views.note(note, work.id) for note in work.notes),
            )
            for work in noted
        ),
        own=tuple(
            CorrectionView(
                history.version(work, entry.version),
                tuple(Link(unit_label(unit, views.language), path) for unit, path in seen.items()),
            )
            for work, entry, seen in own_corrections(corpus)
        ),
    )


@kept_by_corpus
def own_corrections(corpus: Corpus) -> Sequence[tuple[str, LogEntry, Mapping[str, str]]]:
    """The versions that put something right, newest first: work, entry, places by passage."""
    return [
        (work, entry, places(corpus, work, entry))
        for work, entry in reversed(publication_log(corpus.logs))
        if entry.reason in CORRECTED
    ]


def places(corpus: Corpus, work: str, entry: LogEntry) -> Mapping[str, str]:
    """Where the passages are that a version changed, in whatever language it did."""
    before = predecessor(corpus.logs[work], entry)
    base, seen = f"{DOCUMENTS}{work}/", dict[str, str]()
    for code in corpus.languages if before else ():
        old, new = (
            corpus.frozen.get((work, version, code), "") for version in (before, entry.version)
        )
        for unit, is_dropped in remembered.call(touched, old, new):
            now, then = f"versions/{entry.version}/#", f"compare/{before}/{entry.version}/#old-"
            seen[unit] = f"{base}{then if is_dropped else now}{unit}"
    return seen


def touched(old: str, new: str) -> Sequence[tuple[str, bool]]:
    """The passages that are not the same in two texts, and whether the new one dropped them."""
    changes = redline(frozen_units(old), frozen_units(new))
    return [
        ((change.new or change.old).id, change.new is None)  # type: ignore[union-attr]
        for change in changes
        if not change.unchanged
    ]


def predecessor(log: Sequence[LogEntry], entry: LogEntry) -> str:
    """The label of the version before; empty for the first."""
    return next((one.version for one, two in pairwise(log) if two == entry), "")
