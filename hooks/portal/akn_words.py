"""Words of a unit in Akoma Ntoso: citations as references, notes where they belong, emphasis."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lxml.etree import SubElement, _Element

from portal.tables import rows_of
from portal.units import BOLD, HEADING, INLINE_MARKUP, ITALIC, ITALIC_LOW, Unit, plain_text

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold."""
CALLED = re.compile(r"[^\W\d]+(?: [^\W\d]+)? (?:\d+\w*|[IVXLC]+)(?:[.:](?= )|$)")
EMPHASIS = {BOLD: ("b", 2), ITALIC: ("i", 1), ITALIC_LOW: ("i", 1)}
"""Element of each kind of emphasis, and the group of its pattern that holds the words."""
OPEN, CLOSE = {"b": "\ue000", "i": "\ue001"}, {"b": "\ue002", "i": "\ue003"}
"""Marks around emphasised words, while their places are looked for."""
MARK = re.compile("[\ue000-\ue003]")


def child(parent: _Element, tag: str, **attributes: str) -> _Element:
    """A new last child of `parent`; attributes without value are left out. `lang` is `xml:lang`."""
    lang = attributes.pop("lang", "")
    said = {name.rstrip("_"): safe(value) for name, value in attributes.items() if value}
    made = SubElement(parent, f"{{{NAMESPACE}}}{tag}", said)
    if lang:
        made.set(XML_LANG, lang)
    return made


def safe(text: str) -> str:
    return text if text.isprintable() else NO_XML.sub("\ufffd", text)


def add_text(parent: _Element, text: str) -> None:
    """Text after all that `parent` holds already."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + safe(text)
    else:
        parent.text = (parent.text or "") + safe(text)


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a unit in an element: `ref`, `b` or `i`. Offsets count in the unit's plain text."""

    start: int
    end: int
    tag: str
    href: str = ""

    def holds(self, start: int, end: int) -> bool:
        return self.start <= start and end <= self.end


@dataclass(frozen=True, slots=True)
class PlacedNote:
    """An editor's note, to stand after the words that it is about."""

    at: int | None
    """Where these end; None where they cannot be found, as in a translation."""
    marker: str
    runs: Sequence[tuple[str, str]]
    """Its words, each run with the language that it is in, if not that of the expression."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a table of a unit, and where its words are in the unit's plain text."""

    markdown: str
    start: int
    end: int
    rows: Sequence[Sequence[str]]
    """Of a table; a paragraph has none."""


def blocks_of(unit: Unit) -> Iterator[Block]:
    at, written = 0, unit.markdown.split("\n\n")
    for markdown in written:
        text = plain_text(markdown) if len(written) > 1 else unit.text
        if text:
            yield Block(markdown, at, at + len(text), rows_of(markdown) or ())
            at += len(text) + 1


def number_end(unit: Unit, is_division: bool = False) -> int:
    """Where the words begin after the numbering that the source prints; 0 if it prints none.

    Of a division that its number calls by name, the name belongs to it: `Article 5.`
    """
    if is_division and unit.is_heading and not unit.number:
        called = CALLED.match(unit.text)
        return called.end() + 1 if called else 0
    printed = f"{unit.number} "
    is_numbered = unit.number and unit.text.startswith(printed) and not rows_of(unit.markdown)
    return len(printed) if is_numbered else 0


def emphasis_of(markdown: str, start: int) -> list[Span]:
    """Emphasised words of a piece of Markdown whose plain text begins at `start`."""
    if "*" not in markdown and "_" not in markdown:
        return []
    text = HEADING.sub("", markdown, count=1) if markdown.startswith("#") else markdown
    for pattern, words in INLINE_MARKUP:
        tag, group = EMPHASIS.get(pattern, ("", 0))
        text = pattern.sub(f"{OPEN[tag]}\\{group}{CLOSE[tag]}" if tag else words, text)
    text = " ".join(html.unescape(text).split())
    if MARK.sub("", text) != plain_text(markdown):
        return []
    spans: list[Span] = []
    opened: dict[str, int] = {}
    for before, mark in enumerate(MARK.finditer(text)):
        at = start + mark.start() - before
        for tag in ("b", "i"):
            if mark[0] == OPEN[tag]:
                opened[tag] = at
            elif mark[0] == CLOSE[tag] and tag in opened:
                spans.append(Span(opened.pop(tag), at, tag))
    return spans


class UnitWords:
    """Writes the words of one unit, piece by piece, with all that belongs to them."""

    def __init__(
        self, unit: Unit, eid: str, refs: Sequence[Span], notes: Sequence[PlacedNote]
    ) -> None:
        self.text = unit.text
        self.eid = eid
        self.blocks = tuple(blocks_of(unit))
        self.refs = refs
        self.spans = [*refs, *self.emphasis()]
        self.notes = list(notes)
        self.written = 0
        """How many references."""

    def emphasis(self) -> Iterator[Span]:
        for block in self.blocks:
            at = block.start
            for cell in (cell for row in block.rows for cell in row):
                yield from emphasis_of(cell, at)
                length = len(plain_text(cell))
                at += length + bool(length)
            if not block.rows:
                yield from emphasis_of(block.markdown, at)

    def write(self, parent: _Element, start: int, end: int) -> None:
        """The words from `start` to `end`; with the last words of the unit, all notes left."""
        if not (self.spans or self.notes) and start < end:
            add_text(parent, self.text[start:end])
            return
        edges = {start, end} | {
            min(max(edge, start), end)
            for edge in (
                *(edge for span in self.spans for edge in (span.start, span.end)),
                *(note.at for note in self.notes if note.at is not None),
            )
        }
        holder, ref = parent, None
        for left, right in pairwise(sorted(edges)):
            here = next((span for span in self.refs if span.holds(left, right)), None)
            if here is not ref:
                holder, ref = self.reference(parent, here) if here else parent, here
            inner = holder
            for tag in ("b", "i"):
                if any(s.tag == tag and s.holds(left, right) for s in self.spans):
                    inner = child(inner, tag)
            add_text(inner, self.text[left:right])
            self.place_notes(parent if not ref or right == ref.end else holder, left, right)
        if end == len(self.text):
            self.place_notes(parent, -1, end)

    def reference(self, parent: _Element, span: Span) -> _Element:
        self.written += 1
        return child(parent, "ref", eId=f"{self.eid}__ref_{self.written}", href=span.href)

    def place_notes(self, parent: _Element, after: int, up_to: int) -> None:
        """Notes on words that end in this stretch; `after` is negative for those left over."""
        for note in list(self.notes):
            if after < 0 or (note.at is not None and after < note.at <= up_to):
                self.notes.remove(note)
                eid = f"{self.eid}__authorialNote_{note.marker}"
                holder = child(
                    parent,
                    "authorialNote",
                    class_="editorial",
                    eId=eid,
                    marker=note.marker,
                    placement="side",
                )
                words = child(holder, "p")
                for text, language in note.runs:
                    add_text(child(words, "span", lang=language) if language else words, text)
