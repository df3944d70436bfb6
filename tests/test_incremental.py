"""A build that keeps pages of the last one gives, to the byte, what a clean build gives."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, try_build
from portal.files import digests
from scratch import PLAN, Scratch

pytestmark = pytest.mark.slow
DECREE = "nghi-dinh-43-2011-nd-cp"
NEW = "quyet-dinh-9-2021-qd-ubnd-hai-phong"
FIRST = ["--reason", "transcription_fix", "--note-vi", "Sửa.", "--note-en", "Mended."]
CITED = "quyet-dinh-42-2020-qd-ubnd-hai-phong"


class Project(Scratch):
    """The project with a copy of its content and templates, and its site."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.root = folder
        shutil.copytree(ROOT / "overrides", folder / "overrides")
        shutil.copy(ROOT / "mkdocs.yml", folder)
        (folder / "hooks").symlink_to(ROOT / "hooks")
        self.consolidate()

    def build(self, to: str = "site") -> dict[str, str]:
        done = try_build(self.root / to, root=self.root, release=False)
        assert done.returncode == 0, done.stderr
        return digests(self.root / to, leave_out="")

    def times(self) -> dict[str, int]:
        """When each page of the site was written."""
        pages = (self.root / "site").rglob("index.html")
        return {str(p.relative_to(self.root / "site")): p.stat().st_mtime_ns for p in pages}

    def replace(self, file: str, old: str, new: str) -> int:
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        assert re.search(old, text), (file, old)
        return path.write_text(re.sub(old, new, text, count=1), encoding="utf-8")

    def register(self, work: str, like: str) -> None:
        text = (self.content / f"register/{like}.yml").read_text(encoding="utf-8")
        text = text.replace(like, work).replace("42/2020/QĐ-UBND", "9/2021/QĐ-UBND")
        text = text.replace('["42/2020/Đ-UBND"]', "[]")
        (self.content / f"register/{work}.yml").write_text(text, encoding="utf-8")


EDITS: dict[str, Callable[[Project], object]] = {
    "a passage of the original": lambda p: p.replace(
        f"content/vi/documents/{PLAN}.md", r"(\{#i-1-1\})", r"(sửa) \1"
    ),
    "a passage of the translation": lambda p: p.replace(
        f"content/en/documents/{PLAN}.md", r"(\{#i-1-2\})", r"(mended) \1"
    ),
    "a confirmation": lambda p: p.confirm("i-1-1", "--reason", "thử"),
    "what is known of a cited work": lambda p: p.replace(
        f"content/register/{DECREE}.yml", r"(?m)^issuer:", "effective: 2011-08-01\nissuer:"
    ),
    "a title": lambda p: p.replace(
        f"content/register/{CITED}.yml", "issuing the", "on issuing the"
    ),
    "a work more": lambda p: p.register(NEW, like=CITED),
    "a work less": lambda p: (p.content / f"register/{NEW}.yml").unlink(),
    "the name of a body": lambda p: p.replace(
        "content/authorities.yml", "Prime Minister", "Premier"
    ),
    "the name of the site": lambda p: p.replace(
        "content/agency.yml", "en: International", "en: The"
    ),
    "a page in the menu": lambda p: p.replace("content/en/about.md", r"title: ", "title: More "),
    "a note on a term": lambda p: p.replace("content/glossary.yml", "en: [A-Za-z]+", r"\g<0> "),
    "a passage with another address": lambda p: [
        p.replace(f"content/{c}/documents/{PLAN}.md", r"\{#i-1-3\}", "{#i-1-33}")
        for c in ("vi", "en")
    ],
    "a version": lambda p: p.release("2026-11-25", "--lags", "en", *FIRST),
    "an address that moved": lambda p: (p.content / "moved.yml").write_text(
        f"documents/ke-hoach/: documents/{PLAN}/\n", encoding="utf-8"
    ),
    "an address that moved again": lambda p: p.replace("content/moved.yml", "ke-hoach", "hoi-nhap"),
    "a template": lambda p: p.replace("overrides/document.html", "<article", "<article data-x"),
    "a style": lambda p: p.replace("overrides/assets/portal.css", r"\Z", "/* new */\n"),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("incremental")


def test_every_edit_gives_what_a_clean_build_gives(project: Path) -> None:
    site = Project(project)
    before = site.build()
    for what, edit in EDITS.items():
        edit(site)
        kept = site.build()
        assert kept != before, f"{what}: nothing changed"
        before = kept
        clean = site.build(to=f"../{project.name}-clean")
        different = {n for n in kept.keys() | clean.keys() if kept.get(n) != clean.get(n)}
        assert not different, what


def test_only_pages_that_show_what_was_edited_are_made_again(project: Path) -> None:
    site = Project(project / "few")
    site.build()
    before = site.times()
    EDITS["what is known of a cited work"](site)
    site.build()
    made = {name for name, time in site.times().items() if before[name] != time}
    assert f"documents/{DECREE}/index.html" in made
    assert f"documents/{PLAN}/index.html" in made
    assert f"documents/{CITED}/index.html" not in made
