"""What operators are given runs: units, the daily proof, the container, the object store."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import textwrap
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from conftest import ROOT, missing_tool
from object_store import Store, storing
from portal.cli import main
from portal.command_line import read_arguments
from portal.files import read_tree
from portal.findings import Severity
from portal.reading import read_corpus
from portal.rules import check
from servers import BROTLI, connect, free_port

SYSTEMD = ROOT / "deploy/systemd"
UNITS = sorted(path.name for path in SYSTEMD.glob("*.*") if path.is_file())
EXPOSURE = {
    "nginx.service": 30,
    "caddy.service": 20,
    "portal-verify.service": 20,
    "portal-status.service": 20,
}
"""The most that `systemd-analyze security` may find open, of 100."""


def tool(name: str) -> str:
    found = shutil.which(name)
    if not found:
        missing_tool(f"{name} is needed; .ci/run installs it")
    return str(found)


def run(*command: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name != "AWS_CA_BUNDLE"}
    return subprocess.run(
        command, env=kept | settings, capture_output=True, text=True, check=False, timeout=120
    )


# Units of systemd


def installed(name: str, folder: Path) -> Path:
    """A unit as systemd puts it together: one of ours, or Debian's with what we add."""
    own, added = SYSTEMD / name, SYSTEMD / f"{name}.d/portal.conf"
    text = own.read_text(encoding="utf-8") if own.exists() else ""
    if added.exists():
        base = Path("/lib/systemd/system") / name
        if not base.exists():
            missing_tool(f"{name} is needed; .ci/run installs it")
        text = base.read_text(encoding="utf-8") + added.read_text(encoding="utf-8")
    (folder / name).write_text(text.replace("/opt/portal/deploy", f"{ROOT}/deploy"))
    return folder / name


@pytest.mark.parametrize("name", sorted({*UNITS, *EXPOSURE}))
def test_systemd_takes_every_unit_without_a_word(name: str, tmp_path: Path) -> None:
    for other in UNITS:
        installed(other, tmp_path)
    done = run(tool("systemd-analyze"), "verify", "--man=no", installed(name, tmp_path))
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", EXPOSURE)
def test_a_server_may_do_little_but_serve(name: str, tmp_path: Path) -> None:
    threshold = f"--threshold={EXPOSURE[name]}"
    unit = installed(name, tmp_path)
    done = run(tool("systemd-analyze"), "security", "--offline=true", threshold, unit)
    assert done.returncode == 0, done.stdout


def test_a_web_server_cannot_change_what_it_serves() -> None:
    for name in ("nginx", "caddy"):
        text = (SYSTEMD / f"{name}.service.d/portal.conf").read_text(encoding="utf-8")
        assert {"ProtectSystem=strict", "ReadOnlyPaths=/srv/portal"} <= set(text.splitlines())
        (writable,) = re.findall(r"(?m)^ReadWritePaths=(.*)", text)
        assert "/srv" not in writable


# The daily proof


@pytest.fixture
def published(site: Path, tmp_path: Path) -> Path:
    """A site as it lies on a server; beside it, what was kept of its publication."""
    shutil.copytree(site, tmp_path / "current")
    (tmp_path / "kept").mkdir()
    for name in ("SHA256SUMS", "versions.json"):
        shutil.copy(site / name, tmp_path / "kept")
    return tmp_path / "current"


def proof(published: Path, url: str = "") -> subprocess.CompletedProcess[str]:
    for name in ("rsync", "curl"):
        tool(name)
    folder = published.parent
    (folder / "portal").write_text(
        f'#!/bin/sh\nPYTHONPATH={ROOT}/hooks exec {ROOT}/.venv/bin/python -m portal "$@"\n'
    )
    (folder / "portal").chmod(0o755)
    return run(
        "bash",
        SYSTEMD / "verify-published",
        PORTAL_FROM=str(published),
        PORTAL_KEPT=str(folder / "kept"),
        PORTAL_COPY=str(folder / "copy"),
        PORTAL=str(folder / "portal"),
        PORTAL_URL=url,
        PORTAL_RATE="1000/s",
    )


def deface_unseen(published: Path) -> None:
    page = published / "index.html"
    was = page.stat()
    page.write_bytes(page.read_bytes().replace(b"<main", b"<mein"))
    os.utime(page, ns=(was.st_atime_ns, was.st_mtime_ns))


def deface_and_forge(published: Path) -> None:
    deface_unseen(published)
    digest = hashlib.sha256((published / "index.html").read_bytes()).hexdigest()
    sums = (published / "SHA256SUMS").read_text(encoding="utf-8")
    forged = re.sub(r"(?m)^\w+  index\.html$", f"{digest}  index.html", sums)
    assert forged != sums
    (published / "SHA256SUMS").write_text(forged, encoding="utf-8")


