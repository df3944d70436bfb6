"""Reads and writes files; the one module that does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def read_tree(folder: Path) -> dict[str, bytes]:
    """Every file below `folder`, by its path with `/` between parts; hidden ones left out."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(p.startswith(".") for p in path.relative_to(folder).parts)
    }


def write_tree(folder: Path, tree: Mapping[str, str]) -> None:
    """Writes texts below `folder`, making the folders that they need."""
    for name, text in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
