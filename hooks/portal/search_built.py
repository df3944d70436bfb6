"""The files of an index of the search as they lie on a site."""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from sys import intern

from portal.files import SiteCopy
from portal.links import localised_url

FOLDER = "search/"
ADDRESS = re.compile(rb'"a":"([^"#]*)([^"]*)"')
"""Of a record, below the language's root."""
DATA = re.compile(
    rb"""portalSearch\.[a-z]+\(             # our function is called
    [][{}\d,:-]*+                         # with arrays, objects, numbers
    (?:"[^"\\]*+(?:\\.[^"\\]*+)*+"         # and strings between them, each closed,
    [][{}\d,:-]*+)*+
    \);\n""",  # and that is all
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class IndexFile:
    """What a file of an index has in it."""

    size: int
    """Bytes, compressed in haste: what servers send has somewhat fewer."""
    addresses: Mapping[str, Sequence[str]]
    """Of its records, below the language's root: the places on each page, the page itself one."""
    is_data: bool
    """Whether it hands over data and does nothing else, whatever its texts say."""


def index_files(copy: SiteCopy, language: str, languages: Sequence[str]) -> Mapping[str, IndexFile]:
    """The files of the index of a language, by path from the root of the site."""
    folder = localised_url(FOLDER, language, languages)
    return {
        name: copy.ask(index_file, name)
        for name in copy.names
        if name.startswith(folder) and name.endswith(".js")
    }


def index_file(data: bytes) -> IndexFile:
    addresses: dict[str, list[str]] = defaultdict(list)
    for page, place in ADDRESS.findall(data):
        addresses[page.decode()].append(intern(place.decode()))
    return IndexFile(size_in_haste(data), addresses, DATA.fullmatch(data) is not None)


def size_in_haste(data: bytes) -> int:
    """Bytes of a compressed copy that takes a tenth of the time, and is the larger for it."""
    return len(gzip.compress(data, 1, mtime=0))
