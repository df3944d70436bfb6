"""Scripts of other releases, kept for pages that are still open, are proven by their folder."""

from __future__ import annotations

from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest

from portal.checksums import SUMS, render_sums
from portal.code_folders import code_folder
from portal.files import copy_in, digests, write_bytes
from portal.verifying import verify_files

CODE = {"portal.js": b"let a;\n" * 50, "vendor/b-1.0.js": b"let b;\n", "portal.css": b"p {}\n"}
FOLDER = code_folder(CODE)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A site, and beside what it lists the scripts of another release."""
    write_bytes(tmp_path, {"index.html": b"<p>"})
    sums = render_sums(digests(tmp_path, leave_out={SUMS}))
    copy = {f"{FOLDER}portal.js.br": bytes(brotli.compress(CODE["portal.js"]))}
    code = {FOLDER + name: data for name, data in CODE.items()}
    write_bytes(tmp_path, {SUMS: sums.encode(), **code, **copy})
    return tmp_path


def found(site: Path) -> set[tuple[str, str]]:
    return {(finding.rule, finding.path) for finding in verify_files(copy_in(site))}


def test_a_folder_that_holds_what_its_name_says_is_accepted(kept: Path) -> None:
    assert found(kept) == set()


@pytest.mark.parametrize(
    ("name", "data"),
    {"portal.js": b"let evil;\n", "more.js": b"", "page.html": b"<p>", "b.css.txt": b"p"}.items(),
)
def test_a_folder_that_holds_anything_else_is_not(kept: Path, name: str, data: bytes) -> None:
    write_bytes(kept, {FOLDER + name: data})
    names = {FOLDER + other for other in (*CODE, name)}
    assert found(kept) >= {("verify-file-unlisted", other) for other in names}


def test_a_page_is_not_vouched_for_by_the_name_of_its_folder(kept: Path) -> None:
    page = {"index.html": b"<p>Other words"}
    place = f"{code_folder(page)}index.html"
    write_bytes(kept, {place: page["index.html"]})
    assert found(kept) == {("verify-file-unlisted", place)}


def test_a_wrong_copy_of_a_kept_script_is_told_of(kept: Path) -> None:
    write_bytes(kept, {f"{FOLDER}portal.js.br": bytes(brotli.compress(b"let evil;\n"))})
    assert found(kept) == {("verify-copy-wrong", f"{FOLDER}portal.js.br")}


def test_what_is_added_to_the_scripts_of_the_site_itself_is_told_of(kept: Path) -> None:
    sums = render_sums(digests(kept, leave_out={SUMS}))
    write_bytes(kept, {SUMS: sums.encode(), f"{FOLDER}more.js": b"let evil;\n"})
    assert found(kept) == {("verify-file-unlisted", f"{FOLDER}more.js")}