ATTACKS: dict[Callable[[Path], object], str] = {
    deface_unseen: "verify-file-changed",
    deface_and_forge: "SHA256SUMS on the server is not the one kept",
    lambda published: (published / "them.html").write_text("x"): "verify-file-unlisted",
    lambda published: (published / "ra").symlink_to("/etc"): "no plain files",
}


@pytest.mark.slow
def test_the_daily_proof_finds_whatever_was_changed_on_the_server(published: Path) -> None:
    (published / ".claimed").symlink_to("1796083200.may-dung")  # what `portal publish` leaves
    sound = proof(published)
    assert (sound.returncode, sound.stderr) == (0, "")
    for attack, found in ATTACKS.items():
        shutil.copytree(published, published.parent / "attacked", symlinks=True)
        (published.parent / "attacked").rename(published.parent / "now")
        attack(published.parent / "now")
        done = proof(published.parent / "now")
        assert done.returncode == 1
        assert found in done.stdout + done.stderr
        shutil.rmtree(published.parent / "now")


class AsItIs(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.mark.slow
def test_the_daily_proof_reads_what_readers_are_sent(published: Path, tmp_path: Path) -> None:
    served = shutil.copytree(published, tmp_path / "served")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(AsItIs, directory=served))
    Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/"
    try:
        sound = proof(published, url)
        assert (sound.returncode, sound.stderr) == (0, "")
        (served / "en/about/index.html").write_text("<p>not ours")
        done = proof(published, url)
    finally:
        server.shutdown()
        server.server_close()
    assert done.returncode == 1
    assert "en/about/index.html: FAILED" in done.stdout
    assert "readers are sent something else" in done.stderr


# The container

CONTAINERFILE = (ROOT / "deploy/Containerfile").read_text(encoding="utf-8")


def instructions() -> list[tuple[str, str]]:
    """What the Containerfile says, in order: the instruction and its words."""
    joined = re.sub(r"(?m)^#.*\n", "", CONTAINERFILE).replace("\\\n", "")
    return [
        (word, rest)
        for word, _, rest in (line.partition(" ") for line in joined.splitlines() if line)
    ]


def test_the_container_is_built_of_what_is_pinned_and_there() -> None:
    told = instructions()
    (base,) = [rest for word, rest in told if word == "ARG" and rest.startswith("DEBIAN=")]
    assert re.fullmatch(r"DEBIAN=docker\.io/library/debian:13-slim@sha256:[0-9a-f]{64}", base)
    assert {rest.split()[0] for word, rest in told if word == "FROM"} == {"${DEBIAN}"}
    assert "ADD" not in {word for word, _ in told}
    assert not re.search(r"curl|wget|https?://[^p]|:latest", "\n".join(r for _, r in told))
    ignored = (ROOT / ".containerignore").read_text(encoding="utf-8").splitlines()
    assert ignored[1] == "*"
    for word, rest in told:
        if word == "COPY" and not rest.startswith("--from"):
            for source in rest.split()[:-1]:
                assert (ROOT / source).exists(), source
                assert f"!{source}" in ignored, source
    assert not {"!.git", "!.venv", "!tests"} & set(ignored)


def test_the_container_runs_as_nobody_of_importance_and_says_how_it_is() -> None:
    stage = [one for one in instructions() if one[0] in ("FROM", "USER", "HEALTHCHECK", "CMD")]
    assert [word for word, _ in stage] == ["FROM", "FROM", "USER", "HEALTHCHECK", "CMD"]
    assert dict(stage)["USER"] == "www-data"
    assert "/etc/nginx/health" in dict(stage)["HEALTHCHECK"]
    unit = (ROOT / "deploy/quadlet/portal.container").read_text(encoding="utf-8")
    said = set(unit.splitlines())
    assert {"ReadOnly=true", "DropCapability=all", "NoNewPrivileges=true"} <= said
    assert {"PublishPort=127.0.0.1:8080:8080", "HealthCmd=bash /etc/nginx/health"} <= said


