"""Searches of rules, spared where they found nothing and all that they look at is as it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TypeVar

from portal.corpus import Corpus
from portal.fruitless import fruitless

Found = TypeVar("Found")


def seek(
    corpus: Corpus, search: partial[Iterator[Found]], files: Iterable[str], *facts: object
) -> Sequence[Found]:
    """What a search finds.

    What it finds depends on `files` of the content, which may be missing, on the languages of the
    portal, on `facts`, whose words say all of them, and on nothing else: whoever adds to the
    search adds to these.
    """
    digests, function = corpus.file_digests, search.func
    return fruitless.look(
        lambda: tuple(search()),
        f"{function.__module__}.{function.__qualname__}",
        " ".join(corpus.languages),
        *(f"{file} {digests.get(file, '')}" for file in files),
        *map(str, facts),
    )
