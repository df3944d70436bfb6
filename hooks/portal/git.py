"""What Git knows of the content: on which day each file was last edited. It decides nothing."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

DAY = "\x01"
"""Before the day of a commit; no file name begins with it."""


@dataclass(frozen=True, slots=True)
class Edits:
    """The files of a folder in the history of its repository."""

    prefix: str
    """The folder's path in the repository, with a slash at its end."""
    days: Mapping[str, date]
    """Day of the last commit that changed a file, by its path below the folder."""


def last_edits(folder: Path) -> Edits | None:
    """All files in one pass; None without Git, outside a repository, or if history is cut off."""
    facts = git(folder, "rev-parse", "--show-prefix", "--is-shallow-repository")
    prefix, shallow = (facts or "\ntrue").split("\n")[:2]
    history = None if shallow != "false" else git(folder, *LOG)
    if not history:
        return None
    days: dict[str, date] = {}
    for commit in history.split(DAY)[1:]:
        day, *names = filter(None, commit.replace("\0", "\n").split("\n"))
        for name in names:
            days.setdefault(name, date.fromisoformat(day))
    return Edits(prefix, days)


LOG = ("log", "-z", f"--format={DAY}%cs", "--name-only", "--no-renames", "--relative", "--", ".")


def git(folder: Path, *arguments: str) -> str | None:
    """Standard output of a Git command; None if it failed or Git is not there."""
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=folder,
            env=os.environ | {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
            capture_output=True,
            check=False,
        )
    except OSError:
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
