"""The events of MkDocs, answered by `portal.mkdocs_site`, which is loaded once one must be.

A build that would only repeat the last one ends here, before any of the portal is loaded.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
from collections.abc import Callable
from contextlib import nullcontext
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.exceptions import Abort
from mkdocs.plugins import event_priority

from portal.files import content_of
from portal.git import Edits, last_edits
from portal.unchanged import (
    Sayings,
    inputs_digest,
    keeps,
    remembering,
    render_record,
    repeat,
    unchanged,
    write_cached,
)

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

    from portal.mkdocs_site import MkDocsSite


OURS = "mkdocs.hooks.portal"
NOTHING_CHANGED = "Không có gì thay đổi: trang đã dựng vẫn đúng. / Nothing changed."
"""Said before the file of all words is read."""
SECONDS = 0.15
"""How often saved files are looked for."""
STAYS = (
    "Trang đang xem vẫn là bản trước khi có lỗi trên; sửa rồi lưu lại là xem được bản mới."
    " / What is served is still the site from before these errors."
)
NO_HISTORY = re.compile(rb"^history: *(?:null|~)? *(?:#.*)?$", re.MULTILINE)
"""In `agency.yml`: pages do not say what Git knows."""


class Events:
    """The builds of one run of MkDocs."""

    def __init__(self) -> None:
        self.command = ""
        self.config: MkDocsConfig | None = None
        self.inputs = ""
        """What the running build is made of; empty where that is not recorded."""
        self.sayings = Sayings()

    @property
    def site(self) -> MkDocsSite:
        from portal.mkdocs_site import site

        return site

    def on_startup(self, command: str, dirty: bool) -> None:
        self.command = command

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        if config is not self.config:
            self.config = config
            self.begin(config)
        return self.site.on_config(config)

    def begin(self, config: MkDocsConfig) -> None:
        """Begins a build, or ends the run where the site is what it would become."""
        log = logging.getLogger("mkdocs")
        log.removeHandler(self.sayings)
        self.sayings = Sayings()
        log.addHandler(self.sayings)
        edits = cache(partial(last_edits, Path(config.docs_dir)))  # one pass of Git, if any
        program = program_of(config, edits) if keeps() else ""
        self.inputs = ""
        pages = None
        if program and is_inside(config) and self.command == "build":
            self.inputs = inputs_digest([Path(config.docs_dir)], [program])
            done = unchanged(record_of(config), self.inputs, Path(config.site_dir))
            if done:
                repeat(done)
                logging.getLogger(OURS).info(NOTHING_CHANGED)
                raise SystemExit(0)
            pages = content_of(pages_of(config))
        serves = self.command == "serve"
        recorded = program and (serves or is_inside(config))
        with remembering(project(config)) if recorded else nullcontext():
            self.site.begin(config, program, pages, edits, serves)

    @event_priority(100)  # before i18n, which then gives the pages their addresses
    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        return self.site.on_files(files, config)

    @event_priority(-100)  # after i18n, which asks for all pages
    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
        return self.site.on_nav(nav, config, files)

    def on_page_read_source(self, page: Page, config: MkDocsConfig) -> str:
        return self.site.on_page_read_source(page, config)

    def on_page_markdown(
        self, markdown: str, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        return self.site.on_page_markdown(markdown, page, config, files)

    def on_page_content(self, html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        return self.site.on_page_content(html, page, config, files)

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        return self.site.on_env(env, config, files)

    def on_page_context(
        self, context: dict[str, Any], page: Page, config: MkDocsConfig, nav: object
    ) -> dict[str, Any]:
        return self.site.on_page_context(context, page, config, nav)

    def on_post_build(self, config: MkDocsConfig) -> None:
        self.site.on_post_build(config)
        if not self.site.is_done:
            return
        levels = [level for name, level, _ in self.sayings.said if not name.startswith(OURS)]
        if levels:  # MkDocs warns of a page only when it makes it
            self.site.keep_nothing()
        elif self.inputs and not (config.strict and self.sayings.has_warnings):
            self.record(config)

    def on_serve(
        self, server: LiveReloadServer, config: MkDocsConfig, builder: object
    ) -> LiveReloadServer:
        """Lets pages be read on while content has an error: MkDocs would let readers wait."""
        from portal.mkdocs_patches import watch_closely

        watch_closely(server, SECONDS)
        build = server.builder

        def build_or_stay() -> None:
            try:
                build()
            except Abort:
                logging.getLogger(OURS).error(STAYS)

        server.builder = build_or_stay
        return server

    def record(self, config: MkDocsConfig) -> None:
        """Writes down what was built; a build that ends before this leaves no record."""
        site = Path(config.site_dir)
        write_cached(pages_of(config), self.site.pages_as_text())
        write_cached(record_of(config), render_record(self.inputs, site, self.sayings.said))


def is_inside(config: MkDocsConfig) -> bool:
    """Whether the site lies within the project: builds of others are not recorded."""
    return Path(config.site_dir).is_relative_to(project(config))


def project(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path or "").absolute().parent


def record_of(config: MkDocsConfig) -> Path:
    """Where the build of a site is recorded."""
    name = Path(config.site_dir).relative_to(project(config)).as_posix()
    name = hashlib.sha256(name.encode()).hexdigest()[:16]
    return project(config) / ".cache" / f"build-{name}.json"


def pages_of(config: MkDocsConfig) -> Path:
    """Where its pages are."""
    record = record_of(config)
    return record.with_name(record.name.replace("build-", "pages-"))


def program_of(config: MkDocsConfig, edits: Callable[[], Edits | None]) -> str:
    """The digest of all but content that a site is made of."""
    content, hooks = Path(config.docs_dir), Path(__file__).parents[1]
    facts: list[object] = [config.site_url, config.strict, type(config).__module__]
    facts += [os.environ.get(name) for name in ("RELEASE", "CI")]
    agency = content / "agency.yml"
    if agency.is_file() and NO_HISTORY.search(agency.read_bytes()) is None:
        facts.append(repr(edits()))
    folders = [hooks, *map(Path, filter(None, [config.theme.custom_dir]))]
    files = [Path(config.config_file_path or "")]
    return inputs_digest(folders, facts, files)


events = Events()
