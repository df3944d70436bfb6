"""A copy of the real content, to be edited, released and spoilt."""

from __future__ import annotations

import shutil
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import yaml

from conftest import ROOT
from portal.cli import main
from portal.files import read_tree
from portal.findings import Severity
from portal.reading import read_corpus
from portal.rules import check

PLAN = "ke-hoach-hoi-nhap-quoc-te-2022"
FIX = ["--reason", "transcription_fix"]
NOTES = ["--note-vi", "Sửa một lỗi chép.", "--note-en", "One slip of the transcription mended."]


class Scratch:
    """A copy of the real content, and the command run on it."""

    def __init__(self, folder: Path) -> None:
        self.content = folder / "content"
        shutil.copytree(ROOT / "content", self.content)
        self.said = ""
        """What the last command wrote besides its output."""

    def path(self, name: str) -> Path:
        """A file of the plan: `vi` its text, `log.yml` and `1.0/vi.md` of its versions."""
        if name in ("vi", "en"):
            return self.content / name / f"documents/{PLAN}.md"
        return self.content / "versions" / PLAN / name

    def edit(self, name: str, old: str, new: str) -> None:
        text = self.path(name).read_text(encoding="utf-8")
        assert text.count(old) == 1, old
        self.path(name).write_text(text.replace(old, new), encoding="utf-8")

    def consolidate(self) -> None:
        """Makes the plan's text one of our own, which may then say other than what was received."""
        self.edit("vi", "source: sources/plan-2022-as-received.txt", "consolidated: Thử nghiệm.")

    def run(self, *arguments: str) -> tuple[int, str]:
        """Exit code and output, in English."""
        with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as errors:
            try:
                code = main(["--lang", "en", *arguments, "--content", str(self.content)])
            except SystemExit as stopped:
                code = int(stopped.code or 0)
        self.said = errors.getvalue()
        return code, out.getvalue()

    def release(self, day: str, *arguments: str) -> tuple[int, str]:
        return self.run("release", PLAN, "--date", day, *(arguments or (*FIX, *NOTES)))

    def confirm(self, units: str, *more: str, day: str = "2026-11-24") -> tuple[int, str]:
        """Says that passages of the English render the Vietnamese of today."""
        page = f"documents/{PLAN}.md#{units}"
        return self.run("translated", page, "--by", "N. V. A.", "--on", day, *more)

    def log(self) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = yaml.safe_load(self.path("log.yml").read_bytes())
        return entries

    def errors(self) -> list[str]:
        """What the check finds, as file and rule."""
        findings = check(read_corpus(read_tree(self.content)))
        return [f"{f.path} {f.rule}" for f in findings if f.severity is Severity.error]


def edit_both(scratch: Scratch, word: str = "2022-2030") -> None:
    """A change of the original that the translation follows, confirmed."""
    for language in ("vi", "en"):
        text = scratch.path(language).read_text(encoding="utf-8")
        old = next(line for line in text.splitlines() if line.endswith("{#ii-5}"))
        scratch.edit(language, old, old.replace(" {#ii-5}", f" ({word}) {{#ii-5}}"))
    assert scratch.confirm("ii-5") == (0, "Passages confirmed: 1.\n")
