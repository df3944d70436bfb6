"""What was worked out is not worked out again, for as long as somebody asks for it."""

from __future__ import annotations

from portal.remembered import Remembered


class Work:
    """Counts how often it is done."""

    def __init__(self) -> None:
        self.done = 0

    def __call__(self) -> int:
        self.done += 1
        return self.done


def test_the_same_question_is_answered_once_and_another_anew() -> None:
    remembered, work = Remembered(), Work()
    remembered.keeps = True
    assert [remembered.ask(work, "a", 1), remembered.ask(work, "a", 1)] == [1, 1]
    assert [remembered.ask(work, "a", 2), remembered.ask(work, "b", 1)] == [2, 3]


def test_answers_live_on_from_build_to_build_until_one_does_not_ask() -> None:
    remembered, work = Remembered(), Work()
    remembered.keeps = True
    for _ in range(3):
        assert remembered.ask(work, "asked") == 1
        remembered.forget_others()
    remembered.forget_others()
    assert remembered.ask(work, "asked") == 2


def test_a_build_alone_keeps_nothing() -> None:
    remembered, work = Remembered(), Work()
    assert [remembered.ask(work, "a"), remembered.ask(work, "a")] == [1, 2]
    assert not remembered.now
