"""Markdown of official texts: passages with addresses, citations as links, notes beside the text.

A Python-Markdown extension. A block whose lines end in `{#id}` becomes a unit; numbering stays
text of the source and hangs in the margin; nothing is renumbered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from portal.citations import Citation
from portal.tables import rows_of
from portal.units import HEADING, NUMBERING, Passage, read_passages

UNIT, MARGIN, NUMBER = "data-unit", "data-m", "data-number"
"""While a page is made: the element of a unit's words, that of its notes, its printed number."""


@dataclass(frozen=True, slots=True)
class MarginNote:
    """An editor's note beside a unit."""

    start: int
    """Offsets in the unit's plain text of the words that it is about."""
    end: int
    html: str


@dataclass(frozen=True, slots=True)
class PassageState:
    """What readers of a translation must be told of a passage."""

    mark: str
    """How it is drawn."""
    html: str
    language: str
    """Of its words, where they are the original's; else empty."""


@dataclass(frozen=True, slots=True)
class Annotations:
    """What is shown with the passages of one text."""

    citations: Mapping[str, Sequence[Citation]] = field(default_factory=dict)
    """By unit id."""
    notes: Mapping[str, Sequence[MarginNote]] = field(default_factory=dict)
    address: Callable[[Citation], str] = lambda citation: citation.target or ""
    """Where a cited work, or the passage of it that is meant, is to be found."""
    tools: Callable[[str], str] = lambda _: ""
    """HTML of the tools of a unit."""
    link_label: Callable[[str], str] = str
    """What the link to a unit is called where only a mark is seen."""
    states: Mapping[str, PassageState] = field(default_factory=dict)
    """By unit id, of passages that are not as they should be."""
    aid: Callable[[Sequence[str]], str] = lambda _: ""
    """HTML that helps through a paragraph of many units; empty where none is needed."""


class LegalMarkdown(Extension):
    """Turns the passages of official texts into units; `annotations` are those of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.annotations: Annotations | None = None
        """None on pages that are no official text: there the extension does nothing."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  the name is Python-Markdown's
        if self.annotations is not None:
            md.parser.blockprocessors.register(
                UnitBlocks(md.parser, self.annotations), "legal-units", 175
            )
            md.treeprocessors.register(UnitAnnotations(md, self.annotations), "legal-notes", -10)


