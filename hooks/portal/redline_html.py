"""A redline as HTML: insertions and deletions marked for the eye and told in words for the ear."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

from markupsafe import Markup, escape

from portal.redline import Mark, Piece, UnitChange, compare_words
from portal.tables import rows_of
from portal.units import Unit, plain_text

ELEMENTS = {Mark.inserted: "ins", Mark.deleted: "del"}


class RedlineHtml:
    """Writes units in the words of one language."""

    def __init__(self, words: Mapping[str, str], language: str = "") -> None:
        """`words` is the section `change` of `strings.yml`; `language` is theirs where it is
        another than that of the texts, and empty where it is the same."""
        self.words = words
        self.spoken = Markup(' lang="{}"').format(language) if language else ""

    def unit(self, change: UnitChange) -> Markup:
        """A unit with its number in the margin."""
        old, new = table_of(change.old), table_of(change.new)
        if old is not None or new is not None:
            return Markup('<span class="n"></span>') + self.table(old or [], new or [])
        number, pieces = split_number(change)
        heading = " head" if (change.new or change.old or NOTHING).is_heading else ""
        said, words = self.pieces(number), self.pieces(pieces)
        return Markup(f'<span class="n">{said}</span><p class="t{heading}">{words}</p>')

    def pieces(self, pieces: Iterable[Piece]) -> Markup:
        return Markup("".join([self.piece(piece) for piece in pieces]))

    def piece(self, piece: Piece) -> Markup:
        text = escape(piece.text)
        if piece.mark is Mark.same:
            return text
        tag, kind = ELEMENTS[piece.mark], piece.mark.value
        before, after = self.silent(f"{kind}-start", "{} "), self.silent(f"{kind}-end", " {}")
        return Markup(f"<{tag}>{before}{text}{after}</{tag}>")

    def silent(self, key: str, form: str) -> Markup:
        """Words of ours for the ear alone."""
        said = escape(form.format(self.words[key]))
        return Markup(f'<span class="vh"{self.spoken}>{said}</span>')

    def table(self, old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]) -> Markup:
        """A table, row by row, then cell by cell; the first row is its head."""
        rows = Markup("").join(
            Markup("<tr>{}</tr>").format(
                Markup("").join(
                    Markup("<{tag}>{words}</{tag}>").format(
                        tag="td" if index else "th", words=self.pieces(cell)
                    )
                    for cell in row
                )
            )
            for index, row in enumerate(compare_rows(old, new))
        )
        return Markup('<div class="scroll"><table>{}</table></div>').format(rows)


NOTHING = Unit("", 1, 0, "", ("", None))


def table_of(unit: Unit | None) -> list[list[str]] | None:
    rows = rows_of(unit.markdown) if unit else None
    return [[plain_text(cell) for cell in row] for row in rows] if rows else None


def split_number(change: UnitChange) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """The pieces of a unit's number, where they can be told from the others, and the others."""
    number = (change.new or change.old or NOTHING).number
    first = change.pieces[0] if change.pieces else None
    if first is None or not number or not first.text.startswith(number):
        return (), change.pieces
    if first.mark is not Mark.same and change.old and change.new:
        return (), change.pieces
    rest = first.text.removeprefix(number).lstrip()
    others = (Piece(first.mark, rest), *change.pieces[1:]) if rest else change.pieces[1:]
    return (Piece(first.mark, number),), others


def compare_rows(
    old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]
) -> Iterator[list[list[Piece]]]:
    """The rows of both tables in order, each cell as pieces."""
    matcher = SequenceMatcher(None, [tuple(r) for r in old], [tuple(r) for r in new], False)
    for _, i, j, k, m in matcher.get_opcodes():
        for before, after in zip_longest(old[i:j], new[k:m]):
            columns = zip_longest(before or (), after or (), fillvalue="")
            yield [list(compare_words(one, other)) for one, other in columns]
