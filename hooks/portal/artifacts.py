"""Every file of the site that no page is: the same with and without MkDocs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain

from portal.akn_expressions import Expressions
from portal.akoma_ntoso import akn_files
from portal.calendar_ics import render_calendar
from portal.catalogue import NAME as CATALOGUE
from portal.catalogue import render_catalogue
from portal.citations_json import render_citations
from portal.corpus import DOCUMENTS
from portal.duties_json import render_duties
from portal.feeds import feeds_of, site_feeds
from portal.files import Content, whole
from portal.freshness_json import render_freshness
from portal.glossary_json import render_glossary
from portal.links import localised_url
from portal.model import Work
from portal.published import DATA_FILES, render_schema, schema_name
from portal.register_csv import render_csv
from portal.register_json import render_filter, render_register, render_work
from portal.search_index import search_files
from portal.site import Site
from portal.sitemap_xml import render_sitemap
from portal.versions import frozen_text
from portal.versions_json import NAME as VERSIONS
from portal.versions_json import frozen_file, render_versions
from portal.views import in_register_order

ICONS = (192, 512)
"""Widths of the icons for home screens, in pixels."""


def artifacts(site: Site) -> dict[str, bytes]:
    """The files by their path from the root of the site."""
    return {name: whole(content) for name, content in each_artifact(site)}


def each_artifact(site: Site) -> Iterator[tuple[str, Content]]:
    """The files one after another, for who need not hold them all: path and content."""
    yield from site_artifacts(site)
    for _, files in work_artifacts(site, site.corpus.works):
        yield from files


def site_artifacts(site: Site) -> Iterator[tuple[str, Content]]:
    """The files of the site as a whole; those that grow with it bit by bit."""
    for name, pieces in growing_files(site):
        yield name, (piece.encode() for piece in pieces)
    for part in (site_files, site_feeds, search_files):
        for name, text in part(site):
            yield name, text.encode()
    if site.corpus.emblem:
        yield f"assets/{site.emblem}", site.corpus.emblem


def work_artifacts(
    site: Site, works: Iterable[str]
) -> Iterator[tuple[str, Iterator[tuple[str, bytes]]]]:
    """Works with the files of each, which are made of what its pages are made of."""
    expressions = Expressions(site)
    for work in map(site.corpus.works.__getitem__, works):
        files = chain(
            work_files(site, work),
            frozen_files(site, work.id),
            feeds_of(site, work.id),
            akn_files(expressions, work),
        )
        yield work.id, ((name, text.encode()) for name, text in files)


def growing_files(site: Site) -> Iterator[tuple[str, Iterator[str]]]:
    """Of the site as a whole, those that name every work or every passage."""
    corpus = site.corpus
    index = site.views[corpus.source_language].index
    yield "register.json", render_register(corpus, index, site.public, site.data_key)
    yield "citations.json", render_citations(corpus, site.public)
    yield "freshness.json", render_freshness(corpus, site.fresheners.values(), site.public)
    yield "glossary.json", render_glossary(corpus, site.public)


def site_files(site: Site) -> Iterator[tuple[str, str]]:
    """Of the site as a whole, all others."""
    corpus, languages = site.corpus, site.corpus.languages
    yield "register.csv", render_csv(corpus, site.public)
    yield VERSIONS, render_versions(corpus, site.public)
    yield "duties.json", render_duties(corpus, site.public)
    yield CATALOGUE, render_catalogue(site)
    for name in DATA_FILES:
        yield schema_name(name), render_schema(name, site.public(schema_name(name)))
    yield "sitemap.xml", render_sitemap(site, site.base_url)
    yield "robots.txt", f"User-agent: *\nAllow: /\nSitemap: {site.base_url}sitemap.xml\n"
    agency = corpus.agency
    if agency and agency.security:
        yield ".well-known/security.txt", security(site)
    for language in languages:
        yield localised_url("calendar.ics", language, languages), render_calendar(site, language)
        yield localised_url("site.webmanifest", language, languages), manifest(site, language)
        views = site.views[language]
        if views.register_parts:
            rows = render_filter(in_register_order(views.summaries.values()))
            yield localised_url("documents/filter.json", language, languages), rows


def work_files(site: Site, work: Work) -> Iterator[tuple[str, str]]:
    """Of a work: its entry of the register, and its text where there is one."""
    corpus = site.corpus
    index = site.views[corpus.source_language].index
    document = render_work(corpus, work, index, site.public)
    for language in corpus.languages:
        folder = localised_url(f"{DOCUMENTS}{work.id}/", language, corpus.languages)
        yield f"{folder}data.json", document
        body = corpus.body_of(work.id, language)
        if body is not None:
            yield f"{folder}text.md", frozen_text(body)


def frozen_files(site: Site, work: str) -> Iterator[tuple[str, str]]:
    """The text of each published version of a work."""
    corpus = site.corpus
    for entry in corpus.logs.get(work, ()):
        for language in entry.text:
            name = localised_url(frozen_file(work, entry.version), language, corpus.languages)
            yield name, corpus.frozen[work, entry.version, language]


def security(site: Site) -> str:
    """`security.txt` (RFC 9116): who is told of a weakness, until when that holds."""
    agency = site.corpus.agency
    assert agency
    assert agency.security
    lines = [f"Contact: {agency.security.contact}"]
    lines.append(f"Expires: {agency.security.expires.isoformat()}T00:00:00Z")
    lines.append(f"Preferred-Languages: {', '.join(site.corpus.languages)}")
    lines.append(f"Canonical: {site.public('.well-known/security.txt')}")
    return "\n".join(lines) + "\n"


def manifest(site: Site, language: str) -> str:
    """What a phone shows of the portal on its home screen."""
    agency, say = site.corpus.agency, site.views[language].say
    up = "" if site.is_source(language) else "../"
    icons = [{"src": f"{up}assets/{site.emblem}", "sizes": "any"}]
    if not (agency and agency.emblem):
        icons += [
            {"src": f"{up}assets/icon-{n}.png", "sizes": f"{n}x{n}", "type": "image/png"}
            for n in ICONS
        ]
    document = {
        "name": f"{say(agency.site_name)}, {say(agency.site_section)}" if agency else "",
        "short_name": say(agency.site_name) if agency else "",
        "lang": language,
        "start_url": "./",
        "display": "browser",
        "background_color": "#ffffff",
        "icons": icons,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
