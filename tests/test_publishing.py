"""Publishing: one step that readers never notice but by what is new, and another to undo it."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from itertools import count, product
from pathlib import Path
from random import Random
from threading import Event, Thread

import brotli  # type: ignore[import-untyped]
import pytest
import yaml

from building import environment
from conftest import ROOT, missing_tool, root_with
from forked import portal
from portal.checksums import SUMS
from portal.cli import main
from portal.files import compress_folder, copy_in
from portal.publishing import REDIRECT
from portal.verifying import verify
from portal.versions import log_root
from portal.versions_json import read_versions
from servers import Server, is_there, started
from small_site import WORK, changed, code_of, small_site, written

pytestmark = pytest.mark.slow
RSYNC = shutil.which("rsync") or ""
RRSYNC = Path("/usr/bin/rrsync")


@pytest.fixture(autouse=True, scope="module")
def needed() -> None:
    if not RSYNC:
        missing_tool("publishing needs rsync: .ci/run installs it")


@pytest.fixture(scope="module")
def first(sample: Path) -> dict[str, bytes]:
    return small_site(sample)


class Desk:
    """Somebody who publishes, and the folder of a server."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        self.server = folder / "server"
        self.target = str(self.server)
        self.content = folder / "none/content"
        self.numbers = count()

    def run(self, command: str, *arguments: str) -> tuple[int, str]:
        """Exit code and words of a command about the server, in English."""
        code = main([command, self.target, *arguments, "--lang", "en", *self.about()])
        said = self.capsys.readouterr()
        return code, said.out + said.err

    def about(self) -> list[str]:
        return ["--content", str(self.content)]

    def publish(self, site: Mapping[str, bytes], *arguments: str) -> tuple[int, str]:
        folder = written(self.folder / f"site-{next(self.numbers)}", site)
        return self.run("publish", "--site", str(folder), *arguments)

    @property
    def current(self) -> str:
        return str((self.server / "current").readlink())

    def seen(self, name: str = "index.html") -> bytes:
        return (self.server / "current" / name).read_bytes()

    def releases(self) -> list[int]:
        return sorted(int(folder.name) for folder in (self.server / "releases").iterdir())

    def clear(self) -> None:
        """Takes away what was never finished, as the publications of the next day will."""
        for folder in (self.server / "releases").iterdir():
            if not (folder / SUMS).exists():
                shutil.rmtree(folder)

    def assert_whole(self) -> None:
        assert not verify(copy_in(self.server / "current")).findings


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


# What readers get


def test_a_site_is_published_changed_and_taken_back(desk: Desk, first: dict[str, bytes]) -> None:
    second = changed(first, "Hai")
    code, said = desk.publish(first)
    assert (code, "Published release 000001" in said) == (0, True)
    code, said = desk.publish(second)
    assert (code, "Published release 000002" in said) == (0, True)
    assert f"portal rollback {desk.target}" in said
    assert (desk.current, desk.seen()) == ("releases/000002", second["index.html"])
    desk.assert_whole()
    code, said = desk.run("rollback")
    assert (code, desk.current, desk.seen()) == (0, "releases/000001", first["index.html"])
    lines = said.splitlines()[-2:]
    root = read_versions(first["versions.json"]).root
    assert [line[:6] for line in lines] == ["000002", "000001"]
    assert all(root in line and re.search(r" 20\d\d-\d\d-\d\d ", line) for line in lines)
    assert ["seen by readers" in line for line in lines] == [False, True]
    desk.assert_whole()
    code, said = desk.publish(second)
    assert (code, desk.current) == (0, "releases/000003")  # no number twice


def test_what_is_published_already_is_not_published_again(
    desk: Desk, first: dict[str, bytes]
) -> None:
    desk.publish(first)
    before = snapshot(desk.server)
    code, said = desk.publish(first)
    assert (code, "nothing was changed" in said) == (0, True)
    assert snapshot(desk.server) == before


def snapshot(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(f): (f.lstat().st_ino, f.lstat().st_mtime_ns) for f in folder.rglob("*")}


