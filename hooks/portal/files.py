"""Reads and writes files; the one module that does."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Set
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from shutil import copytree, ignore_patterns
from tarfile import open as open_tar
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any, TypeVar
from zipfile import BadZipFile, ZipFile, is_zipfile

from portal.compression import CODINGS, copies, gets_smaller, original_of
from portal.remembered import remembered
from portal.shelf import ShelvedTree, shelf

Answer = TypeVar("Answer")
Content = bytes | Iterator[bytes]
"""Of a file: as a whole or, of one that is too large to be held, piece by piece and once."""
PART = 1 << 18
"""How many bytes of a file are held at a time, where it need not be held as a whole."""
HALF = ".half"
"""How the hidden name ends that a file has until it is whole."""


def read_tree(folder: Path) -> dict[str, bytes]:
    """Every file below `folder`, by its path with `/` between parts; hidden ones left out."""
    return dict(read_each(folder))


def read_content(folder: Path) -> ShelvedTree:
    """The same for a folder that may hold more than memory should; it is read at this moment."""
    return ShelvedTree({name: shelf.put(data) for name, data in read_each(folder)})


def read_each(folder: Path) -> Iterator[tuple[str, bytes]]:
    for name in sorted(files_below(folder), key=lambda name: name.split("/")):
        if "/." not in f"/{name}":
            yield name, content_at(f"{folder}/{name}")


def files_below(folder: Path) -> Iterator[str]:
    """Paths of all files below `folder`, with `/` between parts, hidden ones among them.

    Links to folders are not followed.
    """
    return found_below(str(folder), "") if folder.is_dir() else iter(())


def found_below(folder: str, before: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from found_below(entry.path, f"{before}{entry.name}/")
            elif entry.is_file():
                yield before + entry.name


def content_at(path: str) -> bytes:
    """The content of a file; of thousands, `Path.read_bytes` takes three times as long."""
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123
        return file.read()


def write_tree(folder: Path, tree: Mapping[str, str]) -> None:
    """Writes texts below `folder`, making the folders that they need."""
    write_bytes(folder, {name: text.encode() for name, text in tree.items()})


def write_bytes(folder: Path, tree: Mapping[str, bytes]) -> None:
    """Writes files below `folder`, making the folders that they need."""
    for name, data in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def write_changed(folder: Path, files: Iterable[tuple[str, Content]]) -> dict[str, bool]:
    """Writes those files below `folder` that do not lie there as they should; names all.

    Tells of each whether it was written; those that come piece by piece always are.
    """
    names = {}
    for name, content in files:
        names[name] = not isinstance(content, bytes) or content_of(folder / name) != content
        if not isinstance(content, bytes):
            write_pieces(folder / name, content)
        elif names[name]:
            write_bytes(folder, {name: content})
    return names


def write_pieces(path: Path, pieces: Iterator[bytes]) -> None:
    """Writes a file whose content comes piece by piece."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with new_file(path) as file:
        file.writelines(pieces)


def whole(content: Content) -> bytes:
    return content if isinstance(content, bytes) else b"".join(content)


@contextmanager
def scratch_folder(links: Mapping[str, str] | None = None) -> Iterator[Path]:
    """A folder for a while, with symbolic links that need not lead anywhere."""
    with TemporaryDirectory(prefix="portal-") as name:
        folder = Path(name)
        for path, target in (links or {}).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).symlink_to(target)
        yield folder


def tree_and_links(folder: Path) -> tuple[dict[str, bytes], dict[str, str]]:
    """Every file below `folder`, and where its symbolic links lead, by path."""
    links = {
        (Path(place) / name).relative_to(folder).as_posix(): os.readlink(Path(place) / name)  # noqa: PTH115
        for place, folders, names in os.walk(folder)
        for name in (*folders, *names)
        if (Path(place) / name).is_symlink()
    }
    names = files_below(folder)
    return {name: (folder / name).read_bytes() for name in names if name not in links}, links


def copy_files(source: Path, folder: Path, leave_out: str) -> None:
    """Copies what is in a folder into one that is there already, but for one name."""
    copytree(source, folder, dirs_exist_ok=True, ignore=ignore_patterns(leave_out))


def link_to(path: Path, target: str) -> None:
    """Makes a symbolic link, which need not lead anywhere."""
    path.symlink_to(target)


def set_times(folder: Path, times: Mapping[str, int], otherwise: int) -> None:
    """Gives each file below `folder` its time in seconds, a compressed copy that of its file."""
    names = set(files_below(folder))
    for name in names:
        time = times.get(original_of(name, names) or name, otherwise)
        os.utime(folder / name, (time, time))


def content_of(path: Path) -> bytes | None:
    try:
        return content_at(str(path))
    except OSError:
        return None


def delete_others(folder: Path, names: Set[str]) -> frozenset[str]:
    """Deletes every file below `folder` that is not named, and folders that are then empty.

    What is hidden at the top, where a repository may lie, is left alone but for `.well-known`.
    Gives the names of all files that are left.
    """
    found = frozenset(files_below(folder))
    others = {n for n in found - names if is_ours(n) or n.endswith(HALF)}
    for name in sorted(others):
        path = folder / name
        path.unlink()
        while not any(path.parent.iterdir()):
            path = path.parent
            path.rmdir()
    return found - others


def is_ours(name: str) -> bool:
    """Whether a file of a site may be the portal's: hidden ones are others', but for a few."""
    return not name.startswith(".") or name.startswith(".well-known/")


