"""Whether a translation says the figures, dates, numbers, names and terms of its original."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from portal.corpus import Corpus
from portal.facts import Fact, Kind, Lexicon, words_of
from portal.tables import rows_of
from portal.terms import forms_pattern
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
        terms = corpus.glossary.terms if corpus.glossary else ()
        self.terms = [
            (
                term.id,
                term.term[language],
                forms_pattern(term, corpus.source_language),
                forms_pattern(term, language),
            )
            for term in sorted(terms, key=lambda t: -len(t.term[corpus.source_language]))
            if language in term.term
        ]

    def compare(self, source: Unit, target: Unit) -> list[Disagreement]:
        """All that the two do not say alike."""
        return [
            *self.compare_facts(source, target),
            *self.compare_form(source, target),
            *self.compare_terms(source, target),
        ]

    def compare_facts(self, source: Unit, target: Unit) -> Iterator[Disagreement]:
        here, there = self.original.facts(source), self.translation.facts(target)
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
        parts = [ITEMS.findall(words_of(unit)) for unit in (source, target)]
        if parts[0] != parts[1]:
            words = ["; ".join(found) or "–" for found in parts]
            yield Disagreement("enumeration", str(len(parts[0])), *words)
        clauses = [len(CLAUSE.findall(words_of(unit))) for unit in (source, target)]
        if clauses[0] >= SEVERAL and clauses[0] != clauses[1]:
            words = [str(count + 1) for count in clauses]
            yield Disagreement("enumeration", words[0], *words)
        shapes = [
            " + ".join(str(len(row)) for row in rows_of(unit.markdown) or ())
            for unit in (source, target)
        ]
        if shapes[0] != shapes[1]:
            yield Disagreement("table", shapes[0], *shapes)
        words_there = words_of(source)
        if words_there == words_of(target) and len(words_there.split()) >= SENTENCE:
            yield Disagreement("same", source.id, words_there, words_there)

    def compare_terms(self, source: Unit, target: Unit) -> Iterator[Disagreement]:
        """The approved rendering of each term must occur; of terms within others, the longest."""
        text = words_of(source)
        for term, approved, pattern, rendering in self.terms:
            found = pattern.search(text)
            if not found:
                continue
            text = pattern.sub(lambda match: " " * len(match[0]), text)
            if not rendering.search(target.text):
                yield Disagreement("term", term, found[0], approved)


def without(facts: list[Fact], others: list[Fact]) -> list[Fact]:
    """The facts that the others do not hold, each as often as it is missing there."""
    left = Counter((fact.kind, fact.value) for fact in others)
    missing = []
    for fact in facts:
        key = (fact.kind, fact.value)
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
