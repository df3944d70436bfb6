"""Sites built in this process: for tests that build many small ones."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from conftest import root_with
from portal.files import write_bytes

SETTINGS = {"NO_MKDOCS_2_WARNING": "1", "SITE_URL": "https://example.org/", "RELEASE": "0"}


def build_tree(tree: Mapping[str, bytes], folder: Path) -> tuple[Path | None, str]:
    """The site of a content tree, or None if the build refused it; and what the build said."""
    write_bytes(folder / "given", tree)
    root, site = root_with(folder / "root", folder / "given"), folder / "site"
    with listening() as said, environment(SETTINGS):
        try:
            build(load_config(str(root / "mkdocs.yml"), site_dir=str(site), strict=False))
        except Abort:
            shutil.rmtree(site, ignore_errors=True)
            return None, "\n".join(said)
    return site, "\n".join(said)


@contextmanager
def environment(values: Mapping[str, str]) -> Iterator[None]:
    kept = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(kept)


@contextmanager
def listening() -> Iterator[list[str]]:
    """The lines that MkDocs and our hooks log."""
    said: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    listener, log = Listener(), logging.getLogger("mkdocs")
    log.addHandler(listener)
    try:
        yield said
    finally:
        log.removeHandler(listener)
