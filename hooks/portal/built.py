"""A built site as readers and machines get it: its files, its pages as trees."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, partial

from lxml.etree import XPath
from lxml.html import HtmlElement, document_fromstring

from portal.files import SiteCopy
from portal.site import Site
from portal.strings import strings

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

    def pages(self) -> Iterator[BuiltPage]:
        """Every page in every language, one after another."""
        return (read() for _, read in self.addresses())

    def page(self, path: str, language: str) -> BuiltPage:
        url = self.site.url(path, language)
        return BuiltPage(self.site, path, language, url, self.text(f"{url}index.html"))

    def text(self, name: str) -> str:
        """A file as text; empty if there is none."""
        return self.copy.read(name).decode("utf-8") if name in self.copy.names else ""


@dataclass(frozen=True, eq=False)
class BuiltPage:
    """A page of a built site; an empty one if it is not there."""

    site: Site
    path: str
    """Of the page below its language's folder: `documents/x.md`."""
    language: str
    url: str
    """From the root of the site."""
    html: str

    @cached_property
    def tree(self) -> HtmlElement:
        return document_fromstring(self.html or "<html></html>")

    @property
    def words(self) -> Mapping[str, str]:
        """Our own words on pages in its language."""
        return strings("page", self.language)

    @property
    def is_translation(self) -> bool:
        return not self.site.is_source(self.language)

    @property
    def is_foreign(self) -> bool:
        """Whether it shows the original's words for want of a translation."""
        return self.site.language_of(self.path, self.language) != self.language

    @property
    def work(self) -> str | None:
        return self.site.work_of(self.path)

    @property
    def has_text(self) -> bool:
        """Whether it shows today's text of a work."""
        return bool(self.work) and self.path not in self.site.generated

    def all(self, path: str) -> list[HtmlElement]:
        """The elements that an XPath finds."""
        found: list[HtmlElement] = xpath(path)(self.tree)
        return found

    def values(self, path: str) -> list[str]:
        """The texts or attributes that an XPath finds."""
        found: list[str] = xpath(path)(self.tree)
        return found

    def text(self, path: str) -> str:
        """All words of what an XPath finds, white space squeezed."""
        return squeezed(" ".join(words_of(element) for element in self.all(path)))

    def said_in(self, language: str) -> str:
        """Every word on the page that is said to be in a language, with labels and descriptions."""
        said: list[str] = []
        labels: list[str] = []
        collect_words(self.tree, "", language, said, labels)
        return squeezed("\n".join([*said, *labels]))


def collect_words(
    element: HtmlElement, spoken: str, language: str, said: list[str], labels: list[str]
) -> None:
    """Adds what an element, where `spoken` is the language around it, says in `language`."""
    spoken = element.get("lang", spoken)
    if spoken == language:
        labels += [element.attrib[name] for name in LABELS if name in element.attrib]
    if element.tag in UNSAID:
        return
    if spoken == language and element.text:
        said.append(element.text)
    for child in element:
        if isinstance(child.tag, str):
            collect_words(child, spoken, language, said, labels)
        if spoken == language and child.tail:
            said.append(child.tail)


@cache
def xpath(path: str) -> XPath:
    return XPath(path, smart_strings=False)


def words_of(element: HtmlElement) -> str:
    return str(element.text_content())


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
