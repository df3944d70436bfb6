"""The grammar of citations: where a text refers to a document, whatever the document is.

The forms are those of Decree 30/2020/NĐ-CP (State), of Party practice, and of those who type them
badly. The number is the anchor; what stands before it (`citation_leads`) and after it
(`citation_tails`) is looked for in a bounded stretch, so the work grows with the text's length.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

from portal.citation_leads import read_lead
from portal.citation_numbers import NUMBER, alike, is_symbol, normal, symbol_parts
from portal.citation_tails import day, full_year, read_tail
from portal.citation_words import Words, squeezed, words_of
from portal.folding import Phrases, flatten, said_in

BEFORE, AFTER = 200, 500
"""How far around a number its type, date, issuer and title are looked for, in characters."""
ONE_FOR_ONE = str.maketrans(
    {"_": " ", "*": " ", "`": " ", "|": "\t", "\u200b": " ", "Ð": "Đ", "Ɖ": "Đ", "⁄": "/", "∕": "/"}
)
"""What may be read as something else without moving any offset."""
FOREIGN = re.compile(f"[{re.escape(''.join(map(chr, ONE_FOR_ONE)))}]")
INNER_DIGIT = re.compile(r"\D\d")
ISSUERS = re.compile(r"(?:UB|HĐ|HD|B[A-ZĐ]{2}|S[A-ZĐ]{2}|VP|CP|TTg|TW|TU|QH|LCT|PL|L$)")
"""How the symbols of bodies begin, whose letters have no type in their numbers."""
OF_ASSEMBLY = re.compile(r"(?:UBTV)?QH(?:K?\d|$)|L$|LCT$|PL$|SL$")


@dataclass(frozen=True, slots=True)
class Form:
    """A citation as a text has it."""

    start: int
    """Offsets in code points."""
    end: int
    type: str | None
    """Code of the vocabulary; that of the list's head where a list says it once."""
    number: str | None
    """Without spaces, with plain dashes and the strokes of Đ: `26/CT-TTg`; digits alone in a
    short form; None for a document cited by name."""
    printed: str | None
    """As the text has the number."""
    year: int | None = None
    date: date | None = None
    issuer: str | None = None
    title: str | None = None
    pinpoint: str | None = None

    @property
    def is_short(self) -> bool:
        """Whether the number lacks its symbol: `Nghị định 43`."""
        return self.number is not None and self.number.isdigit()


class Grammar:
    """Finds citations in texts of one language."""

    def __init__(self, language: str) -> None:
        self.words = words_of(language)

    def find(self, text: str) -> list[Form]:
        """The citations in a text, in order. Word-segmented text (`Nghị_định`) is read as plain."""
        return Reading(self.words, text).find()


