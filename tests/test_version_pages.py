"""What readers find of versions: in a sample of a dozen, built, and on the real site."""

from __future__ import annotations

import filecmp
import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import html5lib
import pytest
import yaml

from conftest import ROOT, build, root_with, try_build
from portal.cli import main
from portal.versions import log_root, merkle_root, pairs_to_compare
from portal.versions_json import read_versions
from scratch import FIX, NOTES, Scratch, edit_both

STATUTE = "quy-che-1-2020-qc-stn"
WITHDRAWN = "quy-che-2-2020-qc-stn"
LOG = yaml.safe_load((ROOT / f"tests/sample/content/versions/{STATUTE}/log.yml").read_bytes())
LABELS = [entry["version"] for entry in LOG]
HTML = "{http://www.w3.org/1999/xhtml}"


def read(site: Path, url: str) -> str:
    return (site / url / "index.html").read_text(encoding="utf-8")


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def section(html: str, unit: str) -> str:
    """The part of a redline that tells of one passage."""
    return html.partition(f'<section class="sec" id="{unit}">')[2].partition("</section>")[0]


# The timeline, and the texts of old


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_timeline_tells_every_version_with_its_period(sample: Path, language: str) -> None:
    prefix = "" if language == "vi" else "en/"
    html = read(sample, f"{prefix}documents/{STATUTE}/versions/")
    labels = re.findall(r"<h2>(?:Phiên bản|Version) ([\d.]+)</h2>", html)
    assert labels == LABELS[::-1]
    assert re.findall(r'data-from="([^"]+)"', html) == [str(e["date"]) for e in LOG[::-1]]
    for entry in LOG:
        assert entry["note"][language] in html
        for digest in entry["text"].values():
            assert digest in html
    assert html.count("lagging behind" if prefix else "(chưa theo kịp)") == 1
    text = words(html)
    if prefix:
        assert "From 15 January 2021 until 1 March 2021" in text
        assert "Since 5 January 2023" in text
        assert "By Statute No. 2/2020/QC-STN . Effective from 1 February 2023." in text
    else:
        assert "Từ 15/01/2021 đến trước 01/3/2021" in text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_frozen_text_says_that_it_is_old_and_leads_to_the_new(
    sample: Path, language: str
) -> None:
    prefix = "" if language == "vi" else "en/"
    url = f"{prefix}documents/{STATUTE}/versions/2.0/"
    html = read(sample, url)
    current = f"{prefix}documents/{STATUTE}/"
    assert '<meta name="robots" content="noindex">' in html
    assert f'<link rel="canonical" href="https://example.org/{current}">' in html
    assert 'rel="alternate" hreflang' not in html
    told = {
        "vi": "có giá trị trên cổng thông tin từ 15/01/2021 đến trước 01/3/2021. Đọc bản hiện hành",
        "en": "You are reading version 2.0, which was current on this portal from 15 January 2021 "
        "until 1 March 2021. Read the current text",
    }
    assert told[language] in words(html)
    assert 'href="../../">' in html
    assert {"vi": "trong 5 ngày", "en": "within 5 days"}[language] in html
    assert {"vi": "7 ngày làm việc", "en": "7 working days"}[language] not in html
    assert html.count("<table>") == 1
    assert f"https://example.org/{url} · {'Version' if prefix else 'Phiên bản'} 2.0 · " in html
    addresses = (sample / "sitemap.xml").read_text(encoding="utf-8")
    assert f"<loc>https://example.org/{current}versions/</loc>" in addresses
    assert "/versions/2.0/" not in addresses
    assert "/compare/" not in addresses


def test_a_frozen_text_is_served_to_the_byte(sample: Path) -> None:
    for entry in LOG:
        for language, digest in entry["text"].items():
            folder = "" if language == "vi" else "en/"
            name = f"{folder}documents/{STATUTE}/versions/{entry['version']}/text.md"
            assert hashlib.sha256((sample / name).read_bytes()).hexdigest() == digest
    newest = (sample / f"documents/{STATUTE}/text.md").read_bytes()
    assert hashlib.sha256(newest).hexdigest() == LOG[-1]["text"]["vi"]


