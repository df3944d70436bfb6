"""Data files in JSON: what they have in common."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from json.encoder import encode_basestring
from typing import Any

from portal.corpus import Corpus
from portal.published import schema_name

Address = Callable[[str], str]
"""Makes the public address of a path from the root of the site."""


ITEM = "\n  "
"""The margin of an item of a list that a data file holds under a key."""


class Ready(str):
    """A value that is JSON already, with the margin of where it goes."""

    __slots__ = ()


def ready_items(values: Iterable[Any]) -> Ready:
    """Items of a list that a data file holds under a key, to be kept as they are written."""
    return Ready(f",{ITEM}".join(indented(value, ITEM) for value in values))


def render_json(document: Mapping[str, Any]) -> str:
    """A document as text: readable, with its letters as they are, and a line end."""
    return indented(document) + "\n"


def indented(value: Any, margin: str = "\n") -> str:
    """What `json.dumps` gives with `ensure_ascii=False, indent=1`; that is slow with any indent.

    `margin` is a line end and the spaces before what is around the value.
    """
    if isinstance(value, Ready):
        return value
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None:
        return "null"
    inner = f"{margin} "
    if isinstance(value, dict) and value:
        said = [f"{encode_basestring(key)}: {indented(one, inner)}" for key, one in value.items()]
        return f"{{{inner}{f',{inner}'.join(said)}{margin}}}"
    if isinstance(value, (list, tuple)) and value:
        return f"[{inner}{f',{inner}'.join([indented(one, inner) for one in value])}{margin}]"
    return json.dumps(value)


def pieces(value: Any, margin: str = "\n") -> Iterator[str]:
    """What `indented` gives, bit by bit: of what iterators give, only one is held at a time."""
    inner = f"{margin} "
    if isinstance(value, Iterator):
        before = "["
        for one in value:
            yield before + inner
            yield from pieces(one, inner)
            before = ","
        yield "[]" if before == "[" else f"{margin}]"
    elif isinstance(value, dict) and any(isinstance(one, Iterator) for one in value.values()):
        before = "{"
        for key, one in value.items():
            yield f"{before}{inner}{encode_basestring(key)}: "
            yield from pieces(one, inner)
            before = ","
        yield f"{margin}}}"
    else:
        yield indented(value, margin)


def render_data(corpus: Corpus, name: str, address: Address, **parts: Any) -> str:
    """A data file made of the content: where its schema is, what it was made of, its parts."""
    return "".join(data_pieces(corpus, name, address, **parts))


def data_pieces(corpus: Corpus, name: str, address: Address, **parts: Any) -> Iterator[str]:
    """The same bit by bit, for files that grow with the content: parts may be iterators."""
    head = {
        "schema": address(schema_name(name)),
        "generated_from": f"sha256:{corpus.digest}",
    }
    yield from pieces(head | parts)
    yield "\n"
