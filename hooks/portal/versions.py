"""Versions of a text: the digests of its log, and one root over the logs of all works."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from portal.model import LogEntry

LEAF, NODE = b"\x00", b"\x01"
"""Prefixes of RFC 6962, section 2.1: a leaf can never be taken for a node."""


def canonical(entry: LogEntry) -> bytes:
    """An entry as bytes: JSON, keys sorted, no spaces, UTF-8. Its digest is SHA-256 over these."""
    values = entry.model_dump(mode="json")
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def entry_digest(entry: LogEntry) -> str:
    return hashlib.sha256(canonical(entry)).hexdigest()


def text_digest(text: str) -> str:
    """SHA-256 of a frozen text, as UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def label_parts(version: str) -> tuple[int, int]:
    """`2.10` as (2, 10)."""
    first, second = version.split(".")
    return int(first), int(second)


def next_labels(newest: LogEntry | None) -> tuple[str, ...]:
    """What the version after `newest` may be called: after a legal change, after anything else."""
    if newest is None:
        return ("1.0",)
    first, second = label_parts(newest.version)
    return (f"{first + 1}.0", f"{first}.{second + 1}")


def publication_log(
    logs: Mapping[str, Sequence[LogEntry]],
) -> list[tuple[str, LogEntry]]:
    """Every entry with its work's id, oldest first; of one day by work, then label."""
    entries = [(work, entry) for work, log in logs.items() for entry in log]
    return sorted(entries, key=lambda e: (e[1].date, e[0], label_parts(e[1].version)))


def log_root(logs: Mapping[str, Sequence[LogEntry]]) -> str:
    """Head of the publication log: whoever holds it can prove that no entry was rewritten.

    A leaf is the work's id, a line feed, and the entry in canonical form.
    """
    return merkle_root(
        [f"{work}\n".encode() + canonical(entry) for work, entry in publication_log(logs)]
    )


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
