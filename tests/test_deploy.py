"""Pipelines and templates: they can be read, and run commands that there are."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import ROOT, root_with

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


def project(folder: Path) -> Path:
    """A checkout of the project with the sample content, in which something is wrong."""
    root = root_with(folder / "root", ROOT / "tests/sample/content")
    (root / ".venv").symlink_to(ROOT / ".venv")
    (root / "content/duties.yml").write_text("duties: [", encoding="utf-8")
    return root


def test_gitlab_gets_its_report_of_what_is_wrong_though_the_check_fails(tmp_path: Path) -> None:
    root = project(tmp_path)
    pipeline = yaml.safe_load((ROOT / "deploy/gitlab/gitlab-ci.yml").read_text(encoding="utf-8"))
    script = [line for line in pipeline["check"]["script"] if not line.startswith("make ")]
    done = run("set -e\n" + "\n".join(script), root)
    assert done.returncode == 1
    assert "content/duties.yml:2:1: " in done.stdout  # for whoever reads the log
    report = json.loads((root / "codequality.json").read_text(encoding="utf-8"))
    assert "content/duties.yml" in [one["location"]["path"] for one in report]
    assert pipeline["check"]["artifacts"]["reports"]["codequality"] == "codequality.json"
    assert pipeline["check"]["artifacts"]["when"] == "always"


@pytest.mark.parametrize("forge", ["github", "forgejo"])
def test_github_gets_an_annotation_of_what_is_wrong(forge: str, tmp_path: Path) -> None:
    pipeline = (ROOT / f"deploy/{forge}/workflows/portal.yml").read_text(encoding="utf-8")
    (command,) = [s for s in steps(yaml.safe_load(pipeline)) if "portal check" in s]
    done = run(command, project(tmp_path))
    assert done.returncode == 1
    assert "::error file=content/duties.yml,line=2,col=1,title=yaml-syntax::" in done.stdout


@pytest.mark.parametrize("name", PIPELINES)
def test_a_preview_shows_drafts_and_a_release_stops_at_them(name: str) -> None:
    jobs = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
    jobs = jobs.get("jobs", jobs)
    built = {job: [s for s in steps(jobs[job]) if "make site" in s] for job in ("preview", "site")}
    assert "RELEASE=0" in built["preview"][0]
    assert "RELEASE=1" in built["site"][0]
    assert re.search(r"make site|deploy/publish|pages", str(jobs))


RSYNC = """#!/bin/sh
printf '%s\\n' "$@" > "$SAID"
eval "shell=\\${$(($# - 2))}"
key=$(printf '%s' "$shell" | sed -n 's/.*-i \\([^ ]*\\).*/\\1/p')
if [ -n "$key" ]; then stat -c %a "$key" >> "$SAID"; cat "$key" >> "$SAID"; fi
"""
"""Stands for rsync, which not every machine has, and tells what it was asked to do."""


def test_a_site_is_published_whole_with_a_key_that_nobody_else_can_read(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/rsync").write_text(RSYNC, encoding="utf-8")
    (tmp_path / "bin/rsync").chmod(0o755)
    (tmp_path / "site").mkdir()
    path, said = f"{tmp_path / 'bin'}:{os.environ['PATH']}", tmp_path / "said"
    secrets = {"PUBLISH_KEY": "the key", "PUBLISH_HOST": "a host"}
    command = f"bash {ROOT / 'deploy/publish'} site cong@example.vn:/srv/cong"
    done = run(command, tmp_path, PATH=path, SAID=str(said), **secrets)
    assert done.returncode == 1
    assert "no SHA256SUMS" in done.stderr
    assert not said.exists()
    (tmp_path / "site/SHA256SUMS").write_text("", encoding="utf-8")
    assert run(command, tmp_path, PATH=path, SAID=str(said), **secrets).returncode == 0
    *options, source, target, mode, key = said.read_text(encoding="utf-8").splitlines()
    assert (source, target, mode, key) == ("site/", "cong@example.vn:/srv/cong/", "600", "the key")
    assert {"--delete-after", "--delay-updates"} <= set(options)
    left = re.search(r"-i (\S+)", " ".join(options))
    assert left
    assert not Path(left[1]).exists()


def run(script: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-c", script],
        cwd=folder,
        env=os.environ | more,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_same_template_is_the_same_in_every_forge() -> None:
    for one, two in (
        ("github/ISSUE_TEMPLATE/bao-loi.md", "forgejo/ISSUE_TEMPLATE/bao-loi.md"),
        ("github/PULL_REQUEST_TEMPLATE.md", "forgejo/PULL_REQUEST_TEMPLATE.md"),
        ("github/PULL_REQUEST_TEMPLATE.md", "gitlab/merge_request_templates/Default.md"),
    ):
        texts = {(ROOT / "deploy" / name).read_text(encoding="utf-8") for name in (one, two)}
        assert len(texts) == 1
