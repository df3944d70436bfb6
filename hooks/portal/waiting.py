"""Signs of life on a terminal, for work that takes more than a second."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

CLEAR = "\r\x1b[K"


@contextmanager
def waiting(words: str) -> Iterator[None]:
    """Says `words` with the seconds gone by, on standard error, and takes them away at the end."""
    if not sys.stderr.isatty():
        yield
        return
    done = Event()
    teller = Thread(target=tell, args=(words, done), daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()


def tell(words: str, done: Event) -> None:
    seconds = 0
    while not done.wait(1):
        seconds += 1
        sys.stderr.write(f"{CLEAR}{words.replace('{seconds}', str(seconds))}")
        sys.stderr.flush()
    if seconds:
        sys.stderr.write(CLEAR)
        sys.stderr.flush()
