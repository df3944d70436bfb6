"""What a page says in which language, as a screen reader speaks it."""

from __future__ import annotations

from lxml.etree import _Element

from portal.built import HtmlPage, squeezed

UNSAID = ("script", "style", "noscript")
LABELS = ("alt", "aria-label", "title")
"""Attributes whose words are read out."""


def said_in(page: HtmlPage, language: str) -> str:
    """Every word on a page that is said to be in a language, with labels and descriptions."""
    said: list[str] = []
    collect_words(page.tree, "", language, said)
    for element in page.all("//*[@alt or @aria-label or @title]"):
        if spoken_in(element) == language:
            said += filter(None, map(element.get, LABELS))
    return squeezed("\n".join(said))


def collect_words(element: _Element, spoken: str, language: str, said: list[str]) -> None:
    """Adds what an element, where `spoken` is the language around it, says in `language`."""
    if element.tag in UNSAID:
        return
    spoken = element.get("lang", spoken)
    is_said = spoken == language
    if is_said and (words := element.text):
        said.append(words)
    for child in element:
        collect_words(child, spoken, language, said)
        if is_said and (words := child.tail):
            said.append(words)


def strange_in(page: HtmlPage, language: str) -> str:
    """All of `said_in` that has letters beyond ASCII, in no order, and perhaps words of `noscript`.

    It is found in a fraction of the time: who misses nothing there need not ask for everything.
    """
    found: list[str] = []
    for element in page.elements:
        if (words := element.text) and not words.isascii() and element.tag not in UNSAID:
            found += [words] if spoken_in(element) == language else []
        if (words := element.tail) and not words.isascii():
            found += [words] if spoken_in(element.getparent()) == language else []
    for name in LABELS:
        if not "".join(page.values(f"//@{name}")).isascii():
            labelled = page.all(f"//*[@{name}]")
            found += [one.get(name) or "" for one in labelled if spoken_in(one) == language]
    return "\n".join(found)


def spoken_in(element: _Element | None) -> str:
    """The language that an element is said to be in; empty if none is said."""
    while element is not None:
        if (said := element.get("lang")) is not None:
            return said
        element = element.getparent()
    return ""
