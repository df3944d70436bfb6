"""Reads plain text and Markdown as they are received."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from portal.findings import Finding
from portal.received import (
    UNSEEN,
    Line,
    Received,
    doubt,
    is_rule_line,
    page_numbers,
    tidy,
    unreadable,
    words_of,
)
from portal.tables import rows_of
from portal.units import ID_MARK, plain_text

BOMS = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))
BREAKS = re.compile(r"\r\n|\r|\n")
BEGINS = re.compile(r"#{1,6}\s|[-+*•–]\s|\d+(?:\.\d+)*[.)]\s|[a-zđ]\)\s|[IVXLC]+\.\s|>\s")
"""What begins a paragraph of its own in Markdown, with or without a blank line before it."""


def read_plain_text(data: bytes) -> Received | Finding:
    """A text in UTF-8, a paragraph a line."""
    text = decoded(data)
    if isinstance(text, Finding):
        return text
    doubts: list[Finding] = []
    kept = text.replace("\f", "")
    if "\f" in text:
        doubts.append(doubt("import-page-breaks", 1, count=text.count("\f")))
    if not unicodedata.is_normalized("NFC", kept):
        doubts.append(doubt("import-normalised", 1))
    unseen = UNSEEN.findall(kept.lstrip("\ufeff"))
    if unseen:
        doubts.append(doubt("import-unseen", 1, count=len(unseen)))
    written = [tidy(line) for line in BREAKS.split(kept)]
    breaks = {n for n, line in enumerate(BREAKS.split(text), start=1) if "\f" in line}
    filled = [(n, line.strip()) for n, line in enumerate(written, start=1) if line.strip()]
    pages = set(page_numbers(filled, breaks))
    lines: list[Line] = []
    bold = False
    for place, line in enumerate(written, start=1):
        words = words_of(line)
        if not words:
            bold ^= line.count("**") % 2 == 1
            continue
        if place in pages or is_rule_line(words):
            rule = "import-page-number" if place in pages else "import-rule-line"
            doubts.append(doubt(rule, place, text=words))
            written[place - 1] = ""
            continue
        if re.fullmatch(r"\d{1,4}", words):
            doubts.append(doubt("import-lone-number", place, text=words))
        opened = bold or line.lstrip().startswith("**")
        bold ^= line.count("**") % 2 == 1
        whole = opened and (bold or line.rstrip().endswith("**"))
        lines.append(Line(place, line.replace("**", "").strip(), bold=whole))
    problem = unreadable(lines)
    if problem:
        return problem
    untouched = not any(d.rule in TOUCHING for d in doubts)
    joined = text if untouched else "\n".join(written).rstrip("\n") + "\n"
    return Received(tuple(lines), joined, untouched, tuple(doubts))


TOUCHING = (
    "import-page-breaks",
    "import-normalised",
    "import-unseen",
    "import-page-number",
    "import-rule-line",
)
"""What makes the text that is kept another than the file; the file is then kept beside it."""


def read_markdown(data: bytes) -> Received | Finding:
    """A text in Markdown: its marks are left out, its words kept, a paragraph a line."""
    text = decoded(data)
    if isinstance(text, Finding):
        return text
    doubts: list[Finding] = []
    front = re.match(r"\ufeff?---\n.*?\n---\n", text.replace("\r\n", "\n"), re.DOTALL)
    body = text.replace("\r\n", "\n")
    if front:
        doubts.append(doubt("import-front-matter", 1, text=front[0]))
        body = body[front.end() :]
    lines: list[Line] = []
    for block in paragraphs(tidy(body)):
        place = len(lines) + 1
        rows = rows_of(block)
        if rows:
            cells = tuple(tuple(words_of(plain_text(cell)) for cell in row) for row in rows)
            lines.append(table_line(place, cells))
            continue
        words = words_of(plain_text(block))
        if is_rule_line(words):
            doubts.append(doubt("import-rule-line", place, text=words))
        elif words:
            bold = block.startswith("**") and block.endswith("**")
            lines.append(Line(place, words, bold=bold))
    problem = unreadable(lines)
    if problem:
        return problem
    return Received(tuple(lines), as_text(lines), False, tuple(doubts))


def table_line(place: int, rows: tuple[tuple[str, ...], ...]) -> Line:
    """A table as one line of text: cells apart by tabs, rows by two."""
    return Line(place, "\t\t".join("\t".join(filter(None, row)) for row in rows), rows)


def as_text(lines: list[Line]) -> str:
    return "".join(f"{line.text}\n" for line in lines)


def paragraphs(body: str) -> Iterator[str]:
    """Blocks, and within them what begins anew: list items, headings, hard line breaks."""
    for block in re.split(r"\n[ \t]*\n", body):
        block = "\n".join(ID_MARK.sub("", line) for line in block.split("\n")).strip("\n")
        if rows_of(block):
            yield block
            continue
        held: list[str] = []
        for line in block.split("\n"):
            if held and (BEGINS.match(line.strip()) or held[-1].endswith(("  ", "\\"))):
                yield " ".join(part.rstrip("\\").strip() for part in held)
                held = []
            held.append(line.lstrip("> ") if line.startswith(">") else line)
            if line.startswith("#"):
                yield line
                held = []
        if held:
            yield " ".join(part.rstrip("\\").strip() for part in held)


def decoded(data: bytes) -> str | Finding:
    """The text of a file in UTF-8, or what stands against reading it."""
    if not data.strip():
        return doubt("import-empty", 1)
    for mark, name in BOMS:
        if data.startswith(mark):
            return doubt("import-encoding", 1, encoding=name)
    if b"\x00" in data:
        return doubt("import-binary", 1)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return doubt("import-encoding", line, encoding="?")
