"""`/versions.json`: the publication log for machines, written by the build, read to verify it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from portal.corpus import DOCUMENTS, Corpus
from portal.json_file import Address, render_json
from portal.links import localised_url
from portal.model import LogEntry
from portal.published import schema_name
from portal.versions import Logs, entry_digest, log_root, publication_log

NAME = "versions.json"


@dataclass(frozen=True, slots=True)
class PublishedLog:
    """A publication log as a site gives it."""

    root: str
    entries: tuple[tuple[str, LogEntry], ...]
    """Work and entry, in the order of the file turned round: oldest first."""
    digests: tuple[str, ...]
    """What the file says each entry's digest is."""
    files: tuple[Mapping[str, str], ...]
    """Where the site has each entry's frozen texts, by language."""

    @property
    def logs(self) -> Logs:
        logs: dict[str, list[LogEntry]] = {}
        for work, entry in self.entries:
            logs.setdefault(work, []).append(entry)
        return logs


def render_versions(corpus: Corpus, address: Address) -> str:
    """All entries of all works, newest first; `address` makes public addresses of paths."""
    entries = publication_log(corpus.logs)
    document = {
        "schema": address(schema_name("versions")),
        "root": f"sha256:{log_root(entries)}",
        "count": len(entries),
        "entries": [entry_as_json(corpus, work, entry) for work, entry in reversed(entries)],
    }
    return render_json(document)


def entry_as_json(corpus: Corpus, work: str, entry: LogEntry) -> dict[str, Any]:
    """An entry, the digest of its canonical form, and its frozen texts relative to the site."""
    return {
        "work": work,
        "digest": f"sha256:{entry_digest(entry)}",
        "files": {
            language: localised_url(frozen_file(work, entry.version), language, corpus.languages)
            for language in entry.text
        },
        "entry": entry.model_dump(mode="json", exclude_unset=True),
    }


def frozen_file(work: str, version: str) -> str:
    """Where the site has the frozen text of a version, below the language's root."""
    return f"{DOCUMENTS}{work}/versions/{version}/text.md"


def read_versions(data: bytes) -> PublishedLog:
    """The log in a `versions.json`.

    Raises:
        ValueError: it is none; says what is wrong.
    """
    try:
        document = json.loads(data)
        newest_first: Sequence[Any] = document["entries"]
        return PublishedLog(
            root=digest_in(document["root"]),
            entries=tuple(
                (str(said["work"]), read_entry(said["entry"])) for said in reversed(newest_first)
            ),
            digests=tuple(digest_in(said["digest"]) for said in reversed(newest_first)),
            files=tuple(dict(said["files"]) for said in reversed(newest_first)),
        )
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ValueError(f"{where}: {first['msg']}") from error
    except KeyError as error:
        raise ValueError(str(error)) from error
    except (TypeError, AttributeError, RecursionError) as error:
        raise ValueError(type(error).__name__) from error


def read_entry(said: Mapping[str, Any]) -> LogEntry:
    values = {**said, "date": date.fromisoformat(said["date"])}
    legal = said.get("legal")
    if legal and legal.get("effective"):
        values["legal"] = {**legal, "effective": date.fromisoformat(legal["effective"])}
    return LogEntry.model_validate(values)


def digest_in(said: str) -> str:
    return said.removeprefix("sha256:")
