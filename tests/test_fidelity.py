"""The published Vietnamese text of the plan is the received text, word for word."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
import yaml

from portal.fidelity import Join, differences, read_source, unused_joins
from portal.units import Paragraph, Text, read_text

CONTENT = Path(__file__).parents[1] / "content"
PLAN = CONTENT / "vi/documents/ke-hoach-hoi-nhap-quoc-te-2022.md"
SOURCE = CONTENT / "sources/plan-2022-as-received.txt"
JOINS = CONTENT / "sources/plan-2022-as-received.joins.yml"


@pytest.fixture(scope="module")
def source() -> str:
    return SOURCE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def joins() -> list[Join]:
    return [Join(**join) for join in yaml.safe_load(JOINS.read_text(encoding="utf-8"))["joins"]]


@pytest.fixture(scope="module")
def plan() -> Text:
    return read_text(PLAN.read_text(encoding="utf-8").split("---\n", 2)[2])


def test_the_source_is_kept_byte_for_byte() -> None:
    for line in (CONTENT / "sources/SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((CONTENT / "sources" / name).read_bytes()).hexdigest() == digest


def test_the_plan_says_what_the_source_says(plan: Text, source: str, joins: list[Join]) -> None:
    assert list(differences(plan.paragraphs, read_source(source, joins))) == []


def test_every_join_repairs_a_break(source: str, joins: list[Join]) -> None:
    assert len(joins) == 7
    assert list(unused_joins(source, joins)) == []


def test_a_change_of_any_single_word_is_found(plan: Text, source: str, joins: list[Join]) -> None:
    received = read_source(source, joins)
    for place, paragraph in enumerate(plan.paragraphs):
        for word in re.finditer(r"\S+", paragraph.text):
            damaged = paragraph.text[: word.start()] + "khác" + paragraph.text[word.end() :]
            changed = Paragraph(paragraph.line, damaged, paragraph.ids)
            found = list(differences([changed], [received[place]]))
            assert found, f"unnoticed: {word[0]!r} of {paragraph.ids}"


def test_every_paragraph_of_the_plan_has_an_id_and_no_id_is_used_twice(plan: Text) -> None:
    assert all(paragraph.ids for paragraph in plan.paragraphs)
    ids = [unit.id for unit in plan.units]
    assert len(ids) == len(set(ids)) == 112
