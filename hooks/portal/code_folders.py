"""Folders of scripts and styles, each named by a digest of what it holds, which proves it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from portal.compression import CODINGS
from portal.corpus import digest_of_tree

NAME = re.compile(r"assets/[0-9a-f]{16}/(?=.)")
ENDINGS = (".js", ".css", "-LICENSE.txt")
"""What pages load, and the licence of what others wrote; a name vouches for nothing else."""


def code_folder(code: Mapping[str, bytes]) -> str:
    """Where scripts and styles lie, from the root of the site; their names are those within."""
    return f"assets/{digest_of_tree(code)[:16]}/"


def folder_of(name: str) -> str:
    """The folder of scripts and styles in which a file lies; empty for other files."""
    match = NAME.match(name)
    return match[0] if match else ""


def proven_code(names: Iterable[str], read: Callable[[str], bytes]) -> dict[str, dict[str, bytes]]:
    """The folders whose files are what the name says, each with its files but compressed copies."""
    found: dict[str, dict[str, bytes]] = {}
    for name in sorted(names):
        folder = folder_of(name)
        if folder and not name.endswith(tuple(CODINGS)):
            found.setdefault(folder, {})[name.removeprefix(folder)] = read(name)
    return {folder: code for folder, code in found.items() if is_proven(folder, code)}


def is_proven(folder: str, code: Mapping[str, bytes]) -> bool:
    return code_folder(code) == folder and all(name.endswith(ENDINGS) for name in code)
