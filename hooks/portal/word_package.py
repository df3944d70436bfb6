"""The parts of a Word file: its body, and what the body leads to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO

from docx import Document
from docx.opc.part import Part
from lxml.etree import _Element

from portal.findings import Finding
from portal.received import doubt
from portal.word_xml import A, W, name_of, parsed, text_below

KINDS = ("numbering", "styles", "footnotes", "endnotes", "comments", "header", "footer")


class WordPackage:
    """A Word file unpacked: bytes in, trees of XML out."""

    def __init__(self, data: bytes) -> None:
        main: Part = Document(BytesIO(data)).part
        self.body: _Element = main.element.body  # type: ignore[attr-defined]
        self.related: dict[str, Part] = {
            name: relation.target_part
            for name, relation in main.rels.items()
            if not relation.is_external
        }
        self.parts: dict[str, list[_Element]] = {}
        for relation in main.rels.values():
            kind = relation.reltype.rpartition("/")[2]
            if kind in KINDS and not relation.is_external:
                self.parts.setdefault(kind, []).append(parsed(relation.target_part.blob))

    def first(self, kind: str) -> _Element | None:
        return next(iter(self.parts.get(kind, ())), None)

    def notes(self, kind: str, note_id: str) -> Iterator[_Element]:
        """The footnotes or endnotes with an id: one, in a file that is in order."""
        for part in self.parts.get(kind, ()):
            yield from (note for note in part if note.get(f"{W}id") == note_id)

    def diagram(self, name: str) -> list[str]:
        """The words of a diagram, point by point."""
        part = self.related.get(name)
        points = parsed(part.blob).iter(f"{A}p") if part else ()
        return [words for point in points if (words := text_below(point, f"{A}t"))]

    def comments(self, places: Mapping[str, int]) -> Iterator[Finding]:
        """Comments, answers to them among them, each where it belongs."""
        for part in self.parts.get("comments", ()):
            for comment in part.iter(f"{W}comment"):
                place = places.get(comment.get(f"{W}id", ""), 1)
                yield doubt("import-comment", place, text=text_below(comment, f"{W}t"))

    def headers(self) -> Iterator[Finding]:
        """Words and pictures of page headers and footers; bare page numbers are none."""
        for kind in ("header", "footer"):
            for part in self.parts.get(kind, ()):
                said = [text_below(p, f"{W}t") for p in part.iter(f"{W}p")]
                said += [str(e.get("string")) for e in part.iter() if name_of(e) == "textpath"]
                text = " ".join(filter(None, said))
                if any(c.isalpha() for c in text):
                    yield doubt("import-header", 1, text=text)
                if any(name_of(e) in ("blip", "imagedata") for e in part.iter()):
                    yield doubt("import-image", 1, text=kind)
