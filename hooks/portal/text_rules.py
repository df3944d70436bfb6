"""Rules about written pages and the passages of texts: pairs, ids, fidelity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import zip_longest

from portal.corpus import DOCUMENTS, Corpus, Page, work_of_text
from portal.fidelity import differences, read_source, unused_joins
from portal.findings import Finding
from portal.freshness import freshener
from portal.guessing import meant
from portal.sparing import seek
from portal.units import VALID_ID
from portal.yaml_source import Place


def every_page_has_its_pair(corpus: Corpus) -> Iterator[Finding]:
    """Whoever switches language expects the same page."""
    for page in corpus.pages.values():
        if page.language not in corpus.languages:
            yield Finding("page-language-unknown", page.file, values={"language": page.language})
        elif page.language == corpus.source_language:
            for other in corpus.languages[1:]:
                if not corpus.page(other, page.path):
                    yield Finding("page-not-translated", page.file, values={"language": other})
        elif not corpus.page(corpus.source_language, page.path):
            yield Finding("page-without-source", page.file)


def every_passage_has_one_good_id(corpus: Corpus) -> Iterator[Finding]:
    """A passage without an address of its own cannot be cited, compared or kept translated."""
    for page in texts(corpus):
        yield from seek(corpus, partial(faults_of_ids, page), [page.file])


def faults_of_ids(page: Page) -> Iterator[Finding]:
    for paragraph in page.text.paragraphs:
        if not paragraph.ids:
            yield Finding(
                "unit-id-missing", page.file, Place(paragraph.line), {"text": paragraph.text}
            )
    uses = Counter(unit.id for unit in page.text.units)
    for unit in page.text.units:
        values = {"id": unit.id}
        if not VALID_ID.match(unit.id):
            yield Finding("unit-id-form", page.file, Place(unit.line), values)
        if uses[unit.id] > 1:
            yield Finding("unit-id-twice", page.file, Place(unit.line), values)


def languages_have_the_same_units(corpus: Corpus) -> Iterator[Finding]:
    """From any passage one step leads to its counterpart, only if both have the same id."""
    for source in texts(corpus):
        if source.language == corpus.source_language:
            for language in corpus.languages[1:]:
                page = corpus.page(language, source.path)
                if page:
                    search = partial(units_apart, corpus, source, page)
                    yield from seek(corpus, search, [source.file, page.file])


def units_apart(corpus: Corpus, source: Page, page: Page) -> Iterator[Finding]:
    """Where two texts part; stamps say how it is called, and make no difference of their own."""
    ids = [unit.id for unit in source.text.units]
    theirs = {unit.id: unit for unit in page.text.units}
    for unit in source.text.units:
        if unit.id not in theirs:
            values = {"id": unit.id, "text": unit.text}
            yield Finding("unit-untranslated", page.file, values=values)
    known = [unit_id for unit_id in theirs if unit_id in set(ids)]
    confirmed = freshener(corpus, page.language).stamps(source.path, {})
    for unit in page.text.units:
        if unit.id not in ids:
            values = {"id": unit.id, "text": unit.text}
            rule = "unit-dropped" if unit.id in confirmed else "unit-without-source"
            yield Finding(rule, page.file, Place(unit.line), values)
    expected = [unit_id for unit_id in ids if unit_id in theirs]
    for here, there in zip_longest(known, expected):
        if here != there:
            values = {"id": here, "expected": there}
            line = theirs[here].line if here else 1
            yield Finding("unit-order", page.file, Place(line), values)
            break


def the_text_is_the_source(corpus: Corpus) -> Iterator[Finding]:
    """What is published as official text says exactly what was received, word for word."""
    for page in texts(corpus):
        if page.language != corpus.source_language:
            continue
        name = page.front.source
        if name is None:
            if page.front.consolidated is None:
                yield Finding("source-not-named", page.file)
        elif name not in corpus.sources:
            place = corpus.place(page.file, "source")
            values = {"text": name, "meant": meant(name, corpus.sources)}
            yield Finding("source-missing", page.file, place, values)
        else:
            search = partial(departures, corpus, page, name)
            yield from seek(corpus, search, [page.file, name, joins_file(name)])


def departures(corpus: Corpus, page: Page, name: str) -> Iterator[Finding]:
    """Where a text is not what its source says; joins of the source that join nothing."""
    joins = corpus.joins.get(name, ())
    for join in unused_joins(corpus.sources[name], joins):
        values = {"text": f"{join.before} … {join.after}"}
        yield Finding("join-unused", joins_file(name), values=values)
    received = read_source(corpus.sources[name], joins)
    for difference in differences(page.text.paragraphs, received):
        ours, theirs = difference.published, difference.source
        yield Finding(
            "text-differs",
            page.file,
            Place(ours.line if ours else 1),
            {
                "source": name,
                "line": theirs.line if theirs else "–",
                "received": theirs.text if theirs else "–",
                "published": ours.text if ours else "–",
            },
        )


def joins_file(name: str) -> str:
    """Where the joins of a received document stand."""
    return name.removesuffix(".txt") + ".joins.yml"


def texts(corpus: Corpus) -> Iterator[Page]:
    """The pages that hold the text of a work."""
    for page in corpus.pages.values():
        if page.path.startswith(DOCUMENTS) and work_of_text(page.path) in corpus.works:
            yield page


TEXT_RULES = (
    every_page_has_its_pair,
    every_passage_has_one_good_id,
    languages_have_the_same_units,
    the_text_is_the_source,
)
