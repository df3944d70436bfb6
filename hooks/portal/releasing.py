"""Releases: the next version of a text, ready to be frozen and logged, or why there is none."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from portal.corpus import DOCUMENTS, VERSIONS, Corpus, Tree
from portal.findings import Finding, Severity
from portal.freshness import Freshness, freshener
from portal.guessing import meant
from portal.model import LogEntry, Reason
from portal.reading import read_corpus
from portal.rules import check
from portal.strings import strings
from portal.versions import entry_digest, frozen_text, log_file, next_label, state_of, text_digest

SOURCE_CHANGED = (Reason.legal_change, Reason.official_correction, Reason.transcription_fix)
TRANSLATION_CHANGED = (Reason.translation_fix, Reason.translation_update)
NOTHING_CHANGED = (Reason.metadata, Reason.withdrawal)
BY_THE_AUTHORITY = (Reason.initial, Reason.legal_change, Reason.official_correction)
"""Reasons that may say what promulgated a change, and from when it is effective."""
LAGGING = (Freshness.untranslated, Freshness.stale_critical, Freshness.stale)
NAMED = 8
"""How many passages a message names."""


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wants to release."""

    work: str
    day: date
    reason: Reason
    notes: Mapping[str, str]
    """For the public, by language."""
    promulgated_by: str | None = None
    effective: date | None = None
    lagging: Sequence[str] = ()
    """Translations published as lagging behind."""


@dataclass(frozen=True, slots=True)
class Release:
    """A version to be written."""

    entry: LogEntry
    files: Mapping[str, str]
    """Texts by path below the content folder; the last one, the log, makes the others count."""


def prepare(tree: Tree, request: Request) -> tuple[Release | None, list[Finding]]:
    """The release that was asked for, or None and what stands against it."""
    corpus = read_corpus(tree)
    file = log_file(request.work)
    errors = [f for f in check(corpus) if f.severity is Severity.error]
    if errors:
        values = {"count": len(errors)}
        return None, [*errors, Finding("release-check-failed", file, values=values)]
    if request.work not in corpus.works:
        return None, [work_unknown(corpus, file, request.work)]
    original = corpus.text_of(request.work, corpus.source_language)
    if request.reason is not Reason.withdrawal and not original:
        file = f"{corpus.source_language}/{DOCUMENTS}{request.work}.md"
        return None, [Finding("release-no-text", file)]
    findings = list(refusals(corpus, request, tree))
    if findings:
        return None, findings
    texts = new_texts(corpus, request)
    entry, text = new_entry(corpus, request, texts)
    folder = f"{VERSIONS}{request.work}/{entry.version}"
    files = {f"{folder}/{language}.md": frozen for language, frozen in texts.items()}
    if file in tree:
        before = tree[file].decode()
    else:
        before = f"# {strings('command', corpus.source_language)['log-head']}\n"
    files[file] = f"{before}{'' if before.endswith(chr(10)) else chr(10)}{text}"
    return Release(entry, files), []


def work_unknown(corpus: Corpus, file: str, work: str) -> Finding:
    values = {"work": work, "meant": meant(work, corpus.works)}
    return Finding("release-work-unknown", file, values=values)


def new_texts(corpus: Corpus, request: Request) -> dict[str, str]:
    """What is to be frozen, by language; nothing of a text that is withdrawn."""
    if request.reason is Reason.withdrawal:
        return {}
    bodies = {code: corpus.body_of(request.work, code) for code in corpus.languages}
    return {code: frozen_text(body) for code, body in bodies.items() if body is not None}


def new_entry(corpus: Corpus, request: Request, texts: Mapping[str, str]) -> tuple[LogEntry, str]:
    """The entry, and the lines of the log that say it."""
    log = corpus.logs.get(request.work, ())
    newest = log[-1] if log else None
    said: dict[str, Any] = {
        "version": next_label(newest, request.reason),
        "date": request.day,
        "reason": request.reason.value,
        "legal": {"promulgated_by": request.promulgated_by, "effective": request.effective},
        "note": {language: tidy(request.notes[language]) for language in corpus.languages},
        "text": {language: text_digest(text) for language, text in texts.items()},
    }
    if request.lagging:
        said["lagging"] = [code for code in corpus.languages if code in request.lagging]
    said["previous"] = entry_digest(newest) if newest else None
    lines = yaml.safe_dump([said], allow_unicode=True, sort_keys=False, width=100)
    return LogEntry.model_validate(said), lines


