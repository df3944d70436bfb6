"""`/citations.json`: every citation of every published text, resolved or not."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from portal.citations import Citation, CitationFinder, Mention, finder_of, mentions_of
from portal.corpus import Corpus
from portal.json_file import Address, Ready, pieces, ready_items
from portal.published import schema_name
from portal.remembered import remembered


def render_citations(corpus: Corpus, address: Address) -> Iterator[str]:
    """The citations as JSON; `address` makes public addresses of paths."""
    citations = (
        remembered.ask(
            partial(citations_in, mentions),
            citations_in,
            work,
            corpus.text_of(work, language),
            finder_of(corpus, language),
        )
        for language in corpus.languages
        for work in corpus.works
        for mentions in [mentions_of(corpus, work, language)]
        if mentions
    )
    yield from pieces({"schema": address(schema_name("citations")), "citations": citations})
    yield "\n"


def citations_in(mentions: Iterable[Mention]) -> Ready:
    return ready_items(
        {"work": m.work, "unit": m.unit, "language": m.language} | citation_as_json(m.citation)
        for m in mentions
    )


def citation_as_json(citation: Citation) -> dict[str, Any]:
    form = citation.form
    return {
        "start": citation.start,
        "end": citation.end,
        "text": citation.text,
        "type": form.type if form else None,
        "number": form.number if form else None,
        "date": form.date.isoformat() if form and form.date else None,
        "issuer": form.issuer if form else None,
        "title": form.title if form else None,
        "pinpoint": form.pinpoint if form else None,
        "target": citation.target,
        "candidates": list(citation.candidates),
        "state": citation.state.value,
    }


def cite_text(finder: CitationFinder, text: str) -> list[dict[str, Any]]:
    """The citations in any text, with offsets in the text as it was given, whatever its form."""
    composed, places = compose(text)
    found = []
    for citation in finder.find(composed):
        said = {"language": finder.language} | citation_as_json(citation)
        said["start"], said["end"] = places[citation.start], places[citation.end]
        said["text"] = text[said["start"] : said["end"]]
        found.append(said)
    return found


def compose(text: str) -> tuple[str, list[int]]:
    """A text in NFC, and for each of its offsets the one in the text as given."""
    if unicodedata.is_normalized("NFC", text):
        return text, list(range(len(text) + 1))
    composed: list[str] = []
    places: list[int] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or not unicodedata.combining(text[end]):
            cluster = unicodedata.normalize("NFC", text[start:end])
            composed.append(cluster)
            places += [start] * len(cluster)
            start = end
    return "".join(composed), [*places, len(text)]
