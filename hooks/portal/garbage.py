"""Keeps Python's collector of garbage from looking through a whole corpus again and again.

It looks at all that lives whenever a quarter more does; of a large corpus nothing is garbage, and
the looks are a tenth of a build. What is lost without it are reference cycles, of which work on a
corpus leaves few.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

TIMES = 40
"""How often something is set aside until all of it is looked through after all: while somebody
edits, each save sets some aside, and most of it is garbage by the next."""


class SetAside:
    """How often something was set aside since all of it was looked through."""

    times = 0


@contextmanager
def undisturbed() -> Iterator[None]:
    """The collector rests meanwhile, and later leaves alone what was made by then."""
    gc.disable()
    try:
        yield
    finally:
        SetAside.times += 1
        if SetAside.times == TIMES:
            gc.unfreeze()
            gc.collect()
            SetAside.times = 0
        gc.freeze()
        gc.enable()