def test_readers_keep_what_did_not_change(desk: Desk, first: dict[str, bytes]) -> None:
    """A server tells a file by its time and size: what is the same keeps both, and its place."""
    desk.publish(first)
    desk.publish(changed(first, "Hai"))
    old, new = (desk.server / f"releases/00000{n}" for n in (1, 2))
    for name in ("register.json", "versions.json", "register.json.br", "register.json.gz"):
        assert (old / name).samefile(new / name), name
    for name in ("index.html", "index.html.br", "index.html.gz", SUMS):
        assert (old / name).stat().st_mtime < (new / name).stat().st_mtime, name
    times = {(new / f"index.html{e}").stat().st_mtime for e in ("", ".br", ".gz")}
    assert len(times) == 1
    assert times.pop().is_integer()


def test_pages_of_before_find_their_scripts(desk: Desk, first: dict[str, bytes]) -> None:
    sites = [first, *(changed(first, word) for word in ("Hai", "Ba", "Bốn"))]
    for site in sites:
        assert desk.publish(site, "--keep", "3")[0] == 0
    assert desk.releases() == [2, 3, 4]
    for site in sites[1:]:
        for name in code_of(site["index.html"]):
            assert desk.seen(name) == site[name]
            assert brotli.decompress(desk.seen(f"{name}.br")) == site[name]
    assert not any((desk.server / "current" / n).exists() for n in code_of(first["index.html"]))
    desk.run("rollback", "--to", "2")
    desk.assert_whole()
    for name in code_of(sites[3]["index.html"]):
        assert desk.seen(name) == sites[3][name]


def test_files_can_be_read_by_the_web_server(desk: Desk, first: dict[str, bytes]) -> None:
    mask = os.umask(0o077)
    try:
        desk.publish(first)
    finally:
        os.umask(mask)
    below = [f for f in (desk.server / "releases").rglob("*") if not f.is_symlink()]
    assert {f.stat().st_mode & 0o777 for f in below} == {0o755, 0o644}


def test_what_somebody_broke_on_the_server_is_mended(desk: Desk, first: dict[str, bytes]) -> None:
    desk.publish(first)
    spoilt = desk.server / "current/index.html"
    kept = spoilt.stat()
    spoilt.write_bytes(first["index.html"].replace(b"<h1", b"<h2"))
    os.utime(spoilt, ns=(kept.st_atime_ns, kept.st_mtime_ns))
    assert desk.publish(first)[0] == 0
    assert (desk.current, desk.seen()) == ("releases/000002", first["index.html"])
    desk.assert_whole()


# What is refused


def refused(desk: Desk, site: Mapping[str, bytes], *arguments: str) -> str:
    """What is said when a site is refused, which changes nothing on the server."""
    before = snapshot(desk.server)
    code, said = desk.publish(site, *arguments)
    assert (code, snapshot(desk.server)) == (1, before)
    assert "Nothing was published" in said
    return said


def test_a_rewritten_history_is_refused_also_after_a_rollback(
    desk: Desk, first: dict[str, bytes]
) -> None:
    log = json.loads(first["versions.json"])
    gone = log["entries"].pop(0)
    earlier = dict(first)
    entries = read_versions(json.dumps(log).encode()).entries
    log |= {"root": f"sha256:{log_root(entries)}", "count": len(log["entries"])}
    earlier["versions.json"] = json.dumps(log).encode()
    assert desk.publish(earlier)[0] == 0
    assert desk.publish(first)[0] == 0
    said = refused(desk, earlier)
    assert "(verify-entry-gone)" in said
    assert gone["work"] in said
    assert desk.run("rollback")[0] == 0  # readers saw it, and may have kept its root
    assert "(verify-entry-gone)" in refused(desk, changed(earlier, "Hai"))
    assert desk.publish(changed(first, "Hai"))[0] == 0


