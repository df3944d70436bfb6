"""What the search looks through: its records in one language, and the files that a browser loads.

A small index is one file. A large one is split: a query then loads the postings of its words and
the records that these point to. Each file is a script, for `importScripts` works over http and
from a disk.
"""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from portal.corpus import DOCUMENTS
from portal.findings import Finding
from portal.folding import LOOK_ALIKES
from portal.links import localised_url, page_url
from portal.model import Work
from portal.strings import strings
from portal.units import plain_text
from portal.views import Views, WorkSummary, in_register_order, unit_label
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
PIECE = 4000
"""From how many letters on a passage becomes several records."""
LIST_MARK = re.compile(r"(?m)^[-*] ")
MARKS = re.compile("[\u0300-\u036f’']")
WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*|\d+")


class Kind(StrEnum):
    """What a result is; the value is its code in the index."""

    text = "t"
    work = "w"
    term = "g"
    page = "p"


@dataclass(frozen=True, slots=True)
class SearchRecord:
    """Something that can be found."""

    kind: Kind
    path: str
    """From the language's root: `documents/x/#i-1`."""
    name: str
    text: str = ""
    more: tuple[str, ...] = ()
    """Other words by which it is called."""
    foreign: tuple[tuple[str, str], ...] = ()
    """What it is called in other languages: language and words, the proper name first."""
    work: WorkSummary | None = None
    """The work that it is, or whose text it is part of."""
    language: str = ""
    """Of its words, where that is not the language of the index."""
    within: str = ""
    """Of a part of a page, the title of that page."""
    is_body: bool = False


# Records


def search_records(site: Site, language: str) -> tuple[SearchRecord, ...]:
    """All that can be found in one language: works, passages, terms, pages and their parts."""
    views = site.views[language]
    return (
        *works(views),
        *passages(site, views),
        *terms(views),
        *bodies(views, site),
        *pages(site, views),
    )


def works(views: Views) -> Iterator[SearchRecord]:
    for summary in in_register_order(views.summaries.values()):
        work = views.corpus.works[summary.id]
        yield SearchRecord(
            Kind.work,
            summary.path,
            summary.heading,
            summary.title if work.number else "",
            called(views, work),
            work=summary,
        )


def called(views: Views, work: Work) -> tuple[str, ...]:
    """Other words for a work: its names, what the portal calls it, what is said of its status."""
    name, note = views.short_name(work.id), views.summaries[work.id].status.note
    own = [name] if name != views.summaries[work.id].heading else []
    own += [views.words["door-read-plan"]] if work.id == views.plan else []
    return (*work.known_as.get(views.language, ()), *own, *([note] if note else []))


def passages(site: Site, views: Views) -> Iterator[SearchRecord]:
    """Passages of texts; those without translation in the original's words."""
    said = summaries(views)
    for work in views.corpus.works:
        source = views.corpus.text_of(work, views.corpus.source_language)
        page = views.corpus.text_of(work, views.language)
        ours = {unit.id: unit for unit in page.text.units} if page else {}
        for unit in source.text.units if source else ():
            shown = ours.get(unit.id, unit)
            for piece in pieces(shown.text):
                yield SearchRecord(
                    Kind.text,
                    f"{DOCUMENTS}{work}/#{unit.id}",
                    unit_label(unit.id, views.language),
                    piece,
                    tuple(said.get(f"{work}#{unit.id}", ())),
                    work=views.summaries[work],
                    language="" if unit.id in ours else views.corpus.source_language,
                )


def summaries(views: Views) -> Mapping[str, list[str]]:
    """What passages ask, in plain words, by passage: readers may use these."""
    said: dict[str, list[str]] = {}
    for group in views.corpus.tasks.groups if views.corpus.tasks else ():
        for task in group.tasks:
            said.setdefault(task.unit, []).append(views.say(task.summary))
    return said


