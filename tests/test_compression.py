"""Compressed copies of a site: they say what the files say, and are made again only if not."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest

from portal.checksums import SUMS, render_sums
from portal.cli import main
from portal.files import copy_in, digests
from portal.verifying import verify_files

TEXT = "Điều 1. Phạm vi điều chỉnh.\n" * 50


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A site of a page, a picture and a word."""
    (tmp_path / "en").mkdir()
    (tmp_path / "en/index.html").write_text(TEXT, encoding="utf-8")
    (tmp_path / "icon.png").write_bytes(b"\x89PNG" + bytes(500))
    (tmp_path / "word.txt").write_text("không", encoding="utf-8")
    (tmp_path / SUMS).write_text(render_sums(digests(tmp_path, leave_out={SUMS})), encoding="utf-8")
    return tmp_path


def compressed(folder: Path) -> dict[str, bytes]:
    assert main(["compress", str(folder)]) == 0
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in folder.rglob("*.??")}


def test_a_copy_says_what_its_file_says(small: Path) -> None:
    copies = compressed(small)
    assert set(copies) == {f"{n}{e}" for n in ("en/index.html", SUMS) for e in (".br", ".gz")}
    assert brotli.decompress(copies["en/index.html.br"]) == TEXT.encode()
    assert gzip.decompress(copies["en/index.html.gz"]) == TEXT.encode()


def test_copies_are_the_same_each_time_and_as_old_as_their_file(small: Path) -> None:
    first = compressed(small)
    page = small / "en/index.html"
    for name in first:
        (small / name).unlink()
    assert compressed(small) == first
    assert {(small / f"en/index.html{e}").stat().st_mtime for e in (".br", ".gz")} == {
        page.stat().st_mtime
    }


def test_only_what_is_no_longer_right_is_written_again(small: Path) -> None:
    first = compressed(small)
    places = {name: (small / name).stat().st_ino for name in first}
    (small / "en/index.html").write_text(f"{TEXT}Điều 2.\n", encoding="utf-8")
    second = compressed(small)
    again = {name for name in second if (small / name).stat().st_ino != places[name]}
    assert again == {"en/index.html.br", "en/index.html.gz"}
    assert brotli.decompress(second["en/index.html.br"]).decode().endswith("Điều 2.\n")


def test_a_copy_of_what_is_gone_goes_too_and_what_was_left_half_written(small: Path) -> None:
    compressed(small)
    (small / "en/index.html").unlink()
    (small / "en/.index.html.br.half").write_bytes(b"cut o")
    compressed(small)
    assert not list((small / "en").iterdir())


@pytest.mark.parametrize("ending", [".br", ".gz"])
@pytest.mark.parametrize(
    "wrong",
    [TEXT.replace("Điều 1", "Điều 9"), f"{TEXT}.", "", TEXT[:-1], None],
    ids=["other words", "more", "nothing", "less", "damaged"],
)
def test_a_wrong_copy_is_told_of(small: Path, ending: str, wrong: str | None) -> None:
    compressed(small)
    assert not list(verify_files(copy_in(small)))
    compress = brotli.compress if ending == ".br" else gzip.compress
    (small / f"en/index.html{ending}").write_bytes(
        b"no such coding" if wrong is None else compress(wrong.encode())
    )
    found = [(finding.rule, finding.path) for finding in verify_files(copy_in(small))]
    assert found == [("verify-copy-wrong", f"en/index.html{ending}")]


def test_a_copy_of_no_file_is_not_trusted(small: Path) -> None:
    (small / "else.html.br").write_bytes(brotli.compress(b"x"))
    assert [finding.rule for finding in verify_files(copy_in(small))] == ["verify-file-unlisted"]


def test_only_a_site_is_compressed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "letter.txt").write_text(TEXT, encoding="utf-8")
    assert main(["compress", str(tmp_path)]) == 2
    assert "Không phải thư mục" in capsys.readouterr().out
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]
