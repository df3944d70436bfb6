"""A small object store on this machine, which speaks as much of S3 as rclone asks for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

DAY = "2026-01-01T00:00:00.000Z"


@dataclass(frozen=True)
class Stored:
    """An object, and what is said of it when it is sent to a reader."""

    body: bytes
    headers: dict[str, str]

    @property
    def etag(self) -> str:
        return f'"{hashlib.md5(self.body, usedforsecurity=False).hexdigest()}"'


@dataclass
class Store:
    """What lies in the bucket, and what was put and deleted, in order."""

    port: int = 0
    objects: dict[str, Stored] = field(default_factory=dict)
    done: list[tuple[str, str]] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def change(self, what: str, key: str, stored: Stored | None) -> None:
        with self.lock:
            self.done.append((what, key))
            if stored:
                self.objects[key] = stored
            else:
                self.objects.pop(key, None)

    def listing(self, prefix: str, delimiter: str) -> str:
        with self.lock:
            found = {key: one for key, one in self.objects.items() if key.startswith(prefix)}
        folders = set()
        contents = []
        for key, one in sorted(found.items()):
            rest = key.removeprefix(prefix)
            if delimiter and delimiter in rest:
                folders.add(prefix + rest.partition(delimiter)[0] + delimiter)
                continue
            contents.append(
                f"<Contents><Key>{escape(key)}</Key><LastModified>{DAY}</LastModified>"
                f"<ETag>{escape(one.etag)}</ETag><Size>{len(one.body)}</Size></Contents>"
            )
        shared = (f"<CommonPrefixes><Prefix>{f}</Prefix></CommonPrefixes>" for f in sorted(folders))
        return (
            '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
            f"<IsTruncated>false</IsTruncated>{''.join(contents)}{''.join(shared)}"
            "</ListBucketResult>"
        )


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    store: Store

    def log_message(self, format: str, *args: object) -> None:
        pass

    @property
    def key(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix("/bucket").removeprefix("/")

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        said = {name.lower(): value for name, value in self.headers.items()}
        stored = Stored(body, said)
        self.store.change("put", self.key, stored)
        self.answer(200, ETag=stored.etag)

    def do_DELETE(self) -> None:
        self.store.change("delete", self.key, None)
        self.answer(204)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        if not self.key:
            listing = self.store.listing(asked.get("prefix", ""), asked.get("delimiter", ""))
            self.answer(200, listing.encode(), Content_Type="application/xml")
            return
        stored = self.store.objects.get(self.key)
        if stored is None:
            self.answer(404)
            return
        kept = {
            n: v for n, v in stored.headers.items() if n.startswith(("x-amz-meta", "content-t"))
        }
        self.answer(
            200,
            stored.body,
            ETag=stored.etag,
            Last_Modified="Thu, 01 Jan 2026 00:00:00 GMT",
            **kept,
        )


@contextmanager
def storing() -> Iterator[Store]:
    """A store that is empty, for as long as it is needed."""
    store = Store()
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), type("Answering", (Answering,), {"store": store})
    )
    store.port = server.server_port
    Thread(target=server.serve_forever, daemon=True).start()
    yield store
    server.shutdown()
    server.server_close()
