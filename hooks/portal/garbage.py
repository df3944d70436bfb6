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


class Garbage:
    """When the collector looks for it."""

    def __init__(self) -> None:
        self.times = 0
        """How often something was set aside since all of it was looked through."""

    @contextmanager
    def left_alone(self) -> Iterator[None]:
        """The collector rests meanwhile, and later leaves alone what was made by then."""
        gc.disable()
        try:
            yield
        finally:
            self.times += 1
            if self.times == TIMES:
                gc.unfreeze()
                gc.collect()
                self.times = 0
            gc.freeze()
            gc.enable()


garbage = Garbage()
"""Of the running program."""
