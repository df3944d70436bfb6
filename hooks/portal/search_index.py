"""The index of the search in one language, as the files that a browser loads.

A small index is one file. A large one is split: a query then loads the postings of its words and
the records that these point to. Each file is a script, for `importScripts` works over http and
from a disk.
"""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from portal.abbreviations import abbreviations
from portal.files import SiteCopy
from portal.findings import Finding
from portal.folding import LOOK_ALIKES
from portal.links import localised_url
from portal.search_records import Kind, SearchRecord, search_records
from portal.strings import strings
from portal.views import Views, WorkSummary
from portal.vocabulary import work_types

if TYPE_CHECKING:
    from portal.site import Site

FOLDER = "search/"
LIMIT = 400_000
"""How many bytes, compressed, the index of a language may have before it is split, and how many
one query may load of a split one."""
CHUNK = 40
"""Records in one file of a split index."""
CHUNKS = 24
"""How many such files one query loads at most; the worker keeps to it."""
SHARD = 48_000
"""Bytes, not compressed, from which on a file of postings is closed."""
SHARDS = 5
"""How many such files one query loads at most; the worker keeps to it."""
PART = 1 << 18
"""Characters of a text that are compressed at a time."""
MARKS = re.compile("[\u0300-\u036f’']")
COMMENT = re.compile(r"(?m)^[ \t]*(?:/\*(?s:.*?)\*/|//[^\n]*)\n")
WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*|\d+")


def render_search(site: Site, language: str, limit: int = LIMIT) -> dict[str, str]:
    """The files of the index of a language, by name below the folder of its search page."""
    records = [as_json(record) for record in search_records(site, language)]
    head = header(site.views[language])
    whole = {"index.js": script("take", head | {"records": records})}
    if fits(whole["index.js"], limit):
        return whole
    whole.clear()  # it is as large as all that follows
    files = {
        f"records-{number}.js": script("records", language, number, records[start : start + CHUNK])
        for number, start in enumerate(range(0, len(records), CHUNK))
    }
    shards = list(shards_of(postings(records, head)))
    files |= {
        f"words-{number}.js": script("words", language, number, shard)
        for number, shard in enumerate(shards)
    }
    head |= {"chunk": CHUNK, "chunks": CHUNKS, "maxShards": SHARDS}
    head |= {"shards": [next(iter(shard)) for shard in shards], "columns": columns(records, head)}
    return files | {"index.js": script("take", head)}


def search_files(site: Site) -> Iterator[tuple[str, str]]:
    """The files of all languages, by path from the root of the site."""
    for language in site.corpus.languages:
        for name, content in render_search(site, language).items():
            yield localised_url(f"{FOLDER}{name}", language, site.corpus.languages), content


