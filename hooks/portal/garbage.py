"""Keeps Python's collector of garbage from looking through a whole corpus again and again.

It looks at all that lives whenever a quarter more does; of a large corpus nothing is garbage, and
the looks are a tenth of a build. What is lost without it are reference cycles, of which work on a
corpus leaves few.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

GROWTH = 1.5
"""By how much what is set aside may grow until it is looked through after all: while somebody
edits, each save sets some aside, and most of it is garbage by the next."""


class SetAside:
    """How much was set aside when all of it was last looked through."""

    count = 0


@contextmanager
def undisturbed() -> Iterator[None]:
    """The collector rests meanwhile, and later leaves alone what was made by then."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
        if gc.get_freeze_count() > GROWTH * SetAside.count:
            if SetAside.count:
                gc.unfreeze()
                gc.collect()
                gc.freeze()
            SetAside.count = gc.get_freeze_count()
