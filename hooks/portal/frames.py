"""What surrounds each page: title, description, the way to it, dates, digest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from portal.corpus import DOCUMENTS, Corpus, Page
from portal.dates import display_date
from portal.generated import GENERATED
from portal.links import page_url
from portal.model import Changing, FrontMatter
from portal.strings import strings
from portal.versions import frozen_text, text_digest
from portal.views import Link

if TYPE_CHECKING:
    from portal.site import Site

SHOWN = {
    "documents/index.md": ("works", "authorities"),
    "tasks.md": ("tasks",),
    "calendar.md": ("duties",),
    "glossary.md": ("glossary",),
    "organisation.md": ("authorities",),
    "contact.md": ("agency",),
    "corrections.md": ("works",),
    "requirements.md": ("requirements", "agency"),
    "legal-ground.md": ("requirements",),
    "legal-basis.md": ("works",),
    "index.md": ("works", "duties"),
}
"""The parts of the corpus that a page shows, which say how old it is."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds every page."""

    title: str
    description: str
    crumbs: tuple[Link, ...]
    """The pages above this one."""
    published: str
    published_iso: str
    updated: str
    updated_iso: str
    creator: str
    source: str
    consolidated: str
    """Why a text has no single source, in the original's words; empty where it has one."""
    translation: str
    """Who stands behind a translated text: a state of `Translation`, or empty."""
    template: str
    language: str
    """Of the words on the page: that of the original where no translation is there."""
    digest: str
    """SHA-256 of the text; of a page of data about a work, over the files that it is made of; of
    any other, over all content."""
    canonical: str
    """The address below the language's root that search engines are to keep."""
    listed: bool
    """Whether they are to keep the page at all."""


def frame_of(site: Site, path: str, language: str) -> Frame:
    """What surrounds the page at `path`."""
    views, work_id = site.views[language], site.work_of(path)
    shown = site.language_of(path, language)
    page = site.corpus.page(shown, path)
    title, description = site.title(path, language), ""
    creator = views.say(site.corpus.agency.name) if site.corpus.agency else ""
    original = site.corpus.page(site.corpus.source_language, path)
    is_history = path in site.history or path == "updates.md"
    source = views.words["source-log" if is_history else "source-register"]
    if work_id:
        summary = views.summaries[work_id]
        creator = summary.issuer
        description = summary.title
        if summary.number:
            description = f"{summary.heading}. {summary.title}"
    if page:
        description = page.front.description or description
        source = page.front.source or source
        if work_id and original:
            source = original.front.source or source
    published, updated = site.days(path, language)
    return Frame(
        title=title,
        description=description or description_of(site, path, language),
        crumbs=crumbs_of(site, path, language),
        published=display_date(published, language),
        published_iso=published.isoformat(),
        updated=display_date(updated, language),
        updated_iso=updated.isoformat(),
        creator=creator,
        source=source,
        consolidated=(original.front.consolidated or "") if original else "",
        translation=site.translation(path, language),
        template=site.template_of(path, language),
        language=shown,
        digest=digest_of(site, path, shown),
        canonical=canonical_of(site, path),
        listed=site.is_listed(path),
    )


def digest_of(site: Site, path: str, shown: str) -> str:
    """Of what a page shows: see `Frame`."""
    label, work_id = site.frozen_label(path), site.work_of(path)
    if label:
        return text_digest(site.corpus.frozen[site.history[path].work, label, shown])
    body = site.corpus.body_of(work_id, shown) if work_id else None
    if body is not None:
        return text_digest(frozen_text(body))
    about = site.about(path)
    return site.ingredients.digest(about) if about else site.corpus.digest


def canonical_of(site: Site, path: str) -> str:
    """Of a frozen text, the page of today's."""
    label = site.frozen_label(path)
    return f"{DOCUMENTS}{site.history[path].work}/" if label else page_url(path)


def description_of(site: Site, path: str, language: str) -> str:
    """What a page that has no description of its own is about, in a sentence."""
    words = strings("page", language)
    if path in site.history:
        page, history = site.history[path], site.histories[language]
        last = page.versions[-1] if page.versions else history.log(page.work)[-1].version
        return f"{site.title(path, language)}. {history.version(page.work, last).note}"
    if path in site.parallel or path == "translation.md":
        words = strings("freshness", language)
        lead = words["parallel-lead" if path in site.parallel else "overview-lead"]
        return f"{site.title(path, language)}. {lead}"
    key = GENERATED[path][0] if path in GENERATED else ""
    text = words.get(f"{key}-description") or words.get(f"{key}-lead") or ""
    return text.format(**counts_in(site, language)) if text else site.title(path, language)


def counts_in(site: Site, language: str) -> dict[str, int]:
    """What descriptions count."""
    register = site.views[language].register
    terms = site.corpus.glossary.terms if site.corpus.glossary else ()
    return {
        "numbered": register.numbered,
        "unnumbered": register.unnumbered,
        "count": len(terms),
    }


def crumbs_of(site: Site, path: str, language: str) -> tuple[Link, ...]:
    """The pages above a page."""
    words = strings("page", language)
    if path == "index.md":
        return ()
    crumbs = [Link(words["home"], "")]
    if path.startswith(DOCUMENTS) and path != "documents/index.md":
        crumbs.append(Link(words["documents"], DOCUMENTS))
    if path in site.parallel:
        work = site.parallel[path]
        crumbs.append(Link(site.views[language].short_name(work), f"{DOCUMENTS}{work}/"))
    if path in site.history:
        page = site.history[path]
        base = f"{DOCUMENTS}{page.work}/"
        crumbs.append(Link(site.views[language].short_name(page.work), base))
        if page.versions:
            name = strings("versions", language)["timeline"]
            crumbs.append(Link(name, f"{base}versions/"))
    return tuple(crumbs)


def days_of(site: Site, path: str, language: str) -> tuple[date, date]:
    """First publication and last change of a page: of its text and of the data it shows."""
    corpus = site.corpus
    records: list[Any] = [corpus.page(site.language_of(path, language), path)]
    work_id = site.work_of(path)
    shown = SHOWN.get(path, ())
    if "works" in shown:
        records += corpus.works.values()
    records += [getattr(corpus, name) for name in shown if name != "works"]
    if path in site.parallel:
        text = f"{DOCUMENTS}{site.parallel[path]}.md"
        records += [corpus.page(code, text) for code in corpus.languages]
    if work_id:
        records.append(corpus.works[work_id])
    changed = [r.front if isinstance(r, Page) else r for r in records if r is not None]
    days = [day for r in changed for day in (r.published, r.updated)]
    if work_id or path in site.history or path in site.parallel:
        page = site.history.get(path)
        log = corpus.logs.get(page.work if page else site.parallel.get(path, work_id or ""), ())
        wanted = page.versions if page else ()
        days += [entry.date for entry in log if not wanted or entry.version in wanted]
    if path == "translation.md":
        known = [stamp for stamps in corpus.freshness.values() for stamp in stamps.values()]
        days += [stamp.on for stamp in known if stamp]
    if path in ("updates.md", "corrections.md"):
        days += [entry.date for log in corpus.logs.values() for entry in log]
    return (min(days), max(days)) if days else site.all_days


def days_of_all(corpus: Corpus) -> tuple[date, date]:
    """First publication and last change of anything."""
    fronts = [page.front for page in corpus.pages.values()]
    everything: list[Changing | FrontMatter] = [*corpus.works.values(), *fronts]
    days = [day for record in everything for day in (record.published, record.updated)]
    return min(days), max(days)
