"""Real Word files, made of small data: what `tests/cases/imports.yml` says of each block."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any
from zlib import compress, crc32

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml as parsed
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph

NS = nsdecls("w")


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DIAGRAM = 'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
ALL = (
    nsdecls("w", "wp", "a", "r")
    + ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
XML = {
    "struck": "<w:r><w:rPr><w:strike/></w:rPr><w:t>{value}</w:t></w:r>",
    "caps": "<w:r><w:rPr><w:caps/></w:rPr><w:t>{value}</w:t></w:r>",
    "equation": "<m:oMath><m:r><m:t>{value}</m:t></m:r></m:oMath>",
    "symbol": "<w:r><w:sym w:font='{value}' w:char='F0FE'/></w:r>",
    "line": "<w:r><w:pict><v:line/></w:pict></w:r>",
    "art": "<w:r><w:pict><v:shape><v:textpath string='{value}'/></v:shape></w:pict></w:r>",
    "choice": "<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:ddList><w:result w:val='1'/>"
    "<w:listEntry w:val='–'/><w:listEntry w:val='{value}'/></w:ddList></w:ffData></w:fldChar>"
    "</w:r>",
    "ruby": "<w:r><w:ruby><w:rt><w:r><w:t>{value[1]}</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>"
    "{value[0]}</w:t></w:r></w:rubyBase></w:ruby></w:r>",
    "subdocument": "<w:subDoc r:id='{value}'/>",
}
"""What people put into Word files besides text, as it is written there."""


def declared(text: str) -> str:
    """XML with the names of its first element declared."""
    name, _, rest = text.partition(" " if " " in text.partition(">")[0] else ">")
    return f"{name} {ALL} {rest}" if text[len(name)] == " " else f"{name} {ALL}>{rest}"


def parse_xml(text: str) -> Any:
    """An element; its kind is known to whoever wrote it."""
    return parsed(text)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + chunk(b"IDAT", compress(b"\x00\x00"))
    + chunk(b"IEND", b"")
)
"""A picture of one point."""


def word_file(blocks: Sequence[Any], header: str = "") -> bytes:
    """A .docx with these blocks."""
    return Maker(header).made(blocks)


class Maker:
    """Writes blocks into a document one after another."""

    def __init__(self, header: str) -> None:
        self.document: WordDocument = Document()
        self.lists: dict[str, int] = {}
        self.notes: list[str] = []
        if header:
            self.document.sections[0].header.paragraphs[0].text = header

    def made(self, blocks: Sequence[Any]) -> bytes:
        for block in blocks:
            self.block(block)
        if self.notes:
            self.write_notes()
        buffer = BytesIO()
        self.document.save(buffer)
        return buffer.getvalue()

    def block(self, block: Any) -> None:
        if isinstance(block, str):
            self.document.add_paragraph(block)
        elif "head" in block:
            self.table(block["head"], style=None)
        elif "table" in block:
            self.table(block["table"], style="Table Grid")
        elif "xml" in block:
            self.document.element.body.insert(-1, parse_xml(declared(block["xml"])))
        else:
            self.paragraph(block)

    def table(self, rows: Sequence[Sequence[Any]], style: str | None) -> None:
        table = self.document.add_table(len(rows), len(rows[0]), style)
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, content in zip(row.cells, cells, strict=True):
                lines = content if isinstance(content, list) else [content]
                cell.paragraphs[0].text = str(lines[0])
                for line in lines[1:]:
                    cell.add_paragraph(str(line))

    def paragraph(self, block: Mapping[str, Any]) -> None:
        paragraph = self.document.add_paragraph()
        if "centre" in block:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.add_run(block["centre"])
        elif "bold" in block:
            paragraph.add_run(block["bold"]).bold = True
        elif "numbered" in block:
            paragraph.add_run(block["numbered"])
            self.number(paragraph, block["as"], block.get("level", 0))
        for piece in block.get("runs", ()):
            self.run(paragraph, piece)

    def run(self, paragraph: Paragraph, piece: Any) -> None:
        if isinstance(piece, str):
            paragraph.add_run(piece)
            return
        ((kind, value),) = piece.items()
        if kind == "break":
            run = paragraph.add_run()
            run.add_break(WD_BREAK.PAGE if value == "page" else WD_BREAK.LINE)
        elif kind in ("ins", "del"):
            tag = "delText" if kind == "del" else "t"
            paragraph._p.append(
                parse_xml(
                    f'<w:{kind} {NS} w:id="1" w:author="A"><w:r><w:{tag} xml:space="preserve">'
                    f"{value}</w:{tag}></w:r></w:{kind}>"
                )
            )
        elif kind == "hidden":
            run = paragraph.add_run(value)
            run.font.hidden = True
        elif kind == "comment":
            self.document.add_comment(paragraph.runs, value, author="A", initials="A")
        elif kind == "image":
            paragraph.add_run().add_picture(BytesIO(PNG))
        elif kind in XML:
            paragraph._p.append(parse_xml(declared(XML[kind].format(value=value))))
        elif kind == "diagram":
            paragraph.add_run()._r.append(parse_xml(self.diagram(value)))
        elif kind == "note":
            self.notes.append(value)
            paragraph.add_run()._r.append(
                parse_xml(f'<w:footnoteReference {NS} w:id="{len(self.notes)}"/>')
            )
        elif kind == "box":
            paragraph.add_run()._r.append(
                parse_xml(
                    f'<w:pict {NS} xmlns:v="urn:schemas-microsoft-com:vml"><v:shape><v:textbox>'
                    f"<w:txbxContent><w:p><w:r><w:t>{value}</w:t></w:r></w:p></w:txbxContent>"
                    "</v:textbox></v:shape></w:pict>"
                )
            )
        else:
            raise AssertionError(kind)

    def number(self, paragraph: Paragraph, form: str, level: int) -> None:
        """Numbers a paragraph by itself: `form` lists the levels, such as `upperRoman %1.`."""
        if form not in self.lists:
            self.lists[form] = self.new_list(form)
        properties = paragraph._p.get_or_add_pPr()
        properties.append(
            parse_xml(
                f'<w:numPr {NS}><w:ilvl w:val="{level}"/>'
                f'<w:numId w:val="{self.lists[form]}"/></w:numPr>'
            )
        )

    def new_list(self, form: str) -> int:
        numbering = self.document.part.numbering_part.element
        key = 900 + len(self.lists)
        levels = ""
        for index, level in enumerate(form.split(" / ")):
            kind, text = level.split(" ", 1)
            levels += (
                f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
                f'<w:lvlText w:val="{text}"/></w:lvl>'
            )
        abstract = f'<w:abstractNum {NS} w:abstractNumId="{key}">{levels}</w:abstractNum>'
        numbering.insert(0, parse_xml(abstract))
        numbering.append(
            parse_xml(f'<w:num {NS} w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>')
        )
        return key

    def diagram(self, points: Sequence[str]) -> str:
        """A drawing whose words stand in a part of their own."""
        words = "".join(f"<a:p><a:r><a:t>{point}</a:t></a:r></a:p>" for point in points)
        blob = f"<dgm:dataModel {DIAGRAM} {nsdecls('a')}>{words}</dgm:dataModel>".encode()
        kind = "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml"
        part = Part(PackURI("/word/diagrams/data1.xml"), kind, blob, self.document.part.package)
        name = self.document.part.relate_to(part, f"{OFFICE}/diagramData")
        return (
            f"<w:drawing {ALL}><wp:inline><wp:docPr id='1' name='Sơ đồ'/><a:graphic>"
            f"<a:graphicData uri='x'><dgm:relIds {DIAGRAM} r:dm='{name}'/></a:graphicData>"
            "</a:graphic></wp:inline></w:drawing>"
        )

    def write_notes(self) -> None:
        notes = "".join(
            f'<w:footnote w:id="{number}"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>{text}</w:t>'
            "</w:r></w:p></w:footnote>"
            for number, text in enumerate(self.notes, start=1)
        )
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
        blob = f"<w:footnotes {NS}>{notes}</w:footnotes>".encode()
        part = Part(PackURI("/word/footnotes.xml"), kind, blob, self.document.part.package)
        self.document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
