"""Content that is not needed at every moment, laid on the disk: of each only its place is held.

What was read once stays what it was, whatever becomes of the file that it was read from.
"""

from __future__ import annotations

import hashlib
import marshal
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from tempfile import TemporaryFile
from threading import Lock
from typing import IO, Any, TypeVar
from weakref import WeakValueDictionary

Key = TypeVar("Key")
Value = TypeVar("Value")
HELD = 16
"""How many texts of each kind are held as well."""
FEW = 1000
"""How many contents are simply held: a small portal never touches the disk."""


class NamelessFile:
    """A file on the disk that goes when nobody needs what lies in it."""

    def __init__(self) -> None:
        self.file: IO[bytes] = TemporaryFile(buffering=0)  # noqa: SIM115  closed below
        self.number = self.file.fileno()
        self.end = 0

    def __del__(self) -> None:
        if hasattr(self, "file"):
            self.file.close()


class Shelved:
    """A content that was laid aside, as it was then."""

    __slots__ = ("__weakref__", "digest", "held")

    def __init__(self, digest: bytes, held: bytes | tuple[NamelessFile, int, int]) -> None:
        self.digest = digest
        """SHA-256 of it."""
        self.held = held
        """The content itself, or the file in which it lies, where, and its size."""

    def read(self) -> bytes:
        if isinstance(self.held, bytes):
            return self.held
        file, start, size = self.held
        return os.pread(file.number, size, start)


class Shelf:
    """A nameless file that grows; what was laid there by anybody who still needs it is shared.

    Its space comes back when the program ends. A process that was split off reads from it, and
    holds what it lays aside itself: both would write to the same place.
    """

    def __init__(self, few: int = FEW) -> None:
        self.few = few
        self.file: NamelessFile | None = None
        self.owner = os.getpid()
        self.known: WeakValueDictionary[bytes, Shelved] = WeakValueDictionary()
        self.lock = Lock()

    def put(self, content: bytes) -> Shelved:
        digest = hashlib.sha256(content).digest()
        found = self.known.get(digest)
        if found is None:
            found = self.known[digest] = Shelved(digest, self.written(content) or content)
        return found

    def written(self, content: bytes) -> tuple[NamelessFile, int, int] | None:
        """Where a content lies now; None if it is better held, or the disk does not take it."""
        if len(self.known) < self.few or os.getpid() != self.owner:
            return None
        with self.lock:
            try:
                self.file = file = self.file or NamelessFile()
                start = file.end
                if os.pwrite(file.number, content, start) < len(content):
                    return None
            except OSError:
                return None
            file.end += len(content)
            return file, start, len(content)


shelf = Shelf()
"""Of the running program: a digest says all, so corpora one after another share it."""


def put_together(values: list[Any]) -> Shelved:
    """Lays aside many plain values that are needed together, such as the words of a text."""
    return shelf.put(marshal.dumps(values, 2))


@lru_cache(maxsize=256)
def take_together(laid: Shelved) -> Sequence[Any]:
    """Values that were laid aside; held for what is looked at just now."""
    values: Sequence[Any] = marshal.loads(laid.read())
    return values


class Fetched(Mapping[Key, Value]):
    """Contents by key, each fetched when it is asked for."""

    def __init__(self, files: Mapping[Key, Shelved]) -> None:
        self.files = files

    def __contains__(self, key: object) -> bool:
        return key in self.files

    def __iter__(self) -> Iterator[Key]:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)


class ShelvedTree(Fetched[str, bytes]):
    """Files by path as they were when they were read."""

    def __getitem__(self, path: str) -> bytes:
        return self.files[path].read()

    @property
    def digests(self) -> dict[str, str]:
        """SHA-256 of every file, by path."""
        return {path: file.digest.hex() for path, file in self.files.items()}


def shelved(tree: Mapping[str, bytes]) -> ShelvedTree:
    """Files as contents that were laid aside."""
    if isinstance(tree, ShelvedTree):
        return tree
    return ShelvedTree({path: shelf.put(content) for path, content in tree.items()})


class Decoded(Fetched[Key, str]):
    """Texts by key.

    The last few are held: who looks at a text passage by passage asks for it again and again.
    """

    def __init__(self, files: Mapping[Key, Shelved]) -> None:
        super().__init__(files)
        self.text_of: Callable[[Shelved], str] = lru_cache(HELD)(lambda file: file.read().decode())

    def __getitem__(self, key: Key) -> str:
        return self.text_of(self.files[key])
