"""A large index of the search, which is split: where each word occurs, and what narrows results."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from portal.remembered import remembered
from portal.search_blocks import Block, Columns, encoded

SHARD = 48_000
"""Bytes, not compressed, from which on a file of postings is closed."""
COLUMNS = ("k", "ty", "is", "d")
"""What the values of `Columns` are called in the index."""


class Shard(NamedTuple):
    """The postings of words that follow each other."""

    first: str
    text: str
    """As JSON."""


class Split:
    """What a large index has besides its records, noted while these go by block by block."""

    def __init__(self) -> None:
        self.runs: list[tuple[Columns, int]] = []
        self.postings = Postings()
        self.made: list[Block] = []
        """All blocks, while somebody edits: they are remembered anyway."""

    def records_of(self, made: Iterable[Block]) -> Iterator[str]:
        """The records of blocks one after another."""
        for block in made:
            self.runs += block.columns
            if remembered.keeps:
                self.made.append(block)
            else:
                self.postings.add(block)
            yield from block.records

    def shards(self) -> Iterable[Shard]:
        """The postings of all words in files of about the same size; to be asked for once."""
        if not remembered.keeps:
            return shards_of(self.postings.in_order())
        made = self.made
        return remembered.ask(lambda: tuple(shards_of(Postings(made).in_order())), Split, *made)

    def columns(self) -> str:
        """What results are narrowed by, as JSON: a table of values, and of each record a place."""
        return f"{{{','.join(map(self.column, range(len(COLUMNS)), COLUMNS))}}}"

    def column(self, key: int, name: str) -> str:
        table = sorted({values[key] for values, _ in self.runs})
        places = {value: f",{place}" for place, value in enumerate(table)}
        told = "".join([places[values[key]] * count for values, count in self.runs])
        return f'"{name}":{{"table":{encoded(table)},"places":[{told[1:]}]}}'


class Postings:
    """Where each word occurs: the first record, then the distances."""

    def __init__(self, made: Iterable[Block] = ()) -> None:
        self.found: dict[str, bytearray] = defaultdict(bytearray)
        """As they stand in the file, with a comma before each."""
        self.last: dict[str, int] = defaultdict(int)
        self.records = 0
        for block in made:
            self.add(block)

    def add(self, block: Block) -> None:
        found, last, start = self.found, self.last, self.records
        for word, (first, steps, end) in block.words.items():
            found[word] += b",%d%b" % (start + first - last[word], steps)
            last[word] = start + end
        self.records += len(block.records)

    def in_order(self) -> Iterator[tuple[str, str]]:
        """Gives away the words with their places, in the order of the words."""
        self.last.clear()
        for word in sorted(self.found):
            yield word, self.found.pop(word)[1:].decode()


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
