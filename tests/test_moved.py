"""Whoever follows an address that moved arrives: without a server's help, and behind real ones."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import lxml.html
import pytest

from cases import cases
from conftest import ROOT, code_of, missing_tool, serving
from everything import full_tree
from portal.files import copy_in
from portal.model import Moved
from portal.moved import old_pages, redirects
from portal.moved_rules import MOVED_RULES
from portal.reading import read_corpus
from portal.server_redirects import FORMATS, render_redirects
from portal.verifying import verify
from scratch import PLAN, Scratch
from servers import Server, is_there, started
from test_serving import SERVERS, assert_guarded

NU = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"
AXE = ROOT / "node_modules/axe-core/axe.min.js"
OLD, NEW = "documents/quy-che-tra-mau/", "documents/quy-che-2-2020-qc-stn/"
"""A move of the sample."""
STATUTE = "documents/quy-che-1-2020-qc-stn/"


@pytest.mark.parametrize("case", cases("moved"))
def test_an_old_address_leads_on(case: Mapping[str, Any]) -> None:
    assert redirects(case["moves"]) == case["leads"]
    assert dict(old_pages(case["moves"], case["pages"])) == case["stands"]


HOSTILE = [
    "documents/a/; } location / { return 200 /",
    "documents/a/$host/",
    "documents/a/\n/",
    "documents/a/\n",
    "documents/a/{re.0}/",
    "documents/a b/",
    'documents/"/',
    "documents/%2e%2e/",
    "documents/../../etc/",
    "documents/./a/",
    "documents//a/",
    "//example.com/",
    "/documents/a/",
    "https://example.com/",
    "javascript:alert(1)/",
    "documents/A/",
    "documents/đ/",
    "documents/a",
    "register.json/",
    "feed.atom/",
    ".well-known/",
    "",
    "/",
    "#ii-1/",
    "documents/a/?b/",
    "a/" * 200,
]


@pytest.mark.parametrize("address", HOSTILE)
@pytest.mark.parametrize("side", ["old", "new"])
def test_what_has_not_the_form_of_an_address_is_none(address: str, side: str) -> None:
    moved = {address: f"documents/{PLAN}/"} if side == "old" else {"documents/a/": address}
    with pytest.raises(ValueError, match="validation error"):
        Moved.model_validate(moved)


TREE = full_tree() | {"vi/mau/don.docx": b"x"}


@pytest.mark.parametrize(
    ("moved", "rules"),
    {
        "lien-he/: glossary/": [],
        "lien-he/: hoi-dap/\nhoi-dap/: glossary/": [],
        "glossary/: tasks/": ["moved-still-there"],
        f"{STATUTE}versions/1.0/: {STATUTE}versions/1.1/": ["moved-still-there"],
        f"{STATUTE}versions/9.0/: {STATUTE}versions/4.0/": [],
        "mau/: glossary/": ["moved-still-there"],
        "assets/0123456789abcdef/: glossary/": ["moved-still-there"],
        "start/: glossary/": ["moved-still-there"],
        "health/: glossary/": ["moved-still-there"],
        "lien-he/: lien-he/cu/": ["moved-circle"],
        "lien-he/: glosary/": ["moved-nowhere"],
        "lien-he/: hoi-dap/\nhoi-dap/: glosary/": ["moved-nowhere"],
        "vi/lien-he/: glossary/": ["moved-language"],
        "lien-he/: en/glossary/": ["moved-language"],
        f"documents/quy-che/: {STATUTE}": ["moved-to-published"],
        "documents/quy-che/: documents/": [],
    }.items(),
)
def test_a_move_that_would_lead_nobody_anywhere_is_told_of(moved: str, rules: list[str]) -> None:
    corpus = read_corpus(TREE | {"moved.yml": f"{moved}\n".encode()})
    assert [finding.rule for rule in MOVED_RULES for finding in rule(corpus)] == rules


def test_nothing_is_printed_for_a_server_while_something_is_wrong(scratch: Scratch) -> None:
    file, near = scratch.content / "moved.yml", f"documents/{PLAN[:-2]}"
    file.write_text(f"documents/a/: {near}/\n", encoding="utf-8")
    assert scratch.run("redirects") == (1, "")
    assert f"moved.yml:1:15: The old address leads to “{near}/”" in scratch.said
    assert f"Did you mean: documents/{PLAN}/" in scratch.said
    file.write_text(f"documents/a/: documents/{PLAN}/\n", encoding="utf-8")
    code, said = scratch.run("redirects", "--format", "caddy")
    assert (code, said.count(PLAN)) == (0, 2)


def test_where_nothing_moved_nothing_is_said(scratch: Scratch) -> None:
    for server in FORMATS:
        code, said = scratch.run("redirects", "--format", server)
        assert code == 0
        assert all(line.startswith("#") for line in said.splitlines())


# The pages


def test_a_page_stands_at_every_old_address(sample: Path) -> None:
    for prefix in ("", "en/"):
        old, new = (pages_below(sample / prefix / address) for address in (OLD, NEW))
        assert old == new
        assert len(old) > 3
        for page in old:
            assert_leads(sample, prefix, page)


def pages_below(folder: Path) -> set[Path]:
    return {page.relative_to(folder) for page in folder.rglob("*.html")}


def assert_leads(sample: Path, prefix: str, page: Path) -> None:
    file = sample / prefix / OLD / page
    tree = lxml.html.document_fromstring(file.read_bytes())
    new = f"{prefix}{NEW}{page.parent.as_posix()}/".removesuffix("./")
    (refresh,) = tree.xpath("//meta[@http-equiv='refresh']/@content")
    (link,) = tree.xpath("//main//a/@href")
    assert refresh == f"0; url={link}"
    assert (file.parent / link).resolve() == (sample / new).resolve()
    assert tree.xpath("//link[@rel='canonical']/@href") == [f"https://example.org/{new}"]
    assert tree.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert tree.get("lang") == (prefix.rstrip("/") or "vi")
    assert tree.xpath("//title")[0].text_content()
    assert not tree.xpath("//script | //style | //@style")
    for loaded in tree.xpath("//link[@rel!='canonical']/@href | //img/@src"):
        assert (file.parent / loaded).is_file(), loaded


def test_nothing_on_the_site_names_an_old_address_but_its_own_page(sample: Path) -> None:
    for file in sample.rglob("*"):
        if file.suffix in (".html", ".xml", ".json", ".js", ".atom", ".csv"):
            assert OLD.encode() not in file.read_bytes(), file


def test_old_addresses_are_vouched_for_and_open_from_a_disk(sample: Path) -> None:
    assert verify(copy_in(sample)).findings == []
    assert f"  {OLD}index.html\n" in (sample / "SHA256SUMS").read_text(encoding="utf-8")
    with ZipFile(sample / "offline.zip") as archive:
        (name,) = [n for n in archive.namelist() if n.endswith(f"/en/{OLD}versions/index.html")]
        page = archive.read(name).decode()
    assert 'content="0; url=../../quy-che-2-2020-qc-stn/versions/index.html"' in page


def test_an_old_page_is_valid_html(sample: Path) -> None:
    if not (shutil.which("java") and NU.exists()):
        missing_tool("this test needs Java and the Nu Html Checker: .ci/run installs them")
    pages = [str(sample / prefix / OLD / "index.html") for prefix in ("", "en")]
    command = ["java", "-jar", str(NU), "--errors-only", *pages]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stderr, done.returncode) == ("", 0)


@pytest.mark.browser
def test_a_browser_arrives_without_a_script_and_everyone_can_read_what_it_passes(
    browser: Any, sample: Path, tmp_path: Path
) -> None:
    context = browser.new_context()
    tab = context.new_page()
    with serving(sample) as address:
        tab.goto(f"{address}en/{OLD}versions/")
        tab.wait_for_url(f"{address}en/{NEW}versions/")
        tab.goto("about:blank")
        page = (sample / "en" / OLD / "index.html").read_text(encoding="utf-8")
        style = (sample / code_of(sample) / "portal.css").read_text(encoding="utf-8")
        tab.set_content(re.sub("<(?:meta http-equiv|link)[^>]*>", "", page))
        tab.add_style_tag(content=style)
        tab.add_script_tag(path=AXE)
        found = tab.evaluate("axe.run().then(r => r.violations.map(v => v.id))")
    context.close()
    assert found == []


# Behind real servers


MOVES = {
    OLD: NEW,
    f"{OLD}versions/1.0/": f"{STATUTE}versions/1.0/",
    "quy-che-cu/": OLD,
    f"{STATUTE}compare/": "so-sanh/",
}
"""The last is of a later day than the site."""


@pytest.fixture(scope="module")
def servers(
    sample: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, Server]]:
    """Servers that were told, and in whose files all else is as it lies in `deploy/`."""
    with ExitStack() as running:
        told = {}
        for name, ending in {"nginx": "conf", "caddy": "caddy"}.items():
            if is_there(name):
                folder = tmp_path_factory.mktemp(name)
                shutil.copytree(ROOT / f"deploy/{name}", folder / "portal")
                said = render_redirects(MOVES, ("vi", "en"), name)
                (folder / f"portal/moved.{ending}").write_text(said, encoding="utf-8")
                told[name] = running.enter_context(started(name, sample, folder))
        yield told


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest, servers: Mapping[str, Server]) -> Server:
    if request.param not in servers:
        missing_tool(f"{request.param} is needed, nginx with brotli; .ci/run installs them")
    return servers[request.param]


@pytest.mark.slow
@pytest.mark.parametrize("prefix", ["/", "/en/"])
@pytest.mark.parametrize(
    ("asked", "to"),
    {
        OLD: NEW,
        OLD[:-1]: NEW,
        f"{OLD}?q=a%20b&c=%2F": f"{NEW}?q=a%20b&c=%2F",
        f"{OLD[:-1]}?q=1": f"{NEW}?q=1",
        f"{OLD}versions/": f"{NEW}versions/",
        f"{OLD}versions/1.1/": f"{NEW}versions/1.1/",
        f"{OLD}versions/1.0/": f"{STATUTE}versions/1.0/",
        f"{OLD}versions/1.0": f"{STATUTE}versions/1.0/",
        f"{OLD}versions/1.0/akn.xml": f"{STATUTE}versions/1.0/akn.xml",
        f"{OLD}versions/1x0/": f"{NEW}versions/1x0/",
        f"{OLD}data.json?x": f"{NEW}data.json?x",
        f"{OLD}feed.atom": f"{NEW}feed.atom",
        "quy-che-cu/": NEW,
        "quy-che-cu/versions/1.0/": f"{STATUTE}versions/1.0/",
    }.items(),
)
def test_one_step_leads_to_the_new_address(
    server: Server, prefix: str, asked: str, to: str
) -> None:
    for method in ("GET", "HEAD"):
        answer = server.ask(prefix + asked, method)
        assert (answer.status, answer.headers["location"]) == (301, prefix + to)
        assert answer.headers["cache-control"] == "no-cache"
        assert_guarded(answer)


@pytest.mark.slow
def test_every_file_of_a_page_that_moved_is_found_from_its_old_address(
    server: Server, sample: Path
) -> None:
    for file in filter(Path.is_file, (sample / NEW).rglob("*")):
        name = file.relative_to(sample / NEW).as_posix()
        answer = server.ask(f"/{OLD}{name}")
        while answer.status == 301:
            answer = server.ask(answer.headers["location"])
        there = sample / (STATUTE if name.startswith("versions/1.0/") else NEW) / name
        assert (answer.status, answer.body) == (200, there.read_bytes()), name


@pytest.mark.slow
def test_a_release_from_before_a_move_is_served_as_it_was(server: Server, sample: Path) -> None:
    page = f"{STATUTE}compare/1.0/1.1/"
    answer = server.ask(f"/{page}")
    assert (answer.status, answer.body) == (200, (sample / page / "index.html").read_bytes())
    assert_guarded(answer)
    assert server.ask(f"/{page[:-1]}").headers["location"] == f"/{page}"
    assert server.ask(f"/{STATUTE}compare/1.0/none/").status == 404
    assert server.ask(f"/{STATUTE}compare/1.0/1.1/index.html.br").status == 404


@pytest.mark.slow
def test_what_is_like_an_old_address_is_another_one(server: Server) -> None:
    assert server.ask(f"/{NEW}").status == 200
    assert server.ask("/").status == 200
    for address in (f"/{OLD[:-1]}-khac/", f"/x/{OLD}", f"/fr/{OLD}", f"/{OLD.upper()}"):
        assert server.ask(address).status == 404
    assert server.ask(f"/{OLD}", "POST").status == 405


@pytest.mark.slow
@pytest.mark.parametrize(
    "rest",
    [
        "%0d%0aSet-Cookie:a=b",
        "%0a",
        "a%0d%0aLocation:%20//example.com/",
        "/example.com/",
        "%2fexample.com/",
        "\\example.com",
        "..%2f..%2f..%2fetc/passwd",
        "%2e%2e/%2e%2e/secret",
        ".git/config",
        "$host",
        "%24host/{http.request.host}",
        "%22;",
        "%3fq=1",
        "%zz",
    ],
)
def test_nobody_is_led_astray(server: Server, rest: str) -> None:
    answer = server.ask(f"/{OLD}{rest}")
    assert answer.status in (301, 308, 400, 404)
    assert "set-cookie" not in answer.headers
    location = answer.headers.get("location", "/documents/")
    assert re.match(r"/(?:documents/|[a-z.]+/[a-z]*$)", location), location
    assert "example.com:80" not in location
