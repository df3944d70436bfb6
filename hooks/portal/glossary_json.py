"""`/glossary.json`: the terms in all languages, and where the original uses them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portal.corpus import Corpus
from portal.json_file import Address, data_pieces
from portal.model import Term, UnitPath
from portal.terms import occurrences


def render_glossary(corpus: Corpus, address: Address) -> Iterator[str]:
    """The glossary as JSON."""
    terms = corpus.glossary.terms if corpus.glossary else ()
    said = (term_as_json(corpus, term) for term in terms)
    return data_pieces(corpus, "glossary", address, terms=said)


def term_as_json(corpus: Corpus, term: Term) -> dict[str, Any]:
    plain = term.model_dump(mode="json")
    places = occurrences(corpus, term, corpus.source_language)
    return plain | {"places": map(place_as_json, places)}


def place_as_json(path: UnitPath) -> dict[str, str]:
    """A passage by its work and its id."""
    work, unit = path.split("#", 1)
    return {"work": work, "unit": unit}