def test_a_site_that_lacks_published_addresses_is_refused_with_their_names(
    desk: Desk, first: dict[str, bytes]
) -> None:
    pages = {f"a/{n}/index.html": first["index.html"] for n in range(12)}
    desk.publish(first | pages)
    data = f"documents/{WORK}/akn.xml"
    left = {name: text for name, text in first.items() if name != data}
    said = refused(desk, left)
    assert "lacks 13 addresses that are published: /a/0/, /a/1/, /a/10/" in said
    assert "and 3 more" in said
    assert "content/moved.yml:1:1: " in said
    assert "(publish-address-gone)" in said
    said = refused(desk, left | pages)
    assert f"lacks 1 address that is published: /{data}. " in said
    moved = b'<meta http-equiv="refresh" content="0; url=../../">'
    led_on = left | dict.fromkeys(pages, moved) | {f"documents/{WORK}/index.html": moved}
    assert desk.publish(led_on)[0] == 0


def test_pages_that_phones_wait_for_are_named_and_published(
    desk: Desk, first: dict[str, bytes]
) -> None:
    assert "publish-page-heavy" not in desk.publish(first)[1]
    noise = b"<p>" + Random(1).randbytes(12_000).hex().encode()
    more = noise + Random(2).randbytes(24_000).hex().encode()
    page, text = "en/404.html", f"en/documents/{WORK}/index.html"
    code, said = desk.publish(first | {name: first[name] + noise for name in (page, text)})
    assert (code, f"site/{page}:1:1: 1 page weighs more" in said) == (0, True)
    code, said = desk.publish(first | {name: first[name] + more for name in (page, text)})
    assert re.search(rf"2 pages weigh .*: /{text.removesuffix('index.html')} \(\d+ KB\), /", said)
    assert desk.seen(text).endswith(more)


def test_what_stands_at_an_address_that_moved_is_known_for_it(sample: Path) -> None:
    pages = [f for f in sample.rglob("*.html") if REDIRECT in f.read_bytes()]
    moved = yaml.safe_load((ROOT / "tests/sample/content/moved.yml").read_text(encoding="utf-8"))
    assert {f"{old}index.html" for old in moved} <= {
        page.relative_to(sample).as_posix() for page in pages
    }


def test_the_data_of_a_withdrawn_text_may_go(desk: Desk, first: dict[str, bytes]) -> None:
    log = json.loads(first["versions.json"])
    work = next(e["work"] for e in log["entries"] if e["entry"]["reason"] == "withdrawal")
    data = f"documents/{work}/text.md"
    assert data not in first
    desk.publish(first | {data: b"Text\n"})
    assert desk.publish(first)[0] == 0


def test_a_site_that_is_not_as_it_was_built_is_refused(desk: Desk, first: dict[str, bytes]) -> None:
    desk.publish(first)
    site = written(desk.folder / "spoilt", changed(first, "Hai"))
    (site / "index.html").write_text("Khác", encoding="utf-8")
    code, said = desk.run("publish", "--site", str(site))
    assert (code, desk.current) == (1, "releases/000001")
    assert "site/index.html:1:1: " in said
    assert "(verify-file-changed)" in said


def test_content_with_an_error_or_a_draft_is_not_published(
    desk: Desk, first: dict[str, bytes]
) -> None:
    desk.content = shutil.copytree(ROOT / "tests/sample/content", desk.folder / "content")
    assert desk.publish(first)[0] == 0
    text = desk.content / f"vi/documents/{WORK}.md"
    kept = text.read_text(encoding="utf-8")
    text.write_text(kept.replace("14 phòng", "15 phòng"), encoding="utf-8")
    assert "(text-changed-since-release)" in refused(desk, first)
    text.write_text(kept, encoding="utf-8")
    (desk.content / "duties.yml").write_text("duties: [", encoding="utf-8")
    said = refused(desk, first)
    assert "content/duties.yml:2:1: " in said
    assert "(yaml-syntax)" in said


def test_a_site_of_other_content_is_not_published(desk: Desk, first: dict[str, bytes]) -> None:
    desk.content = shutil.copytree(ROOT / "tests/sample/content", desk.folder / "content")
    assert desk.publish(first)[0] == 0
    glossary = desk.content / "glossary.yml"
    glossary.write_text(glossary.read_text(encoding="utf-8") + "# \n", encoding="utf-8")
    assert "(publish-other-content)" in refused(desk, first)


