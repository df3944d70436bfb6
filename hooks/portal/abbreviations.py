"""What is written short, and what it stands for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portal.strings import strings
from portal.views import Views
from portal.vocabulary import work_types


def abbreviations(views: Views) -> Iterator[tuple[str, str]]:
    """Short forms of any language with what they stand for in this one.

    They come from the glossary, the types of documents, what everyone writes short, and the names
    of bodies.
    """
    corpus, language = views.corpus, views.language
    for term in corpus.glossary.terms if corpus.glossary else ():
        for written in term.abbreviations.values():
            yield from ((short, views.say(term.term)) for short in written)
    used = {work.type for work in corpus.works.values()}
    for code, names in work_types().items():
        if code in used and "abbreviation" in names:
            yield names["abbreviation"], views.say(names)
    for pair in strings("search", language)["everyday"].split("; "):
        short, _, long = pair.partition("=")
        yield short, long
    for body in corpus.authorities_by_id.values():
        yield from short_forms([views.say(body.name), *body.forms.get(language, ())])


def short_forms(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What is written short in one of several names of the same body.

    >>> list(short_forms(["Sở Giáo dục và Đào tạo", "Sở GD&ĐT"]))
    [('GD&ĐT', 'Giáo dục và Đào tạo')]
    """
    for short in names:
        for long in names:
            these, those = short.split(), long.split()
            while these and those and these[0] == those[0]:
                these, those = these[1:], those[1:]
            while these and those and these[-1] == those[-1]:
                these, those = these[:-1], those[:-1]
            if len(these) == 1 and len(those) > 1 and these[0].isupper():
                yield these[0], " ".join(those)
