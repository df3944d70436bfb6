"""The words of texts as the search compares them: `search-words.js` does the same for queries."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from portal.folding import LOOK_ALIKES

MARKS = re.compile("[\u0300-\u036f’']")
WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*|\d+")


def folded_words(text: str) -> list[str]:
    """The words of a text one after another, as they are compared."""
    return [word for match in WORD.findall(text) if (word := stem(folded(match)))]


def distinct_words(text: str) -> set[str]:
    """Each word of a text once, as it is compared."""
    return set(chain.from_iterable(map(words_between_spaces, set(text.split()))))


@lru_cache(maxsize=1 << 16)
def words_between_spaces(text: str) -> tuple[str, ...]:
    """Texts are made of the same few thousand; no word goes over a space."""
    return tuple(folded_words(text))


def folded(word: str) -> str:
    plain = MARKS.sub("", unicodedata.normalize("NFD", word)).lower().translate(LOOK_ALIKES)
    if word[0].isdigit():
        return plain.lstrip("0") or "0"
    return "".join(letter for letter in plain if letter.isalpha())


def stem(word: str) -> str:
    """English plurals are their singulars; no Vietnamese word ends in s."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    return f"{word[:-3]}y" if word.endswith("ies") else word[:-1]


def joined_words(number: str) -> Iterator[str]:
    """The figures and the letters of a number, for whoever leaves out what is between: `ndcp`."""
    words = folded_words(number)
    for parts in ([w for w in words if w.isdigit()], [w for w in words if not w.isdigit()]):
        if len(parts) > 1:
            yield "".join(parts)