def tidy(note: str) -> str:
    return " ".join(unicodedata.normalize("NFC", note).split())


# What stands against a release


def refusals(corpus: Corpus, request: Request, tree: Tree) -> Iterator[Finding]:
    """All that is wrong with a request at once."""
    file = log_file(request.work)
    log = corpus.logs.get(request.work, ())
    newest = log[-1] if log else None
    for language in corpus.languages:
        if not tidy(request.notes.get(language, "")):
            yield Finding("release-note-missing", file, values={"language": language})
    translations = corpus.languages[1:]
    for language in (*request.lagging, *request.notes):
        if language not in (corpus.languages if language in request.notes else translations):
            said: dict[str, object] = {"language": language, "expected": translations}
            yield Finding("release-language-unknown", file, values=said)
    if newest and request.day < newest.date:
        dates = {"date": request.day, "newest": newest.date, "version": newest.version}
        yield Finding("release-date-backwards", file, values=dates)
    if (request.promulgated_by or request.effective) and request.reason not in BY_THE_AUTHORITY:
        yield Finding("release-legal-misplaced", file)
    if request.promulgated_by and request.promulgated_by not in corpus.works:
        yield work_unknown(corpus, file, request.promulgated_by)
    yield from contradictions(corpus, request)
    yield from lags(corpus, request)
    folder = f"{VERSIONS}{request.work}/{next_label(newest, request.reason)}/"
    expected = {f"{folder}{language}.md" for language in new_texts(corpus, request)}
    for path in sorted(tree):
        if path.startswith(folder) and path not in expected:
            yield Finding("release-in-the-way", path)


def contradictions(corpus: Corpus, request: Request) -> Iterator[Finding]:
    """A reason tells readers what to expect; it must be that of what changed."""
    file = log_file(request.work)
    log = corpus.logs.get(request.work, ())
    if not log or request.reason is Reason.initial:
        if log or request.reason is not Reason.initial:
            yield Finding("release-initial", file)
        return
    bodies = {code: corpus.body_of(request.work, code) for code in corpus.languages}
    if request.reason is Reason.withdrawal:
        for code, body in bodies.items():
            if body is not None:
                yield Finding("release-text-there", f"{code}/{DOCUMENTS}{request.work}.md")
        return
    changed = [code for code, body in bodies.items() if state_of(log, code, body).draft]
    expected: Sequence[Reason] = TRANSLATION_CHANGED if changed else NOTHING_CHANGED
    if corpus.source_language in changed:
        expected = SOURCE_CHANGED
    values: dict[str, object] = {"version": log[-1].version}
    if not changed and request.reason is not Reason.metadata:
        yield Finding("release-nothing-changed", file, values=values)
    elif request.reason not in expected:
        values |= {"reason": request.reason.value, "changed": changed}
        values["expected"] = [reason.value for reason in expected]
        yield Finding("release-reason-contradicts", file, values=values)


def lags(corpus: Corpus, request: Request) -> Iterator[Finding]:
    """Translations that do not follow the original, of which nobody said so."""
    if request.reason is Reason.withdrawal:
        return
    for language in corpus.languages[1:]:
        if language not in request.lagging:
            units = lagging_units(corpus, request.work, language)
            if units:
                named = [*units[:NAMED], *(["…"] if len(units) > NAMED else [])]
                values = {"language": language, "count": len(units), "units": named}
                file = f"{language}/{DOCUMENTS}{request.work}.md"
                yield Finding("release-translation-lags", file, values=values)


def lagging_units(corpus: Corpus, work: str, language: str) -> list[str]:
    """Passages that a translation lacks, or whose original is another than was confirmed."""
    judged = freshener(corpus, language).page(f"{DOCUMENTS}{work}.md")
    return [judgement.unit for judgement in judged if judgement.state in LAGGING]
