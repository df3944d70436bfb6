"""`/glossary.json`: the terms in all languages, and where the original uses them."""

from __future__ import annotations

from typing import Any

from portal.corpus import Corpus
from portal.json_file import Address, render_data
from portal.model import Term, UnitPath
from portal.terms import occurrences


def render_glossary(corpus: Corpus, address: Address) -> str:
    """The glossary as JSON."""
    terms = corpus.glossary.terms if corpus.glossary else ()
    return render_data(
        corpus, "glossary", address, terms=[term_as_json(corpus, term) for term in terms]
    )


def term_as_json(corpus: Corpus, term: Term) -> dict[str, Any]:
    plain = term.model_dump(mode="json")
    places = occurrences(corpus, term, corpus.source_language)
    return plain | {"places": [place_as_json(place) for place in places]}


def place_as_json(path: UnitPath) -> dict[str, str]:
    """A passage by its work and its id."""
    work, unit = path.split("#", 1)
    return {"work": work, "unit": unit}
