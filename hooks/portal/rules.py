"""The rules: each is a generator of findings, about the corpus or about one file alone.

A rule neither prints nor stops the others. Its docstring says why readers gain from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from portal.agency_rules import AGENCY_RULES
from portal.corpus import Corpus
from portal.file_rules import FILE_RULES, FOLDER_RULES
from portal.findings import Finding, in_order
from portal.link_rules import LINK_RULES
from portal.moved_rules import MOVED_RULES
from portal.register_rules import REGISTER_RULES
from portal.sparing import seek
from portal.text_rules import TEXT_RULES
from portal.translation_rules import TRANSLATION_RULES
from portal.version_rules import VERSION_RULES
from portal.writing_rules import WRITING_RULES
from portal.written import depends_on, is_page, paths_written, read_written

Rule = Callable[[Corpus], Iterator[Finding]]
RULES: tuple[Rule, ...] = (
    *TEXT_RULES,
    *REGISTER_RULES,
    *AGENCY_RULES,
    *VERSION_RULES,
    *TRANSLATION_RULES,
    *LINK_RULES,
    *MOVED_RULES,
)
"""What is asked of content that can be read; `FOLDER_RULES` and `FILE_RULES` are asked of any."""
UNRELEASED = frozenset(
    [
        "text-never-released",
        "text-gone",
        "text-withdrawn",
        "text-changed-since-release",
        "requirement-not-met",
    ]
)
"""Notices while people work; what is deployed has none of them."""
WAITING = frozenset(["agency-not-provided"])
"""Warnings that only the agency can end: pages say what is missing, and no build stops for it."""
BETTER_SAID = {"not-nfc": "value-not-nfc"}
"""Findings about a file that are left out where another one names the very value."""


def check(corpus: Corpus) -> list[Finding]:
    """Everything that any rule finds, by file and place."""
    found = [*corpus.reading, *well_written(corpus)]
    for rule in (*FOLDER_RULES, *(RULES if corpus.agency else ())):
        found += rule(corpus)
    return in_order(found)


def well_written(corpus: Corpus) -> Iterator[Finding]:
    """What is wrong with single files; one in which nothing was found is not even decoded."""
    said = {(f.path, f.rule) for f in corpus.reading}
    for path in paths_written(corpus):
        faults = seek(corpus, partial(faults_of_file, corpus, path), *depends_on(corpus, path))
        yield from (f for f in faults if (path, BETTER_SAID.get(f.rule, "")) not in said)


def faults_of_file(corpus: Corpus, path: str) -> Iterator[Finding]:
    file = read_written(corpus, path)
    if file:
        for rule in (*FILE_RULES, *(WRITING_RULES if is_page(corpus, path) else ())):
            yield from rule(file)
