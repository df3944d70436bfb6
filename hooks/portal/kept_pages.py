"""Pages that an earlier build made, and that a new one would make the same."""

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
class KeptPages:
    """The pages of one build that can be kept, by address from the root of the site."""

    program: str = ""
    """Digest over all that pages are made of but content: code, templates, configuration."""
    site: str = ""
    """The folder in which they lie."""
    pages: Mapping[str, KeptPage] = field(default_factory=dict)

    def in_place(self, program: str, site: str, digests: Mapping[str, str]) -> KeptPages:
        """Those that lie in `site` untouched, made by the same program; `digests` are by file."""
        same = program and program == self.program and site == self.site
        found = self.pages if same else {}
        return KeptPages(
            program,
            site,
            {url: p for url, p in found.items() if digests.get(file_of(url)) == p.digest},
        )


def file_of(url: str) -> str:
    """The file of a page by its address from the root of the site."""
    return f"{url}index.html"


def render_kept(kept: KeptPages) -> str:
    """The pages as JSON; `read_kept` reads it."""
    pages = {
        url: [page.key, page.digest, {c: [n, *as_pairs(f)] for c, (n, f) in page.seen.items()}]
        for url, page in kept.pages.items()
    }
    return json.dumps([kept.program, kept.site, pages], ensure_ascii=False) + "\n"


def as_pairs(failures: Iterable[Failure]) -> list[list[str]]:
    return [[failure.page, failure.what] for failure in failures]


def read_kept(data: bytes) -> KeptPages:
    """The pages that a file names; none if it cannot be read."""
    try:
        program, site, pages = json.loads(data)
        return KeptPages(
            str(program), str(site), {str(url): kept_page(*page) for url, page in pages.items()}
        )
    except (ValueError, TypeError, AttributeError):
        return KeptPages()


def kept_page(
    key: str, digest: str, seen: Mapping[str, tuple[int, *tuple[list[str], ...]]]
) -> KeptPage:
    checks = {
        check: (int(count), tuple(Failure(place, what) for place, what in pairs))
        for check, (count, *pairs) in seen.items()
    }
    return KeptPage(str(key), str(digest), checks)
