"""Content files into a corpus: each is read once, and what is wrong with it is collected."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Generic, TypeVar

from pydantic import BaseModel

from portal.corpus import DOCUMENTS, FRESHNESS, VERSIONS, Corpus, Page, Stamps, Tree
from portal.fidelity import Join
from portal.findings import Finding
from portal.model import (
    Agency,
    Authorities,
    Duties,
    FreshnessFile,
    FrontMatter,
    Glossary,
    Joins,
    Log,
    LogEntry,
    Moved,
    Requirements,
    Tasks,
    Waivers,
    Work,
    freshness_model,
)
from portal.records import read_record
from portal.remembered import remembered
from portal.shelf import Decoded, Shelved, ShelvedTree, shelf, shelved
from portal.units import without_waiting
from portal.yaml_source import Place, YamlDocument, read_yaml

RecordType = TypeVar("RecordType", bound=BaseModel)
LONGEST_TEXT = 8_000_000
"""Bytes of a text that is read: the longest laws have a quarter of that."""


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
