"""The text of a paragraph of a Word file, run by run, with all changes accepted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from lxml.etree import _Element

from portal.word_styles import Styles
from portal.word_xml import (
    ALTERNATIVES,
    DROPPED,
    TRANSPARENT,
    A,
    M,
    W,
    chosen,
    is_on,
    name_of,
    text_below,
)

PAGE = "\f"
SILENT = frozenset(
    (
        *("rPr", "pPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "proofErr", "delText"),
        *("delInstrText", "lastRenderedPageBreak", "softHyphen", "footnoteRef"),
        *("endnoteRef", "annotationRef", "separator", "continuationSeparator", "fldData"),
        *("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "permStart"),
        *("permEnd", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart"),
        *("moveToRangeEnd", "customXmlInsRangeStart", "customXmlInsRangeEnd", "sectPr"),
        *("customXmlDelRangeStart", "customXmlDelRangeEnd", "tblPr", "tblGrid", "tcPr", "trPr"),
        *("customXmlMoveFromRangeStart", "customXmlMoveFromRangeEnd", "tblPrEx"),
        *("customXmlMoveToRangeStart", "customXmlMoveToRangeEnd", ""),
    )
)
"""What says nothing to readers; whatever is not here and not read is told."""
BOXES = (f"{W}txbxContent", f"{A}p")
PICTURED = ("blip", "imagedata", "chart", "OLEObject", "control", "contentPart")
CHECKED = {True: "☒", False: "☐"}


class RunReader:
    """Reads paragraphs one after another; what it is unsure of, it tells `say`."""

    def __init__(self, styles: Styles, say: Callable[..., None], here: Callable[[], int]) -> None:
        self.styles = styles
        self.say = say
        self.here = here
        """The line that is being read."""
        self.boxes: list[_Element] = []
        """Text boxes met, and drawings with words."""
        self.diagrams: list[str] = []
        """Diagrams met, by the relation that leads to their words."""
        self.notes: list[tuple[str, str]] = []
        """Footnotes and endnotes met: which part, which id."""
        self.commented: dict[str, int] = {}
        """Comments met, by their ids: the line that each is about."""
        self.drawn = 0
        """Shapes without words met, such as lines."""

    def text_of(self, parent: Iterable[_Element]) -> str:
        return "".join(self.inline(parent))

    def inline(self, parent: Iterable[_Element]) -> Iterator[str]:
        for element in parent:
            tag = element.tag
            if tag == f"{W}r":
                yield from self.run(element)
            elif tag in DROPPED:
                text = text_below(element)
                if text:
                    self.say("import-deleted", text=text)
            elif tag in TRANSPARENT:
                inner = self.text_of(element)
                if tag in (f"{W}ins", f"{W}moveTo") and inner.strip():
                    self.say("import-inserted", text=inner)
                yield inner
            elif tag == ALTERNATIVES:
                yield from self.inline(chosen(element))
            elif tag in (f"{M}oMath", f"{M}oMathPara"):
                text = text_below(element, f"{M}t")
                self.say("import-equation", text=text)
                yield text
            else:
                self.unknown(element)

    def run(self, run: _Element) -> Iterator[str]:
        if is_on(run.find(f"{W}rPr/{W}vanish")):
            text = text_below(run, f"{W}t")
            if text:
                self.say("import-hidden", text=text)
            return
        text = "".join(self.contents(run))
        if text.strip() and self.styles.is_set(run, "strike", "dstrike"):
            self.say("import-struck", text=text)
        yield text.upper() if self.styles.is_set(run, "caps") else text

    def contents(self, run: _Element) -> Iterator[str]:
        for element in run:
            name = name_of(element)
            match name:
                case "t" if element.tag == f"{W}t":
                    yield (element.text or "").replace("\n", " ")
                case "tab" | "ptab":
                    yield "\t"
                case "br":
                    yield PAGE if element.get(f"{W}type") in ("page", "column") else "\n"
                case "cr":
                    yield "\n"
                case "noBreakHyphen":
                    yield "-"
                case "sym":
                    self.say("import-symbol", text=str(element.get(f"{W}font") or "?"))
                    yield "□"
                case "footnoteReference" | "endnoteReference":
                    self.notes.append((f"{name[:-9]}s", str(element.get(f"{W}id") or "")))
                    yield f"[{len(self.notes)}]"
                case "commentReference":
                    self.commented[str(element.get(f"{W}id") or "")] = self.here()
                case "drawing" | "pict" | "object":
                    self.picture(element)
                case "ruby":
                    base, above = (text_below(e, f"{W}t") for e in (element[-1], element))
                    yield f"{base} ({above.removesuffix(base)})"
                case "instrText":
                    self.instruction((element.text or "").strip())
                case "fldChar":
                    yield from self.field(element)
                case "AlternateContent":
                    yield from self.contents(chosen(element))
                case _:
                    self.unknown(element)

    def field(self, mark: _Element) -> Iterator[str]:
        """What a field of a form shows: the entry chosen, the box ticked."""
        entries = mark.findall(f"{W}ffData/{W}ddList/{W}listEntry")
        if entries:
            result = mark.find(f"{W}ffData/{W}ddList/{W}result")
            number = str("0" if result is None else result.get(f"{W}val"))
            at = int(number) if number.isdigit() and int(number) < len(entries) else 0
            yield str(entries[at].get(f"{W}val") or "")
        box = mark.find(f"{W}ffData/{W}checkBox")
        if box is not None:
            marks = [box.find(f"{W}{name}") for name in ("checked", "default")]
            yield CHECKED[is_on(next((m for m in marks if m is not None), None))]

    def instruction(self, text: str) -> None:
        """A field whose own words are what it shows; of others the result is text."""
        if text.upper().startswith("EQ "):
            self.say("import-equation", text=text)
        elif text.upper().startswith("SYMBOL "):
            self.say("import-symbol", text=text)

    def picture(self, element: _Element) -> None:
        """A drawing: its words are boxes, a picture without words is told."""
        boxes = [b for b in element.iter(*BOXES) if text_below(b, f"{W}t", f"{A}t")]
        self.boxes += [b for b in boxes if not any(a in boxes for a in b.iterancestors())]
        art = [str(e.get("string")) for e in element.iter() if name_of(e) == "textpath"]
        diagrams = [
            str(value)
            for e in element.iter()
            if name_of(e) == "relIds"
            for key, value in e.attrib.items()
            if str(key).endswith("}dm")
        ]
        self.diagrams += diagrams
        if boxes or diagrams:
            return
        described = [e.get("descr") or e.get("title") for e in element.iter()]
        words = next(filter(None, [*art, *described]), None)
        if words or any(name_of(e) in PICTURED for e in element.iter()):
            self.say("import-image", text=words or "–")
        else:
            self.drawn += 1

    def unknown(self, element: _Element) -> None:
        """Something that is not read: told, unless it says nothing to readers."""
        if name_of(element) not in SILENT:
            self.say("import-embedded", text=name_of(element))
