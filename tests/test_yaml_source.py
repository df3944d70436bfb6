"""YAML is read safely; everything wrong with it has a place."""

from __future__ import annotations

from typing import Any

import pytest

from cases import cases
from portal.yaml_source import Place, read_yaml


@pytest.mark.parametrize("case", cases("yaml_source"))
def test_problems_are_placed(case: dict[str, Any]) -> None:
    problems = read_yaml(case["text"]).problems
    found = [f"{p.rule}@{p.place.line}:{p.place.column}" for p in problems]
    assert found == case["problems"]


def test_values_know_their_place() -> None:
    document = read_yaml("title:\n  vi: Kế hoạch\nrelations:\n  - target: x\n", first_line=2)
    assert document.place_of(("title", "vi")) == Place(3, 7)
    assert document.place_of(("relations", 0, "target")) == Place(5, 13)
    assert document.place_of(("relations", 0, "words")) == Place(5, 5)


def test_a_tag_never_makes_an_object() -> None:
    assert read_yaml("id: !!python/object/apply:os.getcwd []\n").value == {"id": []}
