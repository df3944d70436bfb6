"""Fidelity: does a published text say exactly what the received source says?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise, zip_longest

from portal.units import Paragraph


@dataclass(frozen=True, slots=True)
class Join:
    """A paragraph that the source breaks across two pages, and that we publish whole."""

    before: str
    """How the first part ends."""
    after: str
    """How the second part begins."""


@dataclass(frozen=True, slots=True)
class SourceParagraph:
    """A paragraph of the received text, page breaks repaired."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where text and source part: either side is None where it has nothing."""

    source: SourceParagraph | None
    published: Paragraph | None


def read_source(text: str, joins: Sequence[Join] = ()) -> tuple[SourceParagraph, ...]:
    """The paragraphs of a received text: each line that is not blank is one, joins apart.

    The source's own marks for bold type (`**`) are not words.
    """
    paragraphs: list[SourceParagraph] = []
    for line, content in enumerate(re.split(r"\r\n|\r|\n", text.lstrip("\ufeff")), start=1):
        words = " ".join(unicodedata.normalize("NFC", content).replace("**", "").split())
        if not words:
            continue
        last = paragraphs[-1] if paragraphs else None
        if last and any(last.text.endswith(j.before) and words.startswith(j.after) for j in joins):
            paragraphs[-1] = SourceParagraph(last.line, f"{last.text} {words}")
        else:
            paragraphs.append(SourceParagraph(line, words))
    return tuple(paragraphs)


def unused_joins(text: str, joins: Iterable[Join]) -> Iterator[Join]:
    """Joins that repair nothing in the source: a slip in the list, or a changed source."""
    plain = read_source(text)
    for join in joins:
        pairs = pairwise(plain)
        if not any(
            a.text.endswith(join.before) and b.text.startswith(join.after) for a, b in pairs
        ):
            yield join


def differences(
    published: Sequence[Paragraph], source: Sequence[SourceParagraph]
) -> Iterator[Difference]:
    """Paragraph by paragraph, where the published text is not word for word the source.

    After a paragraph that one side alone has, the comparison goes on with the next one.
    """
    words = [paragraph.text for paragraph in published]
    received = [paragraph.text for paragraph in source]
    if words == received:
        return
    for tag, a, b, c, d in SequenceMatcher(None, received, words, autojunk=False).get_opcodes():
        if tag != "equal":
            for ours, theirs in zip_longest(published[c:d], source[a:b]):
                yield Difference(source=theirs, published=ours)
