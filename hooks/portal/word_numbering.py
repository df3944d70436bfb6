"""The numbers that Word shows before paragraphs and that stand nowhere in their text."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from lxml.etree import _Element

from portal.word_styles import Styles
from portal.word_xml import W, value

LEVELS = 9
ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L")),
    *((40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
SHOWN_BULLETS = "-–—+*•"
"""Bullets that are characters; others are symbols of a font, and become a dash."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list."""

    form: str
    text: str
    start: int
    all_decimal: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """What Word shows before a paragraph."""

    text: str
    is_bullet: bool


class Numbering:
    """Counts the automatic numbers of a document, paragraph by paragraph."""

    def __init__(self, numbering: _Element | None, styles: Styles) -> None:
        self.levels: dict[str, dict[int, Level]] = {}
        self.lists: dict[str, str] = {}
        """The abstract list of each list."""
        self.restarts: dict[tuple[str, int], int] = {}
        self.styles = styles
        self.counts: dict[str, list[int | None]] = defaultdict(lambda: [None] * LEVELS)
        self.begun: set[tuple[str, int]] = set()
        if numbering is not None:
            self.read(numbering)

    def read(self, numbering: _Element) -> None:
        for abstract in numbering.iterfind(f"{W}abstractNum"):
            key = abstract.get(f"{W}abstractNumId", "")
            self.levels[key] = dict(map(level_of, abstract.iterfind(f"{W}lvl")))
        for num in numbering.iterfind(f"{W}num"):
            key, abstract_id = num.get(f"{W}numId", ""), value(num.find(f"{W}abstractNumId"))
            self.lists[key] = abstract_id
            for override in num.iterfind(f"{W}lvlOverride"):
                level = number(override.get(f"{W}ilvl"), 0)
                start = override.find(f"{W}startOverride")
                if start is not None:
                    self.restarts[key, level] = number(value(start), 1)
                for own in override.iterfind(f"{W}lvl"):
                    self.lists[key] = f"{abstract_id} {key}"
                    self.levels[self.lists[key]] = {
                        **self.levels.get(abstract_id, {}),
                        **dict([level_of(own)]),
                    }

    def shown_before(self, properties: _Element | None) -> Shown | None:
        """The number of the next paragraph, given its properties."""
        key, depth = self.list_of(properties)
        abstract = self.lists.get(key, "")
        level = self.levels.get(abstract, {}).get(depth)
        if level is None:
            return None
        counts = self.counts[abstract]
        if (key, depth) in self.restarts and (key, depth) not in self.begun:
            counts[depth] = self.restarts[key, depth]
        else:
            before = counts[depth]
            counts[depth] = level.start if before is None else before + 1
        self.begun.add((key, depth))
        counts[depth + 1 :] = [None] * (LEVELS - depth - 1)
        if level.form == "bullet":
            return Shown(level.text if level.text in SHOWN_BULLETS and level.text else "-", True)
        if level.form == "none" and "%" not in level.text:
            return Shown(level.text, False) if level.text.strip() else None

        def figure(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            other = self.levels[abstract].get(place, level)
            count = counts[place]
            form = "decimal" if level.all_decimal else other.form
            return written(other.start if count is None else count, form)

        return Shown(re.sub(r"%([1-9])", figure, level.text), False)

    def list_of(self, properties: _Element | None) -> tuple[str, int]:
        """The list and level of a paragraph: its own, or those of its style."""
        key: str | None = None
        depth: int | None = None
        for found in self.styles.in_order(properties):
            numbering = found.find(f"{W}numPr")
            if numbering is not None:
                own, level = numbering.find(f"{W}numId"), numbering.find(f"{W}ilvl")
                if key is None and own is not None:
                    key = value(own)
                if depth is None and level is not None:
                    depth = number(value(level), 0)
        return key or "", min(depth or 0, LEVELS - 1)


def level_of(level: _Element) -> tuple[int, Level]:
    form = value(level.find(f"{W}numFmt")) or "decimal"
    text = value(level.find(f"{W}lvlText"))
    start = number(value(level.find(f"{W}start")), 1)
    return number(level.get(f"{W}ilvl"), 0), Level(
        form, text, start, level.find(f"{W}isLgl") is not None
    )


def number(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text) else otherwise


def written(count: int, form: str) -> str:
    """A count as a list shows it.

    >>> [written(4, form) for form in ("decimal", "upperRoman", "lowerLetter", "decimalZero")]
    ['4', 'IV', 'd', '04']
    """
    if form in ("upperRoman", "lowerRoman"):
        roman = ""
        for worth, letters in ROMAN:
            roman += letters * (count // worth)
            count %= worth
        return roman if form == "upperRoman" else roman.lower()
    if form in ("upperLetter", "lowerLetter") and count > 0:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    return f"{count:02}" if form == "decimalZero" else str(count)
