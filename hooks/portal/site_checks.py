"""Checks of a built site as a whole: each tells, of everything it looks at, whether it is so."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, product

from portal.built import BuiltSite
from portal.corrections import corrections
from portal.document_checks import resolved
from portal.language_checks import VIETNAMESE
from portal.links import localised_url, page_url, relative_url
from portal.search_built import FOLDER, index_files
from portal.site import Site
from portal.versions_json import frozen_file

PlacedSight = tuple[str, bool, str]
"""The page, and what a check of single pages tells."""
SiteCheck = Callable[[BuiltSite], Iterator[PlacedSight]]
CONTRASTS = [
    *(
        (ink, ground, 4.5)
        for ink in ("ink", "ink-2", "sea", "phuong", "leaf", "amber")
        for ground in ("paper",)
    ),
    *(("ink", ground, 4.5) for ground in ("mist", "add", "cut", "note")),
    ("ink-2", "mist", 4.5),
    ("edge", "paper", 3.0),
]
"""Colours that stand on each other, and the contrast that WCAG 2.2 asks for (1.4.3, 1.4.11)."""
LISTED = re.compile(r"<loc>([^<]*)</loc>")
"""Of an address in a map for machines."""
MOVING = re.compile(r"animation|transition|@keyframes|text-decoration:[^;}]*blink")
TRACKING = re.compile(
    r"document\.cookie|sendBeacon|WebSocket|EventSource|[\"'`]https?://(?!www\.w3\.org)"
)


def register_searchable(built: BuiltSite) -> Iterator[PlacedSight]:
    """A document is found by what a reader knows of it."""
    for language in built.site.corpus.languages:
        page = built.page("documents/index.md", language)
        yield page.url, bool(page.all("//main//form//input[@name='q']")), "q"
        views = built.site.views[language]
        for work in views.summaries if not views.register_parts else ():
            yield page.url, f'id="{work}"' in page.html, work


def search_is_full(built: BuiltSite) -> Iterator[PlacedSight]:
    """Whatever is published can be found."""
    site, corpus = built.site, built.site.corpus
    for language in corpus.languages:
        index = localised_url(f"{FOLDER}index.js", language, corpus.languages)
        files = index_files(built.copy, language, corpus.languages).values()
        found: dict[str, list[str]] = defaultdict(list)
        for file in files:
            for page, places in file.addresses.items():
                found[page] += places
        for page, wanted in published_places(site):
            there = set(found.get(page, ()))
            for place in wanted:
                yield index, place in there, page + place


def published_places(site: Site) -> Iterator[tuple[str, Sequence[str]]]:
    """Pages, below a language's root, and the places on them that the search leads to."""
    corpus = site.corpus
    for path in site.paths:
        if site.is_listed(path) and path != "search.md":
            yield page_url(path), [""]
    yield "glossary/", [f"#{t.id}" for t in (corpus.glossary.terms if corpus.glossary else ())]
    for work in corpus.works:
        text = corpus.text_of(work, corpus.source_language)
        yield f"documents/{work}/", [f"#{unit.id}" for unit in (text.text.units if text else ())]


def organisation_in_translation(built: BuiltSite) -> Iterator[PlacedSight]:
    """Who does not read the original still learns who is who and how to reach them."""
    corpus = built.site.corpus
    bodies = corpus.authorities.authorities if corpus.authorities else ()
    for language in corpus.languages[1:]:
        page, say = built.page("organisation.md", language), built.site.views[language].say
        told = page.text("//main")
        for body in bodies:
            yield page.url, say(body.name) in told and say(body.role) in told, body.id
        contact = built.page("contact.md", language)
        shown = contact.text("//*[@id='agency']")
        for key, value in built.site.agency_facts(language):
            wanted = value or contact.words["not-provided"]
            yield contact.url, contact.words[key] in shown and wanted in shown, key
        state = built.page("translation.md", language)
        yield state.url, bool(state.html), "translation.md"


def site_map(built: BuiltSite) -> Iterator[PlacedSight]:
    """Every page is found from one page by people, and from one file by machines."""
    site = built.site
    listed = frozenset(LISTED.findall(built.text("sitemap.xml")))
    for language in site.corpus.languages:
        page = built.page("sitemap.md", language)
        links = set(page.values("//main//a/@href"))
        for _, crumbs in site.sitemap(language):
            for crumb in crumbs:
                target = localised_url(crumb.path, language, site.corpus.languages)
                yield page.url, relative_url(target, page.url) in links, crumb.path
        for path in filter(site.is_listed, site.paths):
            if site.language_of(path, language) == language:
                address = site.address_of(path, language)
                yield "sitemap.xml", address in listed, address


