"""The corpus: everything under the content folder, read once, as one immutable value."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from portal.fidelity import Join
from portal.findings import Finding
from portal.model import (
    Agency,
    Authorities,
    Authority,
    Duties,
    FrontMatter,
    Glossary,
    LogEntry,
    Requirement,
    Requirements,
    Stamp,
    Tasks,
    Waivers,
    Work,
)
from portal.shelf import Shelved, ShelvedTree
from portal.shelved_text import read_shelved
from portal.units import Text
from portal.yaml_source import START, Place, YamlDocument

Stamps = Mapping[str, Stamp | None]
"""Of the passages of a page, by unit."""
Tree = Mapping[str, bytes]
"""Files by their path below the content folder, with `/` between parts."""
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
DOCUMENTS = "documents/"
VERSIONS = "versions/"
FRESHNESS = "freshness/"


@dataclass(frozen=True, eq=False)
class Page:
    """A page that people wrote, in one language."""

    language: str
    path: str
    """Below the language's folder: `documents/x.md`."""
    front: FrontMatter
    laid: Shelved
    """The body, laid aside."""
    body_line: int
    """Line of the file where the body begins."""

    @property
    def file(self) -> str:
        """The file below the content folder."""
        return f"{self.language}/{self.path}"

    @property
    def body(self) -> str:
        """The Markdown without front matter."""
        return self.laid.read().decode()

    @cached_property
    def text(self) -> Text:
        """The body's units and paragraphs."""
        return read_shelved(self.laid, self.body_line)


@dataclass(frozen=True, eq=False)
class Corpus:
    """All that staff wrote, as records, with what was wrong in reading it.

    It never changes, so what is worked out about it may be kept, by the corpus itself.
    """

    agency: Agency | None
    works: Mapping[str, Work]
    authorities: Authorities | None
    glossary: Glossary | None
    duties: Duties | None
    tasks: Tasks | None
    pages: Mapping[tuple[str, str], Page]
    """Written pages by language and path."""
    sources: Mapping[str, str]
    """Received documents by their path below the content folder."""
    joins: Mapping[str, tuple[Join, ...]]
    """Page breaks repaired, by the path of the source."""
    logs: Mapping[str, tuple[LogEntry, ...]]
    """Published versions by work, oldest first."""
    frozen: Mapping[tuple[str, str, str], str]
    """Frozen texts by work, version and language."""
    freshness: Mapping[tuple[str, str], Stamps]
    """Stamps of passages by unit, by language of the translation and path of the page."""
    waivers: Waivers | None
    moved: Mapping[str, str]
    """Where pages went, by their old address: both below the language's root."""
    requirements: Requirements | None
    emblem: bytes | None
    """The agency's emblem, if it gave one."""
    files: Tree
    """Every file as it lies there, by path below the content folder."""
    documents: Mapping[str, YamlDocument]
    """What was read as YAML, by file: knows on which line each value stands."""
    reading: tuple[Finding, ...]
    """What was found wrong while reading."""
    kept: dict[object, Any] = field(default_factory=dict, init=False, repr=False)
    """What was worked out about it, by question: see `kept_by_corpus`."""

    @cached_property
    def file_digests(self) -> Mapping[str, str]:
        """SHA-256 of every file, by path."""
        return digests_of(self.files)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over all files, by path."""
        return digest_of(self.file_digests, sorted(self.files))

    @property
    def languages(self) -> tuple[str, ...]:
        """The authoritative language first."""
        return self.agency.languages if self.agency else ()

    @property
    def source_language(self) -> str:
        return self.languages[0]

    def page(self, language: str, path: str) -> Page | None:
        return self.pages.get((language, path))

    def text_of(self, work_id: str, language: str) -> Page | None:
        """The page that holds the text of a work, if the portal holds it in that language."""
        return self.page(language, f"{DOCUMENTS}{work_id}.md")

    def body_of(self, work_id: str, language: str) -> str | None:
        """The Markdown of a work's text, without front matter."""
        page = self.text_of(work_id, language)
        return page.body if page else None

    @property
    def required(self) -> tuple[Requirement, ...]:
        """The requirements that the portal is held against."""
        return self.requirements.requirements if self.requirements else ()

    def authority(self, key: str | None) -> Authority | None:
        return self.authorities_by_id.get(key) if key else None

    def place(self, file: str, *path: str | int) -> Place:
        """Where a value of a YAML file stands."""
        return self.documents[file].place_of(path) if file in self.documents else START

    @cached_property
    def authorities_by_id(self) -> Mapping[str, Authority]:
        listed = self.authorities.authorities if self.authorities else ()
        return {authority.id: authority for authority in listed}


def kept_by_corpus(
    function: Callable[Concatenate[Corpus, Asked], Answer],
) -> Callable[Concatenate[Corpus, Asked], Answer]:
    """The answers of a function about a corpus are kept by it: worked out once, gone with it."""

    @wraps(function)
    def answer(corpus: Corpus, /, *asked: Asked.args, **named: Asked.kwargs) -> Answer:
        question = (function, asked, *named.items())
        if question not in corpus.kept:
            corpus.kept[question] = function(corpus, *asked, **named)
        found: Answer = corpus.kept[question]
        return found

    return answer


def work_of_text(path: str) -> str:
    """The work whose text a page below a language's folder is, if it is one of the register."""
    return path.removeprefix(DOCUMENTS).removesuffix(".md")


def freshness_file(language: str, path: str, languages: Sequence[str]) -> str:
    """Where the stamps of a page in a translation are kept."""
    folder = "" if language == languages[1] else f"{language}/"
    return f"{FRESHNESS}{folder}{path.removesuffix('.md')}.yml"


def digests_of(tree: Tree) -> dict[str, str]:
    """SHA-256 of every file of a tree, by path."""
    if isinstance(tree, ShelvedTree):
        return tree.digests
    return {path: hashlib.sha256(data).hexdigest() for path, data in tree.items()}


def digest_of_tree(tree: Tree) -> str:
    """SHA-256 over all files of a tree, by path."""
    return digest_of(digests_of(tree), sorted(tree))


def digest_of(digests: Mapping[str, str], files: Iterable[str]) -> str:
    """SHA-256 over the digests of files and their paths, as `sha256sum` lists them."""
    lines = (f"{digests[file]}  {file}\n" for file in files if file in digests)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
