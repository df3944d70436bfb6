"""A portal for another department: the code as it is, and content to begin with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable

from portal.editor_schemas import editor_files
from portal.findings import Finding
from portal.model import Reason
from portal.releasing import Request, prepare

TAKEN = ("deploy/", "docs/", "hooks/", "overrides/", "requirements/")
"""Folders of the project that a new portal takes as they are."""
SINGLE = (
    ".containerignore",
    ".editorconfig",
    ".gitignore",
    ".pre-commit-config.yaml",
    "CONTRIBUTING.md",
    "LICENSE",
)
CHANGED = ("mkdocs.yml", "pyproject.toml", "Makefile")
GENERAL = ("verify.md",)
"""Pages that are right for every portal."""
DAY = "2000-01-01"
"""Stands in the first content for the day on which the portal is begun."""
PLAN = "ke-hoach-mau"
NOTES = {"vi": "Văn bản mẫu để bắt đầu.", "en": "Sample text to begin with."}


def start_files(project: Mapping[str, bytes], day: date) -> tuple[dict[str, bytes], list[Finding]]:
    """All files of a new portal by path, or what stands against it.

    `project` holds the files of this one, hidden ones among them.
    """
    content = first_content(project, day)
    release, findings = prepare(content, Request(PLAN, day, Reason.initial, NOTES))
    if release is None:
        return {}, findings
    content |= {name: text.encode() for name, text in release.files.items()}
    made = {name: data for name, data in project.items() if is_taken(name)}
    made |= {name: changed(name, project[name].decode()).encode() for name in CHANGED}
    made |= {f"content/{name}": data for name, data in content.items()}
    made |= {name: text.encode() for name, text in editor_files().items()}
    for name, text in started():
        if not name.startswith("content/"):
            made[name] = text.encode()
    return made, []


def first_content(project: Mapping[str, bytes], day: date) -> dict[str, bytes]:
    """The content folder of a new portal, as of a day."""
    found = {
        name.removeprefix("content/"): text.replace(DAY, day.isoformat()).encode()
        for name, text in started()
        if name.startswith("content/")
    }
    for language in ("vi", "en"):
        for page in GENERAL:
            found[f"{language}/{page}"] = project[f"content/{language}/{page}"]
    return found


def is_taken(name: str) -> bool:
    return name in SINGLE or (name.startswith(TAKEN) and "__pycache__" not in name)


def changed(name: str, text: str) -> str:
    """A settings file of the project without what concerns this portal alone."""
    if name == "mkdocs.yml":
        return re.sub(r"(?m)^site_name: .*", "site_name: Cổng thông tin văn bản", text)
    if name == "Makefile":
        return re.sub(r"(?ms)^(?:\.PHONY: bench\n|\$\(VENV\)/bench:).*?\n\n", "", text)
    return text.replace('files = ["hooks", "tests", "bench"]', 'files = ["hooks", "tests"]')


def started() -> Iterator[tuple[str, str]]:
    """The files to begin with, by path from the root of a portal."""
    yield from below(files("portal").joinpath("start"), "")


def below(folder: Traversable, path: str) -> Iterator[tuple[str, str]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from below(entry, f"{path}{entry.name}/")
        else:
            yield f"{path}{entry.name}", entry.read_text(encoding="utf-8")
