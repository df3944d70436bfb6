"""Numbers with their nouns: sentences that are right for one thing as well as for many."""

from __future__ import annotations

import re

CHOOSES = re.compile(r"\{\w+:[^{}|]*\|")


class Count(int):
    """A number that chooses the words after it.

    >>> ["{n:error|errors}".format(n=Count(n)) for n in (0, 1, 2)]
    ['0 errors', '1 error', '2 errors']
    """

    def __format__(self, spec: str) -> str:
        one, mark, many = spec.partition("|")
        return f"{int(self)} {one if self == 1 else many}" if mark else super().__format__(spec)


class Sentence(str):
    """Words of ours in which numbers choose their nouns."""

    __slots__ = ()

    def format(self, *values: object, **named: object) -> str:
        return super().format(*values, **{key: counted(value) for key, value in named.items()})


def sentence(words: str) -> str:
    """Words in which numbers choose their nouns, if there are any such."""
    return Sentence(words) if CHOOSES.search(words) else words


def counted(value: object) -> object:
    return Count(value) if type(value) is int else value
