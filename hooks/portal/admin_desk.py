"""What the editing page asks of the content folder: Decap's protocol for a backend next to it.

Only files that the settings name are read and written, whatever is asked for.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from portal.admin_settings import REGISTER, editable
from portal.admin_words import admin_words
from portal.corpus import Corpus, Tree
from portal.findings import Finding, Severity
from portal.reading import read_corpus
from portal.rules import check
from portal.written import written_text

NEW_ENTRY = re.compile(rf"{REGISTER}/[a-z0-9]+(-[a-z0-9]+)*\.yml")
"""Files that may be made here, by path below the content folder."""


@dataclass(frozen=True)
class Refusal:
    """Why a request is not granted, by its key in the words, and what the words quote."""

    words: str
    values: Mapping[str, object] = field(default_factory=dict)

    def message(self, language: str) -> str:
        return str(admin_words()["refusals"][self.words][language]).format_map(self.values)


@dataclass
class Desk:
    """The content folder as pages in browsers see it."""

    read: Callable[[], Tree]
    write: Callable[[Mapping[str, str]], None]
    folder: str
    """Its name in the repository."""
    language: str
    """Of messages."""
    seen: dict[tuple[str, str], str] = field(default_factory=dict)
    """Digest of a file as an open page last saw it, by page and path."""
    found: dict[str, list[str]] = field(default_factory=dict)
    """What the check found after the last saving of each open page."""
    checked: tuple[str, list[Finding]] = ("", [])
    """What the check found in the content of a digest: mostly that which is saved to next."""
    lock: Lock = field(default_factory=Lock)

    def answer(self, page: str, request: Mapping[str, Any]) -> object:
        """The answer to one request of an open page, or a `Refusal`."""
        asked = request.get("params") or {}
        match request.get("action"):
            case "entriesByFolder":
                return self.entries(lambda path: path.startswith(f"{asked['folder']}/"))
            case "entriesByFiles":
                names = {file["path"] for file in asked["files"]}
                return self.entries(names.__contains__)
            case "getEntry":
                return self.entry(page, asked["path"])
            case "persistEntry":
                (file,) = asked["dataFiles"]
                is_new = bool(asked["options"].get("newEntry"))
                with self.lock:
                    return self.save(page, file["path"], file["raw"], is_new)
            case "getMedia":
                return []
        return Refusal("not-offered")

    def entries(self, wanted: Callable[[str], bool]) -> list[object]:
        corpus = read_corpus(self.read())
        paths = sorted(path for path in editable(corpus, self.folder) if wanted(path))
        texts = {path: self.text(corpus, path) for path in paths}
        return [as_entry(path, text) for path, text in texts.items() if text is not None]

    def entry(self, page: str, path: str) -> object:
        corpus = read_corpus(self.read())
        text = self.text(corpus, path) if path in editable(corpus, self.folder) else None
        if text is None:
            return Refusal("not-editable", {"path": path})
        self.seen[page, path] = digest(text)
        return as_entry(path, text)

    def text(self, corpus: Corpus, path: str) -> str | None:
        """A file's text, or None if it is none: then the check says so."""
        return written_text(corpus.files[self.below(path)])

    def below(self, path: str) -> str:
        return path.removeprefix(f"{self.folder}/")

    def save(self, page: str, path: str, text: str, is_new: bool) -> object:
        """Writes one file, if it is still as the page saw it and can be read afterwards."""
        before = read_corpus(self.read())
        name = self.below(path)
        refusal = self.not_writable(page, path, before, is_new)
        if refusal:
            return refusal
        after = read_corpus({**before.files, name: text.encode()})
        lost = newly_unreadable(name, before, after)
        if lost:
            return Refusal("unreadable", {"finding": lost.message(self.language)})
        self.write({name: text})
        self.seen[page, path] = digest(text)
        self.found[page] = [
            f"{self.folder}/{finding.line_for_terminal(self.language)}"
            for finding in news(self.check(before), self.check(after), name)
        ]
        return {"message": path}

    def check(self, corpus: Corpus) -> list[Finding]:
        if self.checked[0] != corpus.digest:
            self.checked = corpus.digest, check(corpus)
        return self.checked[1]

    def not_writable(self, page: str, path: str, corpus: Corpus, is_new: bool) -> Refusal | None:
        is_there = path in editable(corpus, self.folder)
        if is_there and is_new:
            return Refusal("exists", {"path": path})
        if not is_there and not (is_new and self.may_begin(path)):
            return Refusal("not-editable", {"path": path})
        if is_there and self.seen.get((page, path)) != digest(self.text(corpus, path) or ""):
            return Refusal("changed-meanwhile", {"path": path})
        return None

    def may_begin(self, path: str) -> bool:
        is_inside = path.startswith(f"{self.folder}/")
        return is_inside and bool(NEW_ENTRY.fullmatch(self.below(path)))


def as_entry(path: str, text: str) -> object:
    return {"data": text, "file": {"path": path, "id": digest(text)}}


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def newly_unreadable(name: str, before: Corpus, after: Corpus) -> Finding | None:
    """Why a record can no longer be read: then it is lost to the whole site until it is mended."""
    known = {(f.rule, str(f.values)) for f in before.reading if f.path == name}
    errors = (f for f in after.reading if f.path == name and f.severity is Severity.error)
    return next((f for f in errors if (f.rule, str(f.values)) not in known), None)


def news(before: list[Finding], after: list[Finding], name: str) -> list[Finding]:
    """Findings in a file, and those elsewhere that were not there before."""
    known = {(f.path, f.rule, str(f.values)) for f in before}
    return [f for f in after if f.path == name or (f.path, f.rule, str(f.values)) not in known]
