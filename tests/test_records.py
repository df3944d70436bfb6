"""Every wrong or missing key is a finding with its place, all at once, in both languages."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from cases import cases
from conftest import ROOT
from portal.findings import in_order, rule_texts
from portal.model import Work
from portal.records import read_record
from portal.strings import all_strings
from portal.yaml_source import read_yaml

GOOD = """\
id: nghi-quyet-38-nq-cp-2017
type: nghi-quyet
number: 38/NQ-CP
issued: 2017-04-25
issuer: chinh-phu
number_as_printed: []
title: {vi: Hội nhập, en: Integration}
status: {code: unverified}
full_text: none
relations: []
changes: [{date: 2026-11-24, note: {vi: Đưa vào sổ., en: Entered.}}]
"""


def changed(change: dict[str, str]) -> str:
    lines = GOOD.splitlines()
    for start, new in change.items():
        lines = [new if line.startswith(start) else line for line in lines]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("case", cases("work_records"))
def test_findings_of_a_register_entry(case: dict[str, Any]) -> None:
    _, findings = read_record(Work, read_yaml(changed(case["change"])), "register/x.yml")
    found = [
        " ".join(
            [f"{f.place.line}:{f.place.column}", f.rule]
            + [str(f.values[key]) for key in ("key", "suggestion", "iso") if f.values.get(key)]
        )
        for f in in_order(findings)
    ]
    assert found == case["findings"]


def test_a_message_says_where_what_and_what_to_do() -> None:
    _, findings = read_record(
        Work, read_yaml(changed({"issued:": "issued: 30/2/2017"})), "register/x.yml"
    )
    assert findings[0].line_for_terminal("vi") == (
        "register/x.yml:4:9: “30/2/2017” (khóa “issued”) không phải là ngày. Viết dạng "
        "năm-tháng-ngày, ví dụ 2022-02-07; chưa biết thì ghi null (khi được phép). "
        "(value-not-a-date)"
    )


@pytest.mark.parametrize("rule", rule_texts())
def test_every_rule_speaks_both_languages_about_the_same_things(rule: str) -> None:
    texts = rule_texts()[rule]
    assert texts["severity"] in {"error", "warning", "notice"}
    placeholders = re.compile(r"\{(\w+)(?::[^{}]*)?\}")
    assert sorted(placeholders.findall(texts["vi"])) == sorted(placeholders.findall(texts["en"]))


def test_every_form_that_is_asked_is_told_in_words() -> None:
    for file in (ROOT / ".vscode/schemas").glob("*.json"):
        for pattern in re.findall(r'"pattern": (".*")', file.read_text(encoding="utf-8")):
            assert set(all_strings()["asked"][json.loads(pattern)]) == {"vi", "en"}


BROKEN = (
    *("a: b: c", "a: 'b", "a: [b", "a: {b: c", "a: @b", "a: - b", "a\nb: c", "- a\nb: c", "a: *x"),
    *('a: "\\q"', 'a: "\\u1"', "a: ,b", "a: |x\n b", "a: b\n---\nc: d", "a: \x07", "a: !<x", "%a"),
    *("a:\n  - b\n c", "a: *", "a: b\nc", "{", "a: 'b' c", "a: |\n\tb", "? [", "}{", "...a"),
)


@pytest.mark.parametrize("text", BROKEN)
def test_what_is_wrong_with_yaml_is_told_in_vietnamese(text: str) -> None:
    findings = read_record(Work, read_yaml(text), "register/x.yml")[1]
    said = " ".join(finding.message("vi") for finding in findings)
    assert not re.search(r"\b(expected|found|not|the|values?|key|in this|could)\b", said), said
    assert all(finding.message("en") for finding in findings)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id:": "id: Nghi-Quyet-38"}, "Phải là một mã: chữ thường không dấu"),
        ({"full_text:": "issuer_inferred: có"}, "Phải là true hoặc false."),
        ({"relations:": "relations: [{type: cites, target: a, words: b, unit: c}]"}, "dấu “#”"),
    ],
)
def test_a_message_tells_in_words_what_is_asked(change: dict[str, str], said: str) -> None:
    findings = read_record(Work, read_yaml(changed(change)), "register/x.yml")[1]
    assert said in " ".join(finding.message("vi") for finding in findings)
