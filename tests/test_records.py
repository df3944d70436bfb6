"""Every wrong or missing key is a finding with its place, all at once, in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest

from cases import cases
from portal.findings import in_order, rule_texts
from portal.model import Work
from portal.records import read_record
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
    placeholders = re.compile(r"\{(\w+)\}")
    assert sorted(placeholders.findall(texts["vi"])) == sorted(placeholders.findall(texts["en"]))
