"""Rules about addresses that moved: an old one leads to what is there, and to nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from portal.corpus import DOCUMENTS, Corpus
from portal.findings import Finding
from portal.generated import YEARS
from portal.guessing import meant
from portal.link_rules import files_below, pages_of
from portal.links import page_url
from portal.moved import beneath, covering, steps

FILE = "moved.yml"
TAKEN = ("assets/", "health/", "schemas/", "start/")
"""What the site and its server have at addresses that are no pages."""


def old_addresses_lead_to_pages(corpus: Corpus) -> Iterator[Finding]:
    """Who cited an address years ago, on paper perhaps, must still arrive."""
    if not corpus.moved:
        return
    pages = {page_url(path) for path in pages_of(corpus, corpus.source_language)}
    for old, new in corpus.moved.items():
        *_, last = steps(old, corpus.moved)
        if covering(last, corpus.moved):
            yield found(corpus, "moved-circle", old, {"text": old, "other": new})
        elif language_of(corpus, new) or new in corpus.moved:
            continue
        elif last not in pages and not last.startswith(YEARS):
            alike = (page for page in pages if page.count("/") == last.count("/"))
            values = {"text": last, "meant": meant(last, alike)}
            yield found(corpus, "moved-nowhere", old, values)


def addresses_have_no_language(corpus: Corpus) -> Iterator[Finding]:
    """A page has one address in all languages, so that one line moves it in all of them."""
    for old, new in corpus.moved.items():
        for address in (old, new):
            language = language_of(corpus, address)
            if language:
                values = {"text": address, "expected": address.removeprefix(f"{language}/")}
                yield found(corpus, "moved-language", old, values)


def nothing_stands_at_an_old_address(corpus: Corpus) -> Iterator[Finding]:
    """A redirect hides what is at its address, and all that is beneath."""
    there = sorted(addresses_there(corpus)) if corpus.moved else ()
    for old in corpus.moved:
        work = work_at(old)
        if work in corpus.logs and work not in corpus.works:
            continue
        taken = (other for other in TAKEN if old.startswith(other))
        other = next(chain(beneath(old, there), taken), None)
        if other:
            yield found(corpus, "moved-still-there", old, {"text": old, "other": other})


def published_works_keep_their_ids(corpus: Corpus) -> Iterator[Finding]:
    """The log of versions names the work: under another id it is a log that was rewritten."""
    for old, new in corpus.moved.items():
        work, other = work_at(old), work_at(new)
        values = {"id": work, "other": other or new}
        if work in corpus.logs and work not in corpus.works:
            yield found(corpus, "moved-published", old, values)
        elif work and other in corpus.logs:
            yield found(corpus, "moved-to-published", old, values)


def addresses_there(corpus: Corpus) -> Iterator[str]:
    """What is at the addresses of a site: pages, files beside pages, and what servers need."""
    yield from TAKEN
    for language in corpus.languages:
        yield from map(page_url, pages_of(corpus, language))
        yield from files_below(corpus, language)


def language_of(corpus: Corpus, address: str) -> str:
    """The language that an address begins with; empty if it begins, as it should, with none."""
    language, _, rest = address.partition("/")
    return language if rest and language in corpus.languages else ""


def work_at(address: str) -> str:
    """The id of the work whose page has an address; empty if it is another kind of page."""
    rest = address.removeprefix(DOCUMENTS)
    return rest[:-1] if rest != address and rest.count("/") == 1 else ""


def found(corpus: Corpus, rule: str, old: str, values: Mapping[str, object]) -> Finding:
    return Finding(rule, FILE, corpus.place(FILE, old), values)


MOVED_RULES = (
    old_addresses_lead_to_pages,
    addresses_have_no_language,
    nothing_stands_at_an_old_address,
    published_works_keep_their_ids,
)
