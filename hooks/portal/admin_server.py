"""The editing page on this machine: the one module that listens for requests."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, urlsplit

from portal.admin_desk import Desk, Refusal
from portal.admin_page import settings_file
from portal.reading import read_corpus

HOST = "127.0.0.1"
LARGEST = 20_000_000
"""Bytes of a request: no content file comes near."""
POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' blob:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
"""What Decap needs, and nothing from elsewhere."""
TYPES = {
    "html": "text/html",
    "js": "text/javascript",
    "css": "text/css",
    "json": "application/json",
    "svg": "image/svg+xml",
}


@dataclass(frozen=True)
class Page:
    """What is served: files that do not change, and the desk."""

    files: Mapping[str, bytes]
    desk: Desk
    answering: Lock = field(default_factory=Lock)
    """Held while a request is answered: one after another, as few come at once. Who stops the
    server takes it for good; a program that ends in the middle of an answer is cut off hard."""


def open_server(page: Page, port: int) -> ThreadingHTTPServer:
    """A server that listens on this machine alone; port 0 lets the machine choose."""
    server = ThreadingHTTPServer((HOST, port), partial(Requests, page))
    server.daemon_threads = True
    return server


def address_of(server: ThreadingHTTPServer) -> str:
    """What people open."""
    return f"http://{HOST}:{server.server_port}/"


class Requests(BaseHTTPRequestHandler):
    """Answers one browser: files, the settings made anew for each page, and the desk."""

    def __init__(self, page: Page, *arguments: Any) -> None:
        self.page = page
        super().__init__(*arguments)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: what was saved is told on the page."""

    def do_GET(self) -> None:
        with self.page.answering:
            self.give()

    def do_POST(self) -> None:
        with self.page.answering:
            self.take()

    def give(self) -> None:
        address = urlsplit(self.path)
        name = address.path.lstrip("/") or "index.html"
        if not self.is_from_here():
            self.reply(HTTPStatus.FORBIDDEN, b"", "txt")
        elif name == "settings.json":
            self.reply(HTTPStatus.OK, self.settings(), "json")
        elif name == "found.json":
            self.reply_json(HTTPStatus.OK, self.page.desk.found.get(page_of(address.query), []))
        elif name in self.page.files:
            self.reply(HTTPStatus.OK, self.page.files[name], name.rpartition(".")[2])
        else:
            self.reply(HTTPStatus.NOT_FOUND, b"", "txt")

    def take(self) -> None:
        address = urlsplit(self.path)
        told = self.headers.get("Content-Length") or ""
        length = int(told) if told.isdecimal() else 0
        desk = self.page.desk
        if address.path != "/desk" or not self.is_from_here() or not 0 < length <= LARGEST:
            self.reply(HTTPStatus.FORBIDDEN, b"", "txt")
            return
        try:
            answer = desk.answer(page_of(address.query), json.loads(self.rfile.read(length)))
        except OSError as error:
            answer = Refusal("disk", {"path": error.filename, "error": error.strerror})
        except (ValueError, KeyError, TypeError, AttributeError):  # no request that Decap makes
            answer = Refusal("not-offered")
        if isinstance(answer, Refusal):
            self.reply_json(HTTPStatus.CONFLICT, {"error": answer.message(desk.language)})
        else:
            self.reply_json(HTTPStatus.OK, answer)

    def is_from_here(self) -> bool:
        """Whether a page of ours asks: other sites must neither read the content nor change it."""
        port = self.connection.getsockname()[1]
        host, origin = self.headers.get("Host"), self.headers.get("Origin")
        return host in (f"{HOST}:{port}", f"localhost:{port}") and origin in (
            None,
            f"http://{host}",
        )

    def settings(self) -> bytes:
        """Settings for a page that opens now: each is known by a name of its own."""
        page = secrets.token_urlsafe(16)
        desk = self.page.desk
        backend = {"name": "proxy", "proxy_url": f"/desk?page={page}"}
        more = {"backend": backend, "found": f"found.json?page={page}"}
        return settings_file(read_corpus(desk.read()), desk.folder, desk.language, more)

    def reply_json(self, status: HTTPStatus, document: object) -> None:
        self.reply(status, json.dumps(document).encode(), "json")

    def reply(self, status: HTTPStatus, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{TYPES.get(kind, 'text/plain')}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)


def page_of(query: str) -> str:
    return (parse_qs(query).get("page") or [""])[0]