def terms(views: Views) -> Iterator[SearchRecord]:
    glossary = views.corpus.glossary
    others = [code for code in views.corpus.languages if code != views.language]
    for term in glossary.terms if glossary else ():
        called = {
            code: [*term.forms.get(code, ()), *term.abbreviations.get(code, ())]
            for code in views.corpus.languages
        }
        own = views.language if views.language in term.term else views.corpus.source_language
        yield SearchRecord(
            Kind.term,
            f"glossary/#{term.id}",
            views.say(term.term),
            views.say(term.note),
            tuple(called[own]),
            tuple(
                (code, word)
                for code in others
                if code in term.term
                for word in [term.term[code], *called[code]]
            ),
            language="" if own == views.language else own,
        )


def bodies(views: Views, site: Site) -> Iterator[SearchRecord]:
    by_id = views.corpus.authorities_by_id
    title = site.title("organisation.md", views.language)
    for _, _, listed in views.organisation():
        for body in listed:
            yield SearchRecord(
                Kind.page,
                f"organisation/#{body.id}",
                body.name,
                " ".join(filter(None, [body.role, body.parent])),
                tuple(by_id[body.id].forms.get(views.language, ())),
                ((views.corpus.source_language, body.original_name),) if body.original_name else (),
                within=title,
                is_body=True,
            )


def pages(site: Site, views: Views) -> Iterator[SearchRecord]:
    """Pages that are no work, and their parts."""
    language = views.language
    for path in site.paths:
        if site.work_of(path) or not site.is_listed(path) or path == "search.md":
            continue
        shown = site.language_of(path, language)
        foreign = "" if shown == language else shown
        title = site.title(path, language)
        short = site.menu_title(path, language)
        description = site.frame(path, language).description
        text = description if description != title else ""
        names = strings("search-names", language).get(path.removesuffix(".md").replace("/", "-"))
        more = (*([short] if short != title else []), *(names.split("; ") if names else []))
        page = site.corpus.page(shown, path)
        if page is None or path in site.generated:
            text = " ".join([text, *said_on(path, views)]).strip()
            yield SearchRecord(Kind.page, page_url(path), title, text, more)
            yield from parts_of(path, title, views)
            continue
        lead = " ".join(filter(None, [text, page.text.lead]))
        yield SearchRecord(Kind.page, page_url(path), title, lead, more, language=foreign)
        for unit in page.text.units:
            heading, _, below = unit.markdown.partition("\n\n")
            is_part = unit.is_heading
            body = LIST_MARK.sub("", below if is_part else unit.markdown)
            for piece in pieces(plain_text(body)):
                yield SearchRecord(
                    Kind.page,
                    f"{page_url(path)}#{unit.id}",
                    plain_text(heading) if is_part else title,
                    piece,
                    language=foreign,
                    within=title,
                )


def said_on(path: str, views: Views) -> Iterator[str]:
    """What a generated page says in words of its own, besides lists that are records."""
    if path == "calendar.md":
        for duty in views.calendar().duties:
            yield f"{', '.join(duty.days)}: {duty.who} → {duty.to}. {duty.what}"


def parts_of(path: str, title: str, views: Views) -> Iterator[SearchRecord]:
    """Parts of a generated page that have an address."""
    if path == "tasks.md":
        for group in views.tasks():
            yield SearchRecord(Kind.page, f"tasks/#{group.id}", group.who, group.note, within=title)
    if path == "calendar.md":
        for year, deadlines in views.calendar().years:
            days = ", ".join(dict.fromkeys(deadline.shown for deadline in deadlines))
            name = f"{title} {year}"
            yield SearchRecord(Kind.page, f"calendar/#y{year}", name, days, within=title)


def pieces(text: str) -> Iterator[str]:
    """A text in parts that are not too long, cut between words; one part if it is short."""
    while len(text) > PIECE:
        cut = text.rfind(" ", 0, PIECE) + 1 or PIECE
        yield text[:cut].rstrip()
        text = text[cut:]
    yield text


# Abbreviations