def test_a_text_says_its_version_and_is_cited_with_it(sample: Path) -> None:
    html = read(sample, f"en/documents/{STATUTE}/")
    assert '<a href="versions/">4.0</a>, <time datetime="2023-01-05">5 January 2023</time>' in html
    assert 'href="compare/3.3/4.0/"' in html
    assert "Version 4.0 (5 January 2023)" in html.partition("data-form=")[2]


def test_a_withdrawn_text_leaves_a_page_and_its_versions(sample: Path) -> None:
    for url in (f"en/documents/{WITHDRAWN}/", f"en/documents/{WITHDRAWN}/versions/"):
        assert "ithdrawn" in words(read(sample, url)), url
    html = read(sample, f"en/documents/{WITHDRAWN}/versions/1.2/")
    assert "the portal does not publish the text any more" in html
    assert "30 November" not in html
    assert "Read the current text" not in html
    assert "before 30 November" in read(sample, f"en/documents/{WITHDRAWN}/versions/1.1/")


def test_a_version_without_translation_shows_the_original_as_such(sample: Path) -> None:
    html = read(sample, f"en/documents/{WITHDRAWN}/versions/1.0/")
    assert '<article lang="vi">' in html
    assert "This page has no English yet" in html
    html = read(sample, f"en/documents/{WITHDRAWN}/compare/1.0/1.1/")
    assert "the Vietnamese originals are compared" in html
    assert '<div class="u" lang="vi">' in section(html, "dieu-1")
    assert '<del><span class="vh" lang="en">deleted: </span>31/12' in html


# Redlines


def test_up_to_ten_versions_are_all_compared_of_more_neighbours_and_ends(sample: Path) -> None:
    labels = [f"1.{n}" for n in range(11)]
    assert len(pairs_to_compare(labels[:10])) == 45
    assert pairs_to_compare(labels) == [("1.0", "1.10"), *pairwise(labels)]
    folder = sample / f"documents/{STATUTE}/compare"
    built = {f.parent.relative_to(folder).as_posix() for f in folder.rglob("index.html")}
    assert built == {"1.0/4.0"} | {f"{a}/{b}" for a, b in pairwise(LABELS)}


def test_a_redline_gives_the_note_first_then_changes_in_words_and_marks(sample: Path) -> None:
    html = read(sample, f"documents/{STATUTE}/compare/1.3/2.0/")
    note = html.index("Sửa phạm vi và thời hạn; thêm khoản 3 Điều 1.")
    assert note < html.index('<article class="diff">')
    part = section(html, "dieu-1-1")
    assert "Sửa lời ở 2 chỗ." in part
    assert (
        '<del><span class="vh">bỏ: </span>15/6/2020<span class="vh"> hết bỏ.</span></del>'
        '<ins><span class="vh">thêm: </span>30/6/2021<span class="vh"> hết thêm.</span></ins>'
    ) in part
    assert "Đoạn mới." in section(html, "dieu-1-3")
    english = read(sample, f"en/documents/{STATUTE}/compare/1.3/2.0/")
    assert '<span class="vh">inserted: </span>14<span class="vh"> end of insertion.' in english


def test_moved_renumbered_and_reset_passages_are_seen_as_such(sample: Path) -> None:
    html = read(sample, f"en/documents/{STATUTE}/compare/2.2/3.0/")
    assert "Moved: it stood after Article 1.3." in section(html, "dieu-2")
    assert "Moved along with the passage above." in section(html, "dieu-2-1")
    assert html.count('<section class="sec" id=') == 4
    html = read(sample, f"en/documents/{STATUTE}/compare/3.0/3.1/")
    assert "Renumbered: formerly Article 4.1." in section(html, "dieu-5-1")
    assert "<ins" not in section(html, "dieu-5-1")
    html = read(sample, f"en/documents/{STATUTE}/compare/3.2/3.3/")
    assert "Set differently; the words are the same." in section(html, "dieu-1-2")
    html = read(sample, f"en/documents/{STATUTE}/compare/3.3/4.0/")
    assert "Passage removed." in section(html, "old-mo-dau")
    assert "in version 3.3" in section(html, "old-mo-dau")
    assert "in version 4.0" not in section(html, "old-mo-dau")


