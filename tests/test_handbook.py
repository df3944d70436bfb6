"""The handbook is true: what it shows can be typed, and everything there is stands in it."""

from __future__ import annotations

import inspect
import re
import shlex
from pathlib import Path

import pytest
from pydantic import BaseModel

from conftest import ROOT
from handbook_links import broken_links
from portal import model
from portal.command_line import read_arguments
from portal.file_rules import TOP
from portal.key_handbook import PAGE, render_keys

PAGES = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
DOCS = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
DAYS = (ROOT / "docs/viec-hang-ngay.md").read_text(encoding="utf-8")
STANDS_FOR = {"<mã>": "ke-hoach", "<mã văn bản sửa đổi>": "nghi-dinh-1", "<ngày>": "2026-12-01"}
"""What the handbook leaves to its readers."""


def examples() -> list[str]:
    """Every command line, in a block or within a sentence, that is shown in full."""
    joined = re.sub(r"\\\n\s*", "", DOCS)
    lines = re.findall(r"(?m)^ {4,}(portal .*)$", joined) + re.findall(r"`(portal [^`]*)`", joined)
    for place, value in STANDS_FOR.items():
        lines = [line.replace(place, value) for line in lines]
    return sorted({re.sub(r" [>|] .*", "", line) for line in lines if "…" not in line})


def is_command(line: str) -> bool:
    """`portal check` is one; `portal <name>` and bare names of commands are words about them."""
    return "<" not in re.sub(r'"[^"]*"', "", line)


@pytest.mark.parametrize("line", [line for line in examples() if is_command(line)])
def test_a_command_in_the_handbook_can_be_typed(line: str) -> None:
    given = shlex.split(line)[1:]
    shown_alone = len(given) == 1 and given[0] not in ("check", "status", "admin")
    if not shown_alone:
        assert read_arguments(given).command == given[0]


def test_examples_are_found() -> None:
    assert len(examples()) > 20


def test_every_target_of_make_is_in_the_handbook() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"(?m)^([a-z-]+):.*##", makefile):
        assert f"make {target}" in DOCS, target
    for said in set(re.findall(r"`make ([a-z-]+)`", DOCS)):
        assert re.search(rf"(?m)^{said}:", makefile), said


def test_every_kind_of_file_is_in_the_handbook() -> None:
    folders = {path.name for path in (ROOT / "content").iterdir() if path.is_dir()}
    for name in (
        *TOP,
        *(f"{folder}/" for folder in folders),
        "SHA256SUMS",
        "log.yml",
        ".joins.yml",
    ):
        assert name in DAYS, name


def test_links_of_the_handbook_lead_somewhere() -> None:
    assert broken_links(ROOT) == []


def test_the_page_of_keys_is_that_of_the_models() -> None:
    assert (ROOT / PAGE).read_text(encoding="utf-8") == render_keys(), "run: make schemas"


def test_every_key_is_in_the_handbook() -> None:
    for name, kind in vars(model).items():
        if inspect.isclass(kind) and issubclass(kind, BaseModel):
            for key, field in kind.model_fields.items():
                assert re.search(rf"(?<![\w-]){field.alias or key}(?![\w-])", DOCS), f"{name}.{key}"


def test_every_address_of_the_site_is_in_the_handbook(site: Path) -> None:
    said = (ROOT / "docs/addresses.md").read_text(encoding="utf-8")
    known = {re.sub(r"<[^>]+>", "*", a) for a in re.findall(r"`(/[^`]*)`", said)}
    work = next((site / "documents").glob("*-*")).name
    for file in site.rglob("*"):
        name = file.relative_to(site).as_posix()
        if file.is_dir() or name.startswith(("assets/", "en/", "search/")):
            continue
        name = re.sub(r"documents/[^/]+-[^/]+/", "documents/*/", name)
        name = re.sub(r"versions/\d[^/]*/", "versions/*/", name)
        name = re.sub(r"compare/[^/]+/[^/]+/", "compare/*/*/", name)
        name = re.sub(r"^schemas/.*", "schemas/*.schema.json", name)
        address = "/" + name.removesuffix("index.html")
        of_version = re.sub(r"versions/\*/(?=.)", "", address)
        assert {address, of_version} & known, (address, work)
