"""The grammar of citations: where a text refers to a document, whatever the document is.

The forms are those of Decree 30/2020/NĐ-CP (State), of Party practice, and of those who type them
badly. Every pattern looks at a bounded stretch of text, so the work grows with the text's length.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from portal.strings import all_strings
from portal.vocabulary import work_types
from portal.yaml_source import read_yaml

UPPER = "A-ZĐÐƉÂÊÔƠƯ"
DASH = r"[-‐‑‒–—−]"
GAP = rf"(?:\s?(?:/|{DASH})|(?:/|{DASH})\s)"
"""Between the parts of a symbol: a slash or dash with at most one space."""
TOKEN = rf"[{UPPER}](?:[^\W_]|&){{0,19}}"
FOLLOWING = rf"(?:(?<!\s){TOKEN}|(?<=\s)(?=\w{{0,6}}[{UPPER}]\w{{0,6}}[{UPPER}]){TOKEN})"
SPACED = rf"(?:NQ|NĐ|ND|QĐ|QD|TT|CT|KH|TTLT|CTr|KL|HD|TB)\s{DASH}\s(?=[{UPPER}]{{2}}){TOKEN}"
"""A dash between two spaces, where only a type can stand before it: `NĐ - CP`."""
SYMBOL = rf"(?:{SPACED}|{TOKEN})(?:{GAP}{FOLLOWING}){{0,4}}"
LOWER = rf"(?:nq|nđ|nd|qđ|qd|tt|ct|kh|ctr|kl|hd|tb|ttlt|vbhn)(?:(?:/|{DASH})[a-zđ]{{2,12}}){{1,3}}"
NUMBER = re.compile(
    rf"""(?<![\d/.,:‐‑‒–—−-])(?<!\d[ ])
    (?P<digits>\d{{1,5}}(?:\.\d{{1,3}})?[a-zđ]?)
    (?:
      (?:\s?/\s?(?:(?P<year>(?:19|20)\d\d)\s?(?:/|{DASH})\s?)?            # 43/2011/NĐ-CP
       |\s?{DASH}\s?(?P<dashed>(?:19|20)\d\d)\s?/\s?)                      # 43-2011/NĐ-CP
      (?P<state>{SYMBOL}|{LOWER})
    | \s?{DASH}\s?(?P<party>{TOKEN}(?:\s?/\s?{TOKEN}){{0,2}})                 # 02-CTr/TU
    )(?!\w)""",
    re.VERBOSE,
)
BEFORE, AFTER = 200, 500
"""How far around a number its type, date, issuer and title are looked for, in characters."""
ITEM = r"(?:\d{1,3}[a-zđ]?|[a-zđ]|[IVXL]{1,6})(?!\w)"
ONE_FOR_ONE = str.maketrans({"_": " ", "Ð": "Đ", "Ɖ": "Đ"})
"""What may be read as something else without moving any offset."""
PLAIN = str.maketrans({"Ð": "Đ", "Ɖ": "Đ", "ð": "đ"} | dict.fromkeys("‐‑‒–—−", "-"))
WITHOUT_STROKE = {"QD": "QĐ", "ND": "NĐ", "HDND": "HĐND", "HDBT": "HĐBT", "HDTP": "HĐTP"}
"""Parts of symbols that are often typed without the stroke of Đ."""


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
        words = forms(language)
        self.types = type_words(language, words)
        self.named = frozenset(words["named"])
        names = alternatives(self.types)
        short = alternatives(words["abbreviations"])
        self.abbreviations: Mapping[str, str] = words["abbreviations"]
        number_word = words["number-word"]
        both = rf"(?i:{names})|{short}" if short else rf"(?i:{names})"
        self.before = re.compile(
            rf"""(?<![^\W\d])(?:(?P<type>{both})(?P<name>\s[^;.()\d\n]{{1,140}}?)??)?
            \s*(?:\(?\s*(?P<word>(?i:{number_word}))\s*:?\s*)?$""",
            re.VERBOSE,
        )
        self.of = re.compile(words["of"])
        self.qualifier = re.compile(rf"(?:(?!(?i:{words['no-qualifier']})(?!\w))\w+\s*){{1,4}}")
        self.word = re.compile(rf"(?<!\w)(?i:{number_word})\s*:?\s*$")
        self.none = re.compile(
            rf"(?<!\w)(?i:{alternatives(words['no-documents'])})\s+(?:(?i:{number_word})\s*)?$"
        )
        self.joined = re.compile(
            rf"\s*(?:{words['joins']})?\s*(?:(?:{words['joins']})\s*)?(?:(?i:{number_word})\s*)?"
        )
        months = month_names(language)
        self.months = {name.casefold(): i for i, name in enumerate(months, start=1)}
        self.date = re.compile(words["date"].replace("MONTHS", "|".join(months)))
        self.issuer = re.compile(words["issuer"])
        self.title = re.compile(words["title"])
        pin = words["pinpoint"].replace("ITEM", ITEM)
        self.pinpoint = re.compile(
            rf"(?<!\w)(?P<pin>(?i:{pin})(?:\s*,?\s*(?:và\s+|and\s+|of\s+)?(?i:{pin})){{0,4}})"
            rf"{words['pinpoint-end']}$"
        )
        self.names = [
            (said["type"], re.compile(rf"(?<!\w){said['form']}")) for said in words.get("names", ())
        ]
        laws = alternatives(w for w, code in self.types.items() if code in self.named)
        self.law = re.compile(
            rf"(?<![^\W\d])(?=[{UPPER}])(?P<type>(?i:{laws}))(?!\s+(?:{words['no-law']})(?!\w))"
            rf"(?P<name>\s+[^;.()\d\n]{{2,120}}?)?(?:{words['law-year']})"
        )
        bare = alternatives(w for w, code in self.types.items() if code in words["bare"])
        self.bare = re.compile(
            rf"(?<![^\W\d])(?=[{UPPER}])(?P<type>(?i:{bare}))\s+(?:(?P<word>(?i:{number_word}))\s+)?(?P<digits>\d{{1,4}})"
            rf"(?:/(?P<year>(?:19|20)\d\d))?(?![\w/]|[.,:]\d|\s?{DASH}\s?\w|\s?%)"
        )

    def find(self, text: str) -> list[Form]:
        """The citations in a text, in order. Word-segmented text (`Nghị_định`) is read as plain."""
        text = text.translate(ONE_FOR_ONE)
        found = list(self.numbered(text))
        spans = [(form.start, form.end) for form in found]
        found += [form for form in self.short(text) if not touches(spans, form.start, form.end)]
        spans = sorted((form.start, form.end) for form in found)
        found += [form for form in self.called(text) if not touches(spans, form.start, form.end)]
        spans = sorted((form.start, form.end) for form in found)
        found += [form for form in self.laws(text) if not touches(spans, form.start, form.end)]
        return sorted(found, key=lambda form: form.start)

    def numbered(self, text: str) -> Iterator[Form]:
        previous: Form | None = None
        for match in NUMBER.finditer(text):
            form = self.form(text, match, previous)
            if form:
                yield form
                previous = form

    def form(self, text: str, match: re.Match[str], previous: Form | None) -> Form | None:
        """The citation around a number, or None if it is no document's."""
        low = max(0, match.start() - BEFORE, previous.end if previous else 0)
        lead = text[low : match.start()]
        if lead[-1:].isalnum() and not self.word.search(lead):
            return None
        parts = re.split(rf"\s?(?:/|{DASH})\s?", match["state"] or match["party"])
        symbol = self.abbreviations.get(normal(parts[0]))
        type_code, start, issuer = self.type_before(lead, symbol)
        has_word = bool(self.word.search(lead))
        if type_code is None and self.none.search(lead):
            return None
        type_code = type_code or symbol
        if type_code is None and previous:
            between = text[previous.end : match.start()]
            if self.joined.fullmatch(between) and alike(previous.number or "", match[0]):
                type_code = previous.type
        is_certain = type_code is not None or has_word
        if not is_certain and ((len(parts) < 2 and not match["year"]) or not is_symbol(parts)):
            return None
        if match["party"] and len(parts) < 2 and not (is_certain and is_symbol(parts)):
            return None
        form = self.completed(text, match.start() - len(lead) + start, match, type_code)
        return replace(form, issuer=form.issuer or issuer)

    def type_before(self, lead: str, symbol: str | None) -> tuple[str | None, int, str | None]:
        """The type that stands before a number, where in `lead` the citation begins, and the
        issuer that stands between them. The head of a list is no part of its first citation.

        `symbol` is the type that the number's symbol says: `TB` in `Thông báo kết luận số 5/TB-A`.
        """
        word = self.word.search(lead)
        start = word.start() if word else len(lead)
        best: tuple[str, int, str | None] | None = None
        for at in self.starts(lead):
            match = self.before.match(lead, at)
            if not match or not match["type"]:
                continue
            code, name = self.code_of(match["type"]), (match["name"] or "").strip()
            if not name:
                if best and best[0] == symbol != code:
                    break
                return code, at, None
            if match["word"] and self.qualifier.fullmatch(name) and code not in self.named:
                best = best or (code, at, None)
                continue
            of_issuer = self.of.match(name)
            issuer = name[of_issuer.end() :].rstrip(" :") if of_issuer else None
            if not match["word"] or best or not (code in self.named or issuer):
                continue
            if not issuer or len(issuer) < 90:
                best = (code, start if name.endswith(":") else at, issuer)
        return best or (None, start, None)

    def starts(self, lead: str) -> list[int]:
        """Where a type's name begins, the nearest to the number last."""
        return [match.start() for match in self.type_pattern.finditer(lead)][-4:]

    @property
    def type_pattern(self) -> re.Pattern[str]:
        return type_pattern(tuple(self.types), tuple(self.abbreviations))

    def code_of(self, said: str) -> str:
        if said in self.abbreviations:
            return self.abbreviations[said]
        return self.types[" ".join(said.split()).casefold()]

    def completed(self, text: str, start: int, match: re.Match[str], type_code: str | None) -> Form:
        """The citation with what follows its number, and its pinpoint."""
        end, after = match.end(), text[match.end() : match.end() + AFTER]
        issued, year = None, int(match["year"]) if match["year"] else None
        dated = self.date.match(after)
        issuer = title = None
        year = year or (int(match["dashed"]) if match["dashed"] else None)
        at = 0
        if dated:
            issued = self.day(dated)
            at = dated.end()
            end += at
            at += after[at : at + 1] == ")"
        said = self.issuer.match(after, at)
        if said:
            issuer, at = " ".join(said["issuer"].split()), said.end()
            late = None if dated else self.date.match(after, at)
            if late:
                issued, at = self.day(late), late.end()
                end = match.end() + at
        named = self.title.match(after, at)
        if named:
            title = " ".join(named["title"].split())
        pin = self.pinpoint.search(text[max(0, start - BEFORE) : start])
        return Form(
            start=start,
            end=end,
            type=type_code,
            number=normal(match[0]),
            printed=match[0],
            year=year,
            date=issued,
            issuer=issuer,
            title=title,
            pinpoint=" ".join(pin["pin"].split()) if pin else None,
        )

    def called(self, text: str) -> Iterator[Form]:
        """Documents that have a name and no number, such as resolutions of congresses."""
        for type_code, pattern in self.names:
            for match in pattern.finditer(text):
                name = " ".join(match[0].split())
                yield Form(match.start(), match.end(), type_code, None, None, title=name)

    def laws(self, text: str) -> Iterator[Form]:
        """Laws by name, told apart by a date or a year."""
        for match in self.law.finditer(text):
            after = text[match.end("name") if match["name"] else match.end("type") :][:AFTER]
            dated = self.date.match(after)
            pin = self.pinpoint.search(text[max(0, match.start() - BEFORE) : match.start()])
            year = match["year"]
            yield Form(
                start=match.start(),
                end=match.end() - len(match[0]) + len(match[0].rstrip(" ,(")),
                type=self.code_of(match["type"]),
                number=None,
                printed=None,
                year=int(year) if year else None,
                date=self.day(dated) if dated else None,
                title=" ".join((match["name"] or "").split()) or None,
                pinpoint=" ".join(pin["pin"].split()) if pin else None,
            )

    def short(self, text: str) -> Iterator[Form]:
        """Documents called by type and bare number."""
        for match in self.bare.finditer(text):
            looks_like_year = 1900 <= int(match["digits"]) <= 2100
            if looks_like_year and not (match["word"] or match["year"]):
                continue
            form = self.completed_short(text, match)
            if form:
                yield form

    def completed_short(self, text: str, match: re.Match[str]) -> Form | None:
        after = text[match.end() : match.end() + AFTER]
        dated = self.date.match(after)
        end = match.end() + (dated.end() if dated else 0)
        said = self.issuer.match(after, dated.end() if dated else 0)
        pin = self.pinpoint.search(text[max(0, match.start() - BEFORE) : match.start()])
        return Form(
            start=match.start(),
            end=end,
            type=self.code_of(match["type"]),
            number=match["digits"],
            printed=match["digits"] + (f"/{match['year']}" if match["year"] else ""),
            year=int(match["year"]) if match["year"] else None,
            date=self.day(dated) if dated else None,
            issuer=" ".join(said["issuer"].split()) if said else None,
            pinpoint=" ".join(pin["pin"].split()) if pin else None,
        )

    def day(self, match: re.Match[str]) -> date | None:
        said = match.groupdict()
        for n in "123":
            day, month, year = (said.get(f"{part}{n}") for part in "dmy")
            if day and month and year:
                number = int(month) if month.isdigit() else self.months[month.casefold()]
                try:
                    return date(int(year), number, int(day))
                except ValueError:
                    return None
        return None


def touches(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a stretch has anything in common with one of the spans, which are in order."""
    at = bisect_left(spans, (start, 0))
    return any(start < last and first < end for first, last in spans[max(0, at - 1) : at + 1])


def normal(number: str) -> str:
    """A number as its issuer writes it: `26/CT- TTg` is 26/CT-TTg, `9/ND-CP` is 9/NĐ-CP."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFC", number)).translate(PLAIN)
    text = re.sub(r"^(\d+)[/-]((?:19|20)\d\d)[/-](?=[^\W\d_])", r"\1/\2/", text)
    if text == text.lower():
        text = text.upper()
    parts = re.split(r"([/-])", text)
    return "".join(WITHOUT_STROKE.get(part, part) for part in parts)


