"""Tables as people write them in Markdown."""

from __future__ import annotations

import re

RULE = re.compile(r"\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*")
BAR = re.compile(r"(?<!\\)\|")


def rows_of(markdown: str) -> list[list[str]] | None:
    """The cells of a table, row by row, the head first; None if the text is no table."""
    lines = markdown.strip().split("\n")
    if len(lines) < 2 or "|" not in lines[0] or "|" not in lines[1]:
        return None
    if not RULE.fullmatch(lines[1].strip()):
        return None
    return [cells(line) for line in (lines[0], *lines[2:])]


def cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [cell.strip() for cell in BAR.split(inner)]
