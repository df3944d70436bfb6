"""The editing page in a browser: what staff do there, and what it leaves alone."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cases import cases
from conftest import ROOT, missing_tool
from portal.files import read_tree
from portal.reading import read_corpus, split_front_matter
from portal.rules import check
from portal.yaml_source import read_yaml
from scratch import PLAN

pytestmark = pytest.mark.browser
UNREACHED = re.compile(
    r"editor\.editorNotesPane|editor\.editorWidgets\.(markdown|image|file)|mediaLibrary|ui\.toast\.(onFailTo\w+)?[nN]ote"
)
"""Phrases of parts of Decap that our settings leave out."""
PHRASES = """(language) => {
  const found = [];
  const walk = (value, name) => typeof value === "object"
    ? Object.entries(value).forEach(([key, inner]) => walk(inner, name ? `${name}.${key}` : key))
    : found.push(name);
  walk(CMS.getLocale(language), "");
  return found;
}"""
EDIT = """async ([form, typed, { set = {}, add = {}, drop = [], move = [] }]) => {
  const { fromFile, toFile } = await import("/files.js");
  const { collections } = (window.portalSettings ??= await (await fetch("/settings.json")).json());
  const names = { page: "vi-about" };
  const listed = collections.flatMap((one) => one.files ?? [one]);
  const fields = listed.find((one) => one.name === (names[form] ?? form)).fields;
  const values = typed === null ? {} : fromFile(typed);
  const parts = (path) => path.split(".").map((key) => (/^\\\\d+$/.test(key) ? Number(key) : key));
  const inside = (path) => path.reduce((value, key) => (value[key] ??= {}), values);
  for (const [path, value] of Object.entries(set)) {
    const way = parts(path);
    inside(way.slice(0, -1))[way.at(-1)] = value;
  }
  for (const [path, value] of Object.entries(add)) inside(parts(path)).push(value);
  for (const path of [...drop, ...move]) {
    const way = parts(path);
    const list = inside(way.slice(0, -1));
    const [item] = list.splice(way.at(-1), 1);
    if (move.includes(path)) list.unshift(item);
  }
  try {
    return { text: toFile(values, { fields }) };
  } catch (error) {
    return { refused: error.message };
  }
}"""
UNTOUCHED = """async (files) => {
  const { fromFile, toFile } = await import("/files.js");
  const { collections } = (window.portalSettings ??= await (await fetch("/settings.json")).json());
  const listed = collections.flatMap((one) => one.files ?? [{ ...one, file: "register" }]);
  const form = (name) => listed.find((one) => one.file === name);
  return Object.entries(files).filter(([path, text]) => {
    const { fields } = form(path) ?? form("register");
    return toFile(structuredClone(fromFile(text)), { fields }) !== text;
  }).map(([path]) => path);
}"""
NASTY = [
    "yes",
    "No",
    "on",
    "~",
    "null",
    ".5",
    "1_000",
    "0x1F",
    "017",
    "1e3",
    "12:30",
    "=",
    "<<",
    "2026-01-02",
    "2026-01-02 03:04",
    "- a",
    "? b",
]
NASTY += [
    "a: b",
    "a #b",
    "#c",
    "[d]",
    "{e}",
    "*f",
    "&g",
    "!h",
    "%i",
    "@j",
    "`k",
    "'l'",
    '"m"',
    "n\\o",
    "“p”, q",
    "r:",
    "…",
    "đ\tê",
    "a\nb",
    "s\u2028t",
    "📄",
]


class Desk:
    """The editing page of a copy of the content, as `make admin` starts it."""

    def __init__(self, folder: Path, browser: Any) -> None:
        self.content = folder / "content"
        shutil.copytree(ROOT / "content", self.content)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "portal", "admin", "--port", "0", "--content", self.content],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": "hooks"},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        self.said = self.process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/", self.said)
        assert found, self.said
        self.address = found[0]
        self.context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="vi-VN")
        self.elsewhere: list[str] = []
        """Requests that went to anybody else."""
        self.context.on("request", self.note)
        self.context.set_default_timeout(10_000)
        self.tab = self.context.new_page()
        self.tab.goto(self.address)
        self.tab.get_by_role("button", name="Bắt đầu sửa").click()

    def note(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.elsewhere.append(request.url)

    def stop(self) -> int:
        """Ends it as Ctrl-C does; its exit code."""
        self.context.close()
        with self.process:
            self.process.send_signal(signal.SIGINT)
        return self.process.returncode

    def text(self, path: str) -> str:
        return (self.content / path).read_bytes().decode()

    def open(self, collection: str, entry: str) -> None:
        """Goes to an entry as people do, through the list, and waits for its form."""
        self.tab.goto(f"{self.address}#/collections/{collection}")
        self.tab.locator(f"a[href='#/collections/{collection}/entries/{entry}']").click()
        self.tab.get_by_text("Mọi thay đổi đã lưu").wait_for()
        self.tab.locator("label").first.wait_for()

    def fill(self, key: str, words: str, n: int = 0) -> None:
        box = self.tab.locator(f"[id^='{key}-field-']").nth(n)
        box.fill("")
        box.fill(words)

    def value(self, key: str) -> str:
        return str(self.tab.locator(f"[id^='{key}-field-']").first.input_value())

    def save(self) -> str:
        """Saves, and gives what the page then tells of the check."""
        self.tab.evaluate("document.querySelector('#found').hidden = true")
        self.tab.get_by_role("button", name="Lưu", exact=True).click()
        self.tab.get_by_role("menuitem", name="Lưu vào tệp").click()
        self.tab.locator("#found").wait_for()
        return str(self.tab.locator("#found").inner_text())

    def error(self) -> str:
        """What is said when saving fails."""
        self.tab.get_by_role("button", name="Lưu", exact=True).click()
        self.tab.get_by_role("menuitem", name="Lưu vào tệp").click()
        return str(self.tab.get_by_text("Chưa lưu được").inner_text())


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, browser: Any) -> Iterator[Desk]:
    if not (ROOT / "build/admin/packages").exists():
        missing_tool("the editing page needs its packages: make build/admin/packages")
    desk = Desk(tmp_path_factory.mktemp("desk"), browser)
    yield desk
    assert desk.stop() == 0
    assert desk.elsewhere == []


def test_a_title_and_a_sentence_change_and_not_a_byte_more(desk: Desk) -> None:
    page, entry = "en/about.md", "register/nghi-dinh-43-2011-nd-cp.yml"
    before = read_tree(desk.content)
    found = set(findings(desk))
    desk.open("pages-en", "en-about")
    desk.fill("title", "About: this site")
    desk.fill(
        "body", desk.value("body").replace("made by machine; no person", "made by machine: none")
    )
    assert "không thấy gì mới" in desk.save()
    desk.open("register", "nghi-dinh-43-2011-nd-cp")
    desk.fill("vi", "quy định về “thông tin”", n=1)
    assert "không thấy gì mới" in desk.save()
    changed = before | {
        page: edited(
            before[page],
            ("title: About\n", 'title: "About: this site"\n'),
            ("made by machine; no person", "made by machine: none"),
        ),
        entry: edited(
            before[entry],
            (
                "quy định về việc cung cấp thông tin và dịch vụ công trực tuyến trên Cổng Thông tin"
                " điện tử",
                "quy định về “thông tin”",
            ),
        ),
    }
    assert read_tree(desk.content) == changed
    assert set(findings(desk)) == found


def findings(desk: Desk) -> list[str]:
    return [f.line_for_terminal("en") for f in check(read_corpus(read_tree(desk.content)))]


def edited(data: bytes, *changes: tuple[str, str]) -> bytes:
    text = data.decode()
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text.encode()


def test_what_is_changed_and_changed_back_leaves_every_byte(desk: Desk) -> None:
    before = read_tree(desk.content)
    for collection, entry, key in (
        ("data", "agency", "phone"),
        ("texts-vi", f"vi-documents-{PLAN}", "body"),
        ("pages-vi", "vi-verify", "description"),
    ):
        desk.open(collection, entry)
        was = desk.value(key)
        desk.fill(key, f"{was} x")
        desk.save()
        assert read_tree(desk.content) != before
        desk.fill(key, was)
        desk.save()
        assert read_tree(desk.content) == before, entry


def test_no_form_changes_anything_by_being_opened(desk: Desk) -> None:
    """Decap tells at once of a field that changes its value by itself."""
    settings = json.loads(desk.tab.request.get(f"{desk.address}settings.json").text())
    for collection in settings["collections"]:
        entries = [file["name"] for file in collection.get("files", ())]
        some = entries if collection["name"] == "data" else entries[:1]
        for entry in some or [PLAN, "nghi-dinh-09-2017-nd-cp"]:
            desk.open(collection["name"], entry)
            assert not desk.tab.get_by_text("Có thay đổi chưa lưu").is_visible(), entry


def test_every_file_is_written_as_it_was_read(desk: Desk) -> None:
    settings = json.loads(desk.tab.request.get(f"{desk.address}settings.json").text())
    files = {
        file["file"]: desk.text(file["file"].removeprefix("content/"))
        for collection in settings["collections"]
        for file in collection.get("files", ())
    }
    files |= {
        f"content/register/{path.name}": desk.text(f"register/{path.name}")
        for path in (desk.content / "register").iterdir()
    }
    assert len(files) > 50
    assert desk.tab.evaluate(UNTOUCHED, files) == []


@pytest.mark.parametrize("case", cases("admin_edits"))
def test_edits_are_the_smallest_that_say_it(desk: Desk, case: dict[str, Any]) -> None:
    changes = json.loads(
        json.dumps({key: case.get(key, {}) for key in ("set", "add")}, default=str)
    )
    changes |= {key: case.get(key, []) for key in ("drop", "move")}
    done = desk.tab.evaluate(EDIT, [case["form"], case["file"], changes])
    if "refused" in case:
        assert done == {"refused": case["refused"]}
        return
    assert done == {"text": case["becomes"]}
    head = split_front_matter(case["becomes"])[0] if case["form"] == "page" else case["becomes"]
    assert read_yaml(head or "").problems == ()


def test_the_check_takes_words_for_what_they_were_typed(desk: Desk) -> None:
    """Another reader than the one in the browser, and another version of YAML."""
    typed = "phone: a\nsite_name: {vi: a, en: 'a', ja: \"a\"}\n"
    edits = [
        [
            "agency",
            typed,
            {"set": {"phone": words, "site_name": dict.fromkeys(("vi", "en", "ja"), words)}},
        ]
        for words in NASTY
    ]
    written = desk.tab.evaluate(f"(edits) => Promise.all(edits.map({EDIT}))", edits)
    for words, done in zip(NASTY, written, strict=True):
        assert read_yaml(done["text"]).value == {
            "phone": words.strip(),
            "site_name": dict.fromkeys(("vi", "en", "ja"), words.strip()),
        }, words


def test_what_the_change_means_for_the_translation_is_told(desk: Desk) -> None:
    desk.open("pages-vi", "vi-about")
    desk.fill(
        "body",
        desk.value("body").replace("Bản tiếng Việt có giá trị.", "Chỉ bản tiếng Việt có giá trị."),
    )
    told = desk.save()
    assert "content/en/about.md" in told
    assert "(translation-stale)" in told


def test_a_file_that_was_changed_elsewhere_is_not_overwritten(desk: Desk) -> None:
    desk.open("data", "agency")
    file = desk.content / "agency.yml"
    theirs = file.read_bytes() + "# của người khác\n".encode()
    file.write_bytes(theirs)
    desk.fill("phone", "0225")
    assert "đã được sửa ở nơi khác" in desk.error()
    assert file.read_bytes() == theirs


def test_a_new_document_is_entered(desk: Desk) -> None:
    desk.tab.on("dialog", lambda dialog: dialog.accept())
    desk.tab.goto(f"{desk.address}#/collections/register")
    desk.tab.get_by_role("link", name="Thêm văn bản").click()
    desk.fill("id", "luat-1-2026-qh16")
    desk.tab.locator("[id^='type-field-']").first.fill("Luật")
    desk.tab.get_by_role("option", name="Luật", exact=True).click()
    desk.fill("number", "1/2026/QH16")
    desk.fill("issued", "2026-06-13")
    desk.fill("vi", "Luật thử", n=1)
    desk.tab.get_by_role("button", name="Thêm thay đổi người đọc cần biết").click()
    desk.fill("date", "2026-12-01")
    desk.tab.locator("[id^='vi-field-']").last.fill("Đưa vào danh mục.")
    desk.save()
    assert desk.text("register/luat-1-2026-qh16.yml") == (
        "id: luat-1-2026-qh16\ntype: luat\nnumber: 1/2026/QH16\nissued: 2026-06-13\nissuer: null\n"
        "title:\n  vi: Luật thử\nchanges:\n  - date: 2026-12-01\n    note:\n"
        "      vi: Đưa vào danh mục.\n"
    )


def test_the_page_speaks_vietnamese(desk: Desk) -> None:
    english = {name for name in desk.tab.evaluate(PHRASES, "en") if not UNREACHED.match(name)}
    assert english - set(desk.tab.evaluate(PHRASES, "vi")) == set()
    assert desk.tab.evaluate("document.documentElement.lang") == "vi"