def test_a_table_stays_a_table(sample: Path) -> None:
    part = section(read(sample, f"documents/{STATUTE}/compare/2.2/3.0/"), "bang-1")
    tree = html5lib.parse(part)
    rows = [["".join(cell.itertext()) for cell in row] for row in tree.iter(f"{HTML}tr")]
    assert rows[0] == ["Loại mẫu", "Số lượng", "Đơn giá"]
    assert rows[1] == ["Mẫu nước", "10", "1.200,5"]
    assert rows[2][1] == "bỏ: 4 hết bỏ.thêm: 6 hết thêm."
    assert rows[3][0] == "thêm: Mẫu khí hết thêm."


@pytest.mark.parametrize(("old", "new"), [*pairwise(LABELS), ("1.0", "4.0")])
def test_a_redline_holds_both_texts_whole(sample: Path, old: str, new: str) -> None:
    for prefix, language in (("", "vi"), ("en/", "en")):
        tree = html5lib.parse(read(sample, f"{prefix}documents/{STATUTE}/compare/{old}/{new}/"))
        article = next(tree.iter(f"{HTML}article"))
        for silent in [*article.iter(f"{HTML}span")]:
            if silent.get("class") == "vh":
                silent.text = ""
        for mark, label in (("del", new), ("ins", old)):
            said = []
            for unit in article.iter(f"{HTML}div"):
                if unit.get("class") == "u":
                    said.append(text_without(unit, mark))
            frozen = ROOT / f"tests/sample/content/versions/{STATUTE}/{label}/{language}.md"
            wanted = re.sub(
                r"[#*|{}]|-{3}:?|\{#[^}]*\}",
                " ",
                re.sub(r"\{#[^}]*\}", "", frozen.read_text(encoding="utf-8")),
            )
            assert sorted("".join(said).split()) == sorted(wanted.split()), (mark, label)


def text_without(element: object, mark: str) -> str:
    """The words of an element without those in `mark`; cells and numbers apart."""
    text = ""
    if element.tag != f"{HTML}{mark}":  # type: ignore[attr-defined]
        text += element.text or ""  # type: ignore[attr-defined]
        for child in element:  # type: ignore[attr-defined]
            text += text_without(child, mark) + (child.tail or "")
    apart = element.tag in {f"{HTML}{tag}" for tag in ("td", "th", "div", "p")}  # type: ignore[attr-defined]
    number = element.get("class") == "n"  # type: ignore[attr-defined]
    return f"{text} " if apart or number else text


# The publication log


def test_the_log_lists_all_versions_of_all_works_newest_first(sample: Path) -> None:
    published = json.loads((sample / "versions.json").read_text(encoding="utf-8"))
    assert published["count"] == len(published["entries"]) == 15
    days = [said["entry"]["date"] for said in published["entries"]]
    assert days == sorted(days, reverse=True)
    for url in ("updates/", "en/updates/"):
        html = read(sample, url)
        rows = re.findall(r'<tr id="([^"]+)"', html)
        assert rows == [f"{e['work']}-{e['entry']['version']}" for e in published["entries"]]
        assert f"<code>{published['root']}</code>" in html


def test_the_root_is_that_of_rfc_6962() -> None:
    def leaf(data: bytes) -> bytes:
        return hashlib.sha256(b"\x00" + data).digest()

    def node(left: bytes, right: bytes) -> bytes:
        return hashlib.sha256(b"\x01" + left + right).digest()

    assert merkle_root([]) == hashlib.sha256(b"").hexdigest()
    assert merkle_root([b"a"]) == leaf(b"a").hex()
    three = node(node(leaf(b"a"), leaf(b"b")), leaf(b"c"))
    assert merkle_root([b"a", b"b", b"c"]) == three.hex()


def test_register_json_has_the_versions(sample: Path) -> None:
    register = json.loads((sample / "register.json").read_text(encoding="utf-8"))
    labels = {w["id"]: [v["version"] for v in w["versions"]] for w in register["works"]}
    assert labels == {STATUTE: LABELS, WITHDRAWN: ["1.0", "1.1", "1.2"]}


# Verification


@pytest.fixture
def copy(sample: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample, tmp_path / "copy"))


def verify(target: Path, *more: str) -> tuple[int, str]:
    with redirect_stdout(StringIO()) as out:
        code = main(["--lang", "en", "verify", str(target), *more])
    return code, out.getvalue()