def test_without_a_site_it_is_built_anew_as_a_release(desk: Desk, sample: Path) -> None:
    root = root_with(desk.folder / "root", ROOT / "tests/sample/content")
    desk.content = root / "content"
    with environment({"SITE_URL": "https://example.org/", "RELEASE": "0"}):
        assert desk.run("publish")[0] == 0
    assert desk.seen(SUMS) == (sample / SUMS).read_bytes()
    assert not (root / "site").exists()
    assert not (root / ".cache").exists()
    with environment({"SITE_URL": ""}):  # the address stays what it was
        code, said = desk.run("publish")
    assert (code, "nothing was changed" in said) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    {
        ("publish", "cong@may-chu:srv"): "no place to publish to",
        ("publish", "rsync://may-chu/srv"): "no place to publish to",
        ("publish", "-oProxyCommand=id:/srv"): "",
        ("publish", "srv", "--keep", "1"): "At least 2 releases must stay",
        ("publish", "srv", "--site", "content"): "no folder and no zip of a site",
        ("publish", "srv", "--content", "no"): "There is no content folder",
        ("publish", "srv"): "The portal’s own files are not at",
        ("rollback", "srv", "--to", "7"): "There is no whole release 7. There are: –",
    }.items(),
)
def test_wrong_use_is_told_of(
    arguments: tuple[str, ...],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "content").mkdir()
    try:
        code = main([*arguments, "--lang", "en"])
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    said = capsys.readouterr()
    assert code == 2
    assert words in said.out + said.err


def test_where_nothing_was_published_there_is_nothing_to_go_back_to(
    desk: Desk, first: dict[str, bytes]
) -> None:
    assert desk.run("rollback", "--list") == (0, f"There is no release at {desk.target}.\n")
    desk.publish(first)
    code, said = desk.run("rollback")
    assert (code, "no release before the current one" in said) == (1, True)
    code, said = desk.run("rollback", "--to", "1")
    assert (code, "nothing was changed" in said) == (0, True)


# What rsync cannot do

SAID = {
    "rsync: [receiver] write failed on “x”: No space left on device (28)|11": "the disk is full",
    "rsync: [Receiver] mkdir “/srv/x” failed: Permission denied (13)|11": "not permitted",
    "ssh: connect to host may-chu port 22: Connection refused|255": "cannot be reached",
    "cong@may-chu: Permission denied (publickey).|255": "does not take the key",
    "bash: line 1: rsync: command not found|127": "has no rsync",
    "rrsync error: Another instance of rrsync is already accessing this directory.|12": "Another",
}
"""What rsync said on real machines, with its exit code, and what is told."""


@pytest.mark.parametrize(("said", "words"), SAID.items())
@pytest.mark.parametrize("command", ["publish", "rollback"])
def test_what_keeps_rsync_from_its_work_is_told_in_a_sentence(
    command: str, said: str, words: str, desk: Desk, first: dict[str, bytes]
) -> None:
    text, _, code = said.partition("|")
    with on_path(desk.folder, "rsync", f"#!/bin/sh\necho '{text}' >&2\nexit {code}\n"):
        ended = desk.publish(first) if command == "publish" else desk.run("rollback")
    assert ended[0] == 1
    assert ended[1].startswith(f"Cannot read or write at “{desk.target}”: ")
    assert words in ended[1]
    assert text in ended[1]


def on_path(folder: Path, name: str, script: str) -> AbstractContextManager[None]:
    """A program before all others of its name, while it is needed."""
    (folder / "bin").mkdir(exist_ok=True)
    (folder / "bin" / name).write_text(script, encoding="utf-8")
    (folder / "bin" / name).chmod(0o755)
    return environment({"PATH": f"{folder / 'bin'}:{os.environ['PATH']}"})


def test_without_rsync_it_says_how_to_get_it(desk: Desk, first: dict[str, bytes]) -> None:
    with environment({"PATH": str(desk.folder)}):
        code, said = desk.publish(first)
    assert (code, "sudo apt install rsync" in said) == (1, True)


