"""On a terminal the command shows signs of life and colour; elsewhere it writes plain lines."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

import pytest

from conftest import ROOT

pytestmark = pytest.mark.slow
COLOURED = re.compile(r"\x1b\[3[136]mcontent/\S+:\d+:\d+\x1b\[0m: ")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the sample content."""
    (tmp_path / "content").symlink_to(ROOT / "tests/sample/content")
    return tmp_path


def started(
    folder: Path,
    *arguments: str,
    out: int = PIPE,
    errors: int = PIPE,
    more: dict[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "portal", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT / "hooks"), "TERM": "xterm"} | (more or {}),
        stdout=out,
        stderr=errors,
    )


def read_all(terminal: int) -> str:
    """What was written to a terminal until nobody can write to it any more."""
    said = b""
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # the other end is closed
            part = b""
        if not part:
            os.close(terminal)
            return said.decode()
        said += part


def seen(folder: Path, *arguments: str, **more: str) -> str:
    """What a command writes to standard output, if that is a terminal."""
    terminal, other = pty.openpty()
    with started(folder, *arguments, out=other, more=more):
        os.close(other)
        return read_all(terminal)


def test_findings_have_colour_on_a_terminal_alone(folder: Path) -> None:
    assert COLOURED.search(seen(folder, "check"))
    for declined in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        plain = seen(folder, "check", **declined)
        assert "content/agency.yml:" in plain
        assert "\x1b" not in plain
    with started(folder, "check") as piped:
        out, errors = piped.communicate()
    assert b"content/agency.yml:" in out
    assert b"\x1b" not in out + errors


def test_a_comparison_has_colour_on_a_terminal_and_marks_everywhere(folder: Path) -> None:
    arguments = ("diff", "quy-che-1-2020-qc-stn", "1.0", "1.1")
    assert re.search(r"\x1b\[3[12]m(\[-|\{\+)", seen(folder, *arguments))
    plain = seen(folder, *arguments, NO_COLOR="1")
    assert "\x1b" not in plain
    assert "[-" in plain or "{+" in plain


@pytest.mark.parametrize(("language", "words"), [("vi", "Đang đọc"), ("en", "Reading and proving")])
def test_work_that_takes_more_than_a_second_shows_signs_of_life(
    folder: Path, language: str, words: str
) -> None:
    """The file to be imported comes through a pipe, and only once such a sign was seen."""
    os.mkfifo(folder / "ke-hoach.txt")
    terminal, other = pty.openpty()
    arguments = ("import", "ke-hoach.txt", "--id", "Sai mã", "--lang", language)
    with started(folder, *arguments, errors=other) as importing:
        os.close(other)
        said = b""
        while words.encode() not in said:
            said += os.read(terminal, 65536)
        (folder / "ke-hoach.txt").write_text("KẾ HOẠCH\n", encoding="utf-8")
        rest = (said.decode() + read_all(terminal)).replace("\r\n", "\n")
        out, _ = importing.communicate()
    assert re.search(rf"{words}[^\n]*“ke-hoach.txt”… \d+ (giây|s)", rest)
    assert rest.rpartition("\x1b[K")[2] in (
        "Chưa nhập gì; không tệp nào bị thay đổi.\n",
        "Nothing was imported; no file was changed.\n",
    )
    assert "(import-id-form)" in out.decode()
    assert "\x1b" not in out.decode()


def test_no_sign_of_life_is_written_where_nobody_sees_it_come_and_go(folder: Path) -> None:
    os.mkfifo(folder / "ke-hoach.txt")
    arguments = ("import", "ke-hoach.txt", "--id", "Sai mã")
    with started(folder, *arguments) as importing:
        (folder / "ke-hoach.txt").write_text("KẾ HOẠCH\n", encoding="utf-8")
        _, errors = importing.communicate()
    assert errors.decode() == "Chưa nhập gì; không tệp nào bị thay đổi.\n"