class UnitBlocks(BlockProcessor):
    """A block of passages as elements."""

    def __init__(self, parser: object, annotations: Annotations) -> None:
        super().__init__(parser)  # type: ignore[arg-type]
        self.annotations = annotations

    def test(self, parent: Element, block: str) -> bool:
        return any(p.id is not None for p in read_passages(block.strip("\n").split("\n"), 1))

    def run(self, parent: Element, blocks: list[str]) -> None:
        passages = list(read_passages(blocks.pop(0).strip("\n").split("\n"), 1))
        if len(passages) == 1:
            self.single(parent, passages[0])
        else:
            self.several(parent, passages)

    def single(self, parent: Element, passage: Passage) -> None:
        unit_id = passage.id or ""
        heading = HEADING.match(passage.markdown)
        if rows_of(passage.markdown):
            self.table(parent, passage)
            return
        unit = SubElement(parent, "div", {"class": "u head" if heading else "u", "id": unit_id})
        if heading:
            words = passage.markdown[heading.end() :]
            line = SubElement(unit, f"h{len(heading['marks'])}")
            words = self.hang_number(unit, words, unit_id, heading=line)
            body = SubElement(line, "span", {UNIT: unit_id})
        else:
            words = self.hang_number(unit, passage.markdown, unit_id)
            body = SubElement(unit, "p", {UNIT: unit_id})
            if unit.get(NUMBER) == "+":
                unit.set("class", "u u2")
        body.text = words
        SubElement(unit, "div", {"class": "m", MARGIN: unit_id})

    def table(self, parent: Element, passage: Passage) -> None:
        unit_id = passage.id or ""
        unit = SubElement(parent, "div", {"class": "u", "id": unit_id})
        self.parser.parseBlocks(unit, [passage.markdown])
        self.hang_number(unit, "", unit_id)
        for table in unit.iter("table"):
            table.set(UNIT, unit_id)
        SubElement(unit, "div", {"class": "m", MARGIN: unit_id})

    def several(self, parent: Element, passages: Sequence[Passage]) -> None:
        """One paragraph of the source whose passages each have a line and an address."""
        first = passages[0]
        unit = SubElement(parent, "div", {"class": "u"})
        numbered = NUMBERING.match(first.markdown) is not None
        if numbered:
            unit.set("id", first.id or "")
            opening = self.hang_number(unit, first.markdown, first.id or "")
        aid = self.annotations.aid([passage.id or "" for passage in passages])
        if aid:
            SubElement(unit, "div", {"class": "aid"}).text = self.parser.md.htmlStash.store(aid)
        long = SubElement(unit, "p", {"class": "long counted" if numbered else "long"})
        if numbered:
            SubElement(long, "span", {UNIT: first.id or "", "class": "opening"}).text = opening
        for passage in passages[1:] if numbered else passages:
            line = SubElement(long, "span", {"class": "passage", "id": passage.id or ""})
            self.own_mark(line, passage.id or "")
            SubElement(line, "span", {UNIT: passage.id or ""}).text = passage.markdown
            SubElement(line, "span", {"class": "m", MARGIN: passage.id or ""})
            line.tail = " "
        if numbered:
            SubElement(unit, "div", {"class": "m", MARGIN: first.id or ""})

    def hang_number(
        self, unit: Element, words: str, unit_id: str, heading: Element | None = None
    ) -> str:
        """Puts the numbering of the source into the margin as a link to the unit; gives the rest.

        Where the source has none, a silent mark of ours leads there, outside of any heading.
        """
        numbering = NUMBERING.match(words)
        margin = Element("span", {"class": "n"})
        if not numbering:
            unit.insert(0, margin)
            self.own_mark(margin, unit_id)
            return words
        holder = unit if heading is None else heading
        holder.append(margin)
        link = SubElement(margin, "a", {"href": f"#{unit_id}"})
        link.text = AtomicString(numbering["number"])
        label = self.annotations.link_label(unit_id)
        if heading is not None:  # the number is part of its name; the link must not lengthen it
            link.set("title", label)
            margin.tail = " "
        else:
            link.set("aria-label", f"{link.text} {label}")
        holder.set(NUMBER, numbering["number"])
        return words[numbering.end() :]

    def own_mark(self, holder: Element, unit_id: str) -> None:
        label = self.annotations.link_label(unit_id)
        SubElement(holder, "a", {"class": "c", "href": f"#{unit_id}", "aria-label": label})


class UnitAnnotations(Treeprocessor):
    """Links, marks and notes, once the words of each unit stand."""

    def __init__(self, md: Markdown, annotations: Annotations) -> None:
        super().__init__(md)
        self.annotations = annotations

    def run(self, root: Element) -> None:
        for unit in root.iter():
            unit_id = unit.attrib.pop(UNIT, None)
            if unit_id is not None:
                self.annotate(unit, unit_id, self.numbering_of(root, unit_id))
                state = self.annotations.states.get(unit_id)
                if state and state.language:
                    unit.set("lang", state.language)
        for holder in list(root.iter()):
            holder.attrib.pop(NUMBER, None)
            if holder.get("class") == "u head":
                for heading in holder:
                    heading.attrib.pop("id", None)  # the unit has the address
            state = self.annotations.states.get(holder.get("id", ""))
            if state and holder.get("class", "").startswith(("u", "passage")):
                holder.set("data-fr", state.mark)
            unit_id = holder.attrib.pop(MARGIN, None)
            if unit_id is not None:
                self.fill_margin(holder, unit_id)

    def numbering_of(self, root: Element, unit_id: str) -> int:
        """How many code points of the unit's plain text the hanging number takes."""
        if not hasattr(self, "numberings"):
            self.numberings = {
                element.get("id") or unit.get("id"): len(element.get(NUMBER, "")) + 1
                for unit in root.iter()
                for element in (unit, *unit)
                if element.get(NUMBER)
            }
        return self.numberings.get(unit_id, 0)

    def annotate(self, element: Element, unit_id: str, offset: int) -> None:
        spans = [
            Span(c.start, c.end, "a", self.annotations.address(c))
            for c in self.annotations.citations.get(unit_id, ())
        ]
        spans += [number_span(c) for c in self.annotations.citations.get(unit_id, ()) if c.number]
        spans += [Span(n.start, n.end, "mark", "") for n in self.annotations.notes.get(unit_id, ())]
        for piece in list(text_pieces(element, offset)):
            piece.write(self.marked_up(piece, spans))

    def marked_up(self, piece: TextPiece, spans: Sequence[Span]) -> list[str | Element]:
        """The words of a piece with links around citations and marks around noted words."""
        nodes: list[str | Element] = []
        links = sorted(
            (s for s in spans if s.kind == "a" and s.overlaps(piece.start, piece.end)),
            key=lambda s: s.start,
        )
        at = piece.start
        for link in links:
            start, end = max(link.start, at), min(link.end, piece.end)
            nodes += self.noted(piece, at, start, spans)
            element = Element("a", {"href": link.target, "class": "cite"})
            extend(element, self.noted(piece, start, end, spans))
            nodes.append(element)
            at = end
        return nodes + self.noted(piece, at, piece.end, spans)

    def noted(
        self, piece: TextPiece, start: int, end: int, spans: Sequence[Span]
    ) -> list[str | Element]:
        """Words with their numbers kept whole and the noted ones marked."""
        inner = [s for s in spans if s.kind in WRAPPERS and s.overlaps(start, end)]
        edges = sorted(
            {start, end}
            | {min(max(edge, start), end) for span in inner for edge in (span.start, span.end)}
        )
        nodes: list[str | Element] = []
        for left, right in pairwise(edges):
            kinds = {s.kind for s in inner if s.start <= left and right <= s.end}
            node: str | Element = piece.words(left, right)
            for kind, (tag, attributes) in WRAPPERS.items():
                if kind in kinds:
                    element = Element(tag, attributes)
                    extend(element, [node])
                    node = element
            nodes.append(node)
        return nodes

    def fill_margin(self, holder: Element, unit_id: str) -> None:
        state = self.annotations.states.get(unit_id)
        html = f'<span class="told">{state.html}</span>' if state else ""
        html += "".join(note.html for note in self.annotations.notes.get(unit_id, ()))
        html += self.annotations.tools(unit_id)
        holder.text = self.md.htmlStash.store(html)