def abbreviations(views: Views) -> Iterator[tuple[str, str]]:
    """Short forms of any language with what they stand for in this one.

    They come from the glossary, the types of documents, what everyone writes short, and the names
    of bodies.
    """
    corpus, language = views.corpus, views.language
    for term in corpus.glossary.terms if corpus.glossary else ():
        for written in term.abbreviations.values():
            yield from ((short, views.say(term.term)) for short in written)
    used = {work.type for work in corpus.works.values()}
    for code, names in work_types().items():
        if code in used and "abbreviation" in names:
            yield names["abbreviation"], views.say(names)
    for pair in strings("search", language)["everyday"].split("; "):
        short, _, long = pair.partition("=")
        yield short, long
    for body in corpus.authorities_by_id.values():
        yield from short_forms([views.say(body.name), *body.forms.get(language, ())])


def short_forms(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What is written short in one of several names of the same body.

    >>> list(short_forms(["Sở Giáo dục và Đào tạo", "Sở GD&ĐT"]))
    [('GD&ĐT', 'Giáo dục và Đào tạo')]
    """
    for short in names:
        for long in names:
            these, those = short.split(), long.split()
            while these and those and these[0] == those[0]:
                these, those = these[1:], those[1:]
            while these and those and these[-1] == those[-1]:
                these, those = these[:-1], those[:-1]
            if len(these) == 1 and len(those) > 1 and these[0].isupper():
                yield these[0], " ".join(those)


# Files


def render_search(site: Site, language: str, limit: int = LIMIT) -> dict[str, str]:
    """The files of the index of a language, by name below the folder of its search page."""
    records = [as_json(record) for record in search_records(site, language)]
    head = header(site.views[language])
    whole = script("take", head | {"records": records})
    if compressed_size(whole) <= limit:
        return {"index.js": whole}
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


def search_files(site: Site) -> dict[str, str]:
    """The files of all languages, by path from the root of the site."""
    return {
        localised_url(f"{FOLDER}{name}", language, site.corpus.languages): content
        for language in site.corpus.languages
        for name, content in render_search(site, language).items()
    }


def too_large(files: Mapping[str, str], languages: Sequence[str]) -> Iterator[Finding]:
    """Findings about an index that is split, and about one of which a query loads too much."""
    for language in languages:
        folder = localised_url(FOLDER, language, languages)
        sizes = {
            path.removeprefix(folder): compressed_size(content)
            for path, content in files.items()
            if path.startswith(folder)
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


def compressed_size(content: str) -> int:
    return len(gzip.compress(content.encode(), 9, mtime=0))


def script(call: str, *values: object) -> str:
    said = ",".join(
        json.dumps(value, ensure_ascii=False, separators=(",", ":")) for value in values
    )
    return f"portalSearch.{call}({said});\n"


def header(views: Views) -> dict[str, Any]:
    """What records refer to."""
    summaries = views.summaries.values()
    return {
        "language": views.language,
        "types": {
            code: [views.say(names), *sorted({*names.values()} - {views.say(names)})]
            for code, names in work_types().items()
            if code in {work.type_code for work in summaries}
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
    found: dict[str, list[int]] = {}
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
            found.setdefault(word, []).append(place)
    return {
        word: [b - a for a, b in zip([0, *places], places, strict=False)]
        for word, places in sorted(found.items())
    }


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

    def column(key: str) -> dict[str, Any]:
        of_work = [head["holders"].get(record.get("w"), record) | record for record in records]
        values = [str(facts.get(key, "")) for facts in of_work]
        values = [value[:4] for value in values] if key == "d" else values
        table = sorted(set(values))
        places = {value: place for place, value in enumerate(table)}
        return {"table": table, "places": [places[value] for value in values]}

    return {key: column(key) for key in ("k", "ty", "is", "d")}


def folded_words(text: str) -> list[str]:
    """The words of a text as `search-words.js` compares them."""
    return [word for match in WORD.findall(text) if (word := stem(folded(match)))]


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
    """The letters of a number's symbol, as whoever leaves out its hyphens writes them: `ndcp`."""
    letters = [word for word in folded_words(number) if not word.isdigit()]
    if len(letters) > 1:
        yield "".join(letters)
