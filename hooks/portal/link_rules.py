"""Rules about links: whoever follows one arrives, at a page and at a passage."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache, partial
from urllib.parse import SplitResult, unquote, urlsplit

from portal.corpus import DOCUMENTS, Corpus, Page, kept_by_corpus, work_of_text
from portal.findings import Finding
from portal.folding import slug
from portal.generated import GENERATED, OF_REQUIREMENTS, YEARS
from portal.guessing import meant, question
from portal.history import history_pages
from portal.safe_markdown import SCHEMES, is_harmless
from portal.sparing import seek
from portal.units import plain_text
from portal.written import WrittenFile, depends_on, pages_written, read_written
from portal.yaml_source import Place

ADDRESS = r"<?(?P<to>[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)>?"
LINK = re.compile(rf"\]\([ \t]*{ADDRESS}")
DEFINITION = re.compile(rf"(?m)^ {{0,3}}\[(?!\^)[^\]\n]+\]:[ \t]*{ADDRESS}")
AUTOLINK = re.compile(r"<(?P<to>[A-Za-z][A-Za-z0-9+.-]*:[^<>\s]+)>")
SIGNS = ("](", "]:", "<")
"""One of which every address has before it."""
IMAGE = re.compile(rf"!\[(?P<words>[^\]\[]*)\]\([ \t]*{ADDRESS}")
HEADING = re.compile(r"(?m)^(?P<marks>#{1,6})(?P<words>[^\n]*)$")
EXPLICIT = re.compile(r"\{:?[^{}\n]*?#(?P<id>[^\s{}]{1,200})[^{}\n]*\}")


@dataclass(frozen=True, slots=True)
class WrittenLink:
    """An address in a page, with where it stands."""

    to: str
    place: Place
    loads: bool
    """Whether the page shows what is there: an image."""


def links_lead_somewhere(corpus: Corpus) -> Iterator[Finding]:
    """Whoever follows a link must arrive: at a page, at a passage, and unobserved on the way."""
    for path in pages_written(corpus):
        for link in seek(corpus, partial(links_in, corpus, path), *depends_on(corpus, path)):
            finding = fault_of(corpus, path, link)
            if finding:
                yield finding


def links_in(corpus: Corpus, path: str) -> Iterator[WrittenLink]:
    """Every address in a page that is not there because the received source has it."""
    file = read_written(corpus, path)
    if file:
        for link in links_of(file):
            if not file.is_of_source(link.place.line, link.to):
                yield link


def fault_of(corpus: Corpus, path: str, link: WrittenLink) -> Finding | None:
    values: dict[str, object] = {"text": link.to}
    try:
        parts = urlsplit(re.sub(r"[\x00-\x20]", "", link.to))
    except ValueError:
        return Finding("link-broken", path, link.place, values)
    if not link.to:
        return Finding("link-empty", path, link.place)
    if link.loads and not is_harmless(link.to, loads=True):
        return Finding("image-elsewhere", path, link.place, values)
    if parts.scheme.lower() not in SCHEMES:
        return Finding("link-scheme", path, link.place, values)
    if parts.scheme.lower() == "http" or (parts.netloc and not parts.scheme):
        https = f"https:{link.to.partition(':')[2] if parts.scheme else link.to}"
        return Finding("link-not-https", path, link.place, values | {"expected": https})
    if parts.scheme:
        return None
    return fault_inside(corpus, path, link, parts)


def fault_inside(
    corpus: Corpus, file: str, link: WrittenLink, parts: SplitResult
) -> Finding | None:
    """What is wrong with a link to a place on the site."""
    full = target_of(file, parts.path, corpus.languages)
    language, _, path = full.partition("/")
    values: dict[str, object] = {"text": link.to}
    pages = pages_of(corpus, language)
    if path.endswith(".md") and not link.loads:
        if path not in pages and not path.startswith(YEARS):
            values["meant"] = question(nearest(file, path, pages))
            return Finding("link-dangling", file, link.place, values)
    elif full not in corpus.files:
        there = pages | files_below(corpus, language)
        values["meant"] = question(nearest(file, path, there))
        rule = "image-missing" if link.loads else "link-dangling"
        return Finding(rule, file, link.place, values)
    fragment = unquote(parts.fragment)
    known = anchors_at(corpus, language, path)
    if fragment and known is not None and fragment not in known:
        values |= {"id": fragment, "meant": meant(fragment, known)}
        return Finding("anchor-dangling", file, link.place, values)
    return None


def anchors_at(corpus: Corpus, language: str, path: str) -> frozenset[str] | None:
    """The ids on a page as readers get it: in the text of a work, passages that are not translated
    stand in the original's words; a page that is not translated is shown as the original. None of
    a page that is made of data."""
    own, original = corpus.page(language, path), corpus.page(corpus.source_language, path)
    is_text = work_of_text(path) in corpus.works
    shown = [page for page in ((own, original) if is_text else (own or original,)) if page]
    return frozenset(anchor for page in shown for anchor in anchors_of(page)) if shown else None


def target_of(file: str, address: str, languages: tuple[str, ...]) -> str:
    """The file below the content folder that an address in another file leads to."""
    address = unquote(address)
    if not address:
        return file
    folder = posixpath.dirname(file)
    if address.startswith("/"):
        first = address.lstrip("/").partition("/")[0]
        folder = "" if first in languages else file.partition("/")[0]
        address = address.lstrip("/")
    return posixpath.normpath(posixpath.join(folder, address))


def nearest(file: str, path: str, pages: frozenset[str]) -> list[str]:
    """The page that is most like a path, as it would be linked from a file, if there is one."""
    near = get_close_matches(path, sorted(pages), 1, 0.6)
    if f"{path.rstrip('/')}.md" in pages:
        near = [f"{path.rstrip('/')}.md"]
    if not near:
        by_name = [
            page for page in sorted(pages) if posixpath.basename(page) == path.split("/")[-1]
        ]
        near = by_name[:1]
    language = file.partition("/")[0]
    return [posixpath.relpath(f"/{language}/{n}", f"/{posixpath.dirname(file)}") for n in near]


@kept_by_corpus
def pages_of(corpus: Corpus, language: str) -> frozenset[str]:
    """The pages that there are below the folder of a language, written or made of data."""
    if language not in corpus.languages:
        return frozenset()
    pages = {page.path for page in corpus.pages.values() if page.language == corpus.source_language}
    pages |= {page.path for page in corpus.pages.values() if page.language == language}
    pages |= GENERATED.keys() - (() if corpus.requirements else OF_REQUIREMENTS)
    pages |= history_pages(corpus).keys()
    for work in corpus.works:
        pages |= {f"{DOCUMENTS}{work}.md"}
        if corpus.text_of(work, corpus.source_language):
            pages |= {f"{DOCUMENTS}{work}/parallel.md"}
    return frozenset(pages)


@kept_by_corpus
def files_below(corpus: Corpus, language: str) -> frozenset[str]:
    folder = f"{language}/"
    return frozenset(
        path.removeprefix(folder)
        for path in corpus.files
        if path.startswith(folder) and not path.endswith(".md")
    )


@lru_cache(maxsize=256)
def anchors_of(page: Page) -> frozenset[str]:
    """The ids that a written page has: given ones, and those made of headings."""
    ids = {match["id"] for match in EXPLICIT.finditer(page.body)}
    ids |= {unit.id for unit in page.text.units}
    for heading in HEADING.finditer(page.body):
        ids.add(slug(plain_text(EXPLICIT.sub("", heading["words"]).strip(" #"))))
    return frozenset(ids)


def links_of(file: WrittenFile) -> Iterator[WrittenLink]:
    """Every address in a page; most pages have none."""
    if not any(sign in file.raw for sign in SIGNS):
        return
    images = {match.start("to") for match in IMAGE.finditer(file.prose)}
    for pattern in (LINK, DEFINITION, AUTOLINK):
        for match in pattern.finditer(file.prose):
            start = match.start("to")
            yield WrittenLink(match["to"], file.place(start), start in images)


LINK_RULES = (links_lead_somewhere,)
