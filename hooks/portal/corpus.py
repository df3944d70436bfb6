"""The corpus: everything under the content folder, read once, as one immutable value."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial, wraps
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from pydantic import BaseModel

from portal.fidelity import Join
from portal.findings import Finding
from portal.model import (
    Agency,
    Authorities,
    Authority,
    Duties,
    FreshnessFile,
    FrontMatter,
    Glossary,
    Joins,
    Log,
    LogEntry,
    Moved,
    Requirement,
    Requirements,
    Stamp,
    Tasks,
    Waivers,
    Work,
    freshness_model,
)
from portal.records import read_record
from portal.remembered import remembered
from portal.shelf import Decoded, Shelved, ShelvedTree, shelf, shelved
from portal.shelved_text import read_shelved
from portal.units import Text, without_waiting
from portal.yaml_source import START, Place, YamlDocument, read_yaml

Stamps = Mapping[str, Stamp | None]
"""Of the passages of a page, by unit."""
Tree = Mapping[str, bytes]
"""Files by their path below the content folder, with `/` between parts."""
RecordType = TypeVar("RecordType", bound=BaseModel)
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
DOCUMENTS = "documents/"
VERSIONS = "versions/"
FRESHNESS = "freshness/"
LONGEST_TEXT = 8_000_000
"""Bytes of a text that is read: the longest laws have a quarter of that."""


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


def read_corpus(tree: Tree) -> Corpus:
    """The corpus of a content tree; what cannot be read is left out and found fault with."""
    return CorpusReader(shelved(tree)).read()


@dataclass(frozen=True, eq=False)
class Reading(Generic[RecordType]):
    """A text of YAML, read: the record that it holds, if it holds one, and what was found wrong."""

    document: YamlDocument
    record: RecordType | None
    findings: Sequence[Finding]


def read_as(file: Shelved, path: str, model: type[RecordType]) -> Reading[RecordType]:
    """Reads a file as a record."""
    return read_text_as(partial(text_of, file), path, model)


def read_text_as(
    text: Callable[[], str], path: str, model: type[RecordType], first_line: int = 1
) -> Reading[RecordType]:
    """Reads a text as a record; of the document stays what cannot be had again from the text."""
    document = read_yaml(text(), first_line)
    record, findings = read_record(model, document, path)
    is_data = not path.endswith(".md") and not path.startswith((FRESHNESS, VERSIONS))
    value = document.value if is_data else None  # that of no other file is asked for
    return Reading(replace(document, value=value, text=text), record, findings)


def read_page(
    file: Shelved, path: str, is_translation: bool
) -> tuple[Reading[FrontMatter], Page | None]:
    """A page, if its front matter can be read, and how that was read."""
    front, body, body_line = split_front_matter(file.read().decode())
    if front is None:
        return Reading(read_yaml(""), None, [Finding("front-matter-missing", path)]), None
    reading = read_text_as(partial(front_matter_of, file), path, FrontMatter, first_line=2)
    if reading.record is None:
        return reading, None
    language, rest = path.split("/", 1)
    body = unicodedata.normalize("NFC", body)
    if is_translation:
        body = without_waiting(body)
    return reading, Page(language, rest, reading.record, shelf.put(body.encode()), body_line)


def read_stamps(
    file: Shelved, path: str, source: str, language: str
) -> tuple[Reading[FreshnessFile], Stamps | None]:
    """The stamps of a page, and how they were read; the records that they were are let go."""
    reading = read_as(file, path, freshness_model(source, language))
    stamps = reading.record.stamps if reading.record else None
    return replace(reading, record=None), stamps


class CorpusReader:
    """Reads each file once, collecting findings on the way."""

    def __init__(self, tree: ShelvedTree) -> None:
        self.tree = tree
        self.findings: list[Finding] = []
        self.documents: dict[str, YamlDocument] = {}

    def read(self) -> Corpus:
        found = sorted(self.tree.files.items())
        texts = {path: file for path, file in found if self.is_readable(path, file)}
        agency = self.single(texts, "agency.yml", Agency)
        moved = self.optional(texts, "moved.yml", Moved)
        works = {path: self.record(texts, path, Work) for path in texts if is_register(path)}
        return Corpus(
            agency=agency,
            works={work.id: work for work in works.values() if work},
            authorities=self.single(texts, "authorities.yml", Authorities),
            glossary=self.single(texts, "glossary.yml", Glossary),
            duties=self.single(texts, "duties.yml", Duties),
            tasks=self.single(texts, "tasks.yml", Tasks),
            pages={(p.language, p.path): p for p in self.pages(texts, agency)},
            sources=Decoded({path: file for path, file in texts.items() if is_source(path)}),
            joins=dict(self.joins(texts)),
            logs=dict(self.logs(texts)),
            frozen=Decoded({frozen_key(p): file for p, file in texts.items() if is_frozen(p)}),
            freshness=dict(self.freshness(texts, agency.languages)) if agency else {},
            waivers=self.optional(texts, "waivers.yml", Waivers),
            moved=moved.root if moved else {},
            requirements=self.optional(texts, "requirements.yml", Requirements),
            emblem=self.tree.get(agency.emblem) if agency and agency.emblem else None,
            files=self.tree,
            documents=self.documents,
            reading=tuple(self.findings),
        )

    def is_readable(self, path: str, file: Shelved) -> bool:
        """Whether a file is a text of the content; one that cannot be read is found fault with."""
        if not path.endswith((".md", ".yml", ".txt")):
            return False
        fault = remembered.call(unreadable, file, path)
        self.findings += [fault] if fault else []
        return fault is None

    def single(
        self, texts: Mapping[str, Shelved], path: str, model: type[RecordType]
    ) -> RecordType | None:
        if path not in texts:
            self.findings.append(Finding("file-missing", path))
            return None
        return self.record(texts, path, model)

    def optional(
        self, texts: Mapping[str, Shelved], path: str, model: type[RecordType]
    ) -> RecordType | None:
        return self.record(texts, path, model) if path in texts else None

    def freshness(
        self, texts: Mapping[str, Shelved], languages: Sequence[str]
    ) -> Iterator[tuple[tuple[str, str], Stamps]]:
        """Of the first translation at the page's own path, of others in a folder of theirs."""
        source, *translations = languages
        for path, file in texts.items():
            if not path.startswith(FRESHNESS) or not path.endswith(".yml"):
                continue
            page = path.removeprefix(FRESHNESS).removesuffix(".yml") + ".md"
            language, _, rest = page.partition("/")
            if language not in translations[1:]:
                language, rest = (*translations, "")[0], page
            if language:
                reading, stamps = remembered.call(read_stamps, file, path, source, language)
                self.take(path, reading)
                if stamps is not None:
                    yield (language, rest), stamps

    def record(
        self, texts: Mapping[str, Shelved], path: str, model: type[RecordType]
    ) -> RecordType | None:
        return self.take(path, remembered.call(read_as, texts[path], path, model))

    def take(self, path: str, reading: Reading[RecordType]) -> RecordType | None:
        self.documents[path] = reading.document
        self.findings += reading.findings
        return reading.record

    def pages(self, texts: Mapping[str, Shelved], agency: Agency | None) -> Iterator[Page]:
        for path, file in texts.items():
            if path.endswith(".md") and "/" in path and not path.startswith(VERSIONS):
                language, rest = path.split("/", 1)
                translates = agency is not None and language in agency.languages[1:]
                is_translation = translates and rest.startswith(DOCUMENTS)
                reading, page = remembered.call(read_page, file, path, is_translation)
                self.take(path, reading)
                if page:
                    yield page

    def logs(self, texts: Mapping[str, Shelved]) -> Iterator[tuple[str, tuple[LogEntry, ...]]]:
        for path in texts:
            if path.startswith(VERSIONS) and path.endswith("/log.yml"):
                record = self.record(texts, path, Log)
                if record:
                    yield path.removeprefix(VERSIONS).removesuffix("/log.yml"), record.root

    def joins(self, texts: Mapping[str, Shelved]) -> Iterator[tuple[str, tuple[Join, ...]]]:
        for path in texts:
            if path.endswith(".joins.yml"):
                record = self.record(texts, path, Joins)
                if record:
                    source = path.removesuffix(".joins.yml") + ".txt"
                    yield source, tuple(Join(j.before, j.after) for j in record.joins)


