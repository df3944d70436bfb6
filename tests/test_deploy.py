"""Pipelines and templates: they can be read, and run commands that there are."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import ROOT, root_with, serving
from portal.command_line import read_arguments

pytestmark = pytest.mark.slow

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
    job = yaml.safe_load(pipeline)["jobs"]["check"]
    (command,) = [step for step in steps(job) if "portal check" in step]
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


@pytest.mark.parametrize("name", PIPELINES)
def test_once_a_week_a_pipeline_fails_at_a_status_that_is_too_old(
    name: str, tmp_path: Path
) -> None:
    jobs = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
    (command,) = [s for s in steps(jobs.get("jobs", jobs)["weekly"]) if "portal status" in s]
    (tmp_path / "hooks").symlink_to(ROOT / "hooks")
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    shutil.copytree(ROOT / "content", tmp_path / "content")
    for year, code in ((2026, 0), (2099, 1)):
        done = run(command.replace("$(date +%F)", f"{year}-12-01"), tmp_path)
        assert (done.returncode, "nghi-dinh-43-2011-nd-cp: 2026-11" in done.stdout) == (
            code,
            bool(code),
        )


TOLD = """#!/bin/sh
set -- $RSYNC_RSH
stat -c %a "$3"
cat "$3" "${5#UserKnownHostsFile=}"
echo "$3 ${PUBLISH_KEY:-hidden}"
"""
"""Stands for `portal publish`, and tells what the ssh that it will use is given."""


def test_a_key_is_given_to_one_command_and_nobody_else_can_read_it(tmp_path: Path) -> None:
    (tmp_path / "told").write_text(TOLD, encoding="utf-8")
    command = f"bash {ROOT / 'deploy/with-key'} sh told"
    done = run(command, tmp_path, PUBLISH_KEY="the key", PUBLISH_HOST="a host")
    mode, key, host, last = done.stdout.splitlines()
    place, hidden = last.split()
    assert (mode, key, host, hidden) == ("600", "the key", "a host", "hidden")
    assert not Path(place).exists()
    assert run(command, tmp_path, PUBLISH_KEY="the key").returncode == 1
    assert run(f"bash {ROOT / 'deploy/with-key'} false", tmp_path).returncode == 1


@pytest.mark.parametrize("name", PIPELINES)
def test_what_a_pipeline_publishes_with_can_be_typed(name: str) -> None:
    commands = steps(yaml.safe_load((ROOT / name).read_text(encoding="utf-8")))
    (line,) = [command for command in commands if "portal publish" in command]
    helper, program, *given = shlex.split(line)[1:]
    assert (helper, program) == ("deploy/with-key", ".venv/bin/portal")
    assert (ROOT / helper).is_file()
    assert read_arguments(given).site == Path("site")


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


def test_links_that_lead_nowhere_are_found_at_home_and_elsewhere(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    with serving(here) as home, serving(there) as other:
        sound = f'<a href="../">a</a><a href="{other}">b</a>'
        broken = f'{sound}<a href="none/">c</a><a href="{other}gone/">d</a>'
        pages = {here: "<p>", there: "<p>", here / "sound": sound, here / "broken": broken}
        for folder, page in pages.items():
            folder.mkdir()
            (folder / "index.html").write_text(page, encoding="utf-8")
        assert links(f"{home}sound/").returncode == 0
        done = links(f"{home}broken/")
    assert done.returncode != 0
    for address in (f"{home}broken/none/", f"{other}gone/"):
        assert re.search(rf"Real URL +{address}\n", done.stdout), done.stdout
    assert "2 errors found" in done.stdout
    assert "make links SITE_URL=https://" in links("").stdout


def links(address: str) -> subprocess.CompletedProcess[str]:
    made = ["-o", ".venv/runtime", "-o", ".venv/development"]
    return subprocess.run(
        ["make", *made, "links", f"SITE_URL={address}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
