"""Real web servers, with the very files of `deploy/`, on free ports of this machine."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from conftest import ROOT

BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Server:
    """A running server, and where its log is."""

    name: str
    port: int
    log: Path
    slow: socket.socket
    """A client that began a request when the server started, and never ends it."""

    def ask(
        self,
        address: str,
        method: str = "GET",
        source: str = "127.0.0.1",
        **headers: str,
    ) -> Answer:
        """What is answered to an address that is sent just as it is given."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=20, source_address=(source, 0)
        )
        connection.putrequest(method, address, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        got = connection.getresponse()
        answer = Answer(got.status, {k.lower(): v for k, v in got.getheaders()}, got.read())
        connection.close()
        names = [name.lower() for name, _ in got.getheaders() if name.lower() != "vary"]
        assert len(names) == len(set(names)), names
        return answer

    def says(self, raw: bytes) -> bytes:
        """The beginning of the answer to bytes that need be no request."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as client:
            client.sendall(raw)
            return client.recv(65536)


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def put_in_place(folder: Path, name: str) -> None:
    """The files of `deploy/`, where they do not lie already."""
    if not (folder / "portal").exists():
        (folder / "portal").symlink_to(ROOT / f"deploy/{name}")


def nginx(folder: Path, site: Path, port: int, more: str = "") -> list[str]:
    listen = more or f"listen 127.0.0.1:{port};"
    put_in_place(folder, "nginx")
    temporary = "".join(
        f"{kind}_temp_path temporary; "
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"load_module {BROTLI};\n"
        f"{'user root;' if os.geteuid() == 0 else ''}\n"
        "daemon off; pid nginx.pid; error_log error.log crit; worker_processes 2; events {}\n"
        f"http {{ {temporary} include portal/http.conf; server {{ {listen}"
        f" root {site}; access_log access.log portal; include portal/site.conf; }} }}\n"
    )
    return ["nginx", "-p", str(folder), "-e", "error.log", "-c", "nginx.conf"]


def caddy(folder: Path, site: Path, port: int) -> list[str]:
    put_in_place(folder, "caddy")
    (folder / "Caddyfile").write_text(
        "{\n\tadmin off\n\tauto_https off\n\timport portal/global.caddy\n}\n"
        "import portal/portal.caddy\n"
        f"http://127.0.0.1:{port} {{\n\troot * {site}\n\timport portal\n}}\n"
    )
    return ["caddy", "run", "--config", str(folder / "Caddyfile")]


COMMANDS = {"nginx": nginx, "caddy": caddy}


def is_there(name: str) -> bool:
    return bool(shutil.which(name)) and (name != "nginx" or BROTLI.exists())


@contextmanager
def started(name: str, site: Path, folder: Path) -> Iterator[Server]:
    """A server of its own, on a free port of this machine."""
    port, log, said = free_port(), folder / "access.log", folder / "said"
    command = COMMANDS[name](folder, site, port)
    environment = os.environ | {"HOME": str(folder), "PORTAL_LOG": str(log)}
    with said.open("wb") as out:
        running = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
    try:
        with connect(port, running, said) as slow:
            slow.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
            yield Server(name, port, log, slow)
    finally:
        running.terminate()
        running.wait(20)


def connect(
    port: int, running: subprocess.Popen[bytes], said: Path, host: str = "127.0.0.1"
) -> socket.socket:
    """A connection to a server as soon as it listens."""
    given_up = monotonic() + 30
    while running.poll() is None and monotonic() < given_up:
        try:
            return socket.create_connection((host, port), timeout=20)
        except ConnectionRefusedError:
            continue
    raise AssertionError(said.read_text())
