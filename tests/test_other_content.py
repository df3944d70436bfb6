"""What becomes of content that other people write: unfinished, hostile, or very long."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from conftest import ROOT, build, root_with, serving

Change = Callable[[Path], object]
HOSTILE = """---
title: Trang thử <script>alert(1)</script>
description: Trang của người <b>viết</b> ẩu.
changes:
  - date: 2026-11-24
    note: Đăng trang thử.
---

## Mục <img src=x onerror=alert(2)> {#muc onclick="alert(3)"}

<script>alert(4)</script>

<iframe src="https://example.com/"></iframe>

Chữ <span style="color:red" onmouseover="alert(5)">đỏ</span> và
[liên kết](javascript:alert(6)), [khác](data:text/html,x){: style="x" .to-right onclick="y" }.

!!! warning
    Lưu ý này có tựa đề bằng tiếng Việt.

| Tên | Số |
| --- | ---: |
| Một | 1 |
"""


def site_with(tmp_path: Path, change: Change) -> Path:
    """A site of the real content, changed."""
    root, folder = root_with(tmp_path / "root", ROOT / "content"), tmp_path / "site"
    change(root / "content")
    build(folder, root=root)
    return folder


@pytest.mark.slow
def test_a_title_without_translation_is_shown_as_the_original_and_said_to_be_so(
    tmp_path: Path,
) -> None:
    works = ("nghi-dinh-43-2011-nd-cp", "de-an-ngoai-ngu-quoc-gia")

    def forget(content: Path) -> None:
        for work in works:
            file = content / f"register/{work}.yml"
            text = file.read_text(encoding="utf-8")
            title = text.partition("\ntitle:")[2].partition("\nstatus:")[0]
            kept = re.sub(r"(?m)^  en: .*\n?", "", title)
            assert kept != title
            file.write_text(text.replace(title, kept.rstrip("\n")), encoding="utf-8")

    site = site_with(tmp_path, forget)
    for work in works:
        html = (site / f"en/documents/{work}/index.html").read_text(encoding="utf-8")
        assert "Title not yet translated" in html
        assert '<p class="lead" lang="vi">' in html


@pytest.mark.slow
def test_nothing_that_staff_write_can_run(tmp_path: Path) -> None:
    def write(content: Path) -> None:
        (content / "vi/partners.md").write_text(HOSTILE, encoding="utf-8")

    html = (site_with(tmp_path, write) / "partners/index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script (?!src=\"\.\./assets/|type=\"application/ld\+json\")", html)
    assert (scripts, html.count("<script>")) == ([], 0)
    for tag in ("<iframe", "<img src=x", "<span style"):
        assert tag not in html
    for attribute in ("onclick=", "onmouseover=", "onerror=", "style="):
        assert not re.search(rf"<[^>]*\s{attribute}", html)
    assert not re.search(r'href="(javascript|data):', html)
    assert "&lt;script&gt;alert(4)&lt;/script&gt;" in html
    assert '<p class="admonition-title">Lưu ý</p>' in html
    assert '<th class="to-right" scope="col">' in html


@pytest.mark.slow
def test_a_page_without_translation_says_so_and_is_not_offered_as_one(tmp_path: Path) -> None:
    site = site_with(tmp_path, lambda content: (content / "en/partners.md").unlink())
    html = (site / "en/partners/index.html").read_text(encoding="utf-8")
    assert '<html lang="en"' in html
    assert '<div class="prose" lang="vi">' in html
    assert "This page has no English yet" in html
    assert '<link rel="canonical" href="https://example.org/partners/">' in html
    assert 'hreflang="x-default"' not in html
    assert '<meta name="robots" content="noindex">' in html
    original = (site / "partners/index.html").read_text(encoding="utf-8")
    assert 'rel="alternate" hreflang="en"' not in original
    assert "/en/partners/" not in (site / "sitemap.xml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def long_register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def add(content: Path) -> None:
        model = (content / "register/nghi-dinh-43-2011-nd-cp.yml").read_text(encoding="utf-8")
        model = (
            model.partition("status:")[0]
            + "changes: [{date: 2026-11-24, note: {vi: Ghi., en: Made.}}]\n"
        )
        for number in range(1000, 1400):
            year = 1990 + number % 40
            text = model.replace("43/2011", f"{number}/{year}").replace(
                "43-2011", f"{number}-{year}"
            )
            text = re.sub(r"(?m)^issued: .*", f"issued: {year}-01-02", text)
            path = content / f"register/nghi-dinh-{number}-{year}-nd-cp.yml"
            path.write_text(text, encoding="utf-8")

    return site_with(tmp_path_factory.mktemp("long"), add)


@pytest.mark.slow
def test_a_long_register_is_split_by_year_and_pages_do_not_grow_with_it(
    long_register: Path, site: Path
) -> None:
    register = (long_register / "documents/index.html").read_text(encoding="utf-8")
    assert register.count("<tr id=") == 0
    parts = re.findall(r'href="(years/[^"]+/)"', register)
    rows: list[str] = []
    for part in parts:
        html = (long_register / "documents" / part / "index.html").read_text(encoding="utf-8")
        rows += re.findall(r'<tr id="([^"]+)"', html)
    assert len(rows) == len(set(rows)) == 448
    filtered = json.loads((long_register / "documents/filter.json").read_text(encoding="utf-8"))
    assert len(filtered) == 448
    for page in ("", "tasks/", "documents/nghi-dinh-43-2011-nd-cp/", "sitemap/", "en/"):
        long = len((long_register / page / "index.html").read_bytes())
        assert long <= len((site / page / "index.html").read_bytes()) + 2000
    addresses = ElementTree.parse(long_register / "sitemap.xml").getroot()
    assert len(addresses) > 2 * 448  # machines find every page


@pytest.mark.browser
def test_a_long_register_can_be_searched(long_register: Path, browser: object) -> None:
    with serving(long_register) as url:
        tab = browser.new_page()  # type: ignore[attr-defined]
        tab.goto(f"{url}documents/?q=1017")
        tab.wait_for_selector("tr[id]")
        rows = tab.evaluate("[...document.querySelectorAll('tr[id]')].map((r) => r.id)")
        assert rows == ["nghi-dinh-1017-2007-nd-cp"]
        assert tab.locator("#count").inner_text() == "Đang xem 1 văn bản."
        tab.close()