@pytest.mark.slow
def test_the_container_s_nginx_needs_no_rights_and_no_place_to_write(
    published: Path, tmp_path: Path
) -> None:
    """Its very files, with the address alone changed: read-only, without one capability."""
    if not BROTLI.exists():
        missing_tool("nginx with brotli is needed; .ci/run installs it")
    if run("unshare", "--mount", "true").returncode:
        missing_tool("a user who may have mounts of his own is needed")
    published.chmod(0o755)
    port, said = free_port(), tmp_path / "said"
    settings = (ROOT / "deploy/container/nginx.conf").read_text(encoding="utf-8")
    assert "listen 8080;" in settings
    (tmp_path / "nginx.conf").write_text(
        settings.replace("listen 8080;", f"listen 127.0.0.1:{port};").replace(
            "include /etc/nginx/modules-enabled/*.conf;", f"load_module {BROTLI};"
        )
    )
    stage = f"""
        set -e
        mount --make-rprivate /
        for folder in /srv /etc/nginx; do mkdir -p $folder && mount -t tmpfs tmpfs $folder; done
        mkdir -p /srv/portal/current /etc/nginx/portal
        mount --bind {published} /srv/portal/current
        mount --bind {ROOT}/deploy/nginx /etc/nginx/portal
        cp {tmp_path}/nginx.conf /etc/nginx/
        mount -t tmpfs tmpfs /tmp
        for folder in / /srv /etc/nginx /srv/portal/current; do
            mount -o remount,bind,ro $folder
        done
        exec setpriv --reuid www-data --regid www-data --clear-groups --no-new-privs \
            --bounding-set -all --inh-caps -all nginx -g "daemon off;"
    """
    with said.open("wb") as out:
        shutil.chown(said, "www-data")  # as the runtime of a container does
        running = subprocess.Popen(
            ["unshare", "--mount", "sh", "-c", stage], stdout=out, stderr=out
        )
    try:
        for address, status in (("/health", b"204"), ("/", b"200"), ("/no", b"404")):
            with joined(port, running, said) as client:
                client.sendall(f"GET {address} HTTP/1.0\r\n\r\n".encode())
                assert client.recv(65536).split()[1] == status
        health = ("bash", ROOT / "deploy/container/health", str(port))
        assert run(*health).returncode == 0
        (published / "SHA256SUMS").unlink()
        assert run(*health).returncode == 1
        process = Path(f"/proc/{running.pid}/status").read_text(encoding="utf-8")
        assert re.search(r"CapBnd:\s+0+\n", process)
        assert re.search(r"Uid:\s+33\s", process)
    finally:
        running.terminate()
        running.wait(20)
    assert '"path":"/no","status":404' in said.read_text(encoding="utf-8")


def joined(port: int, running: subprocess.Popen[bytes], said: Path) -> socket.socket:
    """A connection to the server; a port on which nobody listens yet may be joined to itself."""
    client = connect(port, running, said)
    while client.getsockname() == client.getpeername():
        client.close()
        client = connect(port, running, said)
    return client


# The object store


@pytest.fixture
def store() -> Iterator[Store]:
    tool("rclone")
    with storing() as started:
        yield started


def upload(site: Path, store: Store) -> subprocess.CompletedProcess[str]:
    return run(
        "bash",
        ROOT / "deploy/s3/upload",
        site,
        "portal:bucket",
        RCLONE_CONFIG=str(ROOT / "deploy/s3/rclone.conf"),
        RCLONE_CONFIG_PORTAL_ENDPOINT=f"http://127.0.0.1:{store.port}",
        AWS_ACCESS_KEY_ID="key",
        AWS_SECRET_ACCESS_KEY="secret",
    )


def small_site(folder: Path, code: str, **pages: str) -> Path:
    """A site of one file of each kind, whose pages load the scripts of `code`."""
    loads = f'<script src="assets/{code}/portal.js"></script>'
    files = {f"{name}.html": words + loads for name, words in {"index": "Trang", **pages}.items()}
    files |= {"register.json": "{}", "text.md": "Lời", "SHA256SUMS": "".join(pages), "la": "?"}
    files |= {
        f"assets/{code}/portal.js": code,
        f"assets/{code}/portal.css": "",
        "index.html.br": "x",
    }
    files |= {"assets/emblem.svg": "<svg/>", ".well-known/security.txt": "Contact: x"}
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.slow
def test_a_site_goes_to_an_object_store_in_the_order_in_which_it_is_read(
    store: Store, tmp_path: Path
) -> None:
    one, two, three = (digit * 16 for digit in "123")
    first = small_site(tmp_path / "first", one, old="Cũ")
    done = upload(first, store)
    assert done.returncode == 0, done.stderr
    names = {f.relative_to(first).as_posix() for f in first.rglob("*") if f.is_file()}
    assert store.objects.keys() == names - {"index.html.br"}
    for name, stored in store.objects.items():
        assert stored.body == (first / name).read_bytes()
    order = [key for what, key in store.done if what == "put"]
    pages = [order.index("index.html"), order.index("old.html")]
    assert max(map(order.index, set(order) - {"index.html", "old.html", "SHA256SUMS"})) < min(pages)
    assert order[-1] == "SHA256SUMS"
    said = {
        name: (stored.headers["content-type"], stored.headers["cache-control"])
        for name, stored in store.objects.items()
    }
    forever = "public, max-age=31536000, immutable"
    assert said == {
        f"assets/{one}/portal.js": ("text/javascript; charset=utf-8", forever),
        f"assets/{one}/portal.css": ("text/css; charset=utf-8", forever),
        "assets/emblem.svg": ("image/svg+xml; charset=utf-8", "public, max-age=86400"),
        "index.html": ("text/html; charset=utf-8", "no-cache"),
        "old.html": ("text/html; charset=utf-8", "no-cache"),
        "register.json": ("application/json; charset=utf-8", "no-cache"),
        "text.md": ("text/markdown; charset=utf-8", "no-cache"),
        "la": ("text/plain; charset=utf-8", "no-cache"),
        ".well-known/security.txt": ("text/plain; charset=utf-8", "no-cache"),
        "SHA256SUMS": ("text/plain; charset=utf-8", "no-cache"),
    }
    before = len(store.done)
    assert upload(small_site(tmp_path / "second", two), store).returncode == 0
    after = store.done[before:]
    assert after[-1] == ("delete", "old.html")
    assert ("put", "register.json") not in after, "what did not change is not sent"
    assert f"assets/{one}/portal.js" in store.objects, "pages that are open still load it"
    assert upload(small_site(tmp_path / "third", three), store).returncode == 0
    kept = {key.split("/")[1] for key in store.objects if re.match(r"assets/\d", key)}
    assert kept == {two, three}