def test_a_built_site_verifies_in_a_folder_and_in_a_zip(copy: Path, tmp_path: Path) -> None:
    root = json.loads((copy / "versions.json").read_bytes())["root"]
    code, out = verify(copy)
    assert code == 0
    assert f"Merkle root: {root.removeprefix('sha256:')}\nEverything matches." in out
    archive = shutil.make_archive(str(tmp_path / "site"), "zip", tmp_path, "copy")
    assert verify(Path(archive))[0] == 0
    done = subprocess.run(
        ["sha256sum", "--check", "--quiet", "SHA256SUMS"],
        cwd=copy,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0


def replace(copy: Path, name: str, old: str, new: str) -> None:
    text = (copy / name).read_text(encoding="utf-8")
    assert old in text
    (copy / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def sign_again(copy: Path) -> None:
    """What a forger would do: make SHA256SUMS fit."""
    names = sorted(f.relative_to(copy).as_posix() for f in copy.rglob("*") if f.is_file())
    names.remove("SHA256SUMS")
    sums = [f"{hashlib.sha256((copy / n).read_bytes()).hexdigest()}  {n}\n" for n in names]
    (copy / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")


def turn_round(copy: Path) -> None:
    published = json.loads((copy / "versions.json").read_bytes())
    published["entries"].reverse()
    (copy / "versions.json").write_text(json.dumps(published), encoding="utf-8")


def trade_places(copy: Path) -> None:
    """Two entries of different works change places, and the root is made to fit."""
    published = json.loads((copy / "versions.json").read_bytes())
    entries = published["entries"]
    at = next(i for i, (a, b) in enumerate(pairwise(entries)) if a["work"] != b["work"])
    entries[at : at + 2] = entries[at : at + 2][::-1]
    data = json.dumps(published).encode()
    published["root"] = f"sha256:{log_root(read_versions(data).entries)}"
    (copy / "versions.json").write_text(json.dumps(published), encoding="utf-8")


FROZEN = f"documents/{STATUTE}/versions/2.0/text.md"
SPOILT: dict[str, tuple[Callable[[Path], object], list[str]]] = {
    "a page is edited": (
        lambda c: replace(c, "index.html", "mẫu", "thử"),
        ["index.html verify-file-changed"],
    ),
    "a page is deleted": (
        lambda c: (c / "en/tasks/index.html").unlink(),
        ["en/tasks/index.html verify-file-missing"],
    ),
    "a page is added": (
        lambda c: (c / "new.html").write_text("x"),
        ["new.html verify-file-unlisted"],
    ),
    "the sums are gone": (
        lambda c: (c / "SHA256SUMS").unlink(),
        ["SHA256SUMS verify-sums-missing"],
    ),
    "the sums are damaged": (
        lambda c: (c / "SHA256SUMS").write_bytes(b"x\n" + (c / "SHA256SUMS").read_bytes()),
        ["SHA256SUMS verify-sums-unreadable"],
    ),
    "a frozen text is edited, and signed again": (
        lambda c: replace(c, FROZEN, "14 phòng", "15 phòng"),
        [f"{FROZEN} verify-text-changed"],
    ),
    "a frozen text is deleted, and signed again": (
        lambda c: (c / FROZEN).unlink(),
        [f"{FROZEN} verify-text-missing"],
    ),
    "an old entry is edited, and signed again": (
        lambda c: replace(c, "versions.json", "2021-01-15", "2021-01-16"),
        [
            "versions.json verify-digest-wrong",
            "versions.json verify-root-wrong",
            "versions.json version-chain-broken",
        ],
    ),
    "the order of entries is changed, and signed again": (
        lambda c: turn_round(c),
        [
            "versions.json verify-root-wrong",
            "versions.json version-chain-broken",
            "versions.json version-date-backwards",
            "versions.json version-label-wrong",
        ],
    ),
    "entries of two works change places with a root that fits, and signed again": (
        trade_places,
        ["versions.json verify-order-wrong"],
    ),
    "the log is damaged, and signed again": (
        lambda c: (c / "versions.json").write_text("{"),
        ["versions.json verify-log-unreadable"],
    ),
    "the log is gone, and signed again": (
        lambda c: (c / "versions.json").unlink(),
        ["versions.json verify-log-unreadable"],
    ),
}


@pytest.mark.parametrize("what", SPOILT)
def test_a_spoilt_copy_is_caught_and_named(copy: Path, what: str) -> None:
    spoil, expected = SPOILT[what]
    spoil(copy)
    if what.endswith("signed again"):
        sign_again(copy)
    code, out = verify(copy)
    assert code == 1
    assert out.endswith("It does NOT match: see above.\n")
    found = re.findall(r"^copy/(\S+?):\d+:\d+: .*\(([a-z-]+)\)$", out, re.MULTILINE)
    assert sorted({f"{path} {rule}" for path, rule in found}) == sorted(expected)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\xff" * 99])
def test_what_is_no_site_is_wrong_use(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(data)
    code, out = verify(tmp_path / "x.zip")
    assert code == 2
    assert "x.zip:1:1: This is no folder and no zip of a site. (verify-not-a-site)" in out


def test_a_damaged_zip_is_said(copy: Path, tmp_path: Path) -> None:
    with ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("SHA256SUMS", "abcdefgh" * 50)
    data = (tmp_path / "x.zip").read_bytes().replace(b"abcdefgh", b"abcdefgX", 1)
    (tmp_path / "x.zip").write_bytes(data)
    assert verify(tmp_path / "x.zip")[0] == 2


@pytest.mark.slow
def test_a_log_forged_from_end_to_end_is_caught_by_what_somebody_kept(
    scratch: Scratch, tmp_path: Path
) -> None:
    edit_both(scratch)
    assert scratch.release("2026-11-25")[0] == 0
    build(tmp_path / "then", root=root_with(tmp_path / "root", scratch.content))
    kept = tmp_path / "then/versions.json"
    root = json.loads(kept.read_bytes())["root"]
    edit_both(scratch, "2031")
    honest = scratch.content.with_name("honest")
    shutil.copytree(scratch.content, honest)
    # the honest history goes on; the forged one tells 1.1 in other words
    assert scratch.release("2026-11-26")[0] == 0
    build(tmp_path / "now", root=root_with(tmp_path / "root2", scratch.content))
    for old in (str(kept), root):
        assert verify(tmp_path / "now", "--against", old)[0] == 0
    shutil.rmtree(scratch.path("1.1"))
    shutil.rmtree(scratch.path("1.2"))
    log = scratch.path("log.yml").read_text(encoding="utf-8")
    scratch.path("log.yml").write_text(log.partition("- version: '1.1'")[0], encoding="utf-8")
    assert scratch.release("2026-11-25", *FIX, *NOTES[:3], "Another note.")[0] == 0
    build(tmp_path / "forged", root=root_with(tmp_path / "root3", scratch.content))
    assert verify(tmp_path / "forged")[0] == 0  # by itself it is sound
    code, out = verify(tmp_path / "forged", "--against", str(kept))
    assert (code, out.count("(verify-entry-gone)")) == (1, 1)
    code, out = verify(tmp_path / "forged", "--against", root)
    assert (code, out.count("(verify-root-unknown)")) == (1, 1)


# Drafts, releases, and where Git is not


@pytest.mark.slow
def test_a_preview_marks_a_draft_and_a_release_is_refused(scratch: Scratch, tmp_path: Path) -> None:
    edit_both(scratch)
    root = root_with(tmp_path / "root", scratch.content)
    done = try_build(tmp_path / "site", root=root, release=False)
    assert done.returncode == 0, done.stderr
    for prefix, words in (("", "Bản nháp: đã sửa sau"), ("en/", "Draft: edited since version 1.0")):
        html = read(tmp_path / "site", f"{prefix}documents/ke-hoach-hoi-nhap-quoc-te-2022/")
        assert words in html
    done = try_build(tmp_path / "release", root=root)
    assert done.returncode != 0
    assert "portal release ke-hoach-hoi-nhap-quoc-te-2022 --date NGÀY" in done.stderr
    assert not (tmp_path / "release/index.html").exists()


@pytest.mark.slow
def test_a_translation_that_lags_says_which_version_it_renders(
    scratch: Scratch, tmp_path: Path
) -> None:
    scratch.edit("vi", "giáo dục 4.0", "giáo dục 5.0")
    assert scratch.release("2026-11-25", *FIX, *NOTES, "--lags", "en")[0] == 0
    build(tmp_path / "site", root=root_with(tmp_path / "root", scratch.content))
    html = read(tmp_path / "site", "en/documents/ke-hoach-hoi-nhap-quoc-te-2022/")
    assert "This translation renders version 1.0; the original is at version 1.1." in html
    html = read(tmp_path / "site", "documents/ke-hoach-hoi-nhap-quoc-te-2022/")
    assert 'class="say past"' not in html


@pytest.mark.slow
def test_builds_of_a_full_clone_a_shallow_clone_and_a_zip_are_identical(tmp_path: Path) -> None:
    def git(*arguments: str) -> bytes:
        command = ["git", "-c", "safe.directory=*", *arguments]
        return subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout

    git("clone", "--quiet", f"file://{ROOT}", str(tmp_path / "full"))
    git("clone", "--quiet", "--depth", "1", f"file://{ROOT}", str(tmp_path / "shallow"))
    (tmp_path / "zip").mkdir()
    (tmp_path / "x.zip").write_bytes(git("archive", "--format=zip", "HEAD"))
    with ZipFile(tmp_path / "x.zip") as archive:
        archive.extractall(tmp_path / "zip")
    for name in ("full", "shallow", "zip"):
        build(tmp_path / name / "site", root=tmp_path / name)
    full = tmp_path / "full/site"
    files = sorted(f.relative_to(full).as_posix() for f in full.rglob("*") if f.is_file())
    for name in ("shallow", "zip"):
        other = tmp_path / name / "site"
        assert len(files) == sum(f.is_file() for f in other.rglob("*"))
        assert filecmp.cmpfiles(full, other, files, shallow=False)[1:] == ([], [])


@pytest.mark.slow
def test_git_adds_when_a_file_was_edited_in_one_pass_and_nothing_else(tmp_path: Path) -> None:
    root = root_with(tmp_path / "root", ROOT / "tests/sample/content")
    agency = root / "content/agency.yml"
    address = "https://forge.example/sample/-/commits/main/{path}"
    agency.write_text(f"{agency.read_text(encoding='utf-8')}history: {address}\n", encoding="utf-8")
    done = try_build(tmp_path / "without", root=root, quiet=False)
    assert done.returncode == 0
    assert done.stderr.count("(history-not-there)") == 1
    calls = tmp_path / "calls"
    tools = tmp_path / "bin"
    tools.mkdir()
    real = shutil.which("git")
    wrapper = f'#!/bin/sh\necho "$1" >> "{calls}"\nexec "{real}" "$@"\n'
    (tools / "git").write_text(wrapper, encoding="utf-8")
    (tools / "git").chmod(0o755)
    day = {f"GIT_{who}_DATE": "2024-05-06T12:00:00+07:00" for who in ("AUTHOR", "COMMITTER")}
    who = ["-c", "user.name=Staff", "-c", "user.email=staff@example.org"]
    for command in (["init", "-q"], ["add", "content"], [*who, "commit", "-q", "-m", "Add"]):
        subprocess.run(["git", *command], cwd=root, env=os.environ | day, check=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
        build(tmp_path / "with", root=root)
    assert calls.read_text().split() == ["rev-parse", "log"]
    html = read(tmp_path / "with", f"en/documents/{STATUTE}/")
    path = f"content/en/documents/{STATUTE}.md"
    added = (
        f' File edited: 6 May 2024 (<a href="{address.replace("{path}", path)}">'
        "history of the file</a>)."
    )
    assert added in html
    assert html.replace(added, "") == read(tmp_path / "without", f"en/documents/{STATUTE}/")
    assert "06/5/2024" in read(tmp_path / "with", f"documents/{WITHDRAWN}/")


@pytest.mark.parametrize("address", ["http://forge.example/{path}", "https://forge.example/"])
def test_a_wrong_address_of_the_history_is_said(scratch: Scratch, address: str) -> None:
    agency = scratch.content / "agency.yml"
    text = agency.read_text(encoding="utf-8").replace("history: null", f"history: {address}")
    agency.write_text(text, encoding="utf-8")
    code, out = scratch.run("check")
    assert code == 1
    assert "must be an https address with {path}" in out
