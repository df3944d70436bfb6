"""The command that serves the editing page, or writes it for a server: `admin`."""

from __future__ import annotations

import json
import sys
from functools import partial

from portal.admin_desk import Desk
from portal.admin_page import is_whole, packages, page_files, served_as, settings_file
from portal.admin_server import Page, address_of, open_server
from portal.arguments import Options
from portal.corpus import Corpus
from portal.files import (
    read_archive,
    read_content,
    read_tree,
    write_bytes,
    write_in_order,
)
from portal.reading import read_corpus
from portal.strings import strings
from portal.terminal import FINE, MISUSED


def run_admin(options: Options) -> int:
    """Serves the editing page to this machine until it is stopped, or writes it for a server."""
    words = strings("command", options.lang)
    members: dict[str, bytes] = {}
    for name in packages():
        path = options.packages / name
        if not path.is_file() or not is_whole(name, path.read_bytes()):
            print(words["no-package"].format(path=path), file=sys.stderr)
            return MISUSED
        members |= read_archive(path, lambda member: bool(served_as(member)))
    corpus, folder = read_corpus(read_content(options.content)), options.content.resolve().name
    files = page_files(corpus, members, options.lang)
    if options.into:
        return write_page(options, files, corpus)
    desk = Desk(
        read=partial(read_tree, options.content),
        write=partial(write_in_order, options.content),
        folder=folder,
        language=options.lang,
    )
    page = Page(files, desk)
    try:
        server = open_server(page, options.port)
    except (OSError, OverflowError):
        print(words["no-port"].format(port=options.port), file=sys.stderr)
        return MISUSED
    with server:
        print(words["open"].format(address=address_of(server)), flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            page.answering.acquire()
    return FINE


def write_page(options: Options, files: dict[str, bytes], corpus: Corpus) -> int:
    """Writes the editing page for a server, with the settings of its backend."""
    words = strings("command", options.lang)
    try:
        backend = json.loads(options.backend.read_text(encoding="utf-8"))
        if not isinstance(backend, dict) or "name" not in backend:
            raise ValueError
    except (AttributeError, ValueError):
        print(words["no-backend"], file=sys.stderr)
        return MISUSED
    folder = options.content.resolve().name
    settings = settings_file(corpus, folder, options.lang, {"backend": backend})
    write_bytes(options.into, files | {"settings.json": settings})
    print(words["page-written"].format(folder=options.into))
    return FINE
