"""The site: which pages there are, and what each shows. Knows nothing of MkDocs."""

from __future__ import annotations

import hashlib
import html
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from portal.citations import Citation
from portal.corpus import DOCUMENTS, Corpus, Page
from portal.dates import display_date
from portal.legal_markdown import Annotations, MarginNote
from portal.links import localised_url, page_url, relative_url, report_url, split_language
from portal.model import Changing, Note, Translation
from portal.strings import all_strings, strings
from portal.units import Unit
from portal.views import (
    HeadingView,
    RegisterPart,
    Views,
    WorkSummary,
    all_views,
    cite_work,
    unit_label,
)

GENERATED = {
    "documents/index.md": ("documents", "register.html"),
    "tasks.md": ("tasks", "tasks.html"),
    "calendar.md": ("calendar", "calendar.html"),
    "glossary.md": ("glossary", "glossary.html"),
    "organisation.md": ("organisation", "organisation.html"),
    "sitemap.md": ("sitemap", "sitemap.html"),
}
"""Pages made of data: file, key of their title in `strings.yml`, template."""
MENU = ("documents/index.md", "tasks.md", "calendar.md", "glossary.md", "partners.md")
FOOTER = ("about.md", "organisation.md", "accessibility.md", "sitemap.md")
YEARS = f"{DOCUMENTS}years/"
"""Where the pages of a register are that is too long for one."""
LONG = 8
"""From how many passages on a paragraph of a text gets an aid to reading."""


