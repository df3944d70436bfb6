"""Records of the search in blocks: what a block gives to the index, wherever in it it stands.

Where a word occurs is told by distances, so that all but the first are the same at any place. A
block is made anew only if something in it changed; then all are put together again.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice
from operator import sub
from typing import TYPE_CHECKING, Any, TypeVar

from portal.remembered import remembered
from portal.search_records import (
    Kind,
    SearchRecord,
    made_of,
    other_records,
    passages,
    summaries,
    works,
)
from portal.search_words import distinct_words, folded_words, joined_words
from portal.strings import strings
from portal.views import WorkSummary

if TYPE_CHECKING:
    from portal.site import Site

WORKS = 32
"""Works whose passages are one block: it then costs as much to make one as to join all."""
RECORDS = 64
"""Other records of one block."""
Columns = tuple[str, str, str, str]
"""What a result is narrowed by: its kind, and of its work type, issuer and year."""
Places = tuple[int, bytes, int]
"""Where in a block a word occurs: the first place, from each to the next, with a comma before each
(`,1,12`), and the last."""
Item = TypeVar("Item")
encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Records that stand in the index one after another."""

    records: tuple[str, ...]
    """As JSON."""
    columns: tuple[tuple[Columns, int], ...]
    """Of the records, and how many in a row have the same."""
    words: Mapping[str, Places]


class Steps(dict[int, bytes]):
    """A number as it stands in `Places`."""

    def __missing__(self, step: int) -> bytes:
        self[step] = said = b",%d" % step
        return said


STEPS = Steps()


def blocks(site: Site, language: str) -> Iterator[Block]:
    """All that can be found in one language, in the order of `search_records`; made when asked."""
    views = site.views[language]
    said = summaries(views)

    def of_records(records: tuple[SearchRecord, ...]) -> Block:
        return remembered.ask(lambda: made_block(records, language), made_block, language, records)

    def of_passages(held: tuple[str, ...]) -> Block:
        return remembered.ask(
            lambda: made_block(passages(views, held, said), language),
            *(made_block, language, *(made_of(views, work, said) for work in held)),
        )

    yield from map(of_records, batches(works(views), RECORDS))
    yield from map(of_passages, batches(views.corpus.works, WORKS))
    yield from map(of_records, batches(other_records(site, views), RECORDS))


def batches(items: Iterable[Item], size: int) -> Iterator[tuple[Item, ...]]:
    left = iter(items)
    while batch := tuple(islice(left, size)):
        yield batch


def made_block(records: Iterable[SearchRecord], language: str) -> Block:
    told: list[str] = []
    columns: list[Columns] = []
    found: dict[str, list[int]] = defaultdict(list)
    facts = strings("search", language)["facts"]
    for place, record in enumerate(records):
        told.append(encoded(as_json(record)))
        columns.append(columns_of(record))
        for word in words_of(record, facts):
            found[word].append(place)
    runs = tuple((values, len(list(alike))) for values, alike in groupby(columns))
    return Block(tuple(told), runs, {word: in_steps(places) for word, places in found.items()})


def in_steps(places: Sequence[int]) -> Places:
    steps = b"".join(map(STEPS.__getitem__, map(sub, places[1:], places)))
    return places[0], steps, places[-1]


# A record


def as_json(record: SearchRecord) -> dict[str, Any]:
    """A record without what is empty; keys are short, for there are many records."""
    work = record.work
    said: dict[str, Any] = {
        "k": record.kind.value,
        "a": record.path,
        "n": record.name,
        "t": record.text,
        "m": record.more,
        "f": by_language(record.foreign),
        "l": record.language,
        "in": record.within,
        "b": int(record.is_body),
    }
    if work and record.kind is Kind.text:
        said["w"] = work.id
    elif work:
        said |= {"nr": numbers_of(work)} | facts(work)
    return {key: value for key, value in said.items() if value or key == "a"}


def by_language(words: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for language, word in words:
        found.setdefault(language, []).append(word)
    return found


def numbers_of(work: WorkSummary) -> list[str]:
    """The numbers of a work as they are written and printed."""
    return [*filter(None, [work.number]), *work.printed]


def facts(work: WorkSummary) -> dict[str, str]:
    """Type, issuer, date in figures and in words, status."""
    return {
        "ty": work.type_code,
        "is": work.issuer_id,
        "d": work.issued_iso,
        "ds": work.issued,
        "s": work.status.code,
    }


def columns_of(record: SearchRecord) -> Columns:
    """The values of a record under `k`, `ty`, `is` and `d` of the index."""
    work = record.work
    of_work = (work.type_code, work.issuer_id, work.issued_iso[:4]) if work else ("", "", "")
    return record.kind.value, *of_work


def words_of(record: SearchRecord, facts: str) -> set[str]:
    """The words by which a record is found, of a work `facts` too; `#42` is a number's begin."""
    said = [record.name, record.text, *record.more, *(word for _, word in record.foreign)]
    work = record.work if record.kind is Kind.work else None
    if not work:
        return distinct_words("\n".join(said))
    numbers = numbers_of(work)
    said += [*numbers, work.issued_iso, work.type, work.issuer if work.issuer_id else "", facts]
    begins = (f"#{first}" for number in numbers for first in folded_words(number)[:1])
    return distinct_words("\n".join(said)) | {*begins, *chain(*map(joined_words, numbers))}
