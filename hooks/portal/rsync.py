"""Runs rsync, the one way to the folder of a server, whether it lies here or on another machine."""

from __future__ import annotations

import errno
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ELSEWHERE = re.compile(
    r"(?P<host>(?:[\w.+-]+@)?(?:\w[\w.-]*|\[[0-9A-Fa-f:.]+\])):(?P<folder>/(?!/)[^\0\n]*)", re.ASCII
)
"""`user@host:/folder`; `/` alone is all that a key restricted by `rrsync` may see."""
NUMBER = re.compile(r"\((\d+)\)$", re.MULTILINE)
"""At the end of what rsync says: the system's own number of the error."""
PLAIN = {"LC_ALL": "C", "TZ": "UTC"}
LOST = (255, 127)
"""How ssh ends where there is no way to the server, or no rsync on it."""
NOTHING = "connection unexpectedly closed (0 bytes received so far)"
"""So says rsync, whose own end then hides that of ssh, if that comes first."""
VANISHED = 24
"""While files were read, somebody deleted some."""
PATIENCE = "--timeout=300"


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that rsync can reach."""

    host: str
    """Empty for this machine."""
    path: str
    """Absolute, with a slash at its end."""

    def __str__(self) -> str:
        return f"{self.host}:{self.path}" if self.host else self.path


class RsyncError(OSError):
    """What kept rsync from its work; `errno` tells, where the system said so."""


def folder_named(text: str) -> Folder | None:
    """The folder that somebody typed; None if it is none that can be published to."""
    match = ELSEWHERE.fullmatch(text)
    if match:
        return Folder(match["host"], f"{match['folder'].rstrip('/')}/")
    if not text or text.startswith("-") or ":" in text.partition("/")[0] or "\0" in text:
        return None
    return Folder("", f"{os.path.abspath(text).rstrip('/')}/")  # noqa: PTH100  of text, not of a file


def rsync(*arguments: str, settings: Mapping[str, str] = PLAIN) -> Sequence[str]:
    """What rsync says, line by line.

    Raises:
        RsyncError: it could not do what it was asked for.
    """
    try:
        done = subprocess.run(
            ["rsync", PATIENCE, "--8-bit-output", *arguments],
            env=os.environ | settings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise RsyncError(errno.ENOPKG, "rsync") from error
    if done.returncode in (0, VANISHED):
        return done.stdout.decode("utf-8", "surrogateescape").splitlines()
    said = done.stderr.decode("utf-8", "replace").strip()
    raise RsyncError(number_of(done.returncode, said), gist(said))


def number_of(code: int, said: str) -> int:
    """The system's number of an error, by what rsync said or how it ended; 0 if neither tells."""
    numbers = [int(number) for number in NUMBER.findall(said)]
    cut_off = NOTHING in said or errno.EPIPE in numbers
    if code in LOST or (cut_off and "rrsync error" not in said):
        return errno.EHOSTUNREACH
    return numbers[0] if numbers else 0


def gist(said: str) -> str:
    """The first line, which is about the cause; those after it are about the end."""
    return said.partition("\n")[0].strip()
