"""Numbers of documents: how they are written, and how they are typed.

State form `43/2011/NĐ-CP` and `26/CT-TTg`, Party form `29-NQ/TW`, the old `24-CP` and `35 TC/TCT`.
Every pattern is bounded, so that reading a text takes time in proportion to its length.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

UPPER = "A-ZĐÐƉÂÊÔƠƯ"
DASH = r"[-‐‑‒–—−]"
GLUED = r"(?:của|ngày|về|và|tại|được|quy|ban|kèm|sửa)(?![^\W\d])"
"""Words that lists copied from the web have without the space before them: `QĐ-TTgcủa`."""
LETTER = rf"(?!{GLUED})(?:[^\W_]|&)"
TOKEN = rf"[{UPPER}](?:{LETTER}){{0,19}}"
TYPES = "NQLT|NQ|NĐ|ND|QĐ|QD|TTLT|TTr|TT|CTr|CT|KH|KL|HD|TB|BC|BB|CV|ĐA|PA|QC|GP|PL"
"""First parts of symbols, which say the type."""
GAP = rf"(?:\s{{0,2}}(?:/|{DASH})|(?:/|{DASH})\s{{0,3}}|\.(?=[A-ZĐ]{{2,8}}(?![^\W_])))"
"""Between the parts of a symbol: a slash or dash with white space on one side, or a dot."""
FOLLOWING = rf"(?:(?<!\s){TOKEN}|(?<=\s)(?=\w{{0,6}}[{UPPER}]\w{{0,6}}[{UPPER}]){TOKEN})"
SPACED = rf"(?:{TYPES})(?:\s{{1,2}}{DASH}\s{{1,3}}|\.|\s\.\s)(?=[{UPPER}]{{2}}){TOKEN}"
"""A dash between spaces, or a dot, where only a type can stand before it: `NĐ - CP`, `QĐ.UBND`."""
SYMBOL = rf"(?:{SPACED}|(?:UBTV)?QH\s\d{{1,2}}(?![\w/.])|{TOKEN})(?:{GAP}{FOLLOWING}){{0,4}}"
LOOSE_PART = rf"(?:/|{DASH}|\.)(?:(?!{GLUED})(?i:[a-zđ&])){{2,12}}"
LOOSE = rf"(?i:{TYPES}|vbhn)(?:{LOOSE_PART}){{1,3}}(?!(?:/|{DASH})\w|(?!{GLUED})\w)"
"""Small and large letters mixed: `nđ-cp`, `Qđ-ubnd`."""
YEAR = rf"(?:19|20)\d\d|\d\d(?=\s?/\s?(?:{TYPES})(?:/|{DASH}))"
AFTER_YEAR = rf"\s?(?:(?:/|{DASH})\s{{0,2}}|(?<=[ ])(?={TOKEN}(?:/|{DASH})))"
NUMBER = re.compile(
    rf"""(?P<digits>\d(?<![\d/].)(?<!\d[.,:].)(?<![^\W_][‐‑‒–—−-].)(?<!\d[ ].)
    \d{{0,4}}(?:\.\d{{1,3}})?[A-ZĐa-zđ]?)
    (?:
      (?:\s?/\s{{0,2}}(?:(?P<year>{YEAR}){AFTER_YEAR})?                      # 43/2011/NĐ-CP
       |\s?{DASH}\s?(?P<dashed>(?:19|20)\d\d)\s?/\s?)                      # 43-2011/NĐ-CP
      (?P<state>{LOOSE}|{SYMBOL})
    | \s?{DASH}\s?                                                          # 02-CTr/TU
      (?P<party>{TOKEN}(?:\s?/\s?{TOKEN}|{DASH}{TOKEN}){{0,3}}(?:/nb)?)
    | \s?                                                                   # 35 TC/TCT
      (?P<spaced>{TOKEN}(?:(?:/|{DASH}){TOKEN}){{1,3}}|(?<=\s)(?:CP|HĐBT|TTg|SL|CT|UB))
    )(?!(?!{GLUED})\w)""",
    re.VERBOSE,
)
PARTY = "TW|TU|HU|QU|ĐU|ThU|BCS|BCSĐ"
"""Bodies of the Party, whose numbers have a dash before the type and a slash after it."""
PLAIN = str.maketrans({"Ð": "Đ", "Ɖ": "Đ", "ð": "đ"} | dict.fromkeys("‐‑‒–—−", "-"))
WRITTEN = {
    part.upper(): part for part in ("TTg", "CTr", "TTr", "NQ", "TT", "TTLT", "CT", "KH", "KL", "TB")
} | {
    "ND": "NĐ", "NĐ": "NĐ", "QD": "QĐ", "QĐ": "QĐ", "HDND": "HĐND", "HDBT": "HĐBT",
    "HDTP": "HĐTP", "BGDDT": "BGDĐT", "SGDDT": "SGDĐT", "BLDTBXH": "BLĐTBXH",
}  # fmt: skip
"""Parts of symbols that are often typed without the stroke of Đ, or in other letters."""


@lru_cache(maxsize=4096)
def normal(number: str) -> str:
    """A number as its issuer writes it: `26/CT- TTg` is 26/CT-TTg, `9/ND-CP` is 9/NĐ-CP."""
    text = unicodedata.normalize("NFC", number).translate(PLAIN).strip()
    text = re.sub(r"(?<=\d)\s+(?=[^\W\d_])", "/", text)
    text = re.sub(r"\s", "", text)
    text = re.sub(r"^(\d+)[/-]((?:19|20)\d\d)[/-](?=[^\W\d_])", r"\1/\2/", text)
    text = re.sub(rf"^(\d+[a-zđ]?)[/-]([^\W\d_]{{2,6}})[/-]({PARTY})$", r"\1-\2/\3", text)
    text = re.sub(r"(?<=[^\W\d_])\.(?=[^\W\d_])", "-", text)
    if text == text.lower():
        text = text[:1] + text[1:].upper() if re.match(r"\d+[a-zđ]/", text) else text.upper()
    parts = re.split(r"([/-])", text)
    return "".join(WRITTEN.get(part.upper(), part) for part in parts)


def symbol_parts(match: re.Match[str]) -> list[str]:
    """The parts of the symbol of a number that was found."""
    symbol = match["state"] or match["party"] or match["spaced"]
    return [part for part in re.split(rf"\s{{0,3}}(?:/|{DASH}|\.)\s{{0,3}}", symbol) if part]


def is_symbol(parts: Sequence[str]) -> bool:
    """Whether the parts of a symbol are abbreviations and no words."""
    return all(
        sum(c.isupper() for c in part) >= 2 or len(part.strip()) == 1 or part.islower()
        for part in parts
    )


def alike(number: str, other: str) -> bool:
    """Whether two numbers have a part of their symbols in common: one list, one issuer."""
    one, two = (set(re.findall(r"[^\W\d_]{2,}", normal(text))) for text in (number, other))
    return bool(one & two)
