"""`portal check --fix` mends what a machine can, shows it, and touches nothing else."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from conftest import ROOT
from portal.files import read_tree
from portal.fixing import MECHANICAL, fixed
from portal.reading import read_corpus
from portal.rules import check
from scratch import PLAN, Scratch

pytestmark = pytest.mark.slow

TREE = read_tree(ROOT / "content")
NOTE = "    note: Trang này đổi."


def mended(path: str, data: bytes) -> str:
    tree = TREE | {path: data}
    changed = fixed(tree, check(read_corpus(tree)))
    assert set(changed) <= {path}
    now = tree | {name: text.encode() for name, text in changed.items()}
    left = [f for f in check(read_corpus(now)) if f.rule in MECHANICAL]
    assert fixed(now, left) == {}
    return now[path].decode()


@pytest.mark.parametrize("path", ["en/about.md", "vi/about.md", "glossary.yml"])
def test_how_a_file_is_saved_is_mended(path: str) -> None:
    good = TREE[path].decode()
    windows = "\ufeff" + unicodedata.normalize("NFD", good).replace("\n", "\r\n").rstrip()
    assert mended(path, windows.encode()) == good


def test_dates_become_iso_where_they_stand() -> None:
    good = TREE["glossary.yml"].decode()
    for written in ("24/11/2026", "'24-11-2026'", "ngày 24 tháng 11 năm 2026", '"2026-11-24"'):
        bad = good.replace("date: 2026-11-24", f"date: {written} # ngày", 1)
        assert bad != good
        assert mended("glossary.yml", bad.encode()) == good.replace(
            "date: 2026-11-24", "date: 2026-11-24 # ngày", 1
        )


def test_a_month_keeps_the_quotes_that_make_it_words() -> None:
    path = "register/nghi-dinh-43-2011-nd-cp.yml"
    good = TREE[path].decode()
    bad = good.replace('checked: "2026-11"', "checked: 11/2026")
    assert bad != good
    assert mended(path, bad.encode()) == good


def test_tabs_become_blanks_and_then_more_is_found() -> None:
    good = TREE["glossary.yml"].decode()
    bad = good.replace("  - date: 2026-11-24\n    note", "\t- date: 24/11/2026\n\t\tnote", 1)
    assert bad != good
    assert read_corpus(TREE | {"glossary.yml": mended("glossary.yml", bad.encode()).encode()})
    assert mended("glossary.yml", bad.encode()) == good


def test_spaces_become_plain_and_ends_tidy() -> None:
    good = TREE["en/about.md"].decode()
    bad = good + "One\u00a0two, 15\u00a0% \nbroken  \nline"
    assert mended("en/about.md", bad.encode()) == good + "One two, 15\u00a0%\nbroken  \nline\n"


@pytest.mark.parametrize("path", [f"vi/documents/{PLAN}.md", f"versions/{PLAN}/1.0/vi.md"])
def test_official_and_frozen_texts_are_never_touched(path: str) -> None:
    body = unicodedata.normalize("NFD", TREE[path].decode()).replace("\n", "\r\n") + "x\u00a0y "
    done = mended(path, body.encode())
    if path.startswith("versions/"):
        assert done == body
        return
    front = body.split("---\r\n")[1]
    assert done.endswith(body.split("---\r\n", 2)[2])
    assert "\r" not in done.partition("\n---\n")[0]
    assert unicodedata.normalize("NFC", front).replace("\r", "") in done


def test_what_was_received_is_never_touched() -> None:
    path = "sources/plan-2022-as-received.txt"
    data = TREE[path].replace(b"\n", b"\r\n")
    assert mended(path, data).encode() == data


def test_nothing_is_mended_that_nobody_named(scratch: Scratch) -> None:
    for name in ("en/about.md", "en/verify.md"):
        (scratch.content / name).write_bytes(TREE[name].replace(b"\n", b"\r\n"))
    code, out = scratch.run("check", "--fix", "content/en/about.md")
    assert code == 0
    assert out.startswith("--- a/content/en/about.md\n+++ b/content/en/about.md\n@@ ")
    assert "⟨U+000D⟩" in out
    assert out.endswith("Files mended: 1.\n")
    assert (scratch.content / "en/about.md").read_bytes() == TREE["en/about.md"]
    assert b"\r\n" in (scratch.content / "en/verify.md").read_bytes()
    assert scratch.run("check", "--fix", "content/en/about.md") == (
        0,
        "There is nothing that a machine can mend.\n",
    )


def test_a_full_disk_leaves_the_file(scratch: Scratch, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device", str(target))

    bad = TREE["en/about.md"].replace(b"\n", b"\r\n")
    (scratch.content / "en/about.md").write_bytes(bad)
    monkeypatch.setattr(Path, "replace", full)
    code, _ = scratch.run("check", "--fix")
    assert code == 1
    assert "the disk is full" in scratch.said
    assert (scratch.content / "en/about.md").read_bytes() == bad
    assert not list(scratch.content.rglob(".*"))
