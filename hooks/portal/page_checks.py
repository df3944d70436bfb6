"""The checks of single pages of a built site, by name.

A check is named after its function, with hyphens; `checks.yml` says in words what it looks for.
"""

from __future__ import annotations

from portal import (
    access_checks,
    agency_checks,
    citation_checks,
    document_checks,
    language_checks,
)
from portal.built import HtmlCheck, PageCheck

HTML_CHECKS: dict[str, HtmlCheck] = {
    check.__name__.replace("_", "-"): check
    for check in (*language_checks.CHECKS, *access_checks.CHECKS)
}
"""Those that need nothing but the page: they see the same as long as that is the same."""
PAGE_CHECKS: dict[str, PageCheck] = HTML_CHECKS | {
    check.__name__.replace("_", "-"): check
    for check in (*document_checks.CHECKS, *agency_checks.CHECKS, *citation_checks.CHECKS)
}
