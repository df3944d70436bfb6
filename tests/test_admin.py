"""What the editing page offers, and what its desk refuses."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from pydantic import BaseModel

from conftest import ROOT, missing_tool
from portal.admin_desk import Desk, Refusal
from portal.admin_page import packages, page_words
from portal.admin_server import Page, open_server
from portal.admin_settings import TYPED, editable, settings
from portal.admin_words import admin_words
from portal.cli import main
from portal.corpus import Corpus
from portal.editor_schemas import CONTENT_FILES
from portal.files import read_tree, write_in_order
from portal.model import FrontMatter, Work
from portal.reading import read_corpus
from portal.records import records_in
from portal.starting import first_content
from scratch import Scratch

ENTRY = "content/register/nghi-dinh-43-2011-nd-cp.yml"


def the_desk(scratch: Scratch) -> Desk:
    return Desk(
        read=partial(read_tree, scratch.content),
        write=partial(write_in_order, scratch.content),
        folder="content",
        language="en",
    )


def save(desk: Desk, path: str, text: str, page: str = "a", new: bool = False) -> object:
    file = {"path": path, "raw": text}
    options = {"newEntry": new}
    params = {"dataFiles": [file], "assets": [], "options": options}
    return desk.answer(page, {"action": "persistEntry", "params": params})


def opened(desk: Desk, path: str, page: str = "a") -> str:
    answer = desk.answer(page, {"action": "getEntry", "params": {"path": path}})
    assert isinstance(answer, dict), answer
    return str(answer["data"])


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return read_corpus(read_tree(ROOT / "content"))


def test_every_key_of_every_model_has_a_field_and_words(corpus: Corpus) -> None:
    """A key without a field would be lost to staff; without words, unknown to them."""
    for speech in ("vi", "en"):
        made = settings(corpus, "content", speech)["collections"]
        forms = {one["file"]: one["fields"] for c in made for one in c.get("files", ())}
        pages = [fields for file, fields in forms.items() if file.endswith(".md")]
        for fields in pages:
            assert_covers(FrontMatter, [f for f in fields if f["name"] != "body"])
        assert_covers(Work, next(c for c in made if c["name"] == "register")["fields"])
        for name in admin_words()["data"]:
            pattern, model = CONTENT_FILES[name]
            assert_covers(model, forms[pattern])


def assert_covers(model: type[BaseModel], fields: list[dict[str, Any]]) -> None:
    by_name = {field["name"]: field for field in fields if field["name"] != TYPED}
    assert by_name.keys() == model.model_fields.keys(), model
    for name, info in model.model_fields.items():
        assert by_name[name]["label"], (model, name)
        inner = list(records_in(info.annotation))
        if inner:
            assert_covers(inner[0], by_name[name]["fields"])


def test_what_tools_write_is_not_offered(corpus: Corpus) -> None:
    files = editable(corpus, "content")
    assert {"content/vi/about.md", "content/glossary.yml", ENTRY} <= files
    assert not [
        path for path in files if path.split("/")[1] in ("freshness", "versions", "sources")
    ]


def test_a_portal_that_was_just_begun_can_be_edited() -> None:
    project = {f"content/{name}": data for name, data in read_tree(ROOT / "content").items()}
    begun = read_corpus(first_content(project, date(2026, 12, 1)))
    made = settings(begun, "content", "vi")["collections"]
    written = ["texts-vi", "pages-vi", "texts-en", "pages-en"]
    assert [collection["name"] for collection in made] == ["register", *written, "data"]
    assert "hải phòng" not in json.dumps(made, ensure_ascii=False).casefold()


def test_the_page_opens_even_where_the_agency_cannot_be_read() -> None:
    tree = read_tree(ROOT / "content") | {"agency.yml": b"languages: ["}
    files = editable(read_corpus(tree), "content")
    assert {"content/agency.yml", "content/vi/about.md", "content/en/about.md"} <= files


def test_words_are_in_both_languages() -> None:
    vietnamese, english = page_words("vi"), page_words("en")
    assert keys_of(english) <= keys_of(vietnamese)
    assert keys_of({k: vietnamese[k] for k in ("page", "problems")}) <= keys_of(english)


def keys_of(words: Mapping[str, Any], before: str = "") -> set[str]:
    found = set()
    for key, value in words.items():
        name = f"{before}.{key}"
        found |= keys_of(value, name) if isinstance(value, Mapping) else {name}
    return found


def test_an_entry_is_read_and_written(scratch: Scratch) -> None:
    desk = the_desk(scratch)
    text = opened(desk, ENTRY)
    assert text.encode() == (scratch.content / "register/nghi-dinh-43-2011-nd-cp.yml").read_bytes()
    changed = text.replace("issued: 2011-06-13", "issued: 2011-06-14")
    assert save(desk, ENTRY, changed) == {"message": ENTRY}
    assert opened(desk, ENTRY) == changed
    assert any("citation" in line for line in desk.found["a"])


ELSEWHERE = [
    "content/../README.md",
    "content/vi/../../README.md",
    "../content/vi/about.md",
    "/etc/passwd",
    "README.md",
    "content/freshness/about.yml",
    "content/sources/SHA256SUMS",
    "content/versions/ke-hoach-hoi-nhap-quoc-te-2022/log.yml",
    "content/register/../../x.yml",
    "content/register/.hidden.yml",
    "content/register/A B.yml",
    "content/vi/new.md",
]


def test_nothing_else_is_read_or_written(scratch: Scratch) -> None:
    desk, before = the_desk(scratch), read_tree(scratch.content.parent)
    for path in ELSEWHERE:
        refused = Refusal("not-editable", {"path": path})
        assert desk.answer("a", {"action": "getEntry", "params": {"path": path}}) == refused
        for new in (False, True):
            assert save(desk, path, "id: x\n", new=new) == refused
    assert read_tree(scratch.content.parent) == before


def test_nothing_else_is_done(scratch: Scratch) -> None:
    desk = the_desk(scratch)
    for action in ("deleteFiles", "persistMedia", "getMediaFile", "info", None):
        answer = desk.answer("a", {"action": action, "params": {"paths": [ENTRY], "path": ENTRY}})
        assert answer == Refusal("not-offered")


def test_two_pages_do_not_overwrite_each_other(scratch: Scratch) -> None:
    desk = the_desk(scratch)
    text = opened(desk, ENTRY, "mine")
    opened(desk, ENTRY, "theirs")
    theirs = text.replace("2011-06-13", "2011-06-14")
    assert save(desk, ENTRY, theirs, "theirs") == {"message": ENTRY}
    refused = Refusal("changed-meanwhile", {"path": ENTRY})
    assert save(desk, ENTRY, text + "# mine\n", "mine") == refused
    assert opened(desk, ENTRY) == theirs


def test_a_record_that_nobody_could_read_is_not_saved(scratch: Scratch) -> None:
    desk = the_desk(scratch)
    text = opened(desk, ENTRY)
    refused = save(desk, ENTRY, text.replace("type: nghi-dinh", "type: Nghị định", 1))
    assert isinstance(refused, Refusal)
    assert "type" in refused.message("en")
    assert opened(desk, ENTRY) == text


def test_a_new_entry_replaces_none(scratch: Scratch) -> None:
    desk = the_desk(scratch)
    assert save(desk, ENTRY, "id: x\n", new=True) == Refusal("exists", {"path": ENTRY})


@pytest.fixture
def server(scratch: Scratch) -> Iterator[tuple[str, int]]:
    with open_server(Page({"index.html": b"page"}, the_desk(scratch)), 0) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield "127.0.0.1", server.server_port
        server.shutdown()


def asked(
    server: tuple[str, int], method: str, path: str, body: str = "", **headers: str
) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(*server, timeout=10)
    connection.request(method, path, body.encode() or None, headers)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


def test_other_sites_cannot_ask(server: tuple[str, int]) -> None:
    """A page elsewhere may send requests to this machine, or have its own name lead here."""
    here = f"127.0.0.1:{server[1]}"
    entry = json.dumps({"action": "getEntry", "params": {"path": ENTRY}})
    assert asked(server, "GET", "/").status == 200
    assert asked(server, "POST", "/desk?page=a", entry, Origin=f"http://{here}").status == 200
    assert asked(server, "POST", "/desk?page=a", entry, Origin="https://evil.example").status == 403
    assert asked(server, "POST", "/desk?page=a", entry, Origin="null").status == 403
    assert asked(server, "POST", "/desk?page=a", entry, Host="evil.example").status == 403
    assert asked(server, "GET", "/settings.json", Host="evil.example").status == 403
    long = {"Content-Length": "many"}
    assert asked(server, "POST", "/desk?page=a", **long).status == 403
    for path in ("/../README.md", "/%2e%2e/README.md", "/etc/passwd"):
        assert asked(server, "GET", path).status == 404
    for body in (
        "",
        "{",
        "[]",
        '{"action": "persistEntry"}',
        '{"action": "getEntry", "params": 1}',
    ):
        assert asked(server, "POST", "/desk?page=a", body).status in (403, 409)


def test_a_page_for_a_server_of_ones_own(
    scratch: Scratch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = ROOT / "build/admin"
    content = ["--content", str(scratch.content), "--lang", "en"]
    assert main(["admin", "--packages", str(tmp_path), *content]) == 2
    assert "Run make admin" in capsys.readouterr().err
    if not all((found / name).exists() for name in packages()):
        missing_tool("make build/admin/packages fetches what this needs")
    into = ["--into", str(tmp_path / "page"), "--packages", str(found), *content]
    assert main(["admin", *into]) == 2
    assert "--backend" in capsys.readouterr().err
    backend = tmp_path / "backend.json"
    backend.write_text('{"name": "forgejo", "repo": "so/cong"}', encoding="utf-8")
    assert main(["admin", *into, "--backend", str(backend)]) == 0
    written = json.loads((tmp_path / "page/settings.json").read_text(encoding="utf-8"))
    assert written["backend"] == {"name": "forgejo", "repo": "so/cong"}
    for name in ("index.html", "page.js", "words.json", "yaml/index.js", "decap-cms/decap-cms.js"):
        assert (tmp_path / "page" / name).is_file()
