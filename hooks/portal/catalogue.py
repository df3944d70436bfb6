"""The data files that the portal publishes: what each is, and on which page it belongs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.json_file import render_json
from portal.links import localised_url, page_url
from portal.offline import OFFLINE
from portal.published import DATA_FILES, schema_name
from portal.site import Site
from portal.strings import strings

MEDIA = {
    "json": "application/json",
    "csv": "text/csv",
    "ics": "text/calendar",
    "atom": "application/atom+xml",
    "xml": "application/xml",
    "jsonld": "application/ld+json",
    "zip": "application/zip",
    "txt": "text/plain",
}
"""Media types by the ending of a file's name."""
NAME = "catalogue.jsonld"
RIGHTS = "about/#quyen"
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@dataclass(frozen=True, slots=True)
class DataSet:
    """Something that the portal knows, as files for machines."""

    key: str
    """Of its words in `strings.yml`, and of its schema if it has one."""
    names: tuple[str, ...]
    """Of its files, from the root of the site."""
    page: str
    """The page that shows it to people."""
    localised: bool = False
    """Whether each language has files of its own."""

    def files(self, languages: Sequence[str]) -> tuple[str, ...]:
        """All its files."""
        if not self.localised:
            return self.names
        return tuple(
            localised_url(name, code, languages) for code in languages for name in self.names
        )

    @property
    def schema(self) -> str:
        return schema_name(self.key) if self.key in DATA_FILES else ""


DATA_SETS = (
    DataSet("register", ("register.json", "register.csv"), "documents/index.md"),
    DataSet("versions", ("versions.json",), "updates.md"),
    DataSet("feed", ("feed.atom",), "updates.md", localised=True),
    DataSet("freshness", ("freshness.json",), "translation.md"),
    DataSet("citations", ("citations.json",), "legal-basis.md"),
    DataSet("glossary", ("glossary.json",), "glossary.md"),
    DataSet("duties", ("duties.json",), "calendar.md"),
    DataSet("calendar", ("calendar.ics",), "calendar.md", localised=True),
    DataSet("requirements", ("requirements.json",), "requirements.md"),
    DataSet("sitemap", ("sitemap.xml",), "sitemap.md"),
    DataSet("sums", ("SHA256SUMS",), "verify.md"),
    DataSet("catalogue", (NAME,), "open-data.md"),
    DataSet("offline", (OFFLINE,), "open-data.md"),
)
"""Every data file but those of single works."""


def data_sets(site: Site) -> tuple[DataSet, ...]:
    """Those of a site: each belongs to one of its pages."""
    return tuple(one for one in DATA_SETS if page_url(one.page) in site.path_of)


@dataclass(frozen=True, slots=True)
class SetView:
    """A data set as its page shows it."""

    key: str
    files: tuple[str, ...]
    schema: str
    title: str
    url: str
    """Of the page for people, below the language's root."""


def shown_sets(site: Site, language: str) -> tuple[SetView, ...]:
    """Every data set, with the page that shows it to people."""
    return tuple(
        SetView(one.key, one.files(site.corpus.languages), one.schema, link.words, link.path)
        for one in data_sets(site)
        for link in [site.link(one.page, language)]
    )


def files_of_page(site: Site, path: str, language: str) -> list[str]:
    """The data files that belong to a page, in its language where they have one."""
    return [
        localised_url(name, language, site.corpus.languages) if one.localised else name
        for one in DATA_SETS
        if one.page == path
        for name in one.names
    ]


def media_type(name: str) -> str:
    return MEDIA.get(name.rpartition(".")[2], MEDIA["txt"])


def render_catalogue(site: Site) -> str:
    """All data sets as DCAT 3, in JSON-LD, with words in every language."""
    agency, base, languages = site.corpus.agency, site.base_url, site.corpus.languages
    publisher = {"@type": "foaf:Agent", "foaf:name": said(dict(agency.name) if agency else {})}
    catalogue = {
        "@context": CONTEXT,
        "@id": f"{base}{NAME}",
        "@type": "dcat:Catalog",
        "dct:title": said({code: strings("page", code)["open-data"] for code in languages}),
        "dct:publisher": publisher,
        "dct:language": list(languages),
        "dct:rights": {"@id": base + RIGHTS},
        "dcat:dataset": [data_set_as_json(site, one) for one in data_sets(site)],
    }
    return render_json(catalogue)


def data_set_as_json(site: Site, one: DataSet) -> dict[str, Any]:
    base, languages = site.base_url, site.corpus.languages
    issued, modified = site.days(one.page, languages[0])
    words = {code: strings("data", code)[one.key] for code in languages}
    return {
        "@id": f"{base}open-data/#{one.key}",
        "@type": "dcat:Dataset",
        "dct:title": said(words),
        "dct:issued": {"@type": "xsd:date", "@value": issued.isoformat()},
        "dct:modified": {"@type": "xsd:date", "@value": modified.isoformat()},
        "dcat:landingPage": {"@id": base + page_url(one.page)},
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dcat:accessURL": {"@id": base + name},
                "dcat:downloadURL": {"@id": base + name},
                "dcat:mediaType": media_type(name),
            }
            | ({"dct:conformsTo": {"@id": base + one.schema}} if one.schema else {})
            for name in one.files(languages)
        ],
    }


def said(words: dict[str, str]) -> list[dict[str, str]]:
    """Words with the language of each."""
    return [{"@language": code, "@value": text} for code, text in words.items()]
