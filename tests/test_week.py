"""A week of a staff member, through documented commands alone."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from conftest import missing_tool, root_with
from scratch import Scratch
from word_made import word_file

WORK = "ke-hoach-9-kh-sgddt-2023-hai-phong"
RECEIVED = [
    {
        "head": [
            [
                ["UBND THÀNH PHỐ HẢI PHÒNG", "SỞ GIÁO DỤC VÀ ĐÀO TẠO", "Số: 9/KH-SGDĐT"],
                [
                    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                    "Độc lập - Tự do - Hạnh phúc",
                    "Hải Phòng, ngày 09 tháng 01 năm 2023",
                ],
            ]
        ]
    },
    {"centre": "KẾ HOẠCH"},
    {"centre": "Hội nhập quốc tế năm 2023"},
    "Căn cứ Nghị định số 43/2011/NĐ-CP ngày 13/6/2011 của Chính phủ và Nghị quyết số 5/NQ-ABC;",
    "I. MỤC TIÊU",
    "1. Các đơn vị báo cáo trước ngày 15/6/2023.",
    "II. NHIỆM VỤ",
    "1. Mở 12 lớp ngoại ngữ.",
]


@pytest.mark.slow
def test_from_a_word_file_to_a_published_bilingual_page_and_back_from_a_slip(
    tmp_path: Path,
) -> None:
    staff = Scratch(tmp_path)
    vietnamese = staff.content / f"vi/documents/{WORK}.md"
    english = staff.content / f"en/documents/{WORK}.md"
    register = staff.content / f"register/{WORK}.yml"

    # Monday: a plan arrives as a Word file.
    (tmp_path / "ke-hoach.docx").write_bytes(word_file(RECEIVED))
    code, said = staff.run(
        "import", str(tmp_path / "ke-hoach.docx"), "--id", WORK, "--on", "2023-01-10"
    )
    assert code == 0, said
    assert 'portal new "Nghị quyết số 5/NQ-ABC"' in said
    assert staff.run("new", "Nghị quyết số 5/NQ-ABC", "--on", "2023-01-10")[0] == 0

    # Tuesday: the translation, saved by an editor that ends lines in its own way.
    passages = {
        "tieu-de": "# International integration, 2023",
        "i": "## I. OBJECTIVES",
        "i-1": "1. Units shall report before 15 June 2023.",
        "ii-1": "1. Open 21 foreign-language classes.",
    }
    draft = english.read_text(encoding="utf-8")
    for unit, words in passages.items():
        place = re.compile(rf"(?m)^.*\{{#{unit}\}}$")
        assert len(place.findall(draft)) == 1
        draft = place.sub(f"{words} {{#{unit}}}", draft)
    english.write_bytes(draft.replace("\n", "\r\n").encode())
    text = register.read_text(encoding="utf-8")
    title = "title:\n  vi: Hội nhập quốc tế năm 2023\n"
    assert title in text
    register.write_text(text.replace(title, f"{title}  en: International integration, 2023\n"))

    code, said = staff.run("check")
    assert code == 1
    assert "content/register/nghi-quyet-5-nq-abc.yml" in said
    assert "(words-missing)" in said
    entry = staff.content / "register/nghi-quyet-5-nq-abc.yml"
    text = entry.read_text(encoding="utf-8")
    title = "title:\n  vi: Nghị quyết số 5/NQ-ABC\n"
    assert title in text
    entry.write_text(text.replace(title, f"{title}  en: Resolution No. 5/NQ-ABC\n"))
    assert f"content/en/documents/{WORK}.md" in said
    assert "(line-ends)" in said
    assert "(disagreement-number)" in said  # 12 classes in Vietnamese, 21 in English
    staff.run("check", "--fix")
    assert b"\r" not in english.read_bytes()
    mended = english.read_text(encoding="utf-8").replace("21 foreign", "12 foreign")
    english.write_text(mended, encoding="utf-8")
    assert staff.errors() == []
    assert vietnamese.read_text(encoding="utf-8").count("12 lớp") == 1

    # Wednesday: whoever read them confirms the passages, and the first version is released.
    page, who = f"documents/{WORK}.md", ("--by", "N. V. A.", "--on", "2023-01-11")
    assert staff.run("translated", f"{page}#tieu-de,i,i-1,ii-1", *who)[0] == 0
    notes = ("--note-vi", "Công bố lần đầu.", "--note-en", "First published.")
    first = ("release", WORK, "--date", "2023-01-11", "--reason", "initial", *notes)
    code, said = staff.run(*first)
    assert (code, "(release-translation-lags)" in said) == (1, True)
    assert staff.run(*first, "--lags", "en")[0] == 0

    # Thursday: a slip of the translation.
    slip = english.read_text(encoding="utf-8").replace("Open 12", "Hold 12")
    english.write_text(slip, encoding="utf-8")
    assert "[-Open-]{+Hold+}" in staff.run("diff", WORK, "1.0", "--text", "en")[1]
    assert staff.run("translated", f"{page}#ii-1", "--by", "N. V. A.", "--on", "2023-01-12")[0] == 0
    notes = ("--note-vi", "Sửa một chữ dịch.", "--note-en", "One word of the translation mended.")
    fix = ("release", WORK, "--date", "2023-01-12", "--reason", "translation_fix", *notes)
    assert staff.run(*fix, "--lags", "en")[0] == 0

    # Friday: somebody touched what was published; it is found, named, put back.
    frozen = staff.content / f"versions/{WORK}/1.0/vi.md"
    kept = frozen.read_bytes()
    frozen.write_bytes(kept.replace("12 lớp".encode(), "13 lớp".encode()))
    code, said = staff.run("check")
    assert code == 1
    assert f"content/versions/{WORK}/1.0/vi.md" in said
    assert "(version-text-changed)" in said
    frozen.write_bytes(kept)
    assert staff.run("check")[0] == 0

    # And the site goes out, and proves itself.
    root = root_with(tmp_path / "root", staff.content)
    staff.content, target = root / "content", tmp_path / "cong"
    published = target / "current"
    assert publish(staff, target)[0] == 0
    html = (published / f"en/documents/{WORK}/index.html").read_text(encoding="utf-8")
    assert "Hold 12 foreign-language classes." in html
    assert "This passage has no English yet" in html
    assert (published / f"documents/{WORK}/compare/1.0/1.1/index.html").is_file()
    mended = (published / "en/corrections/index.html").read_text(encoding="utf-8")
    assert "One word of the translation mended." in mended
    assert staff.run("verify", str(published))[0] == 0

    # Somebody breaks into the server; the copy says what they did, and publishing again mends it.
    spoilt = published / f"documents/{WORK}/index.html"
    spoilt.write_bytes(spoilt.read_bytes().replace("12 lớp".encode(), "13 lớp".encode()))
    code, said = staff.run("verify", str(published))
    assert (code, f"documents/{WORK}/index.html" in said) == (1, True)
    assert publish(staff, target)[0] == 0
    assert staff.run("verify", str(published))[0] == 0


def publish(staff: Scratch, target: Path) -> tuple[int, str]:
    if not shutil.which("rsync"):
        missing_tool("publishing needs rsync: .ci/run installs it")
    return staff.run("publish", str(target))
