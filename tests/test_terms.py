"""Many words are looked for at once, and found just as each alone would be."""

from __future__ import annotations

import re

import pytest

from conftest import ROOT
from portal.any_of import any_of
from portal.files import read_tree
from portal.folding import Phrases, said_in
from portal.reading import read_corpus
from portal.remembered import remembered
from portal.terms import TermFinder, all_occurrences, occurrences, unused_terms
from portal.views import TERM_PLACES, all_views

REAL = read_corpus(read_tree(ROOT / "content"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sở Giáo dục và Đào tạo", ["Sở Giáo dục và Đào tạo"]),
        ("Sở Giáo dục, Sở Y tế", ["Sở Giáo dục", "Sở Y tế"]),
        ("Sở Giáo dục và đào tạo", ["Sở Giáo dục"]),
        ("Sở (Y tế)", ["Sở (Y"]),
    ],
)
def test_of_words_that_begin_alike_the_longest_is_found(text: str, found: list[str]) -> None:
    names = ["Sở Giáo dục", "Sở Giáo dục và Đào tạo", "Sở Y tế", "Sở (Y"]
    assert re.findall(rf"(?:{any_of(names)})(?!\w)", text) == found


def test_of_no_words_none_is_found() -> None:
    assert not re.search(any_of([]), "Sở")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_terms_are_found_as_each_alone_would_be(language: str) -> None:
    assert REAL.glossary
    terms = REAL.glossary.terms
    finder = TermFinder(terms, language)
    alone = [plain_pattern([term.term[language], *term.forms.get(language, ())]) for term in terms]
    for page in REAL.pages.values():
        for text in (unit.text for unit in page.text.units if page.language == language):
            for written in (text, text.upper()):
                expected = [i for i, pattern in enumerate(alone) if pattern.search(written)]
                assert list(finder.used(written)) == expected


def plain_pattern(forms: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)", re.IGNORECASE)


def test_a_term_is_unused_if_no_unit_has_it() -> None:
    assert REAL.glossary
    alone = [term for term in REAL.glossary.terms if not occurrences(REAL, term, "vi")]
    assert list(unused_terms(REAL, "vi")) == alone


def test_while_somebody_edits_terms_are_those_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = read_tree(ROOT / "tests/sample/content")
    text = "vi/documents/quy-che-1-2020-qc-stn.md"
    edits = [
        tree | {text: tree[text].replace("danh sách mẫu".encode(), "danh sách".encode())},
        tree
        | {"glossary.yml": tree["glossary.yml"].replace("vi: mẫu".encode(), "vi: phòng".encode())},
    ]
    alone = [dict(all_occurrences(read_corpus(edited), "vi")) for edited in (tree, *edits)]
    monkeypatch.setattr(remembered, "keeps", True)
    one_by_one = [dict(all_occurrences(read_corpus(edited), "vi")) for edited in (tree, *edits)]
    assert one_by_one == alone
    assert alone[0] != alone[1] != alone[2]


def test_no_pattern_is_tried_of_terms_whose_words_a_text_lacks() -> None:
    phrases = Phrases((n, f"thuật ngữ {'abcdefghij'[n % 10] * (n // 10 + 1)}") for n in range(1000))
    assert phrases.possible(said_in("Thuật ngữ, như mọi thuật ngữ").words) == frozenset()
    assert phrases.possible(said_in("THUẬT NGỮ bb").words) == {11}


def test_the_glossary_names_a_bounded_number_of_passages_and_tells_of_the_others() -> None:
    tree = read_tree(ROOT / "tests/sample/content")
    [name] = [name for name in tree if name.startswith("vi/documents/") and name.endswith(".md")]
    views = all_views(read_corpus(tree))["vi"]
    used = next(term for term in views.glossary if term.places)
    more = (f"Câu {n}: {used.term}. {{#them-{n}}}" for n in range(TERM_PLACES))
    tree[name] += "\n\n".join(["", *more]).encode()
    [term] = [t for t in all_views(read_corpus(tree))["vi"].glossary if t.id == used.id]
    assert len(term.places) == TERM_PLACES
    assert term.places[: len(used.places)] == used.places
    assert term.further == len(used.places)
    assert used.further == 0
