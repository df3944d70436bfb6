"""The handbook's page of keys: every key of every content file that people write."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, get_args

from pydantic import BaseModel

from portal.admin_words import words_of
from portal.editor_schemas import CONTENT_FILES, editor_files
from portal.model import FrontMatter

PAGE = "docs/cac-khoa.md"
BY_TOOLS = ("joins", "log")
"""Files that a command writes."""
HEAD = """\
# Các khóa

Mọi khóa của mọi tệp trong `content/` mà người viết được, lấy từ chính mô hình mà `portal check`
dùng (`make schemas` làm ra trang này; không sửa tay). Chưa biết thì `null`, đừng đoán.
"""


def generated_files() -> dict[str, str]:
    """What `make schemas` writes, by path from the root of the project."""
    return editor_files() | {PAGE: render_keys()}


def render_keys() -> str:
    """The page, in Vietnamese."""
    files: list[tuple[str, type[BaseModel]]] = [("content/<ngôn ngữ>/**/*.md", FrontMatter)]
    files += [
        (path, model) for name, (path, model) in CONTENT_FILES.items() if name not in BY_TOOLS
    ]
    parts = [HEAD]
    seen: set[type[BaseModel]] = set()
    for path, model in files:
        parts.append(f"## `{path}`\n\n" + "\n".join(table(model)) + "\n")
        for inner in inner_models(model):
            if inner not in seen:
                seen.add(inner)
                parts.append(f"### Mỗi mục `{inner.__name__}`\n\n" + "\n".join(table(inner)) + "\n")
    return "\n".join(parts)


def table(model: type[BaseModel]) -> Iterator[str]:
    yield "| khóa | là gì | bắt buộc |"
    yield "|---|---|---|"
    for name, field in model.model_fields.items():
        said = words_of(model, name)
        hint = said.get("hint", {}).get("vi", "")
        words = f"{said['vi']}. {hint}".rstrip()
        inner = ", ".join(f"`{m.__name__}`" for m in models_in(field.annotation))
        words += f" Gồm: {inner}." if inner else ""
        codes = ", ".join(f"`{code}`" for code in codes_in(field.annotation))
        words += f" Một trong: {codes}." if codes else ""
        key, must = said.get("key") or field.alias or name, "có" if field.is_required() else ""
        yield f"| `{key}` | {words} | {must} |"


def inner_models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The records inside of a record, each before what is inside of it."""
    for field in model.model_fields.values():
        for inner in models_in(field.annotation):
            yield inner
            yield from inner_models(inner)


def codes_in(kind: Any) -> Iterator[str]:
    """The values that a key can be chosen from."""
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        yield from (member.value for member in kind)
    for part in get_args(kind):
        yield from codes_in(part)


def models_in(kind: Any) -> Iterator[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for part in get_args(kind):
        yield from models_in(part)
