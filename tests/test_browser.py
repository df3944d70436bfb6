"""What readers meet in a browser, with the policy of the deployed site."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from pypdf import PdfReader

from conftest import (
    FIGURES,
    FLAGS,
    ROOT,
    code_of,
    compressed,
    missing_tool,
    root_with,
    serving,
    try_build,
)

pytestmark = pytest.mark.browser
Open = Callable[..., Any]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
PLAN = "documents/ke-hoach-hoi-nhap-quoc-te-2022/"
WORK = "documents/nghi-dinh-43-2011-nd-cp/"
PAGES = ["", PLAN, "documents/", WORK, "tasks/", "calendar/", "glossary/", "organisation/"]
PAGES += ["partners/", "about/", "accessibility/", "sitemap/", "404.html"]
PAGES += ["updates/", "verify/", f"{PLAN}versions/", f"{PLAN}versions/1.0/"]
PAGES += ["translation/", f"{PLAN}parallel/", "legal-basis/"]
PAGES += ["contact/", "corrections/", "requirements/", "legal-ground/", "open-data/", "search/"]
WHOLE = (PLAN, f"{PLAN}versions/1.0/", f"{PLAN}parallel/")
"""Pages that hold the whole plan."""
WIDTHS = [320, 360, 768, 1280, 1440]
STOP = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
  if (at === document.body) return null;
  const lines = [...at.getClientRects()].filter((r) => r.width > 1 && r.height > 1);
  const seen = lines.some((r) => {
    const there = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2);
    return there && (at.contains(there) || there.contains(at));
  });
  return {
    at: at.outerHTML.slice(0, 160), seen,
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    name: (at.getAttribute("aria-label") ?? at.labels?.[0]?.textContent ?? at.textContent).trim(),
    first: at === document.querySelector(".skip"),
  };
}"""
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets.push(sheet);
}"""
CUT_OFF = """() => [...document.querySelectorAll("body *:not(.vh):not(.skip)")].filter((e) => {
  const style = getComputedStyle(e);
  return e.checkVisibility() && e.clientWidth > 1 && !e.closest(".vh, .scroll, thead, [popover]")
    && e.tagName !== "INPUT" && style.overflowX === "hidden" && e.scrollWidth > e.clientWidth + 1;
}).map((e) => e.outerHTML.slice(0, 120))"""


def violations(tab: Any) -> list[object]:
    """What axe finds on the page as it stands."""
    if not AXE.exists():
        missing_tool("the browser tests need axe-core: npm ci")
    if not tab.evaluate("'axe' in window"):
        tab.evaluate(AXE.read_text(encoding="utf-8"))
    found = tab.evaluate(
        """axe.run({
          runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
          rules: { "target-size": { enabled: true } },
        }).then((result) => result.violations)"""
    )
    return [(v["id"], [node["html"][:120] for node in v["nodes"][:3]]) for v in found]


@pytest.mark.parametrize("prefix", ["", "en/"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_accessible_at_every_width_in_both_schemes(
    open_tab: Open, page: str, prefix: str
) -> None:
    tab = open_tab(prefix + page)
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 800})
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
    for width, scheme in ((320, "light"), (768, "dark"), (1440, "light"), (1440, "dark")):
        tab.set_viewport_size({"width": width, "height": 800})
        tab.emulate_media(color_scheme=scheme)
        assert violations(tab) == [], (width, scheme)


def open_menu(tab: Any) -> None:
    tab.click(".open-menu")
    assert tab.locator(".menu nav").is_visible()


def open_contents(tab: Any) -> None:
    tab.click(".open-toc")
    assert tab.locator(".toc ul").first.is_visible()


def open_card(tab: Any) -> None:
    tab.focus("#ii-1-2 a.cite")
    tab.keyboard.press("Shift+Tab")
    tab.keyboard.press("Tab")
    tab.wait_for_selector(".card:popover-open")


def open_citing(tab: Any) -> None:
    tab.focus("#ii-3 .n a")
    tab.keyboard.press("Enter")
    tab.locator("#ii-3 .tools button").nth(1).click()
    assert tab.locator("dialog.citing").is_visible()


def open_filter(tab: Any) -> None:
    if not tab.locator("[data-filter] select").first.is_visible():
        tab.click(".filter summary")
    tab.select_option("[data-filter] [name=status]", "expired")


STATES = {
    "menu": (PLAN, 360, open_menu),
    "contents": (PLAN, 360, open_contents),
    "card on a phone": (PLAN, 360, open_card),
    "card": (PLAN, 1280, open_card),
    "citing on a phone": (PLAN, 360, open_citing),
    "citing": (PLAN, 1280, open_citing),
    "filter on a phone": ("documents/", 360, open_filter),
    "filter": ("documents/", 1280, open_filter),
}


@pytest.mark.parametrize("prefix", ["", "en/"])
@pytest.mark.parametrize("state", STATES)
def test_what_opens_is_accessible(open_tab: Open, state: str, prefix: str) -> None:
    page, width, act = STATES[state]
    tab = open_tab(prefix + page, width)
    act(tab)
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        assert violations(tab) == [], scheme
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("prefix", ["", "en/"])
@pytest.mark.parametrize("page", PAGES)
def test_every_stop_of_the_tab_key_is_seen_and_named(
    open_tab: Open, page: str, prefix: str, width: int
) -> None:
    tab = open_tab(prefix + page, width)
    stops: list[dict[str, Any]] = []
    for _ in range(1500):
        tab.keyboard.press("Tab")
        stop = tab.evaluate(STOP)
        if stop is None or (stop["first"] and stops):
            break
        stops.append(stop)
    assert stops[0]["first"]
    assert len(stops) > 10
    assert [s["at"] for s in stops if not s["seen"]] == []
    assert [s["at"] for s in stops if not s["ring"]] == []
    assert [s["at"] for s in stops if not s["name"]] == []


def test_the_first_stop_leads_to_the_main_text(open_tab: Open) -> None:
    tab = open_tab(PLAN)
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "main"


OVERLAYS = {
    "menu": (360, open_menu, ".menu:popover-open", ".open-menu"),
    "contents": (360, open_contents, ".toc:popover-open", ".open-toc"),
    "card": (1280, open_card, ".card:popover-open", "#ii-1-2 a.cite"),
    "citing": (1280, open_citing, "dialog[open]", "#ii-3 .tools button:nth-of-type(2)"),
}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_escape_closes_what_is_open_and_returns_the_focus(open_tab: Open, overlay: str) -> None:
    width, act, opened, opener = OVERLAYS[overlay]
    tab = open_tab(PLAN, width)
    act(tab)
    assert tab.locator(opened).count() == 1
    if overlay != "card":
        tab.keyboard.press("Tab")
    tab.keyboard.press("Escape")
    assert tab.locator(opened).count() == 0
    assert tab.evaluate("(s) => document.activeElement === document.querySelector(s)", opener)


def test_the_menu_of_a_phone_is_a_button_that_says_its_state(open_tab: Open) -> None:
    tab = open_tab("", 360)
    button = tab.locator(".open-menu")
    assert button.get_attribute("aria-expanded") == "false"
    button.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".open-menu[aria-expanded=true]")
    tab.keyboard.press("Tab")
    assert tab.evaluate("!!document.activeElement.closest('.menu')")
    tab.locator(".menu nav a").nth(1).click()
    tab.wait_for_url("**/documents/")


def test_a_card_opens_for_mouse_and_finger_and_the_link_still_leads_on(open_tab: Open) -> None:
    tab = open_tab(PLAN)
    tab.hover("#ii-1-2 a.cite")
    card = tab.wait_for_selector(".card:popover-open")
    assert "26/CT-TTg" in card.inner_text()
    assert "Chưa kiểm chứng" in card.inner_text()
    phone = open_tab(PLAN, 360, has_touch=True)
    phone.tap("#ii-1-2 a.cite")
    phone.wait_for_selector(".card:popover-open")
    assert phone.url.endswith(PLAN)
    phone.tap("#ii-1-2 a.cite")
    phone.wait_for_url("**/documents/chi-thi-26-ct-ttg-2018/")


def test_a_passage_is_linked_and_cited_in_both_languages(open_tab: Open, address: str) -> None:
    tab = open_tab(PLAN, permissions=["clipboard-read", "clipboard-write"])
    open_citing(tab)
    forms = tab.locator("dialog.citing .quote").all_inner_texts()
    assert len(forms) == 2
    assert f"https://example.org/{PLAN}#ii-3" in forms[0]
    assert "II.3" in forms[0]
    assert f"https://example.org/en/{PLAN}#ii-3" in forms[1]
    tab.click("dialog.citing [data-copy] >> nth=1")
    tab.locator("#said", has_text="Đã chép.").wait_for()
    assert tab.evaluate("navigator.clipboard.readText()") == forms[1]
    tab.keyboard.press("Escape")
    tab.locator("#said.vh").wait_for(state="attached")
    tab.locator("#ii-3 .tools button").first.click()
    tab.locator("#said", has_text="Đã chép.").wait_for()
    assert tab.evaluate("navigator.clipboard.readText()") == f"{address}/{PLAN}#ii-3"


def test_tools_of_a_passage_need_no_pointer_and_no_mouse(open_tab: Open) -> None:
    for width, touch in ((1280, False), (360, True)):
        tab = open_tab(PLAN, width, has_touch=touch)
        mark = "#ii-1-5 > .c"
        if touch:
            tab.tap(mark)
        else:
            tab.focus(mark)
            tab.keyboard.press("Enter")
        assert tab.locator("#ii-1-5 .tools button").count() == 2
        assert tab.locator("#ii-1-5 .tools button").first.is_visible()


def test_who_changes_the_language_stays_at_the_passage(open_tab: Open, address: str) -> None:
    tab = open_tab(f"en/{PLAN}#ii-3")
    tab.click(".say a")
    assert tab.url == f"{address}/{PLAN}#ii-3"
    tab.click(".lang a[hreflang=en]")
    assert tab.url == f"{address}/en/{PLAN}#ii-3"


@pytest.mark.parametrize("prefix", ["", "en/"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_light_and_asks_nobody_else(
    browser: Any, address: str, site: Path, page: str, prefix: str
) -> None:
    context = browser.new_context()
    tab = context.new_page()
    requested: list[str] = []
    complaints: list[str] = []
    tab.on("request", lambda request: requested.append(request.url))
    tab.on("console", lambda m: complaints.append(m.text) if m.type != "log" else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.goto(f"{address}/{prefix}{page}", wait_until="networkidle")
    tab.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert {urlsplit(url).netloc for url in requested} == {urlsplit(address).netloc}
    assert complaints == []
    assert context.cookies() == []
    assert tab.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]") == []
    inline = "[style], style, script:not([src], [type='application/ld+json'])"
    assert tab.evaluate("(inline) => document.querySelectorAll(inline).length", inline) == 0
    files = {urlsplit(url).path for url in requested}
    paths = [site / file.lstrip("/") for file in files]
    size = sum(len(compressed(str(p / "index.html" if p.is_dir() else p))) for p in paths)
    FIGURES.append(f"{size / 1000:6.1f} KB  {len(files)} requests  /{prefix}{page}")
    assert len(files) <= 5
    assert size <= (35_000 if page in WHOLE else 20_000)
    context.close()


def test_nothing_moves_and_nothing_shifts(open_tab: Open) -> None:
    for page in ("", PLAN, "documents/"):
        tab = open_tab(page, 360)
        moved = tab.evaluate(
            """() => new Promise((done) => {
              let sum = 0;
              new PerformanceObserver((list) => {
                for (const entry of list.getEntries()) sum += entry.value;
              }).observe({ type: "layout-shift", buffered: true });
              requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
            })"""
        )
        assert moved == 0
        open_menu(tab)
        assert tab.evaluate("document.getAnimations().length") == 0


def test_the_choice_of_colours_is_kept_and_nothing_else(open_tab: Open) -> None:
    tab = open_tab("", color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = tab.evaluate(ground)
    tab.click("[data-scheme-choice=dark]")
    dark = tab.evaluate(ground)
    assert dark != light
    tab.goto(tab.url + "about/")
    assert tab.evaluate(ground) == dark
    assert tab.get_attribute("[data-scheme-choice=dark]", "aria-pressed") == "true"
    assert tab.evaluate("Object.keys(localStorage)") == ["scheme"]
    tab.click("[data-scheme-choice=system]")
    assert tab.evaluate(ground) == light
    assert tab.evaluate("Object.keys(localStorage)") == []


@pytest.mark.parametrize("prefix", ["", "en/"])
@pytest.mark.parametrize("page", PAGES)
def test_text_can_be_spaced_and_magnified(open_tab: Open, page: str, prefix: str) -> None:
    tab = open_tab(prefix + page, 320, 256)  # 1280 by 1024 at 400 %
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320
    covered = tab.evaluate(
        """[...document.querySelectorAll("body *")].filter((e) => e.checkVisibility()
             && ["fixed", "sticky"].includes(getComputedStyle(e).position))
           .reduce((sum, e) => sum + e.offsetWidth * e.offsetHeight, 0)"""
    )
    assert covered < 320 * 256 / 4
    for width in (360, 1280):
        tab.set_viewport_size({"width": width, "height": 800})
        tab.evaluate(SPACED)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert tab.evaluate(CUT_OFF) == []


def test_states_can_be_told_in_forced_colours(open_tab: Open) -> None:
    tab = open_tab("documents/", forced_colors="active")
    shapes = tab.evaluate(
        """[...new Set([...document.querySelectorAll("tr[id] .st")].map((e) => {
          const mark = getComputedStyle(e, "::before");
          return [mark.borderTopStyle, mark.borderTopWidth, mark.backgroundImage].join();
        }))]"""
    )
    assert len(shapes) == tab.evaluate(
        "new Set([...document.querySelectorAll('tr[id] .st')].map((e) => e.dataset.st)).size"
    )
    bars = "(s) => getComputedStyle(document.querySelector(s)).borderBottomColor"
    assert tab.evaluate(bars, ".nav [aria-current]") != tab.evaluate(
        bars, ".nav a:not([aria-current])"
    )


@pytest.mark.parametrize("prefix", ["", "en/"])
def test_everything_can_be_read_without_scripts(open_tab: Open, prefix: str) -> None:
    tab = open_tab(prefix + PLAN, 360, java_script_enabled=False)
    assert tab.locator("#ii-1-17").is_visible()
    tab.click(".open-toc")
    assert tab.locator(".toc a").first.is_visible()
    tab.locator(".toc a[href='#iv']").click()
    assert tab.url.endswith("#iv")
    tab.goto(tab.url.partition("#")[0])
    tab.click(".open-menu")
    tab.locator(".menu nav a").nth(1).click()
    assert tab.locator("tr[id]:visible").count() == 48
    assert not tab.locator("[data-print]").first.is_visible()
    tab.fill("input[type=search] >> nth=0", "43/2011", force=True)


def test_the_register_can_be_filtered_and_sorted(open_tab: Open) -> None:
    tab = open_tab("documents/?q=nghi+dinh")
    shown = "[...document.querySelectorAll('tr[id]:not([hidden])')].map((r) => r.id)"
    tab.wait_for_selector("tr[id][hidden]", state="attached")
    assert "nghi-dinh-43-2011-nd-cp" in tab.evaluate(shown)
    tab.fill("[data-filter] [name=q]", "")
    tab.select_option("[data-filter] [name=status]", "expired")
    assert sorted(tab.evaluate(shown)) == ["nghi-dinh-09-2017-nd-cp", "nghi-dinh-43-2011-nd-cp"]
    assert "2" in tab.inner_text("[role=status]")
    tab.click("thead button >> nth=3")
    assert tab.evaluate(shown) == ["nghi-dinh-43-2011-nd-cp", "nghi-dinh-09-2017-nd-cp"]


@pytest.mark.parametrize("family", ["noto", "dejavu"])
def test_titles_and_text_come_from_one_font_each(
    address: str, chromium: str, family: str, tmp_path: Path, playwright: Any
) -> None:
    folder = Path("/usr/share/fonts/truetype") / family
    if not folder.is_dir():
        missing_tool(f"this test needs the fonts of {folder}")
    settings = tmp_path / "fonts.conf"
    settings.write_text(
        f'<?xml version="1.0"?><fontconfig><dir>{folder}</dir>'
        f"<cachedir>{tmp_path}/cache</cachedir></fontconfig>"
    )
    started = playwright.chromium.launch(
        executable_path=chromium, args=FLAGS, env={"FONTCONFIG_FILE": str(settings)}
    )
    tab = started.new_page()
    tab.goto(f"{address}/{PLAN}")
    devtools = tab.context.new_cdp_session(tab)
    devtools.send("DOM.enable")
    devtools.send("CSS.enable")
    root = devtools.send("DOM.getDocument")["root"]["nodeId"]
    for selector in ("h1", "h2", "article h2", "article p", ".lead, .brand b", ".facts"):
        nodes = devtools.send("DOM.querySelectorAll", {"nodeId": root, "selector": selector})
        for node in nodes["nodeIds"][:40]:
            fonts = devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
            assert len(fonts) <= 1, (selector, [font["familyName"] for font in fonts])
    started.close()


@pytest.mark.parametrize("prefix", ["", "en/"])
def test_a_printed_page_says_what_it_is(open_tab: Open, prefix: str) -> None:
    tab = open_tab(prefix + PLAN)
    pages = PdfReader(io.BytesIO(tab.pdf(prefer_css_page_size=True))).pages
    assert (round(pages[0].mediabox.width), round(pages[0].mediabox.height)) == (595, 842)
    texts = ["".join(page.extract_text().split()) for page in pages]
    for number, text in enumerate(texts, 1):
        assert f"https://example.org/{prefix}{PLAN}" in text
        assert "SHA-256" in text
        assert f"{number}/{len(texts)}" in text
    whole = "".join(texts)
    assert f"https://example.org/{prefix}documents/nghi-quyet-38-nq-cp-2017/" in whole
    assert {"vi": "Trìnhđơn", "en": "Menu"}[prefix[:2] or "vi"] not in whole
    FIGURES.append(f"{len(texts)} printed pages  /{prefix}{PLAN}")


SAMPLE = "documents/quy-che-1-2020-qc-stn/"
HISTORY = [f"{SAMPLE}{page}" for page in ("versions/", "versions/2.1/", "compare/1.0/4.0/")]
HISTORY += [
    f"{SAMPLE}parallel/",
    "translation/",
    "updates/",
    "documents/quy-che-2-2020-qc-stn/",
    f"{SAMPLE}compare/3.2/3.3/",
]
HISTORY += [f"documents/quy-che-2-2020-qc-stn/{page}/" for page in ("versions/1.2", "versions/1.0")]


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a site whose translation is behind in every way."""
    folder = tmp_path_factory.mktemp("behind")
    root = root_with(folder / "root", ROOT / "tests/sample/content")
    text = root / f"content/vi/{SAMPLE.rstrip('/')}.md"
    words = text.read_text(encoding="utf-8")
    for old, new in (
        ("14 phòng, trước ngày 30/6/2021", "15 phòng, trước ngày 30/7/2021"),
        ("hài hòa", "cân đối"),
        ("## Điều 2. Trình", "3. Khoản mới về lưu trữ. {#dieu-3-3}\n\n## Điều 2. Trình"),
        ("- Phòng lập danh sách mẫu và gửi cho thư ký trong 7 ngày làm việc; {#dieu-2-1}\n", ""),
    ):
        assert words.count(old) == 1
        words = words.replace(old, new)
    text.write_text(words, encoding="utf-8")
    with (root / "content/register/quy-che-2-2020-qc-stn.yml").open("a") as register:
        register.write("status: {code: expired}\n")
    done = try_build(folder / "site", root=root, release=False)
    assert done.returncode == 0, done.stderr
    with serving(folder / "site") as url:
        yield url


