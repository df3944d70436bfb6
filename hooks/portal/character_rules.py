"""Rules about characters: what people read must be what the file holds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from portal.findings import UNSEEN, Finding
from portal.written import FileRule, WrittenFile
from portal.yaml_source import Place

NO_BREAK = re.compile(
    "[\u00a0\u2007\u202f\u2002-\u2006\u2008-\u200a\u205f\u3000\u2028\u2029\u0085]+"
)
"""Spaces of other widths, and ends of line that are none."""
BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks of direction: with them a text shows other words, in another order, than it holds."""
NFC_AWAY = re.compile(r"\S+")
AROUND = 12
"""How many characters on both sides of an unseen one a message shows."""


def letters_are_composed(file: WrittenFile) -> Iterator[Finding]:
    """Search, digests and comparison see one letter where people see one: `ộ`."""
    if unicodedata.is_normalized("NFC", file.raw):
        return
    wrong = [
        (number, match)
        for number, line in enumerate(file.lines, start=1)
        if not unicodedata.is_normalized("NFC", line)
        for match in NFC_AWAY.finditer(line)
        if not unicodedata.is_normalized("NFC", match[0])
        and not file.is_of_source(number, match[0])
    ]
    if wrong:
        line, match = wrong[0]
        values: dict[str, object] = {"text": match[0], "count": len(wrong)}
        yield Finding("not-nfc", file.path, Place(line, match.start() + 1), values)


def characters_can_be_seen(file: WrittenFile) -> Iterator[Finding]:
    """What readers see, copy, search and compare must be what the file holds."""
    if is_seen(file.raw):
        return
    for number, line in enumerate(file.lines, start=1):
        hidden = [m for m in UNSEEN.finditer(line) if not file.is_of_source(number, m[0])]
        for rule, found in (
            ("direction-mark", [m for m in hidden if m[0] in BIDI]),
            ("invisible-character", [m for m in hidden if m[0] not in BIDI]),
            ("no-break-space", list(spaces_not_meant(file, number, line))),
        ):
            if found:
                values: dict[str, object] = {
                    "text": around(line, found[0]),
                    "name": name_of(found[0][0][0]),
                    "count": len(found),
                }
                yield Finding(rule, file.path, Place(number, found[0].start() + 1), values)


def is_seen(text: str) -> bool:
    """Whether every character is printed and no space is an odd one, as in most files."""
    return text.replace("\n", "").isprintable() and "\ufffc" not in text and "\ufffd" not in text


def spaces_not_meant(file: WrittenFile, number: int, line: str) -> Iterator[re.Match[str]]:
    """Spaces that do not break, but where they keep a figure with its word: `15 %`, `khoản 5`."""
    for match in NO_BREAK.finditer(line):
        before, after = line[: match.start()][-1:], line[match.end() :][:1]
        is_meant = match[0] in "\u00a0\u202f" and (
            (before.isdigit() and after.strip()) or (after.isdigit() and before.strip())
        )
        if not is_meant and not file.is_of_source(number, match[0]):
            yield match


def around(line: str, match: re.Match[str]) -> str:
    """An unseen character with what stands around it, made visible."""
    code = "".join(f"⟨U+{ord(c):04X}⟩" for c in match[0][:3])
    before = line[max(match.start() - AROUND, 0) : match.start()]
    return f"{before}{code}{line[match.end() : match.end() + AROUND]}"


def name_of(character: str) -> str:
    return unicodedata.name(character, "CONTROL CHARACTER")


CHARACTER_RULES: tuple[FileRule, ...] = (letters_are_composed, characters_can_be_seen)
