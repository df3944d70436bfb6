"""Every example of the handbook is typed, in its order, on a copy of the project."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from building import environment
from cases import cases_of
from conftest import ROOT
from portal.cli import main
from portal.command_line import EXAMPLES, read_arguments
from portal.editor_schemas import CONTENT_FILES
from portal.files import read_tree
from portal.findings import Severity
from portal.reading import read_corpus
from portal.records import read_record
from portal.rules import check
from portal.yaml_source import read_yaml
from scratch import PLAN, Scratch
from word_made import word_file

CASES = cases_of("handbook")
PAGES = ("viec-hang-ngay.md", "so-tay.md")
TYPED = re.compile(r"(?m)^ {4,}((?:portal|git) .*)$|`((?:portal|git|make) [^`]+)`")
FENCED = re.compile(r"(?m)^( *)```(\w+)\n(.*?)^ *```$", re.DOTALL)
NOT_TYPED = re.compile(r"…|<(?!mã>)|^(?:portal|make) [a-z-]+$")
"""Words about a command, and what only its reader can fill in."""
LETTER = "Căn cứ Nghị định số 43/2011/NĐ-CP ngày 13/6/2011 của Chính phủ;\n"
RECEIVED = ["KẾ HOẠCH", "Mở lớp ngoại ngữ", "I. NHIỆM VỤ", "1. Mở 12 lớp trước ngày 15/6/2023."]


def sections(page: str) -> dict[str, str]:
    """The sections of a page of the handbook, by their headings."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    parts = re.split(r"(?m)^## (.*)\n", text)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def commands(text: str) -> Iterator[str]:
    """What is typed in a section, in order."""
    text = re.sub(r"\\\n\s*", "", FENCED.sub("", text))
    for match in TYPED.finditer(text):
        line = re.sub(r" [>|] .*", "", match[1] or match[2]).replace("<mã>", PLAN)
        whole = line in ("portal status", "portal check", "git diff", "git pull")
        if (whole or not NOT_TYPED.search(match[1] or match[2])) and line not in CASES["apart"]:
            yield line


SESSIONS = [
    pytest.param(page, title, id=f"{page}: {title}")
    for page in PAGES
    for title, text in sections(page).items()
    if any(True for _ in commands(text))
]


class Desk:
    """A working copy of the project, with a forge behind it, at which somebody types."""

    def __init__(self, folder: Path) -> None:
        self.staff = Scratch(folder)
        self.folder = folder
        for name in ("cong-van.txt", "tep.txt"):
            (folder / name).write_text(LETTER, encoding="utf-8")
        for name in ("ke-hoach.docx", "ke-hoach-25.docx", "kh-25.docx"):
            (folder / name).write_bytes(word_file(RECEIVED))
        self.git("git init -q -b main")
        self.git("git add content")
        self.git("git commit -q -m Start")
        self.git("git init -q --bare ../forge.git")
        self.git("git remote add origin ../forge.git")
        self.git("git push -q -u origin main")

    def git(self, line: str) -> int:
        who = {f"GIT_{who}_{what}": "a@example.vn" for who in WHO for what in ("NAME", "EMAIL")}
        who |= {"GIT_CONFIG_GLOBAL": str(self.folder / ".gitconfig"), "GIT_PAGER": "cat"}
        done = subprocess.run(
            shlex.split(line),
            cwd=self.folder,
            env=os.environ | who,
            capture_output=True,
            check=False,
        )
        return done.returncode

    def portal(self, line: str) -> tuple[int, str]:
        with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as errors:
            code = main(shlex.split(line)[1:])
        return code, out.getvalue() + errors.getvalue()

    def edit(self, name: str, old: str, new: str) -> None:
        file = self.staff.content / name
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, old
        file.write_text(text.replace(old, new), encoding="utf-8")

    def edit_passages(self, units: str, confirmed: bool) -> None:
        """The same words put into passages of both languages, which are then confirmed or not."""
        self.staff.consolidate()
        for language in ("vi", "en"):
            for unit in units.split(","):
                self.staff.edit(language, f" {{#{unit}}}", f" (2022-2030) {{#{unit}}}")
        if confirmed:
            assert self.staff.confirm(units)[0] == 0

    def type(self, line: str) -> tuple[int, str]:
        if line.startswith("make "):
            target = rf"(?m)^{line.split()[1]}:"
            assert re.search(target, (ROOT / "Makefile").read_text(encoding="utf-8"))
            return 0, ""
        return self.portal(line) if line.startswith("portal ") else (self.git(line), "")


