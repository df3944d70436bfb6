"""The XML of Word files: its names, and what Word shows of it."""

from __future__ import annotations

from lxml import etree
from lxml.etree import _Element

from portal.received import tidy

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
ALTERNATIVES = f"{ALTERNATE}AlternateContent"
TRANSPARENT = frozenset(
    f"{W}{name}"
    for name in (
        *("hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple"),
        *("customXml", "dir", "bdo", "ins", "moveTo"),
    )
)
"""What stands around runs and paragraphs without being one."""
DROPPED = frozenset([f"{W}del", f"{W}moveFrom"])
OFF = ("0", "false", "off")


def parsed(blob: bytes) -> _Element:
    return etree.fromstring(blob, etree.XMLParser(resolve_entities=False, no_network=True))


def name_of(element: _Element) -> str:
    """The name without its namespace; empty for a comment."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def value(element: _Element | None) -> str:
    return "" if element is None else str(element.get(f"{W}val") or "")


def is_on(mark: _Element | None) -> bool:
    """Whether a mark such as `<w:b/>` is set; one that is not there is not."""
    return mark is not None and value(mark) not in OFF


def text_below(element: _Element, *tags: str) -> str:
    """All text below an element, by default what is deleted, too."""
    wanted = tags or (f"{W}delText", f"{W}t")
    return "".join(e.text or "" for e in element.iter(*wanted)).strip()


def chosen(alternatives: _Element) -> _Element:
    """What Word shows of alternatives: the first; what stands in for it, if there is none."""
    for name in ("Choice", "Fallback"):
        found = alternatives.find(f"{ALTERNATE}{name}")
        if found is not None:
            return found
    return alternatives


def letters(text: str) -> str:
    """What counts as words, however it is set."""
    return "".join(c for c in tidy(text).casefold() if c.isalnum())


def is_shown(element: _Element) -> bool:
    """Whether Word shows a piece of text: it is not deleted, not hidden, no second choice."""
    for above in element.iterancestors():
        if above.tag in DROPPED:
            return False
        if above.tag == f"{W}tr" and above.find(f"{W}trPr/{W}del") is not None:
            return False
        if above.tag == f"{W}r" and is_on(above.find(f"{W}rPr/{W}vanish")):
            return False
        parent = above.getparent()
        if parent is not None and parent.tag == ALTERNATIVES and chosen(parent) is not above:
            return False
    return True
