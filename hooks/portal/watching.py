"""Looks for saved files every so often, by their times and sizes.

Asking the system would be cheaper, but of folders that are shared with another machine it says
nothing. MkDocs looks as well, but ten times as slowly: not often, and while it does, no build runs.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from threading import Event, Thread
from time import thread_time

from watchdog.events import FileModifiedEvent, FileSystemEventHandler

Times = Mapping[str, tuple[int, int]]
"""When each file was written last, in nanoseconds, and its size."""
SHARE = 8
"""How many times as long as it looked it rests at least."""


class Watcher(Thread):
    """In place of watchdog's observer: tells a handler when something below its path is another."""

    def __init__(self, seconds: float) -> None:
        super().__init__(daemon=True)
        self.seconds = seconds
        self.handlers: dict[str, FileSystemEventHandler] = {}
        self.seen: dict[str, Times] = {}
        self.ended = Event()

    def schedule(self, handler: FileSystemEventHandler, path: str, recursive: bool = True) -> str:
        self.handlers[path], self.seen[path] = handler, dict(times_at(path))
        return path

    def unschedule(self, path: str) -> None:
        del self.handlers[path], self.seen[path]

    def run(self) -> None:
        rest = self.seconds
        while not self.ended.wait(rest):
            start = thread_time()  # the clock stands while a build is at work
            for path, handler in list(self.handlers.items()):
                before, self.seen[path] = self.seen[path], dict(times_at(path))
                if self.seen[path] != before:
                    handler.on_any_event(FileModifiedEvent(path))
            rest = max(self.seconds, SHARE * (thread_time() - start))

    def stop(self) -> None:
        self.ended.set()


def times_at(path: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Of a file, or of all files below a folder; what goes while it is looked at is left out."""
    try:
        found = os.stat(path)  # noqa: PTH116
    except OSError:
        return
    if stat.S_ISDIR(found.st_mode):
        yield from times_below(path)
    else:
        yield path, (found.st_mtime_ns, found.st_size)


def times_below(folder: str) -> Iterator[tuple[str, tuple[int, int]]]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir():
                    yield from times_below(entry.path)
                else:
                    found = entry.stat()
                    yield entry.path, (found.st_mtime_ns, found.st_size)
    except OSError:
        return
