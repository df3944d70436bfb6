"""The site: which pages there are, and what each shows. Knows nothing of MkDocs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property, lru_cache, partial
from typing import Any
from urllib.parse import quote

from portal.citations import Mention
from portal.corpus import DOCUMENTS, Corpus, work_of_text
from portal.corrections import corrections
from portal.dates import display_date
from portal.frames import Frame, days_of, days_of_all, frame_of
from portal.freshness import STALE, Freshener, freshener, markdown_digest
from portal.generated import GENERATED, OF_REQUIREMENTS, YEARS
from portal.git import Edits
from portal.history import CardView, History, HistoryPage, history_pages
from portal.ingredients import Ingredients
from portal.legal_basis import legal_basis
from portal.links import localised_url, page_url, relative_url
from portal.moved import old_pages
from portal.parallel import Parallel, SumView
from portal.reporting import report_address
from portal.requirements import Result, legal_ground, shown_requirements
from portal.strings import all_strings, strings
from portal.units import Unit, read_text, woven
from portal.views import (
    HeadingView,
    Link,
    RegisterPart,
    Views,
    WorkSummary,
    all_views,
    capitalised,
    cite_work,
    unit_label,
)

MENU = (
    "documents/index.md",
    "tasks.md",
    "calendar.md",
    "glossary.md",
    "updates.md",
    "partners.md",
)
FOOTER = (
    "about.md",
    "organisation.md",
    "contact.md",
    "legal-basis.md",
    "translation.md",
    "corrections.md",
    "requirements.md",
    "legal-ground.md",
    "verify.md",
    "open-data.md",
    "accessibility.md",
    "sitemap.md",
)
KEPT = 64
"""How many pages' frames are kept while other pages are made."""