def unreadable(file: Shelved, path: str) -> Finding | None:
    """What keeps a file from being read as text."""
    data = file.read()
    if len(data) > LONGEST_TEXT:
        values = {"size": len(data) // 1_000_000, "limit": LONGEST_TEXT // 1_000_000}
        return Finding("text-too-long", path, values=values)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return not_utf_8(path, data, error.start)
    return None


def not_utf_8(path: str, data: bytes, at: int) -> Finding:
    """What is wrong with a file whose byte `at` is no UTF-8, with the line on which it stands."""
    start = data.rfind(b"\n", 0, at) + 1
    place = Place(data.count(b"\n", 0, start) + 1, len(data[start:at].decode("utf-8")) + 1)
    line = data[start:].split(b"\n", 1)[0].decode("utf-8", "backslashreplace")
    return Finding("not-utf-8", path, place, {"text": line})


def text_of(file: Shelved) -> str:
    """The text of a file of YAML."""
    return file.read().decode().lstrip("\ufeff")


def front_matter_of(file: Shelved) -> str:
    """The YAML of a page."""
    return (split_front_matter(file.read().decode())[0] or "").lstrip("\ufeff")


def freshness_file(language: str, path: str, languages: Sequence[str]) -> str:
    """Where the stamps of a page in a translation are kept."""
    folder = "" if language == languages[1] else f"{language}/"
    return f"{FRESHNESS}{folder}{path.removesuffix('.md')}.yml"


def is_register(path: str) -> bool:
    return path.startswith("register/") and path.endswith(".yml")


def is_frozen(path: str) -> bool:
    return path.startswith(VERSIONS) and path.endswith(".md") and path.count("/") == 3


def frozen_key(path: str) -> tuple[str, str, str]:
    """Work, version and language of a frozen text."""
    _, work, version, file = path.split("/")
    return work, version, file.removesuffix(".md")


def is_source(path: str) -> bool:
    return path.startswith("sources/") and path.endswith(".txt")


def split_front_matter(text: str) -> tuple[str | None, str, int]:
    """The YAML between the first two `---` lines or None, the rest, and the line it begins on."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    if lines[0].rstrip() != "---":
        return None, "\n".join(lines), 1
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "---":
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2
    return None, "\n".join(lines), 1


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
