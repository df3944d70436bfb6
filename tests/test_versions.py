"""Versions: released by the real command in a copy of the real content, and proved afterwards."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from conftest import ROOT
from portal.files import read_tree
from scratch import FIX, NOTES, PLAN, Scratch, edit_both

pytestmark = pytest.mark.slow


def two_versions(scratch: Scratch) -> None:
    edit_both(scratch)
    assert scratch.release("2026-11-25")[0] == 0


def test_the_plan_is_released_and_says_what_it_lacks() -> None:
    log = yaml.safe_load((ROOT / f"content/versions/{PLAN}/log.yml").read_bytes())
    assert (log[0]["version"], log[0]["reason"]) == ("1.0", "initial")
    assert "không ghi số và ngày" in log[0]["note"]["vi"]
    assert "neither number nor date" in log[0]["note"]["en"]
    for language, digest in log[0]["text"].items():
        frozen = (ROOT / f"content/versions/{PLAN}/1.0/{language}.md").read_bytes()
        assert hashlib.sha256(frozen).hexdigest() == digest


def test_release_edit_release_compare(scratch: Scratch) -> None:
    head = scratch.path("log.yml").read_bytes()
    edit_both(scratch)
    code, out = scratch.run("check")
    assert code == 0
    assert f"portal release {PLAN} --date DAY --reason REASON" in out
    code, out = scratch.release("2026-11-25")
    assert (code, out.splitlines()[0]) == (0, f"Released version 1.1 of {PLAN}:")
    assert scratch.path("log.yml").read_bytes().startswith(head)
    assert scratch.errors() == []
    edit_both(scratch, "2031")
    arguments = ["--reason", "legal_change", *NOTES, "--legal"]
    arguments += ["promulgated_by=nghi-quyet-38-nq-cp-2017", "effective=2027-01-01"]
    assert scratch.release("2026-12-01", *arguments)[0] == 0
    assert [entry["version"] for entry in scratch.log()] == ["1.0", "1.1", "2.0"]
    assert scratch.log()[2]["legal"]["promulgated_by"] == "nghi-quyet-38-nq-cp-2017"
    assert scratch.errors() == []
    code, out = scratch.run("diff", PLAN, "1.0", "1.1")
    assert "ii-5: reworded\n" in out
    assert "{+ (2022-2030)+}" in out
    assert out.endswith("Passages changed: 1; unchanged: 111.\n")
    assert scratch.run("diff", PLAN, "2.0")[1] == "Passages changed: 0; unchanged: 112.\n"
    assert "(2031)" in scratch.run("diff", PLAN, "1.1", "2.0", "--text", "en")[1]


def after_editing(change: Callable[[Scratch], object]) -> Callable[[Scratch], object]:
    def both(scratch: Scratch) -> None:
        edit_both(scratch)
        change(scratch)

    return both


def put_something_in_the_way(scratch: Scratch) -> None:
    scratch.path("1.1").mkdir()
    scratch.path("1.1/notes.txt").write_text("mine")


REFUSALS: dict[str, tuple[Callable[[Scratch], object], list[str], str]] = {
    "nothing changed": (lambda s: None, [*FIX, *NOTES], "release-nothing-changed"),
    "white space is no change": (
        lambda s: s.path("vi").write_bytes(s.path("vi").read_bytes().replace(b"\n", b" \r\n")),
        [*FIX, *NOTES],
        "release-nothing-changed",
    ),
    "the translation lags": (
        lambda s: s.edit("vi", "giáo dục 4.0", "giáo dục 5.0"),
        [*FIX, *NOTES],
        "release-translation-lags",
    ),
    "the translation is gone": (
        after_editing(lambda s: s.path("en").unlink()),
        [*FIX, *NOTES],
        "release-translation-lags",
    ),
    "a note is missing in one language": (
        edit_both,
        [*FIX, "--note-vi", "Sửa.", "--note-en", " "],
        "release-note-missing",
    ),
    "the content has errors": (
        after_editing(lambda s: (s.content / "duties.yml").write_text("a: [")),
        [*FIX, *NOTES],
        "release-check-failed",
    ),
    "the reason is that of a translation": (
        edit_both,
        ["--reason", "translation_fix", *NOTES],
        "release-reason-contradicts",
    ),
    "there is a first version already": (
        edit_both,
        ["--reason", "initial", *NOTES],
        "release-initial",
    ),
    "a change of ours has no legal act": (
        edit_both,
        [*FIX, *NOTES, "--legal", "effective=2027-01-01"],
        "release-legal-misplaced",
    ),
    "the legal act is not in the register": (
        edit_both,
        ["--reason", "legal_change", *NOTES, "--legal", "promulgated_by=luat-x"],
        "release-work-unknown",
    ),
    "no such language": (edit_both, [*FIX, *NOTES, "--lags", "fr"], "release-language-unknown"),
    "a withdrawn text is still there": (
        edit_both,
        ["--reason", "withdrawal", *NOTES],
        "release-text-there",
    ),
    "a file is in the way": (
        after_editing(put_something_in_the_way),
        [*FIX, *NOTES],
        "release-in-the-way",
    ),
}


@pytest.mark.parametrize("why", REFUSALS)
def test_a_release_is_refused(scratch: Scratch, why: str) -> None:
    change, arguments, rule = REFUSALS[why]
    change(scratch)
    before = read_tree(scratch.content)
    code, out = scratch.release("2026-11-25", *arguments)
    assert code == 1
    assert f"({rule})\n" in out
    assert read_tree(scratch.content) == before


def test_a_release_dated_back_is_refused(scratch: Scratch) -> None:
    edit_both(scratch)
    code, out = scratch.release("2026-11-23")
    assert code == 1
    assert "2026-11-23 is earlier than 2026-11-24, the date of version 1.0." in out


@pytest.mark.parametrize("day", ["24/11/2026", "20261124", "2026-11-31", "today"])
def test_a_wrong_date_is_wrong_use(scratch: Scratch, day: str) -> None:
    assert scratch.release(day)[0] == 2
    assert "write year-month-day, such as 2022-02-07" in scratch.said


def test_a_lagging_translation_is_published_as_such_until_it_follows(scratch: Scratch) -> None:
    scratch.edit("vi", "giáo dục 4.0", "giáo dục 5.0")
    assert scratch.release("2026-11-25", *FIX, *NOTES, "--lags", "en")[0] == 0
    assert scratch.log()[1]["lagging"] == ["en"]
    edit_both(scratch)  # another passage: the first one still lags
    assert "release-translation-lags" in scratch.release("2026-11-26")[1]
    assert scratch.confirm("ii-10", "--reason", "4.0 is a name")[0] == 1  # a figure differs
    scratch.edit("en", "4.0 education", "5.0 education")
    assert scratch.confirm("ii-10")[0] == 0
    assert scratch.release("2026-11-26")[0] == 0
    assert "lagging" not in scratch.log()[2]
    assert scratch.errors() == []


def test_a_text_can_be_withdrawn_and_its_versions_stay(scratch: Scratch) -> None:
    work = "nghi-dinh-43-2011-nd-cp"
    for language, said in (("vi", "consolidated: Thử."), ("en", "title: Trial")):
        front = f"---\n{said}\nchanges:\n  - {{date: 2026-11-24, note: Thử.}}\n---\n"
        text = f"{front}# Nghị định {{#tieu-de}}\n\nĐiều 1. {{#dieu-1}}\n"
        text = text if language == "vi" else text.replace("Nghị định", "Decree")
        (scratch.content / language / f"documents/{work}.md").write_text(text, encoding="utf-8")
    release = ["release", work, *NOTES, "--date", "2026-11-25", "--reason"]
    assert scratch.run(*release, "initial")[0] == 0
    files = [scratch.content / language / f"documents/{work}.md" for language in ("vi", "en")]
    kept = [file.read_bytes() for file in files]
    for file in files:
        file.unlink()
    _, out = scratch.run("check")
    assert out.count("(text-gone)") == 2
    assert scratch.run(*release, "withdrawal")[0] == 0
    assert "(text-" not in scratch.run("check")[1]
    for file, data in zip(files, kept, strict=True):
        file.write_bytes(data)
    assert scratch.run("check")[1].count("(text-withdrawn)") == 2
    log = yaml.safe_load((scratch.content / f"versions/{work}/log.yml").read_bytes())
    assert [(e["version"], sorted(e["text"])) for e in log] == [("1.0", ["en", "vi"]), ("1.1", [])]


# Nothing is rewritten


def resign(entries: list[dict[str, Any]]) -> str:
    return yaml.safe_dump(entries, allow_unicode=True, sort_keys=False)


TAMPERINGS: dict[str, tuple[Callable[[Scratch], object], list[str]]] = {
    "a frozen text is edited": (
        lambda s: s.edit("1.0/vi.md", "# Hội nhập quốc tế", "# Hợp tác quốc tế"),
        ["1.0/vi.md version-text-changed"],
    ),
    "a frozen translation is deleted": (
        lambda s: s.path("1.0/en.md").unlink(),
        ["1.0/en.md version-text-missing"],
    ),
    "a frozen text is added": (
        lambda s: s.path("1.1/fr.md").write_text("x"),
        ["1.1/fr.md version-not-logged"],
    ),
    "an old note is edited": (
        lambda s: s.edit("log.yml", "First published.", "Published first."),
        ["log.yml version-chain-broken"],
    ),
    "an old date is edited": (
        lambda s: s.edit("log.yml", "date: 2026-11-24", "date: 2026-11-20"),
        ["log.yml version-chain-broken"],
    ),
    "entries change places": (
        lambda s: s.path("log.yml").write_text(resign(s.log()[::-1]), encoding="utf-8"),
        [
            "log.yml version-chain-broken",
            "log.yml version-chain-broken",
            "log.yml version-date-backwards",
            "log.yml version-label-wrong",
            "log.yml version-label-wrong",
        ],
    ),
    "the first entry is dropped": (
        lambda s: s.path("log.yml").write_text(resign(s.log()[1:]), encoding="utf-8"),
        [
            "1.0/en.md version-not-logged",
            "1.0/vi.md version-not-logged",
            "log.yml version-chain-broken",
            "log.yml version-label-wrong",
        ],
    ),
    "the log is deleted": (
        lambda s: s.path("log.yml").unlink(),
        ["1.1/en.md version-not-logged", "1.1/vi.md version-not-logged"],
    ),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_tampering_is_caught_and_named(scratch: Scratch, what: str) -> None:
    two_versions(scratch)
    tamper, expected = TAMPERINGS[what]
    tamper(scratch)
    found = sorted(error.removeprefix(f"versions/{PLAN}/") for error in scratch.errors())
    assert found == sorted(expected)


def test_two_releases_on_two_branches_become_a_finding(scratch: Scratch) -> None:
    first = scratch.path("log.yml").read_text(encoding="utf-8")
    branches = []
    for word in ("ours", "theirs"):
        scratch.path("log.yml").write_text(first, encoding="utf-8")
        edit_both(scratch, word)
        assert scratch.release("2026-11-25")[0] == 0
        branches.append(scratch.path("log.yml").read_text(encoding="utf-8"))
    ours, theirs = (log.removeprefix(first) for log in branches)
    scratch.path("log.yml").write_text(first + ours + theirs, encoding="utf-8")
    errors = [error for error in scratch.errors() if "log.yml" in error]
    assert [error.split()[1] for error in errors] == ["version-label-wrong", "version-chain-broken"]
    conflict = f"{first}<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> other\n"
    scratch.path("log.yml").write_text(conflict, encoding="utf-8")
    assert any(error.startswith(f"versions/{PLAN}/log.yml ") for error in scratch.errors())


KILLER = """
import os, signal, sys
left = int(sys.argv.pop(1))
def hook(event, arguments):
    global left
    writes = event in ("os.rename", "os.mkdir", "os.remove")
    if event == "open" and isinstance(arguments[1], str):
        writes = any(sign in arguments[1] for sign in "wax+")
    if writes:
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
from portal.cli import main
sys.exit(main())
"""


@pytest.mark.slow
def test_a_release_killed_at_any_write_leaves_the_tree_before_or_after(scratch: Scratch) -> None:
    edit_both(scratch)
    before = read_tree(scratch.content)
    command = ["release", PLAN, "--date", "2026-11-25", *FIX, *NOTES]
    command += ["--content", str(scratch.content)]
    kills = 0
    while True:
        kills += 1
        done = subprocess.run(
            [sys.executable, "-c", KILLER, str(kills), *command],
            env=os.environ | {"PYTHONPATH": str(ROOT / "hooks")},
            capture_output=True,
            check=False,
        )
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL
        after = read_tree(scratch.content)
        assert {name: after[name] for name in before} == before  # the log too: not yet released
        assert scratch.errors() == []
    assert kills > 6  # each of the three files is written, then put in its place
    assert [entry["version"] for entry in scratch.log()] == ["1.0", "1.1"]
    assert scratch.run("check")[0] == 0
    assert not list(scratch.content.rglob(".*"))


def test_what_cannot_be_written_is_said_and_nothing_is_half_done(scratch: Scratch) -> None:
    edit_both(scratch)
    scratch.path("1.1").write_text("a file, where a folder must be")
    before = read_tree(scratch.content)
    assert scratch.release("2026-11-25")[0] == 1
    assert scratch.said.startswith(f"Cannot read or write “{scratch.path('1.1')}")
    assert read_tree(scratch.content) == before
