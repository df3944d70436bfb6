"""What people write and how they save it: each slip is found where it stands."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from markdown import markdown

from cases import cases
from conftest import ROOT
from portal.file_rules import LARGEST, address_of
from portal.files import read_tree
from portal.findings import Finding, Quoted, Severity
from portal.reading import LONGEST_TEXT, read_corpus
from portal.rules import UNRELEASED, WAITING, check
from portal.safe_markdown import SafeMarkdown
from portal.yaml_source import Place

pytestmark = pytest.mark.slow

TREE = read_tree(ROOT / "content")
PAGE = "en/about.md"
PLAN = "vi/documents/ke-hoach-hoi-nhap-quoc-te-2022.md"
SOURCE = "sources/plan-2022-as-received.txt"
PASSED = UNRELEASED | WAITING


def findings_of(tree: dict[str, bytes]) -> list[Finding]:
    return [finding for finding in check(read_corpus(tree)) if finding.rule not in PASSED]


def proposal(finding: Finding) -> str:
    expected = finding.values.get("expected")
    if isinstance(expected, str):
        return f" {expected}"
    asked = str(Quoted(finding.values, "en").get("meant", ""))
    return f" {asked.strip().removeprefix('Did you mean: ').removesuffix('?')}" if asked else ""


@pytest.mark.parametrize("case", cases("writing_mistakes"))
def test_findings_of_a_page(case: dict[str, Any]) -> None:
    before = TREE[PAGE].decode() + "\n"
    findings = findings_of(TREE | {PAGE: (before + case["text"]).encode()})
    above = before.count("\n")
    found = [
        f"{f.place.line - above}:{f.place.column} {f.rule}{proposal(f)}"
        for f in findings
        if f.path == PAGE
    ]
    assert found == case["findings"]
    assert len(findings) == len(found)


@pytest.mark.parametrize("case", cases("file_mistakes"))
def test_findings_of_files(case: dict[str, Any]) -> None:
    """`x.md+` is put at the end of x.md, `x.md^` at its beginning; `+1` is the first line added."""
    tree, above = dict(TREE), dict[str, int]()
    for name, text in case["files"].items():
        path, data = name.rstrip("+^"), text.encode()
        if name.endswith("+"):
            above[path] = tree[path].count(b"\n")
            data = tree[path] + data
        elif name.endswith("^"):
            data += tree[path]
        tree[path] = data
    found = [
        f"{f.path}:{'+' if f.path in above else ''}{f.place.line - above.get(f.path, 0)}"
        f":{f.place.column} {f.rule}{proposal(f)}"
        for f in findings_of(tree)
        if f.path in case["files"] or f.path in above or f.path == PAGE
    ]
    assert found == case["findings"]


def test_large_files_are_found() -> None:
    image = {"en/chart.png": b"x" * (LARGEST[True] + 1)}
    assert [f.rule for f in findings_of(TREE | image)] == ["file-too-large"]
    text = {"en/long.md": b"x" * (LONGEST_TEXT + 1)}
    assert [f.rule for f in findings_of(TREE | text)] == ["text-too-long"]


def test_a_file_that_is_not_utf_8_is_found_on_the_first_such_line() -> None:
    words = "Trường\nđã gửi ".encode() + "học".encode("latin-1", "ignore") + b"\xe2\n"
    (finding,) = [f for f in findings_of(TREE | {PAGE: words}) if f.path == PAGE]
    assert (finding.rule, finding.place) == ("not-utf-8", Place(2, 10))
    assert r"“đã gửi hc\xe2”" in finding.message("en")


@pytest.mark.parametrize("words", ["\u200b", "\u00a0", "\u00ad", "<b>", "http://example.vn/"])
def test_what_stands_in_the_source_is_no_fault_of_ours(words: str) -> None:
    """The words of an official text are not ours to change; what we add to them is."""
    put = f"“{words}” trước ngày 15/6"
    published = TREE[PLAN].replace("trước ngày 15/6".encode(), put.encode())
    received = TREE[SOURCE].replace("trước ngày 15/6".encode(), put.encode())
    ours = {"not-nfc", "invisible-character", "no-break-space", "html-not-allowed"}
    theirs = {f.rule for f in findings_of(TREE | {PLAN: published, SOURCE: received})}
    assert not theirs & ours
    if words.startswith(("http", "<")):
        return
    assert {f.rule for f in findings_of(TREE | {PLAN: published})} & ours


def test_a_source_with_loose_marks_is_the_same_text() -> None:
    import unicodedata

    loose = unicodedata.normalize("NFD", TREE[SOURCE].decode()).encode()
    assert [f.rule for f in findings_of(TREE | {SOURCE: loose})] == []


def test_a_message_shows_what_cannot_be_seen() -> None:
    (finding,) = findings_of(TREE | {PAGE: TREE[PAGE] + "A\u202e\x1bb\n".encode()})[:1]
    assert "⟨U+202E⟩" in finding.line_for_terminal("en")
    assert "\x1b" not in finding.line_for_terminal("en")
    assert (
        Finding("file-empty", "a\x1b[2J\nb").line_for_terminal("en").startswith("a⟨U+001B⟩[2J b:")
    )


def test_names_are_made_addresses() -> None:
    assert address_of("vi/Đề án số 1.md") == "vi/de-an-so-1.md"


@pytest.mark.parametrize("mark", ["[", "![", "[](", "[x](y "])
def test_a_thousand_brackets_are_told_and_shown_as_text_without_much_work(mark: str) -> None:
    crowd = (mark * 9000)[:20_000]
    crowded = TREE | {PAGE: TREE[PAGE] + f"{crowd}\n".encode()}
    assert "brackets-too-many" in [f.rule for f in findings_of(crowded)]
    page = markdown(f"See [this](a.md).\n\n{crowd}\n", extensions=[SafeMarkdown()])
    assert page.startswith('<p>See <a href="a.md">this</a>.</p>')
    assert unescape(page).endswith(f"<p>{crowd.strip()}</p>")


@pytest.mark.parametrize(
    "nested",
    ["+ " * 3000, "1. " * 3000, "".join(f"{'    ' * depth}- {depth}\n" for depth in range(200))],
    ids=["pluses", "numbers", "lines"],
)
def test_lists_without_end_are_told_before_they_are_built(nested: str) -> None:
    findings = findings_of(TREE | {PAGE: TREE[PAGE] + f"\n{nested}\n".encode()})
    assert "list-too-deep" in [f.rule for f in findings if f.severity is Severity.error]
