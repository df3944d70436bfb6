"""What a Word file says of the look of paragraphs and runs, by themselves or by their styles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml.etree import _Element

from portal.word_xml import W, is_on, text_below, value


class Styles:
    """The styles of a document, each with what it is based on."""

    def __init__(self, styles: _Element | None) -> None:
        listed = () if styles is None else styles
        self.by_id = {s.get(f"{W}styleId", ""): s for s in listed if s.tag == f"{W}style"}

    def chain(self, name: str) -> Iterator[_Element]:
        """A style, then what it is based on."""
        seen: set[str] = set()
        while name in self.by_id and name not in seen:
            seen.add(name)
            yield self.by_id[name]
            name = value(self.by_id[name].find(f"{W}basedOn"))

    def in_order(self, properties: _Element | None) -> Sequence[_Element]:
        """Properties of a paragraph, then those of its style and of what that is based on."""
        if properties is None:
            return []
        styles = self.chain(value(properties.find(f"{W}pStyle")))
        found = [style.find(f"{W}pPr") for style in styles]
        return [properties, *(own for own in found if own is not None)]

    def is_centred(self, paragraph: _Element) -> bool:
        for properties in self.in_order(paragraph.find(f"{W}pPr")):
            aligned = properties.find(f"{W}jc")
            if aligned is not None:
                return value(aligned) == "center"
        return False

    def is_set(self, run: _Element, *marks: str) -> bool:
        """Whether a run is set with one of some marks: itself, by its style or its paragraph's."""
        return any(self.is_marked(run, mark) for mark in marks)

    def is_marked(self, run: _Element, mark: str) -> bool:
        own = run.find(f"{W}rPr")
        if own is not None and own.find(f"{W}{mark}") is not None:
            return is_on(own.find(f"{W}{mark}"))
        names = [value(own.find(f"{W}rStyle"))] if own is not None else []
        paragraph = next(run.iterancestors(f"{W}p"), None)
        if paragraph is not None:
            names.append(value(paragraph.find(f"{W}pPr/{W}pStyle")))
        for style in (style for name in names for style in self.chain(name)):
            found = style.find(f"{W}rPr/{W}{mark}")
            if found is not None:
                return is_on(found)
        return False

    def has_borders(self, table: _Element) -> bool:
        """Whether lines are drawn around the cells of a table."""
        owners: list[_Element | None] = [table.find(f"{W}tblPr/{W}tblBorders")]
        if owners[0] is None:
            styles = self.chain(value(table.find(f"{W}tblPr/{W}tblStyle")))
            owners = [style.find(f"{W}tblPr/{W}tblBorders") for style in styles]
        owners.extend(table.iter(f"{W}tcBorders"))
        drawn = [side for borders in owners if borders is not None for side in borders]
        return any(value(side) not in ("", "nil", "none") for side in drawn)


def is_bold(paragraph: _Element) -> bool:
    """Whether all runs with words are set bold by themselves."""
    runs = [run for run in paragraph.iter(f"{W}r") if text_below(run, f"{W}t")]
    return bool(runs) and all(is_on(run.find(f"{W}rPr/{W}b")) for run in runs)
