"""Texts of pages as a corpus holds them: names of passages at hand, their words on the shelf."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from sys import intern
from typing import overload

from portal.shelf import Shelved
from portal.units import Paragraph, Text, Unit, read_text, words_laid_aside


def read_shelved(body: Shelved, first_line: int) -> Text:
    """The text of a body that was laid aside; its words are laid aside as well."""
    units = read_body(body, first_line).units
    words = words_laid_aside(units)
    return Text(
        tuple(
            Unit(intern(unit.id), unit.line, unit.level, intern(unit.number), words, place)
            for place, unit in enumerate(units)
        ),
        ShelvedParagraphs(body, first_line),
    )


@lru_cache(maxsize=4)
def read_body(body: Shelved, first_line: int) -> Text:
    """The text with all its words, held for whoever asks for the paragraphs next."""
    return read_text(body.read().decode(), first_line)


class ShelvedParagraphs(Sequence[Paragraph]):
    """The paragraphs of a text, read anew for the few who ask."""

    __slots__ = ("body", "first_line")

    def __init__(self, body: Shelved, first_line: int) -> None:
        self.body = body
        self.first_line = first_line

    @property
    def paragraphs(self) -> Sequence[Paragraph]:
        return read_body(self.body, self.first_line).paragraphs

    @overload
    def __getitem__(self, index: int) -> Paragraph: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Paragraph]: ...
    def __getitem__(self, index: int | slice) -> Paragraph | Sequence[Paragraph]:
        return self.paragraphs[index]

    def __iter__(self) -> Iterator[Paragraph]:
        return iter(self.paragraphs)

    def __len__(self) -> int:
        return len(self.paragraphs)
