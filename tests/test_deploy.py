"""Pipelines and templates: they can be read, and run commands that there are."""

from __future__ import annotations

import re
import subprocess
from typing import Any

import pytest
import yaml

from conftest import ROOT

PIPELINES = {
    "deploy/github/workflows/portal.yml": "github",
    "deploy/forgejo/workflows/portal.yml": "github",
    "deploy/gitlab/gitlab-ci.yml": "gitlab",
}


def steps(pipeline: Any) -> list[str]:
    """Every command of a pipeline, whatever the forge."""
    if isinstance(pipeline, dict):
        own = [pipeline["run"]] if "run" in pipeline else pipeline.get("script", [])
        return [*own, *(step for value in pipeline.values() for step in steps(value))]
    return [step for value in pipeline for step in steps(value)] if type(pipeline) is list else []


@pytest.mark.parametrize("name", PIPELINES)
def test_a_pipeline_checks_tests_and_builds_with_commands_that_there_are(name: str) -> None:
    commands = steps(yaml.safe_load((ROOT / name).read_text(encoding="utf-8")))
    assert any(f"portal check --format {PIPELINES[name]}" in command for command in commands)
    assert any("bash .ci/run" in command for command in commands)
    for target in re.findall(r"make ([\w./-]+)", "\n".join(commands)):
        done = subprocess.run(
            ["make", "--dry-run", target], cwd=ROOT, capture_output=True, check=False
        )
        assert done.returncode == 0, target


def test_the_same_template_is_the_same_in_every_forge() -> None:
    for one, two in (
        ("github/ISSUE_TEMPLATE/bao-loi.md", "forgejo/ISSUE_TEMPLATE/bao-loi.md"),
        ("github/PULL_REQUEST_TEMPLATE.md", "forgejo/PULL_REQUEST_TEMPLATE.md"),
        ("github/PULL_REQUEST_TEMPLATE.md", "gitlab/merge_request_templates/Default.md"),
    ):
        texts = {(ROOT / "deploy" / name).read_text(encoding="utf-8") for name in (one, two)}
        assert len(texts) == 1
