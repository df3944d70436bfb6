"""Where the terms of the glossary occur."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from sys import intern

from portal.corpus import DOCUMENTS, Corpus, Page, kept_by_corpus
from portal.folding import Phrases, caseless, said_in
from portal.model import Term, UnitPath
from portal.remembered import remembered
from portal.units import Unit

Forms = tuple[str, ...]


class TermFinder:
    """Finds which of many terms a text in one language uses.

    The pattern of a term is tried only where every word of one of its forms stands, so a large
    glossary costs little more than a small one.
    """

    def __init__(self, terms: Sequence[Term], language: str) -> None:
        self.patterns = [forms_pattern(term, language) for term in terms]
        self.forms = Phrases(
            (index, form) for index, term in enumerate(terms) for form in forms_of(term, language)
        )

    def possible(self, text: str) -> list[int]:
        """Which terms a text may use, in their order."""
        return sorted(self.forms.possible(said_in(text).words))

    def used(self, text: str) -> Iterator[int]:
        """Which terms a text uses, in their order."""
        folded = caseless(text)
        for index in self.possible(text):
            if self.patterns[index].search(folded):
                yield index


def occurrences(corpus: Corpus, term: Term, language: str) -> Sequence[UnitPath]:
    """The units whose text uses the term in `language`, in the order of the texts."""
    return all_occurrences(corpus, language).get(forms_of(term, language), ())


@kept_by_corpus
def all_occurrences(corpus: Corpus, language: str) -> Mapping[Forms, Sequence[UnitPath]]:
    """The units that use each term, by its forms."""
    terms = terms_in(corpus, language)
    forms = tuple(forms_of(term, language) for term in terms)
    finder = remembered.ask(lambda: TermFinder(terms, language), TermFinder, language, forms)
    found: dict[int, list[UnitPath]] = defaultdict(list)
    for work in corpus.works:
        page = corpus.text_of(work, language)
        for index, unit in remembered.call(used_in, page, finder) if page else ():
            found[index].append(intern(f"{work}#{unit}"))  # of all its terms the same
    return {forms[index]: paths for index, paths in found.items()}


def used_in(page: Page, finder: TermFinder) -> Sequence[tuple[int, str]]:
    """Which terms each passage of a text uses."""
    return [(index, unit.id) for unit in page.text.units for index in finder.used(unit.text)]


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
    """Any form of the term as whole words, in a text without case.

    It begins with the words and looks back after them, which passes over a text several times as
    fast as to look back everywhere.
    """
    forms = (re.escape(caseless(form)) for form in forms_of(term, language))
    whole = "|".join(rf"{form}(?<!\w{form})" for form in forms)
    return re.compile(rf"(?:{whole})(?!\w)")


def units_of_works(corpus: Corpus, language: str) -> Iterator[tuple[UnitPath, Unit]]:
    for work_id in corpus.works:
        page = corpus.page(language, f"{DOCUMENTS}{work_id}.md")
        if page:
            for unit in page.text.units:
                yield f"{work_id}#{unit.id}", unit
