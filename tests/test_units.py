"""Passages: what a reader sees of Markdown."""

from __future__ import annotations

import pytest

from portal.units import plain_text


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