def too_large(copy: SiteCopy, languages: Sequence[str]) -> Iterator[Finding]:
    """Findings about an index that is split, and about one of which a query loads too much."""
    for language in languages:
        folder = localised_url(FOLDER, language, languages)
        sizes = {
            path.removeprefix(folder): compressed_size(copy.read(path))
            for path in copy.names
            if path.startswith(folder) and path.endswith(".js")
        }
        total, most = sum(sizes.values()), largest_query(sizes)
        values: dict[str, object] = {"language": language, "limit": LIMIT // 1000}
        if most > LIMIT:
            values["size"] = most // 1000
            yield Finding("search-index-large", "agency.yml", values=values)
        elif total > LIMIT:
            values["size"] = total // 1000
            yield Finding("search-index-split", "agency.yml", values=values)


def largest_query(sizes: Mapping[str, int]) -> int:
    """How many bytes, compressed, the worst query loads of the files of an index."""

    def largest(prefix: str, count: int) -> int:
        found = (size for name, size in sizes.items() if name.startswith(prefix))
        return sum(sorted(found, reverse=True)[:count])

    return sizes["index.js"] + largest("words-", SHARDS) + largest("records-", CHUNKS)


def compressed_size(content: bytes) -> int:
    return len(gzip.compress(content, 9, mtime=0))


def fits(text: str, limit: int) -> bool:
    """Whether a text has so few bytes, compressed; of one that has many more, a part tells."""
    made, size = zlib.compressobj(9, wbits=zlib.MAX_WBITS | 16), 0
    for start in range(0, len(text), PART):
        size += len(made.compress(text[start : start + PART].encode()))
        if size > limit:
            return False
    return size + len(made.flush()) <= limit


def script(call: str, *values: object) -> str:
    said = ",".join(
        json.dumps(value, ensure_ascii=False, separators=(",", ":")) for value in values
    )
    return f"portalSearch.{call}({said});\n"


def without_comments(name: str, engine: str) -> str:
    """A script of others as it is deployed: half of it tells programmers what readers never see.

    Comments are left out that have lines of their own; strings of several lines must hold none.
    """
    return (
        f"/* {name} without its comments; its licence is beside it. */\n{COMMENT.sub('', engine)}"
    )


def header(views: Views) -> dict[str, Any]:
    """What records refer to."""
    summaries = views.summaries.values()
    used = {work.type_code for work in summaries}
    return {
        "language": views.language,
        "types": {
            code: [views.say(names), *sorted({*names.values()} - {views.say(names)})]
            for code, names in work_types().items()
            if code in used
        },
        "issuers": {work.issuer_id: work.issuer for work in summaries if work.issuer_id},
        "statuses": {work.status.code: [work.status.mark, work.status.word] for work in summaries},
        "facts": strings("search", views.language)["facts"],
        "aliases": sorted(set(abbreviations(views))),
        "holders": {
            work: {"n": views.short_name(work)} | facts(views.summaries[work])
            for work in views.corpus.works
            if views.corpus.text_of(work, views.corpus.source_language)
        },
    }


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
        numbers = [*filter(None, [work.number]), *work.printed]
        said |= {"nr": numbers} | facts(work)
    return {key: value for key, value in said.items() if value or key == "a"}


def by_language(words: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for language, word in words:
        found.setdefault(language, []).append(word)
    return found


def facts(work: WorkSummary) -> dict[str, str]:
    """Type, issuer, date in figures and in words, status."""
    return {
        "ty": work.type_code,
        "is": work.issuer_id,
        "d": work.issued_iso,
        "ds": work.issued,
        "s": work.status.code,
    }


# A split index


def postings(records: Sequence[Mapping[str, Any]], head: Mapping[str, Any]) -> dict[str, list[int]]:
    """Where each word occurs: the first record, then the distances; `#42` is a number's begin."""
    found: dict[str, list[int]] = defaultdict(list)
    last: dict[str, int] = {}
    for place, record in enumerate(records):
        foreign = [word for called in record.get("f", {}).values() for word in called]
        said = [record["n"], record.get("t", ""), *record.get("m", ()), *foreign]
        numbers = record.get("nr", ())
        said += [*numbers, record.get("d", "")]
        if record["k"] == Kind.work:
            issuer = head["issuers"].get(record.get("is"), "")
            said += [head["types"][record["ty"]][0], issuer, head["facts"]]
        words = {word for text in said for word in folded_words(text)}
        words |= {f"#{first}" for number in numbers for first in folded_words(number)[:1]}
        words |= {joined for number in numbers for joined in joined_words(number)}
        for word in words:
            found[word].append(place - last.get(word, 0))
            last[word] = place
    return {word: found[word] for word in sorted(found)}


def shards_of(words: Mapping[str, Sequence[int]]) -> Iterator[dict[str, Sequence[int]]]:
    """The postings in files of about the same size, by the order of the words."""
    shard: dict[str, Sequence[int]] = {}
    size = 0
    for word, places in words.items():
        length = len(word) + 2 * len(places)
        if shard and size + length > SHARD:
            yield shard
            shard, size = {}, 0
        shard[word] = places
        size += length
    if shard:
        yield shard


def columns(records: Sequence[Mapping[str, Any]], head: Mapping[str, Any]) -> dict[str, Any]:
    """What results are narrowed by, of all records: a table of values, and a place in it each."""
    facts = [(record, head["holders"].get(record.get("w"), {})) for record in records]

    def column(key: str) -> dict[str, Any]:
        values = [str(record.get(key, of_work.get(key, ""))) for record, of_work in facts]
        values = [value[:4] for value in values] if key == "d" else values
        table = sorted(set(values))
        places = {value: place for place, value in enumerate(table)}
        return {"table": table, "places": [places[value] for value in values]}

    return {key: column(key) for key in ("k", "ty", "is", "d")}


def folded_words(text: str) -> list[str]:
    """The words of a text as `search-words.js` compares them."""
    return [word for match in WORD.findall(text) if (word := compared(match))]


@lru_cache(maxsize=1 << 16)
def compared(word: str) -> str:
    """What a word is compared by; texts are made of the same few thousand."""
    return stem(folded(word))


def folded(word: str) -> str:
    plain = MARKS.sub("", unicodedata.normalize("NFD", word)).lower().translate(LOOK_ALIKES)
    if word[0].isdigit():
        return plain.lstrip("0") or "0"
    return "".join(letter for letter in plain if letter.isalpha())


def stem(word: str) -> str:
    """English plurals are their singulars; no Vietnamese word ends in s."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    return f"{word[:-3]}y" if word.endswith("ies") else word[:-1]


def joined_words(number: str) -> Iterator[str]:
    """The figures and the letters of a number, for whoever leaves out what is between: `ndcp`."""
    words = folded_words(number)
    for parts in ([w for w in words if w.isdigit()], [w for w in words if not w.isdigit()]):
        if len(parts) > 1:
            yield "".join(parts)
