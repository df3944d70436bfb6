"""Work is shared between processes, and comes out as one alone would do it."""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest

from portal.processes import processes, shared

several = pytest.mark.skipif(processes(2) < 2, reason="one processor, or a thread is running")


def squares(part: Sequence[int]) -> list[tuple[int, int]]:
    return [(number, number * number) for number in part]


@pytest.mark.parametrize("count", [0, 1, 7, 100, 1001])
def test_parts_come_in_the_order_of_the_items(count: int) -> None:
    parts = shared(squares, range(count), worth_it=2)
    assert [one for part in parts for one in part] == squares(range(count))


@several
def test_few_items_are_not_worth_a_process_and_many_are() -> None:
    def who(part: Sequence[int]) -> int:
        return os.getpid()

    assert set(shared(who, range(99))) == {os.getpid()}
    assert len(set(shared(who, range(1000)))) > 1


@several
def test_what_a_lost_process_should_have_done_is_done() -> None:
    first = os.getpid()

    def fails_elsewhere(part: Sequence[int]) -> list[tuple[int, int]]:
        if os.getpid() != first:
            os._exit(1)
        return squares(part)

    parts = shared(fails_elsewhere, range(1000))
    assert [one for part in parts for one in part] == squares(range(1000))
