"""`/register.csv`: the register for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from portal.corpus import DOCUMENTS, Corpus
from portal.json_file import Address
from portal.links import localised_url
from portal.model import Work
from portal.vocabulary import vocabulary, work_types

BOM = "\ufeff"
"""Without it, spreadsheets take the letters of Vietnamese for others."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would compute instead of show; such a value gets an apostrophe before it."""


def render_csv(corpus: Corpus, address: Address) -> str:
    """All works, a line each (RFC 4180), with names in every language."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    languages = corpus.languages
    writer.writerow(columns(languages))
    for key in sorted(corpus.works):
        writer.writerow(map(harmless, values(corpus, corpus.works[key], address)))
    return BOM + text.getvalue()


def columns(languages: tuple[str, ...]) -> list[str]:
    """The names of the columns; those that end in a language say the same in each."""
    names = ["id", "type", *(f"type_{code}" for code in languages), "number", "number_as_printed"]
    names += ["issued", "effective", "issuer", *(f"issuer_{code}" for code in languages)]
    names += [f"title_{code}" for code in languages]
    names += ["status", *(f"status_{code}" for code in languages), "status_since"]
    names += ["status_checked", "status_read_at", "full_text", "version"]
    return names + [f"url_{code}" for code in languages]


def values(corpus: Corpus, work: Work, address: Address) -> Iterator[str]:
    """The values of a line; empty where nothing is known, several joined by semicolons."""
    languages, status = corpus.languages, work.status
    issuer, log = corpus.authority(work.issuer), corpus.logs.get(work.id, ())
    force = vocabulary("force")[status.code.value]
    types = work_types().get(work.type, {})
    yield from (work.id, work.type, *(types.get(code, "") for code in languages))
    yield from (work.number or "", "; ".join(work.number_as_printed))
    yield from (day.isoformat() if day else "" for day in (work.issued, work.effective))
    yield issuer.id if issuer else ""
    yield from (issuer.name.get(code, "") if issuer else "" for code in languages)
    yield from (work.title.get(code, "") for code in languages)
    yield from (status.code.value, *(force.get(code, "") for code in languages))
    yield from (status.since.isoformat() if status.since else "", status.checked or "")
    yield "; ".join(source.read_at for source in status.sources)
    yield from (work.full_text.value, log[-1].version if log else "")
    for code in languages:
        yield address(localised_url(f"{DOCUMENTS}{work.id}/", code, languages))


def harmless(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA) else value
