"""A build that would only repeat the last one is spared; any other is made anew."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, root_with, try_build
from portal.files import digests

pytestmark = pytest.mark.slow
NOTHING = "Nothing changed"
Change = Callable[[Path], object]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project and its site, which a second build has left as it was."""
    root = root_with(
        tmp_path_factory.mktemp("unchanged") / "root", ROOT / "hooks/portal/start/content"
    )
    (root / "overrides").unlink()
    shutil.copytree(ROOT / "overrides", root / "overrides")
    assert NOTHING not in said_by_build(root)
    before = digests(root / "site")
    assert NOTHING in said_by_build(root)
    assert digests(root / "site") == before
    return root


def said_by_build(root: Path, url: str = "https://example.org/") -> str:
    done = try_build(root / "site", root=root, url=url, release=False, quiet=False)
    assert done.returncode == 0, done.stderr
    return done.stderr


def append(name: str, text: str) -> Change:
    def change(root: Path) -> None:
        file = root / name
        file.write_bytes(file.read_bytes() + text.encode())

    return change


CHANGES: dict[str, Change] = {
    "a word of a page": append("content/vi/index.md", "\nThêm một câu.\n"),
    "a template": append("overrides/page.html", "{# another #}\n"),
    "a style": append("overrides/assets/portal.css", "\n/* another */\n"),
    "the configuration": append("mkdocs.yml", "# another\n"),
    "a file of the site lost": lambda root: (root / "site/index.html").unlink(),
    "a file of the site altered": append("site/en/index.html", "<!-- other -->"),
    "a file too many in the site": lambda root: (root / "site/x.html").write_text("x"),
    "a file left half written": lambda root: (root / "site/.offline.zip.half").write_text("x"),
    "the list of checksums": append("site/SHA256SUMS", "0" * 64 + "  x\n"),
    "a damaged record": lambda root: record(root).write_text('{"inputs": 1'),
    "a foreign record": lambda root: record(root).write_text("[]"),
    "no record": lambda root: record(root).unlink(),
}


def record(root: Path) -> Path:
    [file] = (root / ".cache").glob("build-*.json")
    return file


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_changes_the_site_is_made_anew(built: Path, what: str) -> None:
    CHANGES[what](built)
    assert NOTHING not in said_by_build(built)
    kept = digests(built / "site")
    record(built).unlink()
    said_by_build(built)
    assert kept == digests(built / "site")


def test_another_address_is_another_site(built: Path) -> None:
    assert NOTHING not in said_by_build(built, url="https://example.com/")
    assert NOTHING not in said_by_build(built)


def test_a_repeated_build_says_again_what_the_first_one_said(built: Path) -> None:
    record(built).unlink(missing_ok=True)
    first, second = said_by_build(built), said_by_build(built)
    told = [line for line in first.splitlines() if "agency-not-provided" in line]
    assert told
    assert [line for line in second.splitlines() if "agency-not-provided" in line] == told


def test_a_site_outside_of_the_project_leaves_no_record(built: Path, tmp_path: Path) -> None:
    before = sorted((built / ".cache").iterdir())
    assert try_build(tmp_path / "site", root=built, release=False).returncode == 0
    assert sorted((built / ".cache").iterdir()) == before


def test_a_check_says_the_same_again_until_something_changes(built: Path) -> None:
    page = built / "content/vi/index.md"
    before = page.read_bytes()
    first = check(built)
    [record] = (built / ".cache").glob("check-*.json")
    kept = record.read_bytes()
    assert check(built) == first
    assert record.read_bytes() == kept
    page.write_bytes(before + b"\n![](x.png)\n")
    assert "image-missing" in check(built)
    page.write_bytes(before)
    record.write_text('["', encoding="utf-8")
    assert check(built) == first


def check(root: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "portal", "--lang", "en", "check"],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(ROOT / "hooks")},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr
