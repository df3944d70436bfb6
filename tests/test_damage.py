"""Whatever becomes of the content, check and build say so, in words, and come to an end."""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from building import build_tree
from conftest import ROOT
from everything import full_tree
from portal.corpus import Corpus, Page
from portal.files import copy_in, read_tree
from portal.findings import Finding, Severity, visible
from portal.links import localised_url, page_url
from portal.reading import read_corpus
from portal.rules import check
from portal.verifying import verify
from portal.written import is_ours

Tree = dict[str, bytes]
Damage = Callable[[random.Random, str, bytes], bytes]
TREES = {
    "sample": full_tree(),
    "real": read_tree(ROOT / "content"),
}
ROUNDS = {"sample": 60, "real": 1}
"""How often each kind of damage is done: the sample is read in a tenth of the time."""
LONG = 20_000


def lines_of(data: bytes) -> list[bytes]:
    return data.splitlines(keepends=True)


def deleted_line(random: random.Random, path: str, data: bytes) -> bytes:
    lines = lines_of(data)
    del lines[random.randrange(len(lines))]
    return b"".join(lines)


def doubled_line(random: random.Random, path: str, data: bytes) -> bytes:
    lines = lines_of(data)
    at = random.randrange(len(lines))
    return b"".join([*lines[: at + 1], *lines[at:]])


def swapped_lines(random: random.Random, path: str, data: bytes) -> bytes:
    lines = lines_of(data)
    a, b = (random.randrange(len(lines)) for _ in range(2))
    lines[a], lines[b] = lines[b], lines[a]
    return b"".join(lines)


def cut(random: random.Random, path: str, data: bytes) -> bytes:
    return data[: random.randrange(len(data))]


def emptied(random: random.Random, path: str, data: bytes) -> bytes:
    return b""


def random_bytes(random: random.Random, path: str, data: bytes) -> bytes:
    at = random.randrange(len(data))
    return data[:at] + random.randbytes(random.randrange(1, 40)) + data[at:]


def no_text(random: random.Random, path: str, data: bytes) -> bytes:
    at = random.randrange(len(data))
    return data[:at] + b"\xff" + data[at:]


def changed_character(random: random.Random, path: str, data: bytes) -> bytes:
    text = data.decode()
    at = random.randrange(len(text))
    other = random.choice(
        "x0-:{[\"'#&*!|>%@`\t \u0323\u202e\u200b\x00\x1b\x85\u2028\ud7ff\U0001f4a9"
    )
    return (text[:at] + other + text[at + 1 :]).encode()


def huge_value(random: random.Random, path: str, data: bytes) -> bytes:
    huge = random.choice([b"9" * 5000, b"1e999999", b"x" * LONG, b"-" * LONG, b"0x" + b"f" * 9999])
    return replaced_value(random, data, huge)


def strange_value(random: random.Random, path: str, data: bytes) -> bytes:
    values = [
        *(b"[]", b"{}", b"null", b"~", b"''", b"0", b"-1", b"true", b".inf", b".nan", b"1.5"),
        *(b"2022-02-30", b"0001-01-01", b"9999-12-31", b"10:20:30", b"<<", b"=", b"!!binary x"),
        *(b"!!set {a}", b"!!int x", b"!!timestamp x", b"{a: {b: {c: d}}}", b"[[[a]]]", b"? [a]"),
        *(b"../../../etc/passwd", b"'{0.__class__}'", b"'%s {text}'", b"<script>", b"a#b", b"#"),
        b"2022-01-01T00:00:00+99:99",
    ]
    return replaced_value(random, data, random.choice(values))


def replaced_value(random: random.Random, data: bytes, value: bytes) -> bytes:
    lines = lines_of(data)
    keyed = [number for number, line in enumerate(lines) if b": " in line]
    if not keyed:
        return data + value
    at = random.choice(keyed)
    lines[at] = lines[at].partition(b": ")[0] + b": " + value + b"\n"
    return b"".join(lines)


def nested(random: random.Random, path: str, data: bytes) -> bytes:
    depth = random.choice([60, 5000, 60_000])
    kinds = [b"[" * depth, b"{a: " * depth, b"- " * depth + b"a", b"? " * depth + b"a"]
    return front(path, b"deep: " + random.choice(kinds[:2]) + b"\n", data)


def bomb(random: random.Random, path: str, data: bytes) -> bytes:
    """A few lines that stand for a billion values."""
    lines = [b"a0: &a0 [x, x]\n"]
    lines += [
        b"a%d: &a%d [%s]\n" % (i, i, b", ".join([b"*a%d" % (i - 1)] * 9)) for i in range(1, 40)
    ]
    return front(path, b"".join(lines), data)


def looped(random: random.Random, path: str, data: bytes) -> bytes:
    return front(path, b"loop: &loop {again: *loop}\n", data)


