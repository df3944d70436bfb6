"""Settings of the editing page: which content files can be edited there, and with which forms."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from portal.admin_choices import Choices
from portal.admin_forms import Field, Forms
from portal.admin_words import admin_words, words_of
from portal.corpus import DOCUMENTS, Corpus
from portal.editor_schemas import CONTENT_FILES
from portal.model import FrontMatter, Work

FORMAT = "portal"
"""The name of our own format, which keeps what nobody changed as it was typed."""
TYPED = "$typed"
"""The key under which that format keeps the whole file."""
REGISTER = "register"
HIDDEN = {"pages": ("source", "consolidated"), "texts": ()}
"""Keys of the front matter that say nothing on a page of some kind; they stay as they are."""


def settings(corpus: Corpus, folder: str, speech: str) -> dict[str, Any]:
    """What Decap is told, but for the backend; `folder` is the content folder in the repository."""
    return {
        "locale": speech,
        "logo": {"src": "logo.svg", "show_in_header": False},
        "media_library": {"name": "none"},
        "show_preview_links": False,
        "editor": {"preview": False},
        "slug": {"encoding": "ascii", "clean_accents": True},
        "collections": list(Collections(corpus, folder, speech).all()),
    }


def editable(corpus: Corpus, folder: str) -> frozenset[str]:
    """The files that the page edits, by path in the repository."""
    made = Collections(corpus, folder, "vi").all()
    listed = {file["file"] for collection in made for file in collection.get("files", ())}
    entries = {path for path in corpus.files if path.startswith(f"{REGISTER}/")}
    return frozenset(listed | {f"{folder}/{path}" for path in entries})


class Collections:
    """The files of the content as people look for them: the register, texts and pages, data."""

    def __init__(self, corpus: Corpus, folder: str, speech: str) -> None:
        self.corpus = corpus
        self.folder = folder
        self.speech = speech
        languages = corpus.languages or folders_of_pages(corpus) or (speech,)
        self.forms = Forms(Choices(corpus, languages, speech))

    def all(self) -> Iterator[dict[str, Any]]:
        yield self.register()
        for language in self.forms.languages:
            texts = sorted(p for p in self.markdown(language) if DOCUMENTS in p)
            pages = sorted(p for p in self.markdown(language) if DOCUMENTS not in p)
            yield from self.written("texts", language, texts)
            yield from self.written("pages", language, pages)
        yield self.named("data", "data") | {"files": list(self.data_files())}

    def register(self) -> dict[str, Any]:
        words = admin_words()["collections"]
        return self.named("register", REGISTER) | {
            "label_singular": words["register"]["one"][self.speech],
            "folder": f"{self.folder}/{REGISTER}",
            "extension": "yml",
            "create": True,
            "delete": False,
            "identifier_field": "id",
            "slug": "{{fields.id}}",
            "summary": f"{{{{number}}}} · {{{{title.{self.forms.languages[0]}}}}}",
            "sortable_fields": ["id", "number", "issued"],
            "view_filters": [
                {
                    "label": words["unverified"][self.speech],
                    "field": "status.code",
                    "pattern": "unverified",
                }
            ],
            "fields": self.fields(Work, required=False),
        }

    def markdown(self, language: str) -> Iterator[str]:
        for path in self.corpus.files:
            if path.startswith(f"{language}/") and path.endswith(".md"):
                yield path

    def written(self, kind: str, language: str, paths: list[str]) -> Iterator[dict[str, Any]]:
        """Pages of one language, if there are any."""
        fields = self.page_fields(HIDDEN[kind])
        files = [self.file(path, self.title(language, path), fields) for path in paths]
        if files:
            yield self.named(kind, f"{kind}-{language}", language) | {"files": files}

    def page_fields(self, hidden: Collection[str]) -> list[Field]:
        """The keys of the front matter, and the body where readers would look for it."""
        said = words_of(FrontMatter, "body")
        body = {"name": "body", "label": said[self.speech], "hint": said["hint"][self.speech]}
        *fields, changes = [
            field | ({"widget": "hidden"} if field["name"] in hidden else {})
            for field in self.fields(FrontMatter)
        ]
        return [*fields, body | {"widget": "text", "required": False}, changes]

    def title(self, language: str, path: str) -> str:
        """What a page is called: by itself, or as the register calls its work."""
        below = path.removeprefix(f"{language}/")
        work = self.corpus.works.get(below.removeprefix(DOCUMENTS).removesuffix(".md"))
        page = self.corpus.page(language, below)
        return (page.front.title if page else None) or (
            work.title.get(language, "") if work else ""
        )

    def data_files(self) -> Iterator[dict[str, Any]]:
        for name, said in admin_words()["data"].items():
            pattern, model = CONTENT_FILES[name]
            path = pattern.removeprefix("content/")
            if path in self.corpus.files:
                yield self.file(path, said[self.speech], self.fields(model))

    def file(self, path: str, label: str, fields: list[Field]) -> dict[str, Any]:
        name = path.rpartition(".")[0].replace("/", "-")
        label = f"{label} · {path}" if label else path
        return {"name": name, "label": label, "file": f"{self.folder}/{path}", "fields": fields}

    def fields(self, model: type[BaseModel], required: bool = True) -> list[Field]:
        """The fields of a file, and first one that keeps the whole of it as it was typed."""
        label = admin_words()["page"]["file"][self.speech]
        typed = {"name": TYPED, "label": label, "widget": "typed", "required": required}
        return [typed, *self.forms.of(model)]

    def named(self, kind: str, name: str, language: str = "") -> dict[str, Any]:
        words: Mapping[str, Any] = admin_words()["collections"][kind]
        said = self.forms.choices.language(language) if language else ""
        return {
            "name": name,
            "label": words[self.speech].format(language=said),
            "description": words["hint"][self.speech],
            "format": FORMAT,
        }


def folders_of_pages(corpus: Corpus) -> tuple[str, ...]:
    """The languages as far as folders tell: what names them may be just what has to be mended."""
    pages = (path for path in corpus.files if path.endswith(".md"))
    return tuple(sorted({path.split("/")[0] for path in pages} - {"versions", "sources"}))
