"""The portal builds, says what the content says, and proves itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal.files import open_copy, read_tree
from portal.findings import Severity
from portal.reading import read_corpus
from portal.rules import check
from portal.verifying import verify

ROOT = Path(__file__).parents[1]


def test_the_content_has_no_errors() -> None:
    findings = check(read_corpus(read_tree(ROOT / "content")))
    errors = [f.line_for_terminal("vi") for f in findings if f.severity is Severity.error]
    assert errors == []


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    done = subprocess.run(
        [*command, "--site-dir", str(folder)],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "RELEASE": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_every_work_has_its_page_in_every_language(site: Path) -> None:
    corpus = read_corpus(read_tree(ROOT / "content"))
    for work in corpus.works:
        for language in corpus.languages:
            prefix = "" if language == corpus.source_language else f"{language}/"
            assert (site / f"{prefix}documents/{work}/index.html").is_file()


def test_the_built_site_proves_itself(site: Path) -> None:
    copy = open_copy(site)
    assert copy
    assert verify(copy).findings == []
