"""Units: the passages of a text that have an address of their own."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from portal.shelf import Shelved, put_together, take_together
from portal.tables import rows_of

Words = tuple[str, str | None]
"""Of a passage: as Markdown, and as plain text where that is another."""
ID_MARK = re.compile(r"(?<![ \t])[ \t]*\{:?[ \t]*#(?P<id>[^}\s]{0,200})[ \t]*\}[ \t]*$")
VALID_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
NUMBERING = re.compile(
    r"""(?P<number>
          [IVXLC]+\.            # part:   I.  II.
        | \d+(?:\.\d+)*[.)]     # item:   1.  1.2.  1)
        | [a-zđ]\)              # point:  a)  đ)
        | [-+*]                 # dash and plus points
        )[ \t]+(?=\S)""",
    re.VERBOSE,
)
HEADING = re.compile(r"(?P<marks>#{1,6})[ \t]+")
WAITING = re.compile(r"#{0,6}[ \t]*(?:[IVXLC]+\.|\d+(?:\.\d+)*[.)]|[a-zđ]\)|[-+*])?")
"""A passage of a translation that has its place and its numbering, and no words yet."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A passage with an id: from its first word to the next id."""

    id: str
    line: int
    """Line of the file on which the passage begins, counted from 1."""
    level: int
    """Of a heading 1 to 6; of any other passage 0."""
    number: str
    """The numbering that the source prints before the words: `I.`, `1.`, `-`; empty if none."""
    words: Words | Shelved
    """Its words, or where those of its whole text were laid aside."""
    place: int = 0
    """Which of the passages of its text it is."""

    @property
    def markdown(self) -> str:
        """The passage as written, without its id mark."""
        words = self.words
        return words[0] if type(words) is tuple else take_together(words)[self.place][0]

    @property
    def text(self) -> str:
        """Its plain text, numbering included: what readers hear; offsets of citations count it."""
        words = self.words
        markdown, text = words if type(words) is tuple else take_together(words)[self.place]
        return markdown if text is None else text

    @property
    def is_heading(self) -> bool:
        return self.level > 0


def words_laid_aside(units: Sequence[Unit]) -> Shelved:
    """The words of all passages of a text, on the shelf."""
    return put_together([(u.markdown, None if u.text is u.markdown else u.text) for u in units])


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of a text as the source has it: one or several units that run on."""

    line: int
    text: str
    ids: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Text:
    """A document's text in one language."""

    units: tuple[Unit, ...] = ()
    paragraphs: Sequence[Paragraph] = ()

    @property
    def lead(self) -> str:
        """The words before the first passage that has an id."""
        first = self.units[0].line if self.units else 0
        before = (p for p in self.paragraphs if not p.ids and (not first or p.line < first))
        return " ".join(paragraph.text for paragraph in before)

    def unit(self, unit_id: str) -> Unit | None:
        return self.by_id.get(unit_id)

    @property
    def by_id(self) -> Mapping[str, Unit]:
        """The units by id; of several with one id, the first."""
        return units_of_text(self)


@lru_cache(maxsize=256)
def units_of_text(text: Text) -> Mapping[str, Unit]:
    """Held for the texts that are looked at just now: it would be as large as the units."""
    return {unit.id: unit for unit in reversed(text.units)}


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines of one block up to an id mark; without id if the block closes without one."""

    line: int
    markdown: str
    id: str | None


def read_text(body: str, first_line: int = 1) -> Text:
    """The units and paragraphs of a Markdown text.

    `body` is the text without front matter; `first_line` is the line of the file where it begins.
    A block without an id belongs to the unit before it.
    """
    units: list[Unit] = []
    paragraphs: list[Paragraph] = []
    for line, block in read_blocks(body, first_line):
        texts: list[str] = []
        ids: list[str] = []
        for passage in read_passages(block, line):
            text = plain_text(passage.markdown)
            texts.append(text)
            if passage.id is not None:
                units.append(as_unit(passage, passage.id, text))
                ids.append(passage.id)
            elif units:
                units[-1] = lengthened(units[-1], passage.markdown, text)
        paragraphs.append(Paragraph(line, " ".join(texts), tuple(ids)))
    return Text(tuple(units), tuple(paragraphs))


def woven(original: str, translation: str) -> str:
    """A translation with the passages that it lacks in the original's words, each in its place."""
    blocks, theirs = passages_of(original), passages_of(translation)
    known = {p.id for block in theirs for p in block if p.id}
    lacking = {p.id for block in blocks for p in block if p.id} - known
    if not lacking:
        return translation
    preceding: dict[str | None, list[tuple[Passage, bool]]] = defaultdict(list)
    previous: str | None = None
    for block in blocks:
        for index, passage in enumerate(block):
            if passage.id in lacking:
                preceding[previous].append((passage, index > 0))
            previous = passage.id or previous
    made = ""

    def put(after: str | None) -> None:
        nonlocal made
        for passage, runs_on in preceding.pop(after, []):
            gap = "\n" if runs_on and made.endswith("\n") and not made.endswith("\n\n") else "\n\n"
            made = f"{made.rstrip()}{gap}{written(passage)}\n"
            put(passage.id)

    put(None)
    for block in theirs:
        made += "\n"
        for passage in block:
            made += f"{written(passage)}\n"
            put(passage.id)
    return made.lstrip("\n")


