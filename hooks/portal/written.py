"""Files as people typed them: every character in its place, before anything is read into them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from portal.corpus import DOCUMENTS, VERSIONS, Corpus
from portal.findings import Finding
from portal.reading import LONGEST_TEXT, split_front_matter
from portal.yaml_source import Place

LINE_END = re.compile(r"\r\n|\r|\n")
CODE = re.compile(r"(?<!`)(`+)(?!`)([^`\n]+(?:\n(?!\s*\n)[^`\n]+)*)\1(?!`)")
INDENTED = re.compile(r"(?m)(?<=\n\n)(?: {4}|\t)[^\n]*(?:\n(?: {4}|\t)[^\n]*)*")
ATTRIBUTES = re.compile(r"\{:?[ \t]*[^{}\n]*\}")


@dataclass(frozen=True)
class WrittenFile:
    """The text of a file, line ends apart just as it was saved."""

    path: str
    raw: str
    official: bool
    """Whether its body is the authoritative text of a work, whose words are not ours to change."""
    received: str
    """What the source of an official text says; empty if it has none."""
    is_text: bool = False
    """Whether it is the text of a work, in any language."""

    @cached_property
    def text(self) -> str:
        return self.raw.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")

    @cached_property
    def lines(self) -> Sequence[str]:
        return self.text.split("\n")

    @property
    def is_markdown(self) -> bool:
        return self.path.endswith(".md")

    @cached_property
    def body_line(self) -> int:
        """The line on which the body of a page begins; after the end, if a file has no body."""
        if not self.is_markdown:
            return len(self.lines) + 1
        return split_front_matter(self.text)[2]

    @cached_property
    def body_start(self) -> int:
        """Offset of the body in the text."""
        return (
            len(self.text) if self.body_line > len(self.lines) else self.starts[self.body_line - 1]
        )

    @cached_property
    def prose(self) -> str:
        """The text with everything but the words of the body blanked out: front matter and code."""
        body = self.text[self.body_start :]
        body = CODE.sub(blanked, INDENTED.sub(code_blanked, body))
        return re.sub(r"[^\n]", " ", self.text[: self.body_start]) + body

    @cached_property
    def starts(self) -> Sequence[int]:
        """Offset of each line."""
        return list(accumulate((len(line) + 1 for line in self.lines), initial=0))[:-1]

    def place(self, offset: int) -> Place:
        line = bisect_right(self.starts, offset)
        return Place(line, offset - self.starts[line - 1] + 1)

    def is_of_source(self, line: int, words: str) -> bool:
        """Whether words in a line stand there because the received source has them."""
        return bool(words) and line >= self.body_line and words in self.received


FileRule = Callable[[WrittenFile], Iterator[Finding]]
"""What is asked of one file alone: nothing but the file decides what is found."""


def blanked(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def code_blanked(match: re.Match[str]) -> str:
    """Indented lines are code, unless they stand in a note or belong to an item of a list."""
    before = match.string[: match.start()].rstrip().rpartition("\n")[2]
    is_inside = re.match(r"\s*(?:!!!|\?\?\?|[-*+] |\d+[.)] |\[\^)|\s{4}", before)
    return match[0] if is_inside else blanked(match)


def written_text(data: bytes) -> str | None:
    """The text of a file that is read; what is none, or too long, is said elsewhere."""
    if len(data) > LONGEST_TEXT:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def is_ours(path: str) -> bool:
    """Whether people edit a file: not what was received, nor what is frozen."""
    is_frozen = path.startswith(VERSIONS) and not path.endswith("/log.yml")
    return path.endswith((".md", ".yml")) and not path.startswith("sources/") and not is_frozen


def is_official(path: str, source_language: str | None) -> bool:
    """Whether the body of a file is an official text; in doubt about the language, it is."""
    language, _, rest = path.partition("/")
    is_text = rest.startswith(DOCUMENTS) and path.endswith(".md")
    return is_text and language == (source_language or language)


def paths_written(corpus: Corpus) -> list[str]:
    """The files that people edit, sorted."""
    return sorted(filter(is_ours, corpus.files))


def pages_written(corpus: Corpus) -> list[str]:
    """Of these, the pages in the languages of the portal."""
    return [path for path in paths_written(corpus) if is_page(corpus, path)]


def read_written(corpus: Corpus, path: str) -> WrittenFile | None:
    """A file as it was typed; None if it is no text."""
    raw = written_text(corpus.files[path])
    if raw is None:
        return None
    official = is_official(path, (*corpus.languages, None)[0])
    received = corpus.sources.get(source_of(corpus, path), "")
    return WrittenFile(path, raw, official, received, is_text(corpus, path))


def depends_on(corpus: Corpus, path: str) -> tuple[Sequence[str], bool]:
    """What a file as it was typed is made of, as `seek` takes it."""
    return (path, source_of(corpus, path)), is_text(corpus, path)


def source_of(corpus: Corpus, path: str) -> str:
    """The received source that an official text names; empty for any other file."""
    language, _, rest = path.partition("/")
    page = corpus.page(language, rest)
    official = page and is_official(path, (*corpus.languages, None)[0])
    return (page.front.source or "") if page and official else ""


def is_page(corpus: Corpus, path: str) -> bool:
    return path.endswith(".md") and path.partition("/")[0] in corpus.languages


def is_text(corpus: Corpus, path: str) -> bool:
    """Whether a file is the text of a work, in any language."""
    rest = path.partition("/")[2].removesuffix(".md")
    return rest.startswith(DOCUMENTS) and rest.removeprefix(DOCUMENTS) in corpus.works
