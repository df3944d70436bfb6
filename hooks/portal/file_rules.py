"""Rules about files: their names, their size, and characters that nobody sees.

They hold for every file, whether or not it can be read as what it should be. The words of an
official text are those of its source: what stands in the source is never found fault with.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from difflib import get_close_matches

from portal.character_rules import CHARACTER_RULES
from portal.corpus import Corpus
from portal.findings import Finding
from portal.folding import fold
from portal.guessing import question
from portal.written import LINE_END, FileRule, WrittenFile
from portal.yaml_source import Place

TOP = (
    "agency.yml",
    "authorities.yml",
    "duties.yml",
    "glossary.yml",
    "moved.yml",
    "requirements.yml",
    "tasks.yml",
    "waivers.yml",
)
"""Files of the content folder itself."""
IMAGES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg")
SHOWN = (*IMAGES, ".pdf", ".csv", ".docx", ".xlsx", ".zip")
"""What pages may show or offer besides themselves."""
LARGEST = {True: 1_000_000, False: 20_000_000}
"""Bytes of an image, and of any other file that readers load."""
NAME = re.compile(r"[a-z0-9._/-]+")
MARKS = ("<<<<<<<", ">>>>>>>", "|||||||")
CONFLICT = re.compile(r"(?m)^(?:<{7}|>{7}|\|{7})(?: .*)?$")
BLANK_END = re.compile(r"[ \t](?:[\r\n]|\Z)")
"""What no file is without that has blanks at the end of a line."""


def file_names_are_addresses(corpus: Corpus) -> Iterator[Finding]:
    """Addresses of pages are made of file names; they must be typed and sent without damage."""
    for path in corpus.files:
        if not path.isascii():
            rule = "file-name-not-ascii"
        elif not path.startswith("sources/") and not NAME.fullmatch(path):
            rule = "file-name-form"
        else:
            continue
        yield Finding(rule, path, values={"text": path, "expected": address_of(path)})


def address_of(path: str) -> str:
    """The path as it should be called."""
    parts = (re.sub(r"[^a-z0-9._]+", "-", fold(part)).strip("-") for part in path.split("/"))
    return "/".join(parts)


def files_are_known(corpus: Corpus) -> Iterator[Finding]:
    """What somebody wrote into a file that no page is made of, no reader ever sees."""
    emblem = corpus.agency.emblem if corpus.agency else None
    for path in corpus.files:
        if path != emblem and not is_known(path, corpus.languages):
            near = get_close_matches(path, expected_paths(path, corpus), 1, 0.8)
            values: dict[str, object] = {"text": path, "meant": question(near)}
            yield Finding("file-unknown", path, values=values)


def is_known(path: str, languages: tuple[str, ...]) -> bool:
    folder, _, rest = path.partition("/")
    if path in TOP or folder in ("sources",):
        return True
    if folder in ("register", "freshness"):
        depth_fits = folder == "freshness" or "/" not in rest
        return depth_fits and rest.endswith(".yml")
    if folder == "versions":
        parts = rest.split("/")
        return (len(parts) == 2 and parts[1] == "log.yml") or (
            len(parts) == 3 and parts[2].endswith(".md")
        )
    if not languages or folder in languages or rest.endswith(".md"):
        return bool(rest) and rest.lower().endswith((".md", *SHOWN))
    return False


def expected_paths(path: str, corpus: Corpus) -> list[str]:
    """Names that could have been meant."""
    stem = posixpath.splitext(path)[0]
    rest = path.partition("/")[2]
    folders = ("register", "freshness") if rest.endswith(".yml") else ()
    ending = ".md" if path.partition("/")[0] in corpus.languages else ".yml"
    names = [*TOP, *(f"{folder}/{rest}" for folder in folders if rest), f"{stem}{ending}"]
    return [name for name in names if name != path]


def files_are_filled(corpus: Corpus) -> Iterator[Finding]:
    """An empty file is a slip of a tool or a hand, and mostly a loss."""
    for path, data in corpus.files.items():
        if not data.strip():
            yield Finding("file-empty", path)


def files_are_light(corpus: Corpus) -> Iterator[Finding]:
    """Readers load what pages show over slow lines, and pay for it."""
    for path, data in corpus.files.items():
        folder = path.partition("/")[0]
        if folder in corpus.languages and path.lower().endswith(SHOWN):
            limit = LARGEST[path.lower().endswith(IMAGES)]
            if len(data) > limit:
                values = {"size": f"{len(data) / 1e6:.1f}", "limit": limit // 1_000_000}
                yield Finding("file-too-large", path, values=values)


def no_edits_collide(file: WrittenFile) -> Iterator[Finding]:
    """Where two people edited the same lines, one of them has to say what holds."""
    marks = CONFLICT.finditer(file.text) if any(m in file.raw for m in MARKS) else ()
    for mark in marks:
        yield Finding("merge-conflict", file.path, file.place(mark.start()), {"text": mark[0]})


def texts_are_saved_alike(file: WrittenFile) -> Iterator[Finding]:
    """Files saved in one way show only what was changed when two of them are compared."""
    if file.raw.startswith("\ufeff"):
        yield Finding("byte-order-mark", file.path)
    if "\r" in file.raw:
        ends = LINE_END.findall(file.raw)
        first = next(i for i, end in enumerate(ends) if end != "\n")
        place = Place(first + 1, len(file.lines[first]) + 1)
        values = {"count": sum(end != "\n" for end in ends), "total": len(ends)}
        yield Finding("line-ends", file.path, place, values)
    if file.raw.strip() and not file.raw.endswith(("\n", "\r")):
        place = Place(len(file.lines), len(file.lines[-1]) + 1)
        yield Finding("final-newline-missing", file.path, place)
    blanks = (
        [n for n, line in file_lines(file) if trailing_blank(file, line)]
        if BLANK_END.search(file.raw)
        else []
    )
    if blanks:
        place = Place(blanks[0], len(file.lines[blanks[0] - 1].rstrip(" \t")) + 1)
        yield Finding("trailing-blank", file.path, place, {"count": len(blanks)})


def file_lines(file: WrittenFile) -> Iterator[tuple[int, str]]:
    """The lines that are ours to tidy: of an official text, its front matter."""
    for number, line in enumerate(file.lines, start=1):
        if not (file.official and number >= file.body_line):
            yield number, line


def trailing_blank(file: WrittenFile, line: str) -> bool:
    """Whether blanks end a line for no reason: in Markdown two of them break the line."""
    bare = line.rstrip(" \t")
    if bare == line:
        return False
    return not file.is_markdown or not bare or line[len(bare) :] == " "


FOLDER_RULES = (
    file_names_are_addresses,
    files_are_known,
    files_are_filled,
    files_are_light,
)
"""About files as they lie in their folders, whatever they hold."""
FILE_RULES: tuple[FileRule, ...] = (no_edits_collide, texts_are_saved_alike, *CHARACTER_RULES)
"""About the text of any one file that people edit."""
