"""What editors get: schemas that are those of the models, and content that they accept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from conftest import ROOT
from portal.editor_schemas import CONTENT_FILES, editor_files, modeline, schema_file
from scratch import Scratch


def test_the_schemas_for_editors_are_up_to_date() -> None:
    for name, text in editor_files().items():
        assert (ROOT / name).read_text(encoding="utf-8") == text, "run: make schemas"


@pytest.mark.parametrize("name", CONTENT_FILES)
def test_an_editor_finds_no_fault_with_the_content_and_some_with_a_slip(name: str) -> None:
    schema = json.loads((ROOT / schema_file(name)).read_text(encoding="utf-8"))
    validator = Draft202012Validator(schema)
    pattern = CONTENT_FILES[name][0]
    files = sorted(ROOT.glob(pattern)) or sorted((ROOT / "tests/sample").glob(pattern))
    assert files
    for file in files:
        document = as_editors_read(yaml.safe_load(file.read_text(encoding="utf-8")))
        assert [error.message for error in validator.iter_errors(document)] == []
    if isinstance(document, dict):
        assert list(validator.iter_errors(document | {"misspelt": 1}))


@pytest.mark.parametrize("folder", ["content", "hooks/portal/start/content"])
def test_every_file_that_people_edit_names_its_schema(folder: str) -> None:
    files = [f for f in (ROOT / folder).rglob("*.yml") if is_data(f.relative_to(ROOT / folder))]
    assert files
    for file in files:
        path = file.relative_to(ROOT / folder).as_posix()
        first = file.read_text(encoding="utf-8").partition("\n")[0]
        assert first == modeline(path), path
        named = first.partition("$schema=")[2]
        assert (ROOT / "content" / path).parent.joinpath(named).resolve().is_file()


def is_data(path: Path) -> bool:
    return path.parts[0] not in ("freshness", "sources", "versions")


def test_what_tools_write_names_its_schema_too(scratch: Scratch) -> None:
    scratch.run("new", "Nghị định số 999/2024/NĐ-CP ngày 1/2/2024 của Chính phủ")
    (file,) = scratch.content.glob("register/nghi-dinh-999*.yml")
    assert file.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=../../.v")


def as_editors_read(value: object) -> object:
    """YAML as the language servers of editors take it: days are strings."""
    if isinstance(value, dict):
        return {key: as_editors_read(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_editors_read(inner) for inner in value]
    return value if isinstance(value, (str, int, bool, type(None))) else str(value)
