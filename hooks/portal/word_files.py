"""Reads Word files (.docx); the one module that does. Bytes in, lines and doubts out."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from docx import Document
from docx.opc.exceptions import OpcError
from lxml import etree
from lxml.etree import LxmlError, _Element

from portal.findings import Finding
from portal.received import (
    UNSEEN,
    Line,
    Received,
    doubt,
    is_rule_line,
    tidy,
    unreadable,
    words_of,
)
from portal.text_files import as_text, table_line
from portal.word_numbering import Numbering, W, value

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
OLE = b"\xd0\xcf\x11\xe0"
"""How the old binary .doc begins, and a .docx that is locked by a password."""
LARGEST = 200_000_000
"""Bytes that a file may hold once unpacked."""
DAMAGE = (
    *(BadZipFile, OpcError, LxmlError, KeyError, ValueError, AttributeError, EOFError),
    *(NotImplementedError, RuntimeError, OSError, zlib.error, IndexError, TypeError),
)
"""What reading a file that is no good Word file raises."""
TRANSPARENT = frozenset(
    f"{W}{name}"
    for name in (
        *("hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple"),
        *("customXml", "dir", "bdo", "ins", "moveTo"),
    )
)
"""What stands around runs and paragraphs without being one."""
DROPPED = frozenset([f"{W}del", f"{W}moveFrom"])
PAGE = "\f"
HEAD = re.compile(
    r"^(cộng h[oò][aà]|đảng cộng sản|[đð]ộc lập\s*-|số\s*:.*/)", re.IGNORECASE | re.MULTILINE
)
CLOSING = re.compile(r"^(nơi nhận\s*:|(KT|TM|TL|TUQ)\.\s|\(đã ký\))", re.IGNORECASE | re.MULTILINE)
"""Words of tables that set the head or the end of a document in columns, with borders or not."""


def read_word(data: bytes) -> Received | Finding:
    """What a Word file says, or what stands against reading it."""
    if not data:
        return doubt("import-empty", 1)
    if data.startswith(OLE):
        return doubt("import-locked-or-old", 1)
    try:
        with ZipFile(BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > LARGEST:
                return doubt("import-too-large", 1)
            if archive.testzip() is not None:
                return doubt("import-not-word", 1)
        return WordReader(data).read()
    except DAMAGE:
        return doubt("import-not-word", 1)


class WordReader:
    """Walks through a document in the order in which it is read."""

    def __init__(self, data: bytes) -> None:
        part = Document(BytesIO(data)).part
        self.body: _Element = part.element.body
        self.parts: dict[str, list[_Element]] = {}
        for relation in part.rels.values():
            if not relation.is_external:
                kind = relation.reltype.rpartition("/")[2]
                if kind in PARTS:
                    self.parts.setdefault(kind, []).append(parsed(relation.target_part.blob))
        numbering, styles = (self.parts.get(kind, [None])[0] for kind in ("numbering", "styles"))
        self.numbering = Numbering(numbering, styles)
        self.styles = self.numbering.styles
        self.lines: list[Line] = []
        self.doubts: list[Finding] = []
        self.boxes: list[_Element] = []
        self.notes: list[tuple[str, str]] = []
        """Footnotes and endnotes met: which part, which id."""
        self.carried = ""
        """Words of a paragraph whose end was deleted: they run on in the next one."""
        self.numbers: list[str] = []
        self.first_number = 0
        self.unseen = 0

    def read(self) -> Received | Finding:
        self.blocks(self.body)
        self.put(self.carried, None)
        self.write_notes()
        self.comments()
        self.headers()
        if self.numbers:
            shown = self.numbers[:12] + (["…"] if len(self.numbers) > 12 else [])
            values = {"count": len(self.numbers), "numbers": shown}
            self.doubts.append(doubt("import-auto-number", self.first_number, **values))
        if self.unseen:
            self.doubts.append(doubt("import-unseen", 1, count=self.unseen))
        problem = unreadable(self.lines) or self.unread()
        if problem:
            return problem
        return Received(tuple(self.lines), as_text(self.lines), False, tuple(self.doubts))

    def unread(self) -> Finding | None:
        """Words that Word shows and that no line has, because they stand where nobody looked."""
        whole = "".join(line.text for line in self.lines)
        shown = [element for element in self.body.iter(f"{W}t", f"{M}t") if is_shown(element)]
        lacking = Counter(letters("".join(e.text or "" for e in shown)))
        lacking -= Counter(letters(whole))
        if not lacking:
            return None
        texts = [tidy(element.text or "").strip() for element in shown]
        missing = [text for text in texts if words_of(text) not in words_of(whole)]
        return doubt("import-words-unread", 1, text=" … ".join(missing) or "".join(lacking))

    def say(self, rule: str, **values: object) -> None:
        self.doubts.append(doubt(rule, len(self.lines) + 1, **values))

    # Blocks

    def blocks(self, parent: _Element) -> None:
        for element in parent:
            if element.tag == f"{W}p":
                self.paragraph(element)
            elif element.tag == f"{W}tbl":
                self.table(element)
            elif element.tag in DROPPED:
                self.say("import-deleted", text=deleted_text(element))
            elif element.tag == f"{W}altChunk":
                self.say("import-embedded")
            elif element.tag in TRANSPARENT:
                self.blocks(element)
            elif element.tag == f"{ALTERNATE}AlternateContent":
                self.blocks(chosen(element))

    def paragraph(self, element: _Element) -> None:
        properties = element.find(f"{W}pPr")
        text = "".join(self.inline(element))
        shown = self.numbering.shown_before(properties)
        if shown and (text.strip() or not shown.is_bullet):
            self.numbers.append(shown.text)
            self.first_number = self.first_number or len(self.lines) + 1
            text = f"{shown.text} {text.lstrip()}"
        text, self.carried = self.carried + text, ""
        if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
            self.carried = text  # its end is deleted: the next paragraph continues it
        else:
            self.put(text, element)
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            self.say("import-text-box", text=deleted_text(box, f"{W}t"))
            self.blocks(box)

    def put(self, text: str, element: _Element | None) -> None:
        """Writes a paragraph, a line for each line break and page break of its own."""
        self.unseen += len(UNSEEN.findall(text.replace(PAGE, "")))
        for part in re.split(r"[\f\n\v]", text):
            words = words_of(tidy(part))
            if not words:
                continue
            if is_rule_line(words):
                self.say("import-rule-line", text=words)
                continue
            kept = "\t".join(filter(None, (words_of(tidy(run)) for run in part.split("\t"))))
            line = Line(
                len(self.lines) + 1,
                kept,
                centred=element is not None and self.is_centred(element),
                bold=element is not None and is_bold(element),
            )
            self.lines.append(line)

    def is_centred(self, element: _Element) -> bool:
        for properties in self.numbering.in_order(element.find(f"{W}pPr")):
            aligned = properties.find(f"{W}jc")
            if aligned is not None:
                return value(aligned) == "center"
        return False

    # Runs

    def inline(self, parent: _Element) -> Iterator[str]:
        """The text below a paragraph as Word shows it with all changes accepted."""
        for element in parent:
            tag = element.tag
            if tag == f"{W}r":
                yield from self.run(element)
            elif tag in DROPPED:
                text = deleted_text(element)
                if text:
                    self.say("import-deleted", text=text)
            elif tag in TRANSPARENT:
                inner = "".join(self.inline(element))
                if tag in (f"{W}ins", f"{W}moveTo") and inner.strip():
                    self.say("import-inserted", text=inner)
                yield inner
            elif tag == f"{ALTERNATE}AlternateContent":
                yield from self.inline(chosen(element))
            elif tag in (f"{M}oMath", f"{M}oMathPara"):
                text = deleted_text(element, f"{M}t")
                self.say("import-equation", text=text)
                yield text

    def run(self, run: _Element) -> Iterator[str]:
        hidden = run.find(f"{W}rPr/{W}vanish")
        if hidden is not None and value(hidden) not in ("0", "false"):
            text = deleted_text(run, f"{W}t")
            if text:
                self.say("import-hidden", text=text)
            return
        yield from self.contents(run)

    def contents(self, run: _Element) -> Iterator[str]:
        for element in run:
            name = str(element.tag).rpartition("}")[2]
            if element.tag == f"{W}t":
                yield (element.text or "").replace("\n", " ")
            elif name in ("tab", "ptab"):
                yield "\t"
            elif name == "br":
                yield PAGE if element.get(f"{W}type") in ("page", "column") else "\n"
            elif name == "cr":
                yield "\n"
            elif name == "noBreakHyphen":
                yield "-"
            elif name == "sym":
                self.say("import-symbol", text=str(element.get(f"{W}font") or "?"))
                yield "□"
            elif name in ("footnoteReference", "endnoteReference"):
                kind = name.removesuffix("Reference") + "s"
                self.notes.append((kind, str(element.get(f"{W}id") or "")))
                yield f"[{len(self.notes)}]"
            elif name in ("drawing", "pict", "object"):
                self.picture(element)
            elif element.tag == f"{ALTERNATE}AlternateContent":
                yield from self.contents(chosen(element))

    def picture(self, element: _Element) -> None:
        boxes = list(element.iter(f"{W}txbxContent"))
        self.boxes += [box for box in boxes if deleted_text(box, f"{W}t")]
        if boxes:
            return
        drawn = [
            e for e in element.iter() if str(e.tag).endswith(("}blip", "}imagedata", "}chart"))
        ]
        if drawn or str(element.tag).endswith("object"):
            described = [e.get("descr") or e.get("name") for e in element.iter() if e.get("name")]
            self.say("import-image", text=next(filter(None, described), None) or "–")

    # Tables

    def table(self, table: _Element) -> None:
        rows = [list(cells_of(row)) for row in rows_in(table)]
        deleted = [r for r in table.iterfind(f"{W}tr") if r.find(f"{W}trPr/{W}del") is not None]
        for gone in deleted:
            self.say("import-deleted", text=deleted_text(gone, f"{W}t", f"{W}delText"))
        columns = max(map(len, rows), default=0)
        if not columns:
            return
        plain = "\n".join(deleted_text(p, f"{W}t") for p in table.iter(f"{W}p"))
        bordered = self.has_borders(table)
        framed = columns <= 3 and (HEAD.search(plain) or CLOSING.search(plain))
        if columns == 1 or framed or (columns <= 2 and not bordered):
            if not framed:
                self.say("import-layout-table", text=plain)
            for column in range(columns):
                for row in rows:
                    if column < len(row):
                        self.blocks(row[column])
            return
        self.data_table(table, rows)

    def data_table(self, table: _Element, rows: list[list[_Element]]) -> None:
        place = len(self.lines) + 1
        found = []
        for row in rows:
            texts = []
            for cell in row:
                reader, self.lines = self.lines, []
                self.blocks(cell)
                inner, self.lines = self.lines, reader
                texts.append(words_of(" ".join(line.text for line in inner)))
                wide = cell.find(f"{W}tcPr/{W}gridSpan")
                more = value(wide)
                texts += [""] * (int(more) - 1 if more.isdigit() and int(more) < 100 else 0)
            found.append(texts)
        width = max(map(len, found))
        cells = tuple(tuple(row + [""] * (width - len(row))) for row in found)
        if not any(any(row) for row in cells):
            return
        self.doubts.append(doubt("import-table", place, rows=len(cells), columns=width))
        if any(e.tag in (f"{W}gridSpan", f"{W}vMerge") for e in table.iter()):
            self.doubts.append(doubt("import-table-merged", place))
        self.lines.append(table_line(place, cells))

    def has_borders(self, table: _Element) -> bool:
        style = value(table.find(f"{W}tblPr/{W}tblStyle"))
        styled = self.styles.get(style)
        owners: list[_Element | None] = [table.find(f"{W}tblPr/{W}tblBorders")]
        if owners[0] is None and styled is not None:
            owners = [styled.find(f"{W}tblPr/{W}tblBorders")]
        owners.extend(table.iter(f"{W}tcBorders"))
        drawn = [side for borders in owners if borders is not None for side in borders]
        return any(value(side) not in ("", "nil", "none") for side in drawn)

    # What stands beside the text

    def write_notes(self) -> None:
        number = 0
        while number < len(self.notes):  # a note may hold a note
            kind, note_id = self.notes[number]
            number += 1
            for part in self.parts.get(kind, ()):
                for note in part:
                    if note.get(f"{W}id") == note_id:
                        before = len(self.lines)
                        self.blocks(note)
                        new = self.lines[before:]
                        text = f"[{number}] " + words_of(" ".join(line.text for line in new))
                        self.lines[before:] = [Line(before + 1, text, note=number)]
                        self.doubts.append(doubt("import-footnote", before + 1, text=text))

    def comments(self) -> None:
        for part in self.parts.get("comments", ()):
            for comment in part.iter(f"{W}comment"):
                text = deleted_text(comment, f"{W}t")
                self.doubts.append(doubt("import-comment", 1, text=text))

    def headers(self) -> None:
        for kind in ("header", "footer"):
            for part in self.parts.get(kind, ()):
                text = " ".join(deleted_text(p, f"{W}t") for p in part.iter(f"{W}p")).strip()
                if any(c.isalpha() for c in text):
                    self.doubts.append(doubt("import-header", 1, text=text))


DRAWN = ("}blip", "}imagedata", "}chart")
PARTS = ("numbering", "styles", "footnotes", "endnotes", "comments", "header", "footer")


def parsed(blob: bytes) -> _Element:
    return etree.fromstring(blob, etree.XMLParser(resolve_entities=False, no_network=True))


def chosen(alternate: _Element) -> _Element:
    """What Word shows of alternatives: the first."""
    first = alternate.find(f"{ALTERNATE}Choice")
    return alternate if first is None else first


def deleted_text(element: _Element, *tags: str) -> str:
    """All text below an element, by default that which was deleted."""
    wanted = tags or (f"{W}delText", f"{W}t")
    return "".join(e.text or "" for e in element.iter(*wanted)).strip()


def is_chosen(fallback: _Element) -> bool:
    parent = fallback.getparent()
    return parent is None or chosen(parent) is parent


def letters(text: str) -> str:
    return "".join(c for c in tidy(text) if c.isalnum())


def is_shown(element: _Element) -> bool:
    """Whether Word shows a piece of text: it is not deleted, not hidden, no second choice."""
    for above in element.iterancestors():
        row = above.find(f"{W}trPr/{W}del") if above.tag == f"{W}tr" else None
        hidden = above.find(f"{W}rPr/{W}vanish") if above.tag == f"{W}r" else None
        off = hidden is not None and value(hidden) not in ("0", "false")
        if above.tag in DROPPED or row is not None or off:
            return False
        if above.tag == f"{ALTERNATE}Fallback" and not is_chosen(above):
            return False
    return True


def rows_in(parent: _Element) -> Iterator[_Element]:
    """Rows of a table that are not deleted, wherever they are wrapped."""
    for element in parent:
        if element.tag == f"{W}tr":
            if element.find(f"{W}trPr/{W}del") is None:
                yield element
        elif element.tag in TRANSPARENT:
            yield from rows_in(element)


def cells_of(row: _Element) -> Iterator[_Element]:
    for element in row:
        if element.tag == f"{W}tc":
            yield element
        elif element.tag in TRANSPARENT:
            yield from cells_of(element)


def is_bold(paragraph: _Element) -> bool:
    """Whether all runs with words are set bold."""
    runs = [run for run in paragraph.iter(f"{W}r") if deleted_text(run, f"{W}t")]
    marks = [run.find(f"{W}rPr/{W}b") for run in runs]
    return bool(runs) and all(m is not None and value(m) not in ("0", "false") for m in marks)
