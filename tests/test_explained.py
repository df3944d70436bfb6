"""Every rule's example is true: what is wrong in it is found, and mended in what is right."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from io import StringIO
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from cases import cases_of
from conftest import ROOT
from portal.cli import main
from portal.explaining import explanations
from portal.files import read_tree, write_bytes
from portal.findings import Finding, rule_texts
from portal.importing import Request, import_document
from portal.reading import read_corpus
from portal.rules import check
from word_made import word_file

CASES = cases_of("explained")
TREE = read_tree(ROOT / "tests/sample/content") | {
    path: text.encode() for path, text in CASES["content"].items()
}
RULES: dict[str, Any] = CASES["rules"]
PUT = [rule for rule, case in RULES.items() if case != "words"]
RESTORED = "git checkout content/"
RECEIVED = "van-ban.txt"
SOURCE = CASES["content"]["sources/ke-hoach-5.txt"]
ALWAYS = {(f.rule, f.path, str(f.values)) for f in check(read_corpus(TREE))}


def test_every_rule_has_an_example() -> None:
    """In the order of the handbook, so that the two are easily read side by side."""
    assert set(RULES) == set(explanations()["rules"]) == set(rule_texts())
    assert list(RULES) == list(explanations()["rules"])


def test_what_is_shown_in_words_is_shown_by_another_test() -> None:
    tests = [p for p in (ROOT / "tests").rglob("*") if p.suffix in (".py", ".yml")]
    said = "\n".join(p.read_text(encoding="utf-8") for p in tests if p.name != "explained.yml")
    names = set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", said))
    assert [rule for rule, case in RULES.items() if case == "words" and rule not in names] == []


@pytest.mark.parametrize("rule", PUT)
def test_an_example_is_true(rule: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case, (_, wrong, right) = RULES[rule], explanations()["rules"][rule]
    unit = re.search(r"\{#[\w-]+\}", wrong)
    at = place_of(case, wrong)
    path = at.rsplit(":", 2)[0]
    enter(tmp_path / "wrong", monkeypatch)
    places = [
        f"{f.path}:{f.place.line}:{f.place.column}"
        for f in found(case, typed(wrong), unit)
        if f.rule == rule
    ]
    assert at in places
    enter(tmp_path / "right", monkeypatch)
    mended = [f for f in found(case, typed(right), unit) if (f.rule, f.path) == (rule, path)]
    assert [f for f in mended if (f.rule, f.path, str(f.values)) not in ALWAYS] == []


def enter(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir()
    monkeypatch.chdir(folder)


def typed(example: str) -> str:
    """An example as it is typed, with the characters that it makes visible."""
    named = {"⇥": "\t", "⟨CR⟩": "\r", "⟨LF⟩": "\n"}
    for shown, character in named.items():
        example = example.replace(shown, character)
    return re.sub(r"⟨U\+([0-9A-F]{4})⟩", lambda match: chr(int(match[1], 16)), example)


def place_of(case: Mapping[str, Any], wrong: str) -> str:
    """Where the finding stands: in the file of the example, unless the case names another."""
    at = str(case["at"])
    if at.count(":") > 1:
        return at
    if "pair" in case:
        language, _, at = at.rpartition(" ")
        return f"{language}/documents/{case['pair']}.md:{at}"
    if "files" in case:
        return f"{wrong.splitlines()[0].removeprefix('content/')}:{at}"
    return f"{case.get('in') or case.get('run') or RECEIVED}:{at}"


def found(
    case: Mapping[str, Any], example: str, unit: re.Match[str] | None = None
) -> list[Finding]:
    """All that is found once an example is put in its place."""
    tree = dict(TREE)
    for path, old, new in case.get("first", ()):
        tree[path] = put(tree[path], old, new) if old else new.encode()
    if "run" in case:
        return run_all(tree, example.splitlines())
    if "received" in case:
        return doubts_about(CASES["received"].replace(case["received"], example))
    if example.startswith(RESTORED):
        return check(read_corpus(tree))
    if unit and "pair" in case:
        tree |= passages(tree, case["pair"], example.splitlines(), unit[0])
    elif "files" in case:
        for path in example.splitlines():
            name = path.removeprefix("content/")
            tree[name] = TREE[case["files"][PurePosixPath(name).suffix]]
    elif "instead" in case:
        tree[case["in"]] = put(tree[case["in"]], case["instead"], example)
    else:
        tree[case["in"]] = f"{example}\n{case.get('below', '')}".encode()
    return check(read_corpus(tree))


def put(data: bytes, old: str, new: str) -> bytes:
    """New words in place of old ones that stand there once, indented as they were."""
    text = data.decode()
    assert text.count(old) == 1, old
    indent = " " * (len(old) - len(old.lstrip(" ")))
    lines = [f"{indent}{line}" if line else line for line in new.split("\n")]
    return text.replace(old, "\n".join(lines)).encode()


def passages(
    tree: Mapping[str, bytes], work: str, lines: Sequence[str], unit: str
) -> dict[str, bytes]:
    """The texts of a work with a passage replaced, or left out, in each language."""
    texts = {}
    for line in lines:
        language, _, said = line.partition(": ")
        path = f"{language}/documents/{work}.md"
        old = re.search(rf"(?m)^.*{re.escape(unit)}\n", tree[path].decode())
        assert old
        texts[path] = put(tree[path], old[0], "" if said == "–" else f"{said}\n")
    return texts


def run_all(tree: Mapping[str, bytes], lines: Sequence[str]) -> list[Finding]:
    """What commands typed in a folder say, and what is found once they are done."""
    head = f"SỞ THỬ NGHIỆM\nSố: 5/KH-STN\nHà Nội, ngày 4 tháng 3 năm 2021\nKẾ HOẠCH\n{SOURCE}"
    received = {
        "ke-hoach.docx": word_file(CASES["received"].splitlines()),
        "ke-hoach-5.txt": head.encode(),
        "ke-hoach.pdf": b"%PDF-1.7",
    }
    write_bytes(Path(), received | {f"content/{path}": data for path, data in tree.items()})
    said: list[Finding] = []
    for line in lines:
        command, *arguments = shlex.split(line)
        if command == "rm":
            for name in arguments:
                Path(name).unlink()
        elif command == "cp":
            write_bytes(Path(), {arguments[1]: Path(arguments[0]).read_bytes()})
        elif line.startswith(RESTORED):
            write_bytes(Path(), {arguments[1]: TREE[arguments[1].removeprefix("content/")]})
        else:
            assert command == "portal"
            said += said_by(arguments)
    return [*said, *check(read_corpus(read_tree(Path("content"))))]


def said_by(arguments: Sequence[str]) -> list[Finding]:
    """The findings that a command prints."""
    with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as errors:
        main(list(arguments))
    line = re.compile(r"(?m)^(?:content/)?(?P<path>\S+):\d+:\d+: .* \((?P<rule>[a-z0-9-]+)\)$")
    assert "Traceback" not in errors.getvalue()
    return [Finding(match["rule"], match["path"]) for match in line.finditer(out.getvalue())]


def doubts_about(text: str) -> list[Finding]:
    """What an import is unsure of, or why there is none."""
    request = Request(RECEIVED, text.encode(), "ke-hoach-9-kh-stn-2022", date(2026, 12, 1))
    made, refused = import_document(TREE, request)
    said = [*(made.doubts if made else ()), *(made.layout.doubts if made else ()), *refused]
    return [Finding(f.rule, RECEIVED, f.place, f.values) for f in said]
