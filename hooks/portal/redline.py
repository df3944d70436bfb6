"""What changed between two versions of a text: by unit, then by word."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from portal.units import Unit

TOKEN = re.compile(r"\w+(?:[./–-]\w+|(?<=\d),\d+)*|\s+|[^\w\s]")
"""A word, number, date or document number, whole; white space; one mark of punctuation."""
SAME_ID, OTHER_ID = 0.3, 0.6
"""How alike the words of two units must be to be one unit changed, from 0 to 1."""
COMMON = 40
"""Words that more units than this share say nothing about which unit became which."""


class Mark(StrEnum):
    """What became of some words."""

    same = "same"
    inserted = "inserted"
    deleted = "deleted"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that were kept, inserted or deleted together."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class UnitChange:
    """What became of a unit; the pieces, read in order, hold its old and its new text."""

    old: Unit | None
    """None if the unit was added."""
    new: Unit | None
    """None if the unit was removed."""
    pieces: tuple[Piece, ...]
    moved: bool = False
    """Whether it stands elsewhere among the units that both versions have."""

    @property
    def renumbered(self) -> bool:
        """Whether its number or its address is another."""
        if not (self.old and self.new):
            return False
        return (self.old.number, self.old.id) != (self.new.number, self.new.id)

    @property
    def reworded(self) -> bool:
        return any(piece.mark is not Mark.same for piece in self.pieces)

    @property
    def reformatted(self) -> bool:
        """Whether its words are the same and only their markup is another."""
        if not (self.old and self.new) or self.reworded:
            return False
        return self.old.markdown != self.new.markdown

    @property
    def unchanged(self) -> bool:
        return not (self.moved or self.renumbered or self.reworded or self.reformatted)


def redline(old: Sequence[Unit], new: Sequence[Unit]) -> tuple[UnitChange, ...]:
    """All units in the order of the new text; a removed one follows what it used to follow."""
    pairs = match_units(old, new)
    in_place = longest_rising([pairs[n] for n in sorted(pairs)])
    after: dict[int | None, list[UnitChange]] = defaultdict(list)
    kept = {o: n for n, o in pairs.items()}
    previous: int | None = None
    for o, unit in enumerate(old):
        if o in kept:
            previous = kept[o]
        else:
            after[previous].append(UnitChange(unit, None, (Piece(Mark.deleted, unit.text),)))
    changes = list(after[None])
    for n, unit in enumerate(new):
        if n in pairs:
            before = old[pairs[n]]
            pieces = tuple(compare_words(before.text, unit.text))
            changes.append(UnitChange(before, unit, pieces, moved=pairs[n] not in in_place))
        else:
            changes.append(UnitChange(None, unit, (Piece(Mark.inserted, unit.text),)))
        changes += after[n]
    return tuple(changes)


def apply(old: Sequence[Unit], changes: Sequence[UnitChange]) -> list[str]:
    """The texts of the new version, made of the old units and the redline alone.

    Raises:
        ValueError: the redline is not one of these units.
    """
    texts = {unit.id: unit.text for unit in old}
    result: list[str] = []
    for change in changes:
        rest, made = texts.pop(change.old.id) if change.old else "", ""
        for piece in change.pieces:
            if piece.mark is not Mark.inserted:
                if not rest.startswith(piece.text):
                    raise ValueError(f"{piece.text!r} does not stand in the old text")
                rest = rest[len(piece.text) :]
            if piece.mark is not Mark.deleted:
                made += piece.text
        if rest:
            raise ValueError(f"{rest!r} is neither kept nor deleted")
        if change.new:
            result.append(made)
    if texts:
        raise ValueError(f"nothing is said of {', '.join(texts)}")
    return result


# Which unit became which


def match_units(old: Sequence[Unit], new: Sequence[Unit]) -> dict[int, int]:
    """Index of the old unit for each new one that is not an addition.

    Units with the same words are the same; then those with the same id and similar words; then
    those whose words are alike.
    """
    pairs: dict[int, int] = {}
    taken: set[int] = set()

    def pair(n: int, o: int) -> None:
        pairs[n] = o
        taken.add(o)

    keys: tuple[Callable[[Unit], Hashable], ...] = (lambda u: (u.id, u.text), words_of)
    for same in keys:
        waiting: dict[Hashable, list[int]] = defaultdict(list)
        for o, unit in enumerate(old):
            if o not in taken:
                waiting[same(unit)].append(o)
        for n, unit in enumerate(new):
            if n not in pairs and waiting[same(unit)]:
                pair(n, waiting[same(unit)].pop(0))

    by_id = {unit.id: o for o, unit in enumerate(old) if o not in taken}
    for n, unit in enumerate(new):
        namesake = by_id.get(unit.id)
        if n not in pairs and namesake is not None and likeness(old[namesake], unit, SAME_ID):
            pair(n, namesake)

    left = [n for n in range(len(new)) if n not in pairs]
    for _, n, o in sorted(look_alikes(old, new, left, taken)):
        if n not in pairs and o not in taken:
            pair(n, o)
    return pairs


def look_alikes(
    old: Sequence[Unit], new: Sequence[Unit], left: Sequence[int], taken: set[int]
) -> Iterator[tuple[float, int, int]]:
    """Pairs of units alike enough, as (minus likeness, new, old); looks only at shared words."""
    index: dict[str, list[int]] = defaultdict(list)
    for o, unit in enumerate(old):
        if o not in taken:
            for word in set(words_of(unit)):
                index[word].append(o)
    for n in left:
        shared = Counter(
            o for w in set(words_of(new[n])) if len(index[w]) <= COMMON for o in index[w]
        )
        for o, _ in shared.most_common(5):
            alike = likeness(old[o], new[n], OTHER_ID)
            if alike and old[o].level == new[n].level:
                yield -alike, n, o


def words_of(unit: Unit) -> tuple[str, ...]:
    """The words of a unit without its number."""
    return tuple(unit.text.removeprefix(unit.number).split())


def likeness(one: Unit, other: Unit, least: float) -> float:
    """How much of their words two units share in the same order, up to 1; 0 if below `least`."""
    words, others = words_of(one), words_of(other)
    shared = (Counter(words) & Counter(others)).total()  # in any order, and soon counted
    if 2 * shared < least * (len(words) + len(others)):
        return 0.0
    ratio = SequenceMatcher(None, words, others, autojunk=False).ratio()
    return ratio if ratio >= least else 0.0


def longest_rising(values: Sequence[int]) -> set[int]:
    """A longest run of values that keep their order; the others have moved."""
    tails: list[int] = []
    links: dict[int, int | None] = {}
    for value in values:
        at = bisect_left(tails, value)
        links[value] = tails[at - 1] if at else None
        tails[at : at + 1] = [value]
    run: set[int] = set()
    last = tails[-1] if tails else None
    while last is not None:
        run.add(last)
        last = links[last]
    return run


# Which words changed


def compare_words(old: str, new: str) -> Iterator[Piece]:
    """Pieces of a unit's text; a deletion comes before the insertion that takes its place.

    Numbers, dates and document numbers are replaced whole. White space alone between two changes
    does not part them.
    """
    if old == new:
        yield from [Piece(Mark.same, old)] if old else ()
        return
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    cut, put = "", ""
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        left, right = "".join(before[i:j]), "".join(after[k:m])
        if kind == "equal" and (left.strip() or not (cut or put) or j == len(before)):
            yield from replaced(cut, put)
            yield Piece(Mark.same, left)
            cut, put = "", ""
        else:
            cut, put = cut + left, put + right
    yield from replaced(cut, put)


def replaced(cut: str, put: str) -> Iterator[Piece]:
    if cut:
        yield Piece(Mark.deleted, cut)
    if put:
        yield Piece(Mark.inserted, put)
