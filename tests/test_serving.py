"""The site behind real web servers, with the very files of `deploy/`: what readers are sent."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import brotli  # type: ignore[import-untyped]
import pytest

from conftest import POLICY, ROOT, code_of, missing_tool
from portal.files import compress_folder
from servers import BROTLI, Answer, Server, connect, free_port, is_there, nginx, started

pytestmark = pytest.mark.slow
SERVERS = ("nginx", "caddy")
PLAN = "/documents/ke-hoach-hoi-nhap-quoc-te-2022/"
HEADERS = {
    "content-security-policy": f"{POLICY}; upgrade-insecure-requests",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
}
"""On every answer of every server."""


@pytest.fixture(scope="module")
def served(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as it is put on a server: with compressed copies, and with what must stay closed."""
    folder = tmp_path_factory.mktemp("served") / "site"
    shutil.copytree(site, folder)
    compress_folder(folder)
    (folder / ".well-known").mkdir(exist_ok=True)
    (folder / ".well-known/security.txt").write_text("Contact: mailto:a@example.vn\n")
    sources = ("README.md", "documents/x.md", "documents/context.md")
    for hidden in (".git/config", ".env", "documents/.htpasswd", ".well-known/.secret", *sources):
        (folder / hidden).parent.mkdir(exist_ok=True)
        (folder / hidden).write_text("secret")
    (folder.parent / "outside.txt").write_text("secret")
    return folder


@pytest.fixture(scope="module")
def servers(
    served: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, Server]]:
    """All servers that there are, begun together, as each waits for its slow client."""
    with ExitStack() as running:
        yield {
            name: running.enter_context(started(name, served, tmp_path_factory.mktemp(name)))
            for name in SERVERS
            if is_there(name)
        }


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest, servers: Mapping[str, Server]) -> Server:
    if request.param not in servers:
        missing_tool(f"{request.param} is needed, nginx with brotli; .ci/run installs them")
    return servers[request.param]


def assert_guarded(answer: Answer) -> None:
    found = {name: answer.headers.get(name) for name in HEADERS}
    assert found == HEADERS, answer.status
    assert "camera=()" in answer.headers["permissions-policy"]
    assert answer.headers["cross-origin-resource-policy"] in ("same-origin", "cross-origin")
    assert answer.headers["cache-control"]
    assert not re.search(r"\d", answer.headers.get("server", ""))


def addresses(site: Path) -> list[str]:
    """Every address of the site: its pages, as the site map has them, and all other files."""
    names = [f.relative_to(site).as_posix() for f in site.rglob("*") if f.is_file()]
    return sorted(
        f"/{name.removesuffix('index.html')}"
        for name in names
        if not name.endswith((".br", ".gz"))
        and not re.search(r"(?:^|/)\.(?!well-known/s)|(?<!/text)\.md$", name)
    )


def file_of(site: Path, address: str) -> Path:
    return site / (address[1:] + "index.html" if address.endswith("/") else address[1:])


# What is there


def test_every_address_is_answered_with_its_file(server: Server, served: Path) -> None:
    for address in addresses(served):
        answer = server.ask(address)
        assert (answer.status, answer.body) == (200, file_of(served, address).read_bytes()), address
        assert_guarded(answer)


def test_every_page_of_the_site_map_is_there(server: Server, served: Path) -> None:
    places = ET.parse(served / "sitemap.xml").iter(
        "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
    )
    found = [urlsplit(str(place.text)).path for place in places]
    assert len(found) > 50
    assert {server.ask(path, "HEAD").status for path in found} == {200}


@pytest.mark.parametrize(
    ("address", "kind"),
    {
        "/": "text/html",
        f"{PLAN}text.md": "text/markdown",
        f"{PLAN}akn.xml": "application/xml",
        f"{PLAN}feed.atom": "application/atom+xml",
        "/register.json": "application/json",
        "/register.csv": "text/csv",
        "/catalogue.jsonld": "application/ld+json",
        "/calendar.ics": "text/calendar",
        "/robots.txt": "text/plain",
        "/SHA256SUMS": "text/plain",
        "/.well-known/security.txt": "text/plain",
        "/site.webmanifest": "application/manifest+json",
        "/offline.zip": "application/zip",
        "/assets/icon-192.png": "image/png",
        "/assets/emblem.svg": "image/svg+xml",
    }.items(),
)
def test_each_kind_of_file_says_what_it_is(server: Server, address: str, kind: str) -> None:
    found = server.ask(address, "HEAD").headers["content-type"]
    assert found.split(";")[0] == kind
    if kind.startswith("text/"):
        assert found.lower().endswith("charset=utf-8")


