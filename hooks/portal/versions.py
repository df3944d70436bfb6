"""Versions of a text: frozen texts, the log that vouches for them, one root over all logs."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from portal.corpus import VERSIONS, Corpus, kept_by_corpus
from portal.model import LogEntry, Reason
from portal.units import Unit, read_text

Logs = Mapping[str, Sequence[LogEntry]]
"""Published versions by work, oldest first."""
LEAF, NODE = b"\x00", b"\x01"
"""Prefixes of RFC 6962, section 2.1: a leaf can never be taken for a node."""


def frozen_text(body: str) -> str:
    """A text as it is frozen and compared: NFC, line feeds, no white space at the ends of lines.

    What no reader sees does not make a version.
    """
    text = unicodedata.normalize("NFC", body.removeprefix("\ufeff"))
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    return "\n".join(lines).strip("\n") + "\n"


def text_digest(text: str) -> str:
    """SHA-256 of a frozen text, as UTF-8: what `sha256sum` gives for the file."""
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=64)
def frozen_units(text: str) -> tuple[Unit, ...]:
    """The passages of a frozen text, kept for those who ask again."""
    return read_text(text).units


def canonical(entry: LogEntry) -> bytes:
    """The keys that an entry has, as JSON: sorted, no spaces, UTF-8."""
    values = entry.model_dump(mode="json", exclude_unset=True)
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def entry_digest(entry: LogEntry) -> str:
    """SHA-256 of an entry in canonical form."""
    return hashlib.sha256(canonical(entry)).hexdigest()


Broken = tuple[int, str, str, dict[str, object]]
"""Where a log is broken: entry, key, rule, what its message quotes."""


def broken_links(work: str, log: Sequence[LogEntry]) -> Iterator[Broken]:
    """Entries that do not follow from the ones before them."""
    previous: LogEntry | None = None
    for index, entry in enumerate(log):
        values: dict[str, object] = {"version": entry.version, "work": work}
        expected = next_label(previous, entry.reason)
        if entry.previous != (entry_digest(previous) if previous else None):
            yield index, "previous", "version-chain-broken", values
        if previous and entry.date < previous.date:
            yield index, "date", "version-date-backwards", values
        if entry.version != expected:
            yield index, "version", "version-label-wrong", {**values, "expected": expected}
        previous = entry


# Labels and time


def label_parts(version: str) -> tuple[int, int]:
    """`2.10` as (2, 10)."""
    first, second = version.split(".")
    return int(first), int(second)


def next_label(newest: LogEntry | None, reason: Reason) -> str:
    """What the version after `newest` is called: a legal change raises the first number."""
    if newest is None:
        return "1.0"
    first, second = label_parts(newest.version)
    return f"{first + 1}.0" if reason is Reason.legal_change else f"{first}.{second + 1}"


@dataclass(frozen=True, slots=True)
class State:
    """How the text of a work stands to its versions, in one language."""

    newest: LogEntry | None
    """None if nothing was released yet."""
    rendered: LogEntry | None
    """The newest version that this language renders; in the authoritative one, the newest."""
    draft: bool
    """Whether today's text is another than the one last frozen in this language."""

    @property
    def lags(self) -> bool:
        return self.rendered != self.newest

    @property
    def withdrawn(self) -> bool:
        return self.newest is not None and self.newest.reason is Reason.withdrawal


def state_of(log: Sequence[LogEntry], language: str, body: str | None) -> State:
    """The state of a text with Markdown `body`; None where the language has no text."""
    newest = log[-1] if log else None
    held = next((entry for entry in reversed(log) if language in entry.text), None)
    if newest and newest.reason is Reason.withdrawal:
        held = None
    today = None if body is None else text_digest(frozen_text(body))
    return State(
        newest=newest,
        rendered=next((entry for entry in reversed(log) if entry.renders(language)), None),
        draft=today != (held.text[language] if held else None),
    )


def period(log: Sequence[LogEntry], index: int) -> tuple[date, date | None]:
    """From which day on a version was the current one, and the day on which it ceased to be."""
    following = log[index + 1].date if index + 1 < len(log) else None
    return log[index].date, following


def pairs_to_compare(labels: Sequence[str], all_up_to: int = 10) -> list[tuple[str, str]]:
    """Which versions are compared: all pairs of a few; of many, neighbours and first with last."""
    if len(labels) <= all_up_to:
        return [(a, b) for i, a in enumerate(labels) for b in labels[i + 1 :]]
    ends = [(labels[0], labels[-1])]
    return ends + list(pairwise(labels))


# The publication log


def publication_log(logs: Logs) -> list[tuple[str, LogEntry]]:
    """Every entry with its work's id, oldest first; of one day by work, then label."""
    entries = [(work, entry) for work, log in logs.items() for entry in log]
    return sorted(entries, key=lambda e: (e[1].date, e[0], label_parts(e[1].version)))


def log_root(entries: Sequence[tuple[str, LogEntry]]) -> str:
    """Head of a publication log: whoever holds it can prove that no entry was rewritten.

    `entries` are oldest first. A leaf is the work's id, a line feed, the entry in canonical form.
    """
    return merkle_root([f"{work}\n".encode() + canonical(entry) for work, entry in entries])


def merkle_root(leaves: Sequence[bytes]) -> str:
    """Merkle tree hash of RFC 6962, section 2.1, in hexadecimal."""
    return tree_hash(leaves).hex()


def tree_hash(leaves: Sequence[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(LEAF + leaves[0]).digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    below = tree_hash(leaves[:half]) + tree_hash(leaves[half:])
    return hashlib.sha256(NODE + below).digest()


def log_file(work: str) -> str:
    """Where the log of the versions of a work lies below the content folder."""
    return f"{VERSIONS}{work}/log.yml"


@kept_by_corpus
def frozen_files(corpus: Corpus) -> Mapping[str, Sequence[str]]:
    """The frozen texts of each work."""
    found: dict[str, list[str]] = defaultdict(list)
    for work, version, language in corpus.frozen:
        found[work].append(f"{VERSIONS}{work}/{version}/{language}.md")
    return found
