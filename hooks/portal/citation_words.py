"""The words with which texts of a language refer to documents, as patterns.

The words themselves are data, in `citation_forms.yml`; those of dates, types and numbers are looked
for in folded text, so that `Nghi dinh so`, `NGHỊ ĐỊNH SỐ` and `Nghị đinh sô` are read alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from portal.citation_patterns import (
    ASIDE,
    LOOSE_SPACE,
    MONTHS,
    alternatives,
    bare_pattern,
    issuer_pattern,
    law_pattern,
    pinpoint_pattern,
    soft_line_end,
    title_pattern,
    unaccented,
)
from portal.folding import FLAT, Phrases
from portal.strings import all_strings
from portal.vocabulary import work_types
from portal.yaml_source import read_yaml


class Words:
    """The patterns of one language."""

    def __init__(self, language: str) -> None:
        data = forms(language)
        self.types = type_words(language, data)
        self.flat_types = {words.translate(FLAT): code for words, code in self.types.items()}
        self.glued_types = {"".join(words.split()): code for words, code in self.flat_types.items()}
        self.abbreviations: Mapping[str, str] = data["abbreviations"]
        self.named = frozenset(data["named"])
        self.letters = frozenset(data["letters"])
        self.same_symbol: Mapping[str, Sequence[str]] = data["same-symbol"]
        self.month_numbers = month_numbers(language, data)
        number = unaccented(data["number-word"])
        glued = "|".join(sorted({f"(?<={words.split()[-1]})" for words in self.flat_types}))
        self.number = re.compile(rf"(?:(?<![^\W\d])|{glued})(?:{number})\s{{0,2}}[:.]?\s{{0,3}}$")
        self.type = re.compile(
            rf"(?:{alternatives(self.flat_types, LOOSE_SPACE)})(?:(?!\w)|(?=(?:{number})\W))"
        )
        self.short_type = re.compile(
            rf"(?<![^\W\d])(?:{alternatives(self.abbreviations) or '(?!)'})(?!\w)"
        )
        self.of = re.compile(data["of"])
        word = rf"(?!(?i:{data['no-qualifier']})(?!\w))\w{{1,20}}+\s{{0,3}}"
        self.few = re.compile(rf"(?:{word}){{1,4}}")
        self.never = re.compile(rf"(?<!\w)(?i:{data['never-between']})(?!\w)")
        self.aside = re.compile(ASIDE)
        self.parting = re.compile(r"\.\s|[;()“”\"]|\n\s{0,3}\n")
        self.amends = re.compile(data["amends"])
        self.no_document = re.compile(
            rf"(?<!\w)(?i:{alternatives(data['no-documents'])})\s{{1,3}}"
            rf"(?:(?i:{data['number-word']})\s{{0,3}}:?\s{{0,3}})?$"
        )
        joins = data["joins"]
        self.joined = re.compile(
            rf"\s{{0,3}}(?:{joins})?\s{{0,3}}(?:(?:{joins})\s{{0,3}})?"
            rf"(?:(?i:{data['number-word']})\s{{0,3}})?"
        )
        date = unaccented(data["date"]).replace(MONTHS, "|".join(self.month_numbers))
        self.date = re.compile(date)
        self.year = re.compile(unaccented(data["year"]))
        soft = soft_line_end(data)
        self.issuer = re.compile(issuer_pattern(data, self.types, soft))
        self.title = re.compile(title_pattern(data, soft))
        self.pinpoint = re.compile(pinpoint_pattern(data))
        names_of_months = "|".join(months(language))
        self.names = [
            (
                said["type"],
                [str(word) for word in said["needs"]],
                re.compile(rf"(?<!\w){said['form'].replace(MONTHS, names_of_months)}"),
            )
            for said in data["names"]
        ]
        self.law = re.compile(law_pattern(data, self.types, soft).replace(MONTHS, names_of_months))
        self.bare = re.compile(bare_pattern(data, self.types))
        short = {*data["bare"], *data["bare-with-word"]}
        self.law_types, self.bare_types = (
            Phrases((words, words) for words, code in self.types.items() if code in codes)
            for codes in (self.named, short)
        )

    def agrees(self, symbol: str | None, code: str) -> bool:
        """Whether a type can have a symbol of the type `symbol`: `QĐ` is a regulation as well."""
        return symbol in (None, code) or code in self.same_symbol.get(symbol or "", ())

    def code_of(self, said: str) -> str:
        """The code of a type, as a text says it."""
        if said in self.abbreviations:
            return self.abbreviations[said]
        return self.glued_types["".join(said.split()).translate(FLAT)]

    def is_exact(self, said: str) -> bool:
        """Whether a type is written with its accents, or abbreviated."""
        return said in self.abbreviations or " ".join(said.split()).casefold() in self.types


def type_words(language: str, words: Mapping[str, Any]) -> dict[str, str]:
    """The code of each type by the words for it, in lower case."""
    found = {
        str(said[language]).casefold(): code
        for code, said in work_types().items()
        if language in said
    }
    for code, further in words["types"].items():
        found |= {str(word).casefold(): code for word in further}
    return found


def squeezed(words: str) -> str:
    """Words with one space between them."""
    return " ".join(words.split())


def months(language: str) -> Sequence[str]:
    return [str(name) for name in all_strings()["dates"]["months"].get(language, ())]


def month_numbers(language: str, data: Mapping[str, Any]) -> dict[str, int]:
    """The number of a month by its name and by its abbreviations, folded."""
    found = {name.translate(FLAT): i for i, name in enumerate(months(language), start=1)}
    return found | {str(name): i for name, i in data.get("short-months", {}).items()}


@cache
def forms(language: str) -> Mapping[str, Any]:
    """The forms of a language; those of English where it has none of its own. White space in them
    is bounded, so that no pattern can run over a whole text."""
    source = files("portal").joinpath("citation_forms.yml").read_text(encoding="utf-8")
    for spaces, bounded in (("\\s+", "\\s{1,20}"), ("\\s*", "\\s{0,20}")):
        source = source.replace(spaces, bounded)
    known: Mapping[str, Any] = read_yaml(source).value
    found: Mapping[str, Any] = known.get(language, known["en"])
    return found


@cache
def words_of(language: str) -> Words:
    return Words(language)
