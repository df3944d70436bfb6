"""`/freshness.json`: how every passage of every translation stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from portal.corpus import Corpus
from portal.freshness import Freshener, Judgement, counts, markdown_digest
from portal.json_file import Address, Ready, data_pieces, ready_items
from portal.links import localised_url, page_url
from portal.model import Stamp
from portal.remembered import remembered


def render_freshness(
    corpus: Corpus, fresheners: Iterable[Freshener], address: Address
) -> Iterator[str]:
    """All pages of all translations; `address` makes public addresses of paths."""
    pages = (
        remembered.ask(
            partial(page_as_json, freshener, path, url),
            page_as_json,
            url,
            *freshener.ingredients(path),
        )
        for freshener in fresheners
        for path in freshener.pages()
        for url in [address(localised_url(page_url(path), freshener.language, corpus.languages))]
    )
    return data_pieces(corpus, "freshness", address, pages=pages)


def page_as_json(freshener: Freshener, path: str, url: str) -> Ready:
    judged = freshener.page(path)
    page = {
        "language": freshener.language,
        "path": path,
        "url": url,
        "counts": {s.value: n for s, n in counts(judged).items() if n},
        "units": [unit_as_json(freshener, judgement) for judgement in judged],
    }
    return ready_items([page])


def unit_as_json(freshener: Freshener, judgement: Judgement) -> dict[str, Any]:
    stamp = judgement.stamp
    return {
        "unit": judgement.unit,
        "state": judgement.state.value,
        "source": markdown_digest(judgement.source) if judgement.source else None,
        "target": markdown_digest(judgement.target) if judgement.target else None,
        "confirmed": stamp_as_json(freshener, stamp) if stamp and judgement.confirmed else None,
        "edited": judgement.edited,
        "changes": [
            {
                "kind": fact.kind.value,
                "old": change.old.value if change.old else None,
                "new": change.new.value if change.new else None,
            }
            for change in judgement.changes
            if (fact := change.new or change.old)
        ],
        "cited": list(judgement.cited),
    }


def stamp_as_json(freshener: Freshener, stamp: Stamp) -> dict[str, Any]:
    """A stamp as its file has it, without what it does not say."""
    source = freshener.corpus.source_language
    said = {
        "state": stamp.state.value,
        "by": stamp.by,
        "on": stamp.on.isoformat(),
        "against": stamp.against,
        "reason": stamp.reason,
        "cites": dict(stamp.cites),
        source: stamp.source,
        f"{source}_text": stamp.source_text,
        freshener.language: stamp.target,
        f"{source}_was": stamp.was,
    }
    return {key: value for key, value in said.items() if value is not None}
