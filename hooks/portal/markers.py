"""What the lines of official documents begin with, as Decree 30/2020/NĐ-CP lays them out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.folding import fold

STROKES = str.maketrans("ÐƉð", "ĐĐđ")
"""Letters that are typed for Đ and look like it."""
DIVISIONS = ("phan", "chuong", "muc", "tieu-muc", "dieu")
"""Divisions with a word before their number, the widest first."""
ORDINALS = {"nhat": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "sau": 6, "bay": 7} | {
    "tam": 8,
    "chin": 9,
    "muoi": 10,
}
DIVISION = re.compile(
    r"""(?P<word>PHẦN|Phần|CHƯƠNG|Chương|TIỂU\ MỤC|Tiểu\ mục|MỤC|Mục|ĐIỀU|Điều)\s+
    (?:(?:thứ|THỨ)\s+)?
    (?P<number>[IVXLC]+|\d{1,4}[a-zđ]?|[A-ZĐ]|(?i:nhất|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười))
    (?P<end>[.:]|\s*[-–]\s|\s+|$)\s*(?P<title>.*)""",
    re.VERBOSE | re.DOTALL,
)
MARKERS = (
    ("roman", re.compile(r"([IVXLC]+)[.)/](?:\s+|(?=[^\W\d_]))")),
    ("letter", re.compile(r"([A-ZĐ])[.)/]\s+")),
    ("number3", re.compile(r"(\d{1,3}\.\d{1,3}\.\d{1,3})\.?\)?\s+")),
    ("number2", re.compile(r"(\d{1,3}\.\d{1,3})\.?\)?\s+")),
    ("number", re.compile(r"(\d{1,3})[./](?:\s+|(?=[^\W\d_]))")),
    ("bracket", re.compile(r"\(?(\d{1,3})\)\s+")),
    ("point", re.compile(r"\(?([a-zđ]|[a-z]{2}(?=\)))[)](?:\s+|(?=[^\W\d_]))")),
    ("dash", re.compile(r"[-–—](?:\s+|(?=[^\W\d_]))()")),
    ("plus", re.compile(r"\+(?:\s+|(?=[^\W\d_]))()")),
    ("bullet", re.compile(r"[*•·●▪■□o](?:\s+)()")),
)
RANKS = {kind: rank for rank, kind in enumerate((*DIVISIONS, *(name for name, _ in MARKERS)))} | {
    "letter": DIVISIONS.index("dieu") + 1,
    "roman": DIVISIONS.index("dieu") + 2,
    "number": DIVISIONS.index("dieu") + 3,
    "number2": DIVISIONS.index("dieu") + 4,
    "number3": DIVISIONS.index("dieu") + 5,
    "phu-luc": -1,
    "plain": 99,
}
"""How far within a text a marker belongs where nothing else says so."""
LOOSE = ("dash", "plus", "bullet", "plain")
"""What carries no number."""
ALPHABETS = (
    "a b c d dd e g h i k l m n o p q r s t u v x y",
    "a b c d e f g h i j k l m n o p q r s t u v w x y z",
)
"""The order of points in Vietnamese, and as Word counts them."""
NATIONAL_TITLE = re.compile(r"cong ho?a xa hoi chu nghia|cong hoa xa hoi|dang cong san viet nam")
MOTTO = re.compile(r"doc lap\W+tu do\W+hanh phuc")
NUMBER = re.compile(r"(?:Số|SỐ|Luật số|LUẬT SỐ|Nghị quyết số)\s*:\s*(?P<number>.*)", re.DOTALL)
BARE_NUMBER = re.compile(r"(?:Số)\s+(?P<number>\d{1,5}[/-]\S*[A-ZĐ]\S*)$")
DATED = re.compile(
    r"(?P<place>[^,]{0,60},)?\s*ngày\s*(?P<day>[\d.…_ ]{0,12})\s*tháng\s*(?P<month>[\d.…_ ]{0,12})"
    r"\s*năm\s*(?P<year>[\d.…_ ]{0,12})$",
    re.IGNORECASE,
)
ADDRESSED = re.compile(r"kính gửi\s*:?", re.IGNORECASE)
RECIPIENTS = re.compile(r"nơi nhận\s*:?", re.IGNORECASE)
SIGNED = re.compile(r"\(?\s*(?:[đð]ã k[ýí]|ký tên|signed)[^)]{0,40}\)?\.?", re.IGNORECASE)
CAPACITY = re.compile(r"(?:T/?M|K/?T|T/?L|TUQ|T/?UQ|Q)\s?\.|TM |KT |TL |TUQ |Q\. ")
OFFICE = re.compile(
    r"(?:PHÓ |QUYỀN )?(?:TỔNG |CHỦ |BỘ |THỨ |THỦ |HIỆU |CỤC |VỤ |CHI CỤC |VIỆN |BAN )?"
    r"(?:GIÁM ĐỐC|CHỦ TỊCH|TỊCH|TRƯỞNG|TƯỚNG|CHÁNH|BÍ THƯ|THỐNG ĐỐC|CHỦ NHIỆM|VIỆN TRƯỞNG|"
    r"TỔNG KIỂM TOÁN|THƯ KÝ|NGƯỜI KÝ)\b"
)
APPENDIX = re.compile(
    r"(?:PHỤ LỤC|Phụ lục)(?:\s+(?:SỐ |số )?(?P<number>[IVXLC]+|\d{1,3}|[A-Z]))?[.:]?"
    r"(?P<title>\s.*)?$",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Marker:
    """How a line is numbered."""

    kind: str
    label: str
    """For an id: `5`, `iv`, `a`; empty where there is no number."""
    order: int
    """Which one in its row it is; 0 where that cannot be said."""
    title: str
    """What follows."""


def division_of(text: str) -> Marker | None:
    """A part, chapter, section or article: `Chương II QUY ĐỊNH`, `Điều 5. Phạm vi`."""
    match = DIVISION.match(text.translate(STROKES))
    if not match:
        return appendix_of(text)
    kind = fold(match["word"]).replace(" ", "-")
    number = match["number"]
    title = match["title"].strip()
    if kind == "dieu" and (not number[0].isdigit() or (title and not match["end"].strip())):
        return None
    if title and not match["end"].strip() and not title.lstrip('“"(')[:1].isupper():
        return None  # a sentence that begins with the name of a division
    order = value_of(number)
    suffix = label_of(number[-1]) if number[0].isdigit() and number[-1].isalpha() else ""
    label = f"{order}{suffix}" if order else fold(number)
    return Marker(kind, label, order, title)


def appendix_of(text: str) -> Marker | None:
    match = APPENDIX.match(text)
    if not match or (text.startswith("Phụ") and not match["number"]):
        return None
    title = (match["title"] or "").strip()
    if title and title != title.upper() and not match["number"]:
        return None
    if text.startswith("Phụ") and title[:1].islower():
        return None  # a sentence about an appendix
    number = match["number"] or ""
    order = value_of(number) if number else 0
    return Marker("phu-luc", str(order) if order else fold(number), order, title)


def marker_of(text: str) -> Marker | None:
    """How a line is numbered; None if it is not."""
    division = division_of(text)
    if division:
        return division
    for kind, pattern in MARKERS:
        match = pattern.match(text.translate(STROKES))
        if match and match.end() < len(text):
            label = match[1]
            order = order_of(kind, label)
            if kind == "roman" and not order:
                continue
            return Marker(kind, spelled(kind, label, order), order, text[match.end() :].strip())
    return None


def spelled(kind: str, label: str, order: int) -> str:
    if kind == "bracket":
        return str(order)
    return label_of(label) if kind in ("point", "letter") else fold(label).replace(".", "-")


def label_of(letter: str) -> str:
    """A letter for an id: đ is `dd`, since d is another point."""
    return fold(letter.replace("đ", "dd").replace("Đ", "dd"))


def order_of(kind: str, label: str) -> int:
    if kind == "roman":
        return roman(label)
    if kind in ("point", "letter"):
        return ord(label[0].lower()) - ord("a") + 1 if len(label) == 1 and label.isascii() else 0
    return int(label.rpartition(".")[2]) if label else 0


def value_of(number: str) -> int:
    """`IV`, `4`, `4a`, `tư` as 4; 0 if it is none of them."""
    digits = re.match(r"\d+", number)
    if digits:
        return int(digits[0])
    return ORDINALS.get(fold(number), 0) or roman(number)


def roman(text: str) -> int:
    """The value of a Roman number in its right form, else 0."""
    if not re.fullmatch(r"(?=[IVXLC])(?:C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})", text):
        return 0
    worth = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}[c] for c in text]
    return sum(-a if a < b else a for a, b in zip(worth, [*worth[1:], 0], strict=True))


def follows(label: str, before: str, kind: str) -> bool:
    """Whether a point comes after another, in the Vietnamese alphabet or in that of Word."""
    if kind not in ("point", "letter"):
        return False
    rows = (
        "a b c d dd e g h i k l m n o p q r s t u v x y",
        "a b c d e f g h i j k l m n o p q r s",
    )
    return any(f" {before} {label} " in f" {row} " for row in rows)


def is_capital(text: str) -> bool:
    return text == text.upper() and any(c.isalpha() for c in text)


def is_head(text: str) -> bool:
    """Whether a line belongs to the head of a document: national title, motto, number, date."""
    plain = fold(text)
    return bool(
        (NATIONAL_TITLE.match(plain) and len(text) < 60)
        or MOTTO.match(plain)
        or (NUMBER.match(text) and len(text) < 60)
        or (DATED.match(text) and len(text) < 90)
        or ADDRESSED.match(text)
    )


def is_office(text: str) -> bool:
    """Whether a line says in what capacity, or with what office, somebody signs."""
    text = text.translate(STROKES)
    short = is_capital(text) and len(text) < 100 and not text.endswith((".", ";", ":"))
    return short and bool(CAPACITY.match(text) or OFFICE.match(text))


def is_closing(text: str) -> bool:
    """Whether a line begins the end of a document: recipients or signature."""
    return bool(RECIPIENTS.match(text) or SIGNED.fullmatch(text) or is_office(text))
