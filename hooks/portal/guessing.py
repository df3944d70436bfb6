"""What somebody meant who wrote a name that there is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from portal.strings import all_strings

ENOUGH, ALIKE = 3, 0.6
"""How many names are proposed at most, and how alike they must be."""
MANY, BEGINNING = 500, 8
"""Of more names than this, only those that begin alike are compared."""


def near(name: str, known: Iterable[str]) -> list[str]:
    """The names most like one that there is not; those that it is a part of, too."""
    names = sorted(set(known) - {name})
    if len(names) > MANY:
        names = [other for other in names if other[:BEGINNING] == name[:BEGINNING]][:MANY]
    alike = get_close_matches(name, names, ENOUGH, ALIKE)
    whole = [other for other in names if len(name) >= BEGINNING and name in other]
    return list(dict.fromkeys([*alike, *whole]))[:ENOUGH]


def meant(name: str, known: Iterable[str]) -> Mapping[str, str]:
    """A question to stand after a sentence, in each language; nothing if no name is near."""
    return question(near(name, known))


def question(found: Iterable[str]) -> Mapping[str, str]:
    """Whether one of these was meant; nothing if there are none."""
    names = ", ".join(found)
    said = all_strings()["command"]["did-you-mean"]
    return {
        language: f" {words.format(expected=names)}" if names else ""
        for language, words in said.items()
    }
