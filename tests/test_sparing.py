"""A rule that is spared a search finds all the same what it would have found."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pytest

from cases import cases
from portal.findings import Finding
from portal.fruitless import fruitless
from portal.reading import read_corpus
from portal.rules import RULES, check
from portal.sparing import seek
from test_damage import ANY
from test_explained import TREE, put

Tree = dict[str, bytes]
CHANCE = 40
"""How many trees are damaged at random."""


@pytest.mark.parametrize("case", cases("looked_again"))
def test_a_rule_looks_again_once_what_it_looks_at_is_another(case: Mapping[str, Any]) -> None:
    tree = TREE
    for edit in case.get("first", ()):
        tree = edited(tree, edit)
    before, after = found(tree), found(edited(tree, case))
    assert case["finds"] not in named(before)
    assert case["finds"] in named(after)
    assert after == found_without_memory(edited(tree, case))


@pytest.mark.slow
def test_memory_makes_no_difference_whatever_is_damaged() -> None:
    chance = random.Random("memory")
    for _ in range(CHANCE):
        tree = dict(TREE)
        for damage in chance.sample(list(ANY), 2):
            path = chance.choice([path for path in sorted(tree) if ANY[damage](path)])
            tree[path] = damage(chance, path, tree[path])
        assert found(tree) == found_without_memory(tree)


def edited(tree: Tree, edit: Mapping[str, Any]) -> Tree:
    path = edit["in"]
    if "new" not in edit:
        return {other: data for other, data in tree.items() if other != path}
    if "old" not in edit:
        return tree | {path: edit["new"].encode()}
    return tree | {path: put(tree[path], edit["old"], edit["new"])}


def found(tree: Tree) -> list[Finding]:
    return check(read_corpus(tree))


def found_without_memory(tree: Tree) -> list[Finding]:
    known, fruitless.known = fruitless.known, {}
    try:
        return found(tree)
    finally:
        fruitless.known = known


def named(findings: Sequence[Finding]) -> set[str]:
    return {f"{finding.path} {finding.rule}" for finding in findings}


def test_texts_in_which_nothing_was_found_are_not_even_read() -> None:
    """But for the one in which all terms of the glossary are found."""
    found(TREE)
    corpus = read_corpus(TREE)
    for rule in RULES:
        if rule.__name__ != "citations_are_known":  # which remembers passages, not pages
            list(rule(corpus))
    read = [page.file for page in corpus.pages.values() if "text" in vars(page)]
    assert read == ["vi/documents/quy-che-1-2020-qc-stn.md"]


def test_a_search_is_made_until_it_finds_nothing() -> None:
    corpus, asked = read_corpus(TREE), []

    def search(answer: Sequence[str]) -> Any:
        asked.append(answer)
        yield from answer

    for answer in (["found"], ["found"], [], []):
        seek(corpus, partial(search, answer), ["agency.yml"], "a fact")
    assert len(asked) == 3
    seek(corpus, partial(search, []), ["agency.yml"], "another fact")
    seek(corpus, partial(search, []), ["glossary.yml"], "a fact")
    seek(read_corpus(TREE | {"agency.yml": b""}), partial(search, []), ["agency.yml"], "a fact")
    assert len(asked) == 6
