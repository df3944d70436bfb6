"""Work shared between processes, where that makes the wait shorter and nothing else different."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
MOST = 4
"""Each process holds what it changes of the memory of the first."""
WORTH_IT = 100
"""How many small items make it worth to begin a process, which takes as long as some ten."""


def shared(
    work: Callable[[Sequence[Item]], Result], items: Sequence[Item], worth_it: int = WORTH_IT
) -> list[Result]:
    """What `work` gives for parts of `items`, in their order; the parts are done at once.

    What a process gives must depend on its items alone, and be of plain values. What one could not
    do the first one does, and says what is in the way.
    """
    parts = divided(items, processes(len(items) // worth_it))
    if len(parts) < 2:
        return [work(part) for part in parts]
    context = get_context("fork")
    begun = []
    for part in parts[1:]:
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=do_part, args=(work, part, here, there))
        process.start()
        there.close()
        begun.append((process, here))
    results = [work(parts[0])]
    for part, (process, here) in zip(parts[1:], begun, strict=True):
        try:
            results.append(here.recv())
        except EOFError:
            results.append(work(part))
        process.join()
    return results


def do_part(
    work: Callable[[Sequence[Item]], Result],
    part: Sequence[Item],
    here: Connection,
    there: Connection,
) -> None:
    here.close()
    with suppress(Exception, KeyboardInterrupt):
        there.send(work(part))


def processes(wanted: int) -> int:
    """How many processes may share work: one where they cannot be split off safely.

    Only Linux tells how many processors are ours, and lets a process be split whatever it loaded.
    """
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return max(1, min(wanted, len(os.sched_getaffinity(0)), MOST))


def divided(items: Sequence[Item], count: int) -> list[Sequence[Item]]:
    """The items in so many parts of about the same size, one after another."""
    size = -(-len(items) // count) or 1
    return [items[start : start + size] for start in range(0, len(items), size)]