def front(path: str, text: bytes, data: bytes) -> bytes:
    """Text put before the keys of a file, or of the front matter of a page."""
    if path.endswith(".md") and data.startswith(b"---\n"):
        return b"---\n" + text + data.removeprefix(b"---\n")
    return text + data


def tabbed(random: random.Random, path: str, data: bytes) -> bytes:
    return front(path, b"a:\n\tb: c\n", data)


def repeated_key(random: random.Random, path: str, data: bytes) -> bytes:
    return front(path, b"note: a\nnote: b\n", data)


def conflict(random: random.Random, path: str, data: bytes) -> bytes:
    return data + b"<<<<<<< HEAD\n=======\n>>>>>>> other\n"


def dangling(random: random.Random, path: str, data: bytes) -> bytes:
    to = random.choice(["nowhere.md", "../../x.md", "index.md#nowhere", "/en/none.md", "a/", "x y"])
    return data + f"\n[link]({to})\n".encode()


def turned(random: random.Random, path: str, data: bytes) -> bytes:
    return data + "# \u202eabc\u202c\n".encode()


def long_line(random: random.Random, path: str, data: bytes) -> bytes:
    parts = ["[", "(", "<a", "`", "*", "_", "{#", "&", "1.", "1/", "“", "no ", "Điều 1 ", "x", "|"]
    part = random.choice(parts)
    return data + b"\n" + (part * LONG)[:LONG].encode() + b"\n"


def is_yaml(path: str) -> bool:
    return path.endswith(".yml") and not path.startswith("versions/")


def has_front(path: str) -> bool:
    return path.endswith((".md", ".yml")) and not path.startswith("versions/")


def is_read(path: str) -> bool:
    return path.endswith((".md", ".yml"))


def is_page(path: str) -> bool:
    return path.startswith(("vi/", "en/")) and path.endswith(".md")


ANY: dict[Damage, Callable[[str], bool]] = {
    deleted_line: is_read,
    doubled_line: is_read,
    swapped_lines: is_read,
    cut: is_read,
    random_bytes: is_read,
    changed_character: is_read,
    huge_value: has_front,
    strange_value: has_front,
    long_line: is_read,
}
"""Damage that may leave something valid: it must be read, judged and told."""
CERTAIN: dict[Damage, Callable[[str], bool]] = {
    emptied: is_read,
    no_text: is_read,
    nested: has_front,
    bomb: has_front,
    looped: has_front,
    tabbed: has_front,
    repeated_key: has_front,
    conflict: has_front,
    dangling: is_page,
    turned: is_ours,
}
"""Damage that always matters: it must be found in the very file."""


def found(tree: Tree) -> list[Finding]:
    """What `check` says, every word of it said in both languages."""
    findings = check(read_corpus(tree))
    for finding in findings:
        for language in ("vi", "en"):
            line = finding.line_for_terminal(language)
            assert len(line.splitlines()) == 1
            assert visible(line) == line
        assert "Input should" not in finding.line_for_terminal("vi")
    return findings


@pytest.mark.slow
@pytest.mark.parametrize("name", TREES)
@pytest.mark.parametrize("damage", ANY, ids=lambda damage: damage.__name__)
def test_damage_is_survived(name: str, damage: Damage) -> None:
    tree, chance = TREES[name], random.Random(f"{name} {damage.__name__}")
    paths = sorted(path for path in tree if ANY[damage](path))
    for _ in range(ROUNDS[name]):
        hurt = chance.sample(paths, 3)
        found(tree | {path: damage(chance, path, tree[path]) for path in hurt})


@pytest.mark.slow
@pytest.mark.parametrize("name", TREES)
@pytest.mark.parametrize("damage", CERTAIN, ids=lambda damage: damage.__name__)
def test_damage_that_matters_is_found_in_its_file(name: str, damage: Damage) -> None:
    tree, chance = TREES[name], random.Random(f"{name} {damage.__name__}")
    paths = sorted(path for path in tree if CERTAIN[damage](path))
    before = {(f.path, f.rule) for f in found(tree)}
    for _ in range(ROUNDS[name]):
        hurt = chance.sample(paths, min(3, len(paths)))
        if "agency.yml" in hurt:  # it says in which languages the others are to be read
            hurt = ["agency.yml"]
        after = found(tree | {path: damage(chance, path, tree[path]) for path in hurt})
        named = {f.path for f in after if (f.path, f.rule) not in before}
        assert set(hurt) <= named


@pytest.mark.slow
@pytest.mark.parametrize("name", TREES)
def test_what_is_frozen_or_received_shows_every_change(name: str) -> None:
    """One character of a frozen text, or of a text bound to its source."""
    tree, chance = TREES[name], random.Random(name)
    paths = sorted(path for path in tree if path.startswith("versions/") and path.endswith(".md"))
    for _ in range(ROUNDS[name]):
        path = chance.choice(paths)
        text = tree[path].decode()
        at = chance.choice([i for i, character in enumerate(text) if character.isalnum()])
        changed = (text[:at] + "§" + text[at + 1 :]).encode()
        assert f"{path} version-text-changed" in {
            f"{f.path} {f.rule}" for f in found(tree | {path: changed})
        }


