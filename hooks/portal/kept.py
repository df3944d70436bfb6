"""Pages and data files that an earlier build made, and that a new one would make the same."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from portal.requirements import Failure

Seen = Mapping[str, tuple[int, tuple[Failure, ...]]]
"""What the checks of a page saw, by check: how many things were looked at, and what failed."""

SeenAsJson = Mapping[str, tuple[int, *tuple[list[str], ...]]]


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page as it lies in the folder of a site."""

    key: str
    """Digest over all that it was made of but the program."""
    digest: str
    """SHA-256 of its file."""
    seen: Seen


@dataclass(frozen=True, slots=True)
class KeptFiles:
    """The data files of a work as they lie in the folder of a site."""

    key: str
    """Digest over all that they were made of but the program."""
    digests: Mapping[str, str]
    """SHA-256 of each, by path from the root of the site."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What can be kept of one build: pages by address from the root of the site, data by work."""

    program: str = ""
    """Digest over all that pages are made of but content: code, templates, configuration."""
    site: str = ""
    """The folder in which they lie."""
    pages: Mapping[str, KeptPage] = field(default_factory=dict)
    files: Mapping[str, KeptFiles] = field(default_factory=dict)

    def in_place(self, program: str, site: str, digests: Mapping[str, str]) -> Kept:
        """What lies in `site` untouched, made by the same program; `digests` are by file."""
        if not program or program != self.program or site != self.site:
            return Kept(program, site)
        return Kept(
            program,
            site,
            {url: p for url, p in self.pages.items() if digests.get(file_of(url)) == p.digest},
            {
                work: kept
                for work, kept in self.files.items()
                if all(digests.get(name) == digest for name, digest in kept.digests.items())
            },
        )


def file_of(url: str) -> str:
    """The file of a page by its address from the root of the site."""
    return f"{url}index.html"


def render_kept(kept: Kept) -> str:
    """What is kept as JSON; `read_kept` reads it."""
    pages = {
        url: [page.key, page.digest, {c: [n, *as_pairs(f)] for c, (n, f) in page.seen.items()}]
        for url, page in kept.pages.items()
    }
    files = {work: [made.key, dict(made.digests)] for work, made in kept.files.items()}
    return json.dumps([kept.program, kept.site, pages, files], ensure_ascii=False) + "\n"


def as_pairs(failures: Iterable[Failure]) -> list[list[str]]:
    return [[failure.page, failure.what] for failure in failures]


def read_kept(data: bytes) -> Kept:
    """What a file says was kept; nothing if it cannot be read."""
    try:
        program, site, pages, files = json.loads(data)
        return Kept(
            str(program),
            str(site),
            {str(url): kept_page(*page) for url, page in pages.items()},
            {str(work): kept_files(*made) for work, made in files.items()},
        )
    except (ValueError, TypeError, AttributeError):
        return Kept()


def kept_page(
    key: str, digest: str, seen: Mapping[str, tuple[int, *tuple[list[str], ...]]]
) -> KeptPage:
    checks = {
        check: (int(count), tuple(Failure(place, what) for place, what in pairs))
        for check, (count, *pairs) in seen.items()
    }
    return KeptPage(str(key), str(digest), checks)


def kept_files(key: str, digests: Mapping[str, str]) -> KeptFiles:
    return KeptFiles(str(key), {str(name): str(digest) for name, digest in digests.items()})
