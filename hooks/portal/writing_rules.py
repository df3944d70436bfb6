"""Rules about pages that people write in Markdown: links, images, headings, markup."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from urllib.parse import SplitResult, unquote, urlsplit

from portal.corpus import DOCUMENTS, Corpus, Page, kept_by_corpus
from portal.findings import Finding
from portal.folding import slug
from portal.history import history_pages
from portal.safe_markdown import SCHEMES, is_crowded, is_harmless
from portal.site import GENERATED, OF_REQUIREMENTS, YEARS
from portal.units import plain_text
from portal.written import WrittenFile, written_files
from portal.yaml_source import Place

ADDRESS = r"<?(?P<to>[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)>?"
LINK = re.compile(rf"\]\([ \t]*{ADDRESS}")
DEFINITION = re.compile(rf"(?m)^ {{0,3}}\[(?!\^)[^\]\n]+\]:[ \t]*{ADDRESS}")
AUTOLINK = re.compile(r"<(?P<to>[A-Za-z][A-Za-z0-9+.-]*:[^<>\s]+)>")
IMAGE = re.compile(rf"!\[(?P<words>[^\]\[]*)\]\([ \t]*{ADDRESS}")
TAG = re.compile(r"<(?:!--|/?(?P<name>[A-Za-z][A-Za-z0-9]*)(?=[\s/>])[^<>]*>)")
NAMES = (
    "a abbr address article aside audio b base big blockquote body br button canvas center cite "
    "code col colgroup dd del details dfn div dl dt em embed fieldset figcaption figure font "
    "footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins "
    "kbd label legend li link main map mark marquee math meta nav noscript object ol optgroup "
    "option p param picture pre q s samp script section select small source span strike strong "
    "style sub summary sup svg table tbody td template textarea tfoot th thead title tr track "
    "tt u ul var video wbr"
)
ELEMENTS = frozenset(NAMES.split())
"""Names of HTML; any other word in brackets is a word."""
HEADING = re.compile(r"(?m)^(?P<marks>#{1,6})(?P<words>[^\n]*)$")
EXPLICIT = re.compile(r"\{:?[^{}\n]*?#(?P<id>[^\s{}]{1,200})[^{}\n]*\}")
PASSAGE = re.compile(r"[^\n]+(?:\n(?![ \t]*\n)[^\n]+)*")
DEEPEST = 12
"""Levels of lists and notes within each other; Python-Markdown's stack ends at some eighty."""
BEGINS = r"(?:[-+*:]|\d+\.|!!!|\?\?\?\+?)[ \t]"
NESTED = re.compile(rf"(?m)^(?:[ \t]*{BEGINS}){{{DEEPEST + 1},}}|^[ \t]{{{4 * DEEPEST},}}{BEGINS}")
IMAGE_NAMES = re.compile(
    r"(?i)^(?:.*\.(?:png|jpe?g|gif|svg|webp)|image|img|picture|photo|ảnh|hình)?$"
)
"""Words that say nothing of an image."""


@dataclass(frozen=True, slots=True)
class WrittenLink:
    """An address in a page, with where it stands."""

    to: str
    place: Place
    loads: bool
    """Whether the page shows what is there: an image."""


def markup_is_shown(corpus: Corpus) -> Iterator[Finding]:
    """HTML is not carried out but shown as text, which no author means."""
    for file in markdown_files(corpus):
        for match in TAG.finditer(file.prose):
            name = (match["name"] or "!--").lower()
            place = file.place(match.start())
            if name != "!--" and name not in ELEMENTS:
                continue
            if not file.is_of_source(place.line, match[0]):
                yield Finding("html-not-allowed", file.path, place, {"text": match[0]})


def links_lead_somewhere(corpus: Corpus) -> Iterator[Finding]:
    """Whoever follows a link must arrive: at a page, at a passage, and unobserved on the way."""
    for file in markdown_files(corpus):
        for link in links_of(file):
            if not file.is_of_source(link.place.line, link.to):
                finding = fault_of(corpus, file, link)
                if finding:
                    yield finding


def fault_of(corpus: Corpus, file: WrittenFile, link: WrittenLink) -> Finding | None:
    values: dict[str, object] = {"text": link.to}
    try:
        parts = urlsplit(re.sub(r"[\x00-\x20]", "", link.to))
    except ValueError:
        return Finding("link-broken", file.path, link.place, values)
    if not link.to:
        return Finding("link-empty", file.path, link.place)
    if link.loads and not is_harmless(link.to, loads=True):
        return Finding("image-elsewhere", file.path, link.place, values)
    if parts.scheme.lower() not in SCHEMES:
        return Finding("link-scheme", file.path, link.place, values)
    if parts.scheme.lower() == "http" or (parts.netloc and not parts.scheme):
        https = f"https:{link.to.partition(':')[2] if parts.scheme else link.to}"
        return Finding("link-not-https", file.path, link.place, values | {"expected": https})
    if parts.scheme:
        return None
    return fault_inside(corpus, file, link, parts)