def digests(folder: Path, leave_out: Container[str] = ()) -> dict[str, str]:
    """SHA-256 of every file below `folder` but a few, by path, hidden files among them."""
    names = (name for name in files_below(folder) if name not in leave_out)
    return {name: digest_of_file(folder, name) for name in names}


def digest_of_file(folder: Path, name: str) -> str:
    """SHA-256 of a file, which may be as large as the whole site."""
    whole = hashlib.sha256()
    with open(f"{folder}/{name}", "rb", buffering=0) as file:  # noqa: PTH123
        while part := file.read(PART):
            whole.update(part)
            if len(part) < PART:
                break
    return whole.hexdigest()


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write into, which takes its place once it is whole."""
    half = path.with_name(f".{path.name}{HALF}")
    try:
        with half.open("wb") as file:
            yield file
        half.replace(path)
    except BaseException:
        half.unlink(missing_ok=True)
        raise


def write_in_order(folder: Path, tree: Mapping[str, str | bytes]) -> None:
    """Writes files below `folder` one after another, each as a whole or not at all.

    Cut off at any moment, it leaves the first few complete, and the others as they were. What is
    half written has a hidden name, which `read_tree` does not see.
    """
    for name, content in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with new_file(path) as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())


def write_all_or_nothing(folder: Path, tree: Mapping[str, str | bytes]) -> None:
    """Writes files in order; if one cannot be written, those that are new are gone again."""
    new = [folder / name for name in tree if not (folder / name).exists()]
    try:
        write_in_order(folder, tree)
    except OSError:
        for path in new:
            path.unlink(missing_ok=True)
        raise


class Aside:
    """Texts that are not needed for a while, kept on disk."""

    def __init__(self) -> None:
        self.file: IO[bytes] | None = None
        self.places: dict[str, tuple[int, int]] = {}

    def close(self) -> None:
        """Forgets all texts."""
        if self.file:
            self.file.close()
        self.file, self.places = None, {}

    def __del__(self) -> None:
        self.close()

    def put(self, name: str, text: str) -> None:
        data = text.encode()
        self.file = self.file or TemporaryFile()  # noqa: SIM115  `close` does
        self.places[name] = self.file.seek(0, os.SEEK_END), len(data)
        self.file.write(data)

    def take(self, name: str) -> str:
        """A text that was laid aside; empty if none was."""
        if self.file is None or name not in self.places:
            return ""
        start, size = self.places[name]
        self.file.seek(start)
        return self.file.read(size).decode()


def read_archive(path: Path, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """Files in a compressed tar archive whose names are wanted, by these names."""
    with open_tar(path, "r:gz") as archive:
        return {
            member.name: file.read()
            for member in archive
            if member.isfile() and wanted(member.name) and (file := archive.extractfile(member))
        }


def compress_folder(folder: Path) -> int:
    """Writes compressed copies beside the files of a site, and deletes others; tells how many.

    A copy has the time of its file, as servers tell readers when a file changed.
    """
    endings = (*CODINGS, *(f"{ending}.half" for ending in CODINGS))
    names = sorted(files_below(folder))
    originals = [name for name in names if not name.endswith(endings)]
    with ThreadPoolExecutor() as pool:
        written = set(chain(*pool.map(lambda name: compress_file(folder, name), originals)))
    for name in set(names) - {*originals, *written}:
        (folder / name).unlink()
    return len(written)


def compress_file(folder: Path, name: str) -> list[str]:
    """Writes the compressed copies of one file that are not there yet; names all."""
    if not gets_smaller(name):
        return []
    path, written = folder / name, []
    data, time = path.read_bytes(), path.stat().st_mtime_ns
    found = {name + ending: content_of(folder / (name + ending)) for ending in CODINGS}
    old = {copy: content for copy, content in found.items() if content is not None}
    for copy, content in copies(name, data, old):
        if old.get(copy) != content:
            with new_file(folder / copy) as file:
                file.write(content)
        os.utime(folder / copy, ns=(time, time))
        written.append(copy)
    return written


@dataclass(frozen=True, slots=True)
class SiteCopy:
    """The files of a built site, wherever they lie."""

    names: frozenset[str]
    """Paths from the site's root."""
    open: Callable[[str], IO[bytes]]
    told: dict[tuple[Callable[[bytes], Any], str], Any] = field(default_factory=dict, compare=False)
    """What was asked of files."""

    def read(self, name: str) -> bytes:
        with self.open(name) as file:
            return file.read()

    def parts(self, name: str) -> Iterator[bytes]:
        """The content of a file that may be large, part by part."""
        with self.open(name) as file:
            while part := file.read(PART):
                yield part

    def ask(self, what: Callable[[bytes], Answer], name: str) -> Answer:
        """What a function says of the content of a file; it looks but once at the same content."""
        if (what, name) not in self.told:
            data = self.read(name)
            digest = hashlib.sha256(data).digest()
            self.told[what, name] = remembered.ask(lambda: what(data), what, digest)
        answer: Answer = self.told[what, name]
        return answer


def copy_in(folder: Path) -> SiteCopy:
    """A site in a folder."""
    return copy_of(folder, frozenset(files_below(folder)))


def copy_of(folder: Path, names: frozenset[str]) -> SiteCopy:
    """A site in a folder whose files are known."""
    return SiteCopy(names, lambda name: open(f"{folder}/{name}", "rb", buffering=0))  # noqa: PTH123


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
        frozenset(name.removeprefix(top) for name in names), lambda name: archive.open(top + name)
    )
