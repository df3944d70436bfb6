"""Whether a translation says the figures, dates, numbers, names and terms of its original."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from portal.corpus import Corpus, kept_by_corpus
from portal.facts import Fact, Kind, Lexicon, words_of
from portal.folding import caseless
from portal.fruitless import fruitless
from portal.tables import rows_of
from portal.terms import TermFinder, terms_in
from portal.units import Unit

QUOTES = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»")
ITEMS = re.compile(r"(?<![\w(])\(?(?:\d{1,2}|[a-zđ]|[ivx]{1,4})\)(?=\s)")
"""Marks of parts within a passage: `(1)`, `a)`."""
CLAUSE = re.compile(r";(?=\s+\S)")
SEVERAL = 2
"""From how many semicolons within a passage on it enumerates: no part of it may be lost."""
SENTENCE = 5
"""From how many words on a translation that is the original letter for letter is none."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Something that one of a pair of passages says and the other does not."""

    check: str
    """A kind of fact, or `numbering`, `quotation`, `enumeration`, `table`, `term`, `same`."""
    value: str
    source: str
    """Words that stand in the original alone."""
    target: str
    """Words that stand in the translation alone, or should."""


class Agreement:
    """Compares passages of the authoritative language with those of one translation."""

    def __init__(self, corpus: Corpus, language: str) -> None:
        self.corpus = corpus
        self.original = Lexicon(corpus, corpus.source_language)
        self.translation = Lexicon(corpus, language)
        source_language = corpus.source_language
        self.terms = sorted(
            (term for term in terms_in(corpus, source_language) if language in term.term),
            key=lambda term: -len(term.term[source_language]),
        )
        self.language = language
        self.finder = TermFinder(self.terms, source_language)
        self.renderings = TermFinder(self.terms, language)

    @cached_property
    def ground(self) -> str:
        """Digest over all that passages are compared by."""
        lexica = [(x.language, x.bodies, x.documents) for x in (self.original, self.translation)]
        return hashlib.sha256(repr([lexica, self.terms]).encode()).hexdigest()

    def disagreements(self, source: Unit, target: Unit) -> Sequence[Disagreement]:
        """All that the two do not say alike; pairs that do are compared but once."""
        search = partial(self.compare, source, target)
        return fruitless.look(search, "agreement", self.ground, source.markdown, target.markdown)

    def compare(self, source: Unit, target: Unit) -> list[Disagreement]:
        """All that the two do not say alike."""
        return [
            *self.compare_facts(source, target),
            *self.compare_form(source, target),
            *self.compare_terms(source, target),
        ]

    def compare_facts(self, source: Unit, target: Unit) -> Iterator[Disagreement]:
        here, there = self.original.facts(source), self.translation.facts(target)
        if sorted(map(key_of, here)) == sorted(map(key_of, there)):
            return
        only_here, only_there = without(here, there), without(there, here)
        spoken = (self.original.spoken_numbers(source), self.translation.spoken_numbers(target))
        only_here = unanswered(only_here, spoken[1])
        only_there = unanswered(only_there, spoken[0])
        for fact in only_here:
            yield Disagreement(fact.kind.value, fact.value, fact.words, "")
        for fact in only_there:
            yield Disagreement(fact.kind.value, fact.value, "", fact.words)

    def compare_form(self, source: Unit, target: Unit) -> Iterator[Disagreement]:
        """Numbering, quotations, the shape of tables; and whether it is translated at all."""
        if source.number != target.number:
            yield Disagreement("numbering", source.number, source.number, target.number)
        quoted = [QUOTES.findall(unit.text) for unit in (source, target)]
        if len(quoted[0]) != len(quoted[1]):
            words = [", ".join(found) or "–" for found in quoted]
            yield Disagreement("quotation", str(len(quoted[0])), *words)
        here, there = words_of(source), words_of(target)
        parts = [ITEMS.findall(words) if ")" in words else [] for words in (here, there)]
        if parts[0] != parts[1]:
            words = ["; ".join(found) or "–" for found in parts]
            yield Disagreement("enumeration", str(len(parts[0])), *words)
        clauses = [len(CLAUSE.findall(words)) for words in (here, there)]
        if clauses[0] >= SEVERAL and clauses[0] != clauses[1]:
            words = [str(count + 1) for count in clauses]
            yield Disagreement("enumeration", words[0], *words)
        shapes = [
            " + ".join(str(len(row)) for row in rows_of(unit.markdown) or ())
            for unit in (source, target)
        ]
        if shapes[0] != shapes[1]:
            yield Disagreement("table", shapes[0], *shapes)
        if here == there and len(here.split()) >= SENTENCE:
            yield Disagreement("same", source.id, here, here)

    def compare_terms(self, source: Unit, target: Unit) -> Iterator[Disagreement]:
        """The approved rendering of each term must occur; of terms within others, the longest."""
        words, rendered = words_of(source), caseless(target.text)
        text = caseless(words)
        for index in self.finder.possible(words):
            pattern, term = self.finder.pattern(index), self.terms[index]
            found = pattern.search(text)
            if not found:
                continue
            start, end = found.span()
            text = text[:start] + pattern.sub(blank, text[start:])
            if not self.renderings.pattern(index).search(rendered):
                approved = term.term[self.language]
                yield Disagreement("term", term.id, words[start:end], approved)


@kept_by_corpus
def agreement_of(corpus: Corpus, language: str) -> Agreement:
    """The one that compares with a translation, for all who ask."""
    return Agreement(corpus, language)


def blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def key_of(fact: Fact) -> tuple[str, str]:
    """What is compared of a fact."""
    return fact.kind, fact.value


def without(facts: list[Fact], others: list[Fact]) -> list[Fact]:
    """The facts that the others do not hold, each as often as it is missing there."""
    left = Counter(map(key_of, others))
    missing = []
    for fact in facts:
        key = key_of(fact)
        if left[key]:
            left[key] -= 1
        else:
            missing.append(fact)
    return missing


def unanswered(facts: list[Fact], spoken: list[str]) -> list[Fact]:
    """The facts without the figures that the other side says in words."""
    left = Counter(spoken)
    missing = []
    for fact in facts:
        if fact.kind is Kind.number and left[fact.value]:
            left[fact.value] -= 1
        else:
            missing.append(fact)
    return missing
