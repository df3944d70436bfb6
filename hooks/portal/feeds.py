"""`feed.atom`: what was published and changed, for those who follow the portal or one work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from lxml.builder import ElementMaker
from lxml.etree import _Element as Element
from lxml.etree import tostring

from portal.corpus import DOCUMENTS
from portal.links import localised_url
from portal.site import Site
from portal.strings import strings

NEWEST = 100
"""How many entries a feed holds at most."""
FEED = "feed.atom"
NAMESPACE = "http://www.w3.org/2005/Atom"
ATOM = ElementMaker(namespace=NAMESPACE, nsmap={None: NAMESPACE})
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Update:
    """Something that those who follow should know."""

    key: str
    """Stays the same wherever the portal stands: an entry's id is made of it."""
    day: date
    title: str
    note: str
    path: str
    """Of the page that shows it, below the language's root."""
    reason: str = ""
    """Code of the reason for a version."""


def site_feeds(site: Site) -> Iterator[tuple[str, str]]:
    """The feed of the site in every language, by path."""
    for language in site.corpus.languages:
        views, agency = site.views[language], site.corpus.agency
        title = f"{views.say(agency.site_name)}, {views.say(agency.site_section)}" if agency else ""
        works = site.corpus.works
        news = [u for work in works for u in updates(site, work, language, beginning=False)]
        yield render(site, language, "", title, newest_first(news))


def feeds_of(site: Site, work: str) -> Iterator[tuple[str, str]]:
    """The feed of a work in every language, by path."""
    for language in site.corpus.languages:
        title = site.views[language].short_name(work)
        told = newest_first(updates(site, work, language, beginning=True))
        yield render(site, language, f"{DOCUMENTS}{work}/", title, told)


def newest_first(told: Iterable[Update]) -> list[Update]:
    return sorted(told, key=lambda update: (update.day, update.key), reverse=True)


def updates(site: Site, work: str, language: str, beginning: bool) -> Iterator[Update]:
    """Versions of a work's text, and changes of its entry in the register.

    `beginning` tells whether the making of the entry is among them.
    """
    views, words = site.views[language], strings("versions", language)
    for entry in site.corpus.logs.get(work, ()):
        version = site.histories[language].version(work, entry.version)
        name = words["version-of"].format(work=version.work_name, version=version.label)
        key, reason = f"{work}:version:{entry.version}", version.reason_code
        yield Update(key, entry.date, name, version.note, version.path, reason)
    for index, change in enumerate(site.corpus.works[work].changes):
        if index or beginning:
            path, key = f"{DOCUMENTS}{work}/", f"{work}:change:{index}"
            yield Update(key, change.date, views.short_name(work), views.say(change.note), path)


def render(
    site: Site, language: str, path: str, title: str, entries: Sequence[Update]
) -> tuple[str, str]:
    """A feed (RFC 4287) and its path; `path` is that of the page which it follows."""
    agency = site.corpus.agency
    name = localised_url(f"{path}{FEED}", language, site.corpus.languages)
    days = [update.day for update in entries] or [site.days("index.md", language)[1]]
    feed = ATOM.feed(
        ATOM.id(identity(site, f"feed:{path}", language)),
        ATOM.title(title),
        ATOM.updated(moment(site, max(days))),
        ATOM.author(ATOM.name(site.views[language].say(agency.name) if agency else title)),
        ATOM.link(rel="self", type="application/atom+xml", href=site.base_url + name),
        *links(site, path),
        *(entry(site, update, language) for update in islice(entries, NEWEST)),
        {XML_LANG: language},
    )
    data = tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return name, data.decode()


def entry(site: Site, update: Update, language: str) -> Element:
    return ATOM.entry(
        ATOM.id(identity(site, update.key, language)),
        ATOM.title(update.title),
        ATOM.published(moment(site, update.day)),
        ATOM.updated(moment(site, update.day)),
        *([ATOM.category(term=update.reason)] if update.reason else []),
        *links(site, update.path),
        ATOM.content(update.note, type="text"),
    )


def links(site: Site, path: str) -> Iterator[Element]:
    """The page that shows it, in every language."""
    for code in site.corpus.languages:
        href = site.base_url + localised_url(path, code, site.corpus.languages)
        yield ATOM.link(rel="alternate", type="text/html", hreflang=code, href=href)


def identity(site: Site, key: str, language: str) -> str:
    """An id that is the same in every build, at whatever address."""
    plan = site.corpus.agency.plan if site.corpus.agency else ""
    return uuid5(NAMESPACE_URL, f"portal:{plan}:{key}:{language}").urn


def moment(site: Site, day: date) -> str:
    """The beginning of a day where the agency is: logs know days, feeds want moments."""
    zone = site.corpus.agency.timezone if site.corpus.agency else "UTC"
    return datetime.combine(day, time(), ZoneInfo(zone)).isoformat()