class Reading:
    """One text, and the same folded."""

    def __init__(self, words: Words, text: str) -> None:
        self.words = words
        self.text = text.translate(ONE_FOR_ONE) if FOREIGN.search(text) else text

    @cached_property
    def flat(self) -> str:
        return flatten(self.text)

    def find(self) -> list[Form]:
        found: list[Form] = list(self.numbered())
        for forms in (self.short(), self.called(), self.laws()):
            spans = sorted((form.start, form.end) for form in found)
            found += [form for form in forms if not touches(spans, form.start, form.end)]
        return sorted(found, key=lambda form: form.start)

    def numbered(self) -> Iterator[Form]:
        """Documents called by a number with its symbol."""
        previous: Form | None = None
        for match in NUMBER.finditer(self.text):
            form = self.form(match, previous)
            if form:
                yield form
                previous = form

    def form(self, match: re.Match[str], previous: Form | None) -> Form | None:
        """The citation around a number, or None if it is no document's."""
        words, parts = self.words, symbol_parts(match)
        low = max(0, match.start() - BEFORE, previous.end if previous else 0)
        lead, flat = (whole[low : match.start()] for whole in (self.text, self.flat))
        symbol = words.abbreviations.get(normal(parts[0]))
        is_law = bool(OF_ASSEMBLY.match(parts[0]))
        found = read_lead(words, lead, flat, symbol, is_law)
        glued = lead[-1:].isalnum() and found.start == len(lead)
        if glued or (found.type is None and words.no_document.search(lead)):
            return None
        of_list = self.inherited(match, previous, found.has_word)
        if not is_document(
            match,
            parts,
            symbol,
            is_said=found.type is not None,
            has_word=found.has_word,
            in_list=of_list is not None,
        ):
            return None
        year = match["year"] or match["dashed"]
        tail = read_tail(words, *self.after(match.end()), full_year(year) if year else None)
        start = low + found.start
        return Form(
            start=start,
            end=match.end() + tail.end,
            type=found.type or symbol or of_list,
            number=normal(match[0]),
            printed=match[0],
            year=tail.year,
            date=tail.date,
            issuer=tail.issuer or found.issuer,
            title=tail.title,
            pinpoint=self.pinpoint(start),
        )

    def inherited(self, match: re.Match[str], previous: Form | None, has_word: bool) -> str | None:
        """The type that the list says before its first member."""
        if not previous or match.start() - previous.end > AFTER:
            return None
        between = self.text[previous.end : match.start()]
        in_list = self.words.joined.fullmatch(between) or (
            has_word and not re.search(r"[.;]\s|\n\s*\n", between)
        )
        return previous.type if in_list and alike(previous.number or "", match[0]) else None

    def short(self) -> Iterator[Form]:
        """Documents called by type and bare number: `Nghị định 43`."""
        if not (INNER_DIGIT.search(self.text) and self.may_have(self.words.bare_types)):
            return
        for match in self.words.bare.finditer(self.text):
            digits, word = match["digits"], match["word"]
            if 1900 <= int(digits) <= 2100 and not (word or match["year"]):
                continue
            year = int(match["year"]) if match["year"] else None
            tail = read_tail(self.words, *self.after(match.end()), year)
            is_said = word or tail.date or tail.year or tail.issuer
            if len(digits) < 2 and not is_said:
                continue
            yield Form(
                start=match.start(),
                end=match.end() + tail.end,
                type=self.words.code_of(match["type"] or match["said"]),
                number=digits,
                printed=digits + (f"/{match['year']}" if match["year"] else ""),
                year=tail.year,
                date=tail.date,
                issuer=tail.issuer,
                pinpoint=self.pinpoint(match.start()),
            )

    def called(self) -> Iterator[Form]:
        """Documents that have a name and no number, such as resolutions of congresses."""
        for type_code, needed, pattern in self.words.names:
            if not any(word in self.text for word in needed):
                continue
            for match in pattern.finditer(self.text):
                yield Form(
                    match.start(), match.end(), type_code, None, None, title=squeezed(match[0])
                )

    def laws(self) -> Iterator[Form]:
        """Laws by name, told apart by a date or a year."""
        if not self.may_have(self.words.law_types):
            return
        for match in self.words.law.finditer(self.text):
            start, name = match.start(), match["name"] or ""
            end = match.end() - len(match[0]) + len(match[0].rstrip(" ,("))
            after = start + len(match["type"]) + len(name)
            dated = self.words.date.match(self.flat, after)
            year = match["year"]
            yield Form(
                start=start,
                end=end,
                type=self.words.code_of(match["type"]),
                number=None,
                printed=None,
                year=int(year) if year else None,
                date=day(self.words, dated) if dated else None,
                title=squeezed(name) or None,
                pinpoint=self.pinpoint(start),
            )

    def may_have(self, types: Phrases[str]) -> bool:
        """Whether the words of one of these types are in the text."""
        return bool(types.possible(said_in(self.text).words))

    def after(self, end: int) -> tuple[str, str]:
        """What follows an offset, as it is and folded."""
        return self.text[end : end + AFTER], self.flat[end : end + AFTER]

    def pinpoint(self, start: int) -> str | None:
        """The article, clause and point that are named before a citation."""
        match = self.words.pinpoint.search(self.text[max(0, start - BEFORE) : start])
        return squeezed(match["pin"]) if match else None


def is_document(
    match: re.Match[str],
    parts: Sequence[str],
    symbol: str | None,
    *,
    is_said: bool,
    has_word: bool,
    in_list: bool,
) -> bool:
    """Whether a number is one of a document: its type is said before it or by its symbol, or it
    follows “số”, or it goes on with a list, or it looks like nothing else."""
    if match["spaced"]:
        return is_said and is_symbol(parts)
    if len(parts) < 2 and not match["year"]:
        is_whole = not match["party"] or (is_symbol(parts) and not re.search(r"\s", match[0]))
        return is_said or (is_whole and (has_word or in_list))
    if is_said or has_word or in_list or symbol:
        return True
    return is_symbol(parts) and (bool(match["year"]) or is_letter(match["digits"], parts))


def is_letter(digits: str, parts: Sequence[str]) -> bool:
    """Whether a number without type and year is one of a letter, and none of a form: `05/KK-A`."""
    return len(digits) > 2 or bool(ISSUERS.match(parts[0]))


def touches(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a stretch has anything in common with one of the spans, which are in order."""
    at = bisect_left(spans, (start, 0))
    return any(start < last and first < end for first, last in spans[max(0, at - 1) : at + 1])


@cache
def grammar(language: str) -> Grammar:
    return Grammar(language)
