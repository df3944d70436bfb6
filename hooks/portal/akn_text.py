"""The words of a text in Akoma Ntoso: preface, preamble, body, conclusions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from lxml.etree import _Element

from portal.akn_expressions import Expression
from portal.akn_iris import akn_kind
from portal.akn_metadata import signer_id, signing_of
from portal.akn_structure import (
    NAMED,
    RECIPIENT,
    Node,
    akn_ids,
    is_named,
    kind_of,
    structure_of,
    tree_of,
)
from portal.akn_words import Block, UnitWords, child, number_end
from portal.units import Unit, plain_text


class TextParts:
    """Writes the parts of a text into a document. Every unit is an element with its id as `wId`."""

    def __init__(self, text: Expression, source_language: str) -> None:
        self.text = text
        self.source = source_language
        self.ids = akn_ids(text.units)
        self.parts = structure_of(text.units)
        self.known = {unit.id for unit in self.parts.body}

    def write(self, document: _Element) -> None:
        language = self.text.language
        if self.parts.preface:
            self.preface(child(document, "preface", lang=language))
        if self.parts.recitals:
            holder = child(document, "preamble", lang=language)
            recitals = child(holder, "recitals", eId="preamble__recs")
            for unit in self.parts.recitals:
                self.numbered(child(recitals, "recital", **self.marks(unit)), unit)
        body = "body" if akn_kind(self.text.work) == "act" else "mainBody"
        holder = child(document, body, lang=language)
        for node in tree_of(self.parts.body):
            self.division(holder, node, language)
        if not len(holder):
            child(holder, "hcontainer", name="none")
        if self.parts.closing:
            self.conclusions(child(document, "conclusions", lang=language))

    def marks(self, unit: Unit, around: str = "") -> dict[str, str]:
        """Ids of a unit's element; its language, where that is not the one around it."""
        language = self.source if unit.id in self.text.foreign else self.text.language
        around = around or self.text.language
        return {
            "eId": self.ids[unit.id],
            "wId": unit.id,
            "lang": language if language != around else "",
        }

    def words(self, unit: Unit) -> UnitWords:
        refs, notes = self.text.refs.get(unit.id, ()), self.text.notes.get(unit.id, ())
        return UnitWords(unit, self.ids[unit.id], refs, notes)

    def preface(self, holder: _Element) -> None:
        for unit in self.parts.preface:
            line = child(holder, "p", **self.marks(unit))
            if unit.is_heading:
                line = child(line, "docTitle")
            elif unit.id == "ten-loai":
                line = child(line, "docType")
            self.words(unit).write(line, 0, len(unit.text))

    def numbered(self, holder: _Element, unit: Unit) -> None:
        """Number and paragraphs of a unit, in an element that takes both."""
        words = self.words(unit)
        start = self.number(holder, unit, words)
        for block in words.blocks:
            self.block(holder, block, words, start)

    @staticmethod
    def number(holder: _Element, unit: Unit, words: UnitWords, kind: str = "") -> int:
        """Writes the printed number, if there is one; where the words after it begin."""
        end = number_end(unit, is_division=kind in NAMED.values())
        if end:
            words.write(child(holder, "num"), 0, end - 1)
        return end

    def division(self, parent: _Element, node: Node, around: str) -> None:
        """A unit of the body with all that is below it."""
        unit, kind = node.unit, kind_of(node.unit, self.known)
        name = "table" if kind == "hcontainer" else ""
        holder = child(parent, kind, name=name, **self.marks(unit, around))
        words = self.words(unit)
        blocks, start = words.blocks, self.number(holder, unit, words, kind)
        if unit.is_heading and blocks:
            if start < blocks[0].end:
                words.write(child(holder, "heading"), start, blocks[0].end)
            blocks = blocks[1:]
        if blocks:
            inner = child(holder, "intro" if node.children else "content")
            for block in blocks:
                self.block(inner, block, words, start)
        here = self.source if unit.id in self.text.foreign else self.text.language
        for below in node.children:
            self.division(holder, below, here)

    def block(self, parent: _Element, block: Block, words: UnitWords, start: int) -> None:
        """A paragraph or a table; `start` is where the unit's words begin."""
        if block.rows:
            self.table(child(parent, "table"), block.rows, block.start, words)
        else:
            words.write(child(parent, "p"), max(block.start, start), block.end)

    @staticmethod
    def table(
        holder: _Element, rows: Sequence[Sequence[str]], start: int, words: UnitWords
    ) -> None:
        at = start
        for index, row in enumerate(rows):
            line = child(holder, "tr")
            for cell in row:
                paragraph = child(child(line, "td" if index else "th"), "p")
                length = len(plain_text(cell))
                if length:
                    words.write(paragraph, at, at + length)
                    at += length + 1

    def conclusions(self, holder: _Element) -> None:
        """Recipients as a list, signature as lines, in their order."""
        units = list(self.parts.closing)
        while units:
            run = list(takewhile(lambda unit: is_named(unit, RECIPIENT), units))
            if any(unit.id not in RECIPIENT for unit in run):
                self.recipients(holder, run)
            else:
                run = units[:1]
                self.signature(holder, run[0])
            units = units[len(run) :]

    def recipients(self, holder: _Element, units: Sequence[Unit]) -> None:
        made = child(holder, "blockList", eId=f"conclusions__list_{units[0].id}")
        for index, unit in enumerate(units):
            if not index and unit.id in RECIPIENT:
                line = child(made, "listIntroduction", **self.marks(unit))
                self.words(unit).write(line, 0, len(unit.text))
            else:
                self.numbered(child(made, "item", **self.marks(unit)), unit)

    def signature(self, holder: _Element, unit: Unit) -> None:
        line, signing = child(holder, "p", **self.marks(unit)), signing_of(unit)
        if signing:
            line = child(child(line, "signature"), signing[0], refersTo=f"#{signer_id(unit)}")
        self.words(unit).write(line, 0, len(unit.text))
