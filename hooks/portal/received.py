"""A document as it was received: its lines, whatever file they came in, and what is in doubt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from portal.findings import Finding
from portal.yaml_source import Place

UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f\x7f]")
"""Characters that nobody sees: they are no words, and would spoil search and comparison."""
RULE_LINE = re.compile(r"[\W_]{2,}")
"""A line drawn with characters, such as the one below the motto."""
TCVN3 = re.compile(
    r"[µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÒÕÓÔÖ×ÝØÜÞß«åèæçé¬êíëìîïóñòô­õøö÷ùúýûüþ](?=[a-z])|[a-z][µ¸¶·¹¨©®«¬]"
)
VNI = re.compile(r"[aeouy](?:[äøåáàïùûõâêôñ](?=[äøåáàïùûõ]|\w|\s))(?<![aeiouy]{3})")
MOJIBAKE = re.compile(r"á[º»][\x80-\xbf‚-›œžŸ€™]|Ä[‘\u0091]|Æ°|Ã[¡-¿]")
VIETNAMESE = re.compile(r"[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
LEGACY = (("UTF-8 → Latin-1", MOJIBAKE), ("TCVN3 (ABC)", TCVN3), ("VNI", VNI))


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph as received, or a whole table."""

    place: int
    """Line of the text that is kept among the sources."""
    text: str
    rows: tuple[tuple[str, ...], ...] = ()
    """Cells of a table, row by row; empty for a paragraph."""
    centred: bool = False
    bold: bool = False
    note: int = 0
    """Number of the footnote that it is; 0 if it is none."""


@dataclass(frozen=True, slots=True)
class Received:
    """What a file says."""

    lines: tuple[Line, ...]
    text: str
    """What is kept as text: a paragraph a line."""
    untouched: bool
    """Whether the text is the file itself, byte for byte."""
    doubts: tuple[Finding, ...] = ()


def doubt(rule: str, place: int, **values: object) -> Finding:
    """Something that a person should look at; its file is named where it is reported."""
    return Finding(rule, "", Place(max(place, 1)), values)


def tidy(text: str) -> str:
    """Composed, without what nobody sees."""
    return UNSEEN.sub("", unicodedata.normalize("NFC", text))


def words_of(text: str) -> str:
    """The words as the fidelity check compares them."""
    return " ".join(text.replace("**", "").split())


def is_rule_line(text: str) -> bool:
    """Whether a line is drawn, not written: `-------`, `* * *`."""
    return bool(RULE_LINE.fullmatch(text)) and not any(c in text for c in "()…")


def legacy_encoding(text: str) -> str | None:
    """The old encoding that a text was typed in, if it is not Unicode."""
    for name, pattern in LEGACY:
        found = len(pattern.findall(text))
        if found >= 3 and found > len(VIETNAMESE.findall(text)):
            return name
    return None


def unreadable(lines: Iterable[Line]) -> Finding | None:
    """Why there is nothing to read in a document."""
    text = "\n".join(line.text for line in lines)
    if not any(c.isalnum() for c in text):
        return doubt("import-empty", 1)
    encoding = legacy_encoding(text)
    return (
        doubt("import-legacy-encoding", 1, encoding=encoding, text=text[:80]) if encoding else None
    )


PAGE_NUMBER = re.compile(
    r"(?P<mark>[-–]\s*|Trang\s+)?(?P<number>\d{1,3})(?P<total>\s*/\s*\d{1,3})?\s*[-–]?"
)
PAGE_LINES = 12
"""How many lines a page has at least: numbers nearer to each other are those of a list."""


def page_numbers(lines: Sequence[tuple[int, str]], breaks: Collection[int]) -> list[int]:
    """The lines that hold nothing but the number of a page: each one more than the last.

    A bare number is one only where a page may end: beside one of `breaks`, the lines with a page
    break, or far from the last. Numbers in a column of a table stay words.
    """
    found: list[int] = []
    expected, last = 0, 0
    for index, (place, text) in enumerate(lines):
        match = PAGE_NUMBER.fullmatch(text)
        if not match:
            continue
        number = int(match["number"])
        at_break = any(near in breaks for near in (place - 1, place, place + 1))
        ends_page = match["mark"] or match["total"] or at_break or index - last >= PAGE_LINES
        if ends_page and (number == expected or (not found and number in (1, 2))):
            found.append(place)
            expected, last = number + 1, index
    return found
