"""What commands have in common: their exit codes, findings as people see them, colour."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from errno import ENOENT, errorcode
from io import TextIOWrapper
from pathlib import Path

from portal.arguments import Options
from portal.findings import Finding, Severity
from portal.guessing import near, question
from portal.strings import strings
from portal.waiting import waiting

FINE, FOUND, MISUSED = 0, 1, 2

GRAVITY = {
    Severity.notice: "\x1b[36m",
    Severity.warning: "\x1b[33m",
    Severity.error: "\x1b[31m",
}

RESET = "\x1b[0m"


def show(findings: Sequence[Finding], prefix: str, language: str) -> None:
    colour = wants_colour()
    for finding in findings:
        line = f"{prefix}/{finding.line_for_terminal(language)}"
        place, mark, rest = line.partition(": ") if colour else (line, "", "")
        print(f"{GRAVITY[finding.severity]}{place}{RESET}{mark}{rest}" if colour else line)


def working(options: Options) -> AbstractContextManager[None]:
    """Signs of life around what may take more than a second; what is printed stands outside."""
    return waiting(strings("command", options.lang)["working"])


def wants_colour() -> bool:
    """Only for people, and only for those who did not decline (https://no-color.org)."""
    declined = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not declined


def summary(findings: Sequence[Finding], language: str) -> str:
    counts = {s.name: sum(f.severity is s for f in findings) for s in Severity}
    return strings("command", language)["summary"].format(**counts)


def disk_error(error: OSError, language: str) -> str:
    """What kept a file from being read or written, and which file there is of a similar name."""
    words, reasons = strings("command", language), strings("disk", language)
    reason = reasons.get(errorcode.get(error.errno or 0, ""), error.strerror or "?")
    if error.filename is None:
        return words["disk"].format(path=words["output"], error=reason)
    path = Path(str(error.filename))
    said = words["disk"].format(path=path, error=reason)
    if error.errno == ENOENT and path.parent.is_dir():
        others = near(path.name, (other.name for other in path.parent.iterdir()))
        said += question([str(path.parent / name) for name in others])[language]
    return said


def stop_output() -> None:
    """Lets what is still to be written go nowhere, so that Python does not try again at its end."""
    if isinstance(sys.stdout, TextIOWrapper):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
