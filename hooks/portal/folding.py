"""Text without case and diacritics, as people type it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

LOOK_ALIKES = str.maketrans("đðɖ", "ddd")
"""Letters that Unicode does not take apart."""


@lru_cache(maxsize=1 << 14)
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


def caseless(text: str) -> str:
    """A text without case, in which no offset moves."""
    folded = text.casefold()
    if len(folded) == len(text):
        return folded
    return "".join(one if len(one := c.casefold()) == 1 else c for c in text)


LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Said:
    """A text in the forms in which much is looked for."""

    folded: str
    """Without case."""
    words: frozenset[str]
    """Its words without case: runs of letters."""


@lru_cache(maxsize=4)
def said_in(text: str) -> Said:
    """Kept for the few who ask about one passage in turn."""
    folded = text.casefold()
    return Said(folded, frozenset(words_of_folded(folded)))


def words_in(text: str) -> list[str]:
    """The words of a text, runs of letters, those alike that `re.IGNORECASE` takes for alike."""
    return words_of_folded(text.casefold())


def words_of_folded(folded: str) -> list[str]:
    return LETTERS.findall(folded.replace("ı", "i").replace("i\u0307", "i"))


Key = TypeVar("Key", bound=Hashable)


class Phrases(Generic[Key]):
    """Many phrases at once: which of them a text could have, by its words.

    Each is filed under that word of it which the fewest share, so that nearly all are passed over
    unseen.
    """

    def __init__(self, phrases: Iterable[tuple[Key, str]]) -> None:
        split = [(key, frozenset(words_in(phrase))) for key, phrase in phrases]
        uses = Counter(word for _, words in split for word in words)
        self.wordless = frozenset(key for key, words in split if not words)
        self.by_word: dict[str, list[tuple[Key, frozenset[str]]]] = defaultdict(list)
        for key, words in split:
            if words:
                rarest = min(words, key=lambda word: (uses[word], word))
                self.by_word[rarest].append((key, words))

    def possible(self, words: frozenset[str]) -> frozenset[Key]:
        """The keys of the phrases all of whose words are among these."""
        return self.wordless | {
            key
            for word in words & self.by_word.keys()
            for key, phrase in self.by_word[word]
            if phrase <= words
        }


def flatten(text: str) -> str:
    """A composed text folded in place: no offset moves."""
    return text.translate(FLAT)
