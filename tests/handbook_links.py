"""Links between the pages of the handbook, as forges show them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\((?P<path>[^)#\s:]*)(?:#(?P<part>[^)\s]*))?\)")
CODE = re.compile(r"(?ms)^ *```.*?^ *```$|(?<=\n)    [^\n]*|`[^`\n]*`")


def pages(root: Path) -> Iterator[Path]:
    yield from sorted((root / "docs").rglob("*.md"))
    yield from (root / name for name in ("README.md", "CONTRIBUTING.md", "deploy/README.md"))


def broken_links(root: Path) -> list[str]:
    """Every link to a file or a heading that there is not, with the page that has it."""
    broken = []
    for page in pages(root):
        for link in LINK.finditer(CODE.sub("", page.read_text(encoding="utf-8"))):
            target = (page.parent / link["path"]) if link["path"] else page
            if not target.exists():
                broken.append(f"{page.relative_to(root)}: {link['path']}")
            elif link["part"] and link["part"] not in headings(target):
                broken.append(f"{page.relative_to(root)}: #{link['part']}")
    return broken


def headings(page: Path) -> set[str]:
    """Addresses of the headings of a page, as forges make them."""
    found = re.findall(r"(?m)^#+ (.*)$", page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-") for words in found}
