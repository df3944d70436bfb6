"""What a line of the head of a document is: national title, issuer, number, date, type."""

from __future__ import annotations

import re

from portal.folding import fold
from portal.markers import (
    DATED,
    MOTTO,
    NATIONAL_TITLE,
    NUMBER,
    is_capital,
)
from portal.received import Line, words_of
from portal.vocabulary import work_types

ABOUT = re.compile(r"(?:V/v|v/v|Về việc|về việc|Vv)\b")
SIDE_BY_SIDE = re.compile(
    r"(?<!\s)(?<!ngày)(?<!tháng)(?<!năm)(?<!số:)(?:[ ]*\t\s*|\s{4,})", re.IGNORECASE
)
"""What parts columns; a gap left for the pen, as in `ngày    tháng`, parts nothing."""
BODIES = re.compile(
    r"(?:UBND|HĐND|ỦY BAN|UỶ BAN|HỘI ĐỒNG|BỘ|SỞ|CHÍNH PHỦ|THỦ TƯỚNG|QUỐC HỘI|BAN|VĂN PHÒNG|TỔNG|"
    r"CỤC|CHI CỤC|VIỆN|TRƯỜNG|TRUNG TÂM|PHÒNG|THÀNH ỦY|TỈNH ỦY|ĐẢNG|TÒA|TOÀ|NGÂN HÀNG|THANH TRA|"
    r"KIỂM TOÁN|CHỦ TỊCH|GIÁM ĐỐC|HIỆU TRƯỞNG|CÔNG AN|LIÊN|ĐẠI HỌC|HỌC VIỆN|HỘI|THÀNH PHỐ|TỈNH|"
    r"HUYỆN|QUẬN|CÁC|ĐOÀN|BẢO HIỂM|KHO BẠC)\b"
)


def head_part(text: str) -> str:
    """Which part of the head a line is; empty if it is none."""
    words = words_of(text)
    plain = fold(words)
    if NATIONAL_TITLE.match(plain):
        return "quoc-hieu"
    if MOTTO.match(plain):
        return "tieu-ngu"
    if NUMBER.match(words):
        return "so-ky-hieu"
    if DATED.match(words):
        return "ngay-ban-hanh"
    if ABOUT.match(words):
        return "tieu-de"
    return ("co-quan" if is_body_name(words) else "dau") if is_capital(words) else ""


def is_body_name(text: str) -> bool:
    return bool(BODIES.match(text))


def columns(text: str) -> list[str]:
    """What a text sets side by side with tabs or many spaces."""
    return [words_of(part) for part in SIDE_BY_SIDE.split(text) if part.strip()] or [text]


def type_of(text: str) -> tuple[str | None, str]:
    """The type that a title line names, and what it says beyond that."""
    found = sorted(work_types().items(), key=lambda item: -len(item[1]["vi"]))
    plain = fold(text).rstrip(" :.")
    for code, words in found:
        name = fold(words["vi"])
        if plain == name:
            return code, ""
        if plain.startswith(f"{name} "):
            return code, text[len(words["vi"]) :].strip()
    return None, ""


def is_title_line(line: Line) -> bool:
    """Whether a line says what a document is: `KẾ HOẠCH`, `QUYẾT ĐỊNH`; with more in capitals."""
    text = words_of(line.text)
    code, rest = type_of(text)
    first = text[: len(work_types()[code]["vi"])] if code else ""
    named = code is not None and (is_capital(first) or not rest)
    return named and not line.rows and not text.endswith(";")


def is_type_alone(text: str) -> bool:
    code, rest = type_of(text)
    return code is not None and not rest and is_capital(text) and not text.endswith(":")
