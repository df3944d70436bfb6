"""Builds the site with MkDocs."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment
from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

from portal.annotating import Annotator, document_parts
from portal.artifacts import site_artifacts, work_artifacts
from portal.audit import audit
from portal.catalogue import files_of_page, shown_sets
from portal.checksums import SUMS, read_sums, render_sums
from portal.code_folders import code_folder
from portal.files import (
    Aside,
    SiteCopy,
    content_of,
    copy_of,
    delete_others,
    digest_of_file,
    digests,
    new_file,
    read_content,
    read_tree,
    write_changed,
    write_tree,
)
from portal.findings import Finding, Severity
from portal.folding import slug
from portal.garbage import garbage
from portal.git import Edits
from portal.json_ld import json_ld
from portal.kept import Kept, KeptFiles, KeptPage, Seen, file_of, read_kept, render_kept
from portal.legal_markdown import LegalMarkdown
from portal.links import localised_url, split_language
from portal.mkdocs_patches import (
    empty_site_folder,
    language_of_build,
    leave_unrendered,
    lend,
    let_go,
)
from portal.offline import OFFLINE, Earlier, write_offline
from portal.processes import shared
from portal.reading import read_corpus
from portal.remembered import remembered
from portal.requirements import unmet
from portal.requirements_json import render_requirements
from portal.rules import UNRELEASED, WAITING, check
from portal.safe_markdown import SafeMarkdown
from portal.search_index import too_large, without_comments
from portal.site import Site
from portal.strings import strings

log = logging.getLogger("mkdocs.hooks.portal")
ASSETS = "assets/"
VENDOR = "vendor/"
PICTURES = (".png", ".svg")
"""Assets that others link to, under names that stay."""
REQUIREMENTS = "requirements.json"
LEVELS = {
    Severity.notice: logging.INFO,
    Severity.warning: logging.WARNING,
    Severity.error: logging.ERROR,
}


class MkDocsSite:
    """The events of a build. One configuration object is one build, in all its languages."""

    def __init__(self) -> None:
        self.config: MkDocsConfig | None = None
        self.built = 0
        """How many languages are done."""
        self.serves = False
        self.kept = Kept()
        """What the last build made; while one runs, what of that it may leave as it is."""
        self.sums: Mapping[str, str] = {}
        """SHA-256 of all files of the site that stands; nothing while one is made."""
        self.found: Mapping[str, str] = {}
        """Of the files that lay there when the build began, as far as anything of them is kept."""
        self.sums_before: Mapping[str, str] = {}
        """Of the site that stood when the build began, if its offline copy lies there as it was."""
        self.keys: dict[str, str] = {}
        """Of the pages of the running build that a later one may keep, by address."""
        self.others: set[str] = set()
        """The files of the running build that are not pages and not made by the portal."""
        self.files = Files([])
        """What MkDocs makes pages of in the language that is being built."""
        self.left_out: list[File] = []
        """Pages in the language that is being built that lie there already."""
        self.aside = Aside()
        self.site: Site
        self.code: Mapping[str, bytes]
        """Scripts and styles of the pages as readers get them, by their names below `assets/`."""
        self.templates: Environment | None = None
        """Compiled once for all languages and, while no template changes, for all builds."""
        self.legal_markdown = LegalMarkdown()
        self.safe_markdown = SafeMarkdown()

    @property
    def is_done(self) -> bool:
        """Whether the site stands in all its languages."""
        return self.built == len(self.site.corpus.languages)

    def begin(
        self,
        config: MkDocsConfig,
        program: str,
        pages: bytes | None,
        edits: Callable[[], Edits | None],
        serves: bool = False,
    ) -> None:
        """Begins a build.

        `program` is the digest of what makes the pages, empty where none are to be kept; `pages`
        are those of an earlier run, as `pages_as_text` gave them. While somebody edits and looks,
        `serves`, the offline copy stays that of the first build.
        """
        kept = read_kept(pages) if pages else self.kept
        if not program or program != kept.program:
            self.templates = None
        self.config, self.built, self.serves = config, 0, serves
        remembered.keeps = serves
        self.aside.close()
        self.keys, self.others = {}, set()
        with garbage.left_alone():
            self.site = read_site(Path(config.docs_dir), base_url(config), edits)
        self.code = scripts_and_styles(Path(config.theme.custom_dir or "") / ASSETS)
        self.site.code = code_folder(self.code)
        folder = Path(config.site_dir)
        found = self.sums if serves else {}
        if kept.pages and not found:
            found = digests(folder, leave_out={SUMS})
        self.found = found
        self.kept = kept.in_place(program, str(folder), found)
        listed, _ = read_sums(content_of(folder / SUMS) or b"")
        is_whole = self.kept.pages and listed.get(OFFLINE) == found.get(OFFLINE, "")
        self.sums, self.sums_before = {}, listed if is_whole else {}
        empty_site_folder(not self.kept.pages)

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        config.theme.static_templates = set()
        if config.theme.custom_dir:  # Material's own files stay out, and 10,000 icons unlisted
            config.theme.dirs = [config.theme.custom_dir]
        config.mdx_configs.setdefault("toc", {})["slugify"] = slug
        extensions: list[Any] = list(config.markdown_extensions)
        config.markdown_extensions = [
            *(e for e in extensions if not isinstance(e, (LegalMarkdown, SafeMarkdown))),
            self.legal_markdown,  # type: ignore[list-item]  # MkDocs hands them on
            self.safe_markdown,  # type: ignore[list-item]
        ]
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Leaves out the pages that are there already, and those of the other languages."""
        code, language = {ASSETS + name for name in self.code}, language_of_build(config)
        kept = {path for path in self.site.paths if self.is_kept(path, language)}
        self.left_out = []
        for file in list(files):
            folder, _, path = file.src_uri.partition("/")
            if file.inclusion is InclusionLevel.EXCLUDED or file.src_uri in code:
                files.remove(file)  # else i18n looks at each record and stamp, in each language
            elif file.is_documentation_page() and folder in self.languages:
                is_there = folder == language and path in kept
                if is_there:
                    self.left_out.append(file)
                if is_there or folder != language:
                    files.remove(file)
        for path in (*self.site.generated, *self.site.untranslated(language)):
            file = File(
                f"{language}/{path}", config.docs_dir, config.site_dir, use_directory_urls=True
            )
            if path in kept:
                self.left_out.append(file)
            else:
                files.append(file)
        return files

    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
        self.files = files
        lend(files, self.left_out, config)
        self.others |= {file.dest_uri for file in files if not file.is_documentation_page()}
        return nav

    def is_kept(self, path: str, language: str) -> bool:
        """Whether a page lies there as it would be made."""
        url = self.site.url(path, language)
        self.keys[url] = key = self.site.key(path, language)
        kept = self.kept.pages.get(url)
        return bool(key) and kept is not None and kept.key == key

    def on_page_read_source(self, page: Page, config: MkDocsConfig) -> str:
        language, path = self.place(page)
        text = self.site.markdown(path, language)
        return f"\n{text}"  # else MkDocs takes a first line such as `Note: …` for a key of its own

    def on_page_markdown(
        self, markdown: str, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        language, path = self.place(page)
        work = self.site.work_of(path)
        page.meta["template"] = self.site.template_of(path, language)
        if path in self.site.generated and not self.site.frozen_label(path):
            leave_unrendered(page)
        annotator = Annotator(self.site, language, page.url)
        if self.site.frozen_label(path):
            annotations = annotator.of_version(path)
        elif work and path not in self.site.generated:
            annotations = annotator.of_work(work)
        else:
            annotations = None
        self.legal_markdown.annotations = annotations
        self.safe_markdown.words = words = strings("markdown", language)
        config.mdx_configs.setdefault("footnotes", {})["BACKLINK_TITLE"] = words["footnote-back"]
        return markdown

    def on_page_content(self, html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Lays a page's text aside until it is made: MkDocs first reads all, then makes all."""
        if html:
            self.aside.put(page.url, html)
        page.markdown, page.toc = "", get_toc([])  # pages show contents of their own
        return ""

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        env.autoescape = True  # MkDocs leaves it off; what staff write is text, not markup
        env.trim_blocks = env.lstrip_blocks = True
        env.auto_reload = False  # a template does not change while pages are made
        self.templates = self.templates or env
        return self.templates

    def on_page_context(
        self, context: dict[str, Any], page: Page, config: MkDocsConfig, nav: object
    ) -> dict[str, Any]:
        language, path = self.place(page)
        head, rest = document_parts(self.aside.take(page.url))
        context |= self.page_context(path, language, page.url)
        context |= {"head_html": Markup(head), "body_html": Markup(rest)}
        return context

    def page_context(self, path: str, language: str, url: str) -> dict[str, Any]:
        """All that the template of a page may use but the words that people wrote."""
        frame = self.site.frame(path, language)
        return self.site.context(path, language, url) | {
            "frame": frame,
            "json_ld": json_ld(self.site, path, language, frame),
            "data_files": files_of_page(self.site, path, language),
            "view": self.site.view(path, language),
            "contents": self.site.contents(path, language),
            "cards": self.site.cards(path, language),
            "data_sets": shown_sets(self.site, language) if path == "open-data.md" else None,
            "sitemap": self.site.sitemap(language) if path == "sitemap.md" else None,
        }

    def on_post_build(self, config: MkDocsConfig) -> None:
        self.built += 1
        let_go(self.files, config)
        self.files, self.left_out = Files([]), []
        if self.is_done:
            with garbage.left_alone():
                self.complete(config)

    def complete(self, config: MkDocsConfig) -> None:
        """Makes all that is made of the site as a whole, once its pages stand in all languages."""
        folder, site = Path(config.site_dir), self.site
        code = ((f"{site.code}{name}", data) for name, data in self.code.items())
        made = write_changed(folder, chain(site_artifacts(site), self.other_pages(), code))
        data = self.data_of_works(folder)
        made |= dict(chain.from_iterable(files.items() for files in data.values()))
        pages = {file_of(site.url(path, code)) for path in site.paths for code in self.languages}
        wanted = pages | made.keys() | self.others | {OFFLINE, REQUIREMENTS}
        copy = copy_of(folder, delete_others(folder, wanted))
        findings = list(too_large(copy, self.languages))
        seen: Mapping[str, Seen] = {}
        if site.corpus.requirements:
            result = audit(site, copy, {u: page.seen for u, page in self.pages_before()})
            seen, site.results = result.pages, result.results
            shown = ((name, text.encode()) for name, text in self.shown_requirements())
            made |= write_changed(folder, shown)
            findings += unmet(site.corpus, site.results)
            copy = copy_of(folder, copy.names | made.keys())
        sums = self.digests(folder, copy.names - {SUMS, OFFLINE}, pages, made)
        sums[OFFLINE] = self.offline_copy(folder, copy, sums)
        write_tree(folder, {SUMS: render_sums(sums)})
        self.sums = sums
        self.keep(sums, seen, data)
        self.aside.close()
        remembered.forget_others()
        report(findings, Path(config.docs_dir).name)

    def digests(
        self, folder: Path, names: Set[str], pages: Set[str], made: Mapping[str, bool]
    ) -> dict[str, str]:
        """SHA-256 of the files of the site; those that this build left alone are not read again."""
        kept = {file_of(url) for url, _ in self.pages_before()}
        written = (pages - kept) | self.others | {name for name, is_new in made.items() if is_new}
        found = self.found
        return {
            name: found[name]
            if name in found and name not in written
            else digest_of_file(folder, name)
            for name in names
        }

    def offline_copy(self, folder: Path, copy: SiteCopy, sums: Mapping[str, str]) -> str:
        """Writes the offline copy and gives its digest; while somebody edits, it stays."""
        path = folder / OFFLINE
        if not (self.serves and path.is_file()):
            with ExitStack() as opened:
                old = opened.enter_context(path.open("rb")) if self.sums_before else None
                earlier = Earlier(old, self.sums_before) if old else None
                write_offline(
                    copy, self.site.folder, opened.enter_context(new_file(path)), sums, earlier
                )
        elif OFFLINE in self.sums_before:
            return self.sums_before[OFFLINE]
        return digest_of_file(folder, OFFLINE)

    def data_of_works(self, folder: Path) -> dict[str, dict[str, bool]]:
        """The data files of every work, and which were written: all that are not there already."""
        found = {w: dict.fromkeys(kept.digests, False) for w, kept in self.data_before()}

        def make(works: Sequence[str]) -> dict[str, dict[str, bool]]:
            made = work_artifacts(self.site, works)
            return {work: write_changed(folder, files) for work, files in made}

        missing = [work for work in self.site.corpus.works if work not in found]
        for made in shared(make, missing, worth_it=25):
            found |= made
        return found

    def pages_before(self) -> Iterator[tuple[str, KeptPage]]:
        """The pages that this build left as they are, by address."""
        return ((u, page) for u, page in self.kept.pages.items() if self.keys.get(u) == page.key)

    def data_before(self) -> Iterator[tuple[str, KeptFiles]]:
        """The works whose data files this build leaves as they are, with these."""
        for work, kept in self.kept.files.items():
            if work in self.site.corpus.works and kept.key == self.site.data_key(work):
                yield work, kept

    def keep(
        self,
        sums: Mapping[str, str],
        seen: Mapping[str, Seen],
        data: Mapping[str, Iterable[str]],
    ) -> None:
        """Remembers the pages and the data of works that the next build may keep."""
        pages = {
            url: KeptPage(key, sums[file_of(url)], seen.get(url, {}))
            for url, key in self.keys.items()
            if key
        }
        files = {
            work: KeptFiles(self.site.data_key(work), {name: sums[name] for name in sorted(names)})
            for work, names in data.items()
        }
        self.kept = Kept(self.kept.program, self.kept.site, pages, files)

    def keep_nothing(self) -> None:
        """Makes the next build one from nothing."""
        self.kept = Kept()

    def pages_as_text(self) -> str:
        """The pages that a later run may keep."""
        return render_kept(self.kept)

    @property
    def languages(self) -> tuple[str, ...]:
        return self.site.corpus.languages

    def shown_requirements(self) -> Iterator[tuple[str, str]]:
        """What the site, now that it stands, shows of each requirement."""
        site, path = self.site, "requirements.md"
        yield REQUIREMENTS, render_requirements(site.corpus, site.results, site.public)
        for language in self.languages:
            url = site.url(path, language)
            context = self.page_context(path, language, url)
            yield file_of(url), self.rendered(site.generated[path], context)

    def other_pages(self) -> Iterator[tuple[str, bytes]]:
        """What is shown where there is no page, and where one was, in each language."""
        for language in self.languages:
            name = localised_url("404.html", language, self.languages)
            context = self.site.context("404.html", language, name)
            yield name, f"{self.rendered('404.html', context)}\n".encode()
            for url, moved in self.site.moved(language):
                yield file_of(url), f"{self.rendered('moved.html', moved)}\n".encode()

    def rendered(self, template: str, context: Mapping[str, Any]) -> str:
        assert self.templates
        return self.templates.get_template(template).render(context)

    def place(self, page: Page) -> tuple[str, str]:
        """Language of a page and its path below the language's folder."""
        return self.place_of(page.url, page.file.src_uri)

    def place_of(self, address: str, source: str) -> tuple[str, str]:
        languages = self.site.corpus.languages
        language, url = split_language(address, languages)
        return language, self.site.path_of.get(url.removeprefix("./"), source)


def scripts_and_styles(assets: Path) -> dict[str, bytes]:
    """Of the assets of a theme what its pages load, and as they do: without others' comments."""
    found = {n: data for n, data in read_tree(assets).items() if not n.endswith(PICTURES)}
    for name, data in found.items():
        if name.startswith(VENDOR) and name.endswith(".js"):
            found[name] = without_comments(name.removeprefix(VENDOR), data.decode()).encode()
    return found


def read_site(content: Path, base: str, edits_of: Callable[[], Edits | None]) -> Site:
    """The site of a content folder; stops the build if it would say something wrong.

    A release, which is what is deployed, must not hold a text that nobody released either.
    """
    corpus = read_corpus(read_content(content))
    findings = check(corpus)
    edits = edits_of() if corpus.agency and corpus.agency.history else None
    if corpus.agency and corpus.agency.history and not edits:
        place = corpus.place("agency.yml", "history")
        findings.append(Finding("history-not-there", "agency.yml", place))
    report(findings, content.name)
    return Site(corpus, base, edits)


def report(findings: Sequence[Finding], prefix: str) -> None:
    """Tells all findings; stops the build if one of them does."""
    for finding in findings:
        level = LEVELS[finding.severity]
        if stops(finding):
            level = logging.ERROR
        elif finding.rule in WAITING:
            level = logging.INFO  # a strict build counts warnings
        log.log(level, "%s/%s", prefix, finding.line_for_terminal("vi"))
    count = sum(map(stops, findings))
    if count:
        said = (strings("command", code)["build-stopped"] for code in ("vi", "en"))
        raise PluginError(" / ".join(words.format(count=count) for words in said))


def stops(finding: Finding) -> bool:
    """Whether a finding stops this build: every error; in a release, drafts as well."""
    said = os.environ.get("RELEASE", os.environ.get("CI", ""))
    is_release = said.lower() not in ("", "0", "no", "false")
    return finding.severity is Severity.error or (is_release and finding.rule in UNRELEASED)


def base_url(config: MkDocsConfig) -> str:
    """Public address of the site with a slash at its end; `/` if none is configured."""
    url = config.site_url or "/"
    parts = urlsplit(url)
    return url if parts.path.endswith("/") else f"{url}/"


site = MkDocsSite()