def fault_inside(
    corpus: Corpus, file: WrittenFile, link: WrittenLink, parts: SplitResult
) -> Finding | None:
    """What is wrong with a link to a place on the site."""
    full = target_of(file.path, parts.path, corpus.languages)
    language, _, path = full.partition("/")
    values: dict[str, object] = {"text": link.to}
    pages = pages_of(corpus, language)
    if path.endswith(".md") and not link.loads:
        if path not in pages and not path.startswith(YEARS):
            values["expected"] = suggestion(file.path, full, path, pages)
            return Finding("link-dangling", file.path, link.place, values)
    elif full not in corpus.files:
        values["expected"] = suggestion(
            file.path, full, path, pages | files_below(corpus, language)
        )
        rule = "image-missing" if link.loads else "link-dangling"
        return Finding(rule, file.path, link.place, values)
    fragment = unquote(parts.fragment)
    known = anchors_at(corpus, language, path)
    if fragment and known is not None and fragment not in known:
        near = get_close_matches(fragment, sorted(known), 3, 0.5)
        values |= {"id": fragment, "expected": near or "—"}
        return Finding("anchor-dangling", file.path, link.place, values)
    return None


def anchors_at(corpus: Corpus, language: str, path: str) -> frozenset[str] | None:
    """The ids on a page as readers get it: in the text of a work, passages that are not translated
    stand in the original's words; a page that is not translated is shown as the original. None of
    a page that is made of data."""
    own, original = corpus.page(language, path), corpus.page(corpus.source_language, path)
    is_text = path.removeprefix(DOCUMENTS).removesuffix(".md") in corpus.works
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


def suggestion(file: str, full: str, path: str, pages: frozenset[str]) -> str:
    """The nearest page, as it would be linked from the file."""
    near = get_close_matches(path, sorted(pages), 1, 0.6)
    if f"{path.rstrip('/')}.md" in pages:
        near = [f"{path.rstrip('/')}.md"]
    if not near:
        by_name = [
            page for page in sorted(pages) if posixpath.basename(page) == path.split("/")[-1]
        ]
        near = by_name[:1]
    if not near:
        return "—"
    language = file.partition("/")[0]
    return posixpath.relpath(f"/{language}/{near[0]}", f"/{posixpath.dirname(file)}")


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


def passages_can_be_read(corpus: Corpus) -> Iterator[Finding]:
    """A slip that repeats a mark a thousand times must neither stop a build nor stretch it."""
    for file in markdown_files(corpus):
        for match in PASSAGE.finditer(file.prose):
            if is_crowded(match[0]):
                place, count = file.place(match.start()), match[0].count("[")
                yield Finding("brackets-too-many", file.path, place, {"count": count})
        for match in NESTED.finditer(file.prose):
            values = {"text": match[0].strip()[:20], "limit": DEEPEST}
            yield Finding("list-too-deep", file.path, file.place(match.start()), values)


def anchors_stand_once(corpus: Corpus) -> Iterator[Finding]:
    """A link to a passage leads to the first that has its id; the second is out of reach."""
    for file in markdown_files(corpus):
        if is_work(corpus, file):
            continue  # their ids have rules of their own
        given = list(EXPLICIT.finditer(file.prose))
        uses = Counter(match["id"] for match in given)
        for match in given:
            if uses[match["id"]] > 1:
                values = {"id": match["id"], "count": uses[match["id"]]}
                yield Finding("anchor-twice", file.path, file.place(match.start()), values)


def images_have_words(corpus: Corpus) -> Iterator[Finding]:
    """Who cannot see an image is told what it shows."""
    for file in markdown_files(corpus):
        for match in IMAGE.finditer(file.prose):
            if IMAGE_NAMES.match(match["words"].strip()):
                place = file.place(match.start())
                yield Finding("image-without-text", file.path, place, {"text": match["to"]})


def headings_are_in_order(corpus: Corpus) -> Iterator[Finding]:
    """Who listens to a page moves by its headings, as by a table of contents without gaps."""
    for file in markdown_files(corpus):
        level = 1
        for heading in HEADING.finditer(file.prose):
            depth, words = len(heading["marks"]), EXPLICIT.sub("", heading["words"]).strip(" #")
            place = file.place(heading.start())
            values: dict[str, object] = {"text": heading[0].strip(), "expected": "#" * (level + 1)}
            if not words:
                yield Finding("heading-empty", file.path, place, values)
            elif depth == 1 and not is_work(corpus, file):
                yield Finding("heading-of-page", file.path, place, values | {"expected": "##"})
            elif depth > level + 1:
                yield Finding("heading-order", file.path, place, values)
            level = depth


def markdown_files(corpus: Corpus) -> Iterator[WrittenFile]:
    """Pages in the languages of the portal."""
    for file in written_files(corpus):
        if file.is_markdown and file.path.partition("/")[0] in corpus.languages:
            yield file


def is_work(corpus: Corpus, file: WrittenFile) -> bool:
    """Whether a page is the text of a work."""
    path = file.path.partition("/")[2].removesuffix(".md")
    return path.startswith(DOCUMENTS) and path.removeprefix(DOCUMENTS) in corpus.works


def links_of(file: WrittenFile) -> Iterator[WrittenLink]:
    """Every address in a page."""
    images = {match.start("to") for match in IMAGE.finditer(file.prose)}
    for pattern in (LINK, DEFINITION, AUTOLINK):
        for match in pattern.finditer(file.prose):
            start = match.start("to")
            yield WrittenLink(match["to"], file.place(start), start in images)


WRITING_RULES = (
    markup_is_shown,
    links_lead_somewhere,
    passages_can_be_read,
    anchors_stand_once,
    images_have_words,
    headings_are_in_order,
)
