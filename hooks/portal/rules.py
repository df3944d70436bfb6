"""The rules: each is a generator of findings about the corpus.

A rule neither prints nor stops the others. Its docstring says why readers gain from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from portal.agency_rules import AGENCY_RULES
from portal.corpus import Corpus
from portal.file_rules import FILE_RULES
from portal.findings import Finding, in_order
from portal.moved_rules import MOVED_RULES
from portal.register_rules import REGISTER_RULES
from portal.text_rules import TEXT_RULES
from portal.translation_rules import TRANSLATION_RULES
from portal.version_rules import VERSION_RULES
from portal.writing_rules import WRITING_RULES
from portal.written import written_files

Rule = Callable[[Corpus], Iterator[Finding]]
RULES: tuple[Rule, ...] = (
    *TEXT_RULES,
    *REGISTER_RULES,
    *AGENCY_RULES,
    *VERSION_RULES,
    *TRANSLATION_RULES,
    *WRITING_RULES,
    *MOVED_RULES,
)
"""What is asked of content that can be read; `FILE_RULES` are asked of any."""
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


def check(corpus: Corpus) -> list[Finding]:
    """Everything that any rule finds, by file and place."""
    found = list(corpus.reading)
    for rule in (*FILE_RULES, *(RULES if corpus.agency else ())):
        found += rule(corpus)
    written_files.cache_clear()  # as large as the content, and read by rules alone
    return in_order(found)
