"""The passages of an official document: each with its words, its id, and what is in doubt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from portal.enumerations import enumerated
from portal.findings import Finding
from portal.received import Line, doubt, words_of

PARTS = (
    *("quoc-hieu", "tieu-ngu", "co-quan", "so-ky-hieu", "ngay-ban-hanh", "kinh-gui", "ten-loai"),
    *("tieu-de", "mo-dau", "noi-nhan", "ky-thay", "chuc-vu", "da-ky", "nguoi-ky"),
    *("phu-luc", "kem-theo", "chu-thich", "bang"),
)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of the document: passages with ids, or a table with one."""

    line: Line
    passages: tuple[tuple[str, str], ...]
    """Words and id of each."""
    level: int = 0
    """Of a heading; 0 if it is none."""


@dataclass(slots=True)
class Facts:
    """What the head of a document says of it; None where it says nothing that can be read."""

    type: str | None = None
    number: str | None = None
    issued: date | None = None
    bodies: list[str] = field(default_factory=list)
    """The issuer block, the superior body first."""
    title: str | None = None


@dataclass(slots=True)
class Layout:
    """A document in its parts."""

    blocks: list[Block]
    facts: Facts
    doubts: list[Finding]

    @property
    def counts(self) -> Counter[str]:
        """How many passages there are of each part, by the first word of their ids."""
        return Counter(part_of(id_) for block in self.blocks for _, id_ in block.passages)


def part_of(unit_id: str) -> str:
    return next((p for p in PARTS if unit_id == p or unit_id.startswith(f"{p}-")), "noi-dung")


class Passages:
    """The passages of a document as they are named, one after another."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = [line for line in lines if not line.note]
        self.notes = [line for line in lines if line.note]
        self.at = 0
        """The line that is read next."""
        self.blocks: list[Block] = []
        self.doubts: list[Finding] = []
        self.facts = Facts()
        self.taken: set[str] = set()
        self.base = ""

    def put(self, line: Line, wanted: str, level: int = 0, text: str = "") -> None:
        made, number = f"{self.base}{wanted}", 1
        while made in self.taken:
            number += 1
            made = f"{self.base}{wanted}-{number}"
        self.taken.add(made)
        self.blocks.append(Block(line, ((text or words_of(line.text), made),), level))

    def put_counted(self, line: Line, name: str, parts: Sequence[str] = ()) -> None:
        """Passages that are numbered in their order: `mo-dau-1`, `mo-dau-2`."""
        passages = []
        for part in parts or [words_of(line.text)]:
            number = 1
            while f"{self.base}{name}-{number}" in self.taken:
                number += 1
            self.taken.add(f"{self.base}{name}-{number}")
            passages.append((part, f"{self.base}{name}-{number}"))
        self.blocks.append(Block(line, tuple(passages)))

    @property
    def here(self) -> Line | None:
        return self.lines[self.at] if self.at < len(self.lines) else None

    def parts(self, line: Line) -> list[str]:
        parts = enumerated(words_of(line.text)) if not line.rows else [line.text]
        if len(parts) > 1:
            self.doubts.append(doubt("import-split", line.place, count=len(parts)))
        return parts