@pytest.mark.parametrize("prefix", ["", "en/"])
@pytest.mark.parametrize("page", [SAMPLE, f"{SAMPLE}parallel/", "translation/"])
def test_a_translation_that_is_behind_is_told_to_everyone(
    browser: Any, behind: str, page: str, prefix: str
) -> None:
    with browser.new_context() as context:
        tab = context.new_page()
        tab.goto(f"{behind}{prefix}{page}")
        for width, scheme in ((320, "light"), (360, "dark"), (1280, "light"), (1440, "dark")):
            tab.set_viewport_size({"width": width, "height": 800})
            tab.emulate_media(color_scheme=scheme)
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
            assert violations(tab) == [], (width, scheme)


def test_an_outdated_passage_says_in_place_what_changed(browser: Any, behind: str) -> None:
    with browser.new_context(viewport={"width": 360, "height": 800}) as context:
        tab = context.new_page()
        tab.goto(f"{behind}en/{SAMPLE}")
        told = tab.locator("#dieu-1-1 .told")
        assert told.inner_text() == (
            "Outdated: a figure, date or name changed. The Vietnamese changed after this was "
            "translated. A figure changed: 14 → 15. A date changed: 30 June 2021 → 30 July 2021. "
            "See both texts"
        )
        new = tab.locator("#dieu-3-3 p")
        assert (new.get_attribute("lang"), new.inner_text()) == ("vi", "Khoản mới về lưu trữ.")
        assert "drop" in tab.locator("#dieu-2-1 .told").inner_text()
        assert "Statute No. 2/2020/QC-STN" in tab.locator("#dieu-2-2 .told").inner_text()
        assert (
            "9 of 13 passages match the Vietnamese draft after version 4.0; 2 outdated; 1 not "
            "translated; 1 cite a document that changed since; 9 reviewed by a person."
        ) in tab.locator(".say").first.inner_text()
        told.get_by_text("See both texts").click()
        tab.wait_for_url("**/parallel/**")
        pair = tab.locator("#dieu-1-1")
        assert "30/6/2021" in pair.locator("del").all_inner_texts()[1]
        assert "30 June 2021" in pair.inner_text()
        tab.get_by_label("Outdated and untranslated passages only (5)").check()
        assert tab.locator(".pair:visible").count() == 5
        tab.goto(f"{behind}{SAMPLE}")
        assert tab.locator(".told").count() == 0


