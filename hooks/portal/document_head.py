"""The head of an official document: who, what number, when, what type, what it is called."""

from __future__ import annotations

import re
from datetime import date

from portal.citation_numbers import normal
from portal.head_lines import columns, head_part, is_body_name, is_title_line, type_of
from portal.markers import (
    ADDRESSED,
    DATED,
    LOOSE,
    NUMBER,
    RECIPIENTS,
    is_capital,
    marker_of,
)
from portal.passages import Block, Passages
from portal.received import Line, doubt, words_of

HEAD_LINES = 30
"""Within how many lines a document says what it is."""
RECITAL = re.compile(r"(?:Căn cứ|Theo đề nghị|Xét|Thực hiện|Sau khi|Để )")
LETTER_TYPE = "cong-van"


class HeadReading(Passages):
    """Reads everything up to the first number of the body."""

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
