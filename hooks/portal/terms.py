"""Where the terms of the glossary occur."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portal.corpus import DOCUMENTS, Corpus
from portal.model import Term, UnitPath
from portal.units import Unit


def occurrences(corpus: Corpus, term: Term, language: str) -> list[UnitPath]:
    """The units whose text uses the term in `language`, in the order of the texts."""
    pattern = forms_pattern(term, language)
    return [path for path, unit in units_of_works(corpus, language) if pattern.search(unit.text)]


def forms_pattern(term: Term, language: str) -> re.Pattern[str]:
    """Any form of the term as whole words, whatever its case."""
    forms = [term.term[language], *term.forms.get(language, ())]
    longest_first = sorted(forms, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


def units_of_works(corpus: Corpus, language: str) -> Iterator[tuple[UnitPath, Unit]]:
    for work_id in corpus.works:
        page = corpus.page(language, f"{DOCUMENTS}{work_id}.md")
        if page:
            for unit in page.text.units:
                yield f"{work_id}#{unit.id}", unit