@pytest.fixture(scope="module")
def sample_address(sample: Path) -> Iterator[str]:
    with serving(sample) as url:
        yield url


@pytest.mark.parametrize("prefix", ["", "en/"])
@pytest.mark.parametrize("page", HISTORY)
def test_pages_about_versions_are_accessible(
    browser: Any, sample_address: str, page: str, prefix: str
) -> None:
    with browser.new_context() as context:
        tab = context.new_page()
        tab.goto(f"{sample_address}{prefix}{page}")
        for width, scheme in ((320, "light"), (360, "dark"), (1280, "light")):
            tab.set_viewport_size({"width": width, "height": 800})
            tab.emulate_media(color_scheme=scheme)
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
            assert violations(tab) == [], (width, scheme)


def test_a_redline_shows_changes_or_all_without_scripts(browser: Any, sample_address: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        tab = context.new_page()
        tab.goto(f"{sample_address}{SAMPLE}compare/1.3/2.0/")
        title, change = tab.locator("#tieu-de"), tab.locator("#dieu-1-1")
        assert (title.is_visible(), change.is_visible()) == (False, True)
        assert tab.get_by_text("9 đoạn không đổi").is_visible()
        tab.get_by_label("Toàn văn").check()
        assert (title.is_visible(), change.is_visible()) == (True, True)
        assert not tab.get_by_text("9 đoạn không đổi").is_visible()


@pytest.mark.parametrize(
    ("day", "version"), [("2020-01-02", "1.0"), ("2021-02-28", "2.0"), ("2030-01-01", "4.0")]
)
def test_from_a_day_to_the_version_of_that_day(
    browser: Any, sample_address: str, day: str, version: str
) -> None:
    with browser.new_context() as context:
        tab = context.new_page()
        tab.goto(f"{sample_address}en/{SAMPLE}versions/")
        tab.fill("[name=day]", day)
        tab.click("form.jump button")
        tab.wait_for_url(f"{sample_address}en/{SAMPLE}versions/{version}/")


def test_a_day_before_the_first_version_is_answered(browser: Any, sample_address: str) -> None:
    with browser.new_context() as context:
        tab = context.new_page()
        tab.goto(f"{sample_address}en/{SAMPLE}versions/")
        tab.click("form.jump button")
        assert tab.locator(".jump [role=status]").inner_text() == "Choose a day."
        tab.fill("[name=day]", "2019-12-31")
        tab.click("form.jump button")
        assert tab.locator(".jump [role=status]").inner_text() == (
            "There was no version on that day; the first one was published on 2 January 2020."
        )


def test_the_log_can_be_filtered_by_work_language_and_reason(
    browser: Any, sample_address: str
) -> None:
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        tab = context.new_page()
        tab.goto(f"{sample_address}en/updates/")
        for choices, count in (
            ({"reason": "legal_change"}, 3),
            ({"reason": "withdrawal", "language": "en"}, 0),
            ({"work": "quy-che-2-2020-qc-stn", "language": "en"}, 1),
        ):
            tab.click("[type=reset]")
            for name, value in choices.items():
                tab.select_option(f"[data-filter] [name={name}]", value)
            tab.get_by_text(f"Versions shown: {count}.").wait_for()
            assert tab.locator("tr[id]:visible").count() == count


def test_a_file_is_verified_in_the_browser_and_does_not_leave_it(
    browser: Any, sample: Path, sample_address: str, tmp_path: Path
) -> None:
    frozen, style = sample / f"{SAMPLE}versions/2.0/text.md", f"{code_of(sample)}portal.css"
    spoilt, rewritten = tmp_path / "spoilt.md", tmp_path / "kept.json"
    spoilt.write_bytes(frozen.read_bytes().replace(b"14", b"15"))
    log = (sample / "versions.json").read_text(encoding="utf-8")
    rewritten.write_text(log.replace('"digest": "sha256:', '"digest": "sha256:0', 1))
    with browser.new_context() as context:
        tab = context.new_page()
        sent: list[str] = []
        tab.on("request", lambda r: sent.append(r.method) if r.method != "GET" else None)
        tab.goto(f"{sample_address}en/verify/")
        for file, said in {
            frozen: "Genuine. “text.md” is the text (vi) of version 2.0 of quy-che-1-2020-qc-stn",
            sample / style: f"Genuine. “portal.css” is the file {style}",
            sample / "versions.json": "Genuine. All 15 entries of “versions.json” are still there",
            rewritten: "NO match. 1 of the 15 entries of “kept.json” are not as they were",
            spoilt: "NO match. This site published no file like “spoilt.md”",
        }.items():
            tab.set_input_files("input[type=file]", str(file))
            tab.get_by_text(said).wait_for()
        tab.evaluate(
            """(text) => {
              const data = new DataTransfer();
              data.items.add(new File([text], "dropped.md"));
              const drop = new DragEvent("drop", { dataTransfer: data, cancelable: true });
              document.querySelector(".drop").dispatchEvent(drop);
            }""",
            frozen.read_text(encoding="utf-8"),
        )
        tab.get_by_text("Genuine. “dropped.md” is the text (vi) of version 2.0").wait_for()
        assert tab.locator(".drop a").first.get_attribute("href") == (
            f"../../{SAMPLE}versions/2.0/"
        )
        assert sent == []
        assert violations(tab) == []
