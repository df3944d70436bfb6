"""A large index of the search, which is split: where each word occurs, and what narrows results."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from portal.remembered import remembered
from portal.search_blocks import Block

SHARD = 48_000
"""Bytes, not compressed, from which on a file of postings is closed."""


class Shard(NamedTuple):
    """The postings of words that follow each other."""

    first: str
    text: str
    """As JSON."""


def shards(made: Sequence[Block]) -> Sequence[Shard]:
    """The postings of all words in files of about the same size."""
    return remembered.ask(lambda: tuple(shards_of(postings(made))), shards_of, *made)


def postings(made: Iterable[Block]) -> Iterator[tuple[str, str]]:
    """Where each word occurs: the first record, then the distances; in the order of the words."""
    found: dict[str, list[str]] = defaultdict(list)
    last: dict[str, int] = defaultdict(int)
    start = 0
    for block in made:
        for word, (first, steps, end) in block.words.items():
            found[word].append(f"{start + first - last[word]}{steps}")
            last[word] = start + end
        start += len(block.records)
    for word in sorted(found):
        yield word, ",".join(found[word])


def shards_of(words: Iterable[tuple[str, str]]) -> Iterator[Shard]:
    shard: list[str] = []
    size, begin = 0, ""
    for word, places in words:
        length = len(word) + 2 * (places.count(",") + 1)
        if shard and size + length > SHARD:
            yield Shard(begin, f"{{{','.join(shard)}}}")
            shard, size = [], 0
        begin = begin if shard else word
        shard.append(f'"{word}":[{places}]')
        size += length
    if shard:
        yield Shard(begin, f"{{{','.join(shard)}}}")


def columns(made: Sequence[Block]) -> dict[str, Any]:
    """What results are narrowed by, of all records: a table of values, and a place in it each."""

    def column(key: int) -> dict[str, Any]:
        runs = [(values[key], count) for block in made for values, count in block.columns]
        table = sorted({value for value, _ in runs})
        places = {value: [place] for place, value in enumerate(table)}
        return {
            "table": table,
            "places": [place for value, count in runs for place in places[value] * count],
        }

    return {key: column(place) for place, key in enumerate(("k", "ty", "is", "d"))}