def errors_listed(built: BuiltSite) -> Iterator[PlacedSight]:
    """Errors, of the source and our own, are told in one place, each with its passage."""
    site = built.site
    for language in site.corpus.languages:
        page = built.page("corrections.md", language)
        links, rows = set(page.values("//main//a/@href")), set(page.values("//@id"))
        words = page.text("//main")
        for work in site.corpus.works.values():
            for note in work.notes:
                target = localised_url(
                    f"documents/{work.id}/#{note.unit}", language, site.corpus.languages
                )
                listed = relative_url(target, page.url) in links and note.as_printed in words
                yield page.url, listed, f"{work.id}#{note.unit}: {note.as_printed}"
        for fix in corrections(site.corpus, site.views[language], site.histories[language]).own:
            row = f"{fix.version.work}-{fix.version.label}"
            yield page.url, row in rows, row
        yield page.url, "own" in rows, "own"


def contrast(built: BuiltSite) -> Iterator[PlacedSight]:
    """Words stand out from their ground, by day and in the dark."""
    name = next(name for name in built.copy.names if name.endswith("/portal.css"))
    colours = {
        match[1]: (match[2], match[3])
        for match in re.finditer(r"--([\w-]+):\s*light-dark\((#\w+),\s*(#\w+)\)", built.text(name))
    }
    for (ink, ground, least), scheme in product(CONTRASTS, (0, 1)):
        pair = [colours[c][scheme] if c in colours else "#808080" for c in (ink, ground)]
        found = ratio(*pair)
        yield name, found >= least, f"--{ink} / --{ground}: {found:.2f}"


def ratio(one: str, two: str) -> float:
    """Contrast of two colours as WCAG defines it, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def nothing_moves(built: BuiltSite) -> Iterator[PlacedSight]:
    """No style lets anything blink or slide; pages are looked at one by one."""
    for name in sorted(built.copy.names):
        if name.endswith(".css"):
            found = MOVING.search(built.text(name))
            yield name, not found, found[0] if found else ""


def no_tracking(built: BuiltSite) -> Iterator[PlacedSight]:
    """No script of ours keeps a cookie, sends anything, or names another host.

    The files of the search hand over texts, which may name what they like, and do nothing else.
    """
    languages = built.site.corpus.languages
    index = dict(chain(*(index_files(built.copy, code, languages).items() for code in languages)))
    for name in sorted(built.copy.names):
        if name in index:
            yield name, index[name].is_data, "" if index[name].is_data else "script"
        elif name.endswith((".js", ".css")):
            text = built.text(name)
            found = TRACKING.search(text) or re.search(r"url\(\s*['\"]?(?:https?:)?//", text)
            yield name, not found, found[0] if found else ""


def register_as_data(built: BuiltSite) -> Iterator[PlacedSight]:
    """Machines get every document of the register, with the addresses of its pages."""
    name = "register.json"
    register = json.loads(built.text(name) or '{"works": []}')
    listed = {work["id"]: work["urls"].keys() for work in register["works"]}
    for work in built.site.corpus.works:
        yield name, listed.get(work) == set(built.site.corpus.languages), work
    page = built.page("documents/index.md", built.site.corpus.source_language)
    yield page.url, name in resolved(page, page.values("//main//a/@href")), name


def versions_kept(built: BuiltSite) -> Iterator[PlacedSight]:
    """Every published version can still be read, letter for letter, and its digest recomputed."""
    corpus = built.site.corpus
    for work, log in corpus.logs.items():
        for entry in log:
            for language, digest in entry.text.items():
                name = localised_url(frozen_file(work, entry.version), language, corpus.languages)
                data = built.copy.read(name) if name in built.copy.names else b""
                yield name, hashlib.sha256(data).hexdigest() == digest, name
                page = built.page(f"documents/{work}/versions/{entry.version}.md", language)
                yield page.url, bool(page.html), entry.version


def bodies_named(built: BuiltSite) -> Iterator[PlacedSight]:
    """Bodies have one name in each language: general words translated, proper names kept."""
    corpus = built.site.corpus
    bodies = corpus.authorities.authorities if corpus.authorities else ()
    source = corpus.source_language
    for language in corpus.languages[1:]:
        page = built.page("organisation.md", language)
        for body in bodies:
            name = body.name.get(language, "")
            translated = bool(name) and name != body.name[source] and not VIETNAMESE.search(name)
            heading = page.text(f"//*[@id='{body.id}']/h3")
            both = name in heading and body.name[source] in heading
            yield page.url, translated and both, name or body.id


SITE_CHECKS: dict[str, SiteCheck] = {
    check.__name__.replace("_", "-"): check
    for check in (
        register_searchable,
        search_is_full,
        organisation_in_translation,
        site_map,
        errors_listed,
        contrast,
        nothing_moves,
        no_tracking,
        register_as_data,
        versions_kept,
        bodies_named,
    )
}
