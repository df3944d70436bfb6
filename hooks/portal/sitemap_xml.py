"""`/sitemap.xml`: every page with its counterparts in the other languages."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from portal.links import localised_url, page_url
from portal.site import Site

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)


def render_sitemap(site: Site, base: str) -> str:
    """The sitemap; `base` is the public address of the site's root."""
    languages = site.corpus.languages
    entries = []
    for path in filter(site.is_listed, site.paths):
        addresses = {
            language: base + localised_url(page_url(path), language, languages)
            for language in languages
            if site.language_of(path, language) == language
        }
        alternates = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href={quoteattr(address)}/>'
            for language, address in addresses.items()
        )
        for language, address in addresses.items():
            changed = site.days(path, language)[1].isoformat()
            entries.append(
                f"<url><loc>{address}</loc><lastmod>{changed}</lastmod>{alternates}</url>\n"
            )
    return f"{HEAD}{''.join(entries)}</urlset>\n"
