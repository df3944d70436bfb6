"""Looks for saved files every so often, by their times and sizes.

Asking the system would be cheaper, but of folders that are shared with another machine it says
nothing. MkDocs looks as well, but ten times as slowly: not often, and while it does, no build runs.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from threading import Event, Thread
from time import thread_time

from watchdog.events import FileModifiedEvent, FileSystemEventHandler

Times = Mapping[str, tuple[int, int]]
"""When each file was written last, in nanoseconds, and its size."""
SHARE = 8
"""How many times as long as it looked it rests at least."""


@dataclass
class Watched:
    """What is told of changes, and how everything was when it was told last."""

    handler: FileSystemEventHandler
    seen: Times


class Watcher(Thread):
    """In place of watchdog's observer: tells a handler when something below its path is another."""

    def __init__(self, seconds: float) -> None:
        super().__init__(daemon=True)
        self.seconds = seconds
        self.watched: dict[str, Watched] = {}
        self.ended = Event()

    def schedule(self, handler: FileSystemEventHandler, path: str, recursive: bool = True) -> str:
        self.watched[path] = Watched(handler, times_at(path))
        return path

    def unschedule(self, path: str) -> None:
        del self.watched[path]

    def run(self) -> None:
        rest = self.seconds
        while not self.ended.wait(rest):
            start = thread_time()  # the clock stands while a build is at work
            for path, watched in list(self.watched.items()):
                before, watched.seen = watched.seen, times_at(path)
                if watched.seen != before:
                    watched.handler.on_any_event(FileModifiedEvent(path))
            rest = max(self.seconds, SHARE * (thread_time() - start))

    def stop(self) -> None:
        self.ended.set()


def times_at(path: str) -> Times:
    """Of a file, or of all files below a folder; links to other folders are not followed.

    What goes while it is looked at, or leads nowhere, is left out.
    """
    if os.path.isdir(path):  # noqa: PTH112
        return dict(times_below(path))
    with suppress(OSError):
        found = os.stat(path)  # noqa: PTH116
        return {path: (found.st_mtime_ns, found.st_size)}
    return {}


def times_below(folder: str) -> Iterator[tuple[str, tuple[int, int]]]:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from times_below(entry.path)
                continue
            with suppress(OSError):
                found = entry.stat()
                yield entry.path, (found.st_mtime_ns, found.st_size)
