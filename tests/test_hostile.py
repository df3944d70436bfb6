"""Whatever stands in the content, nothing of it runs, loads or leads astray on the site."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import icalendar
import lxml.html
import pytest
import yaml

from building import build_tree
from everything import full_tree, is_data
from portal.editor_schemas import CONTENT_FILES
from portal.findings import Severity
from portal.reading import read_corpus
from portal.records import field_names
from portal.rules import check
from portal.yaml_source import read_yaml
from scratch import Scratch

POISON = (
    "</script></title></style>--><script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    "<a href='javascript:alert(3)'>x</a> {{ 1234 * 3 }} {0.__class__} %s &lt;b&gt; ](javascript:4)"
)
"""What would run in HTML, in an attribute, in a script, in a template or in Markdown."""
ADDRESS = "javascript:alert(5)//"


def test_every_key_of_every_model_is_tried() -> None:
    kept = {
        path: read_yaml(data.decode()).value for path, data in full_tree().items() if is_data(path)
    }
    used = {key for document in kept.values() for key in keys_of(document)}
    for name, (_, model) in CONTENT_FILES.items():
        if name not in ("log", "joins"):
            assert set(field_names(model)) <= used, name


def keys_of(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from keys_of(inner)


def is_sound(tree: Mapping[str, bytes]) -> bool:
    return not any(f.severity is Severity.error for f in check(read_corpus(tree)))


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every text of a document."""
    if isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for key, below in inner:
            yield from leaves(below, (*path, key))
    elif isinstance(value, str):
        yield path


def poisoned(document: Any, path: tuple[Any, ...], poison: str) -> Any:
    copy = json.loads(json.dumps(document, default=str))
    place = copy
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = poison if poison == ADDRESS else f"{place[path[-1]]} {poison}"
    return copy


def with_days(text: str) -> str:
    """Days as they were before JSON made strings of them."""
    return re.sub(r"(?m)'(\d{4}-\d\d-\d\d)'", r"\1", text)


def poisoned_tree() -> tuple[dict[str, bytes], set[tuple[str, str]]]:
    """A tree with poison in every value that may hold it, and which those are."""
    tree, held = full_tree(), set()
    for path in sorted(filter(is_data, tree)):
        for leaf in leaves(read_yaml(tree[path].decode()).value):
            for poison in (POISON, ADDRESS):
                document = poisoned(read_yaml(tree[path].decode()).value, leaf, poison)
                said = with_days(yaml.safe_dump(document, allow_unicode=True, width=10_000))
                if is_sound(tree | {path: said.encode()}):
                    tree[path] = said.encode()
                    held.add((path, next(str(k) for k in leaf[::-1] if len(str(k)) > 2)))
                    break
    return tree, held


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tree, held = poisoned_tree()
    assert len(held) > 35
    assert ("agency.yml", "phone") in held
    page = tree["vi/gioi-thieu.md"].decode().replace("Giới thiệu", f"Giới thiệu {POISON}")
    tree["vi/gioi-thieu.md"] = f"{page}\n{POISON}\n\n[x]({ADDRESS})\n\n![y](x:y)\n".encode()
    site, said = build_tree(tree, tmp_path_factory.mktemp("hostile"))
    assert site, said
    assert "Traceback" not in said
    return site


@pytest.mark.slow
def test_nothing_runs_or_loads_on_any_page(hostile: Path) -> None:
    pages = sorted(hostile.rglob("*.html"))
    assert sum("alert(1)" in page.read_text(encoding="utf-8") for page in pages) > 80
    for page in pages:
        document = lxml.html.document_fromstring(page.read_text(encoding="utf-8"))
        assert "3702" not in page.read_text(encoding="utf-8"), page  # 1234 * 3
        for element in document.iter():
            if not isinstance(element.tag, str):
                continue
            assert not [n for n in element.attrib if n.startswith("on") or n == "style"], page
            for name in ("href", "src", "action", "data", "formaction", "poster"):
                address = element.get(name, "").strip().lower()
                assert not address.startswith(("javascript:", "data:", "vbscript:")), page
                is_loaded = name == "src" or element.tag in ("link", "iframe", "object")
                if is_loaded and name != "href":
                    assert not address.startswith(("http", "//", "x")), (page, address)
            if element.tag == "script":
                is_data = element.get("type") == "application/ld+json"
                assert is_data or "assets/" in element.get("src", ""), page
                if is_data:
                    json.loads(element.text or "")
            assert element.tag not in ("iframe", "object", "embed", "base"), page


@pytest.mark.slow
def test_every_data_file_stays_what_it_is(hostile: Path) -> None:
    for file in sorted(hostile.rglob("*.*")):
        if file.suffix in (".json",):
            json.loads(file.read_bytes())
        elif file.suffix in (".xml", ".atom", ".svg"):
            root = ElementTree.parse(file).getroot()
            assert not [e for e in root.iter() if str(e.tag).endswith("}script")], file
        elif file.suffix == ".ics":
            assert not icalendar.Calendar.from_ical(file.read_bytes()).errors, file
        elif file.suffix == ".csv":
            with file.open(encoding="utf-8-sig", newline="") as lines:
                rows = list(csv.reader(lines))
            assert len({len(row) for row in rows}) == 1, file
        elif file.suffix == ".js" and "search/" in file.as_posix():
            call = re.fullmatch(
                r"portalSearch\.\w+\((.*)\);\n", file.read_text(encoding="utf-8"), re.DOTALL
            )
            assert call
            json.loads(f"[{call[1]}]")


@pytest.mark.parametrize(
    "arguments",
    [
        ["release", "../../x", "--date", "2026-12-01", "--reason", "initial", "--note-vi", "x"],
        ["translated", "../../x.md#a", "--by", "x", "--on", "2026-12-01"],
        ["translated", "documents/../../x.md", "--by", "x", "--on", "2026-12-01"],
        ["diff", "../../x", "1.0"],
        ["new", "Quyết định số ../../x/QĐ-UBND"],
        ["check", "../../etc/passwd"],
        ["explain", "../x"],
    ],
)
def test_no_command_leaves_the_content(scratch: Scratch, arguments: list[str]) -> None:
    around = scratch.content.parent
    before = sorted(path for path in around.rglob("*") if scratch.content not in path.parents)
    assert scratch.run(*arguments)[0] in (0, 1, 2)
    assert "Traceback" not in scratch.said
    after = sorted(path for path in around.rglob("*") if scratch.content not in path.parents)
    assert after == before


@pytest.mark.parametrize(
    "front",
    [
        "source: ../../../../etc/passwd",
        "source: /etc/passwd",
        "template: ../../../etc/passwd",
        "template: base.html",
        "title: !!python/object/apply:os.system [id]",
        "title: &a [*a]",
    ],
)
def test_no_key_of_a_page_leads_out_of_the_content(front: str) -> None:
    tree = full_tree()
    page = tree["vi/documents/ke-hoach-5-kh-stn-2021.md"].decode()
    tree["vi/documents/ke-hoach-5-kh-stn-2021.md"] = page.replace(
        "source: sources/ke-hoach-5.txt", front
    ).encode()
    assert not is_sound(tree)
