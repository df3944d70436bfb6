"""The site as one file that opens from a disk: links lead to files, where a server has folders."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from copy import copy as copy_of
from dataclasses import dataclass
from functools import lru_cache
from struct import unpack
from types import MappingProxyType
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from portal.checksums import SUMS, read_sums, render_sums
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
LOCAL_HEADER = 30
"""Bytes before the name of a member; the last four say how long that is, and what follows it."""
MODE = 0o644 << 16
"""Of every member, where zip files have what a system with users knows of a file."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A copy of the same site as it was, made by the same program."""

    file: IO[bytes]
    sums: Mapping[str, str]
    """SHA-256 of the files of that site."""


def write_offline(
    copy: SiteCopy,
    folder: str,
    to: IO[bytes],
    sums: Mapping[str, str] = MappingProxyType({}),
    earlier: Earlier | None = None,
) -> None:
    """Writes a zip of a built site, in one folder, with checksums of its own.

    `sums` are those of the site; what has the same in an `earlier` copy is taken over as it lies
    there, compressed.
    """
    digests: dict[str, str] = {}
    old = ZipFile(earlier.file) if earlier else None
    known = sums_in(old, folder) if old else {}
    with ZipFile(to, "w", ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for name in sorted(copy.names - {SUMS, OFFLINE}):
            member = f"{folder}/{name}"
            if old and earlier and name in known and earlier.sums.get(name) == sums.get(name, ""):
                take_over(old, archive, member)
                digests[name] = known[name]
                continue
            is_page = name.endswith(".html")
            parts = [as_file(name, copy.read(name))] if is_page else copy.parts(name)
            digests[name] = write_member(archive, member, parts)
        write_member(archive, f"{folder}/{SUMS}", [render_sums(digests).encode()])


def sums_in(archive: ZipFile, folder: str) -> Mapping[str, str]:
    """The digests of the files in a copy as it gives them; none if its folder has another name."""
    name = f"{folder}/{SUMS}"
    return read_sums(archive.read(name))[0] if name in archive.NameToInfo else {}


def take_over(old: ZipFile, new: ZipFile, name: str) -> None:
    """Copies a member of a zip file into another without unpacking it.

    `zipfile` has no way to do so; what is set here is what its own writing sets.
    """
    info, source, target = copy_of(old.getinfo(name)), old.fp, new.fp
    assert source and target  # noqa: PT018
    source.seek(info.header_offset)
    head = source.read(LOCAL_HEADER)
    name_size, extra_size = unpack("<2H", head[-4:])
    info.header_offset = new.start_dir
    target.seek(new.start_dir)
    target.write(head + source.read(name_size + extra_size + info.compress_size))
    new.filelist.append(info)
    new.NameToInfo[name] = info
    new.start_dir = target.tell()
    new._didModify = True  # type: ignore[attr-defined]


def write_member(archive: ZipFile, name: str, parts: Iterable[bytes]) -> str:
    """Writes a file into an archive, which says nothing of when or where it was made.

    Gives its SHA-256.
    """
    digest = hashlib.sha256()
    with archive.open(name, "w") as member:
        for part in parts:
            digest.update(part)
            member.write(part)
    archive.getinfo(name).external_attr = MODE
    return digest.hexdigest()


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
