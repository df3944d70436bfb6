"""Checks of the language of pages: of their words, of what is said about them, of dates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from lxml.etree import _Element

from portal.built import HtmlCheck, HtmlPage, Sight, squeezed, words_of
from portal.dates import display_date
from portal.spoken import said_in, strange_in

VIETNAMESE = re.compile(
    r"(?<![^\W\d_])[^\W\d_]*[ăâêôơưđảạấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹĩ][^\W\d_]*",
    re.IGNORECASE,
)
"""Words with letters that only Vietnamese has, among the languages of portals."""
SYMBOL = re.compile(r"(?<!\w)[\w.]*\d[\w.]*[/-][\w/&-]+|(?<!\w)[A-ZĐ]{1,6}-[A-ZĐ]{2,}")
"""Numbers of documents and parts of them, which are the same in every language."""
MONTHS = ("01", "02", *map(str, range(3, 13)))
"""As Vietnamese dates write them."""
NUMERIC_DATE = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])")
DUBLIN_CORE = ["title", "creator", "subject", "description", "publisher", "date", "identifier"]
DUBLIN_CORE += ["source", "language"]
NOT_OUR_TAGS = frozenset(["a", "article", "blockquote", "mark", "table"])
NOT_OUR_CLASSES = frozenset(["quote", "kick", "lead", "cards", "mast", "ed", "u", "t"])
"""Elements whose words are, or may be, those of the documents themselves."""
SIGNATORY = "nguoi-ky"
"""The passage with the name of a person, which is not translated."""


def metadata_filled(page: HtmlPage) -> Iterator[Sight]:
    """Libraries and search engines know what a page is."""
    given = {m.get("name"): m.get("content") for m in page.all("//head/meta")}
    for name in DUBLIN_CORE:
        yield bool((given.get(f"DC.{name}") or "").strip()), f"DC.{name}"
    yield bool(given.get("description")), "description"
    shown = page.original if page.is_foreign else page.language
    yield given.get("DC.language") == shown, "DC.language"


def metadata_in_language(page: HtmlPage) -> Iterator[Sight]:
    """What a search engine shows of a translated page is in its language."""
    if page.is_translation and not page.is_foreign:
        for meta in page.all("//head/meta"):
            said, names = meta.get("content"), (meta.get("name"), meta.get("property"))
            if said is not None and any(name is not None for name in names):
                foreign = vietnamese_in(said)
                yield not foreign, f"{names[0] or names[1] or ''}: {foreign[0] if foreign else ''}"


def vietnamese_in(text: str) -> list[str]:
    """The words of a text that can be no others, without the numbers of documents."""
    if text.isascii():
        return []
    strange = " ".join(word for word in text.split() if not word.isascii())
    return VIETNAMESE.findall(SYMBOL.sub("", strange))


def text_is_nfc(page: HtmlPage) -> Iterator[Sight]:
    """The same word is the same bytes: it can be found, compared and copied."""
    if unicodedata.is_normalized("NFC", page.html):
        yield True, ""
    else:
        yield False, next(w for w in page.html.split() if not unicodedata.is_normalized("NFC", w))


def language_said(page: HtmlPage) -> Iterator[Sight]:
    """Screen readers speak each passage in its own language."""
    yield page.tree.get("lang") == page.language, f"lang={page.tree.get('lang')}"
    if page.is_translation and page.original == "vi":
        foreign = []
        if vietnamese_in(strange_in(page, page.language)):
            names = page.text(f"//*[@id='{SIGNATORY}']")
            foreign = [w for w in vietnamese_in(said_in(page, page.language)) if w not in names]
        yield not foreign, " ".join(foreign[:5])


def dates_written(page: HtmlPage) -> Iterator[Sight]:
    """Dates of ours are written as the rules have them, and machines read them too."""
    for element in page.tree.iter("time"):
        day, shown = date.fromisoformat(element.get("datetime") or ""), squeezed(words_of(element))
        by_rule = f"{day.day:02}/{MONTHS[day.month - 1]}/{day.year}"
        wanted = by_rule if page.language == "vi" else display_date(day, page.language)
        yield shown == wanted, shown
    if page.language == "vi" and page.is_ours:
        own: list[str] = []
        for main in page.tree.iter("main"):
            collect_our_words(main, own)
        for match in NUMERIC_DATE.finditer("\n".join(own)):
            yield len(match[1]) == 2 and match[2] in MONTHS, match[0]


def collect_our_words(element: _Element, own: list[str]) -> None:
    """Adds the words of an element that are not those of documents, bit by bit."""
    if element.tag in NOT_OUR_TAGS or element.get("class") in NOT_OUR_CLASSES:
        return
    if words := element.text:
        own.append(words)
    for child in element:
        collect_our_words(child, own)
        if words := child.tail:
            own.append(words)


CHECKS: tuple[HtmlCheck, ...] = (
    metadata_filled,
    metadata_in_language,
    text_is_nfc,
    language_said,
    dates_written,
)
