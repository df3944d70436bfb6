"""Where the terms of the glossary occur."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from portal.corpus import DOCUMENTS, Corpus, kept_by_corpus
from portal.folding import words_in
from portal.model import Term, UnitPath
from portal.units import Unit

Forms = tuple[str, ...]


class TermFinder:
    """Finds which of many terms a text in one language uses.

    The pattern of a term is tried only where every word of one of its forms stands, so a large
    glossary costs little more than a small one.
    """

    def __init__(self, terms: Sequence[Term], language: str) -> None:
        self.patterns = [forms_pattern(term, language) for term in terms]
        forms = [
            (index, frozenset(words_in(form)))
            for index, term in enumerate(terms)
            for form in forms_of(term, language)
        ]
        uses = Counter(word for _, words in forms for word in words)
        self.by_word: dict[str, list[tuple[int, frozenset[str]]]] = defaultdict(list)
        """Forms by that word of theirs which the fewest share."""
        self.wordless = {index for index, words in forms if not words}
        for index, words in forms:
            if words:
                self.by_word[min(words, key=lambda word: (uses[word], word))].append((index, words))

    def possible(self, words: Collection[str]) -> list[int]:
        """Which terms a text with these words may use, in their order."""
        held = frozenset(words)
        found = {
            index
            for word in held & self.by_word.keys()
            for index, form in self.by_word[word]
            if form <= held
        }
        return sorted(found | self.wordless)

    def used(self, text: str) -> Iterator[int]:
        """Which terms a text uses, in their order."""
        for index in self.possible(words_in(text)):
            if self.patterns[index].search(text):
                yield index


def occurrences(corpus: Corpus, term: Term, language: str) -> Sequence[UnitPath]:
    """The units whose text uses the term in `language`, in the order of the texts."""
    return all_occurrences(corpus, language).get(forms_of(term, language), ())


@kept_by_corpus
def all_occurrences(corpus: Corpus, language: str) -> Mapping[Forms, Sequence[UnitPath]]:
    """The units that use each term, by its forms."""
    terms = terms_in(corpus, language)
    finder = TermFinder(terms, language)
    found: dict[int, list[UnitPath]] = defaultdict(list)
    for path, unit in units_of_works(corpus, language):
        for index in finder.used(unit.text):
            found[index].append(path)
    return {forms_of(terms[index], language): paths for index, paths in found.items()}


def unused_terms(corpus: Corpus, language: str) -> Sequence[Term]:
    """The terms that no text uses; ends with the text in which the last one is found."""
    left = terms_in(corpus, language)
    finder = TermFinder(left, language)
    for _, unit in units_of_works(corpus, language):
        if not left:
            break
        used = set(finder.used(unit.text))
        if used:
            left = [term for index, term in enumerate(left) if index not in used]
            finder = TermFinder(left, language)
    return left


def terms_in(corpus: Corpus, language: str) -> list[Term]:
    """The terms of the glossary that have words in a language."""
    return [
        term for term in (corpus.glossary.terms if corpus.glossary else ()) if language in term.term
    ]


def forms_of(term: Term, language: str) -> Forms:
    """What texts in a language say for a term, the longest first."""
    forms = (term.term[language], *term.forms.get(language, ()))
    return tuple(sorted(forms, key=len, reverse=True))


def forms_pattern(term: Term, language: str) -> re.Pattern[str]:
    """Any form of the term as whole words, whatever its case."""
    forms = "|".join(map(re.escape, forms_of(term, language)))
    return re.compile(rf"(?<!\w)(?:{forms})(?!\w)", re.IGNORECASE)


def units_of_works(corpus: Corpus, language: str) -> Iterator[tuple[UnitPath, Unit]]:
    for work_id in corpus.works:
        page = corpus.page(language, f"{DOCUMENTS}{work_id}.md")
        if page:
            for unit in page.text.units:
                yield f"{work_id}#{unit.id}", unit
