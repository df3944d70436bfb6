"""Builds the site with MkDocs: the one module that imports it."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment
from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from portal.citations_json import render_citations
from portal.corpus import DOCUMENTS, read_corpus
from portal.files import digests, read_tree, write_tree
from portal.findings import Finding, Severity
from portal.folding import slug
from portal.freshness_json import render_freshness
from portal.git import last_edits
from portal.legal_markdown import LegalMarkdown
from portal.links import localised_url, split_language
from portal.register_json import render_filter, render_register, render_work
from portal.rules import UNRELEASED, check
from portal.safe_markdown import SafeMarkdown
from portal.search_index import search_files, too_large
from portal.site import Site, document_parts
from portal.sitemap_xml import render_sitemap
from portal.strings import strings
from portal.verifying import SUMS, render_sums
from portal.versions import frozen_text
from portal.versions_json import NAME, frozen_file, render_versions
from portal.views import in_register_order

log = logging.getLogger("mkdocs.hooks.portal")
LEVELS = {
    Severity.notice: logging.INFO,
    Severity.warning: logging.WARNING,
    Severity.error: logging.ERROR,
}


class MkDocsSite:
    """The events of a build. One configuration object is one build, in all its languages."""

    def __init__(self) -> None:
        self.config: MkDocsConfig | None = None
        self.site: Site
        self.environment: Environment
        self.legal_markdown = LegalMarkdown()
        self.safe_markdown = SafeMarkdown()

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        if config is not self.config:
            self.config = config
            self.site = read_site(Path(config.docs_dir))
        config.theme.static_templates = set()
        config.mdx_configs.setdefault("toc", {})["slugify"] = slug
        extensions: list[Any] = list(config.markdown_extensions)
        config.markdown_extensions = [
            *(e for e in extensions if not isinstance(e, (LegalMarkdown, SafeMarkdown))),
            self.legal_markdown,  # type: ignore[list-item]  # MkDocs hands them on
            self.safe_markdown,  # type: ignore[list-item]
        ]
        return config

    @event_priority(100)  # before i18n, which then gives the pages their addresses
    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        overrides = str(config.theme.custom_dir)
        for file in list(files):
            in_theme = file.src_dir and file.src_dir != config.docs_dir
            if in_theme and not str(file.src_dir).startswith(overrides):
                files.remove(file)  # Material's own styles and scripts: our templates use none
        for language in self.site.corpus.languages:
            for path in (*self.site.generated, *self.site.untranslated(language)):
                files.append(
                    File(
                        f"{language}/{path}",
                        config.docs_dir,
                        config.site_dir,
                        use_directory_urls=True,
                    )
                )
        return files

    def on_page_read_source(self, page: Page, config: MkDocsConfig) -> str:
        language, path = self.place(page)
        return self.site.markdown(path, language)

    def on_page_markdown(
        self, markdown: str, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        language, path = self.place(page)
        page.meta["template"] = self.site.frame(path, language).template
        work = self.site.work_of(path)
        if self.site.frozen_label(path):
            annotations = self.site.frozen_annotations(path, language, page.url)
        elif work and path not in self.site.generated:
            annotations = self.site.annotations(work, language, page.url)
        else:
            annotations = None
        self.legal_markdown.annotations = annotations
        self.safe_markdown.words = words = strings("markdown", language)
        config.mdx_configs.setdefault("footnotes", {})["BACKLINK_TITLE"] = words["footnote-back"]
        return markdown

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        env.autoescape = True  # MkDocs leaves it off; what staff write is text, not markup
        env.trim_blocks = env.lstrip_blocks = True
        self.environment = env
        return env

    def on_page_context(
        self, context: dict[str, Any], page: Page, config: MkDocsConfig, nav: object
    ) -> dict[str, Any]:
        language, path = self.place(page)
        head, rest = document_parts(page.content or "")
        context |= self.site.context(path, language, page.url, base_url(config))
        context |= {
            "frame": self.site.frame(path, language),
            "view": self.site.view(path, language),
            "head_html": Markup(head),
            "body_html": Markup(rest),
            "contents": self.site.contents(path, language),
            "cards": self.site.cards(path, language),
            "sitemap": self.site.sitemap(language) if path == "sitemap.md" else None,
        }
        return context

    def on_post_build(self, config: MkDocsConfig) -> None:
        folder = Path(config.site_dir)
        write_tree(folder, self.site_files(config))
        write_tree(folder, {SUMS: render_sums(digests(folder, leave_out=SUMS))})

    def site_files(self, config: MkDocsConfig) -> dict[str, str]:
        """Files that no page is; the same whichever language is done."""
        site, base = self.site, base_url(config)
        views = site.views[site.corpus.source_language]
        files = {
            NAME: render_versions(site.corpus, lambda path: base + path),
            "citations.json": render_citations(views.mentions, lambda path: base + path),
            "freshness.json": render_freshness(
                site.corpus, site.fresheners.values(), lambda path: base + path
            ),
            "register.json": render_register(site.corpus, views.mentions, lambda path: base + path),
            "sitemap.xml": render_sitemap(site, base),
            "robots.txt": f"User-agent: *\nAllow: /\nSitemap: {base}sitemap.xml\n",
        }
        files |= self.search_files()
        for work in site.corpus.works.values():
            document = render_work(site.corpus, work, views.mentions, lambda path: base + path)
            for language in site.corpus.languages:
                folder = localised_url(f"{DOCUMENTS}{work.id}/", language, site.corpus.languages)
                files[f"{folder}data.json"] = document
                body = site.corpus.body_of(work.id, language)
                if body is not None:
                    files[f"{folder}text.md"] = frozen_text(body)
        for work_id, log in site.corpus.logs.items():
            for entry in log:
                for language in entry.text:
                    name = frozen_file(work_id, entry.version)
                    name = localised_url(name, language, site.corpus.languages)
                    files[name] = site.corpus.frozen[work_id, entry.version, language]
        template = self.environment.get_template("404.html")
        for language in site.corpus.languages:
            name = localised_url("404.html", language, site.corpus.languages)
            context = site.context("404.html", language, name, base)
            files[name] = template.render(context) + "\n"
            if site.views[language].register_parts:
                rows = in_register_order(site.views[language].summaries.values())
                name = localised_url("documents/filter.json", language, site.corpus.languages)
                files[name] = render_filter(rows)
        return files

    def search_files(self) -> dict[str, str]:
        """The index of the search, with a word about its size where there is need."""
        files = search_files(self.site)
        for finding in too_large(files, self.site.corpus.languages):
            log.log(LEVELS[finding.severity], finding.line_for_terminal("vi"))
        return files

    def place(self, page: Page) -> tuple[str, str]:
        """Language of a page and its path below the language's folder."""
        languages = self.site.corpus.languages
        language, url = split_language(page.url, languages)
        return language, self.site.path_of.get(url.removeprefix("./"), page.file.src_uri)


def read_site(content: Path) -> Site:
    """The site of a content folder; stops the build if it would say something wrong.

    A release, which is what is deployed, must not hold a text that nobody released either.
    """
    corpus = read_corpus(read_tree(content))
    findings = check(corpus)
    edits = last_edits(content) if corpus.agency and corpus.agency.history else None
    if corpus.agency and corpus.agency.history and not edits:
        place = corpus.place("agency.yml", "history")
        findings.append(Finding("history-not-there", "agency.yml", place))
    for finding in findings:
        level = logging.ERROR if stops(finding) else LEVELS[finding.severity]
        log.log(level, "%s/%s", content.name, finding.line_for_terminal("vi"))
    count = sum(map(stops, findings))
    if count:
        raise PluginError(
            f"{count} lỗi trong nội dung, xem ở trên. / {count} errors in the content, see above."
        )
    return Site(corpus, edits)


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
on_config = site.on_config
on_files = site.on_files
on_page_read_source = site.on_page_read_source
on_page_markdown = site.on_page_markdown
on_env = site.on_env
on_page_context = site.on_page_context
on_post_build = site.on_post_build
