"""The parts of an official document, as Decree 30/2020/NĐ-CP lays them out, each passage named.

Head, title, recitals, body, recipients and signature, and what is attached. Nothing is left out:
what fits nowhere becomes a passage all the same, and is said to be in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from portal.document_head import LETTER_TYPE, RECITAL, HeadReading
from portal.head_lines import is_type_alone
from portal.markers import (
    CAPACITY,
    LOOSE,
    RECIPIENTS,
    SIGNED,
    appendix_of,
    is_capital,
    is_closing,
    is_office,
    marker_of,
)
from portal.outline import Naming, grow, walk
from portal.passages import Block, Layout
from portal.received import Line, doubt, words_of

NAME = re.compile(r"(?:(?:GS|PGS|TS|ThS|BS|KS|CN|LS|Thượng tá|Đại tá|Trung tá)\.?\s*)*"
                  r"[^\W\d_a-zà-ỹ][^\W\d_]*(?:\s+[^\W\d_a-zà-ỹ][^\W\d_]*){1,5}")  # fmt: skip


def lay_out(lines: Sequence[Line]) -> Layout:
    """The parts of a document whose paragraphs are whole."""
    return Reading(lines).read()


class Reading(HeadReading):
    """Goes through the lines once, from part to part."""

    def read(self) -> Layout:
        self.head()
        self.title()
        self.address()
        self.recitals()
        self.body(level=2)
        while self.at < len(self.lines):
            self.attachment()
        for line in self.notes:
            self.put(line, f"chu-thich-{line.note}")
        return Layout(self.blocks, self.facts, self.doubts)

    def body(self, level: int) -> None:
        start = self.at
        seen = self.facts.type == LETTER_TYPE
        while (line := self.here) is not None:
            text = words_of(line.text)
            if not line.rows:
                if self.is_closing_here(text, seen) or (
                    self.at > start and self.is_attachment(line)
                ):
                    break
                marker = marker_of(text)
                seen = seen or (marker is not None and marker.kind not in LOOSE)
            self.at += 1
        self.outline(self.lines[start : self.at], level)
        self.closing()

    def is_closing_here(self, text: str, seen: bool) -> bool:
        if RECIPIENTS.match(text):
            return True
        ahead = [words_of(line.text) for line in self.lines[self.at + 1 : self.at + 4]]
        return is_closing(text) and (seen or not any(map(RECITAL.match, ahead)))

    def outline(self, lines: Sequence[Line], level: int) -> None:
        nodes = grow([(line, self.parts(line)) for line in lines])
        naming = Naming(self.base, level, self.taken)
        naming.name(nodes)
        self.doubts += naming.doubts
        for node in walk(nodes):
            ids = [node.id, *(f"{node.id}-{n}" for n in range(1, len(node.parts)))]
            passages = tuple(zip(node.parts, ids, strict=True))
            self.blocks.append(Block(node.line, passages, node.level))

    def closing(self) -> None:
        """Recipients and signatures, in whatever order."""
        listing = False
        signed = False
        while (line := self.here) is not None:
            text = words_of(line.text)
            if line.rows:
                self.put_counted(line, "bang")
            elif self.is_attachment(line):
                return
            elif RECIPIENTS.match(text):
                listing = True
                self.put(line, "noi-nhan")
            elif SIGNED.fullmatch(text):
                self.put(line, "da-ky")
            elif is_office(text) or (signed and is_capital(text)):
                listing, signed = False, True
                self.put(line, "ky-thay" if CAPACITY.match(text) else "chuc-vu")
            elif listing and (re.match(r"[-–+•*]", text) or text.endswith((";", ".", ","))):
                self.put_counted(line, "noi-nhan")
            elif signed and NAME.fullmatch(text):
                self.put(line, "nguoi-ky")
            elif listing and not signed:
                self.put_counted(line, "noi-nhan")
            else:
                self.put_counted(line, "doan")
                made = self.blocks[-1].passages[0][1]
                said = {"id": made, "text": text[:80]}
                self.doubts.append(doubt("import-place-unclear", line.place, **said))
            self.at += 1

    def is_attachment(self, line: Line) -> bool:
        text = words_of(line.text)
        if line.rows:
            return False
        return bool(appendix_of(text)) or (bool(self.taken) and is_type_alone(text))

    def attachment(self) -> None:
        """An appendix, or a document that the main one issues: a part with ids of its own."""
        line = self.here
        assert line is not None
        text = words_of(line.text)
        marker = appendix_of(text)
        self.base = ""
        if marker and marker.label:
            name = f"phu-luc-{marker.label}"
        elif marker:
            name = "phu-luc"
        else:
            number = 1
            while f"kem-theo-{number}" in self.taken:
                number += 1
            name = f"kem-theo-{number}"
        self.put(line, name, level=2)
        self.base = f"{self.blocks[-1].passages[0][1]}-"
        self.at += 1
        self.body(level=3)
