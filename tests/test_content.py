"""A mistake in the content is found, at its file, and never becomes a traceback."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from cases import cases
from portal.cli import main
from portal.files import read_tree
from portal.reading import read_corpus
from portal.rules import UNRELEASED, WAITING, check

CONTENT = Path(__file__).parents[1] / "content"
TREE = read_tree(CONTENT)


@pytest.mark.parametrize("case", cases("content_mistakes"))
def test_findings_of_a_mistake(case: dict[str, Any]) -> None:
    before = TREE[case["file"]].decode()
    assert case["replace"] in before
    changed = before.replace(case["replace"], case["by"])
    findings = check(read_corpus({**TREE, case["file"]: changed.encode()}))
    found = [f"{f.path} {f.rule}" for f in findings if f.rule not in UNRELEASED | WAITING]
    assert found == case["findings"]


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe", b"a: [", b"- 1\n", b"---\n", b"x" * 9])
@pytest.mark.parametrize("file", [*(f for f in TREE if "/" not in f), "vi/index.md"])
def test_a_damaged_file_gives_findings_and_no_traceback(file: str, damage: bytes) -> None:
    findings = check(read_corpus({**TREE, file: damage}))
    assert findings
    assert all(finding.message("vi") and finding.message("en") for finding in findings)


@pytest.mark.parametrize("file", sorted({file.rpartition("/")[0]: file for file in TREE}.values()))
def test_a_missing_file_is_no_traceback(file: str) -> None:
    check(read_corpus({path: data for path, data in TREE.items() if path != file}))


def test_the_command_says_what_is_wrong_and_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = tmp_path / "content"
    shutil.copytree(CONTENT, content)
    assert main(["check", "--content", str(content)]) == 0
    duties = content / "duties.yml"
    duties.write_text(duties.read_text(encoding="utf-8").replace('"06-15"', '"06-45"'))
    assert main(["--content", str(content), "--lang", "en", "check"]) == 1
    assert "content/duties.yml:7:14: " in capsys.readouterr().out
    assert main(["check", "--content", str(tmp_path / "nowhere")]) == 2