def without_waiting(body: str) -> str:
    """A translation without the passages that wait for their words; blocks keep their lines."""
    lines = body.split("\n")
    for first, block in read_blocks(body):
        kept: list[str] = []
        held: list[str] = []
        for line in block:
            held.append(line)
            mark = id_mark(line)
            if mark:
                words = "\n".join([*held[:-1], line[: mark.start()]]).strip()
                kept += [] if WAITING.fullmatch(words) else held
                held = []
        kept += held
        lines[first - 1 : first - 1 + len(block)] = kept + [""] * (len(block) - len(kept))
    return "\n".join(lines)


def passages_of(body: str) -> list[list[Passage]]:
    """The passages of a text, block by block."""
    return [list(read_passages(block, line)) for line, block in read_blocks(body)]


def written(passage: Passage) -> str:
    """A passage as it stands in a file."""
    if passage.id is None:
        return passage.markdown
    gap = "\n" if rows_of(passage.markdown) else " "
    return f"{passage.markdown}{gap}{{#{passage.id}}}"


@lru_cache(maxsize=256)
def units_by_id(body: str) -> Mapping[str, Unit]:
    """The units of a text, kept for those who ask again."""
    return {unit.id: unit for unit in read_text(body).units}


def read_blocks(body: str, first_line: int = 1) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines without a blank one between them, each with the number of its first line."""
    number = first_line
    for filled, group in groupby(body.split("\n"), key=is_filled):
        lines = list(group)
        if filled:
            yield number, lines
        number += len(lines)


def is_filled(line: str) -> bool:
    return bool(line) and not line.isspace()


def read_passages(block: list[str], line: int) -> Iterator[Passage]:
    """The passages of a block: each id mark at the end of a line closes one."""
    held: list[str] = []
    for number, content in enumerate(block, start=line):
        mark = id_mark(content)
        held.append(content[: mark.start()] if mark else content)
        if mark:
            yield Passage(number - len(held) + 1, "\n".join(held).strip(), mark["id"])
            held = []
    if held:
        yield Passage(line + len(block) - len(held), "\n".join(held).strip(), None)


def id_mark(line: str) -> re.Match[str] | None:
    """The id mark at the end of a line; looked for only where its bracket can be."""
    if not line.rstrip(" \t").endswith("}"):
        return None
    before = line[: line.find("{")].rstrip(" \t")
    return ID_MARK.search(line, len(before))


def as_unit_of(unit_id: str, markdown: str) -> Unit:
    """A unit made of Markdown that stands alone."""
    return as_unit(Passage(1, markdown, unit_id), unit_id, plain_text(markdown))


def as_unit(passage: Passage, unit_id: str, text: str) -> Unit:
    """The unit that a passage is; `text` are its words."""
    heading = HEADING.match(passage.markdown)
    words = passage.markdown[heading.end() :] if heading else passage.markdown
    numbering = NUMBERING.match(words)
    return Unit(
        id=unit_id,
        line=passage.line,
        level=len(heading["marks"]) if heading else 0,
        number=numbering["number"] if numbering else "",
        words=(passage.markdown, None if text == passage.markdown else text),
    )


def lengthened(unit: Unit, markdown: str, text: str) -> Unit:
    """The unit with a further block of its own; `text` are the words of that."""
    return Unit(
        id=unit.id,
        line=unit.line,
        level=unit.level,
        number=unit.number,
        words=(f"{unit.markdown}\n\n{markdown}", f"{unit.text} {text}".strip()),
    )


BOLD = re.compile(r"(?<!\\)(\*\*|__)(?=\S)(.+?)(?<=[^\s\\])\1")
ITALIC = re.compile(r"(?<![\w*\\])\*(?=[^\s*])(.+?)(?<=[^\s*\\])\*(?![\w*])")
ITALIC_LOW = re.compile(r"(?<![\w_\\])_(?=[^\s_])(.+?)(?<=[^\s_\\])_(?![\w_])")
INLINE_MARKUP = (
    (re.compile(r"!?\[([^\]]{0,2000})\]\([^)]{0,2000}\)"), r"\1"),  # of links the words stay
    (re.compile(r"<(https?://[^>]+)>"), r"\1"),
    (re.compile(r"</?[A-Za-z][^>]{0,2000}>"), ""),
    (BOLD, r"\2"),
    (ITALIC, r"\1"),
    (ITALIC_LOW, r"\1"),
    (re.compile(r"`([^`]+)`"), r"\1"),
    (re.compile(r"\\([\\`*_{}\[\]()#+\-.!|])"), r"\1"),
)
SIGNS = (
    ("[", "["),
    ("<", "<"),
    ("<", "<"),
    ("*", "_"),
    ("*", "*"),
    ("_", "_"),
    ("`", "`"),
    ("\\", "\\"),
)
"""The sign that each of them needs; of two, one will do."""


def plain_text(markdown: str) -> str:
    """The words of a piece of Markdown as a reader sees them, runs of white space as one space."""
    rows = rows_of(markdown) if "|" in markdown else None
    if rows:
        return " ".join(filter(None, (plain_text(cell) for row in rows for cell in row)))
    text = HEADING.sub("", markdown, count=1) if markdown.startswith("#") else markdown
    for (one, other), (pattern, words) in zip(SIGNS, INLINE_MARKUP, strict=True):
        if one in text or other in text:
            text = pattern.sub(words, text)
    return " ".join(html.unescape(text).split())