class Site:
    """All pages of a corpus."""

    def __init__(self, corpus: Corpus, base_url: str = "/", edits: Edits | None = None) -> None:
        self.corpus = corpus
        self.base_url = base_url
        """Public address of the site's root, with a slash at its end."""
        self.edits = edits
        """From Git, where it is wanted and there; nothing but links and dates of edits."""
        self.code = "assets/"
        """Where the scripts and styles of its pages lie: once they are known, in a folder that a
        digest of all of them names, so that what a browser keeps is what the page was made for."""
        self.results: Mapping[str, Result] = {}
        """What the checks of requirements found on the site, once all else of it is built."""

    @cached_property
    def views(self) -> Mapping[str, Views]:
        return all_views(self.corpus)

    @cached_property
    def histories(self) -> Mapping[str, History]:
        return {code: History(self.corpus, views) for code, views in self.views.items()}

    @cached_property
    def history(self) -> Mapping[str, HistoryPage]:
        """Pages about versions, by path."""
        return history_pages(self.corpus)

    @cached_property
    def fresheners(self) -> Mapping[str, Freshener]:
        """Of each translation."""
        return {code: freshener(self.corpus, code) for code in self.corpus.languages[1:]}

    @cached_property
    def parallels(self) -> Mapping[str, Parallel]:
        """What a page in each language says of a translation: a translation, of itself."""
        codes = self.corpus.languages
        return {
            code: Parallel(self.corpus, self.views[code], self.fresheners[about])
            for code in codes
            for about in [code if code in self.fresheners else (*codes[1:], "")[0]]
            if about
        }

    @cached_property
    def parallel(self) -> Mapping[str, str]:
        """Works whose texts are shown side by side, by the path of that page."""
        works = (page.path for page in self.corpus.pages.values() if self.is_source(page.language))
        return {
            f"{DOCUMENTS}{work}/parallel.md": work
            for path in works
            if (work := self.work_of(path)) and self.parallels
        }

    @cached_property
    def generated(self) -> Mapping[str, str]:
        """Template of each page that no file holds, by path below the language's folder."""
        pages = {
            path: template
            for path, (_, template) in GENERATED.items()
            if path not in OF_REQUIREMENTS or self.corpus.requirements
        }
        pages |= {path: page.template for path, page in self.history.items()}
        pages |= dict.fromkeys(self.parallel, "parallel.html")
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
    def all_paths(self) -> frozenset[str]:
        return frozenset(self.paths)

    @cached_property
    def path_of(self) -> Mapping[str, str]:
        """The page at each address, below the language's root."""
        return {page_url(path): path for path in self.paths}

    def public(self, name: str) -> str:
        """The public address of a file of the site."""
        return self.base_url + name

    def address_of(self, path: str, language: str) -> str:
        """The public address of a page."""
        return self.base_url + self.url(path, language)

    def url(self, path: str, language: str) -> str:
        """The address of a page from the root of the site."""
        return localised_url(page_url(path), language, self.corpus.languages)

    def is_source(self, language: str) -> bool:
        return language == self.corpus.source_language

    def language_of(self, path: str, language: str) -> str:
        """Language of the words on a page: the original's, where no translation is there."""
        label = self.frozen_label(path)
        if label:
            held = (self.history[path].work, label, language) in self.corpus.frozen
        else:
            held = path in self.generated or self.corpus.page(language, path) is not None
        return language if held else self.corpus.source_language

    def frozen_label(self, path: str) -> str:
        """The version whose frozen text a page holds; empty if it holds none."""
        page = self.history.get(path)
        if not page or len(page.versions) != 1:
            return ""
        source = (page.work, page.versions[0], self.corpus.source_language)
        return page.versions[0] if source in self.corpus.frozen else ""

    def is_listed(self, path: str) -> bool:
        """Whether search engines and site maps name a page: of versions, only the timeline."""
        return path not in self.history or not self.history[path].versions

    def markdown(self, path: str, language: str) -> str:
        """The Markdown that a page is made of: its own, the original's, a frozen text, or none."""
        label, shown = self.frozen_label(path), self.language_of(path, language)
        if label:
            return self.corpus.frozen[self.history[path].work, label, shown]
        page = self.corpus.page(shown, path)
        if path in self.generated or page is None:
            return ""
        original = self.corpus.page(self.corpus.source_language, path)
        if original and page is not original and self.work_of(path):
            return woven(original.body, page.body)
        return page.body

    def untranslated(self, language: str) -> tuple[str, ...]:
        """Written pages that are shown in the original's words."""
        return tuple(
            path
            for path in self.paths
            if path not in self.generated and self.language_of(path, language) != language
        )

    def about(self, path: str) -> str:
        """The work that a page is about, or whose versions or translation it shows."""
        history = self.history.get(path)
        return self.work_of(path) or (history.work if history else self.parallel.get(path, ""))

    @cached_property
    def ingredients(self) -> Ingredients:
        return Ingredients(self.corpus, self.views[self.corpus.source_language].index)

    def key(self, path: str, language: str) -> str:
        """Digest over all that the page of a work is made of but the program and its templates.

        Empty for any other page: those are made of too much to be worth it.
        """
        work = self.about(path)
        if not work:
            return ""
        parts = [self.ingredients.digest(work), self.ingredients.common, self.shown[language]]
        said = repr([*parts, self.edited(path, language), self.days(path, language)])
        return hashlib.sha256(said.encode()).hexdigest()

    def data_key(self, work: str) -> str:
        """Digest over all that the data files of a work are made of but the program."""
        said = f"{self.ingredients.digest(work)} {self.ingredients.common}"
        return hashlib.sha256(said.encode()).hexdigest()

    @cached_property
    def shown(self) -> Mapping[str, str]:
        """What all pages in a language show of other pages, by language."""
        names = ("menu", "footer", "verify_path", "ground_path")
        return {code: repr([shell[n] for n in names]) for code, shell in self.shells.items()}

    def work_of(self, path: str) -> str | None:
        """The work that a page is about."""
        work = work_of_text(path)
        return work if path.startswith(DOCUMENTS) and work in self.corpus.works else None

    def template_of(self, path: str, language: str) -> str:
        """The template that makes a page."""
        page = self.corpus.page(self.language_of(path, language), path)
        if path in self.generated:
            return self.generated[path]
        if self.work_of(path):
            return "document.html"
        return (page.front.template if page else None) or "page.html"

    def frame(self, path: str, language: str) -> Frame:
        """What surrounds the page at `path`."""
        return self.kept_frame(path, language)

    @cached_property
    def kept_frame(self) -> Callable[[str, str], Frame]:
        """A page asks for its frame several times in a row."""
        return lru_cache(maxsize=KEPT)(partial(frame_of, self))

    def days(self, path: str, language: str) -> tuple[date, date]:
        """First publication and last change of a page: of its text and of the data it shows."""
        return days_of(self, path, language)

    @cached_property
    def all_days(self) -> tuple[date, date]:
        """First publication and last change of anything."""
        return days_of_all(self.corpus)

    def edited(self, path: str, language: str) -> tuple[str, str]:
        """When the file that a page is made of was last edited, and where its history is."""
        work, pattern = self.work_of(path), self.corpus.agency.history if self.corpus.agency else ""
        file = f"{self.language_of(path, language)}/{path}"
        if path in self.generated:
            file = f"register/{work}.yml" if work else ""
        if not (self.edits and pattern and file in self.edits.days):
            return "", ""
        address = pattern.replace("{path}", quote(self.edits.prefix + file))
        return display_date(self.edits.days[file], language), address

    def translation(self, path: str, language: str) -> str:
        page = self.corpus.page(language, path)
        known = self.work_of(path) or self.corpus.freshness.get((language, path))
        if self.is_source(language) or not page or not known:
            return ""
        return self.parallels[language].sum(path).by.value

    def title(self, path: str, language: str) -> str:
        views, work_id = self.views[language], self.work_of(path)
        if path in GENERATED:
            key = GENERATED[path][0]
            return views.words["cited-documents" if key == "documents" else key]
        if work_id:
            summary = views.summaries[work_id]
            return summary.heading
        if path in self.history:
            return self.history_title(path, language)
        if path in self.parallel:
            form = strings("freshness", language)["parallel-of"]
            return form.format(work=views.short_name(self.parallel[path]))
        part = self.register_part(path, language)
        if part:
            return f"{views.words['cited-documents']}: {part.name}"
        page = self.corpus.page(self.language_of(path, language), path)
        return (page.front.title if page else None) or path

    def history_title(self, path: str, language: str) -> str:
        page, words = self.history[path], strings("versions", language)
        work = self.views[language].short_name(page.work)
        if not page.versions:
            return words["of-work"].format(work=work)
        if len(page.versions) == 1:
            return words["version-of"].format(work=work, version=page.versions[0])
        return words["comparison-of"].format(work=work, old=page.versions[0], new=page.versions[1])

    def register_part(self, path: str, language: str) -> RegisterPart | None:
        """What a page of a long register holds."""
        slug = path.removeprefix(YEARS).removesuffix(".md")
        return self.views[language].register_parts.get(slug) if path.startswith(YEARS) else None

    def view(self, path: str, language: str) -> object:
        """What the template of the page shows."""
        views, work_id = self.views[language], self.work_of(path)
        if work_id:
            return views.work(self.corpus.works[work_id])
        makers: dict[str, Callable[[], object]] = {
            "index.md": views.home,
            "documents/index.md": lambda: views.register,
            "tasks.md": views.tasks,
            "calendar.md": views.calendar,
            "glossary.md": lambda: views.glossary,
            "organisation.md": views.organisation,
            "search.md": views.search,
            "legal-basis.md": lambda: legal_basis(self.corpus, views),
            "corrections.md": lambda: corrections(self.corpus, views, self.histories[language]),
            "requirements.md": lambda: shown_requirements(
                self.corpus, views, self.results, lambda page: self.link(page, language)
            ),
            "legal-ground.md": lambda: legal_ground(self.corpus, views),
            "updates.md": self.histories[language].updates,
            "translation.md": self.translations(language),
        }
        if path in self.parallel:
            return self.parallels[language].side_by_side(self.parallel[path])
        if path in self.history:
            return self.history_view(path, language)
        return makers[path]() if path in makers else self.register_part(path, language)

    def translations(self, language: str) -> Callable[[], object]:
        """The pages of each translation, by its code and name."""
        names = all_strings()["languages"]
        return lambda: [
            (code, names[code][language], Parallel(self.corpus, self.views[language], f).overview())
            for code, f in self.fresheners.items()
        ]

    def history_view(self, path: str, language: str) -> object:
        page, history = self.history[path], self.histories[language]
        if not page.versions:
            return history.timeline(page.work)
        if len(page.versions) == 1:
            return history.frozen(page.work, page.versions[0])
        return history.compare(page.work, *page.versions)

    def context(self, path: str, language: str, url: str) -> dict[str, Any]:
        """All that templates may use; `url` is the page's address from the site's root."""
        corpus = self.corpus
        ways = self.ways(language, url)
        to = ways["to"]
        return (
            self.shells[language]
            | ways
            | {
                "fresh": self.fresh(path, language),
                "page_behind": self.page_behind(path, language),
                "indexes": json.dumps({code: to("search/", code) for code in corpus.languages}),
                "alternates": [
                    code
                    for code in corpus.languages
                    if page_url(path) in self.path_of and self.language_of(path, code) == code
                ],
                "here": page_url(path),
                "path": path,
                "foot": self.foot(path, language),
                "report": self.report(path, language),
                "edited": self.edited(path, language)
                if page_url(path) in self.path_of
                else ("", ""),
                "cite_forms": self.cite_forms(path),
                "card": self.version_card(path, language),
            }
        )

    def ways(self, language: str, url: str) -> dict[str, Any]:
        """How templates get from the page at `url` to others, and to files."""

        def to(target: str, other: str = language) -> str:
            return self.relative(localised_url(target, other, self.corpus.languages), url)

        def asset(name: str) -> str:
            return self.relative(f"{self.code}{name}", url)

        def file(name: str) -> str:
            return self.relative(name, url)

        return {"to": to, "asset": asset, "file": file, "emblem": file(f"assets/{self.emblem}")}

    def moved(self, language: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """The old addresses of pages from the root of the site, and what is said there."""
        for old, new in old_pages(self.corpus.moved, self.path_of):
            path, url = self.path_of[new], localised_url(old, language, self.corpus.languages)
            ways = self.ways(language, url)
            yield url, self.shells[language] | ways | {"new": self.link(path, language)}

    @cached_property
    def shells(self) -> Mapping[str, dict[str, Any]]:
        """What the templates of all pages in a language may use, whatever the page."""
        return {language: self.shell(language) for language in self.corpus.languages}

    def shell(self, language: str) -> dict[str, Any]:
        corpus, agency, views = self.corpus, self.corpus.agency, self.views[language]
        return {
            "t": views.words,
            "v": strings("versions", language),
            "f": strings("freshness", language),
            "w": strings("verify", language),
            "d": strings("data", language),
            "s": strings("search", language),
            "say": views.say,
            "language": language,
            "source_language": corpus.source_language,
            "is_translation": not self.is_source(language),
            "languages": [
                (code, all_strings()["languages"][code][language]) for code in corpus.languages
            ],
            "absolute": lambda target, other=language: (
                self.base_url + localised_url(target, other, corpus.languages)
            ),
            "agency": agency,
            "menu": [*self.plan_link(language), *self.links(MENU, language)],
            "footer": self.links(FOOTER, language),
            "plan_path": f"{DOCUMENTS}{views.plan}/",
            "verify_path": "verify/" if "verify.md" in self.all_paths else "",
            "agency_facts": self.agency_facts(language),
            "foot_facts": self.foot_facts(language),
            "ground_path": page_url(OF_REQUIREMENTS[1]) if corpus.requirements else "",
            "site_title": f"{views.say(agency.site_name)}, {views.say(agency.site_section)}"
            if agency
            else "",
        }

    @property
    def folder(self) -> str:
        """What the folder of an offline copy is called."""
        plan = self.corpus.agency.plan if self.corpus.agency else ""
        return plan or "portal"

    @property
    def emblem(self) -> str:
        """The file of the emblem below the site's assets: the agency's, or the portal's own."""
        own = self.corpus.agency.emblem if self.corpus.agency else None
        return f"agency-emblem.{own.rsplit('.', 1)[-1].lower()}" if own else "emblem.svg"

    def agency_facts(self, language: str) -> list[tuple[str, str]]:
        """How the agency is reached: key of the words for it, value or nothing."""
        agency, say = self.corpus.agency, self.views[language].say
        if not agency:
            return []
        return [
            ("contact-unit", say(agency.contact_unit)),
            ("responsible", say(agency.responsible)),
            ("address", say(agency.address)),
            ("phone", agency.phone or ""),
            ("email", agency.email or ""),
        ]

    def foot_facts(self, language: str) -> list[tuple[str, str]]:
        """The same for the foot of pages: name and value; what is missing is named together."""
        words, facts = strings("page", language), self.agency_facts(language)
        shown = [(words[key], value) for key, value in facts if value]
        missing = [words[key] for key, value in facts if not value]
        names = capitalised(", ".join(missing).lower())
        return [*shown, (names, words["not-provided"])] if missing else shown

    def report(self, path: str, language: str, unit: Unit | None = None) -> str:
        """Where readers report an error on a page or in a passage of it; empty if nowhere."""
        feedback = self.corpus.agency.feedback if self.corpus.agency else None
        if not feedback or page_url(path) not in self.path_of:
            return ""
        words = strings("report", language)
        place = unit_label(unit.id, language) if unit else self.title(path, language)
        card = self.version_card(path, language)
        address = self.address_of(path, language)
        facts = {
            words["page"]: f"{address}#{unit.id}" if unit else address,
            words["unit"]: unit.id if unit else "",
            words["version"]: card.label if card else self.frozen_label(path),
            words["language"]: language,
            words["digest"]: markdown_digest(unit)
            if unit
            else f"sha256:{self.frame(path, language).digest[:16]}",
        }
        return report_address(feedback, words["subject"].format(place=place), facts)

    def fresh(self, path: str, language: str) -> SumView | None:
        """How the translated text on a page stands."""
        is_text = bool(self.work_of(path)) and path not in self.generated
        if not is_text or self.is_source(language) or self.language_of(path, language) != language:
            return None
        return self.parallels[language].sum(path)

    def page_behind(self, path: str, language: str) -> str:
        """What readers of a translated page that is no text must be told, if anything."""
        if self.is_source(language) or self.work_of(path) or path in self.generated:
            return ""
        judged = self.parallels[language].freshener.page(path)
        stale = any(judgement.state in STALE for judgement in judged)
        return strings("freshness", language)["page-behind"] if stale else ""

    def foot(self, path: str, language: str) -> str:
        """What stands below each printed page: address, version, digest."""
        if page_url(path) not in self.path_of:
            return ""
        words = strings("page", language)
        address = self.address_of(path, language)
        parts = [address, f"SHA-256 {self.frame(path, language).digest[:16]}"]
        card, label = self.version_card(path, language), self.frozen_label(path)
        if card:
            parts.insert(1, card.cited_as)
        elif label:
            parts.insert(1, f"{words['version']} {label}")
        return " · ".join(parts)

    def version_card(self, path: str, language: str) -> CardView | None:
        """What a page of a work that has a text, or had one, says of its version."""
        work = self.work_of(path)
        if not work or (path in self.generated and work not in self.corpus.logs):
            return None
        return self.histories[language].card(work, self.language_of(path, language))

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
                    version=self.histories[language].card(work_id, language).cited_as,
                    address="{address}",
                ),
            )
            for language in self.corpus.languages
        ]

    def plan_link(self, language: str) -> list[Link]:
        views = self.views[language]
        name = views.say(self.corpus.agency.plan_name) if self.corpus.agency else ""
        return [Link(name, f"{DOCUMENTS}{views.plan}/")] if views.plan else []

    @staticmethod
    def relative(target: str, url: str) -> str:
        """Relative, so that the site works anywhere; absolute for pages shown at any address."""
        return f"/{target}" if url.endswith("404.html") else relative_url(target, url)

    def links(self, paths: Iterable[str], language: str) -> list[Link]:
        return [self.link(path, language) for path in paths if path in self.all_paths]

    def foreign(self, path: str, language: str) -> str:
        """The language of a page's title, where it is not `language`."""
        shown = self.language_of(path, language)
        is_ours = path in self.generated or self.work_of(path)
        return "" if is_ours or shown == language else shown

    def link(self, path: str, language: str) -> Link:
        """To a page, by what menus call it: a short name of ours, else its title."""
        short = (
            None if path in GENERATED else strings("page", language).get(path.removesuffix(".md"))
        )
        if short:
            return Link(short, page_url(path))
        return Link(self.title(path, language), page_url(path), self.foreign(path, language))

    def contents(self, path: str, language: str) -> tuple[HeadingView, ...]:
        """The headings of the text on a page, if it is that of a work."""
        work, views = self.work_of(path), self.views[self.language_of(path, language)]
        if self.frozen_label(path):
            return views.headings(read_text(self.markdown(path, language) or "").units)
        return views.contents(work) if work else ()

    def sitemap(self, language: str) -> list[tuple[str, list[Link]]]:
        """All pages in two parts, pages and documents; of a long register its pages only."""
        words, views = strings("page", language), self.views[language]
        parts: dict[str, list[Link]] = {words["site"]: [], words["documents"]: []}
        for path in self.paths:
            title = self.title(path, language)
            work = self.work_of(path)
            if views.register_parts and path in self.generated and (work or path in self.history):
                continue
            if not self.is_listed(path):
                continue
            if work:
                summary = views.summaries[work]
                title = f"{title} — {summary.title}" if summary.number else title
            is_document = work or path.startswith(YEARS) or path in self.history
            parts[words["documents" if is_document else "site"]].append(
                Link(title, page_url(path), self.foreign(path, language))
            )
        return list(parts.items())

    def mentions_on(self, work_id: str, shown: str) -> Iterator[Mention]:
        """The citations in the words that a page shows: in a translation, also those in the
        passages that stand there in the original's words."""
        source = self.corpus.source_language
        page = self.corpus.text_of(work_id, shown)
        held = {unit.id for unit in page.text.units} if page else set()
        for mention in self.views[source].index.within(work_id):
            if mention.language == shown or (
                mention.language == source and mention.unit not in held
            ):
                yield mention

    def cards(self, path: str, language: str) -> tuple[WorkSummary, ...]:
        """The works that the text on a page cites, in the order in which it first does."""
        work_id, shown = self.work_of(path), self.language_of(path, language)
        views = self.views[language]
        cited = dict.fromkeys(
            mention.citation.target
            for mention in (self.mentions_on(work_id, shown) if work_id else ())
            if mention.citation.target
        )
        return tuple(views.summaries[target] for target in cited)
