"""The site as one file that opens from a disk: links lead to files, where a server has folders."""

from __future__ import annotations

import hashlib
import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from portal.files import SiteCopy
from portal.links import relative_url
from portal.verifying import SUMS, render_sums

LINK = re.compile(r'(?P<name>\s(?:href|src|action)=")(?P<target>[^":#][^":]*)(?=")')
"""An address inside the site: without a scheme, and more than a place on the same page."""
OFFLINE = "offline.zip"
DAY = (1980, 1, 1, 0, 0, 0)
"""The first that a zip file knows: an archive says nothing of when it was made."""


def offline_copy(copy: SiteCopy, folder: str) -> bytes:
    """A zip of a built site, in one folder, with checksums of its own."""
    files = {
        name: as_file(name, copy.read(name)) if name.endswith(".html") else copy.read(name)
        for name in copy.names - {SUMS, OFFLINE}
    }
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    files[SUMS] = render_sums(digests).encode()
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name in sorted(files):
            info = ZipInfo(f"{folder}/{name}", DAY)
            info.compress_type, info.external_attr = ZIP_DEFLATED, 0o644 << 16
            archive.writestr(info, files[name])
    return made.getvalue()


def as_file(page: str, html: bytes) -> bytes:
    """A page whose links work where no server turns folders into pages."""

    def opened(match: re.Match[str]) -> str:
        return match["name"] + to_file(page, match["target"])

    return LINK.sub(opened, html.decode("utf-8")).encode()


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
