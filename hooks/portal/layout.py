"""The parts of an official document, as Decree 30/2020/NĐ-CP lays them out, each passage named.

Head, title, recitals, body, recipients and signature, and what is attached. Nothing is left out:
what fits nowhere becomes a passage all the same, and is said to be in doubt.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from portal.citation_numbers import NUMBER as CITED
from portal.citation_numbers import normal
from portal.findings import Finding
from portal.folding import fold
from portal.markers import (
    ADDRESSED,
    CAPACITY,
    DATED,
    LOOSE,
    MOTTO,
    NATIONAL_TITLE,
    NUMBER,
    RECIPIENTS,
    SIGNED,
    appendix_of,
    is_capital,
    is_closing,
    is_office,
    marker_of,
)
from portal.outline import Naming, grow, walk
from portal.received import Line, doubt, words_of
from portal.vocabulary import work_types

HEAD_LINES = 30
"""Within how many lines a document says what it is."""
FEWEST = 4
"""From how many enumerated documents on each gets an address of its own."""
RECITAL = re.compile(r"(?:Căn cứ|Theo đề nghị|Xét|Thực hiện|Sau khi|Để )")
ANEW = re.compile(
    r"(?:căn cứ|theo|thực hiện|triển khai|các văn bản|nhằm|xét|luật|bộ luật)\b", re.IGNORECASE
)
"""How a part of an enumeration begins that names a document without its number."""
NAME = re.compile(r"(?:(?:GS|PGS|TS|ThS|BS|KS|CN|LS|Thượng tá|Đại tá|Trung tá)\.?\s*)*"
                  r"[^\W\d_a-zà-ỹ][^\W\d_]*(?:\s+[^\W\d_a-zà-ỹ][^\W\d_]*){1,5}")  # fmt: skip
ABOUT = re.compile(r"(?:V/v|v/v|Về việc|về việc|Vv)\b")
SIDE_BY_SIDE = re.compile(
    r"(?<!\s)(?<!ngày)(?<!tháng)(?<!năm)(?<!số:)(?:[ ]*\t\s*|\s{4,})", re.IGNORECASE
)
"""What parts columns; a gap left for the pen, as in `ngày    tháng`, parts nothing."""
LETTER_TYPE = "cong-van"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of the document: passages with ids, or a table with one."""

    line: Line
    passages: tuple[tuple[str, str], ...]
    """Words and id of each."""
    level: int = 0
    """Of a heading; 0 if it is none."""


@dataclass(slots=True)
class Facts:
    """What the head of a document says of it; None where it says nothing that can be read."""

    type: str | None = None
    number: str | None = None
    issued: date | None = None
    bodies: list[str] = field(default_factory=list)
    """The issuer block, the superior body first."""
    title: str | None = None


@dataclass(slots=True)
class Layout:
    """A document in its parts."""

    blocks: list[Block]
    facts: Facts
    doubts: list[Finding]

    @property
    def counts(self) -> Counter[str]:
        """How many passages there are of each part, by the first word of their ids."""
        return Counter(part_of(id_) for block in self.blocks for _, id_ in block.passages)


PARTS = (
    *("quoc-hieu", "tieu-ngu", "co-quan", "so-ky-hieu", "ngay-ban-hanh", "kinh-gui", "ten-loai"),
    *("tieu-de", "mo-dau", "noi-nhan", "ky-thay", "chuc-vu", "da-ky", "nguoi-ky"),
    *("phu-luc", "kem-theo", "chu-thich", "bang"),
)


def part_of(unit_id: str) -> str:
    return next((p for p in PARTS if unit_id == p or unit_id.startswith(f"{p}-")), "noi-dung")


def lay_out(lines: Sequence[Line]) -> Layout:
    """The parts of a document whose paragraphs are whole."""
    return Reading(lines).read()


