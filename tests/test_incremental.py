"""A build that keeps pages of the last one gives, to the byte, what a clean build gives."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from building import SETTINGS
from conftest import ROOT, try_build
from portal.checksums import SUMS
from portal.files import digests
from portal.fruitless import SIZE
from portal.offline import OFFLINE
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
        return digests(self.root / to)

    @contextmanager
    def serving(self) -> Iterator[Callable[[], dict[str, str]]]:
        """What builds the site again, in one process for all that is edited meanwhile."""
        script = [sys.executable, str(ROOT / "tests/rebuilding.py"), str(self.root / "served")]
        env, pipe = os.environ | SETTINGS, subprocess.PIPE
        with subprocess.Popen(
            script, cwd=self.root, env=env, stdin=pipe, stdout=pipe, text=True
        ) as process:
            asked, answered = process.stdin, process.stdout
            assert asked and answered  # noqa: PT018

            def build() -> dict[str, str]:
                print(file=asked, flush=True)
                assert answered.readline() == "\n"
                return digests(self.root / "served")

            yield build
        assert process.returncode == 0

    @property
    def remembered(self) -> Path:
        """Where a check notes in which passages it found nothing."""
        return self.root / ".cache/fruitless"

    def check(self, cache: str = "1") -> str:
        """What is found by a check that does not just repeat what the last one said."""
        for record in self.root.glob(".cache/check-*.json"):
            record.unlink()
        done = subprocess.run(
            [sys.executable, "-m", "portal", "check"],
            cwd=self.root,
            env=os.environ | {"PYTHONPATH": str(ROOT / "hooks"), "PORTAL_CACHE": cache},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode in (0, 1), done.stderr
        return done.stdout

    def times(self) -> dict[str, int]:
        """When each file of a work was written."""
        files = (self.root / "site").rglob("documents/*/*.*")
        return {str(p.relative_to(self.root / "site")): p.stat().st_mtime_ns for p in files}

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
    site = Project(project / "every")
    before = site.build()
    (site.root / "site" / OFFLINE).write_bytes(b"damaged")
    with site.serving() as rebuild:
        rebuild()
        for what, edit in EDITS.items():
            edit(site)
            kept = site.build()
            assert kept != before, f"{what}: nothing changed"
            before = kept
            clean = site.build(to=f"../../{project.name}-clean")
            assert not different(kept, clean), what
            assert different(rebuild(), clean) <= {OFFLINE, SUMS}, f"{what}, while served"


def different(one: Mapping[str, str], two: Mapping[str, str]) -> set[str]:
    return {name for name in one.keys() | two.keys() if one.get(name) != two.get(name)}


def test_only_files_that_show_what_was_edited_are_made_again(project: Path) -> None:
    site = Project(project / "few")
    site.build()
    before = site.times()
    EDITS["what is known of a cited work"](site)
    site.build()
    made = {name for name, time in site.times().items() if before[name] != time}
    assert {f"documents/{DECREE}/{name}" for name in ("index.html", "data.json")} <= made
    assert f"documents/{PLAN}/index.html" in made
    assert f"documents/{CITED}/index.html" in before
    assert not [name for name in made if CITED in name]


def test_a_check_looks_again_where_it_found_nothing_once_that_could_have_changed(
    project: Path,
) -> None:
    site = Project(project / "looked")
    before = site.check()
    site.replace("content/glossary.yml", "báo chí", "thông tin báo chí")
    site.replace("content/glossary.yml", 'en: "press"', 'en: "mass media"')
    assert "(disagreement-term)" not in before
    assert "(term-not-used)" in site.check()
    site.replace("content/glossary.yml", "thông tin báo chí", "báo chí")
    assert "mass media" in site.check()
    site.replace("content/glossary.yml", 'en: "mass media"', 'en: "press"')
    assert site.check() == before
    assert site.check(cache="0") == before
    site.remembered.unlink()
    assert site.check() == before
    kept = site.remembered.read_bytes()
    for damaged in (b"", kept[:-3], b"\0" * 32 + kept[32:], kept[:32] + bytes(160), b"other"):
        site.remembered.write_bytes(damaged)
        assert site.check() == before
        assert searches(kept) <= searches(site.remembered.read_bytes())


def searches(remembered: bytes) -> set[bytes]:
    """The digests of searches in what is remembered."""
    return {remembered[at : at + SIZE] for at in range(32, len(remembered), SIZE)}
