"""`/register.json`: all works with every passage that cites them."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from portal.corpus import DOCUMENTS, Corpus
from portal.json_file import Address, Ready, data_pieces, ready_items, render_json
from portal.links import localised_url
from portal.mention_index import MentionIndex
from portal.model import Localised, Work
from portal.remembered import remembered
from portal.views import WorkSummary
from portal.vocabulary import work_types


def render_register(
    corpus: Corpus, index: MentionIndex, address: Address, key: Callable[[str], Hashable]
) -> Iterator[str]:
    """The register as JSON; `address` makes the public address of a path from the site's root.

    `key` is another once anything is that the entry of a work is made of.
    """
    works = (
        remembered.ask(
            partial(entry_of_register, corpus, corpus.works[work], index, address),
            entry_of_register,
            address(""),
            work,
            key(work),
        )
        for work in sorted(corpus.works)
    )
    return data_pieces(corpus, "register", address, works=works)


def entry_of_register(corpus: Corpus, work: Work, index: MentionIndex, address: Address) -> Ready:
    return ready_items([work_as_json(corpus, work, index, address)])


def render_work(corpus: Corpus, work: Work, index: MentionIndex, address: Address) -> str:
    """One work as JSON: its entry of the register."""
    return render_json(work_as_json(corpus, work, index, address))


def render_filter(works: Iterable[WorkSummary]) -> str:
    """What the filter of a long register looks through: a row a work, in one language."""
    rows = [
        {
            "id": work.id,
            "number": work.number,
            "printed": work.printed,
            "heading": work.heading,
            "type": work.type_code,
            "words": f"{work.type}. {work.title}",
            "issuer": work.issuer_id,
            "issuer_name": work.issuer,
            "year": work.year,
            "issued": work.issued,
            "day": work.issued_iso,
            "status": work.status.code,
            "mark": work.status.mark,
            "status_word": work.status.word,
        }
        for work in works
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")) + "\n"


def work_as_json(
    corpus: Corpus, work: Work, index: MentionIndex, address: Address
) -> dict[str, Any]:
    issuer = corpus.authority(work.issuer)
    plain = work.model_dump(mode="json")
    page = f"{DOCUMENTS}{work.id}/"
    return {
        "id": work.id,
        "type": {"code": work.type} | in_languages(corpus, work_types()[work.type]),
        "number": work.number,
        "number_as_printed": list(work.number_as_printed),
        "known_as": plain["known_as"],
        "issued": plain["issued"],
        "effective": plain["effective"],
        "issuer": {"id": issuer.id} | in_languages(corpus, issuer.name) if issuer else None,
        "issuer_inferred": work.issuer_inferred,
        "title": plain["title"],
        "status": plain["status"],
        "status_at": plain["status_at"],
        "relations": plain["relations"],
        "mentions": [
            {
                "work": m.work,
                "unit": m.unit,
                "language": m.language,
                "text": m.citation.text,
                "start": m.citation.start,
                "end": m.citation.end,
            }
            for m in index.citing(work.id)
        ],
        "notes": plain["notes"],
        "successors": plain["successors"],
        "full_text": plain["full_text"],
        "languages": {
            language: "translation" if index else "authoritative"
            for index, language in enumerate(corpus.languages)
            if corpus.text_of(work.id, language)
        },
        "versions": [
            entry.model_dump(mode="json", exclude_unset=True)
            for entry in corpus.logs.get(work.id, ())
        ],
        "changes": plain["changes"],
        "urls": {
            language: address(localised_url(page, language, corpus.languages))
            for language in corpus.languages
        },
    }


def in_languages(corpus: Corpus, words: Mapping[str, str] | Localised) -> dict[str, str]:
    return {language: words[language] for language in corpus.languages if language in words}
