"""The releases of a site that lie on a server: which there are, which comes next, which may go."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from portal.checksums import SUMS, read_sums
from portal.code_folders import folder_of, proven_code
from portal.versions_json import NAME as LOG
from portal.versions_json import read_versions

T = TypeVar("T")
RELEASES = "releases/"
CURRENT = "current"
"""The symbolic link to the release that readers see."""
CLAIM = ".claimed"
"""In a release, a symbolic link that leads nowhere: its words say who writes here, since when."""
NUMBER = re.compile(r"[0-9]{6,12}")
STAMP = re.compile(r"([0-9]{1,12})\.")
ADDRESS = re.compile(r"(https?://.+/)schemas/")
DAY = 24 * 60 * 60
FEWEST = 2
"""How many releases stay at least: one that is seen, and one to go back to."""


def name_of(number: int) -> str:
    return f"{number:06}"


@dataclass(frozen=True, eq=False)
class Release:
    """A release as it lies on a server."""

    number: int
    files: Mapping[str, bytes]
    """Of its files those that tell of the others: SHA256SUMS, versions.json, scripts and styles."""
    claim: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether all of it is there: the list of its files is what comes last and goes first."""
        return SUMS in self.files

    @property
    def stamp(self) -> int:
        """When it was published, in seconds: the time of the files that came with it."""
        match = STAMP.match(self.claim)
        return int(match[1]) if match else 0

    @property
    def log(self) -> bytes:
        """Its publication log; nothing if that is not there, which is no log."""
        return self.files.get(LOG, b"")

    @property
    def root(self) -> str:
        """The Merkle root of its log, empty if that cannot be read."""
        try:
            return read_versions(self.log).root
        except ValueError:
            return ""

    @cached_property
    def names(self) -> frozenset[str]:
        """Of all its files, as it lists them."""
        return frozenset(read_sums(self.files.get(SUMS, b""))[0])

    @property
    def code(self) -> Mapping[str, bytes]:
        """Scripts and styles of its own pages, if they are what the name of their folder says."""
        own = {folder_of(name) for name in self.names}
        return {
            folder + name: data
            for folder, code in proven_code(self.files, self.files.__getitem__).items()
            for name, data in code.items()
            if folder in own
        }


@dataclass(frozen=True)
class Published:
    """What lies in the folder of a server."""

    releases: tuple[Release, ...] = ()
    """By number; those that were never finished among them."""
    link: str = ""
    """Where the link to the current one leads."""

    @property
    def current(self) -> Release | None:
        """The release that readers see."""
        name = self.link.rstrip("/").removeprefix(RELEASES)
        return next((one for one in self.releases if name_of(one.number) == name), None)

    @property
    def whole(self) -> tuple[Release, ...]:
        return tuple(release for release in self.releases if release.is_whole)

    def leaving(self, keep: int, now: int) -> list[int]:
        """Those that go then. What was begun and not finished may still be, for a day."""
        staying = self.staying(keep)
        return [
            release.number
            for release in self.releases
            if release not in staying and (release.is_whole or now - release.stamp > DAY)
        ]

    @property
    def code(self) -> Mapping[str, bytes]:
        """The scripts and styles of all, whose pages may still be open somewhere."""
        return {name: data for release in self.whole for name, data in release.code.items()}

    @property
    def address(self) -> str:
        """The public address of the site, as its log says; empty if it says none."""
        try:
            said = json.loads(self.newest.log if self.newest else b"{}").get("schema", "")
        except (ValueError, AttributeError):
            return ""
        match = ADDRESS.match(str(said))
        return match[1] if match else ""

    @property
    def newest(self) -> Release | None:
        """The newest whole one: whether or not it was taken back, readers may know its log."""
        return self.whole[-1] if self.whole else None

    @property
    def before(self) -> Release | None:
        """The release before the current one."""
        current = self.current.number if self.current else 0
        return next((one for one in reversed(self.whole) if one.number < current), None)

    @property
    def next_number(self) -> int:
        """Greater than all that were ever begun and are still there."""
        return max((release.number for release in self.releases), default=0) + 1

    def next_stamp(self, now: int) -> int:
        """The time for what is published now: later than all else here, whatever clocks say.

        Servers tell a file from the one before it by time and size.
        """
        return max(now, *(release.stamp + 1 for release in self.releases), 0)

    def staying(self, keep: int) -> tuple[Release, ...]:
        """Of the whole ones those that stay once a next one is published."""
        last = self.whole[-max(keep - 1, 1) :]
        return tuple(one for one in self.whole if one in last or one is self.current)

    def with_number(self, number: int) -> Release | None:
        return next((release for release in self.whole if release.number == number), None)


def read_published(files: Mapping[str, bytes], links: Mapping[str, str]) -> Published:
    """What lies in a folder, of the files that tell of it and of its symbolic links, by path."""
    parts: dict[int, dict[str, bytes]] = {}
    claims: dict[int, str] = {}
    for number, path, data in below_releases(files):
        parts.setdefault(number, {})[path] = data
    for number, path, target in below_releases(links):
        if path == CLAIM:
            claims[number] = target
    releases = {
        number: Release(number, parts.get(number, {}), claims.get(number, ""))
        for number in sorted({*parts, *claims})
    }
    return Published(tuple(releases.values()), links.get(CURRENT, ""))


def below_releases(found: Mapping[str, T]) -> Iterator[tuple[int, str, T]]:
    """What lies in a release: its number, the path below it, the thing itself."""
    for path, thing in found.items():
        if path.startswith(RELEASES):
            name, _, rest = path.removeprefix(RELEASES).partition("/")
            if NUMBER.fullmatch(name):
                yield int(name), rest, thing
