"""What follows a number: the date of the document, its issuer and its title."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from portal.citation_words import Words, squeezed


@dataclass(frozen=True, slots=True)
class Tail:
    """How a citation goes on after its number."""

    end: int
    """Offset in the text after the number, of the end of the date."""
    date: date | None = None
    year: int | None = None
    """Of a citation that says no more: `Quyết định 21/QĐ-UBND năm 2025`."""
    issuer: str | None = None
    title: str | None = None


def read_tail(words: Words, after: str, flat: str, in_number: int | None) -> Tail:
    """What a text says after a number; `flat` is the same, folded. `in_number` is the year that
    the number has itself."""
    dated = words.date.match(flat)
    year = None if dated else words.year.match(flat)
    if year and in_number not in (None, int(year["year"])):
        year = None
    said = dated or year
    end = at = said.end() if said else 0
    at += after[at : at + 1] == ")"
    issuer = words.issuer.match(after, at)
    if issuer:
        at = issuer.end()
        late = None if said else words.date.match(flat, at)
        if late:
            dated, end, at = late, late.end(), late.end()
    title = words.title.match(after, at)
    return Tail(
        end,
        day(words, dated) if dated else None,
        int(year["year"]) if year else in_number,
        squeezed(issuer["issuer"]) if issuer else None,
        squeezed(title["title"]) if title else None,
    )


def day(words: Words, match: re.Match[str]) -> date | None:
    """The date that was found, None if there is no such day."""
    said = match.groupdict()
    for n in "12345":
        day, month, year = (said.get(f"{part}{n}") for part in "dmy")
        if day and month and year:
            number = int(month) if month.isdigit() else words.month_numbers[month]
            try:
                return date(full_year(year), number, int(day))
            except ValueError:
                return None
    return None


def full_year(year: str) -> int:
    """`95` is 1995, `06` is 2006."""
    number = int(year)
    return number if number > 99 else number + (1900 if number > 44 else 2000)
