"""A build of what is built already: known by digests alone, so that nothing is made again.

The record of a build names everything that its site was made of, and the site that came of it. If
both are still to the byte what they were, a new build could only give the same.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from portal.checksums import SUMS, read_sums
from portal.files import content_of, digests, write_in_order
from portal.fruitless import fruitless

TOLD = logging.getLogger("mkdocs")
"""Under it stands whatever a build says."""


@dataclass(frozen=True, slots=True)
class Record:
    """What a build was made of, what came of it, and what it said."""

    inputs: str
    """SHA-256 over everything that the site was made of."""
    sums: str
    """SHA-256 of the site's list of checksums."""
    said: tuple[tuple[str, int, str], ...]
    """Findings and warnings: logger, level, message."""


class Sayings(logging.Handler):
    """Remembers the findings and warnings of a build."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.said: list[tuple[str, int, str]] = []

    @property
    def has_warnings(self) -> bool:
        return any(level >= logging.WARNING for _, level, _ in self.said)

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.WARNING or record.name.startswith("mkdocs.hooks"):
            self.said.append((record.name, record.levelno, record.getMessage()))


def inputs_digest(
    folders: Iterable[Path], facts: Iterable[object], files: Iterable[Path] = ()
) -> str:
    """SHA-256 over all files in some folders, some files more, and facts about a build.

    Which Python runs, and which libraries there are, is always among the facts.
    """
    whole = hashlib.sha256()
    for fact in (sys.version, *installed(), *facts):
        whole.update(f"{fact!r}\n".encode())
    for file in files:
        whole.update(hashlib.sha256(file.read_bytes()).digest())
    for folder in folders:
        found = digests(folder)
        for name in sorted(name for name in found if "__pycache__/" not in name):
            whole.update(f"{found[name]}  {name}\n".encode())
        whole.update(b"\n")
    return whole.hexdigest()


def keeps() -> bool:
    """Whether what was found out may be kept for later runs: not where `PORTAL_CACHE` is 0."""
    return os.environ.get("PORTAL_CACHE", "1") not in ("", "0")


def installed() -> list[str]:
    """The libraries that are installed, with their versions, from the names of their folders."""
    return sorted(
        name
        for place in sys.path
        if place.endswith("-packages") and os.path.isdir(place)  # noqa: PTH112  a tenth of the time
        for name in os.listdir(place)  # noqa: PTH208
        if name.endswith(".dist-info")
    )


def unchanged(file: Path, inputs: str, site: Path) -> Record | None:
    """The record of the build that a new one would repeat; None if there is no such build."""
    record = read_record(file)
    if record is None or record.inputs != inputs or not (site / SUMS).is_file():
        return None
    sums = (site / SUMS).read_bytes()
    if hashlib.sha256(sums).hexdigest() != record.sums:
        return None
    listed, _ = read_sums(sums)
    return record if digests(site, leave_out={SUMS}) == listed else None


def read_record(file: Path) -> Record | None:
    """A record; None where there is none, or none that can be read."""
    try:
        values: Mapping[str, object] = json.loads(file.read_bytes())
        said = tuple((str(n), int(level), str(m)) for n, level, m in values["said"])  # type: ignore[attr-defined]
        return Record(str(values["inputs"]), str(values["sums"]), said)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def render_record(inputs: str, site: Path, said: Iterable[tuple[str, int, str]]) -> str:
    """The record of a build whose site is whole."""
    sums = hashlib.sha256((site / SUMS).read_bytes()).hexdigest()
    return json.dumps(asdict(Record(inputs, sums, tuple(said))), ensure_ascii=False) + "\n"


def write_cached(file: Path, content: str | bytes) -> None:
    """Writes what later builds may use; where that is not possible they are slow ones."""
    with suppress(OSError):
        write_in_order(file.parent, {file.name: content})


@contextmanager
def remembering(project: Path) -> Iterator[None]:
    """Searches in between are spared that an earlier run made in vain, and noted for later ones."""
    file, program = project / ".cache/fruitless", inputs_digest([Path(__file__).parent], [])
    fruitless.read(program, content_of(file))
    yield
    found = fruitless.render(program)
    if content_of(file) != found:
        write_cached(file, found)


def repeat(record: Record) -> None:
    """Says again what the build said."""
    for name, level, message in record.said:
        logging.getLogger(name).log(level, "%s", message)
