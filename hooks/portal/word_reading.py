"""Walks through a Word document in the order in which it is read: lines and doubts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.etree import _Element

from portal.findings import Finding
from portal.received import UNSEEN, Line, doubt, is_rule_line, tidy, words_of
from portal.text_files import table_line
from portal.word_numbering import Numbering
from portal.word_package import WordPackage
from portal.word_runs import RunReader
from portal.word_styles import Styles, is_bold
from portal.word_tables import (
    blanks_before,
    cells_of,
    is_frame,
    is_merged,
    rows_in,
    width_of,
    words_in,
)
from portal.word_xml import ALTERNATIVES, DROPPED, TRANSPARENT, W, chosen, text_below

OF_TABLES = ("import-table", "import-table-merged", "import-layout-table")
"""What is told of a table that stands in a cell by telling it of the table around it."""
NAMED = 12
"""How many automatic numbers a message names."""


class WordReader:
    """Reads the body of a document, then what stands beside it."""

    def __init__(self, package: WordPackage) -> None:
        self.package = package
        self.styles = Styles(package.first("styles"))
        self.numbering = Numbering(package.first("numbering"), self.styles)
        self.runs = RunReader(self.styles, self.say, lambda: len(self.lines) + 1)
        self.lines: list[Line] = []
        self.doubts: list[Finding] = []
        self.carried = ""
        """Words of a paragraph whose end was deleted: they run on in the next one."""
        self.numbers: list[str] = []
        self.first_number = 0
        self.unseen = 0

    def read(self) -> None:
        self.blocks(self.package.body)
        self.put(self.carried, None)
        self.write_notes()
        self.doubts += self.package.comments(self.runs.commented)
        self.doubts += self.package.headers()
        if self.numbers:
            shown = self.numbers[:NAMED] + (["…"] if len(self.numbers) > NAMED else [])
            values = {"count": len(self.numbers), "numbers": shown}
            self.doubts.append(doubt("import-auto-number", self.first_number, **values))
        for rule, count in (("import-unseen", self.unseen), ("import-drawing", self.runs.drawn)):
            if count:
                self.doubts.append(doubt(rule, 1, count=count))

    def say(self, rule: str, **values: object) -> None:
        self.doubts.append(doubt(rule, self.runs.here(), **values))

    # Paragraphs

    def blocks(self, parent: _Element) -> None:
        for element in parent:
            if element.tag == f"{W}p":
                self.paragraph(element)
            elif element.tag == f"{W}tbl":
                self.table(element)
            elif element.tag in DROPPED:
                self.say("import-deleted", text=text_below(element))
            elif element.tag in TRANSPARENT:
                self.blocks(element)
            elif element.tag == ALTERNATIVES:
                self.blocks(chosen(element))
            else:
                self.put(self.runs.text_of([element]), None)

    def paragraph(self, element: _Element) -> None:
        properties = element.find(f"{W}pPr")
        text = self.runs.text_of(element)
        shown = self.numbering.shown_before(properties)
        if shown and (text.strip() or not shown.is_bullet):
            self.numbers.append(shown.text)
            self.first_number = self.first_number or len(self.lines) + 1
            text = f"{shown.text} {text.lstrip()}"
        text, self.carried = self.carried + text, ""
        if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
            self.carried = text  # its end is deleted: the next paragraph continues it
        else:
            self.put(text, element)
        self.write_boxes()

    def put(self, text: str, element: _Element | None) -> None:
        """Writes a paragraph, a line for each line break and page break of its own."""
        self.unseen += len(UNSEEN.findall(text.replace("\f", "")))
        for part in re.split(r"[\f\n\v]", text):
            words = words_of(tidy(part))
            if not words:
                continue
            if is_rule_line(words):
                self.say("import-rule-line", text=words)
                continue
            kept = "\t".join(filter(None, (words_of(tidy(run)) for run in part.split("\t"))))
            line = Line(
                len(self.lines) + 1,
                kept,
                centred=element is not None and self.styles.is_centred(element),
                bold=element is not None and is_bold(element),
            )
            self.lines.append(line)

    # Tables

    def table(self, table: _Element) -> None:
        rows = list(rows_in(table))
        for row in table.iterfind(f"{W}tr"):
            if row.find(f"{W}trPr/{W}del") is not None:
                self.say("import-deleted", text=text_below(row))
            elif row.find(f"{W}trPr/{W}ins") is not None:
                self.say("import-inserted", text=text_below(row, f"{W}t"))
        columns = max((len(list(cells_of(row))) for row in rows), default=0)
        words = words_in(table)
        framed = is_frame(columns, words)
        if columns == 1 or framed or (columns == 2 and not self.styles.has_borders(table)):
            if not framed:
                self.say("import-layout-table", text=words)
            cells = [list(cells_of(row)) for row in rows]
            for column in range(columns):
                for in_row in cells:
                    if column < len(in_row):
                        self.blocks(in_row[column])
        elif columns:
            self.data_table(table, rows)

    def data_table(self, table: _Element, rows: Sequence[_Element]) -> None:
        place = len(self.lines) + 1
        found: list[list[str]] = []
        for row in rows:
            texts = list(blanks_before(row))
            for cell in cells_of(row):
                texts += [self.cell(cell), *[""] * (width_of(cell) - 1)]
            found.append(texts)
        width = max(map(len, found))
        cells = tuple(tuple(row + [""] * (width - len(row))) for row in found)
        if not any(any(row) for row in cells):
            return
        self.doubts.append(doubt("import-table", place, rows=len(cells), columns=width))
        if is_merged(table):
            self.doubts.append(doubt("import-table-merged", place))
        self.lines.append(table_line(place, cells))

    def cell(self, cell: _Element) -> str:
        """The words of a cell, its paragraphs and the tables in it run together."""
        outside, self.lines = self.lines, list(self.lines)
        told = len(self.doubts)
        self.blocks(cell)
        inside, self.lines = self.lines[len(outside) :], outside
        self.doubts[told:] = [d for d in self.doubts[told:] if d.rule not in OF_TABLES]
        return words_of(" ".join(line.text for line in inside))

    # What stands beside the text

    def write_boxes(self) -> None:
        """Words of boxes and diagrams, after the paragraph that holds them."""
        boxes, self.runs.boxes = self.runs.boxes, []
        for box in boxes:
            is_drawn = box.tag != f"{W}txbxContent"
            text = text_below(box, *([str(box.tag)[:-1] + "t"] if is_drawn else [f"{W}t"]))
            self.say("import-text-box", text=text)
            self.put(text, None) if is_drawn else self.blocks(box)
        diagrams, self.runs.diagrams = self.runs.diagrams, []
        for words in map(self.package.diagram, diagrams):
            rule = "import-text-box" if words else "import-image"
            self.say(rule, text=" / ".join(words) or "–")
            for point in words:
                self.put(point, None)

    def write_notes(self) -> None:
        number = 0
        while number < len(self.runs.notes):  # a note may hold a note
            kind, note_id = self.runs.notes[number]
            number += 1
            for note in self.package.notes(kind, note_id):
                before = len(self.lines)
                self.blocks(note)
                new = self.lines[before:]
                text = f"[{number}] " + words_of(" ".join(line.text for line in new))
                self.lines[before:] = [Line(before + 1, text, note=number)]
                self.doubts.append(doubt("import-footnote", before + 1, text=text))