def test_nothing_is_sent_of_a_site_that_is_not_whole(store: Store, tmp_path: Path) -> None:
    done = upload(tmp_path, store)
    assert done.returncode == 1
    assert "no SHA256SUMS" in done.stderr
    assert store.done == []


# The handbook


HANDBOOK = (ROOT / "docs/van-hanh.md").read_text(encoding="utf-8")
BLOCKS = re.sub(r"(?ms)^ *```.*?^ *```$", "", HANDBOOK)
TYPED = re.findall(r"(?m)^ {4,}(\S.*)$", BLOCKS)
"""What is typed, line by line; settings and texts stand in fences."""


def test_every_block_of_the_operators_handbook_can_be_read_by_the_shell() -> None:
    assert len(TYPED) > 60
    for line in TYPED:
        assert run("bash", "-n", "-c", line).returncode == 0, line


def test_every_command_of_the_operators_handbook_is_there() -> None:
    for line in re.findall(r"\.venv/bin/portal (.*)", HANDBOOK):
        given = shlex.split(line)
        assert read_arguments(given).command == given[0]


def test_every_file_of_the_project_in_the_operators_handbook_is_there() -> None:
    named = set(re.findall(r"(?<![\w/])(?:deploy|content|docs)/[\w./@*-]*[\w*/]", HANDBOOK))
    named |= {f"deploy/{name}" for name in re.findall(r" (systemd/\S+\.conf)", HANDBOOK)}
    assert len(named) > 10
    for name in named - {"content/moved.yml"}:  # there once something moved
        assert list(ROOT.glob(name.rstrip("/"))), name
    for unit in re.findall(r"\bportal-[a-z]+@?(?:thu)?\.(?:service|timer)", HANDBOOK):
        assert (SYSTEMD / unit.replace("@thu", "@")).exists(), unit


def test_units_and_handbook_name_the_same_places() -> None:
    units = "\n".join((SYSTEMD / name).read_text(encoding="utf-8") for name in UNITS)
    for place in re.findall(r"/(?:etc/portal|var/lib)/[\w./-]*\w", units):
        assert place in HANDBOOK, place
    for user in re.findall(r"(?m)^User=(.*)", units):
        assert f"adduser --system --group --no-create-home {user}\n" in HANDBOOK


def test_the_notice_of_downtime_is_a_page_without_fault() -> None:
    notices = re.findall(r"(?ms)^   ```markdown\n(.*?)^   ```", HANDBOOK)
    tree = read_tree(ROOT / "content")
    for language, text in zip(("vi", "en"), notices, strict=True):
        tree[f"{language}/index.md"] += f"\n{textwrap.dedent(text)}".encode()
    findings = [f for f in check(read_corpus(tree)) if f.path.endswith("/index.md")]
    assert {f.rule for f in findings if f.severity > Severity.notice} == {"translation-stale"}
    assert "portal translated index.md" in HANDBOOK


def test_a_status_that_should_have_been_checked_again_is_told_of_a_day(
    capsys: pytest.CaptureFixture[str],
) -> None:
    content = ["--content", str(ROOT / "content"), "status"]
    assert main([*content, "--on", "2027-11-30"]) == 0
    assert main([*content, "--on", "2027-12-01"]) == 1
    assert "  nghi-dinh-43-2011-nd-cp: 2026-11\n" in capsys.readouterr().out
    assert main([*content, "--on", "2027-12-01", "--format", "json"]) == 1
    assert "nghi-dinh-43-2011-nd-cp" in json.loads(capsys.readouterr().out)["overdue"]
    assert main(content) == 0
