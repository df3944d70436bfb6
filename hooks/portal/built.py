"""A built site as readers and machines get it: its files, its pages as trees."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import TypeVar

from lxml.etree import HTML, HTMLParser, XPath, _Element

from portal.corpus import Corpus
from portal.files import SiteCopy
from portal.remembered import remembered
from portal.site import Site
from portal.strings import strings

Answer = TypeVar("Answer")
PARSER = HTMLParser(remove_comments=True, remove_pis=True)
UNSAID = ("script", "style", "noscript")
LABELS = ("alt", "aria-label", "title")
"""Attributes whose words are read out."""


@dataclass(frozen=True, eq=False)
class BuiltSite:
    """The files of a site, and what they were built from."""

    site: Site
    copy: SiteCopy

    def addresses(self) -> Iterator[tuple[str, Callable[[], BuiltPage]]]:
        """The address of every page in every language, and how the page is read."""
        for language in self.site.corpus.languages:
            for path in self.site.paths:
                yield self.site.url(path, language), partial(self.page, path, language)

    def page(self, path: str, language: str) -> BuiltPage:
        url, corpus = self.site.url(path, language), self.site.corpus
        html = self.text(f"{url}index.html")
        return BuiltPage(
            language=language,
            original=corpus.source_language,
            url=url,
            html=html if self.site.about(path) else without_digest(html, corpus),
            is_foreign=self.site.language_of(path, language) != language,
            is_ours=not self.site.work_of(path) and path not in self.site.history,
            site=self.site,
            path=path,
        )

    def text(self, name: str) -> str:
        """A file as text; empty if there is none."""
        return self.copy.read(name).decode("utf-8") if name in self.copy.names else ""


def without_digest(text: str, corpus: Corpus) -> str:
    """What a page says, but for the digest over all content, which alone changes on most."""
    return text.replace(corpus.digest[:16], "")


@dataclass(frozen=True, eq=False)
class HtmlPage:
    """A page of a built site as it lies there; an empty one if it is not there."""

    language: str
    original: str
    """The language of the originals."""
    url: str
    """From the root of the site."""
    html: str
    """Without the digest over all content."""
    is_foreign: bool
    """Whether it shows the original's words for want of a translation."""
    is_ours: bool
    """Whether it says our own words, not those of a document."""

    @cached_property
    def tree(self) -> _Element:
        return HTML(self.html or "<html></html>", PARSER)

    @cached_property
    def question(self) -> tuple[Hashable, ...]:
        """All that there is to know of the page."""
        content = hashlib.sha256(self.html.encode()).digest()
        return content, self.url, self.language, self.original, self.is_foreign, self.is_ours

    def ask(self, look: Callable[[], Answer], *about: Hashable) -> Answer:
        """What is to be seen on the page, or was seen when it was the same."""
        return remembered.ask(look, *self.question, *about) if remembered.keeps else look()

    @property
    def words(self) -> Mapping[str, str]:
        """Our own words on pages in its language."""
        return strings("page", self.language)

    @property
    def is_translation(self) -> bool:
        return self.language != self.original

    @cached_property
    def found(self) -> dict[str, list[_Element]]:
        """What XPaths found; several checks look at the same parts."""
        return {}

    def all(self, path: str) -> list[_Element]:
        """The elements that an XPath finds."""
        if path not in self.found:
            self.found[path] = xpath(path)(self.tree)
        return self.found[path]

    def values(self, path: str) -> list[str]:
        """The texts or attributes that an XPath finds."""
        found: tuple[str, ...] = self.ask(lambda: tuple(xpath(path)(self.tree)), "values", path)
        return list(found)

    def text(self, path: str) -> str:
        """All words of what an XPath finds, white space squeezed."""
        return self.ask(lambda: squeezed(" ".join(map(words_of, self.all(path)))), "text", path)

    def said_in(self, language: str) -> str:
        """Every word on the page that is said to be in a language, with labels and descriptions."""
        said: list[str] = []
        collect_words(self.tree, "", language, said)
        for element in self.all("//*[@alt or @aria-label or @title]"):
            if spoken_in(element) == language:
                said += filter(None, map(element.get, LABELS))
        return squeezed("\n".join(said))


@dataclass(frozen=True, eq=False)
class BuiltPage(HtmlPage):
    """A page of a built site, and what it was built from."""

    site: Site
    path: str
    """Of the page below its language's folder: `documents/x.md`."""

    @property
    def work(self) -> str | None:
        return self.site.work_of(self.path)

    @property
    def has_text(self) -> bool:
        """Whether it shows today's text of a work."""
        return bool(self.work) and self.path not in self.site.generated


Sight = tuple[bool, str]
"""Whether one thing on a page is as it should be, and what it is."""
PageCheck = Callable[[BuiltPage], Iterator[Sight]]
HtmlCheck = Callable[[HtmlPage], Iterator[Sight]]
"""One that needs nothing but the page: it sees the same as long as that is the same."""


def collect_words(element: _Element, spoken: str, language: str, said: list[str]) -> None:
    """Adds what an element, where `spoken` is the language around it, says in `language`."""
    if element.tag in UNSAID:
        return
    spoken = element.get("lang", spoken)
    is_said = spoken == language
    if is_said and (words := element.text):
        said.append(words)
    for child in element:
        collect_words(child, spoken, language, said)
        if is_said and (words := child.tail):
            said.append(words)


def spoken_in(element: _Element) -> str:
    """The language that an element is said to be in."""
    around = (element, *element.iterancestors())
    return next((said for one in around if (said := one.get("lang")) is not None), "")


@cache
def xpath(path: str) -> XPath:
    return XPath(path, smart_strings=False)


def words_of(element: _Element) -> str:
    if len(element) == 0:
        return element.text or ""
    words: str = xpath("string()")(element)
    return words


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
