"""Verifies a built site by itself: every file, every frozen text, every entry, the root."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, product
from json import JSONDecodeError
from math import prod

from portal.checksums import SUMS, read_sums
from portal.code_folders import proven_code
from portal.compression import is_copy, original_of
from portal.files import SiteCopy
from portal.findings import Finding, in_order
from portal.model import LogEntry
from portal.versions import broken_links, entry_digest, label_parts, log_root, publication_log
from portal.versions_json import NAME, PublishedLog, read_versions
from portal.yaml_source import Place

ROOT = re.compile(r"(?:sha256:)?(?P<digest>[0-9a-f]{64})")
MOST_WAYS = 10_000
"""How many states of a log at the end of one day are tried."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the verification of a site found."""

    findings: Sequence[Finding]
    files: int
    entries: int
    root: str
    """The Merkle root as recomputed; empty if the log could not be read."""


def verify(copy: SiteCopy, against: str | bytes | None = None) -> Verdict:
    """All that is wrong with a site.

    `against` is what somebody kept of an earlier state: a `versions.json`, or a root.
    """
    findings = list(verify_files(copy))
    published: PublishedLog | None = None
    if NAME not in copy.names:
        findings.append(Finding("verify-log-unreadable", NAME, values={"text": NAME}))
    else:
        try:
            published = read_versions(copy.read(NAME))
        except ValueError as error:
            findings.append(unreadable(error))
    if published:
        findings += verify_log(published)
        findings += verify_texts(copy, published)
        findings += verify_against(published, against) if against is not None else ()
    return Verdict(
        findings=in_order(findings),
        files=len(copy.names - {SUMS}),
        entries=len(published.entries) if published else 0,
        root=log_root(published.entries) if published else "",
    )


def unreadable(error: ValueError) -> Finding:
    """A log that is none, with where it goes wrong."""
    if isinstance(error, JSONDecodeError):
        place = Place(error.lineno, error.colno)
        return Finding("verify-log-unreadable", NAME, place, {"text": "JSON"})
    where = str(error).partition(":")[0]
    return Finding("verify-log-unreadable", NAME, values={"text": where})


def verify_files(copy: SiteCopy) -> Iterator[Finding]:
    """Every file is the one that was built, and there are no others but compressed copies of it,
    and scripts and styles of other releases, which their folder's name proves."""
    if SUMS not in copy.names:
        yield Finding("verify-sums-missing", SUMS)
        return
    sums, bad = read_sums(copy.read(SUMS))
    for number in bad:
        yield Finding("verify-sums-unreadable", SUMS, Place(number))
    for name, expected in sums.items():
        if name not in copy.names:
            yield Finding("verify-file-missing", name)
            continue
        found = hashlib.sha256(copy.read(name)).hexdigest()
        if found != expected:
            values = {"found": found, "expected": expected}
            yield Finding("verify-file-changed", name, values=values)
    kept = proven_code(copy.names - sums.keys(), copy.read)
    listed = sums.keys() | {SUMS} | {folder + name for folder in kept for name in kept[folder]}
    for name in sorted(copy.names - listed):
        original = original_of(name, listed & copy.names)
        if not original:
            yield Finding("verify-file-unlisted", name)
        elif not is_copy(name, copy.read(name), copy.read(original)):
            yield Finding("verify-copy-wrong", name, values={"text": original})


def verify_log(published: PublishedLog) -> Iterator[Finding]:
    """Entries are what their digests say, follow from one another, and come to the root."""
    for (work, entry), digest in zip(published.entries, published.digests, strict=True):
        if entry_digest(entry) != digest:
            values = {"version": entry.version, "work": work}
            yield Finding("verify-digest-wrong", NAME, values=values)
    for work, log in published.logs.items():
        for _, _, rule, said in broken_links(work, log):
            yield Finding(rule, NAME, values=said)
    found = log_root(published.entries)
    if found != published.root:
        values = {"found": found, "expected": published.root}
        yield Finding("verify-root-wrong", NAME, values=values)
    elif list(published.entries) != publication_log(published.logs):
        yield Finding("verify-order-wrong", NAME)


def verify_texts(copy: SiteCopy, published: PublishedLog) -> Iterator[Finding]:
    """The frozen texts are those that the log vouches for."""
    for (_, entry), files in zip(published.entries, published.files, strict=True):
        for language, expected in entry.text.items():
            name = str(files.get(language, f"{language}: ?"))
            values: dict[str, object] = {"version": entry.version, "expected": expected}
            if name not in copy.names:
                yield Finding("verify-text-missing", name, values=values)
                continue
            found = hashlib.sha256(copy.read(name)).hexdigest()
            if found != expected:
                yield Finding("verify-text-changed", name, values={**values, "found": found})


def verify_against(published: PublishedLog, kept: str | bytes) -> Iterator[Finding]:
    """What was published before is still there, as it was."""
    if isinstance(kept, bytes):
        try:
            old = read_versions(kept)
        except ValueError as error:
            yield unreadable(error)
            return
        here = {(work, entry.version): entry_digest(entry) for work, entry in published.entries}
        for work, entry in old.entries:
            if here.get((work, entry.version)) != entry_digest(entry):
                values = {"version": entry.version, "work": work}
                yield Finding("verify-entry-gone", NAME, values=values)
    elif not any(log_root(state) == kept for state in earlier_states(published.entries)):
        yield Finding("verify-root-unknown", NAME, values={"text": kept})


def earlier_states(
    entries: Sequence[tuple[str, LogEntry]],
) -> Iterator[Sequence[tuple[str, LogEntry]]]:
    """What the log may have been before, if nothing was dated back: complete up to some day, and
    of that day the first few entries of each work."""
    yield ()
    before: list[tuple[str, LogEntry]] = []
    for _, group in groupby(entries, key=lambda item: item[1].date):
        day = list(group)
        works: dict[str, list[tuple[str, LogEntry]]] = {}
        for item in sorted(day, key=lambda item: (item[0], label_parts(item[1].version))):
            works.setdefault(item[0], []).append(item)
        if prod(len(log) + 1 for log in works.values()) <= MOST_WAYS:
            for lengths in product(*(range(len(log) + 1) for log in works.values())):
                some = [log[:n] for log, n in zip(works.values(), lengths, strict=True)]
                yield [*before, *(item for log in some for item in log)]
        before += day
        yield before