@pytest.mark.slow
@pytest.mark.parametrize("name", TREES)
def test_lost_and_swapped_files_are_survived(name: str) -> None:
    tree, chance = TREES[name], random.Random(name)
    paths = sorted(filter(is_read, tree))
    for _ in range(ROUNDS[name] * 4):
        a, b, lost = chance.sample(paths, 3)
        swapped = {**tree, a: tree[b], b: tree[a]}
        del swapped[lost]
        assert found(swapped)


@pytest.mark.slow
@pytest.mark.parametrize("damage", [nested, bomb, looped, long_line, huge_value])
def test_no_few_bytes_ask_for_much_work(damage: Damage) -> None:
    """Work is counted in calls, not in time: at most a hundredfold of that for the whole tree."""
    tree, chance = TREES["sample"], random.Random(damage.__name__)
    usual = calls_of(partial(found, tree))
    for path in ("glossary.yml", "en/verify.md", "vi/documents/quy-che-1-2020-qc-stn.md"):
        hurt = tree | {path: damage(chance, path, tree[path])}
        assert calls_of(partial(found, hurt)) < 100 * usual


def calls_of(run: Callable[[], object]) -> int:
    """How many functions a call calls."""
    count = 0

    def seen(frame: Any, event: str, argument: Any) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(seen)
    try:
        run()
    finally:
        sys.setprofile(None)
    return count


# The build: what check lets through becomes a site that says it, what check refuses no site


FULL = {p: d for p, d in full_tree().items() if not p.startswith(("versions/", "freshness/"))}
"""Every key of every model, few pages."""
TRIES = 60
"""How often each kind of damage is tried on the way to one build; what is sound stays in."""
KEPT: dict[Damage, int] = {long_line: 4}
"""How many slips are kept for a build, where it is not every one."""


@pytest.mark.slow
@pytest.mark.parametrize("damage", ANY, ids=lambda damage: damage.__name__)
def test_what_is_sound_is_built_and_says_every_word(damage: Damage, tmp_path: Path) -> None:
    tree, chance, kept = FULL, random.Random(damage.__name__), 0
    for _ in range(TRIES):
        path = chance.choice([path for path in sorted(tree) if ANY[damage](path) and tree[path]])
        hurt = tree | {path: damage(chance, path, tree[path])}
        if is_sound(found(hurt)):
            tree, kept = hurt, kept + 1
        if kept == KEPT.get(damage):
            break
    site, said = build_tree(tree, tmp_path)
    assert site, said
    corpus = read_corpus(tree)
    for page in corpus.pages.values():
        assert Counter(words_written(page)) - Counter(words_shown(site, corpus, page)) == Counter()
    assert verify(copy_in(site)).findings == []


@pytest.mark.slow
@pytest.mark.parametrize("damage", [*ANY, *CERTAIN], ids=lambda damage: damage.__name__)
def test_what_is_not_sound_is_no_site(damage: Damage, tmp_path: Path) -> None:
    """The build stops at what check calls an error, and says it line for line."""
    chance, fits = random.Random(damage.__name__), (ANY | CERTAIN)[damage]
    for number in range(5):
        path = chance.choice(sorted(filter(fits, FULL)))
        hurt = FULL | {path: damage(chance, path, FULL[path])}
        findings = found(hurt)
        if not is_sound(findings):
            site, said = build_tree(hurt, tmp_path / str(number))
            assert site is None
            for finding in [f for f in findings if f.severity is Severity.error]:
                assert f"content/{finding.line_for_terminal('vi')}" in said


def is_sound(findings: Sequence[Finding]) -> bool:
    return not any(finding.severity is Severity.error for finding in findings)


def words_written(page: Page) -> list[str]:
    """The words of a page without what Markdown takes for marks, attributes and addresses."""
    body = re.sub(r"\{:?[^{}\n]*\}|\]\([^)\n]*\)", "] ", page.body)
    return re.findall(r"[^\W_]+", body)


def words_shown(site: Path, corpus: Corpus, page: Page) -> list[str]:
    url = localised_url(page_url(page.path), page.language, corpus.languages)
    html = (site / url / "index.html").read_text(encoding="utf-8")
    return re.findall(r"[^\W_]+", lxml.html.document_fromstring(html).text_content())


@pytest.mark.slow
def test_a_text_that_begins_right_below_its_front_matter_keeps_its_first_line(
    tmp_path: Path,
) -> None:
    page = FULL["en/gioi-thieu.md"].replace(b"---\n\nThis page", b"---\nNote: this page")
    assert page != FULL["en/gioi-thieu.md"]
    site, said = build_tree(FULL | {"en/gioi-thieu.md": page}, tmp_path)
    assert site, said
    assert "Note: this page" in (site / "en/gioi-thieu/index.html").read_text(encoding="utf-8")
