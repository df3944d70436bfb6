"""Passages: what a reader sees of Markdown."""

from __future__ import annotations

import pytest

from portal.units import plain_text, read_text, without_waiting


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("**Điều 1.** _Phạm vi_", "Điều 1. Phạm vi"),
        (r"\*không phải chữ nghiêng\*", "*không phải chữ nghiêng*"),
        (r"tệp mau\_so\_1 và 2 \* 3 \* 4", "tệp mau_so_1 và 2 * 3 * 4"),
        (r"*nghiêng* và \_không\_", "nghiêng và _không_"),
        ("[liên kết](x.md) và `mã`", "liên kết và mã"),
    ],
)
def test_marks_go_and_escaped_ones_stay(markdown: str, words: str) -> None:
    assert plain_text(markdown) == words


DRAFT = """\
# {#tieu-de}

## I. {#i}

1. Done. {#i-1}
2. {#i-2}
3. Done too. {#i-3}

| a |
|---|
| b |
{#bang-1}

{#bang-2}

Words without an id.
"""


def test_a_passage_without_words_waits_and_is_none() -> None:
    """Words without an id still belong to the passage before them, as they do anywhere."""
    units = read_text(without_waiting(DRAFT)).units
    assert [(unit.id, unit.line) for unit in units] == [("i-1", 5), ("i-3", 6), ("bang-1", 9)]
    assert units[-1].text.endswith("Words without an id.")


def test_a_text_that_waits_for_nothing_stays_to_the_letter() -> None:
    waiting = ("#", "2.", "{#bang-2")
    whole = "\n".join(line for line in DRAFT.split("\n") if not line.startswith(waiting))
    assert without_waiting(whole) == whole
