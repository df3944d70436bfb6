"""The folder of a server in which the releases of a site lie, and all that is done to it."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.checksums import SUMS
from portal.code_folders import folder_of
from portal.files import compress_folder, scratch_folder, tree_and_links, write_bytes
from portal.releases import CLAIM, CURRENT, RELEASES, Published, Release, name_of, read_published
from portal.rsync import Folder, RsyncError, rsync

CODE = f"assets/{'?' * 16}/"
TELLING = [
    *("--exclude=*.br", "--exclude=*.gz"),
    *("--include=/current", "--include=/releases/", "--include=/releases/*/"),
    *(f"--include=/releases/*/{name}" for name in (CLAIM, SUMS, "versions.json", "assets/")),
    *(f"--include=/releases/*/{CODE}***", "--exclude=*"),
]
"""Of all that lies there, what tells of the rest."""
EXACT = ("-rlptO", "--checksum", "--chmod=D755,F644")
"""What is sent is readable for the web server, whatever the habits of either machine."""
LINE = re.compile(r"(?P<code>\S+) +(?P<time>[\d/]{10}-[\d:]{8}) (?P<name>.*)")


@dataclass(frozen=True)
class Difference:
    """How a site differs from a release."""

    same: Mapping[str, int]
    """Files that say the same, and since when, in seconds."""
    others: Sequence[str]
    """Files that do not, or that are in only one of the two."""


class Host:
    """The folder, reached by rsync alone: here or elsewhere, with a restricted key as well."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder

    def at(self, path: str = "") -> str:
        return f"{self.folder}{path}"

    def release(self, number: int) -> str:
        return self.at(f"{RELEASES}{name_of(number)}/")

    def send(self, what: str, to: str, *options: str) -> Sequence[str]:
        compress = ["--compress"] if self.folder.host else []
        return rsync(*EXACT, *compress, *options, "--", what, to)

    def read(self) -> Published:
        """What lies there; nothing where there is no such folder yet."""
        with scratch_folder() as here:
            try:
                rsync("-rltO", *TELLING, "--", self.at(), f"{here}/")
            except RsyncError as error:
                if error.errno != errno.ENOENT:
                    raise
            if (here / CURRENT).is_dir() and not (here / CURRENT).is_symlink():
                raise RsyncError(errno.EISDIR, CURRENT)
            return read_published(*tree_and_links(here))

    def current(self) -> str:
        """What readers see at this moment, as the link says; empty if there is nothing yet."""
        with scratch_folder() as here:
            rsync("-rl", f"--include=/{CURRENT}", "--exclude=*", "--", self.at(), f"{here}/")
            return read_published(*tree_and_links(here)).link

    def compare(self, site: str, number: int) -> Difference:
        """How a site here differs from a release; every file of it is read there.

        For times to be told, those of the site must not be those of the release.
        """
        lines = rsync(
            *("-rtO", "--checksum", "--delete", "--dry-run", "--out-format=%i %M %n"),
            *(f"--exclude=/{CLAIM}", "--", self.release(number), site),
        )
        found = [match for line in lines if (match := LINE.fullmatch(line))]
        return Difference(
            {m["name"]: seconds(m["time"]) for m in found if m["code"].startswith(".f")},
            [m["name"] for m in found if not m["code"].startswith(".")],
        )

    def claim(self, number: int, claim: str) -> bool:
        """Takes a number for a release to come; False if somebody was faster.

        A symbolic link that is not there yet is made by rsync in one step of the system, which
        fails for whoever comes second.
        """
        with scratch_folder({f"{RELEASES}{name_of(number)}/{CLAIM}": claim}) as here:
            what = f"{here}/{RELEASES.rstrip('/')}"
            try:
                said = self.send(what, self.at(), "--itemize-changes", "--ignore-existing")
            except RsyncError as error:
                if error.errno != errno.EEXIST:
                    raise
                return False
            return any(line.startswith("cL") for line in said)

    def upload(self, site: str, number: int, like: Iterable[Release]) -> None:
        """Sends a site, all but the list of its files; what is the same already is linked to."""
        links = [f"--link-dest={self.folder.path}{RELEASES}{name_of(one.number)}" for one in like]
        self.send(site, self.release(number), "--delete", f"--exclude=/{SUMS}*", *links)

    def wrong(self, site: str, number: int) -> Sequence[str]:
        """What of a release is not as it was sent: every byte of it is read there."""
        options = ("--delete", "--dry-run", "--itemize-changes", f"--exclude=/{SUMS}*")
        return self.send(site, self.release(number), *options)

    def complete(self, site: str, number: int) -> None:
        """Sends the list of the files, by which a release is known to be whole."""
        self.send(site, self.release(number), f"--include=/{SUMS}*", "--exclude=*")

    def switch(self, number: int) -> None:
        """Shows a release to readers: rsync puts a new link in place of the old in one step."""
        with scratch_folder({CURRENT: f"{RELEASES}{name_of(number)}"}) as here:
            self.send(f"{here}/{CURRENT}", self.at())

    def add_code(self, number: int, code: Mapping[str, bytes]) -> None:
        """Gives a release the scripts and styles of others, whose pages may still be open."""
        folders = sorted({folder_of(name) for name in code})
        with scratch_folder() as here:
            write_bytes(here, code)
            compress_folder(here)
            chosen = ["--include=/assets/", *(f"--include=/{folder}***" for folder in folders)]
            self.send(f"{here}/", self.release(number), "--delete", *chosen, "--exclude=*")

    def delete(self, numbers: Sequence[int]) -> None:
        """Deletes releases: first what makes each a whole one, then the rest."""
        names = [name_of(number) for number in numbers]
        if not names:
            return
        with scratch_folder() as here:
            for name in names:
                (here / name).mkdir()
            self.delete_others(f"{here}/", [f"--include=/{name}/{SUMS}*" for name in names], names)
        with scratch_folder() as here:
            self.delete_others(f"{here}/", [f"--include=/{name}/***" for name in names], names)

    def delete_others(self, here: str, chosen: Iterable[str], names: Iterable[str]) -> None:
        """Of the chosen files of some releases, those that are not in a folder here."""
        tops = [f"--include=/{name}/" for name in names]
        options = ("-r", "--delete", *tops, *chosen, "--exclude=*")
        rsync(*options, "--", here, self.at(RELEASES))


def seconds(said: str) -> int:
    """A time as rsync tells it, where the clock is set to UTC."""
    return int(datetime.strptime(f"{said}+0000", "%Y/%m/%d-%H:%M:%S%z").timestamp())
