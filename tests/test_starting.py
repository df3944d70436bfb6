"""Another department begins a portal of its own, and it works at once."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from handbook_links import broken_links
from portal.cli import main


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("department") / "portal"
    assert main(["init", str(folder), "--on", "2026-12-01"]) == 0
    return folder


def test_nothing_of_this_department_is_in_the_new_portal(begun: Path) -> None:
    for file in begun.rglob("*"):
        if file.is_file() and file.suffix in {
            ".py",
            ".yml",
            ".md",
            ".html",
            ".toml",
            ".css",
            ".js",
        }:
            text = file.read_text(encoding="utf-8").casefold()
            assert "hải phòng" not in text, file
            assert "hai phong" not in text, file


def test_its_handbook_and_its_pipelines_lead_nowhere_else(begun: Path) -> None:
    assert (begun / "docs/viec-hang-ngay.md").is_file()
    assert broken_links(begun) == []
    for pipeline in (begun / "deploy").rglob("*.yml"):
        for script in re.findall(r"bash (\S+)", pipeline.read_text(encoding="utf-8")):
            assert (begun / script).is_file(), script


@pytest.mark.slow
@pytest.mark.parametrize("release", ["0", "1"])
def test_it_builds_at_once_even_as_a_release(begun: Path, tmp_path: Path, release: str) -> None:
    done = run(begun, "mkdocs", "build", "--strict", "--site-dir", str(tmp_path), release=release)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "en/documents/ke-hoach-mau/index.html").read_text(encoding="utf-8")
    assert "Each passage has an id, the same in every language." in page
    assert re.search(r'<a href="versions/">1\.0</a>, <time datetime="2026-12-01">', page)


@pytest.mark.slow
def test_its_own_tests_pass(begun: Path) -> None:
    done = run(begun, "pytest", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout
    checked = run(begun, "portal", "check", "--lang", "en")
    assert checked.returncode == 0, checked.stdout
    assert " 0 errors" in f" {checked.stderr}"


def run(root: Path, *command: str, release: str = "0") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=root,
        env=os.environ
        | {"PYTHONPATH": "hooks", "NO_MKDOCS_2_WARNING": "1", "RELEASE": release, "SITE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_folder_with_files_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    assert main(["init", str(tmp_path), "--lang", "en"]) == 2
    assert "is not empty" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_its_makefile_names_nothing_that_it_lacks(begun: Path) -> None:
    makefile = (begun / "Makefile").read_text(encoding="utf-8")
    assert "bench" not in makefile
    for name in re.findall(r"requirements/\w+\.txt", makefile):
        assert (begun / name).is_file()
