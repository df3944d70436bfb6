"""Paragraphs that name many documents, taken apart so that each has an address."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portal.citation_numbers import NUMBER as CITED

FEWEST = 4
"""From how many enumerated documents on each gets an address of its own."""
ANEW = re.compile(
    r"(?:căn cứ|theo|thực hiện|triển khai|các văn bản|nhằm|xét|luật|bộ luật)\b", re.IGNORECASE
)
"""How a part of an enumeration begins that names a document without its number."""


def enumerated(text: str) -> list[str]:
    """A paragraph that names many documents, one after another, in passages; else as one.

    >>> enumerated("Căn cứ một văn bản; và thêm một.")
    ['Căn cứ một văn bản; và thêm một.']
    """
    parts = outside_quotes(text, "; ")
    first = parts[0]
    colon = first.find(": ")
    if len(parts) >= FEWEST and colon > 0 and not CITED.search(first[:colon]):
        parts = [first[: colon + 1], first[colon + 2 :], *parts[1:]]
    parts = whole(parts)
    citing = sum(bool(CITED.search(part)) for part in parts)
    return parts if citing >= FEWEST and citing * 2 >= len(parts) else [text]


def whole(parts: Sequence[str]) -> list[str]:
    """Parts that name a document or begin like one; others run on from the part before."""
    made: list[str] = []
    for part in parts:
        if made and not CITED.search(part) and not ANEW.match(part):
            made[-1] += f" {part}"
        else:
            made.append(part)
    return made


def outside_quotes(text: str, mark: str) -> list[str]:
    """Splits a text after a mark that stands in no bracket or quotation."""
    parts, depth, start = [], 0, 0
    for index, character in enumerate(text):
        depth += (character in "(“") - (character in ")”")
        if depth <= 0 and text.startswith(mark, index):
            parts.append(text[start : index + 1])
            start = index + len(mark)
    return [*parts, text[start:]]
