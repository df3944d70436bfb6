"""A small site made of a built one, and others that differ from it as later builds would."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from portal.checksums import SUMS, render_sums
from portal.code_folders import NAME as CODE
from portal.code_folders import code_folder
from portal.files import write_bytes

WORK = "quy-che-1-2020-qc-stn"
TAKEN = re.compile(
    rf"(?:(?:en/)?(?:404\.html|(?:documents/{WORK}/)?index\.html)|assets/emblem\.svg|register\.json"
    r"|assets/[0-9a-f]{16}/(?:portal\.(?:css|js)|vendor/minisearch-LICENSE\.txt)"
    rf"|(?:en/)?documents/{WORK}/(?:data\.json|text\.md|akn\.xml|versions/1\.0/index\.html)"
    r"|versions\.json|(?:en/)?documents/[^/]+/versions/[^/]+/text\.md)"
)
"""A page of each kind, the data of a work, the log and all that it vouches for."""

Tree = Mapping[str, bytes]


def small_site(site: Path) -> dict[str, bytes]:
    names = (file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file())
    return renamed({name: (site / name).read_bytes() for name in names if TAKEN.fullmatch(name)})


def changed(site: Tree, word: str) -> dict[str, bytes]:
    """The site with a word more on its two first pages, and with styles of its own."""
    made = dict(site)
    for name in ("index.html", "en/index.html"):
        made[name] = made[name].replace(b"</title>", f" {word}</title>".encode(), 1)
    for name in made:
        if name.endswith("/portal.css"):
            made[name] += f"\n/* {word} */\n".encode()
    return renamed(made)


def renamed(site: Tree) -> dict[str, bytes]:
    """The site with the folder of its scripts and styles named by what is in it."""
    old = next(match[0] for name in site if (match := CODE.match(name)))
    code = {name.removeprefix(old): data for name, data in site.items() if name.startswith(old)}
    new = code_folder(code)
    return {
        name.replace(old, new): data.replace(old.encode(), new.encode())
        for name, data in site.items()
    }


def written(folder: Path, site: Tree) -> Path:
    """The site in a folder, with the list of its files."""
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in site.items()}
    write_bytes(folder, {**site, SUMS: render_sums(sums).encode()})
    return folder


def code_of(html: bytes) -> set[str]:
    """The scripts and styles that a page loads, from the root of the site."""
    return set(
        re.findall(r'(?:href|src)="(?:\.\./)*(assets/[0-9a-f]{16}/portal\.\w+)"', html.decode())
    )
