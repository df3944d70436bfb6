"""Tables of a Word file: their rows and cells, and which of them only set text in columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml.etree import _Element

from portal.word_xml import TRANSPARENT, W, text_below, value

HEAD = re.compile(
    r"^(cộng h[oò][aà]|đảng cộng sản|[đð]ộc lập\s*-|số\s*:.*/)", re.IGNORECASE | re.MULTILINE
)
CLOSING = re.compile(r"^(nơi nhận\s*:|(KT|TM|TL|TUQ)\.\s|\(đã ký\))", re.IGNORECASE | re.MULTILINE)
"""Words of tables that set the head or the end of a document in columns, with borders or not."""
WIDEST = 100
"""Columns that a cell spans at most: more are a slip of whatever wrote the file."""


def rows_in(parent: _Element) -> Iterator[_Element]:
    """Rows of a table that are not deleted, wherever they are wrapped."""
    for element in parent:
        if element.tag == f"{W}tr":
            if element.find(f"{W}trPr/{W}del") is None:
                yield element
        elif element.tag in TRANSPARENT:
            yield from rows_in(element)


def cells_of(row: _Element) -> Iterator[_Element]:
    for element in row:
        if element.tag == f"{W}tc":
            yield element
        elif element.tag in TRANSPARENT:
            yield from cells_of(element)


def words_in(table: _Element) -> str:
    """All words of a table, a paragraph a line."""
    return "\n".join(text_below(p, f"{W}t") for p in table.iter(f"{W}p"))


def is_frame(columns: int, words: str) -> bool:
    """Whether a table is the head or the end of a document, set in columns."""
    return columns <= 3 and bool(HEAD.search(words) or CLOSING.search(words))


def width_of(cell: _Element) -> int:
    """How many columns a cell spans."""
    return max(1, count_at(cell.find(f"{W}tcPr/{W}gridSpan")))


def blanks_before(row: _Element) -> Sequence[str]:
    """Empty cells that stand before the first one of a row."""
    return [""] * count_at(row.find(f"{W}trPr/{W}gridBefore"))


def count_at(element: _Element | None) -> int:
    number = value(element)
    return int(number) if number.isdigit() and int(number) < WIDEST else 0


def is_merged(table: _Element) -> bool:
    """Whether cells are merged, or hold tables of their own: on a page they are apart."""
    nested = any(other is not table for other in table.iter(f"{W}tbl"))
    return nested or any(e.tag in (f"{W}gridSpan", f"{W}vMerge") for e in table.iter())
