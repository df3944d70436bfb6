"""Builds the site with MkDocs."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment
from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

from portal.artifacts import artifacts
from portal.audit import audit
from portal.catalogue import files_of_page, shown_sets
from portal.corpus import read_corpus
from portal.files import copy_in, digests, read_tree, write_bytes, write_tree
from portal.findings import Finding, Severity
from portal.folding import slug
from portal.git import last_edits
from portal.json_ld import json_ld
from portal.legal_markdown import LegalMarkdown
from portal.links import localised_url, page_url, split_language
from portal.offline import OFFLINE, offline_copy
from portal.requirements import unmet
from portal.requirements_json import render_requirements
from portal.rules import UNRELEASED, WAITING, check
from portal.safe_markdown import SafeMarkdown
from portal.search_index import too_large, without_comments
from portal.site import Site, document_parts
from portal.strings import strings
from portal.verifying import SUMS, render_sums

log = logging.getLogger("mkdocs.hooks.portal")
VENDOR = "assets/vendor/"
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
        self.site: Site
        self.environment: Environment
        self.legal_markdown = LegalMarkdown()
        self.safe_markdown = SafeMarkdown()

    @property
    def is_done(self) -> bool:
        """Whether the site stands in all its languages."""
        return self.built == len(self.site.corpus.languages)

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        if config is not self.config:
            self.config, self.built = config, 0
            self.site = read_site(Path(config.docs_dir), base_url(config))
        config.theme.static_templates = set()
        config.mdx_configs.setdefault("toc", {})["slugify"] = slug
        extensions: list[Any] = list(config.markdown_extensions)
        config.markdown_extensions = [
            *(e for e in extensions if not isinstance(e, (LegalMarkdown, SafeMarkdown))),
            self.legal_markdown,  # type: ignore[list-item]  # MkDocs hands them on
            self.safe_markdown,  # type: ignore[list-item]
        ]
        return config

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
        work = self.site.work_of(path)
        page.meta["template"] = self.site.template_of(path, language)
        if path in self.site.generated and not self.site.frozen_label(path):
            leave_unrendered(page)
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
        env.auto_reload = False  # a template does not change while pages are made
        if self.built == 0:
            self.environment = env
        return self.environment  # compiled once for all languages

    def on_page_context(
        self, context: dict[str, Any], page: Page, config: MkDocsConfig, nav: object
    ) -> dict[str, Any]:
        language, path = self.place(page)
        head, rest = document_parts(page.content or "")
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
        if not self.is_done:
            return
        folder, files = Path(config.site_dir), artifacts(self.site)
        findings = list(too_large(files, self.site.corpus.languages))
        write_bytes(folder, files)
        write_tree(folder, self.missing_pages())
        write_tree(folder, engines(folder))
        if self.site.corpus.requirements:
            findings += self.hold_against_requirements(folder)
        write_bytes(folder, {OFFLINE: offline_copy(copy_in(folder), self.site.folder)})
        write_tree(folder, {SUMS: render_sums(digests(folder, leave_out=SUMS))})
        report(findings, Path(config.docs_dir).name)

    def hold_against_requirements(self, folder: Path) -> list[Finding]:
        """Writes what the site, now that it stands, shows of each requirement."""
        site = self.site
        site.results = audit(site, copy_in(folder))
        path = "requirements.md"
        data = render_requirements(site.corpus, site.results, site.public)
        files = {"requirements.json": data}
        for language in site.corpus.languages:
            url = localised_url(page_url(path), language, site.corpus.languages)
            template = self.environment.get_template(site.generated[path])
            files[f"{url}index.html"] = template.render(self.page_context(path, language, url))
        write_tree(folder, files)
        return list(unmet(site.corpus, site.results))

    def missing_pages(self) -> dict[str, str]:
        """What is shown where there is no page, in each language."""
        template, languages = self.environment.get_template("404.html"), self.site.corpus.languages
        names = {localised_url("404.html", code, languages): code for code in languages}
        return {
            name: template.render(self.site.context("404.html", language, name)) + "\n"
            for name, language in names.items()
        }

    def place(self, page: Page) -> tuple[str, str]:
        """Language of a page and its path below the language's folder."""
        languages = self.site.corpus.languages
        language, url = split_language(page.url, languages)
        return language, self.site.path_of.get(url.removeprefix("./"), page.file.src_uri)


def leave_unrendered(page: Page) -> None:
    """Spares a page made of data alone the making of a Markdown parser, a third of its time.

    MkDocs asks the page itself to render; as it has no words, there is nothing to be told of.
    """

    def render(config: MkDocsConfig, files: Files) -> None:
        page.content, page.toc = "", get_toc([])

    page.render = render  # type: ignore[method-assign]


def engines(folder: Path) -> dict[str, str]:
    """The scripts of others, as readers get them."""
    return {
        f"{VENDOR}{file.name}": without_comments(file.name, file.read_text(encoding="utf-8"))
        for file in sorted((folder / VENDOR).glob("*.js"))
    }


def read_site(content: Path, base: str) -> Site:
    """The site of a content folder; stops the build if it would say something wrong.

    A release, which is what is deployed, must not hold a text that nobody released either.
    """
    corpus = read_corpus(read_tree(content))
    findings = check(corpus)
    edits = last_edits(content) if corpus.agency and corpus.agency.history else None
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
        raise PluginError(
            f"{count} lỗi trong nội dung, xem ở trên. / {count} errors in the content, see above."
        )


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
