"""Each page speaks one language; words of another say which."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest

NAMES = {"Phạm Quốc Hiệu"}
"""Names of persons are the same in every language."""
HTML = "{http://www.w3.org/1999/xhtml}"
SILENT = {f"{HTML}script", f"{HTML}style", f"{HTML}pre"}
"""What is no language of people: `pre` holds commands."""
SPOKEN = ("alt", "aria-label", "title", "placeholder", "data-copied", "data-l")
VIETNAMESE = re.compile(
    r"\b\w*[ăâêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]\w*", re.IGNORECASE
)
ENGLISH = re.compile(
    r"\b(the|of|and|with|for|this|not|page|menu|search|close|open|copy|link|contents|status|"
    r"version|source|print|skip|language|type|date|number|year|all|home|language|note|back)\b",
    re.IGNORECASE,
)


def spoken(element: Element, language: str) -> Iterator[tuple[str, str]]:
    """Every text that readers see or hear, with the language that it says it is in."""
    if element.tag in SILENT:
        return
    language = element.get("lang", language)
    if element.tag != f"{HTML}title" or element.text:
        for name in SPOKEN:
            if element.get(name):
                yield language, element.get(name, "")
        if element.tag == f"{HTML}meta" and element.get("name") == "description":
            yield language, element.get("content", "")
    if element.text:
        yield language, element.text
    for child in element:
        yield from spoken(child, language)
        if child.tail:
            yield language, child.tail


@pytest.mark.parametrize(
    ("language", "foreign"), [("vi", ENGLISH), ("en", VIETNAMESE)], ids=["vi", "en"]
)
def test_no_word_of_the_other_language_goes_unsaid(
    site: Path, language: str, foreign: re.Pattern[str]
) -> None:
    found = []
    for path in sorted(site.rglob("*.html")):
        tree = html5lib.parse(path.read_text(encoding="utf-8"))
        for said, text in spoken(tree, ""):
            if said == language and foreign.search(text) and text.strip() not in NAMES:
                found.append((str(path.relative_to(site)), " ".join(text.split())[:100]))
    assert found == []
