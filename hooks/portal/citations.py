"""Citations: where a text refers to a work of the register."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from portal.corpus import Corpus
from portal.dates import read_date, spoken_date_pattern
from portal.model import Work
from portal.strings import all_strings
from portal.terms import units_of_works
from portal.vocabulary import work_types


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage that refers to a work."""

    start: int
    """Offsets in code points of the plain text."""
    end: int
    text: str
    target: str
    """Id of the work."""
    number: str | None = None
    """The number as the text prints it; None where the work is called by other words."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A citation found in a published text."""

    work: str
    """The citing work."""
    unit: str
    language: str
    citation: Citation


class CitationFinder:
    """Finds the works of a register in texts of one language."""

    def __init__(self, works: Mapping[str, Work], language: str) -> None:
        self.language = language
        self.by_name: dict[str, list[Work]] = defaultdict(list)
        for work in works.values():
            for name in (*work.numbers, *work.known_as.get(language, ())):
                if work not in self.by_name[name.casefold()]:
                    self.by_name[name.casefold()].append(work)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Type words and "số", the number or name, and the date that follows."""
        types = sorted({words[self.language] for words in work_types().values()}, key=len)
        names = sorted(self.by_name, key=len, reverse=True)
        number_word = all_strings()["citation"]["number-word"][self.language]
        return re.compile(
            rf"""(?<!\w)
            (?:(?:{alternatives(reversed(types))})\s+)?    # the type of document
            (?:{re.escape(number_word)}\s+)?               # số, No.
            (?P<name>{alternatives(names)})(?![\w/])
            (?:\s+{spoken_date_pattern(self.language)})?   # ngày 07/02/2022, of 7 February 2022
            """,
            re.VERBOSE | re.IGNORECASE,
        )

    def find(self, text: str) -> list[Citation]:
        """The citations in `text` in order; what could be several works is left out."""
        if not self.by_name:
            return []
        found = []
        for match in self.pattern.finditer(text):
            work = self.resolve(match)
            if work:
                number = match["name"] if match["name"] in work.numbers else None
                found.append(Citation(match.start(), match.end(), match[0], work.id, number))
        return found

    def resolve(self, match: re.Match[str]) -> Work | None:
        """The one work that number and date fit; the date decides only between several."""
        candidates = self.by_name[match["name"].casefold()]
        if len(candidates) > 1 and match["year"]:
            day = read_date(match, self.language)
            candidates = [work for work in candidates if work.issued == day]
        return candidates[0] if len(candidates) == 1 else None


def alternatives(words: Sequence[str] | Iterator[str]) -> str:
    return "|".join(re.sub(r"(?:\\ )+", r"\\s+", re.escape(word)) for word in words)


def find_mentions(corpus: Corpus) -> list[Mention]:
    """Every citation in the published texts, by language and in the order of the texts.

    A text that names itself is not cited by that.
    """
    mentions = []
    for language in corpus.languages:
        finder = CitationFinder(corpus.works, language)
        for path, unit in units_of_works(corpus, language):
            work = path.split("#", 1)[0]
            mentions += [
                Mention(work, unit.id, language, citation)
                for citation in finder.find(unit.text)
                if citation.target != work
            ]
    return mentions
