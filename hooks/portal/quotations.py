"""Words of the source that a translated note quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup

QUOTED = re.compile(r"“([^“”]+)”")


def quotations(text: str, original: str) -> Iterator[tuple[str, bool]]:
    """`text` in runs: its own words, and what it quotes with the words of `original`.

    Nothing is a quotation where `text` is the original itself.
    """
    at = 0
    for match in QUOTED.finditer("" if text == original else text):
        if match.group(1) in original:
            yield text[at : match.start()], False
            yield match.group(), True
            at = match.end()
    yield text[at:], False


def mark_quotations(text: str, original: str, source_language: str) -> Markup:
    """`text` as HTML; what it quotes with the words of `original` is marked as in that language."""
    html = Markup()
    for words, quoted in quotations(text, original):
        form = '<span lang="{1}">{0}</span>' if quoted else "{0}"
        html += Markup(form).format(words, source_language)
    return html
