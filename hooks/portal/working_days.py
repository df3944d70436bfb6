"""Working days, in which the rules count their time limits."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

SATURDAY = 5


def add_working_days(day: date, count: int, holidays: Collection[date] = ()) -> date:
    """The last of `count` working days after `day`, which itself does not count.

    >>> add_working_days(date(2026, 11, 26), 2)  # a Thursday
    datetime.date(2026, 11, 30)
    """
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < SATURDAY and day not in holidays
    return day
