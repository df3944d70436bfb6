"""A content with one of everything: the sample, and every key of every model."""

from __future__ import annotations

from cases import cases_of
from conftest import ROOT
from portal.files import read_tree


def full_tree() -> dict[str, bytes]:
    """The sample, with every key of every model."""
    tree = read_tree(ROOT / "tests/sample/content")
    laid = [*cases_of("explained")["content"].items(), *cases_of("everything").items()]
    return tree | {path: text.encode() for path, text in laid}


def is_data(path: str) -> bool:
    """Whether people write a file of data themselves."""
    return path.endswith(".yml") and not path.startswith(("versions/", "sources/", "freshness/"))
