"""The command speaks to people in their language, and to forges in theirs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from cases import cases_of
from conftest import ROOT
from portal.cli import main
from portal.command_line import EXAMPLES
from portal.explaining import explanations, render_explanation, render_handbook
from portal.finding_formats import FORMATS
from portal.findings import Finding, rule_texts
from portal.strings import strings
from portal.yaml_source import Place
from scratch import PLAN, Scratch

SOURCE = "source: sources/plan-2022-as-received.txt"
FOUND = [
    Finding("link-dangling", "vi/a b,c:d.md", Place(3, 7), {"text": "50%\nx", "meant": ""}),
    Finding("trailing-blank", "vi/x.md", Place(9, 2), {"count": 1}),
    Finding("trailing-blank", "vi/x.md", Place(12, 2), {"count": 1}),
]


def test_github_shows_findings_on_the_line() -> None:
    first, *_ = FORMATS["github"](FOUND, "content", "en").splitlines()
    assert first.startswith(
        "::error file=content/vi/a b%2Cc%3Ad.md,line=3,col=7,title=link-dangling::"
        "There is no page or file “50%25 x”."
    )


def test_gitlab_knows_a_finding_again_when_lines_move() -> None:
    report = json.loads(FORMATS["gitlab"](FOUND, "content", "vi"))
    assert [one["severity"] for one in report] == ["major", "info", "info"]
    assert report[0]["location"] == {"path": "content/vi/a b,c:d.md", "lines": {"begin": 3}}
    assert len({one["fingerprint"] for one in report}) == 3
    moved = [Finding(f.rule, f.path, Place(f.place.line + 5), f.values) for f in FOUND]
    again = json.loads(FORMATS["gitlab"](moved, "content", "vi"))
    assert [one["fingerprint"] for one in report] == [one["fingerprint"] for one in again]


def test_sarif_has_rules_with_help_and_results_with_places() -> None:
    log = json.loads(FORMATS["sarif"](FOUND, "content", "en"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["link-dangling", "trailing-blank"]
    assert all(rule["help"]["text"] and rule["shortDescription"]["text"] for rule in rules)
    assert [result["level"] for result in run["results"]] == ["error", "note", "note"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    location = run["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "content/vi/a%20b%2Cc%3Ad.md"
    assert location["region"] == {"startLine": 3, "startColumn": 7}


def every_finding() -> list[Finding]:
    """One of each rule, with something unusual in all that it quotes."""
    quoted = re.compile(r"(?<!\{)\{(\w+)(:[^{}]*)?\}")
    return [
        Finding(
            rule,
            "vi/Trường %1,2:3.md",
            Place(3, 7),
            {name: 2 if noun else "a\nb" for name, noun in quoted.findall(texts["en"])},
        )
        for rule, texts in rule_texts().items()
    ]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("form", cases_of("forges"))
def test_reports_are_what_forges_read(form: str, language: str) -> None:
    validator = Draft7Validator(cases_of("forges")[form])
    for findings in (FOUND, every_finding(), []):
        report = json.loads(FORMATS[form](findings, "content", language))
        assert [error.message for error in validator.iter_errors(report)] == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_annotation_of_github_is_one_line_of_its_grammar(language: str) -> None:
    grammar = re.compile(
        r"::(error|warning|notice) file=[^:,\r\n]+,line=[1-9]\d*,col=[1-9]\d*,title=[a-z0-9-]+"
        r"::[^\r\n]+"
    )
    findings = every_finding()
    lines = FORMATS["github"](findings, "content", language).split("\n")
    assert len(lines) == len(findings)
    assert [line for line in lines if not grammar.fullmatch(line)] == []
    assert "%2C2%3A3" in lines[0]
    assert "Trường %251" in lines[0]


@pytest.mark.parametrize("form", FORMATS)
def test_formats_are_printed_by_the_command(form: str, scratch: Scratch) -> None:
    (scratch.content / "en/about.md").write_text("", encoding="utf-8")
    code, out = scratch.run("check", "--format", form)
    assert code == 1
    assert "file-empty" in out
    if form != "github":
        json.loads(out)


def test_every_rule_is_explained() -> None:
    assert explanations()["rules"].keys() == rule_texts().keys()
    assert {kind for kind, _, _ in explanations()["rules"].values()} == set(explanations()["kinds"])
    for rule, (_, wrong, right) in explanations()["rules"].items():
        assert wrong != right, rule
        for language in ("vi", "en"):
            assert rule in render_explanation(rule, language)


def test_the_handbook_says_of_every_rule_what_the_command_says() -> None:
    """To renew it: portal explain --all > docs/quy-tac.md"""
    assert (ROOT / "docs/quy-tac.md").read_text(encoding="utf-8") == render_handbook("vi")


def test_a_mistyped_rule_is_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "link-dangeling", "--lang", "en"]) == 2
    assert "link-dangling" in capsys.readouterr().err
    assert main(["explain", "link-dangling"]) == 0
    assert "[Kiểm chứng](verify.md)" in capsys.readouterr().out


def test_a_mistyped_path_is_guessed(scratch: Scratch) -> None:
    code, _ = scratch.run("check", "content/vi/abuot.md")
    assert code == 2
    assert "content/vi/about.md" in scratch.said


def test_a_mistyped_work_is_guessed(scratch: Scratch) -> None:
    code, out = scratch.run("diff", "ke-hoach-hoi-nhap-quoc-te-2020", "1.0")
    assert code == 1
    assert "Did you mean: ke-hoach-hoi-nhap-quoc-te-2022?" in out


MISTYPED = [
    ("translated documents/{plan}.md#ii-55 --by A --on 2026-12-01", "ii-5"),
    ("translated documents/{plan}x.md#ii-5 --by A --on 2026-12-01", "documents/{plan}.md"),
    ("release {plan}x --date 2026-12-01 --reason metadata", "{plan}"),
    ("check content/regster", "content/register"),
    ("explain import-struk", "import-struck"),
]


@pytest.mark.parametrize(("line", "meant"), MISTYPED)
def test_a_mistyped_name_is_guessed(line: str, meant: str, scratch: Scratch) -> None:
    code, out = scratch.run(*line.format(plan=PLAN).split())
    assert code in (1, 2)
    assert f"Did you mean: {meant.format(plan=PLAN)}" in out + scratch.said


@pytest.mark.parametrize(
    ("path", "right", "wrong"),
    [
        ("register/chi-thi-15-ct-ttg-2015.yml", "nghi-quyet-22-nq-tw-2013", "nghi-quyet-22-nq"),
        ("register/chi-thi-15-ct-ttg-2015.yml", "thu-tuong-chinh-phu", "thu-tuong-chinh"),
        ("register/chi-thi-15-ct-ttg-2015.yml", "type: chi-thi", "type: chithi"),
        ("tasks.yml", f"{PLAN}#iv-3", f"{PLAN}#vi-3"),
        ("tasks.yml", f"{PLAN}#iv-3", "ke-hoach-hoi-nhap-quoc-te#iv-3"),
        (f"vi/documents/{PLAN}.md", "sources/plan-2022", "sources/plan2022"),
    ],
)
def test_a_check_guesses_what_was_meant(
    path: str, right: str, wrong: str, scratch: Scratch
) -> None:
    file = scratch.content / path
    text = file.read_text(encoding="utf-8").replace("consolidated: Thử nghiệm.", SOURCE)
    assert right in text
    file.write_text(text.replace(right, wrong), encoding="utf-8")
    said = scratch.run("check", f"content/{path}")[1]
    assert re.search(rf"Did you mean: [^?]*{re.escape(right.removeprefix('type: '))}", said)


def test_sentences_are_right_for_one_and_for_many(scratch: Scratch) -> None:
    scratch.run("check")
    assert scratch.said == "0 errors, 10 warnings, 0 notices.\n"
    (scratch.content / "en/about.md").write_text("", encoding="utf-8")
    scratch.run("check", "content/en/about.md")
    assert scratch.said == "2 errors, 0 warnings, 0 notices.\n"
    one = Finding("trailing-blank", "vi/x.md", values={"count": 1})
    assert one.message("en").startswith("1 line has blanks")
    assert Finding("trailing-blank", "x", values={"count": 2}).message("en").startswith("2 lines")
    assert strings("command", "en")["summary"].format(error=1, warning=1, notice=1) == (
        "1 error, 1 warning, 1 notice."
    )


@pytest.mark.parametrize("language", ["vi", "en"])
def test_arguments_are_told_in_the_language_asked(
    language: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    english = ["usage:", "error:", "the following arguments", "show this help", "invalid choice"]
    monkeypatch.setenv("PORTAL_LANG", language)
    for arguments in (["-h"], ["release", "x"], ["check", "--format", "x"], ["chek"], ["diff"]):
        code, said = said_by(capsys, *arguments)
        assert code == (0 if arguments == ["-h"] else 2)
        if language == "vi":
            assert not any(words in said for words in english), said
            assert ("cách dùng: " if code == 0 else "Ví dụ: portal ") in said
        else:
            assert ("usage: " if code == 0 else "Example: portal ") in said
            assert "cách dùng" not in said
            assert "Ví dụ" not in said


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_argument_says_what_it_is(
    language: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_LANG", language)
    monkeypatch.setenv("COLUMNS", "250")
    for command in EXAMPLES:
        said = re.sub(r"\n {8,}", "  ", said_by(capsys, command, "-h")[1])
        listed = re.findall(r"(?m)^  (\S.*)$", said.partition("\n\n")[2].rpartition("\n\n")[0])
        assert listed
        assert [line for line in listed if not re.search(r"\S  +\S", line)] == [], command


def test_the_command_alone_shows_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = said_by(capsys)
    assert code == 2
    assert all(f"\n    {command} " in said for command in EXAMPLES)


def test_a_mistyped_command_or_reason_is_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Có phải ý bạn là: check?" in said_by(capsys, "chek")[1]
    assert "Có phải ý bạn là: initial?" in said_by(capsys, "release", "x", "--reason", "initail")[1]


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["check", "--fromat", "json"], "--format"),
        (["release", "x", "--date", "2026-12-01", "--reson=initial"], "--reason"),
        (["release", "x", "--notes-vi", "Sửa."], "--note-vi"),
        (["cite", "--txt", "en"], "--text"),
        (["check", "--strickt"], "--strict"),
    ],
)
def test_a_mistyped_option_is_guessed_before_anything_is_missed(
    arguments: list[str], meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = said_by(capsys, *arguments)
    assert (code, f"Có phải ý bạn là: {meant}" in said) == (2, True)
    code, said = said_by(capsys, *arguments, "--lang", "en")
    assert (code, f"Did you mean: {meant}" in said) == (2, True)


def test_a_mistyped_file_is_guessed_and_the_reason_told_in_the_language_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    (tmp_path / "ke-hoach.docx").write_bytes(b"")
    for command in (["import", "--id", "x", "{}"], ["cite", "{}"]):
        arguments = [word.format(tmp_path / "ke-hoac.docx") for word in command]
        assert main(arguments) == 1
        said = capsys.readouterr().err
        assert "không có tệp hay thư mục này" in said
        assert f"Có phải ý bạn là: {tmp_path / 'ke-hoach.docx'}?" in said


@pytest.mark.parametrize("command", EXAMPLES)
def test_help_of_every_command_has_an_example(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert f"portal {command}" in said_by(capsys, command, "-h")[1].rpartition("ví dụ:")[2]


def test_the_handbook_describes_every_command_and_option(
    capsys: pytest.CaptureFixture[str],
) -> None:
    book = (ROOT / "docs/so-tay.md").read_text(encoding="utf-8")
    listed = re.findall(r"(?m)^    (\w+) ", said_by(capsys, "-h")[1])
    assert set(listed) == set(EXAMPLES)
    for command in listed:
        assert f"portal {command}" in book, command
        options = re.findall(r"(?m)^  (?:-\w, )?(--[a-z-]+)", said_by(capsys, command, "-h")[1])
        for option in options:
            assert re.search(rf"(?m)[` (]{option}(?:[` )=]|$)", book), (command, option)


@pytest.mark.parametrize("target", ["> /dev/full", "| head -c 1"])
def test_a_full_disk_or_a_closed_pipe_is_no_traceback(target: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m portal check --format json {target}"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": "hooks"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def test_folders_in_place_of_files_are_no_traceback(scratch: Scratch) -> None:
    folder = str(scratch.content)
    verify = ["verify", folder, "--against", folder]
    for arguments in (["cite", folder], verify, ["export", "/dev/null/x"]):
        assert scratch.run(*arguments)[0] in (1, 2)


def said_by(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[Any, str]:
    with pytest.raises(SystemExit) as stopped:
        main(list(arguments))
    captured = capsys.readouterr()
    return stopped.value.code, captured.out + captured.err
