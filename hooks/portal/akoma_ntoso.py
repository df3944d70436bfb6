"""`akn.xml`: texts of works in Akoma Ntoso 3.0, the OASIS standard for legal documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml.etree import Element, _Element, tostring

from portal.akn_expressions import Expression, Expressions
from portal.akn_iris import akn_kind
from portal.akn_metadata import Metadata
from portal.akn_text import TextParts
from portal.akn_words import NAMESPACE, child
from portal.model import Work
from portal.site import Site

RUNNING = {f"{{{NAMESPACE}}}{tag}" for tag in ("p", "num", "heading", "listIntroduction")}
"""Elements whose white space counts."""


def akn_files(expressions: Expressions, work: Work) -> Iterator[tuple[str, str]]:
    """Every text of a work that the site holds, today's and each version's in each language."""
    for text in expressions.of(work):
        yield text.path, render_akn(expressions.site, expressions.iris, text)


def render_akn(site: Site, iris: Mapping[str, str], text: Expression) -> str:
    """A text as an Akoma Ntoso document; `iris` are those of all works."""
    root = Element(f"{{{NAMESPACE}}}akomaNtoso", nsmap={None: NAMESPACE})
    is_first = bool(text.entry) and text.log[0] == text.entry
    document = child(
        root,
        akn_kind(text.work),
        name=text.work.type,
        contains="originalVersion" if is_first else "singleVersion",
    )
    Metadata(site, iris, text).write(document)
    TextParts(text, site.corpus.source_language).write(document)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def indent(element: _Element, depth: int = 0) -> None:
    """A line for each element, but for those within running text."""
    if not len(element) or element.tag in RUNNING:
        return
    element.text = f"\n{' ' * (depth + 1)}"
    for inner in element:
        indent(inner, depth + 1)
        inner.tail = element.text
    element[-1].tail = f"\n{' ' * depth}"
