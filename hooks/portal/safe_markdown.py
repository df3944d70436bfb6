"""Markdown that staff write: no markup of theirs reaches the page but what Markdown itself makes.

A Python-Markdown extension. HTML in a text is shown as text; attributes and addresses that could
run a script, load something from elsewhere or break the content security policy are left out;
tables get what readers of every kind need.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

ATTRIBUTES = frozenset(
    [
        "id",
        "class",
        "data-fr",
        "href",
        "title",
        "lang",
        "dir",
        "src",
        "alt",
        "width",
        "height",
        "colspan",
        "rowspan",
        "scope",
        "start",
        "hreflang",
    ]
)
SCHEMES = frozenset({"", "http", "https", "mailto", "tel"})
MOST_STEPS = 10_000_000
"""Characters that are looked at for the links of a passage: some seconds; a long passage with a
hundred links has a twentieth."""
ALIGNMENT = re.compile(r"text-align:\s*(left|center|right)")


class SafeMarkdown(Extension):
    """`words` are those of the page's language, section `markdown` of `strings.yml`."""

    def __init__(self) -> None:
        super().__init__()
        self.words: Mapping[str, str] = {}

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  the name is Python-Markdown's
        md.preprocessors.deregister("html_block", strict=False)
        md.inlinePatterns.deregister("html", strict=False)
        md.treeprocessors.register(PlainBrackets(md), "plain-brackets", 30)  # before links are made
        md.treeprocessors.register(SafeElements(md, self.words), "safe-elements", -20)


class PlainBrackets(Treeprocessor):
    """Leaves brackets as they are in a passage that has so many that looking for links in it would
    take minutes: each is sought an end to the end of the passage."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            for name in ("text", "tail"):
                text = getattr(element, name)
                if text and not isinstance(text, AtomicString) and is_crowded(text):
                    setattr(element, name, text.replace("[", "\\["))


class SafeElements(Treeprocessor):
    """Leaves out what must not be on a page, and completes what Markdown makes by half."""

    def __init__(self, md: Markdown, words: Mapping[str, str]) -> None:
        super().__init__(md)
        self.words = words
        self.tables = 0

    def run(self, root: Element) -> None:
        for element in root.iter():
            if isinstance(element.tag, str):
                self.clean(element)
                self.name_in_language(element)
        for parent in list(root.iter()):
            for index, child in enumerate(parent):
                if child.tag == "table":
                    parent[index] = self.framed(child)

    def clean(self, element: Element) -> None:
        alignment = ALIGNMENT.search(element.get("style", ""))
        for name, value in list(element.attrib.items()):
            if not (name in ATTRIBUTES or name.startswith("aria-")) or (
                name in ("href", "src") and not is_harmless(value, loads=name == "src")
            ):
                del element.attrib[name]
        if alignment:
            element.set("class", f"{element.get('class', '')} to-{alignment[1]}".strip())

    def name_in_language(self, element: Element) -> None:
        """Gives notes that staff left without a title one in the page's language."""
        kinds = (element.get("class") or "").split()
        if kinds[:1] == ["admonition"] or element.tag == "details":
            kind = kinds[-1] if kinds else ""
            title = element[0] if len(element) else None
            if title is not None and title.text == kind.capitalize() and kind in self.words:
                title.text = self.words[kind]

    def framed(self, table: Element) -> Element:
        """The table with a name, in a frame that scrolls where the screen is narrow."""
        self.tables += 1
        name = f"{self.words.get('table', '')} {self.tables}".strip()
        for head in table.findall("thead/tr/th"):
            head.set("scope", "col")
        caption = Element("caption", {"class": "vh"})
        caption.text = name
        table.insert(0, caption)
        frame = Element(
            "div", {"class": "scroll", "tabindex": "0", "role": "region", "aria-label": name}
        )
        frame.append(table)
        frame.tail, table.tail = table.tail, None
        return frame


def is_crowded(text: str) -> bool:
    """Whether a passage has too many brackets for each to be looked at as a link."""
    return len(text) * text.count("[") > MOST_STEPS


def is_harmless(address: str, loads: bool) -> bool:
    """Whether a link may be followed, or, if it `loads`, whether it stays on this site."""
    try:
        parts = urlsplit(re.sub(r"[\x00-\x20]", "", address))
    except ValueError:
        return False
    if loads:
        return not (parts.scheme or parts.netloc)
    return parts.scheme.lower() in SCHEMES
