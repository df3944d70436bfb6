"""The core can be used without MkDocs, Git, a terminal or a disk."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

HOOKS = Path(__file__).parents[1] / "hooks"
ALLOWED = {
    "http": {"portal/admin_server.py"},
    "mkdocs": {"portal/events.py", "portal/mkdocs_patches.py", "portal/mkdocs_site.py"},
    "subprocess": {"portal/clean_build.py", "portal/git.py", "portal/rsync.py"},
    "argparse": {"portal/arguments.py", "portal/command_line.py"},
    "pathlib": {
        "portal/clean_build.py",
        "portal/command_line.py",
        "portal/content_commands.py",
        "portal/events.py",
        "portal/files.py",
        "portal/git.py",
        "portal/mkdocs_site.py",
        "portal/publish_commands.py",
        "portal/publishing.py",
        "portal/site_commands.py",
        "portal/terminal.py",
        "portal/text_commands.py",
        "portal/unchanged.py",
    },
}


CODE = [file for file in HOOKS.rglob("*.py") if "start" not in file.relative_to(HOOKS).parts]
"""All but the tests that a new portal begins with."""


def imports(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    names = {alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names}
    names |= {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize("module", ALLOWED)
def test_no_other_module_touches(module: str) -> None:
    users = {file.relative_to(HOOKS).as_posix() for file in CODE if module in imports(file)}
    assert users == ALLOWED[module]


def test_no_place_name_is_in_the_code() -> None:
    for file in HOOKS.rglob("*.py"):
        text = file.read_text(encoding="utf-8").casefold()
        assert "hải phòng" not in text, file
        assert "hai phong" not in text, file
