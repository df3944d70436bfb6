"""The events of MkDocs, answered by `portal.mkdocs_site`, which is loaded once one must be.

A build that would only repeat the last one ends here, before any of the portal is loaded.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.plugins import event_priority

from portal.git import last_edits
from portal.unchanged import Sayings, inputs_digest, repeat, unchanged, write_record

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

    from portal.mkdocs_site import MkDocsSite


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
        """Ends the run where the site is what it would become."""
        self.inputs = inputs_of(config) if self.command == "build" and is_recorded(config) else ""
        if not self.inputs:
            return
        done = unchanged(record_of(config), self.inputs, Path(config.site_dir))
        if done:
            repeat(done)
            log = logging.getLogger("mkdocs.hooks.portal")
            log.info("Không có gì thay đổi: trang đã dựng vẫn đúng. / Nothing changed.")
            raise SystemExit(0)
        logging.getLogger("mkdocs").addHandler(self.sayings)

    @event_priority(100)  # before i18n, which then gives the pages their addresses
    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        return self.site.on_files(files, config)

    def on_page_read_source(self, page: Page, config: MkDocsConfig) -> str:
        return self.site.on_page_read_source(page, config)

    def on_page_markdown(
        self, markdown: str, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        return self.site.on_page_markdown(markdown, page, config, files)

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        return self.site.on_env(env, config, files)

    def on_page_context(
        self, context: dict[str, Any], page: Page, config: MkDocsConfig, nav: object
    ) -> dict[str, Any]:
        return self.site.on_page_context(context, page, config, nav)

    def on_post_build(self, config: MkDocsConfig) -> None:
        self.site.on_post_build(config)
        if self.inputs and self.site.is_done:
            warned = any(level >= logging.WARNING for _, level, _ in self.sayings.said)
            if not (config.strict and warned):  # such a build fails after this
                site, record = Path(config.site_dir), record_of(config)
                write_record(record, self.inputs, site, self.sayings.said)


def is_recorded(config: MkDocsConfig) -> bool:
    """Whether builds of this site are recorded: only where it lies within the project."""
    wanted = os.environ.get("PORTAL_CACHE", "1") not in ("", "0")
    return wanted and Path(config.site_dir).is_relative_to(project(config))


def project(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path or "").absolute().parent


def record_of(config: MkDocsConfig) -> Path:
    """Where the build of a site is recorded."""
    name = Path(config.site_dir).relative_to(project(config)).as_posix()
    name = hashlib.sha256(name.encode()).hexdigest()[:16]
    return project(config) / ".cache" / f"build-{name}.json"


def inputs_of(config: MkDocsConfig) -> str:
    """The digest of all that a site is made of."""
    content, hooks = Path(config.docs_dir), Path(__file__).parents[1]
    facts: list[object] = [config.site_url, config.strict, type(config).__module__]
    facts += [os.environ.get(name) for name in ("RELEASE", "CI")]
    agency = content / "agency.yml"
    if agency.is_file() and NO_HISTORY.search(agency.read_bytes()) is None:
        facts.append(repr(last_edits(content)))
    folders = [content, hooks, *map(Path, filter(None, [config.theme.custom_dir]))]
    return inputs_digest(folders, [Path(config.config_file_path or "")], facts)


events = Events()
