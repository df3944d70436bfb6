"""The outline of a text: which passage is below which, and what each is called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from portal.findings import Finding
from portal.markers import DIVISIONS, LOOSE, RANKS, Marker, follows, marker_of
from portal.received import Line, doubt, words_of

HEADING, CLAUSE_HEADING = 250, 150
"""How long a heading is at most, in characters."""
DEEPEST = 12
"""How many lists within lists are believed."""
SENTENCE = re.compile(r"[.;:,?!…]$|/\.$")
PLAIN = Marker("plain", "", 0, "")
NUMBERED = ("number", "number2", "number3", "bracket")


@dataclass(slots=True)
class Node:
    """A passage while its place is being found."""

    line: Line
    parts: Sequence[str]
    """Its text, in passages that run on."""
    marker: Marker
    children: list[Node] = field(default_factory=list)
    id: str = ""
    level: int = 0
    """Of a heading; 0 if it is none."""

    @property
    def text(self) -> str:
        return words_of(self.line.text)


def grow(lines: Sequence[tuple[Line, Sequence[str]]]) -> list[Node]:
    """The passages as trees, by their numbering."""
    roots: list[Node] = []
    path: list[Node] = []
    previous: Node | None = None
    for line, parts in lines:
        marker = PLAIN if line.rows else marker_of(words_of(line.text)) or PLAIN
        node = Node(line, parts, marker)
        opened = previous is not None and previous.text.endswith(":")
        climb(path, marker, opened)
        (path[-1].children if path else roots).append(node)
        if marker is not PLAIN:
            path.append(node)
        previous = node
    return roots


def climb(path: list[Node], marker: Marker, opened: bool) -> None:
    """Leaves on the path only what the passage is below; `opened`: the line before ends in `:`."""
    kinds = [node.marker.kind for node in path]
    if marker.kind in DIVISIONS:
        while path and not is_wider(path[-1].marker.kind, marker.kind):
            path.pop()
    elif marker.kind == "plain":
        inner = ("dash", "plus", "bullet", "point", "bracket")
        while path and path[-1].marker.kind in inner and not opened:
            path.pop()
    elif marker.kind in kinds:
        index = len(kinds) - 1 - kinds[::-1].index(marker.kind)
        begins = opened and marker.order == 1 and len(path) < DEEPEST
        if begins and path[-1].marker.kind not in LOOSE:
            return  # a list begins within the last of another
        del path[index:]
    elif not opened:
        while path and RANKS[path[-1].marker.kind] > RANKS[marker.kind]:
            path.pop()


def is_wider(kind: str, than: str) -> bool:
    return kind in DIVISIONS and DIVISIONS.index(kind) < DIVISIONS.index(than)


class Naming:
    """Gives each passage its id and says what it guessed."""

    def __init__(self, base: str, level: int, taken: set[str]) -> None:
        self.base = base
        """What the ids of a part of its own begin with: `phu-luc-1-`; empty in the main text."""
        self.level = level
        """Of its first headings."""
        self.taken = taken
        self.doubts: list[Finding] = []
        self.before: dict[tuple[str, str], Marker] = {}
        """The last marker of its kind, by parent for what begins anew in each."""

    def name(self, nodes: Sequence[Node], parent: Node | None = None) -> None:
        numbered = any(node.marker.kind in NUMBERED for node in nodes)
        loose = 0
        for node in nodes:
            if not node.line.rows:
                self.check_order(node, parent)
            if node.line.rows:
                node.id = self.unique(self.next_table(), node, said=False)
            elif node.marker.kind in LOOSE or not node.marker.label:
                loose += 1
                node.id = self.unique(self.loose_id(parent, loose, numbered), node)
            else:
                node.id = self.unique(self.numbered_id(node, parent), node)
            node.level = self.heading_level(node, parent)
            self.name_parts(node)
            self.name(node.children, node)

    def name_parts(self, node: Node) -> None:
        """Passages that run on take the first numbers below their paragraph."""
        for number in range(1, len(node.parts)):
            self.taken.add(f"{node.id}-{number}")

    def loose_id(self, parent: Node | None, count: int, numbered: bool) -> str:
        if parent is None:
            return (
                f"{self.base}{count}" if self.base and not numbered else f"{self.base}doan-{count}"
            )
        count += len(parent.parts) - 1
        return f"{parent.id}-doan-{count}" if numbered else f"{parent.id}-{count}"

    def numbered_id(self, node: Node, parent: Node | None) -> str:
        kind, label = node.marker.kind, node.marker.label
        if kind in ("phan", "dieu", "chuong"):
            flat = f"{self.base}{kind}-{label}"
            return f"{parent.id}-{kind}-{label}" if flat in self.taken and parent else flat
        if kind in DIVISIONS:
            return f"{parent.id if parent else self.base.rstrip('-')}-{kind}-{label}".lstrip("-")
        if parent is None:
            names = {"letter": f"phan-{label}", "roman": label}
            return self.base + names.get(kind, f"khoan-{label}")
        inner = re.sub(rf"^{re.escape(parent.marker.label)}-", "", label)
        short = kind in ("number2", "number3") and parent.marker.kind in NUMBERED
        return f"{parent.id}-{inner if short else label}"

    def next_table(self) -> str:
        number = 1
        while f"{self.base}bang-{number}" in self.taken:
            number += 1
        return f"{self.base}bang-{number}"

    def unique(self, wanted: str, node: Node, said: bool = True) -> str:
        made, number = wanted, 1
        while made in self.taken:
            number += 1
            made = f"{wanted}-lan-{number}"
        self.taken.add(made)
        if made != wanted and said:
            values = {"id": made, "wanted": wanted, "text": node.text}
            self.doubts.append(doubt("import-id-guessed", node.line.place, **values))
        return made

    def check_order(self, node: Node, parent: Node | None) -> None:
        """Says where a number is missing, or comes out of order."""
        marker = node.marker
        if marker.kind in LOOSE:
            return
        flat = marker.kind in ("phan", "chuong", "dieu")
        key = (marker.kind, "" if flat or parent is None else parent.id)
        before = self.before.get(key)
        self.before[key] = marker
        expected = (before.order if before else 0) + 1
        if marker.order == expected or (
            before and follows(marker.label, before.label, marker.kind)
        ):
            return
        if before and marker.order == before.order and marker.label != before.label:
            return  # Điều 5a after Điều 5
        values = {"label": marker.label, "before": before.label if before else "–"}
        self.doubts.append(
            doubt("import-number-skips", node.line.place, text=node.text[:80], **values)
        )

    def heading_level(self, node: Node, parent: Node | None) -> int:
        """Which heading a passage is; 0 if it is none."""
        if node.line.rows or len(node.parts) > 1 or (parent is not None and not parent.level):
            return 0
        kind, text = node.marker.kind, node.text
        level = min((parent.level if parent else self.level - 1) + 1, 6)
        sentence = bool(SENTENCE.search(text)) and bool(node.marker.title)
        if kind in ("phan", "chuong", "muc", "tieu-muc"):
            return level if len(text) <= HEADING else 0
        if kind in ("dieu", "roman", "letter"):
            capital = node.marker.title == node.marker.title.upper()
            return level if len(text) <= HEADING and (capital or not sentence) else 0
        if kind in ("number", "number2"):
            return level if node.children and not sentence and len(text) <= CLAUSE_HEADING else 0
        return 0


def walk(nodes: Sequence[Node]) -> Iterator[Node]:
    """The passages in the order of the text."""
    for node in nodes:
        yield node
        yield from walk(node.children)
