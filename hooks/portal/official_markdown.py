"""Writes the passages of an official text as Markdown that says exactly their words."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from portal.passages import Block
from portal.units import HEADING, ID_MARK, NUMBERING, plain_text

BOLD = ("ky-thay", "chuc-vu")
"""Passages that official texts set bold."""


def markdown_of(blocks: Sequence[Block]) -> str:
    return "\n".join(map(written, blocks))


def written(block: Block) -> str:
    """A paragraph, each passage a line with its id."""
    if block.line.rows:
        return f"{table_of(block.line.rows)}\n{{#{block.passages[0][1]}}}\n"
    marks = f"{'#' * block.level} " if block.level else ""
    lines = []
    for words, unit_id in block.passages:
        safe = literal(words)
        if block.line.bold and any(name in unit_id for name in BOLD):
            safe = f"**{safe}**"
        lines.append(f"{marks}{safe} {{#{unit_id}}}\n")
    return "".join(lines)


def places_of(blocks: Sequence[Block]) -> str:
    """A translation to be made: the place of each passage, with its numbering and its id."""
    return "\n".join(map(places, blocks))


def places(block: Block) -> str:
    marks = f"{'#' * block.level} " if block.level else ""
    numbers = [(NUMBERING.match(words), unit_id) for words, unit_id in block.passages]
    if block.line.rows:
        numbers = [(None, block.passages[0][1])]
    return "".join(
        f"{marks}{number['number'] + ' ' if number else ''}{{#{unit_id}}}\n"
        for number, unit_id in numbers
    )


def table_of(rows: Sequence[Sequence[str]]) -> str:
    head, *others = ([literal(cell).replace("|", "&#124;") for cell in row] for row in rows)
    rule = ["---"] * len(head)
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *others))


ALWAYS = re.compile(r"[\\`*_]|<(?=[A-Za-z/!?])|&(?=#?\w)|\[(?=[^\]]*\](?:[(\[:]))|\[(?=\^)|!(?=\[)")


def literal(words: str) -> str:
    """Words in which nothing is markup: what Markdown would read as such becomes a reference."""
    safe = ALWAYS.sub(reference, words)
    if HEADING.match(safe) or safe.startswith("#"):
        safe = f"&#35;{safe[1:]}"
    if ID_MARK.search(safe):
        safe = safe.replace("{", "&#123;")
    return safe if plain_text(safe) == words else "".join(map(entity, words))


def reference(match: re.Match[str]) -> str:
    text = match[0]
    if text == "&" and html.unescape(match.string[match.start() :])[:1] == "&":
        return text
    return entity(text)


def entity(character: str) -> str:
    return character if character.isalnum() or character in " .,;:-/" else f"&#{ord(character)};"