def test_data_are_open_to_the_pages_of_others_and_pages_are_not(server: Server) -> None:
    for address in ("/register.json", f"{PLAN}text.md", "/SHA256SUMS"):
        headers = server.ask(address, "HEAD").headers
        assert headers["access-control-allow-origin"] == "*"
        assert headers["cross-origin-resource-policy"] == "cross-origin"
    headers = server.ask("/", "HEAD").headers
    assert "access-control-allow-origin" not in headers
    assert headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("address", ["/documents", PLAN[:-1], "/en"])
def test_a_folder_without_its_slash_leads_to_the_page(server: Server, address: str) -> None:
    answer = server.ask(address)
    assert answer.status in (301, 308)
    assert answer.headers["location"] == f"{address}/"
    assert_guarded(answer)


@pytest.mark.parametrize(
    ("address", "to"),
    {
        "/index.html": "/",
        f"{PLAN}index.html": PLAN,
        "/en/search/index.html?q=42%2F2020": "/en/search/?q=42%2F2020",
    }.items(),
)
def test_a_page_has_one_address(server: Server, address: str, to: str) -> None:
    answer = server.ask(address)
    assert (answer.status, answer.headers["location"]) == (301, to)
    assert_guarded(answer)


# Languages


@pytest.mark.parametrize(
    ("asked", "to"),
    {
        "": "/",
        "*": "/",
        "vi": "/",
        "vi-VN,vi;q=0.9,en-US;q=0.8,en;q=0.7": "/",
        "fr-FR, es;q=0.9, vi;q=0.5, en;q=0.3": "/",
        "VI": "/",
        "en": "/en/",
        "en-US,en;q=0.9,vi;q=0.8": "/en/",
        "ja,en;q=0.5,vi;q=0.1": "/en/",
        "ko": "/en/",
        "vii": "/en/",
    }.items(),
)
def test_the_landing_address_leads_to_the_language_of_the_browser(
    server: Server, asked: str, to: str
) -> None:
    answer = server.ask("/start", **({"Accept_Language": asked} if asked else {}))
    assert (answer.status, answer.headers["location"]) == (302, to)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["vary"] == "Accept-Language"
    assert_guarded(answer)


@pytest.mark.parametrize("address", ["/", "/en/", PLAN])
def test_no_other_address_depends_on_the_language_of_the_browser(
    server: Server, address: str
) -> None:
    vietnamese = server.ask(address, Accept_Language="vi")
    english = server.ask(address, Accept_Language="en")
    assert vietnamese.body == english.body
    assert english.status == 200
    assert "set-cookie" not in english.headers
    assert "Accept-Language" not in english.headers.get("vary", "")


@pytest.mark.parametrize(
    ("address", "language"),
    {"/no": "", "/en/no": "en/", "/fr/no": "", "/en/a/b.json": "en/"}.items(),
)
def test_what_is_missing_is_told_in_the_language_of_its_folder(
    server: Server, served: Path, address: str, language: str
) -> None:
    answer = server.ask(address)
    assert answer.status == 404
    assert answer.body == (served / f"{language}404.html").read_bytes()
    assert answer.headers["content-type"].lower() == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert_guarded(answer)


# Compression, ranges, caches


@pytest.mark.parametrize(
    ("accepted", "coding"),
    {"gzip, deflate, br, zstd": "br", "gzip": "gzip", "br;q=1.0, gzip;q=0.5": "br"}.items(),
)
def test_what_is_sent_compressed_is_the_same_to_the_byte(
    server: Server, served: Path, accepted: str, coding: str
) -> None:
    expand = {"br": brotli.decompress, "gzip": gzip.decompress}[coding]
    for address in ("/", PLAN, f"/en{PLAN}", "/register.json", "/search/index.js"):
        answer = server.ask(address, Accept_Encoding=accepted)
        assert answer.headers["content-encoding"] == coding
        assert "Accept-Encoding" in answer.headers["vary"]
        assert expand(answer.body) == file_of(served, address).read_bytes()
        assert_guarded(answer)


