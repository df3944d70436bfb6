"""Facts of a passage that a translation must not change: figures, dates, numbers, names, negations.

What the languages write in ways of their own is data, in `facts.yml`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from portal.any_of import any_of
from portal.corpus import Corpus, kept_by_corpus
from portal.dates import display_date
from portal.folding import Phrases, said_in, words_in
from portal.remembered import remembered
from portal.strings import all_strings
from portal.units import Unit
from portal.yaml_source import read_yaml

DIGIT = re.compile(r"\d")
DOCUMENT = re.compile(
    r"\d(?<![\w/].)\d*(?:/\d{4})?\s?[/-](?=[A-ZĐ])[\w&]+(?:\s?[-/]\s?[A-ZĐ][\w&]*)*"
)
"""The look behind comes second, so that all but digits is passed over at once."""
ROMAN = re.compile(r"[IVXLC](?<![\w.].)[IVXLC]*(?![\w&])")
NUMERAL = re.compile(r"(?:X[LC]|L?X{0,3})(?:I[XV]|V?I{0,3})")
LETTERS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


class Kind(StrEnum):
    """What a fact is, the gravest first."""

    document = "document"
    date = "date"
    percent = "percent"
    number = "number"
    body = "body"
    negation = "negation"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that a passage says and that every language says alike."""

    kind: Kind
    value: str
    """The same in every language: `2020-12-31`, `--06-15`, `1234.5`, the id of a body."""
    words: str
    """As the passage says it."""
    start: int
    end: int


class Lexicon:
    """What is needed to read the facts of texts in one language."""

    def __init__(self, corpus: Corpus, language: str) -> None:
        self.language = language
        self.writing = writing(language)
        authorities = corpus.authorities.authorities if corpus.authorities else ()
        self.bodies = {
            tidy(form): authority.id
            for authority in authorities
            for form in (authority.name.get(language, ""), *authority.forms.get(language, ()))
            if form
        }
        self.documents = {
            squeezed(printed): squeezed(work.number)
            for work in corpus.works.values()
            for printed in work.number_as_printed
            if work.number
        }

    @cached_property
    def body_pattern(self) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w)(?:{any_of(self.bodies)})(?!\w)")

    def facts(self, unit: Unit) -> list[Fact]:
        """The facts of a unit's text without its number, in the order of the text."""
        return sorted(self.find(words_of(unit)), key=lambda fact: fact.start)

    def find(self, text: str) -> Iterator[Fact]:
        """The facts of a text; what belongs to one is no part of another: a date has no figures."""
        masked = text
        said = said_in(text)
        with_digits = (self.documents_in, self.dates_in, self.numbers_in)
        for finder in (*(with_digits if DIGIT.search(text) else ()), self.romans_in):
            found = list(finder(masked))
            yield from found
            for fact in found:
                masked = masked[: fact.start] + " " * (fact.end - fact.start) + masked[fact.end :]
        yield from self.bodies_in(text)
        if not said.words.isdisjoint(self.writing.negation_words):
            yield from self.negations_in(said.folded)

    def documents_in(self, text: str) -> Iterator[Fact]:
        for match in DOCUMENT.finditer(text):
            number = squeezed(match[0])
            number = self.documents.get(number, number)
            yield Fact(Kind.document, number, match[0], match.start(), match.end())

    def dates_in(self, text: str) -> Iterator[Fact]:
        for pattern, names_month in self.writing.dates:
            if names_month and not self.writing.month_names.possible(said_in(text).words):
                continue
            for match in pattern.finditer(text):
                said = match.groupdict()
                month = self.writing.month(said["month"])
                day, year = said.get("day"), said.get("year")
                if not valid(year, month, day):
                    continue
                value = f"{year or '-'}-{month:02}" + (f"-{int(day):02}" if day else "")
                yield Fact(Kind.date, value, match[0], match.start(), match.end())
                blank = " " * len(match[0])
                text = text[: match.start()] + blank + text[match.end() :]

    def numbers_in(self, text: str) -> Iterator[Fact]:
        for match in self.writing.number.finditer(text):
            value = self.writing.value(match["figures"])
            kind = Kind.percent if match["percent"] else Kind.number
            yield Fact(kind, value, match[0], match.start(), match.end())

    def romans_in(self, text: str) -> Iterator[Fact]:
        for match in ROMAN.finditer(text):
            if NUMERAL.fullmatch(match[0]):
                value = str(roman(match[0]))
                yield Fact(Kind.number, value, match[0], match.start(), match.end())

    def bodies_in(self, text: str) -> Iterator[Fact]:
        for match in self.body_pattern.finditer(text):
            yield Fact(Kind.body, self.bodies[match[0]], match[0], match.start(), match.end())

    def negations_in(self, text: str) -> Iterator[Fact]:
        for match in self.writing.negation.finditer(text):
            if match["word"]:
                yield Fact(Kind.negation, "not", match[0], match.start(), match.end())

    def spoken_numbers(self, unit: Unit) -> list[str]:
        """Values of the numbers that a unit says in words: enough to answer a figure elsewhere."""
        said, values = said_in(words_of(unit)), self.writing.words
        if said.words.isdisjoint(values):
            return []
        return [str(values[word]) for word in re.findall(r"\w+", said.folded) if word in values]


