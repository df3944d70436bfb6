"""Work is shared between processes, and comes out as one alone would do it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

import pytest

from conftest import ROOT
from portal.processes import shared

SEVERAL = sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1
"""Whether there is more than one processor for us, as far as anybody can tell."""


def squares(part: Sequence[int]) -> list[tuple[int, int]]:
    return [(number, number * number) for number in part]


@pytest.mark.parametrize("count", [0, 1, 7, 100, 1001])
def test_parts_come_in_the_order_of_the_items(count: int) -> None:
    parts = shared(squares, range(count), worth_it=2)
    assert [one for part in parts for one in part] == squares(range(count))


def alone(script: str) -> str:
    """What a script prints that runs in a process without threads."""
    head = "import os\nfrom portal.processes import shared\nfirst = os.getpid()\n"
    done = subprocess.run(
        [sys.executable, "-c", head + script],
        env=os.environ | {"PYTHONPATH": str(ROOT / "hooks")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout


def test_few_items_are_not_worth_a_process_and_many_are() -> None:
    script = "print(len(set(shared(lambda part: os.getpid(), range({})))))"
    assert int(alone(script.format(99))) == 1
    assert (int(alone(script.format(1000))) > 1) is SEVERAL


def test_a_process_with_threads_is_not_split() -> None:
    wait = "from threading import Event, Thread\nend = Event()\nThread(target=end.wait).start()\n"
    ask = "print(len(shared(len, range(1000))))\nend.set()"
    assert int(alone(wait + ask)) == 1


def test_what_a_lost_process_should_have_done_is_done() -> None:
    lose = "def work(part):\n    os.getpid() == first or os._exit(1)\n    return sum(part)\n"
    ask = "parts = shared(work, range(1000))\nprint(len(parts), sum(parts))"
    count, total = map(int, alone(lose + ask).split())
    assert ((count > 1), total) == (SEVERAL, sum(range(1000)))


def test_what_goes_wrong_is_said_once() -> None:
    fail = "def work(part):\n    1 / (os.getpid() == first and part[0] > 0)\n    return 1\n"
    ask = "try: shared(work, range(1, 1001))\nexcept ZeroDivisionError: print('told')"
    assert alone(fail + ask) == ""
    fail = "def work(part):\n    raise OSError('full')\n"
    ask = "try: shared(work, range(1000))\nexcept OSError as error: print(error)"
    assert alone(fail + ask) == "full\n"