def test_what_is_compressed_already_is_sent_as_it_is(server: Server) -> None:
    for address in ("/offline.zip", "/assets/icon-512.png"):
        assert "content-encoding" not in server.ask(address, Accept_Encoding="br, gzip").headers


def test_who_takes_no_coding_gets_none(server: Server, served: Path) -> None:
    answer = server.ask(PLAN, Accept_Encoding="identity")
    assert "content-encoding" not in answer.headers
    assert answer.body == file_of(served, PLAN).read_bytes()


def test_a_download_is_taken_up_where_it_broke_off(server: Server, served: Path) -> None:
    whole = (served / "offline.zip").read_bytes()
    answer = server.ask("/offline.zip", Range="bytes=1000-1999")
    assert (answer.status, answer.body) == (206, whole[1000:2000])
    assert answer.headers["content-range"] == f"bytes 1000-1999/{len(whole)}"
    assert_guarded(answer)
    assert server.ask("/offline.zip", Range="bytes=-10").body == whole[-10:]
    etag = answer.headers["etag"]
    assert server.ask("/offline.zip", Range="bytes=0-9", If_Range=etag).status == 206
    assert server.ask("/offline.zip", Range="bytes=0-9", If_Range='"other"').status == 200
    beyond = server.ask("/offline.zip", Range=f"bytes={len(whole)}-")
    assert beyond.status == 416
    assert_guarded(beyond)


@pytest.mark.parametrize("coding", ["", "br", "gzip"])
def test_what_a_reader_has_is_not_sent_again(server: Server, coding: str) -> None:
    accepted = {"Accept_Encoding": coding} if coding else {}
    first = server.ask(PLAN, **accepted)
    again = server.ask(PLAN, If_None_Match=first.headers["etag"], **accepted)
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert_guarded(again)
    assert server.ask(PLAN, If_None_Match='"other"', **accepted).status == 200
    since = server.ask(PLAN, If_Modified_Since=first.headers["last-modified"], **accepted)
    assert since.status == 304


def test_scripts_and_styles_are_kept_as_their_names_say_what_they_are(
    server: Server, served: Path
) -> None:
    page = server.ask(PLAN).body.decode()
    loaded = re.findall(r'(?:href|src)="(?:\.\./)*(assets/[^"]+\.(?:css|js))"', page)
    assert len(loaded) >= 2
    for name in loaded:
        assert name.startswith(code_of(served))
        answer = server.ask(f"/{name}", Accept_Encoding="br")
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        again = server.ask(f"/{name}", Accept_Encoding="br", If_None_Match=answer.headers["etag"])
        assert again.headers["cache-control"] == answer.headers["cache-control"]
        assert_guarded(answer)
    gone = server.ask("/assets/0123456789abcdef/portal.css")
    assert (gone.status, gone.headers["cache-control"]) == (404, "no-cache")


def test_pages_and_data_are_asked_for_again_and_pictures_kept_a_day(server: Server) -> None:
    for address in ("/", "/en/", PLAN, "/register.json", "/search/index.js", "/offline.zip"):
        assert server.ask(address, "HEAD").headers["cache-control"] == "no-cache"
    pictures = server.ask("/assets/emblem.svg", "HEAD").headers["cache-control"]
    assert pictures == "public, max-age=86400"


# What is refused


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "TRACE"]
)
def test_the_site_is_for_reading(server: Server, method: str) -> None:
    for address in ("/", "/no", "/register.json", "/start", "/health"):
        answer = server.ask(address, method)
        assert answer.status == 405
        if method != "TRACE":  # nginx answers that before it reads what we set
            assert answer.headers["allow"] == "GET, HEAD"
            assert "chỉ nhận GET" in answer.body.decode()
            assert_guarded(answer)


