"""Data files in JSON: what they have in common."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from portal.corpus import Corpus
from portal.published import schema_name

Address = Callable[[str], str]
"""Makes the public address of a path from the root of the site."""


def render_json(document: Mapping[str, Any]) -> str:
    """A document as text: readable, with its letters as they are, and a line end."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def render_data(corpus: Corpus, name: str, address: Address, **parts: Any) -> str:
    """A data file made of the content: where its schema is, what it was made of, its parts."""
    head = {
        "schema": address(schema_name(name)),
        "generated_from": f"sha256:{corpus.digest}",
    }
    return render_json(head | parts)
