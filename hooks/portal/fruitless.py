"""Passages and files that were looked through before, and in which nothing was found.

Most passages cite nothing, most files are well written, and most translations agree with their
originals. That is remembered by digests of all that the search depended on, so that an edit of one
does not cost a search of all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import TypeVar

Found = TypeVar("Found")
SIZE = 16
"""Bytes of a digest."""
MOST = 4_000_000
"""How many are remembered at most."""
STALE = 4
"""How many times as many as were asked for are remembered."""


class Fruitless:
    """Digests of searches that found nothing."""

    def __init__(self) -> None:
        self.known: dict[bytes, bool] = {}
        """Whether the running program has asked for them or added them."""

    def look(self, search: Callable[[], Sequence[Found]], *among: str) -> Sequence[Found]:
        """What a search finds; `among` are its name and all that it depends on but the program."""
        parts = "".join([f"{len(text)}:{text}" for text in among])
        key = blake2b(parts.encode("utf-8", "surrogatepass"), digest_size=SIZE).digest()
        if key in self.known:
            self.known[key] = True
            return ()
        found = search()
        if not found and len(self.known) < MOST:
            self.known[key] = True
        return found

    def read(self, program: str, data: bytes | None) -> None:
        """Takes over what an earlier run of the same program remembered."""
        head = bytes.fromhex(program)
        if data and data.startswith(head) and (len(data) - len(head)) % SIZE == 0:
            for at in range(len(head), len(data), SIZE):
                self.known.setdefault(data[at : at + SIZE], False)

    def render(self, program: str) -> bytes:
        """What a later run of the same program may take over.

        A check spares whole texts where a build goes through their passages, so what this run did
        not ask for stays; once that is by far the most, it is left out.
        """
        used = [key for key, is_used in self.known.items() if is_used]
        is_worn = len(self.known) > STALE * max(len(used), 1000)
        return bytes.fromhex(program) + b"".join(sorted(used if is_worn else self.known))


fruitless = Fruitless()
"""Of the running program: a digest says all, so builds one after another share it."""