def test_head_says_what_get_would(server: Server) -> None:
    for address in ("/", "/register.json", "/no", "/start", "/health", "/documents"):
        head, get = server.ask(address, "HEAD"), server.ask(address)
        assert head.status == get.status
        assert head.body == b""
        assert_guarded(head)


CLOSED = [
    "/.git/config",
    "/.git",
    "/.env",
    "/README.md",
    "/README%2emd",
    "/documents/x.md",
    "/documents/context.md",
    "/%2egit/config",
    "/documents/.htpasswd",
    "/.well-known/.secret",
    "/.well-known/",
    "/index.html.br",
    "/register.json.gz",
    "/register.json%2egz",
    "/assets/",
    "/schemas/",
    "/../outside.txt",
    "/../../../../../../etc/passwd",
    "/documents/../../outside.txt",
    "/%2e%2e/outside.txt",
    "/..%2foutside.txt",
    "/%2e%2e%2foutside.txt",
    "/..%5coutside.txt",
    "/..\\outside.txt",
    "/%252e%252e/outside.txt",
    "/%c0%ae%c0%ae/outside.txt",
    "/....//outside.txt",
    "/documents/..;/outside.txt",
    "/register.json%00.html",
    "/%00",
    "/%zz",
    "/%",
    "/register.json/",
    "/register.json/index.html",
    "/documents/%0d%0aSet-Cookie:a=b/index.html",
    "/%0d%0aSet-Cookie:%20a=b",
    "//example.com/index.html",
    "/\\example.com/index.html",
    "/.words",
    "/@missing",
]


@pytest.mark.parametrize("address", CLOSED)
def test_nothing_is_given_out_that_is_not_published(server: Server, address: str) -> None:
    answer = server.ask(address)
    assert answer.status in (400, 404) or (
        answer.status in (301, 308) and re.match(r"/(?![/\\])", answer.headers["location"])
    )
    assert b"secret" not in answer.body
    assert b"root:" not in answer.body
    assert "set-cookie" not in answer.headers
    if answer.status != 400:
        assert_guarded(answer)


