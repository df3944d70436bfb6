"""Text without case and diacritics, as people type it."""

from __future__ import annotations

import re
import unicodedata

LOOK_ALIKES = str.maketrans("đðɖ", "ddd")
"""Letters that Unicode does not take apart."""


def fold(text: str) -> str:
    """Lower case, no diacritics, đ as d."""
    plain = unicodedata.normalize("NFD", text.casefold().translate(LOOK_ALIKES))
    return "".join(c for c in plain if not unicodedata.combining(c))


def slug(text: str, separator: str = "-") -> str:
    """Words in ASCII for an address."""
    return separator.join(re.findall(r"[a-z0-9]+", fold(text)))


class Flat(dict[int, str]):
    """A table for `str.translate`: each character folded where that leaves one character."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = fold(character)
        self[code] = folded if len(folded) == 1 else character
        return self[code]


FLAT = Flat()


WORD = re.compile(r"\w+")


def words_in(text: str) -> list[str]:
    """The words of a text, whatever their case, in order."""
    return WORD.findall(text.casefold())


def flatten(text: str) -> str:
    """A composed text folded in place: no offset moves."""
    return text.translate(FLAT)
