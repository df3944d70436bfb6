"""Reads and writes files; the one module that does."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tarfile import open as open_tar
from zipfile import BadZipFile, ZipFile, is_zipfile


def read_tree(folder: Path) -> dict[str, bytes]:
    """Every file below `folder`, by its path with `/` between parts; hidden ones left out."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(p.startswith(".") for p in path.relative_to(folder).parts)
    }


def write_tree(folder: Path, tree: Mapping[str, str]) -> None:
    """Writes texts below `folder`, making the folders that they need."""
    write_bytes(folder, {name: text.encode() for name, text in tree.items()})


def write_bytes(folder: Path, tree: Mapping[str, bytes]) -> None:
    """Writes files below `folder`, making the folders that they need."""
    for name, data in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def digests(folder: Path, leave_out: str) -> dict[str, str]:
    """SHA-256 of every file below `folder` but one, by path, hidden files among them."""
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and (name := path.relative_to(folder).as_posix()) != leave_out
    }


def write_in_order(folder: Path, tree: Mapping[str, str | bytes]) -> None:
    """Writes files below `folder` one after another, each as a whole or not at all.

    Cut off at any moment, it leaves the first few complete, and the others as they were. What is
    half written has a hidden name, which `read_tree` does not see.
    """
    for name, content in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(f".{path.name}.half")
        try:
            with half.open("wb") as file:
                file.write(content.encode() if isinstance(content, str) else content)
                file.flush()
                os.fsync(file.fileno())
            half.replace(path)
        except OSError:
            half.unlink(missing_ok=True)
            raise


def write_all_or_nothing(folder: Path, tree: Mapping[str, str | bytes]) -> None:
    """Writes files in order; if one cannot be written, those that are new are gone again."""
    new = [folder / name for name in tree if not (folder / name).exists()]
    try:
        write_in_order(folder, tree)
    except OSError:
        for path in new:
            path.unlink(missing_ok=True)
        raise


def read_archive(path: Path, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """Files in a compressed tar archive whose names are wanted, by these names."""
    with open_tar(path, "r:gz") as archive:
        return {
            member.name: file.read()
            for member in archive
            if member.isfile() and wanted(member.name) and (file := archive.extractfile(member))
        }


@dataclass(frozen=True, slots=True)
class SiteCopy:
    """The files of a built site, wherever they lie."""

    names: frozenset[str]
    """Paths from the site's root."""
    read: Callable[[str], bytes]


def copy_in(folder: Path) -> SiteCopy:
    """A site in a folder."""
    files = (file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
    return SiteCopy(frozenset(files), lambda name: (folder / name).read_bytes())


def open_copy(path: Path) -> SiteCopy | None:
    """A site in a folder or a zip file, there perhaps inside one folder; None if it is neither."""
    if path.is_dir():
        return copy_in(path)
    if not path.is_file() or not is_zipfile(path):
        return None
    try:
        archive = ZipFile(path)
        damaged = archive.testzip()
    except (BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError):
        return None
    names = [name for name in archive.namelist() if not name.endswith("/")]
    tops = {name.split("/", 1)[0] for name in names}
    top = f"{tops.pop()}/" if len(tops) == 1 and all("/" in name for name in names) else ""
    if damaged:
        return None
    return SiteCopy(
        frozenset(name.removeprefix(top) for name in names), lambda name: archive.read(top + name)
    )