def alike(number: str, other: str) -> bool:
    """Whether two numbers have a part of their symbols in common: one list, one issuer."""
    one, two = (set(re.findall(r"[^\W\d_]{2,}", normal(text))) for text in (number, other))
    return bool(one & two)


def is_symbol(parts: list[str]) -> bool:
    """Whether the parts of a symbol are abbreviations and no words."""
    return all(
        sum(c.isupper() for c in part) >= 2 or len(part.strip()) == 1 or part.islower()
        for part in parts
    )


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


@cache
def type_pattern(types: tuple[str, ...], abbreviations: tuple[str, ...]) -> re.Pattern[str]:
    names = rf"(?i:{alternatives(types)})"
    short = f"|{alternatives(abbreviations)}" if abbreviations else ""
    return re.compile(rf"(?<![^\W\d])(?:{names}{short})(?!\w)")


def alternatives(words: Any) -> str:
    """Any of the words, the longest first, with any white space between their parts."""
    ordered = sorted((str(word) for word in words), key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)


def month_names(language: str) -> list[str]:
    return [str(name) for name in all_strings()["dates"]["months"].get(language, ())]


@cache
def forms(language: str) -> Mapping[str, Any]:
    """The forms of a language; those of English where it has none of its own."""
    known: Mapping[str, Any] = read_yaml(
        files("portal").joinpath("citation_forms.yml").read_text(encoding="utf-8")
    ).value
    forms: Mapping[str, Any] = known.get(language, known["en"])
    return forms


@cache
def grammar(language: str) -> Grammar:
    return Grammar(language)
