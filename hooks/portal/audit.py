"""Runs the checks that requirements name on a built site."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from portal.built import BuiltSite
from portal.files import SiteCopy
from portal.page_checks import PAGE_CHECKS
from portal.requirements import Failure, Result
from portal.site import Site
from portal.site_checks import SITE_CHECKS

CHECKS = frozenset([*PAGE_CHECKS, *SITE_CHECKS])
"""The names of all checks."""


def audit(site: Site, copy: SiteCopy) -> Mapping[str, Result]:
    """What each check that a requirement names sees on the built site; a page is read once."""
    built = BuiltSite(site, copy)
    wanted = {name for requirement in site.corpus.required for name in requirement.checks}
    examined: dict[str, int] = dict.fromkeys(sorted(wanted & CHECKS), 0)
    failures: dict[str, list[Failure]] = defaultdict(list)
    for page in built.pages():
        for name in examined.keys() & PAGE_CHECKS.keys():
            for is_so, what in PAGE_CHECKS[name](page):
                examined[name] += 1
                if not is_so:
                    failures[name].append(Failure(page.url, what))
    for name in examined.keys() & SITE_CHECKS.keys():
        for place, is_so, what in SITE_CHECKS[name](built):
            examined[name] += 1
            if not is_so:
                failures[name].append(Failure(place, what))
    return {name: Result(count, tuple(failures[name])) for name, count in examined.items()}
