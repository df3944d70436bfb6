"""What a browser shows: no violation that axe finds, no sideways scroll, a filter that works."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from conftest import ROOT

pytestmark = pytest.mark.browser
sync_api = pytest.importorskip("playwright.sync_api")
AXE = ROOT / "node_modules/axe-core/axe.min.js"
PLAN = "documents/ke-hoach-hoi-nhap-quoc-te-2022/"
PAGES = ["", PLAN, "documents/", "documents/nghi-dinh-43-2011-nd-cp/", "tasks/", "calendar/"]
PAGES += ["glossary/", "organisation/", "partners/", "about/", "sitemap/"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not (chromium and AXE.exists()):
        message = "the browser tests need chromium and axe-core (npm ci)"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        yield started
        started.close()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("prefix", ["", "en/"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_accessible_and_fits(
    browser: Any, address: str, page: str, prefix: str, width: int
) -> None:
    tab = browser.new_page(viewport={"width": width, "height": 800})
    try:
        tab.goto(f"{address}/{prefix}{page}")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        tab.add_script_tag(path=str(AXE))
        found = tab.evaluate("axe.run().then((result) => result.violations)")
        assert [(v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in found] == []
    finally:
        tab.close()


def test_the_register_can_be_filtered_and_sorted(browser: Any, address: str) -> None:
    tab = browser.new_page()
    try:
        tab.goto(f"{address}/documents/?q=nghi+dinh")
        shown = "[...document.querySelectorAll('tr[id]:not([hidden])')].map((r) => r.id)"
        assert "nghi-dinh-43-2011-nd-cp" in tab.evaluate(shown)
        tab.fill("[data-filter] [name=q]", "")
        tab.select_option("[data-filter] [name=status]", "expired")
        assert sorted(tab.evaluate(shown)) == ["nghi-dinh-09-2017-nd-cp", "nghi-dinh-43-2011-nd-cp"]
        assert "2" in tab.inner_text("[role=status]")
        tab.click("thead button >> nth=3")
        assert tab.evaluate(shown) == ["nghi-dinh-43-2011-nd-cp", "nghi-dinh-09-2017-nd-cp"]
    finally:
        tab.close()
