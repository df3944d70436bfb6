"""Dates and numbers as people write them in each language."""

from __future__ import annotations

import re
from datetime import date

from portal.strings import all_strings


def display_date(day: date, language: str) -> str:
    """`05/01/2017` and `04/9/2018` in Vietnamese, `5 January 2017` in English.

    The Vietnamese form is that of Decree 30/2020/NĐ-CP, Annex I: a leading zero for days under 10
    and for the months 1 and 2.
    """
    words = all_strings()["dates"]
    month = str(words["months"][language][day.month - 1])
    return str(words["day"][language]).format(day=day.day, month=month, year=day.year)


def display_month_or_day(value: str, language: str) -> str:
    """`2026-11` or `2026-11-24`, as `display_date` would write it."""
    if len(value) == len("2026-11-24"):
        return display_date(date.fromisoformat(value), language)
    year, month = value.split("-")
    words = all_strings()["dates"]
    name = str(words["months"][language][int(month) - 1])
    return str(words["month"][language]).format(month=name, year=year)


def display_number(number: int, language: str) -> str:
    """`18.401` in Vietnamese, `18,401` in English."""
    return f"{number:,}".replace(",", str(all_strings()["numbers"]["group"][language]))


WRITTEN = re.compile(
    r"""(?:ngày\s+)?
        (?:(?P<day>\d{1,2})(?:\s*[-/.]\s*|\s+tháng\s+))?
        (?P<month>\d{1,2})(?:\s*[-/.]\s*|\s+năm\s+)
        (?P<year>\d{4})""",
    re.VERBOSE,
)


def iso_of(text: str, months: bool = False) -> str | None:
    """The ISO form of a day, or of a month where those are asked too, as Vietnamese write it.

    >>> iso_of("7/2/2022"), iso_of("ngày 07 tháng 02 năm 2022"), iso_of("2022-02-07")
    ('2022-02-07', '2022-02-07', '2022-02-07')
    """
    text = " ".join(text.split()).lower()
    match = WRITTEN.fullmatch(text.removeprefix("tháng "))
    if match:
        year, month, day = (int(match[name] or 0) for name in ("year", "month", "day"))
    elif re.fullmatch(r"\d{4}([-/.]\d{1,2}){2}", text):
        year, month, day = map(int, re.split(r"[-/.]", text))
    else:
        return None
    if not day and not months:
        return None
    try:
        iso = date(year, month, day or 1).isoformat()
    except ValueError:
        return None
    return iso if day else iso[:7]
