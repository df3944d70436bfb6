"""What was worked out before, and holds for as long as all that it depends on stays the same.

While somebody edits and looks, one program builds the site again and again, and all but one file
is as it was. A build that is alone remembers nothing: nobody would ask again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar, TypeVarTuple

Answer = TypeVar("Answer")
Given = TypeVarTuple("Given")


class Remembered:
    """Answers by question: the function that is asked, and all that its answer depends on."""

    def __init__(self) -> None:
        self.keeps = False
        """Whether answers are kept at all."""
        self.before: dict[Hashable, Any] = {}
        """Of earlier builds."""
        self.now: dict[Hashable, Any] = {}
        """That the running build has asked for."""

    def ask(self, make: Callable[[], Answer], *question: Hashable) -> Answer:
        """What `make` gives, or gave to the same question.

        What it depends on must be in the question as a value, or as an object that never changes
        and is equal to itself alone. The answer must not be changed by who gets it.
        """
        if not self.keeps:
            return make()
        if question not in self.now:
            known = question in self.before
            self.now[question] = self.before[question] if known else make()
        answer: Answer = self.now[question]
        return answer

    def call(self, function: Callable[[*Given], Answer], *given: *Given) -> Answer:
        """What a function gives that depends on what it is given alone."""
        return self.ask(lambda: function(*given), function, *given)

    def forget_others(self) -> None:
        """Forgets what nobody asked for since this was called last."""
        self.before, self.now = self.now, {}


remembered = Remembered()
"""Of the running program: a question says all, so builds one after another share it."""