def test_a_very_long_address_is_refused_and_the_next_one_answered(server: Server) -> None:
    for length, expected in ((2_000, (404,)), (100_000, (400, 414, 431))):
        answer = server.says(f"GET /{'a' * length} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        assert int(answer.split()[1]) in expected
    assert server.ask("/").status == 200


def test_what_is_no_request_is_refused(server: Server) -> None:
    for raw in (
        b"\x16\x03\x01\x02\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\x01 HTTP/1.1\r\n\r\n",
    ):
        answer = server.says(raw)
        assert not answer or int(answer.split()[1]) in (400, 405, 505)
    assert server.ask("/").status == 200


def test_a_body_is_not_waited_for(server: Server) -> None:
    raw = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000000\r\n\r\n"
    assert server.says(raw).split()[1] in (b"405", b"413")


def test_the_health_check_says_whether_a_whole_site_lies_there(
    server: Server, served: Path
) -> None:
    assert server.ask("/health").status == 204
    (served / "SHA256SUMS").rename(served / "aside")
    try:
        answer = server.ask("/health")
        assert answer.status == 503
        assert answer.headers["retry-after"] == "60"
        assert "Máy chủ gặp sự cố" in answer.body.decode()
        assert_guarded(answer)
    finally:
        (served / "aside").rename(served / "SHA256SUMS")


@pytest.mark.parametrize("server", ["nginx"], indirect=True)  # Debian's Caddy cannot count
def test_who_asks_too_much_is_told_to_wait_and_others_are_served(server: Server) -> None:
    answers = (server.ask("/robots.txt", source="127.0.0.2") for _ in range(2_000))
    answer = next(answer for answer in answers if answer.status != 200)
    assert answer.status == 429
    assert answer.headers["retry-after"] == "5"
    assert "Quá nhiều yêu cầu" in answer.body.decode()
    assert_guarded(answer)
    assert server.ask("/", source="127.0.0.3").status == 200


# What is written down, and what holds on for too long


def test_the_log_knows_no_reader(server: Server) -> None:
    headers = {"Referer": "https://example.com/from", "User_Agent": "Browser/1", "Cookie": "who=me"}
    server.ask("/search/?q=bi-mat", source="127.0.0.77", **headers)
    server.ask("/")
    text = server.log.read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    assert any("/search/" in json.dumps(line) for line in lines)
    for word in ("127.0.0.77", '127.0.0.1"', "bi-mat", "example.com/from", "Browser/1", "who=me"):
        assert word not in text, word
    assert "127.0.0.0" in text


def test_a_slow_client_is_let_go(server: Server) -> None:
    """It began when the server started; the tests in between were answered all the while."""
    server.slow.settimeout(20)
    try:
        last = server.slow.recv(1000)
    except ConnectionResetError:
        last = b""
    assert not last or b" 408 " in last.split(b"\r\n")[0] or b" 400 " in last.split(b"\r\n")[0]


# TLS, and the files as they are copied


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate that nobody vouches for."""
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", "/CN=portal.example.vn"),
            *("-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"),
        ],
        check=True,
        capture_output=True,
    )
    return folder


def test_tls_is_of_today_and_says_so_for_years(
    certificate: Path, served: Path, tmp_path: Path
) -> None:
    if not is_there("nginx"):
        missing_tool("nginx is needed; .ci/run installs it")
    port = free_port()
    command = nginx(
        tmp_path,
        served,
        port,
        f"listen [::1]:{port} ssl http2; ssl_certificate {certificate}/fullchain.pem;"
        f" ssl_certificate_key {certificate}/privkey.pem; include portal/tls.conf;",
    )
    said = tmp_path / "said"
    with said.open("wb") as out:
        running = subprocess.Popen(command, stdout=out, stderr=out)
    try:
        connect(port, running, said, "::1").close()
        trusting = ssl.create_default_context(cafile=certificate / "fullchain.pem")
        trusting.set_alpn_protocols(["h2", "http/1.1"])
        with (
            socket.create_connection(("::1", port), timeout=20) as client,
            trusting.wrap_socket(client, server_hostname="portal.example.vn") as secure,
        ):
            assert (secure.version(), secure.selected_alpn_protocol()) == ("TLSv1.3", "h2")
        trusting.set_alpn_protocols(["http/1.1"])
        with (
            socket.create_connection(("::1", port), timeout=20) as client,
            trusting.wrap_socket(client, server_hostname="portal.example.vn") as secure,
        ):
            secure.sendall(b"GET / HTTP/1.1\r\nHost: portal.example.vn\r\n\r\n")
            head = secure.recv(65536).partition(b"\r\n\r\n")[0].decode().lower()
            assert "strict-transport-security: max-age=63072000" in head
            assert HEADERS["content-security-policy"] in head
        trusting.set_ciphers("DEFAULT@SECLEVEL=0")  # this side would take it
        with pytest.warns(DeprecationWarning, match="TLSv1_1"):
            trusting.minimum_version = trusting.maximum_version = ssl.TLSVersion.TLSv1_1
        with (
            socket.create_connection(("::1", port), timeout=20) as client,
            pytest.raises((ssl.SSLError, ConnectionResetError)),
        ):
            trusting.wrap_socket(client, server_hostname="portal.example.vn")
    finally:
        running.terminate()
        running.wait(20)


def test_the_files_for_a_server_of_its_own_are_valid(certificate: Path, tmp_path: Path) -> None:
    if not (is_there("nginx") and is_there("caddy")):
        missing_tool("nginx and caddy are needed; .ci/run installs them")
    (tmp_path / "portal").symlink_to(ROOT / "deploy/nginx")
    (tmp_path / "nginx.conf").write_text(
        f"load_module {BROTLI}; pid nginx.pid; error_log error.log; events {{}}\n"
        "http { include portal/server.conf; }\n"
    )
    said = subprocess.run(
        ["nginx", "-t", "-p", str(tmp_path), "-e", "error.log", "-c", "nginx.conf"],
        capture_output=True,
        text=True,
        check=False,
    ).stderr
    assert "cannot load certificate" in said or "syntax is ok" in said, said
    done = subprocess.run(
        ["caddy", "validate", "--config", str(ROOT / "deploy/caddy/Caddyfile")],
        env=os.environ | {"HOME": str(tmp_path), "PORTAL_LOG": str(tmp_path / "log")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