WHO = ("AUTHOR", "COMMITTER")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    with environment({"SOURCE_DATE_EPOCH": "1796083200"}):
        yield Desk(folder)


@pytest.mark.slow
@pytest.mark.parametrize(("page", "title"), SESSIONS)
def test_a_section_can_be_typed_from_its_first_line_to_its_last(
    page: str, title: str, desk: Desk
) -> None:
    case = CASES[page].get(title, {})
    if "passage" in case:
        desk.edit_passages(case["passage"], case.get("confirmed", False))
    for edit in case.get("first", ()):
        desk.edit(*edit)
    for number, line in enumerate(commands(sections(page)[title])):
        if number == 3:
            for edit in case.get("then", ()):
                desk.edit(*edit)
        code, said = desk.type(line)
        assert code == case.get("ends", {}).get(line, 0), f"{line}\n{said}"
        assert "Traceback" not in said


def test_what_stands_around_the_examples_is_about_sections_that_there_are() -> None:
    for page in PAGES:
        assert {p.values[1] for p in SESSIONS if page in p.values} >= set(CASES[page])


OF_A_SITE = ("admin", "compress", "publish", "rollback", "verify")
"""Commands that other tests type, with the site that they are about."""
KNOWN = {"new": 1}
"""Examples of `--help` that end otherwise here: this register has that document already."""


@pytest.mark.slow
@pytest.mark.parametrize("command", [name for name in EXAMPLES if name not in OF_A_SITE])
def test_the_example_of_a_command_can_be_typed(command: str, desk: Desk) -> None:
    line = EXAMPLES[command].replace("ke-hoach-hoi-nhap", PLAN).replace("…", "Lời ghi.")
    if command == "import":
        line = line.replace(PLAN, "ke-hoach-25")
    if command in ("release", "translated"):
        desk.edit_passages("ii-5", confirmed=command == "release")
    code, said = desk.portal(line)
    assert code == KNOWN.get(command, 0), said


@pytest.mark.parametrize("command", OF_A_SITE)
def test_the_other_examples_can_be_read(command: str) -> None:
    assert read_arguments(shlex.split(EXAMPLES[command])[1:]).command == command


def fragments(kind: str) -> list[Any]:
    """The blocks of a kind in the handbook, by the page that they stand on."""
    return [
        pytest.param(re.sub(rf"(?m)^{match[1]}", "", match[3]), id=f"{page} {number}")
        for page in PAGES
        for number, match in enumerate(
            FENCED.finditer((ROOT / "docs" / page).read_text(encoding="utf-8"))
        )
        if match[2] == kind
    ]


@pytest.mark.parametrize("text", fragments("yaml"))
def test_an_example_of_yaml_is_valid_where_it_says_that_it_stands(text: str) -> None:
    """Its keys are put into the file that its first line names, in place of those there."""
    said = re.match(r"# content/(\S+)\n", text)
    assert said
    path = said[1].replace("<mã>", PLAN)
    tree = read_tree(ROOT / "content")
    example = read_yaml(text.replace("<mã>", PLAN)).value
    whole = read_yaml(tree.get(path, b"{}").decode()).value | example
    model = next(m for _, (glob, m) in CONTENT_FILES.items() if Path(f"content/{path}").match(glob))
    assert faults(model, whole) == []
    tree[path] = dumped(whole).encode()
    new = {f.line_for_terminal("vi") for f in check(read_corpus(tree)) if f.path == path}
    assert not [line for line in new if "unknown" in line or "not-in" in line or "-once" in line]


def faults(model: type[BaseModel], value: Any) -> list[str]:
    findings = read_record(model, read_yaml(dumped(value)), "x.yml")[1]
    return [finding.line_for_terminal("vi") for finding in findings]


class Plain(yaml.SafeDumper):
    """Writes out what stands twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def dumped(value: Any) -> str:
    return str(yaml.dump(value, Dumper=Plain, allow_unicode=True, sort_keys=False))


@pytest.mark.parametrize("text", fragments("markdown"))
def test_an_example_of_markdown_is_without_fault(text: str) -> None:
    tree = read_tree(ROOT / "content")
    tree["vi/about.md"] += f"\n{text}".encode()
    tree["vi/hinh.png"] = b"x"
    findings = [f for f in check(read_corpus(tree)) if f.path == "vi/about.md"]
    assert [f.rule for f in findings if f.severity > Severity.notice] == []