class Reading:
    """Goes through the lines once, from part to part."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = [line for line in lines if not line.note]
        self.notes = [line for line in lines if line.note]
        self.at = 0
        self.blocks: list[Block] = []
        self.doubts: list[Finding] = []
        self.facts = Facts()
        self.taken: set[str] = set()
        self.base = ""

    def read(self) -> Layout:
        self.head()
        self.title()
        self.address()
        self.recitals()
        self.body(level=2)
        while self.at < len(self.lines):
            self.attachment()
        for line in self.notes:
            self.put(line, f"chu-thich-{line.note}")
        return Layout(self.blocks, self.facts, self.doubts)

    # Passages

    def put(self, line: Line, wanted: str, level: int = 0, text: str = "") -> None:
        made, number = f"{self.base}{wanted}", 1
        while made in self.taken:
            number += 1
            made = f"{self.base}{wanted}-{number}"
        self.taken.add(made)
        self.blocks.append(Block(line, ((text or words_of(line.text), made),), level))

    def put_counted(self, line: Line, name: str, parts: Sequence[str] = ()) -> None:
        """Passages that are numbered in their order: `mo-dau-1`, `mo-dau-2`."""
        passages = []
        for part in parts or [words_of(line.text)]:
            number = 1
            while f"{self.base}{name}-{number}" in self.taken:
                number += 1
            self.taken.add(f"{self.base}{name}-{number}")
            passages.append((part, f"{self.base}{name}-{number}"))
        self.blocks.append(Block(line, tuple(passages)))

    @property
    def here(self) -> Line | None:
        return self.lines[self.at] if self.at < len(self.lines) else None

    def parts(self, line: Line) -> list[str]:
        parts = enumerated(words_of(line.text)) if not line.rows else [line.text]
        if len(parts) > 1:
            self.doubts.append(doubt("import-split", line.place, count=len(parts)))
        return parts

    # Head and title

    def head(self) -> None:
        """Everything up to the type of the document, if it says that at all."""
        end = next((i for i, ln in enumerate(self.lines[:HEAD_LINES]) if is_title_line(ln)), None)
        letter = next(
            (i for i, ln in enumerate(self.lines[:HEAD_LINES]) if ADDRESSED.match(ln.text)), None
        )
        if end is None and letter is None:
            first = next(
                (i for i, ln in enumerate(self.lines[:HEAD_LINES]) if not self.is_of_head(ln)), 0
            )
            end = first
            self.doubts.append(doubt("import-no-type", 1))
        is_letter = letter is not None and (end is None or letter < end)
        stop = letter if is_letter else end
        assert stop is not None
        if is_letter:
            self.facts.type = LETTER_TYPE
        for line in self.lines[:stop]:
            if line.rows:
                self.put_counted(line, "bang")
            else:
                self.head_line(line)
        self.at = stop
        if not self.facts.bodies:
            self.doubts.append(doubt("import-no-issuer", 1))

    def is_of_head(self, line: Line) -> bool:
        return not line.rows and all(head_part(words) != "" for words in columns(line.text))

    def head_line(self, line: Line) -> None:
        """A line of the head; columns that a text sets side by side are passages of one line."""
        found = columns(line.text)
        passages: list[tuple[str, str]] = []
        for words in found:
            name = head_part(words) or "co-quan"
            self.learn(name, words)
            if name == "tieu-de" and f"{self.base}tieu-de" not in self.taken:
                self.put(line, name, level=1) if len(found) == 1 else None
                if len(found) == 1:
                    return
            counted = name in ("co-quan", "dau")
            number, made = 1, f"{name}-1" if counted else name
            while made in self.taken:
                number += 1
                made = f"{name}-{number}"
            self.taken.add(made)
            passages.append((words, made))
            if name == "dau":
                self.doubts.append(doubt("import-head-unclear", line.place, id=made, text=words))
        self.blocks.append(Block(line, tuple(passages)))

    def learn(self, name: str, words: str) -> None:
        if name == "so-ky-hieu":
            match = NUMBER.match(words)
            number = normal(" ".join(match["number"].split())) if match else ""
            if re.fullmatch(r"\d+[/-]\S*\w|\d+/\d{4}/\S+", number):
                self.facts.number = number
            else:
                self.doubts.append(doubt("import-number-blank", 1, text=words))
        elif name == "ngay-ban-hanh":
            match = DATED.match(words)
            figures = (
                [re.sub(r"\s", "", match[k]) for k in ("day", "month", "year")] if match else []
            )
            try:
                day, month, year = map(int, figures)
                self.facts.issued = date(year, month, day)
            except ValueError:
                self.doubts.append(doubt("import-date-blank", 1, text=words))
        elif name == "co-quan":
            self.facts.bodies.append(words)
        elif name == "tieu-de":
            self.facts.title = self.facts.title or words

    def title(self) -> None:
        line = self.here
        if line is None or not is_title_line(line):
            return
        words = words_of(line.text)
        code, rest = type_of(words)
        self.facts.type = code
        self.at += 1
        if rest:
            self.put(line, "tieu-de", level=1)
            self.facts.title = words
        else:
            self.put(line, "ten-loai")
            following = self.here
            if following and self.may_be_title(following):
                self.put(following, "tieu-de", level=1)
                self.facts.title = words_of(following.text)
                self.at += 1
        while (following := self.here) and self.continues_title(following):
            self.put(following, "tieu-de")
            self.at += 1
        if self.facts.title is None:
            self.doubts.append(doubt("import-no-title", line.place))

    def may_be_title(self, line: Line) -> bool:
        text = words_of(line.text)
        after = self.lines[self.at + 1] if self.at + 1 < len(self.lines) else None
        authority = is_capital(text) and after and RECITAL.match(after.text) and is_body_name(text)
        return not (
            line.rows
            or RECITAL.match(text)
            or ADDRESSED.match(text)
            or marker_of(text)
            or text.endswith(";")
            or authority
        )

    def continues_title(self, line: Line) -> bool:
        text = words_of(line.text)
        in_brackets = text.startswith("(") and text.endswith(")")
        return in_brackets or (
            line.centred and not is_capital(text) and not RECITAL.match(text)
            and not marker_of(text) and not ADDRESSED.match(text) and not line.rows
        )  # fmt: skip

    def address(self) -> None:
        """To whom a letter is addressed."""
        line = self.here
        if line is None or not ADDRESSED.match(line.text):
            return
        self.put(line, "kinh-gui")
        self.at += 1
        if words_of(line.text).endswith(":"):
            while (following := self.here) and re.match(r"[-–+]|.*;$", following.text):
                self.put_counted(following, "kinh-gui")
                self.at += 1
                if following.text.endswith("."):
                    break

    def recitals(self) -> None:
        """What stands before the first number of the body; nothing if the body has none."""
        end = self.at
        while end < len(self.lines):
            line = self.lines[end]
            marker = None if line.rows else marker_of(words_of(line.text))
            if marker and marker.kind not in LOOSE:
                break
            if not self.blocks or line.rows or self.facts.type == LETTER_TYPE:
                return
            if RECIPIENTS.match(line.text):
                return
            end += 1
        if end == len(self.lines):
            return
        for line in self.lines[self.at : end]:
            self.put_counted(line, "mo-dau", self.parts(line))
        self.at = end

    # Body, end, attachments

    def body(self, level: int) -> None:
        start = self.at
        seen = self.facts.type == LETTER_TYPE
        while (line := self.here) is not None:
            text = words_of(line.text)
            if not line.rows:
                if self.is_closing_here(text, seen) or (
                    self.at > start and self.is_attachment(line)
                ):
                    break
                marker = marker_of(text)
                seen = seen or (marker is not None and marker.kind not in LOOSE)
            self.at += 1
        self.outline(self.lines[start : self.at], level)
        self.closing()

    def is_closing_here(self, text: str, seen: bool) -> bool:
        if RECIPIENTS.match(text):
            return True
        ahead = [words_of(line.text) for line in self.lines[self.at + 1 : self.at + 4]]
        return is_closing(text) and (seen or not any(map(RECITAL.match, ahead)))

    def outline(self, lines: Sequence[Line], level: int) -> None:
        nodes = grow([(line, self.parts(line)) for line in lines])
        naming = Naming(self.base, level, self.taken)
        naming.name(nodes)
        self.doubts += naming.doubts
        for node in walk(nodes):
            ids = [node.id, *(f"{node.id}-{n}" for n in range(1, len(node.parts)))]
            passages = tuple(zip(node.parts, ids, strict=True))
            self.blocks.append(Block(node.line, passages, node.level))

    def closing(self) -> None:
        """Recipients and signatures, in whatever order."""
        listing = False
        signed = False
        while (line := self.here) is not None:
            text = words_of(line.text)
            if line.rows:
                self.put_counted(line, "bang")
            elif self.is_attachment(line):
                return
            elif RECIPIENTS.match(text):
                listing = True
                self.put(line, "noi-nhan")
            elif SIGNED.fullmatch(text):
                self.put(line, "da-ky")
            elif is_office(text) or (signed and is_capital(text)):
                listing, signed = False, True
                self.put(line, "ky-thay" if CAPACITY.match(text) else "chuc-vu")
            elif listing and (re.match(r"[-–+•*]", text) or text.endswith((";", ".", ","))):
                self.put_counted(line, "noi-nhan")
            elif signed and NAME.fullmatch(text):
                self.put(line, "nguoi-ky")
            elif listing and not signed:
                self.put_counted(line, "noi-nhan")
            else:
                self.put_counted(line, "doan")
                made = self.blocks[-1].passages[0][1]
                said = {"id": made, "text": text[:80]}
                self.doubts.append(doubt("import-place-unclear", line.place, **said))
            self.at += 1

    def is_attachment(self, line: Line) -> bool:
        text = words_of(line.text)
        if line.rows:
            return False
        return bool(appendix_of(text)) or (bool(self.taken) and is_type_alone(text))

    def attachment(self) -> None:
        """An appendix, or a document that the main one issues: a part with ids of its own."""
        line = self.here
        assert line is not None
        text = words_of(line.text)
        marker = appendix_of(text)
        self.base = ""
        if marker and marker.label:
            name = f"phu-luc-{marker.label}"
        elif marker:
            name = "phu-luc"
        else:
            number = 1
            while f"kem-theo-{number}" in self.taken:
                number += 1
            name = f"kem-theo-{number}"
        self.put(line, name, level=2)
        self.base = f"{self.blocks[-1].passages[0][1]}-"
        self.at += 1
        self.body(level=3)


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


BODIES = re.compile(
    r"(?:UBND|HĐND|ỦY BAN|UỶ BAN|HỘI ĐỒNG|BỘ|SỞ|CHÍNH PHỦ|THỦ TƯỚNG|QUỐC HỘI|BAN|VĂN PHÒNG|TỔNG|"
    r"CỤC|CHI CỤC|VIỆN|TRƯỜNG|TRUNG TÂM|PHÒNG|THÀNH ỦY|TỈNH ỦY|ĐẢNG|TÒA|TOÀ|NGÂN HÀNG|THANH TRA|"
    r"KIỂM TOÁN|CHỦ TỊCH|GIÁM ĐỐC|HIỆU TRƯỞNG|CÔNG AN|LIÊN|ĐẠI HỌC|HỌC VIỆN|HỘI|THÀNH PHỐ|TỈNH|"
    r"HUYỆN|QUẬN|CÁC|ĐOÀN|BẢO HIỂM|KHO BẠC)\b"
)


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
