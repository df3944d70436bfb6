"""Addresses that moved: where each leads today, with all that is beneath it.

Addresses are below the language's root and end in `/`. The longest old address that begins another
one says where that one went.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile

Moves = Mapping[str, str]
"""New addresses by old ones."""


def covering(address: str, moves: Moves) -> str:
    """The longest old address that is this one or above it; empty if there is none.

    >>> covering("documents/a/parallel/", {"documents/a/": "documents/b/"})
    'documents/a/'
    """
    while address and address not in moves:
        address = address[: address.rstrip("/").rfind("/") + 1]
    return address


def steps(address: str, moves: Moves) -> Iterator[str]:
    """Where an address leads, and where that leads; in a circle, until it closes."""
    used: set[str] = set()
    while (old := covering(address, moves)) and old not in used:
        used.add(old)
        address = moves[old] + address.removeprefix(old)
        yield address


def redirects(moves: Moves) -> dict[str, str]:
    """Where each old address leads in the end; those in a circle are left out.

    Where something beneath a new address moved on, what stood there under the old one went with
    it: it has an entry of its own, so that one step is enough.
    """
    known, found = sorted(moves), {}
    for old in known:
        way = list(steps(old, moves))
        if covering(way[-1], moves):
            continue
        found[old] = way[-1]
        for new in way:
            for later in beneath(new, known):
                implied = old + later.removeprefix(new)
                *_, last = steps(implied, moves)
                if implied not in moves and not covering(last, moves):
                    found[implied] = last
    return dict(sorted(found.items()))


def old_pages(moves: Moves, pages: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The old address of every page that has one, with the address of the page."""
    leading, listed = redirects(moves), sorted(pages)
    for old, new in leading.items():
        for page in beneath(new, listed):
            address = old + page.removeprefix(new)
            if covering(address, leading) == old:
                yield address, page


def beneath(address: str, listed: Sequence[str]) -> Iterator[str]:
    """Of addresses in order, those that begin with one."""
    first = bisect_left(listed, address)
    return takewhile(lambda other: other.startswith(address), listed[first:])
