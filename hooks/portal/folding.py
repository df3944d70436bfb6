"""Text without case and diacritics, as people type it."""

from __future__ import annotations

import re
import unicodedata

LOOK_ALIKES = str.maketrans("đðɖ", "ddd")
"""Letters that Unicode does not take apart."""


def fold(text: str) -> str:
    """Lower case, no diacritics, đ as d."""
    plain = unicodedata.normalize("NFD", text.casefold().translate(LOOK_ALIKES))
    return "".join(c for c in plain if not unicodedata.combining(c))


def slug(text: str, separator: str = "-") -> str:
    """Words in ASCII for an address."""
    return separator.join(re.findall(r"[a-z0-9]+", fold(text)))