CLOSED = ("a", "code")
"""Elements whose words are left as they are: a link holds no link."""
TABLE_PARTS, CELLS = ("table", "thead", "tbody", "tr"), ("th", "td")
WRAPPERS = {"number": ("span", {"class": "no"}), "mark": ("mark", {})}
"""Elements around words within a citation or outside of it, the innermost first."""


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a unit to be wrapped in an element."""

    start: int
    end: int
    kind: str
    target: str

    def overlaps(self, start: int, end: int) -> bool:
        return self.start < end and start < self.end


def number_span(citation: Citation) -> Span:
    """The number within a citation, which never breaks across lines."""
    start = citation.start + citation.text.index(citation.number or "")
    return Span(start, start + len(citation.number or ""), "number", "")


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A run of text of an element: before its first child, or after a child."""

    element: Element
    child: Element | None
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def words(self, start: int, end: int) -> str:
        return self.text[start - self.start : end - self.start]

    def write(self, nodes: Sequence[str | Element]) -> None:
        """Puts nodes in place of the text."""
        index = 0 if self.child is None else list(self.element).index(self.child) + 1
        last = self.child
        if last is None:
            self.element.text = ""
        else:
            last.tail = ""
        for node in nodes:
            if isinstance(node, str):
                if last is None:
                    self.element.text = (self.element.text or "") + node
                else:
                    last.tail = (last.tail or "") + node
            else:
                self.element.insert(index, node)
                index, last = index + 1, node


def text_pieces(element: Element, offset: int) -> Iterator[TextPiece]:
    """The runs of text below an element with their offsets, white space as one space."""
    texts: list[TextPiece] = []

    def collect(parent: Element, child: Element | None, text: str | None) -> None:
        nonlocal offset
        if text:
            words = re.sub(r"\s+", " ", text)
            texts.append(TextPiece(parent, child, words, offset))
            offset += len(words)

    def walk(parent: Element) -> None:
        nonlocal offset
        if parent.tag in TABLE_PARTS:
            for child in parent:
                start = offset
                walk(child)
                if child.tag in CELLS and offset > start:
                    offset += 1
            return
        collect(parent, None, parent.text)
        for child in list(parent):
            if child.tag in CLOSED:
                offset += len(re.sub(r"\s+", " ", "".join(child.itertext())))
            else:
                walk(child)
            collect(parent, child, child.tail)

    walk(element)
    yield from texts


def extend(element: Element, nodes: Sequence[str | Element]) -> None:
    last: Element | None = None
    for node in nodes:
        if isinstance(node, str):
            if last is None:
                element.text = (element.text or "") + node
            else:
                last.tail = (last.tail or "") + node
        else:
            element.append(node)
            last = node
