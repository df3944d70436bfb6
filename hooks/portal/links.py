"""Addresses inside the site."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence


def page_url(path: str) -> str:
    """The address of a page by its file: `documents/x.md` is at `documents/x/`."""
    if path.endswith(".html"):
        return path
    stem = path.removesuffix(".md")
    if posixpath.basename(stem) == "index":
        stem = posixpath.dirname(stem)
    return f"{stem}/" if stem else ""


def localised_url(url: str, language: str, languages: Sequence[str]) -> str:
    """The address of the same page in `language`; the first language has no folder of its own."""
    return url if language == languages[0] else f"{language}/{url}"


def split_language(url: str, languages: Sequence[str]) -> tuple[str, str]:
    """Language of an address and the address without its language folder."""
    first, _, rest = url.partition("/")
    return (first, rest) if first in languages[1:] else (languages[0], url)


def relative_url(target: str, page: str) -> str:
    """`target` as seen from `page`; both from the root of the site, without leading slash.

    >>> relative_url("documents/x/#i-1", "en/tasks/")
    '../../documents/x/#i-1'
    """
    path, mark, fragment = target.partition("#")
    if path == page and fragment:
        return f"#{fragment}"
    return f"{steps_between(path, page.rpartition('/')[0])}{mark}{fragment}"


def steps_between(path: str, folder: str) -> str:
    """How a file, or a folder with `/` at its end, is reached from a folder."""
    if ".." in path:
        path = posixpath.relpath(f"/{path}", "/") + ("/" if path.endswith("/") else "")
        path = path.removeprefix("./")
    *there, name = path.split("/")
    here, same = folder.split("/") if folder else [], 0
    for one, other in zip(here, there, strict=False):
        if one != other:
            break
        same += 1
    return "../" * (len(here) - same) + "".join(f"{part}/" for part in there[same:]) + name or "./"