LONGEST = 40
"""Of how many digits figures are."""


@kept_by_corpus
def lexicon_of(corpus: Corpus, language: str) -> Lexicon:
    """The one that reads the facts of texts of the corpus; while it says the same, the same."""
    made = Lexicon(corpus, language)
    known = (*made.bodies.items(), *made.documents.items())
    return remembered.ask(lambda: made, Lexicon, language, known)


@dataclass(frozen=True, slots=True)
class Writing:
    """How a language writes dates, figures and negations."""

    dates: tuple[tuple[re.Pattern[str], bool], ...]
    """Each with whether it holds the name of a month."""
    months: Mapping[str, int]
    month_names: Phrases[str]
    number: re.Pattern[str]
    thousands: str
    decimal: str
    words: Mapping[str, int]
    negation: re.Pattern[str]
    negation_words: frozenset[str]
    """The words of which every negation has one."""

    def month(self, said: str) -> int:
        return int(said) if said.isdigit() else self.months[said.casefold()]

    def value(self, figures: str) -> str:
        """`1.234,5` in Vietnamese and `1,234.5` in English are both 1234.5."""
        if figures.isdecimal() and len(figures) <= LONGEST:
            return str(int(figures))
        grouped = re.fullmatch(
            rf"(\d{{1,3}}(?:{re.escape(self.thousands)}\d{{3}})+)(?:{re.escape(self.decimal)}(\d+))?",
            figures,
        )
        if grouped:
            figures = grouped[1].replace(self.thousands, "") + f".{grouped[2] or 0}"
        figures = figures.replace(",", ".")
        if figures.count(".") > 1 or len(figures) > LONGEST:
            return figures  # the number of a part, `1.2.1`, or no figure that anybody reads
        number = Decimal(figures)
        whole = number.to_integral_value()
        return str(whole) if number == whole else str(number.normalize())

    def shown(self, value: str) -> str:
        """A value as the language writes it."""
        whole, _, rest = value.partition(".")
        if 4 < len(whole) <= LONGEST and whole.isdecimal():
            whole = f"{int(whole):,}".replace(",", self.thousands)
        return f"{whole}{self.decimal}{rest}" if rest else whole


@cache
def writing(language: str) -> Writing:
    """How `language` writes; of one that `facts.yml` does not know, as English does."""
    known: Mapping[str, Any] = read_yaml(
        files("portal").joinpath("facts.yml").read_text(encoding="utf-8")
    ).value
    said = known.get(language, known["en"])
    names = [str(name) for name in all_strings()["dates"]["months"].get(language, ())]
    months = "|".join(names)
    ordinal = f"(?:{said['ordinal']})?" if said["ordinal"] else ""
    negations, others = alternatives(said["negations"]), alternatives(said["no-negations"])
    return Writing(
        dates=tuple(
            (re.compile(pattern.replace("MONTHS", months), re.IGNORECASE), "MONTHS" in pattern)
            for pattern in said["dates"]
        ),
        month_names=Phrases((name, name) for name in names),
        months={name.casefold(): i for i, name in enumerate(names, start=1)},
        number=re.compile(
            rf"(?P<figures>\d(?<![\w.,].)\d*(?:[.,]\d+)*){ordinal}(?P<percent>{said['percent']})?(?!\w)"
        ),
        thousands=said["thousands"],
        decimal=said["decimal"],
        words=said["number-words"],
        negation=re.compile(rf"(?<!\w)(?:{others}|(?P<word>{negations}))(?!\w|\.\s?\d)"),
        negation_words=frozenset(words_in(negation)[0] for negation in said["negations"]),
    )


def alternatives(words: Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def words_of(unit: Unit) -> str:
    """The text of a unit without the number that it bears."""
    return unit.text.removeprefix(unit.number).lstrip()


def squeezed(number: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFC", number)).upper()


def tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def valid(year: str | None, month: int, day: str | None) -> bool:
    try:
        date(int(year or 2000), month, int(day or 1))
    except ValueError:
        return False
    return True


def roman(numeral: str) -> int:
    values = [LETTERS[letter] for letter in numeral]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-one if one < following else one for one, following in pairs)


def shown(fact: Fact, language: str, bodies: Mapping[str, str]) -> str:
    """A fact as people of `language` write it; `bodies` are the names of bodies by id."""
    if fact.kind is Kind.date:
        return shown_date(fact.value, language)
    if fact.kind is Kind.body:
        return bodies.get(fact.value, fact.words)
    if fact.kind in (Kind.number, Kind.percent):
        return writing(language).shown(fact.value) + ("%" if fact.kind is Kind.percent else "")
    return fact.words


def shown_date(value: str, language: str) -> str:
    """`2020-12-31`, `--06-15` (no year) and `2022-06` (no day)."""
    year, month, *day = value.replace("--", "2000-", 1).split("-")
    whole = display_date(date(int(year), int(month), int(day[0]) if day else 1), language)
    if value.startswith("--"):
        return whole.removesuffix("2000").rstrip(" /")
    return whole if day else whole.removeprefix("01/").removeprefix("1 ")