def test_a_folder_that_is_in_the_way_is_left_alone(desk: Desk, first: dict[str, bytes]) -> None:
    (desk.server / "current").mkdir(parents=True)
    (desk.server / "current/index.html").write_bytes(b"mine")
    code, said = desk.publish(first)
    assert (code, "(current)" in said) == (1, True)
    assert desk.seen() == b"mine"
    (desk.folder / "file").write_bytes(b"")
    desk.target = str(desk.folder / "file/portal")
    assert desk.publish(first)[0] == 1


# From another machine, with a key that may do nothing else

SSH = """#!/bin/sh
while [ "${1#-}" != "$1" ]; do [ "$1" = -l ] && shift; shift; done
[ "$1" = may-chu.example.vn ] || exit 255
shift
SSH_ORIGINAL_COMMAND="$*" exec "$PYTHON" "$RRSYNC" "$SERVED"
"""
"""Stands for ssh to a server whose `authorized_keys` restricts a key to `rrsync FOLDER`."""


def test_a_key_that_is_restricted_to_the_folder_is_enough(
    desk: Desk, first: dict[str, bytes]
) -> None:
    if not RRSYNC.is_file():
        missing_tool("a restricted key needs rrsync, which comes with rsync")
    desk.server.mkdir()
    desk.target = "cong@may-chu.example.vn:/"
    facts = {"PYTHON": sys.executable, "RRSYNC": str(RRSYNC), "SERVED": str(desk.server)}
    second = changed(first, "Hai")
    with on_path(desk.folder, "ssh", SSH), environment(facts):
        for site in (first, second):
            code, said = desk.publish(site)
            assert code == 0, said
        assert (desk.current, desk.seen()) == ("releases/000002", second["index.html"])
        old, new = (desk.server / f"releases/00000{n}/register.json" for n in (1, 2))
        assert old.samefile(new)
        assert desk.run("rollback")[0] == 0
        assert desk.publish(second, "--keep", "2")[0] == 0
        assert desk.run("rollback", "--to", "2")[0] == 0
        assert desk.publish(first, "--keep", "2")[0] == 0
        assert desk.releases() == [2, 3, 4]  # readers' pages are of 2
        desk.assert_whole()
        desk.target = "cong@other.example.vn:/"
        assert "cannot be reached" in desk.run("rollback", "--list")[1]


# Cut off, and two at once, while people read

WRAPPER = """#!/bin/sh
n=$(($(cat "$COUNTED" 2>/dev/null || echo 0) + 1))
echo $n >"$COUNTED"
[ $n = "$AT" ] || exec "$RSYNC" "$@"
case $HOW in
before) kill -9 $PPID ;;
middle) "$RSYNC" --max-size=3k --max-delete=2 "$@"; kill -9 $PPID ;;
meanwhile) AT=0 $MEANWHILE >&2; exec "$RSYNC" "$@" ;;
esac
"""
"""Stands before rsync: at one of its calls it ends who called, or lets somebody else go first."""


class Readers:
    """People who read all the time: whatever they are sent must be of one of the sites, whole."""

    def __init__(self, server: Server, sites: list[dict[str, bytes]]) -> None:
        self.server, self.sites, self.stopped = server, sites, Event()
        self.wrong: list[str] = []
        self.read = 0
        self.threads = [Thread(target=self.go_on, args=(n,)) for n in ("", "en/")]

    def go_on(self, language: str) -> None:
        names = ("index.html", f"documents/{WORK}/index.html")
        while not self.stopped.wait(0.05):  # as fast as they can, they would slow it all down
            for name in names:
                self.read_page(language + name)
            self.read += 1

    def read_page(self, name: str) -> None:
        page = self.ask(name.removesuffix("index.html"), name)
        for script in sorted(code_of(page)):
            self.ask(script, script)

    def ask(self, address: str, name: str) -> bytes:
        answer = self.server.ask(f"/{address}")
        if answer.status != 200 or answer.body not in [site.get(name) for site in self.sites]:
            self.wrong.append(f"{name}: {answer.status}, {len(answer.body)} bytes")
        return answer.body

    def __enter__(self) -> Readers:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        for thread in self.threads:
            thread.join()


