"""A built site as readers and machines get it: its files, its pages as trees."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, partial
from itertools import chain
from typing import TypeVar

from lxml.etree import HTML, HTMLParser, XPath, _Element

from portal.corpus import Corpus
from portal.files import SiteCopy
from portal.remembered import remembered
from portal.site import Site
from portal.strings import strings

Answer = TypeVar("Answer")
PARSER = HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8", collect_ids=False)
OF_CLASS = re.compile(r"(?:(?P<around>#?[\w-]+) )?\.(?P<name>[\w-]+)")
FOOT = "//footer[@class='foot']"


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
        data = self.data(f"{url}index.html")
        return BuiltPage(
            language=language,
            original=corpus.source_language,
            url=url,
            data=data if self.site.about(path) else data.replace(digest_in(corpus).encode(), b""),
            is_foreign=self.site.language_of(path, language) != language,
            is_ours=not self.site.work_of(path) and path not in self.site.history,
            site=self.site,
            path=path,
        )

    def text(self, name: str) -> str:
        """A file as text; empty if there is none."""
        return self.data(name).decode("utf-8")

    def data(self, name: str) -> bytes:
        """A file as it lies there; empty if there is none."""
        return self.copy.read(name) if name in self.copy.names else b""


def digest_in(corpus: Corpus) -> str:
    """How pages tell the digest over all content, which alone changes on most of them."""
    return corpus.digest[:16]


@dataclass(frozen=True, eq=False)
class HtmlPage:
    """A page of a built site as it lies there; an empty one if it is not there."""

    language: str
    original: str
    """The language of the originals."""
    url: str
    """From the root of the site."""
    data: bytes
    """Without the digest over all content."""
    is_foreign: bool
    """Whether it shows the original's words for want of a translation."""
    is_ours: bool
    """Whether it says our own words, not those of a document."""

    @cached_property
    def html(self) -> str:
        return self.data.decode("utf-8")

    @cached_property
    def tree(self) -> _Element:
        return HTML(self.data or b"<html></html>", PARSER)

    @cached_property
    def elements(self) -> list[_Element]:
        """All of them in their order; to go through them is faster than a few XPaths."""
        return list(self.tree.iter())

    @cached_property
    def classed(self) -> list[tuple[str, _Element]]:
        """All elements with a class, after what the attribute says."""
        return [(name, one) for one in self.elements if (name := one.get("class")) is not None]

    @cached_property
    def question(self) -> tuple[Hashable, ...]:
        """All that there is to know of the page."""
        content = hashlib.sha256(self.data).digest()
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
        """What was looked for; several checks look at the same parts."""
        return {}

    def all(self, path: str) -> list[_Element]:
        """The elements that an XPath finds, or of a class: `.say`, `main .say`, `#facts .no`."""
        if path not in self.found:
            meant = OF_CLASS.fullmatch(path)
            self.found[path] = (
                self.of_class(**meant.groupdict()) if meant else xpath(path)(self.tree)
            )
        return self.found[path]

    def of_class(self, name: str, around: str | None) -> list[_Element]:
        """The elements whose attribute says but this class, inside an element or one of an id."""
        found = [one for said, one in self.classed if said == name]
        return [one for one in found if is_inside(one, around)] if around else found

    def values(self, path: str, start: str = "") -> list[str]:
        """The texts or attributes that an XPath finds, from the root or from some elements."""

        def look() -> tuple[str, ...]:
            starts = self.all(start) if start else [self.tree]
            return tuple(chain.from_iterable(map(xpath(path), starts)))

        return list(self.ask(look, "values", start, path))

    def text(self, path: str) -> str:
        """All words of what an XPath finds, white space squeezed."""
        return self.ask(lambda: squeezed(" ".join(map(words_of, self.all(path)))), "text", path)


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


def is_inside(element: _Element, around: str) -> bool:
    """Whether an element is inside one of a name, or of an id with `#` before it."""
    if around.startswith("#"):
        return any(one.get("id") == around[1:] for one in element.iterancestors())
    return next(element.iterancestors(around), None) is not None


@cache
def xpath(path: str) -> XPath:
    return XPath(path, smart_strings=False)


def words_of(element: _Element) -> str:
    if len(element) == 0:
        return element.text or ""
    words: str = xpath("string()")(element)
    return words


def squeezed(text: str) -> str:
    return " ".join(text.split())
