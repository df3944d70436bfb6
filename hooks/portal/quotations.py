"""Words of the source that a translated note quotes."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

QUOTED = re.compile(r"“([^“”]+)”")


def mark_quotations(text: str, original: str, source_language: str) -> Markup:
    """`text` as HTML; what it quotes with the words of `original` is said to be in that language.

    Nothing is marked where `text` is the original itself.
    """
    if text == original:
        return escape(text)

    def marked(match: re.Match[str]) -> Markup:
        if match.group(1) not in original:
            return escape(match.group())
        return Markup('<span lang="{}">{}</span>').format(source_language, match.group())

    html, at = Markup(), 0
    for match in QUOTED.finditer(text):
        html += escape(text[at : match.start()]) + marked(match)
        at = match.end()
    return html + escape(text[at:])
