"""Where the terms of the glossary occur."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from sys import intern

from portal.corpus import Corpus, Page, kept_by_corpus
from portal.folding import Phrases, caseless, said_in
from portal.model import Term, UnitPath
from portal.remembered import remembered
from portal.sparing import seek

Forms = tuple[str, ...]


class TermFinder:
    """Finds which of many terms a text in one language uses.

    The pattern of a term is tried, and made, only where every word of one of its forms stands, so
    a large glossary costs little more than a small one.
    """

    def __init__(self, terms: Sequence[Term], language: str) -> None:
        self.forms = [forms_of(term, language) for term in terms]

    @cached_property
    def phrases(self) -> Phrases[int]:
        return Phrases((i, form) for i, forms in enumerate(self.forms) for form in forms)

    @cached_property
    def ground(self) -> str:
        """Digest over all that is looked for."""
        return hashlib.sha256(repr(self.forms).encode()).hexdigest()

    def pattern(self, index: int) -> re.Pattern[str]:
        return forms_pattern(self.forms[index])

    def possible(self, text: str) -> list[int]:
        """Which terms a text may use, in their order."""
        return sorted(self.phrases.possible(said_in(text).words))

    def used(self, text: str) -> Iterator[int]:
        """Which terms a text uses, in their order."""
        folded = caseless(text)
        for index in self.possible(text):
            if self.pattern(index).search(folded):
                yield index

    def used_on(self, page: Page) -> Iterator[tuple[int, str]]:
        """Which terms the passages of a page use, each with the id of a passage."""
        for unit in page.text.units:
            for index in self.used(unit.text):
                yield index, unit.id


def occurrences(corpus: Corpus, term: Term, language: str) -> Sequence[UnitPath]:
    """The units whose text uses the term in `language`, in the order of the texts."""
    return all_occurrences(corpus, language).get(forms_of(term, language), ())


@kept_by_corpus
def all_occurrences(corpus: Corpus, language: str) -> Mapping[Forms, Sequence[UnitPath]]:
    """The units that use each term, by its forms."""
    finder = TermFinder(terms_in(corpus, language), language)
    found: dict[Forms, list[UnitPath]] = defaultdict(list)
    for work, page in texts_of_works(corpus, language):
        search = partial(tuple, finder.used_on(page))
        for index, unit in remembered.ask(search, "terms", finder.ground, page):
            found[finder.forms[index]].append(intern(f"{work}#{unit}"))  # the same for all
    return found


def unused_terms(corpus: Corpus, language: str) -> Sequence[Term]:
    """The terms that no text uses; ends with the text in which the last one is found."""
    left = terms_in(corpus, language)
    finder = TermFinder(left, language)
    for _, page in texts_of_works(corpus, language):
        if not left:
            break
        search = partial(finder.used_on, page)
        used = {index for index, _ in seek(corpus, search, [page.file], finder.ground)}
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


@lru_cache(maxsize=4096)
def forms_pattern(forms: Forms) -> re.Pattern[str]:
    """Any form of a term as whole words, in a text without case.

    It begins with the words and looks back after them, which passes over a text several times as
    fast as to look back everywhere.
    """
    escaped = (re.escape(caseless(form)) for form in forms)
    whole = "|".join(rf"{form}(?<!\w{form})" for form in escaped)
    return re.compile(rf"(?:{whole})(?!\w)")


def texts_of_works(corpus: Corpus, language: str) -> Iterator[tuple[str, Page]]:
    """The texts that the portal holds in a language, with the ids of their works."""
    for work in corpus.works:
        page = corpus.text_of(work, language)
        if page:
            yield work, page
