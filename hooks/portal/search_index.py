"""The index of the search in one language, as the files that a browser loads.

A small index is one file. A large one is split: a query then loads the postings of its words and
the records that these point to. Each file is a script, for `importScripts` works over http and
from a disk.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from portal.abbreviations import abbreviations
from portal.files import SiteCopy
from portal.findings import Finding
from portal.links import localised_url
from portal.search_blocks import batches, blocks, encoded, facts
from portal.search_built import FOLDER, index_files, size_in_haste
from portal.search_split import Split
from portal.strings import strings
from portal.views import Views
from portal.vocabulary import work_types

if TYPE_CHECKING:
    from portal.site import Site

LIMIT = 400_000
"""How many bytes, compressed, the index of a language may have before it is split, and how many
one query may load of a split one."""
CHUNK = 40
"""Records in one file of a split index."""
CHUNKS = 24
"""How many such files one query loads at most; the worker keeps to it."""
SHARDS = 5
"""How many such files one query loads at most; the worker keeps to it."""
LETTERS = 20
"""Of an index, so many have more than a byte, compressed, whatever the texts say."""
PART = 1 << 18
"""Characters of a text that are compressed at a time."""
COMMENT = re.compile(r"(?m)^[ \t]*(?:/\*(?s:.*?)\*/|//[^\n]*)\n")


def render_search(site: Site, language: str, limit: int = LIMIT) -> Iterator[tuple[str, str]]:
    """The files of the index of a language, by name below the folder of its search page.

    Records of a large index are given away as they are made: all of them are never held.
    """
    views, split = site.views[language], Split()
    records = split.records_of(blocks(site, language))
    first = list(up_to(LETTERS * limit, records))
    more = next(records, None)
    if more is None:
        head = encoded(header(views))[:-1]
        whole = script("take", f'{head},"records":{listed(first)}}}')
        if fits(whole, limit):
            yield "index.js", whole
            return
    code = encoded(language)
    all_records = chain(given_away(first), [more] if more else [], records)
    for number, held in enumerate(batches(all_records, CHUNK)):
        yield f"records-{number}.js", script("records", code, f"{number}", listed(held))
    begins: list[str] = []
    for number, shard in enumerate(split.shards()):
        begins.append(shard.first)
        yield f"words-{number}.js", script("words", code, f"{number}", shard.text)
    head = encoded(
        header(views) | {"chunk": CHUNK, "chunks": CHUNKS, "maxShards": SHARDS, "shards": begins}
    )
    yield "index.js", script("take", f'{head[:-1]},"columns":{split.columns()}}}')


def search_files(site: Site) -> Iterator[tuple[str, str]]:
    """The files of all languages, by path from the root of the site."""
    for language in site.corpus.languages:
        for name, content in render_search(site, language):
            yield localised_url(f"{FOLDER}{name}", language, site.corpus.languages), content


def too_large(copy: SiteCopy, languages: Sequence[str]) -> Iterator[Finding]:
    """Findings about an index that is split, and about one of which a query loads too much."""
    for language in languages:
        folder = localised_url(FOLDER, language, languages)
        files = index_files(copy, language, languages)
        most = largest_query({n.removeprefix(folder): file.size for n, file in files.items()})
        if most > LIMIT:  # compressed in haste: look closely
            sizes = {n.removeprefix(folder): compressed_size(copy.read(n)) for n in files}
            most = largest_query(sizes)
        values: dict[str, object] = {"language": language, "limit": LIMIT // 1000}
        if most > LIMIT:
            values["size"] = most // 1000
            yield Finding("search-index-large", "agency.yml", values=values)
        elif len(files) > 1:
            values["count"] = len(files)
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
    if size_in_haste(text.encode()) <= limit:
        return True
    made, size = zlib.compressobj(9, wbits=zlib.MAX_WBITS | 16), 0
    for start in range(0, len(text), PART):
        size += len(made.compress(text[start : start + PART].encode()))
        if size > limit:
            return False
    return size + len(made.flush()) <= limit


def script(call: str, *values: str) -> str:
    """A file of the index; the values are JSON."""
    return f"portalSearch.{call}({','.join(values)});\n"


def up_to(letters: int, texts: Iterator[str]) -> Iterator[str]:
    """Texts until they have so many letters together."""
    while letters > 0 and (text := next(texts, None)) is not None:
        letters -= len(text)
        yield text


def given_away(texts: list[str]) -> Iterator[str]:
    """Texts in their order, each held no longer than until it is asked for."""
    texts.reverse()
    while texts:
        yield texts.pop()


def listed(values: Iterable[str]) -> str:
    return f"[{','.join(values)}]"


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