@dataclass(frozen=True, slots=True)
class Crumb:
    words: str
    path: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds every page."""

    title: str
    description: str
    crumbs: tuple[Crumb, ...]
    """The pages above this one."""
    published: str
    updated: str
    updated_iso: str
    creator: str
    source: str
    translation: str
    """Who stands behind a translated text: a state of `Translation`, or empty."""
    template: str
    language: str
    """Of the words on the page: that of the original where no translation is there."""
    digest: str
    """SHA-256 of the text, or of all the content that the page is made of."""


class Site:
    """All pages of a corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus

    @cached_property
    def views(self) -> Mapping[str, Views]:
        return all_views(self.corpus)

    @cached_property
    def generated(self) -> Mapping[str, str]:
        """Template of each page that no file holds, by path below the language's folder."""
        pages = {path: template for path, (_, template) in GENERATED.items()}
        parts = self.views[self.corpus.source_language].register_parts
        pages |= {f"{YEARS}{slug}.md": "register_part.html" for slug in parts}
        for work in self.corpus.works:
            path = f"{DOCUMENTS}{work}.md"
            if not self.corpus.page(self.corpus.source_language, path):
                pages[path] = "work.html"
        return pages

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Every page in the authoritative language."""
        written = {p.path for p in self.corpus.pages.values() if self.is_source(p.language)}
        return tuple(sorted(written | self.generated.keys()))

    @cached_property
    def path_of(self) -> Mapping[str, str]:
        """The page at each address, below the language's root."""
        return {page_url(path): path for path in self.paths}

    def is_source(self, language: str) -> bool:
        return language == self.corpus.source_language

    def language_of(self, path: str, language: str) -> str:
        """Language of the words on a page: the original's, where no translation is there."""
        if path in self.generated or self.corpus.page(language, path):
            return language
        return self.corpus.source_language

    def untranslated(self, language: str) -> tuple[str, ...]:
        """Written pages that are shown in the original's words."""
        return tuple(p for p in self.paths if self.language_of(p, language) != language)

    def work_of(self, path: str) -> str | None:
        """The work that a page is about."""
        work = path.removeprefix(DOCUMENTS).removesuffix(".md")
        return work if path.startswith(DOCUMENTS) and work in self.corpus.works else None

    def template(self, path: str, page: Page | None) -> str:
        if path in self.generated:
            return self.generated[path]
        if self.work_of(path):
            return "document.html"
        return (page.front.template if page else None) or "page.html"

    def frame(self, path: str, language: str) -> Frame:
        """What surrounds the page at `path`."""
        views, work_id = self.views[language], self.work_of(path)
        shown = self.language_of(path, language)
        page = self.corpus.page(shown, path)
        title, description = self.title(path, language), ""
        creator = views.say(self.corpus.agency.name) if self.corpus.agency else ""
        source = views.words["source-register"]
        if work_id:
            summary = views.summaries[work_id]
            creator = summary.issuer
            description = f"{summary.heading}. {summary.title}"
        if page:
            description = page.front.description or description
            source = page.front.source or source
            original = self.corpus.page(self.corpus.source_language, path)
            if work_id and original:
                source = original.front.source or source
        published, updated = self.days(path, language)
        return Frame(
            title=title,
            description=description or self.generated_description(path, language),
            crumbs=self.crumbs(path, language),
            published=display_date(published, language),
            updated=display_date(updated, language),
            updated_iso=updated.isoformat(),
            creator=creator,
            source=source,
            translation=self.translation(path, language),
            template=self.template(path, page),
            language=shown,
            digest=sha256(page.body) if work_id and page else self.corpus.digest,
        )

    def translation(self, path: str, language: str) -> str:
        page = self.corpus.page(language, path)
        if self.is_source(language) or not page or not self.work_of(path):
            return ""
        return (page.front.translation or Translation.machine).value

    def title(self, path: str, language: str) -> str:
        views, work_id = self.views[language], self.work_of(path)
        if path in GENERATED:
            key = GENERATED[path][0]
            return views.words["cited-documents" if key == "documents" else key]
        if work_id:
            summary = views.summaries[work_id]
            return summary.heading
        part = self.register_part(path, language)
        if part:
            return f"{views.words['cited-documents']}: {part.name}"
        page = self.corpus.page(self.language_of(path, language), path)
        return (page.front.title if page else None) or path

    def register_part(self, path: str, language: str) -> RegisterPart | None:
        """What a page of a long register holds."""
        slug = path.removeprefix(YEARS).removesuffix(".md")
        return self.views[language].register_parts.get(slug) if path.startswith(YEARS) else None

    def generated_description(self, path: str, language: str) -> str:
        words = strings("page", language)
        key = GENERATED[path][0] if path in GENERATED else ""
        text = words.get(f"{key}-description") or words.get(f"{key}-lead") or ""
        return text.format(**self.counts(language)) if text else self.title(path, language)

    def counts(self, language: str) -> dict[str, int]:
        register = self.views[language].register()
        terms = self.corpus.glossary.terms if self.corpus.glossary else ()
        return {
            "numbered": register.numbered,
            "unnumbered": register.unnumbered,
            "count": len(terms),
        }

    def crumbs(self, path: str, language: str) -> tuple[Crumb, ...]:
        words = strings("page", language)
        if path == "index.md":
            return ()
        crumbs = [Crumb(words["home"], "")]
        if path.startswith(DOCUMENTS) and path != "documents/index.md":
            crumbs.append(Crumb(words["documents"], DOCUMENTS))
        return tuple(crumbs)

    def days(self, path: str, language: str) -> tuple[date, date]:
        """First publication and last change of a page: of its text and of the data it shows."""
        corpus = self.corpus
        records: list[Any] = [corpus.page(self.language_of(path, language), path)]
        work_id = self.work_of(path)
        by_page: dict[str, Iterable[Changing | None]] = {
            "documents/index.md": [*corpus.works.values(), corpus.authorities],
            "tasks.md": [corpus.tasks],
            "calendar.md": [corpus.duties],
            "glossary.md": [corpus.glossary],
            "organisation.md": [corpus.authorities],
            "index.md": [*corpus.works.values(), corpus.duties],
        }
        records += by_page.get(path, [])
        if work_id:
            records.append(corpus.works[work_id])
        changed = [r.front if isinstance(r, Page) else r for r in records if r is not None]
        if not changed:
            changed = [*corpus.works.values()] + [p.front for p in corpus.pages.values()]
        return min(r.published for r in changed), max(r.updated for r in changed)

    def view(self, path: str, language: str) -> object:
        """What the template of the page shows."""
        views, work_id = self.views[language], self.work_of(path)
        if work_id:
            return views.work(self.corpus.works[work_id])
        makers: dict[str, Callable[[], object]] = {
            "index.md": views.home,
            "documents/index.md": views.register,
            "tasks.md": views.tasks,
            "calendar.md": views.calendar,
            "glossary.md": views.glossary,
            "organisation.md": views.organisation,
        }
        return makers[path]() if path in makers else self.register_part(path, language)

    def context(self, path: str, language: str, url: str, base_url: str) -> dict[str, Any]:
        """All that templates may use; `url` is the page's address from the site's root."""
        corpus, agency = self.corpus, self.corpus.agency
        views = self.views[language]

        def to(target: str, other: str = language) -> str:
            return self.relative(localised_url(target, other, corpus.languages), url)

        def asset(name: str) -> str:
            return self.relative(f"assets/{name}", url)

        return {
            "t": views.words,
            "say": views.say,
            "language": language,
            "source_language": corpus.source_language,
            "is_translation": not self.is_source(language),
            "languages": [
                (code, all_strings()["languages"][code][language]) for code in corpus.languages
            ],
            "alternates": [
                code
                for code in corpus.languages
                if page_url(path) in self.path_of and self.language_of(path, code) == code
            ],
            "here": page_url(path),
            "path": path,
            "to": to,
            "asset": asset,
            "absolute": lambda target, other=language: (
                base_url + localised_url(target, other, corpus.languages)
            ),
            "agency": agency,
            "menu": [*self.plan_link(language), *self.links(MENU, language)],
            "footer": self.links(FOOTER, language),
            "plan_path": f"{DOCUMENTS}{views.plan}/",
            "foot": self.foot(path, language, base_url),
            "report": report_url(
                agency.feedback if agency else None,
                base_url + localised_url(page_url(path), language, corpus.languages),
            ),
            "cite_forms": self.cite_forms(path),
            "site_title": f"{views.say(agency.site_name)}, {views.say(agency.site_section)}"
            if agency
            else "",
        }

    def foot(self, path: str, language: str, base_url: str) -> str:
        """What stands below each printed page: address, version, digest."""
        if page_url(path) not in self.path_of:
            return ""
        words = strings("page", language)
        address = base_url + localised_url(page_url(path), language, self.corpus.languages)
        parts = [address, f"SHA-256 {self.frame(path, language).digest[:16]}"]
        if self.work_of(path) and path not in self.generated:
            parts.insert(1, f"{words['version']}: {words['no-version']}")
        return " · ".join(parts)

    def cite_forms(self, path: str) -> list[tuple[str, str]]:
        """How a passage of the text is cited, by language: the form that holds `{passage}`."""
        work_id = self.work_of(path)
        if not work_id or path in self.generated:
            return []
        work = self.corpus.works[work_id]
        return [
            (
                language,
                all_strings()["citation"]["of-passage"][language].format(
                    passage="{passage}",
                    work=cite_work(self.corpus, work, language),
                    version=strings("page", language)["no-version"],
                    address="{address}",
                ),
            )
            for language in self.corpus.languages
        ]

    def plan_link(self, language: str) -> list[Crumb]:
        views = self.views[language]
        name = views.say(self.corpus.agency.plan_name) if self.corpus.agency else ""
        return [Crumb(name, f"{DOCUMENTS}{views.plan}/")] if views.plan else []

    @staticmethod
    def relative(target: str, url: str) -> str:
        """Relative, so that the site works anywhere; absolute for pages shown at any address."""
        return f"/{target}" if url.endswith("404.html") else relative_url(target, url)

    def links(self, paths: Iterable[str], language: str) -> list[Crumb]:
        return [
            Crumb(self.menu_title(path, language), page_url(path))
            for path in paths
            if path in self.paths
        ]

    def menu_title(self, path: str, language: str) -> str:
        key = path.removesuffix(".md").removesuffix("/index")
        words = strings("page", language)
        return words["cited-documents"] if key == "documents" else words.get(key, key)

    def contents(self, path: str, language: str) -> tuple[HeadingView, ...]:
        """The headings of the text on a page, if it is that of a work."""
        work = self.work_of(path)
        return self.views[self.language_of(path, language)].contents(work) if work else ()

    def sitemap(self, language: str) -> list[tuple[str, list[Crumb]]]:
        """All pages in two parts, pages and documents; of a long register its pages only."""
        words, views = strings("page", language), self.views[language]
        parts: dict[str, list[Crumb]] = {words["site"]: [], words["documents"]: []}
        for path in self.paths:
            title = self.title(path, language)
            work = self.work_of(path)
            if work and views.register_parts and path in self.generated:
                continue
            if work:
                summary = views.summaries[work]
                title = f"{title} — {summary.title}" if summary.number else title
            is_document = work or path.startswith(YEARS)
            parts[words["documents" if is_document else "site"]].append(
                Crumb(title, page_url(path))
            )
        return list(parts.items())

    # Texts of works

    def annotations(self, work_id: str, language: str, url: str) -> Annotations:
        """What is shown with the passages of a work's text at `url`."""
        words = strings("page", language)
        shown = self.language_of(f"{DOCUMENTS}{work_id}.md", language)
        citations: dict[str, list[Citation]] = defaultdict(list)
        for mention in self.views[language].mentions:
            if (mention.work, mention.language) == (work_id, shown):
                citations[mention.unit].append(mention.citation)
        notes: dict[str, list[MarginNote]] = defaultdict(list)
        for note in self.corpus.works[work_id].notes:
            unit = self.views[shown].unit(f"{work_id}#{note.unit}")
            if unit:
                notes[note.unit].append(self.margin_note(note, unit, language, shown))

        def address(target: str) -> str:
            path = localised_url(f"{DOCUMENTS}{target}/", language, self.corpus.languages)
            return relative_url(path, url)

        return Annotations(
            citations=citations,
            notes=notes,
            address=address,
            tools=lambda unit_id: self.tools(unit_id, language, url),
            link_label=lambda unit_id: words["passage-link"].format(
                passage=unit_label(unit_id, language)
            ),
            aid=lambda unit_ids: self.aid(work_id, unit_ids, language, url),
        )

    def aid(self, work_id: str, unit_ids: Sequence[str], language: str, url: str) -> str:
        """Ways around and through a paragraph of many passages."""
        page = self.corpus.text_of(work_id, self.corpus.source_language)
        if len(unit_ids) < LONG or not page:
            return ""
        words = strings("page", language)
        ids = [unit.id for unit in page.text.units]
        after = ids[ids.index(unit_ids[-1]) + 1 :][:1] if unit_ids[-1] in ids else []
        register = localised_url("documents/", language, self.corpus.languages)
        links = [(words["as-table"], relative_url(register, url))]
        links += [
            (words["skip-to"].format(passage=unit_label(unit_id, language)), f"#{unit_id}")
            for unit_id in after
        ]
        anchors = " · ".join(f'<a href="{href}">{html.escape(text)}</a>' for text, href in links)
        note = html.escape(words["long-note"].format(count=len(unit_ids) - 1))
        return f"<p>{note}</p><p>{anchors}</p>"

    def cards(self, path: str, language: str) -> tuple[WorkSummary, ...]:
        """The works that the text on a page cites, in the order in which it first does."""
        work_id, shown = self.work_of(path), self.language_of(path, language)
        views = self.views[language]
        cited = dict.fromkeys(
            mention.citation.target
            for mention in views.mentions
            if (mention.work, mention.language) == (work_id, shown)
        )
        return tuple(views.summaries[target] for target in cited)

    def margin_note(self, note: Note, unit: Unit, language: str, shown: str) -> MarginNote:
        """The note in `language`; the words that it is about are marked in the source alone."""
        views, words = self.views[language], strings("page", language)
        source = self.corpus.source_language
        foreign = "" if language == source else f' lang="{source}"'
        text = f"<b>{words['editor-note']}</b> "
        if foreign:
            text += (
                f"{words['as-printed']}: <span{foreign}>“{html.escape(note.as_printed)}”</span>. "
            )
        text += str(views.quoting(note.issue))
        if note.reading:
            reading = f"<span{foreign}>“{html.escape(note.reading)}”</span>"
            text += f" {words['reading']}: {reading}."
        if note.evidence:
            text += f" {words['evidence']}: {views.quoting(note.evidence)}"
        start = unit.text.find(note.as_printed) if shown == source else -1
        end = start + len(note.as_printed) if start >= 0 else start
        return MarginNote(start, end, f'<span class="ed">{text}</span>')

    def tools(self, unit_id: str, language: str, url: str) -> str:
        """Links to the passage, here and in the other languages."""
        words = strings("page", language)
        label = unit_label(unit_id, language)
        links = f'<a href="#{unit_id}">{words["link"]}<span class="vh"> {label}</span></a>'
        _, rest = split_language(url, self.corpus.languages)
        for other in self.corpus.languages:
            if other != language:
                target = localised_url(f"{rest}#{unit_id}", other, self.corpus.languages)
                name = all_strings()["languages"][other][language]
                links += (
                    f'<a href="{relative_url(target, url)}" hreflang="{other}" lang="{other}">'
                    f'{name}<span class="vh"> {unit_label(unit_id, other)}</span></a>'
                )
        return f'<span class="tools">{links}</span>'


def document_parts(content: str) -> tuple[str, str]:
    """HTML of a text up to the end of the unit that is its title, and the rest."""
    title = re.search(r"</h1>\s*<div class=\"m\">.*?</div>\s*</div>", content, re.DOTALL)
    return (content[: title.end()], content[title.end() :]) if title else ("", content)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
