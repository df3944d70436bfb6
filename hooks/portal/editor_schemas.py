"""JSON Schemas of the content files, for editors that complete and check YAML while one types."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fnmatch import fnmatch

from pydantic import BaseModel

from portal.model import (
    Agency,
    Authorities,
    Duties,
    Glossary,
    Joins,
    Log,
    Moved,
    Requirements,
    Tasks,
    Waivers,
    Work,
)

FOLDER = ".vscode"
CONTENT_FILES: Mapping[str, tuple[str, type[BaseModel]]] = {
    "work": ("content/register/*.yml", Work),
    "agency": ("content/agency.yml", Agency),
    "authorities": ("content/authorities.yml", Authorities),
    "glossary": ("content/glossary.yml", Glossary),
    "duties": ("content/duties.yml", Duties),
    "tasks": ("content/tasks.yml", Tasks),
    "requirements": ("content/requirements.yml", Requirements),
    "waivers": ("content/waivers.yml", Waivers),
    "moved": ("content/moved.yml", Moved),
    "joins": ("content/sources/*.joins.yml", Joins),
    "log": ("content/versions/*/log.yml", Log),
}
"""Which files a model describes, by the name of its schema."""


def editor_files() -> dict[str, str]:
    """The schemas and the settings that name them, by path from the root of the project."""
    files = {
        schema_file(name): as_text(model.model_json_schema() | {"title": pattern})
        for name, (pattern, model) in CONTENT_FILES.items()
    }
    settings = {
        "yaml.schemas": {
            f"./{schema_file(name)}": pattern for name, (pattern, _) in CONTENT_FILES.items()
        },
        "files.encoding": "utf8",
        "files.eol": "\n",
        "files.insertFinalNewline": True,
        "files.trimTrailingWhitespace": True,
    }
    return files | {f"{FOLDER}/settings.json": as_text(settings)}


def modeline(path: str) -> str:
    """The first line of a content file, which tells editors of every kind where its schema is.

    >>> modeline("register/x.yml")
    '# yaml-language-server: $schema=../../.vscode/schemas/work.schema.json'
    """
    name = next(n for n, (glob, _) in CONTENT_FILES.items() if fnmatch(f"content/{path}", glob))
    return f"# yaml-language-server: $schema={'../' * (path.count('/') + 1)}{schema_file(name)}"


def schema_file(name: str) -> str:
    return f"{FOLDER}/schemas/{name}.schema.json"


def as_text(document: Mapping[str, object]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
