"""The site as one file that opens from a disk: links lead to files, where a server has folders."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from portal.checksums import SUMS, render_sums
from portal.files import SiteCopy
from portal.links import relative_url

LINK = re.compile(
    rb"""="(?: (?<= \shref=") | (?<= \ssrc=") | (?<= \saction=") )  # begins where few begin
    (?P<target> [^":#][^":]* ) (?=")""",
    re.VERBOSE,
)
"""An address inside the site: without a scheme, and more than a place on the same page."""
REFRESH = re.compile(rb'content="0; url=(?P<target>[^":]*)(?=")')
"""Where a page leads that has moved."""
SLASH = ord("/")
OFFLINE = "offline.zip"
LEVEL = 4
"""How hard a file is compressed: the usual 6 takes half as long again for four percent less."""
DAY = (1980, 1, 1, 0, 0, 0)
"""The first that a zip file knows: an archive says nothing of when it was made."""


def write_offline(copy: SiteCopy, folder: str, to: IO[bytes]) -> None:
    """Writes a zip of a built site, in one folder, with checksums of its own."""
    digests: dict[str, str] = {}
    with ZipFile(to, "w") as archive:
        for name in sorted(copy.names - {SUMS, OFFLINE}):
            data = copy.read(name)
            data = as_file(name, data) if name.endswith(".html") else data
            digests[name] = hashlib.sha256(data).hexdigest()
            archive.writestr(entry(f"{folder}/{name}"), data, compresslevel=LEVEL)
        sums = render_sums(digests).encode()
        archive.writestr(entry(f"{folder}/{SUMS}"), sums, compresslevel=LEVEL)


def entry(name: str) -> ZipInfo:
    """What an archive says of a file: nothing of when or where it was made."""
    info = ZipInfo(name, DAY)
    info.compress_type, info.external_attr = ZIP_DEFLATED, 0o644 << 16
    return info


def as_file(page: str, html: bytes) -> bytes:
    """A page whose links work where no server turns folders into pages."""

    def opened(match: re.Match[bytes]) -> bytes:
        target = match["target"]
        file = to_file(page, target.decode()).encode() if target[0] == SLASH else beside(target)
        return b'="' + file

    moved = REFRESH.sub(lambda m: b'content="0; url=' + beside(m["target"]), html)
    return LINK.sub(opened, moved)


@lru_cache(maxsize=1 << 14)
def beside(target: bytes) -> bytes:
    """The file that a relative address leads to, from whatever page; most are on many pages."""
    return to_file("", target.decode()).encode()


def to_file(page: str, target: str) -> str:
    """The file that an address on a page leads to.

    >>> to_file("en/tasks/index.html", "../../documents/x/#i-1")
    '../../documents/x/index.html#i-1'
    """
    path, rest = re.fullmatch(r"([^?#]*)(.*)", target, re.DOTALL).groups()  # type: ignore[union-attr]
    if path.startswith("//"):
        return target
    if path.startswith("/"):
        path = relative_url(path[1:], page)
    if path.endswith(("/", "..")) or path == ".":
        path = f"{path.rstrip('/')}/index.html"
    elif not path and rest.startswith("?"):
        path = "index.html"
    return path + rest
