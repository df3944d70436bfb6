"""What is not needed at every moment lies on the disk, and stays what it was."""

from __future__ import annotations

import gc
import resource
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from weakref import WeakValueDictionary

import pytest

from portal.corpus import digests_of
from portal.files import read_content, read_tree, write_tree
from portal.reading import read_corpus
from portal.rules import check
from portal.shelf import Shelf, shelf, take_together
from portal.shelved_text import read_body
from portal.units import read_text

SAMPLE = Path(__file__).parent / "sample" / "content"

TEXTS = [f"Điều {n}. {'Phạm vi ' * n}".encode() for n in range(40)] + [b""]


@contextmanager
def no_file_over(size: int) -> Iterator[None]:
    """As if the disk were full soon."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("few", [0, 7, 1000])
def test_what_was_laid_aside_comes_back(few: int) -> None:
    shelf = Shelf(few)
    laid = [shelf.put(text) for text in TEXTS]
    assert [one.read() for one in laid] == TEXTS


def test_equal_contents_lie_there_once_and_forgotten_ones_no_more() -> None:
    shelf = Shelf(few=0)
    first, second = shelf.put(b"text"), shelf.put(b"te" + b"xt")
    assert first is second
    assert shelf.file
    assert shelf.file.end == len(b"text")
    del first, second
    gc.collect()
    assert not shelf.known


@pytest.mark.parametrize("size", [0, 100, 1000])
def test_what_the_disk_does_not_take_is_held(size: int) -> None:
    shelf = Shelf(few=0)
    with no_file_over(size):
        laid = [shelf.put(text) for text in TEXTS]
    laid += [shelf.put(text + b".") for text in TEXTS]
    assert [one.read() for one in laid] == TEXTS + [text + b"." for text in TEXTS]


def test_processes_that_split_off_do_not_write_over_each_other() -> None:
    shelf = Shelf(few=0)
    before = shelf.put(b"before")

    def add_and_read(mark: bytes) -> list[bytes]:
        laid = [shelf.put(mark + text) for text in TEXTS]
        return [before.read(), *(one.read() for one in laid)]

    context = get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=lambda: there.send(add_and_read(b"child ")))
    process.start()
    ours, theirs = add_and_read(b"parent "), here.recv()
    process.join()
    assert ours == [b"before", *(b"parent " + text for text in TEXTS)]
    assert theirs == [b"before", *(b"child " + text for text in TEXTS)]


def test_content_stays_as_it_was_read(tmp_path: Path) -> None:
    write_tree(tmp_path, {"vi/a.md": "một", "register/b.yml": "id: b", ".hidden": ""})
    known, tree = read_tree(tmp_path), read_content(tmp_path)
    write_tree(tmp_path, {"vi/a.md": "hai", "vi/c.md": "ba"})
    (tmp_path / "register/b.yml").unlink()
    assert tree == known
    assert digests_of(tree) == digests_of(known)


def test_a_corpus_on_the_disk_says_what_one_in_memory_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tree = read_tree(SAMPLE)
    held = read_corpus(tree)
    monkeypatch.setattr(shelf, "few", 0)
    monkeypatch.setattr(shelf, "known", WeakValueDictionary())
    laid = read_corpus(read_content(SAMPLE))
    assert dict(laid.frozen) == dict(held.frozen)
    assert dict(laid.sources) == dict(held.sources)
    assert laid.digest == held.digest
    for key, page in laid.pages.items():
        text = read_text(held.pages[key].body, page.body_line)
        words = [(u.id, u.line, u.level, u.number, u.markdown, u.text) for u in text.units]
        assert words == [
            (u.id, u.line, u.level, u.number, u.markdown, u.text) for u in page.text.units
        ]
        assert list(page.text.paragraphs) == list(text.paragraphs)
    assert check(laid) == check(held)
    assert shelf.file


def test_a_corpus_holds_a_part_of_what_its_texts_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "few", 0)
    agency = (SAMPLE / "agency.yml").read_text(encoding="utf-8")
    front = "---\nchanges:\n  - {date: 2026-11-24, note: Một.}\n---\n\n"
    pages = {
        f"vi/trang-{page}.md": front
        + "\n\n".join(f"{page}.{n}. {'Nhiệm vụ và giải pháp ' * 60}{{#p-{n}}}" for n in range(40))
        for page in range(40)
    }
    write_tree(tmp_path, {"agency.yml": agency} | pages)
    tracemalloc.start()
    corpus = read_corpus(read_content(tmp_path))
    words = sum(len(unit.text) for page in corpus.pages.values() for unit in page.text.units)
    for of_those_at_hand in (take_together, read_body):
        of_those_at_hand.cache_clear()
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert words > 2_000_000
    assert held < words / 4
