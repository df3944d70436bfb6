"""The parts of an official text as Akoma Ntoso names them: which element each unit is, and where.

An element is told from the unit's own id and numbering, so that a unit that does not change keeps
its eId from version to version.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from portal.tables import rows_of
from portal.units import Unit

NAMED = {
    "phan": "part",
    "chuong": "chapter",
    "muc": "section",
    "tieu-muc": "subsection",
    "dieu": "article",
}
"""Divisions by the word that their ids begin with."""
LEVELS = {1: "title", 2: "part", 3: "section", 4: "subsection"}
"""Headings that no word of an id names, by their level."""
NUMBERED = (
    (re.compile(r"[IVXLC]+\."), "part"),
    (re.compile(r"\d.*"), "clause"),
    (re.compile(r".\)"), "point"),
    (re.compile(r"[-+*]"), "indent"),
)
"""Passages that are no headings, by the numbering that the source prints."""
ABBREVIATIONS = {
    "article": "art",
    "chapter": "chp",
    "section": "sec",
    "subsection": "subsec",
    "alinea": "al",
    "hcontainer": "table",
}
"""What an eId calls an element, where it is not its name (Naming Convention 1.0, table of
abbreviations); the one container that we make holds a table."""
RECITAL = ("mo-dau",)
RECIPIENT = ("noi-nhan",)
CLOSING = (*RECIPIENT, "ky-thay", "chuc-vu", "nguoi-ky")


@dataclass(frozen=True, slots=True)
class Node:
    """A unit of the body with those below it."""

    unit: Unit
    children: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Structure:
    """A text in its parts, each in the order of the text; together they are the whole of it."""

    preface: Sequence[Unit]
    recitals: Sequence[Unit]
    body: Sequence[Unit]
    closing: Sequence[Unit]


def is_named(unit: Unit, names: Iterable[str]) -> bool:
    return any(unit.id == name or unit.id.startswith(f"{name}-") for name in names)


def structure_of(units: Sequence[Unit]) -> Structure:
    """Parts a text: what leads up to its title, recitals, body, recipients and signature."""
    heading = next((i for i, unit in enumerate(units) if unit.is_heading), None)
    has_title = heading is not None and units[heading].level == 1
    start = heading + 1 if has_title and heading is not None else 0
    recitals = list(takewhile(lambda unit: is_named(unit, RECITAL), units[start:]))
    rest = units[start + len(recitals) :]
    closing = list(takewhile(lambda unit: is_named(unit, CLOSING), reversed(rest)))
    return Structure(
        preface=units[:start],
        recitals=recitals,
        body=rest[: len(rest) - len(closing)],
        closing=closing[::-1],
    )


def tree_of(units: Sequence[Unit]) -> list[Node]:
    """The units of a body, those below headings and below passages with the same id before theirs.

    >>> tree_of([])
    []
    """
    roots: list[Node] = []
    path: list[Node] = []
    for unit in units:
        while path and not is_below(unit, path[-1].unit):
            path.pop()
        node = Node(unit)
        (path[-1].children if path else roots).append(node)
        path.append(node)
    return roots


def is_below(unit: Unit, above: Unit) -> bool:
    if above.is_heading:
        return not unit.is_heading or above.level < unit.level
    return not unit.is_heading and unit.id.startswith(f"{above.id}-")


def akn_ids(units: Sequence[Unit]) -> dict[str, str]:
    """The eId of each unit: unique, and made of the unit's own id, which it holds again as wId."""
    parts = structure_of(units)
    ids = {unit.id: f"preface__p_{unit.id}" for unit in parts.preface}
    ids |= {u.id: f"preamble__recs__rec_{rest_of(u.id, RECITAL)}" for u in parts.recitals}
    ids |= {unit.id: f"conclusions__p_{unit.id}" for unit in parts.closing}
    known = {unit.id for unit in parts.body}
    taken = set(ids.values())
    for unit in parts.body:
        above = nearest(unit.id, known.__contains__)
        short = rest_of(unit.id, [above] if above else [])
        kind = kind_of(unit, known)
        name = ABBREVIATIONS.get(kind, kind)
        number = rest_of(short, NAMED if is_division(short) else [])
        made = "__".join(part for part in (ids.get(above, ""), f"{name}_{number}") if part)
        ids[unit.id] = f"{name}_{unit.id}" if made in taken else made
        taken.add(ids[unit.id])
    return ids


def nearest(unit_id: str, is_there: Callable[[str], bool]) -> str:
    """The longest id that a unit's id begins with and that is there; empty if none is."""
    above = unit_id
    while "-" in above:
        above = above.rpartition("-")[0]
        if is_there(above):
            return above
    return ""


def rest_of(unit_id: str, names: Iterable[str]) -> str:
    """An id without the first of the names that it begins with."""
    return next((unit_id[len(n) + 1 :] for n in names if unit_id.startswith(f"{n}-")), unit_id)


def is_division(short: str) -> bool:
    """Whether an id, apart from that of the unit above, is a word for a division and its number."""
    number = rest_of(short, NAMED)
    return number != short and "-" not in number


def kind_of(unit: Unit, known: Collection[str]) -> str:
    """The element that a unit of the body is; `known` are the ids of the body."""
    if rows_of(unit.markdown):
        return "hcontainer"
    above = nearest(unit.id, known.__contains__)
    short = rest_of(unit.id, [above] if above else [])
    if is_division(short) and (unit.is_heading or not unit.number):
        return next(kind for name, kind in NAMED.items() if short.startswith(f"{name}-"))
    if unit.is_heading:
        return LEVELS.get(unit.level, "level")
    return next((k for form, k in NUMBERED if form.fullmatch(unit.number)), "alinea")


def passage_portion(passages: Sequence[str]) -> str:
    """What a passage is called in a text that we do not hold, by the ids from widest to narrowest.

    >>> passage_portion(["dieu-5", "dieu-5-2", "dieu-5-2-a"])
    'art_5__clause_2__point_a'
    """
    kinds = ("art", "clause", "point")
    numbers = [passage.rpartition("-")[2] for passage in passages]
    return "__".join(f"{kind}_{number}" for kind, number in zip(kinds, numbers, strict=False))
