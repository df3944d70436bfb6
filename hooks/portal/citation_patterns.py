"""How patterns of citations are built from the words of a language.

No pattern may run over a whole text: repetitions are bounded, and a part that repeats can match a
stretch of text in one way only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from portal.citation_numbers import UPPER
from portal.folding import FLAT

Forms = Mapping[str, Any]
"""The data of one language, from `citation_forms.yml`."""
ITEM = r"(?:\d{1,3}(?:\.\d{1,2}){0,2}[a-zđ]?(?:\(\w{1,2}\)){0,2}|[a-zđ]|[IVXL]{1,6})(?!\w)"
ASIDE = r"\([^()\d]{0,40}\)"
"""A remark in brackets: `Luật Đất đai (sửa đổi) năm 2013`."""
SHORT_PLACE = "(?:TP|TX)"
"""Abbreviations that end with a full stop and no sentence: `UBND TP. Huế`."""
SPACE, LOOSE_SPACE = r"\s{1,3}", r"\s{0,3}"
SOFT = r"(?>(?:ENDS)\n(?!\s)|\n(?![^\S\n]{0,9}(?:\n|[-+*•–|]|\d{1,3}[.)\s/]|[a-zđ]\)|STARTS)))"
"""A line end inside a sentence: the line ends with a word that needs another, or the next line
is neither empty nor an item of a list, nor begins like a sentence."""
MONTHS = "MONTHS"
"""Where patterns of the data have the names of the months."""


def issuer_pattern(data: Forms, types: Mapping[str, str], soft: str) -> str:
    """“của Bộ Tài chính”, up to what is no part of a body's name."""
    bodies = rf"\s{{1,3}}(?:{alternatives(data['bodies'])})(?!\w)"
    part = rf"\b{SHORT_PLACE}\.|[^\s;.:,()\[“”\"]{{1,30}}+|[^\S\n\t]|{soft}|,(?={bodies})"
    return (
        rf"\s{{0,3}},?\s{{0,3}}{data['of-issuer']}(?!(?i:{alternatives(types)})(?!\w))"
        rf"(?P<issuer>(?:{part}){{1,60}}?)(?=[\s;:.,()\[“”\"]|$)"
        rf"(?=\s{{1,3}}(?i:{alternatives(data['after-issuer'])})(?!\w)"
        rf"|\s{{0,3}}[;:()\[“”\"\t]|[^\S\n]{{0,3}}(?!{soft})\n"
        rf"|\s{{0,3}}(?<!\bTP)(?<!\bTX)\.|\s{{0,3}},(?!{bodies})|\s{{0,3}}$)"
    )


def title_pattern(data: Forms, soft: str) -> str:
    """“về việc …”, up to the end of the sentence or an alias."""
    return (
        rf"\s{{0,3}},?\s{{0,3}}[“\"]?(?P<title>(?i:{alternatives(data['title-starts'])})\s"
        rf"(?:[^\s;.(]{{1,30}}+|[.(]|[^\S\n]|{soft}){{1,180}}?)(?=[\s;.(]|$)"
        rf"(?=\s{{0,3}}(?:;|\.(?:\s|$)|$|\((?:{alternatives(data['alias-starts'])}))"
        rf"|[^\S\n]{{0,3}}(?!{soft})\n)"
    )


def pinpoint_pattern(data: Forms) -> str:
    """“điểm a khoản 2 Điều 5 của”, at the end of what stands before a citation."""
    pin = data["pinpoint"].replace("ITEM", ITEM)
    return (
        rf"(?<!\w)(?P<pin>(?i:{pin})(?:{data['pinpoint-joins']}(?i:{pin})){{0,6}})"
        rf"{data['pinpoint-end']}$"
    )


def law_pattern(data: Forms, types: Mapping[str, str], soft: str) -> str:
    """“Luật Giáo dục năm 2019”."""
    laws = alternatives(words for words, code in types.items() if code in data["named"])
    space, letters = rf"(?!{data['law-stops']})(?:[^\S\n]{{1,20}}+|{soft})", r"[^;.(),\d\s]{1,30}+"
    amending = rf"{letters}|,|{space}|{ASIDE}"
    part = rf"{letters}|,|(?!{data['next-law']}){space}|{ASIDE}"
    return (
        rf"(?<![^\W\d])(?=[{UPPER}])(?P<type>(?i:{laws}))(?!\s{{1,3}}(?:{data['no-law']})(?!\w))"
        rf"(?P<name>\s{{1,3}}(?:(?={data['amending']})(?:{amending}){{1,70}}?|(?:{part}){{1,70}}?))?"
        rf"(?:{data['law-year']})"
    )


def bare_pattern(data: Forms, types: Mapping[str, str]) -> str:
    """“Nghị định 43”, “công văn số 99”."""
    bare = alternatives(words for words, code in types.items() if code in data["bare"])
    with_word = {*data["bare"], *data["bare-with-word"]}
    said = alternatives(words for words, code in types.items() if code in with_word)
    word = rf"(?P<word>(?i:{data['number-word']}))\s{{0,2}}:?\s{{0,3}}"
    return (
        rf"(?<![^\W\d])(?:(?P<said>(?i:{said}))\s{{1,3}}{word}"
        rf"|(?=[{UPPER}])(?P<type>(?i:{bare}))[^\S\n]{{1,3}})"
        rf"(?P<digits>\d{{1,4}})(?:/(?P<year>(?:19|20)\d\d))?"
        rf"(?![\w/]|[.,:]\d|\s?[-‐‑‒–—−]\s?\w|\s?%)"
    )


def soft_line_end(data: Forms) -> str:
    """A line end inside a sentence of the language."""
    ends = "|".join(rf"(?<=\s{word})" for word in data["line-ends"])
    return SOFT.replace("ENDS", ends).replace("STARTS", alternatives(data["line-starts"]))


def unaccented(pattern: str) -> str:
    """A pattern for folded text: its letters without accents, its own signs as they are."""
    return "".join(c if c.isascii() else c.translate(FLAT) for c in pattern)


def alternatives(words: Iterable[str], between: str = SPACE) -> str:
    """Any of the words, the longest first, with white space between their parts."""
    ordered = sorted((str(word) for word in words), key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", between) for word in ordered)
