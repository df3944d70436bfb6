"""The pages that are made of data, not of a file that people wrote."""

from __future__ import annotations

from portal.corpus import DOCUMENTS

GENERATED = {
    "documents/index.md": ("documents", "register.html"),
    "tasks.md": ("tasks", "tasks.html"),
    "calendar.md": ("calendar", "calendar.html"),
    "glossary.md": ("glossary", "glossary.html"),
    "organisation.md": ("organisation", "organisation.html"),
    "contact.md": ("contact-page", "contact.html"),
    "corrections.md": ("corrections", "corrections.html"),
    "requirements.md": ("requirements", "requirements.html"),
    "legal-ground.md": ("legal-ground", "legal_ground.html"),
    "legal-basis.md": ("legal-basis", "legal_basis.html"),
    "updates.md": ("updates", "updates.html"),
    "translation.md": ("translation-page", "translation.html"),
    "search.md": ("search-page", "search.html"),
    "sitemap.md": ("sitemap", "sitemap.html"),
}
"""Pages made of data: file, key of their title in `strings.yml`, template."""
OF_REQUIREMENTS = ("requirements.md", "legal-ground.md")
"""Made of `requirements.yml`, where there is one."""
YEARS = f"{DOCUMENTS}years/"
"""Where the pages of a register are that is too long for one."""
