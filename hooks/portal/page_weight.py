"""What a page costs a reader: the bytes, compressed, that it loads before anybody asks for more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from posixpath import join, normpath

from portal.files import SiteCopy
from portal.findings import Finding

ORDINARY = 20_000
WITH_A_TEXT = 35_000
"""Bytes that a page, and a page that shows a text of a work, should take at most."""
TEXT_OF_A_WORK = re.compile(r"(?:^|/)documents/[^/]+/(?:(?:parallel|versions/[^/]+)/)?index\.html$")
LOADED = re.compile(r'<(?:link rel="(?:stylesheet|icon)" href|script src|img src)="([^":]+)"')
NAMED = 5


def heavy_pages(copy: SiteCopy) -> Iterator[Finding]:
    """Tells of the pages of a compressed site that take more than they should."""
    weight = cache(lambda name: compressed_size(copy, name))
    found = []
    for name in copy.names:
        if name.endswith(".html"):
            parts = {name, *loaded_by(copy, name)}
            size = sum(weight(part) for part in parts)
            if size > (WITH_A_TEXT if TEXT_OF_A_WORK.search(name) else ORDINARY):
                found.append((size, name))
    if found:
        found.sort(key=lambda one: (-one[0], one[1]))
        heaviest = [f"/{n.removesuffix('index.html')} ({s // 1000} KB)" for s, n in found[:NAMED]]
        values = {"count": len(found), "addresses": heaviest}
        yield Finding("publish-page-heavy", found[0][1], values=values)


def loaded_by(copy: SiteCopy, page: str) -> Iterator[str]:
    """The files of the site that a page loads by itself."""
    for address in LOADED.findall(copy.read(page).decode("utf-8", "replace")):
        name = normpath(join("/", page, "..", address)).lstrip("/")
        if name in copy.names:
            yield name


def compressed_size(copy: SiteCopy, name: str) -> int:
    """As servers send it."""
    sent = f"{name}.br" if f"{name}.br" in copy.names else name
    return len(copy.read(sent))