@pytest.fixture(params=["nginx"])
def readers(
    desk: Desk, first: dict[str, bytes], request: pytest.FixtureRequest
) -> Iterator[Readers]:
    """Of a server that gives out the second of two sites; the first one lies below it."""
    name = request.param
    if not is_there(name):
        missing_tool(f"{name} is needed, nginx with brotli; .ci/run installs them")
    sites = [first, changed(first, "Hai")]
    for site in sites:
        assert desk.publish(site)[0] == 0
    (desk.folder / name).mkdir()
    with started(name, desk.server / "current", desk.folder / name) as server:
        with Readers(server, sites) as readers:
            yield readers
        assert readers.read > 10
    assert readers.wrong == []


@pytest.fixture
def wrapper(desk: Desk) -> dict[str, str]:
    on_path(desk.folder, "rsync", WRAPPER)
    path = f"{desk.folder / 'bin'}:{os.environ['PATH']}"
    return {"PATH": path, "RSYNC": RSYNC, "COUNTED": str(desk.folder / "counted"), "AT": "0"}


def run_to_its_end(desk: Desk, facts: Mapping[str, str], *arguments: str) -> tuple[int, str]:
    (desk.folder / "counted").unlink(missing_ok=True)
    command, *rest = arguments
    said = desk.folder / "said"
    code = portal([command, desk.target, *rest, "--lang", "en", *desk.about()], facts, str(said))
    return code, said.read_text(encoding="utf-8")


def test_killed_at_any_moment_it_leaves_readers_a_whole_site(
    desk: Desk, readers: Readers, wrapper: dict[str, str]
) -> None:
    folders = [written(desk.folder / f"kept-{n}", site) for n, site in enumerate(readers.sites)]
    for folder in folders:
        compress_folder(folder)
    calls = {"publish": 0, "rollback": 0}
    for command, how in product(calls, ("before", "middle")):
        for number in count(1):
            facts = {**wrapper, "AT": str(number), "HOW": how}
            other = folders[desk.seen() == readers.sites[0]["index.html"]]
            given = ["--site", str(other), "--keep", "2"] if command == "publish" else []
            code, said = run_to_its_end(desk, facts, command, *given)
            assert code in (-9, 0), said
            desk.assert_whole()
            if code == 0:
                calls[command] = number - 1
                break
            other = folders[desk.seen() == readers.sites[0]["index.html"]]
            code, said = run_to_its_end(desk, wrapper, "publish", "--site", str(other))
            assert (code, "Published" in said) == (0, True), said
            desk.assert_whole()
            desk.clear()
    assert calls == {"publish": 10, "rollback": 5}


@pytest.mark.parametrize("readers", ["caddy"], indirect=True)
def test_another_server_shows_whole_sites_as_well(desk: Desk, readers: Readers) -> None:
    for step in range(3):
        assert desk.run("rollback")[0] == 0
        readers.sites.append(changed(readers.sites[0], f"Lần {step}"))
        assert desk.publish(readers.sites[-1])[0] == 0
        assert readers.ask("", "index.html") == readers.sites[-1]["index.html"]


def test_of_two_at_once_one_stands_back(
    desk: Desk, readers: Readers, wrapper: dict[str, str]
) -> None:
    """Whatever the other one does, wholly, between two steps of the one."""
    others = [changed(readers.sites[0], word) for word in ("Ba", "Bốn", "Năm", "Sáu")]
    readers.sites += others
    ours = written(desk.folder / "ours", readers.sites[0])
    for at, site in zip((2, 3, 4, 7), others, strict=True):
        theirs = written(desk.folder / f"theirs-{at}", site)
        command = f"{sys.executable} -m portal publish {desk.target} --site {theirs} --content none"
        facts = {"AT": str(at), "HOW": "meanwhile", "MEANWHILE": command}
        facts |= {"PYTHONPATH": str(ROOT / "hooks"), **wrapper} | facts
        code, said = run_to_its_end(desk, facts, "publish", "--site", str(ours))
        assert (code, "Somebody else has published" in said) == (1, True), said
        assert desk.seen() == site["index.html"]
        desk.assert_whole()
