"""The files of the editing page: Decap as its makers packed it, our scripts, settings and words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from portal.admin_settings import settings
from portal.admin_words import admin_words
from portal.corpus import Corpus
from portal.yaml_source import read_yaml

SCRIPTS = ("page", "files", "edits", "lists", "places", "writing", "values")
OURS = ("page.css", *(f"{name}.js" for name in SCRIPTS))
TAKEN = {
    "package/dist/": ("decap-cms/", ("decap-cms.js", "decap-cms.js.LICENSE.txt")),
    "package/browser/": ("yaml/", (".js",)),
}
"""Folders of the packages that are served: where, and how the names of their files end."""


def packages() -> Mapping[str, str]:
    """SHA-512 of each package that the page needs, by the name of its archive."""
    return {
        f"{spec.replace('@', '-')}.tgz": digest
        for spec, digest in map(str.split, our_text("packages.txt").splitlines())
    }


def is_whole(name: str, archive: bytes) -> bool:
    """Whether an archive is the one that was tried and pinned."""
    return hashlib.sha512(archive).hexdigest() == packages()[name]


def served_as(member: str) -> str | None:
    """Where a file of a package is served, if it is."""
    for folder, (place, endings) in TAKEN.items():
        if member.startswith(folder) and member.endswith(endings):
            return place + member.removeprefix(folder)
    return None


def page_files(corpus: Corpus, members: Mapping[str, bytes], speech: str) -> dict[str, bytes]:
    """Every file of the page but its settings; `members` are files of the packages."""
    made = {place: data for name, data in members.items() if (place := served_as(name))}
    made |= {name: our_text(name).encode() for name in OURS}
    name = corpus.agency.site_name.get(corpus.source_language, "") if corpus.agency else ""
    said = {"language": speech, "title": admin_words()["page"]["title"][speech], "name": name}
    said = {key: escape(value) for key, value in said.items()}
    for template in ("index.html", "logo.svg"):
        made[template] = Template(our_text(template)).substitute(said).encode()
    return made | {"words.json": as_json(page_words(speech))}


def settings_file(corpus: Corpus, folder: str, speech: str, more: Mapping[str, Any]) -> bytes:
    """The settings with what the place of the page adds: the backend above all."""
    return as_json(settings(corpus, folder, speech) | dict(more))


def page_words(speech: str) -> dict[str, Any]:
    """What the page says itself, and what it makes Decap say."""
    words = admin_words()
    own = {
        section: {key: said[speech] for key, said in words[section].items()}
        for section in ("page", "problems")
    }
    return own | {"phrases": phrases(speech)}


def phrases(speech: str) -> dict[str, Any]:
    """Phrases of Decap in the shape that it wants: a mapping for each part of their names."""
    nested: dict[str, Any] = {}
    for name, said in all_phrases().items():
        if speech in said:
            *parts, last = name.split(".")
            inner = nested
            for part in parts:
                inner = inner.setdefault(part, {})
            inner[last] = said[speech]
    return nested


@cache
def all_phrases() -> Mapping[str, Mapping[str, str]]:
    source = files("portal").joinpath("admin_phrases.yml").read_text(encoding="utf-8")
    texts: Mapping[str, Mapping[str, str]] = read_yaml(source).value
    return texts


def our_text(name: str) -> str:
    return files("portal").joinpath(f"admin/{name}").read_text(encoding="utf-8")


def as_json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()
