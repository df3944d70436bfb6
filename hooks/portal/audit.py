"""Runs the checks that requirements name on a built site."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType

from portal.built import BuiltPage, BuiltSite
from portal.files import SiteCopy
from portal.kept import Seen
from portal.page_checks import HTML_CHECKS, PAGE_CHECKS
from portal.processes import shared
from portal.requirements import Failure, Result
from portal.site import Site
from portal.site_checks import SITE_CHECKS

CHECKS = frozenset([*PAGE_CHECKS, *SITE_CHECKS])
"""The names of all checks; some look at the pages one by one and at what is besides them."""


@dataclass(frozen=True, slots=True)
class Audit:
    """What the checks saw."""

    results: Mapping[str, Result]
    """By check."""
    pages: Mapping[str, Seen]
    """What those of single pages saw on each, by its address."""


def audit(site: Site, copy: SiteCopy, seen: Mapping[str, Seen] = MappingProxyType({})) -> Audit:
    """Runs each check that a requirement names; a page is read once.

    `seen` are pages, by address, that an earlier audit has looked at and that are still the same.
    """
    built = BuiltSite(site, copy)
    wanted = CHECKS & {name for required in site.corpus.required for name in required.checks}
    checks = [name for name in PAGE_CHECKS if name in wanted]
    all_checks = set(checks)

    def look(addresses: Sequence[tuple[str, Callable[[], BuiltPage]]]) -> dict[str, Seen]:
        pages = ((url, read()) for url, read in addresses)
        return {url: {name: sights(page, name) for name in checks} for url, page in pages}

    addresses = list(built.addresses())
    known = {
        url: seen[url] for url, _ in addresses if url in seen and seen[url].keys() == all_checks
    }
    for looked in shared(look, [one for one in addresses if one[0] not in known]):
        known |= looked
    pages = {url: known[url] for url, _ in addresses}
    return Audit({name: result_of(name, built, pages.values()) for name in sorted(wanted)}, pages)


def result_of(check: str, built: BuiltSite, pages: Collection[Seen]) -> Result:
    """What a check saw on the pages one by one, on the site as a whole, or on both."""
    seen = list(SITE_CHECKS[check](built)) if check in SITE_CHECKS else []
    failures = [Failure(place, what) for place, is_so, what in seen if not is_so]
    on_pages = [page[check] for page in pages] if check in PAGE_CHECKS else []
    return Result(
        len(seen) + sum([examined for examined, _ in on_pages]),
        (*failures, *chain.from_iterable([failed for _, failed in on_pages if failed])),
    )


def sights(page: BuiltPage, check: str) -> tuple[int, tuple[Failure, ...]]:
    """How many things a check looked at on a page, and what failed."""

    def look() -> tuple[int, tuple[Failure, ...]]:
        seen = list(PAGE_CHECKS[check](page))
        return len(seen), tuple(Failure(page.url, what) for is_so, what in seen if not is_so)

    return page.ask(look, check) if check in HTML_CHECKS else look()
