"""`/glossary.json`: the terms in all languages, and where the original uses them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from portal.corpus import Corpus
from portal.json_file import Address, Ready, data_pieces, ready_items
from portal.model import Term, UnitPath
from portal.remembered import remembered
from portal.terms import occurrences


def render_glossary(corpus: Corpus, address: Address) -> Iterator[str]:
    """The glossary as JSON."""
    digest = corpus.file_digests.get("glossary.yml")
    said = (
        remembered.ask(partial(entry_of_term, term, places), entry_of_term, digest, term.id, places)
        for term in (corpus.glossary.terms if corpus.glossary else ())
        for places in [tuple(occurrences(corpus, term, corpus.source_language))]
    )
    return data_pieces(corpus, "glossary", address, terms=said)


def entry_of_term(term: Term, places: Sequence[UnitPath]) -> Ready:
    said = {"places": [place_as_json(place) for place in places]}
    return ready_items([term.model_dump(mode="json") | said])


def place_as_json(path: UnitPath) -> dict[str, str]:
    """A passage by its work and its id."""
    work, unit = path.split("#", 1)
    return {"work": work, "unit": unit}
