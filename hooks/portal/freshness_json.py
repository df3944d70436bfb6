"""`/freshness.json`: how every passage of every translation stands."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from portal.corpus import Corpus
from portal.freshness import Freshener, Judgement, counts, markdown_digest
from portal.json_file import Address, Ready, indented, render_data
from portal.links import localised_url, page_url
from portal.remembered import remembered

MARGIN = "\n  "
"""Of an item of a list that a data file holds under a key."""


def render_freshness(corpus: Corpus, fresheners: Iterable[Freshener], address: Address) -> str:
    """All pages of all translations; `address` makes public addresses of paths."""
    pages = []
    for freshener in fresheners:
        for path in freshener.pages():
            url = address(localised_url(page_url(path), freshener.language, corpus.languages))
            page = partial(page_as_json, freshener, path, url)
            pages.append(remembered.ask(page, page_as_json, url, *freshener.ingredients(path)))
    return render_data(corpus, "freshness", address, pages=pages)


def page_as_json(freshener: Freshener, path: str, url: str) -> Ready:
    judged = freshener.page(path)
    page = {
        "language": freshener.language,
        "path": path,
        "url": url,
        "counts": {s.value: n for s, n in counts(judged).items() if n},
        "units": [unit_as_json(judgement) for judgement in judged],
    }
    return Ready(indented(page, MARGIN))


def unit_as_json(judgement: Judgement) -> dict[str, Any]:
    stamp = judgement.stamp
    return {
        "unit": judgement.unit,
        "state": judgement.state.value,
        "source": markdown_digest(judgement.source) if judgement.source else None,
        "target": markdown_digest(judgement.target) if judgement.target else None,
        "confirmed": stamp.model_dump(mode="json", exclude_none=True)
        if stamp and judgement.confirmed
        else None,
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
