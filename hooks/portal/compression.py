"""Compressed copies of the files of a site, beside them, for servers to send as they are."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass

import brotli  # type: ignore[import-untyped]

SMALL_ALREADY = (".br", ".gz", ".zip", ".png", ".jpg", ".jpeg", ".webp", ".docx", ".pdf")
"""Endings of files that hardly get smaller."""


@dataclass(frozen=True, slots=True)
class Coding:
    """A content coding of HTTP: the same bytes give the same copy."""

    compress: Callable[[bytes], bytes]
    expand: Callable[[bytes, int], bytes]
    """Of a copy that nobody vouches for, no more than so many bytes; empty if it is damaged."""


def expand_brotli(data: bytes, most: int) -> bytes:
    try:
        return bytes(brotli.Decompressor().process(data, output_buffer_limit=most))[:most]
    except brotli.error:
        return b""


def expand_gzip(data: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(data, most)
    except zlib.error:
        return b""


CODINGS: Mapping[str, Coding] = {
    ".br": Coding(lambda data: bytes(brotli.compress(data)), expand_brotli),
    ".gz": Coding(lambda data: gzip.compress(data, mtime=0), expand_gzip),
}
"""By the ending of a copy's name."""


def gets_smaller(name: str) -> bool:
    return not name.lower().endswith(SMALL_ALREADY)


def copies(name: str, data: bytes, old: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """The copies of a file that are worth it, by name; of `old` ones those that still are right."""
    for ending, coding in CODINGS.items():
        kept = old.get(name + ending)
        if kept is None or not is_copy(name + ending, kept, data):
            kept = coding.compress(data)
        if len(kept) < len(data):
            yield name + ending, kept


def original_of(name: str, names: Set[str]) -> str:
    """The file among `names` of which another one is a compressed copy by its name, or nothing."""
    stem, dot, ending = name.rpartition(".")
    return stem if stem in names and dot + ending in CODINGS else ""


def is_copy(name: str, copy: bytes, data: bytes) -> bool:
    """Whether a compressed copy says what the file says, and no more."""
    return CODINGS[name[-3:]].expand(copy, len(data) + 1) == data
