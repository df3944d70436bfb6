"""One pattern for many words, in which looking for all of them costs what looking for one does."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

Tree: TypeAlias = "dict[str, Tree]"
"""Words by their letters: those that begin alike share the way; the key `""` ends one."""


def any_of(words: Iterable[str], between: str = r"\ ") -> str:
    """Any of the words, of those that begin alike the longest, with `between` for each space.

    It matches nothing if there are none.
    """
    root: Tree = {}
    for word in words:
        node = root
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}
    return pattern_of(root, between) if root else "(?!)"


def pattern_of(node: Tree, between: str) -> str:
    """What may follow the letters that lead to a node."""
    start = ""
    while len(node) == 1 and "" not in node:  # no nesting where nothing branches
        letter, node = next(iter(node.items()))
        start += escaped(letter, between)
    ways = [
        escaped(letter, between) + pattern_of(after, between)
        for letter, after in sorted(node.items())
        if letter
    ]
    if not ways:
        return start
    return f"{start}(?:{'|'.join(ways)}){'?' if '' in node else ''}"


def escaped(letter: str, between: str) -> str:
    return between if letter == " " else re.escape(letter)
