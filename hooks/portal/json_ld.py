"""What a page is, for search engines: schema.org in JSON-LD.

Where schema.org has no word for a fact it is left out: nothing is bent to fit.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from markupsafe import Markup

from portal.catalogue import RIGHTS, data_sets, media_type
from portal.corpus import DOCUMENTS
from portal.frames import Frame
from portal.links import localised_url, page_url
from portal.model import Force, RelationType, Work
from portal.site import Site
from portal.strings import strings
from portal.vocabulary import work_types

FORCE = {
    Force.in_force: "https://schema.org/InForce",
    Force.not_yet: "https://schema.org/NotInForce",
    Force.expired: "https://schema.org/NotInForce",
    Force.partly_expired: "https://schema.org/PartiallyInForce",
}
RELATIONS = {
    RelationType.based_on: "isBasedOn",
    RelationType.implements: "legislationEnsuresImplementationOf",
    RelationType.cites: "citation",
    RelationType.continues: "citation",
    RelationType.amends: "legislationAmends",
    RelationType.repeals: "legislationRepeals",
}
TEXT_FILES = {"text.md": "text/markdown", "akn.xml": "application/akn+xml"}
"""Files of a text, with their media types."""
Node = dict[str, Any]


def json_ld(site: Site, path: str, language: str, frame: Frame) -> Markup:
    """The data block of a page; it cannot end the element that it stands in."""
    graph = [page_node(site, path, language, frame)]
    if frame.crumbs:
        graph.append(breadcrumb(site, path, language, frame))
    if path == "index.md":
        graph.append(website(site, language))
    if path == "open-data.md":
        graph += data_nodes(site, language)
    work = site.work_of(path) or (site.history[path].work if site.frozen_label(path) else "")
    if work:
        graph.append(legislation(site, path, site.corpus.works[work], language, frame))
    document = {"@context": "https://schema.org", "@graph": graph}
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))


def page_node(site: Site, path: str, language: str, frame: Frame) -> Node:
    """The page itself: whose it is, how old, in which language."""
    node = {
        "@type": "WebPage",
        "@id": f"{site.address_of(path, language)}#page",
        "url": site.address_of(path, language),
        "name": frame.title,
        "description": frame.description,
        "inLanguage": frame.language,
        "datePublished": frame.published_iso,
        "dateModified": frame.updated_iso,
        "isPartOf": {"@type": "WebSite", "@id": f"{site.base_url}#site"},
        "publisher": organisation(site, language),
    }
    if path in site.generated or site.work_of(path) or site.is_source(language):
        return node
    original = site.address_of(path, site.corpus.source_language)
    return node | {"translationOfWork": {"@type": "WebPage", "@id": f"{original}#page"}}


def organisation(site: Site, language: str) -> Node:
    agency = site.corpus.agency
    name = site.views[language].say(agency.name) if agency else ""
    return {"@type": "GovernmentOrganization", "@id": f"{site.base_url}#agency", "name": name}


def breadcrumb(site: Site, path: str, language: str, frame: Frame) -> Node:
    steps = [(crumb.words, crumb.path) for crumb in frame.crumbs]
    steps.append((frame.title, page_url(path)))
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": name,
                "item": site.base_url + localised_url(url, language, site.corpus.languages),
            }
            for position, (name, url) in enumerate(steps, start=1)
        ],
    }


def website(site: Site, language: str) -> Node:
    agency, say = site.corpus.agency, site.views[language].say
    node: Node = {
        "@type": "WebSite",
        "@id": f"{site.base_url}#site",
        "url": site.address_of("index.md", language),
        "name": say(agency.site_name) if agency else "",
        "inLanguage": list(site.corpus.languages),
        "publisher": organisation(site, language),
    }
    if "search.md" in site.generated:
        target = f"{site.address_of('search.md', language)}?q={{search_term_string}}"
        node["potentialAction"] = {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": target},
            "query": "{search_term_string}",
        }
    return node


def data_nodes(site: Site, language: str) -> list[Node]:
    """The data sets, each with its files."""
    words = strings("data", language)
    return [
        {
            "@type": "Dataset",
            "@id": f"{site.base_url}open-data/#{one.key}",
            "name": words[one.key],
            "description": words[f"{one.key}-what"],
            "url": site.address_of(one.page, language),
            "license": site.base_url + RIGHTS,
            "isAccessibleForFree": True,
            "creator": organisation(site, language),
            "dateModified": site.days(one.page, language)[1].isoformat(),
            "distribution": [
                {
                    "@type": "DataDownload",
                    "contentUrl": site.base_url + name,
                    "encodingFormat": media_type(name),
                }
                for name in one.files(site.corpus.languages)
            ],
        }
        for one in data_sets(site)
    ]


# Works


def legislation(site: Site, path: str, work: Work, language: str, frame: Frame) -> Node:
    """A document as a legal thing, or its text in one language at one version."""
    views = site.views[language]
    summary = views.summaries[work.id]
    node: Node = {
        "@type": "Legislation",
        "@id": identity(site, path, work.id, language),
        "name": summary.title if summary.number else summary.heading,
        "legislationType": work_types().get(work.type, {}).get(language, work.type),
        "url": site.address_of(path, language),
        "sdDatePublished": frame.updated_iso,
    }
    if work.number:
        node["legislationIdentifier"] = work.number
    if work.issued:
        node["legislationDate"] = work.issued.isoformat()
    if work.issuer:
        node["legislationPassedBy"] = {"@type": "Organization", "name": summary.issuer}
    if work.status.code in FORCE:
        node["legislationLegalForce"] = FORCE[work.status.code]
    if site.corpus.text_of(work.id, site.corpus.source_language) or site.frozen_label(path):
        node |= expression(site, path, work.id, language, frame)
    return node | relations(site, work)


def identity(site: Site, path: str, work: str, language: str) -> str:
    """Of a text, its page in its language; of a work without text, its record in the original."""
    held = site.frozen_label(path) or site.corpus.text_of(work, language)
    return site.address_of(path, language if held else site.corpus.source_language)


def expression(site: Site, path: str, work: str, language: str, frame: Frame) -> Node:
    """The text: language, version, translations, files."""
    source, current = site.corpus.source_language, f"{DOCUMENTS}{work}.md"
    log, label = site.corpus.logs.get(work, ()), site.frozen_label(path)
    entry = next((e for e in reversed(log) if not label or e.version == label), None)
    node: Node = {"inLanguage": frame.language}
    if entry:
        node |= {"version": entry.version, "legislationDateVersion": entry.date.isoformat()}
    if label:
        address = site.address_of(current, language)
        node["exampleOfWork"] = {"@type": "Legislation", "@id": address}
    elif log:
        node["workExample"] = [
            {"@type": "Legislation", "@id": site.address_of(page, language), "version": e.version}
            for e in log
            for page in [f"{DOCUMENTS}{work}/versions/{e.version}.md"]
            if page_url(page) in site.path_of
        ]
    if language != source:
        original = site.address_of(path, source)
        node["translationOfWork"] = {"@type": "Legislation", "@id": original}
    else:
        node["workTranslation"] = [
            {"@type": "Legislation", "@id": site.address_of(path, code), "inLanguage": code}
            for code in site.corpus.languages[1:]
            if site.language_of(path, code) == code
        ]
    address = site.address_of(path, frame.language)
    legal = "https://schema.org/UnofficialLegalValue"
    node["encoding"] = [
        {"@type": "LegislationObject", "encodingFormat": kind, "contentUrl": address + name}
        | ({"legislationLegalValue": legal} if language != source else {})
        for name, kind in TEXT_FILES.items()
    ]
    if language != source:
        words = strings("page", language)
        state = words[f"state-{frame.translation}"] if frame.translation else words["notice-page"]
        node["creativeWorkStatus"] = f"{words['notice-title']} {words['notice']}. {state}."
    return node


def relations(site: Site, work: Work) -> dict[str, list[Node]]:
    """Other works, each by the address of its record."""
    found: dict[str, dict[str, Node]] = defaultdict(dict)
    for relation in work.relations:
        name = RELATIONS.get(relation.type)
        if name and relation.target in site.corpus.works:
            page = f"{DOCUMENTS}{relation.target}.md"
            address = site.address_of(page, site.corpus.source_language)
            found[name][address] = {"@type": "Legislation", "@id": address}
    return {name: list(nodes.values()) for name, nodes in found.items()}
