"""What the field's own checkers say of the built site: Nu Html Checker and Lighthouse."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import FIGURES, FLAGS, ROOT, build, missing_tool, serve

pytestmark = pytest.mark.browser
NU = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"
LIGHTHOUSE = ROOT / "node_modules/lighthouse/cli/index.js"
PLAN = "documents/ke-hoach-hoi-nhap-quoc-te-2022/"
PAGES = ["", PLAN, "documents/", "documents/nghi-dinh-43-2011-nd-cp/"]


def test_every_page_is_valid_html(site: Path) -> None:
    if not (shutil.which("java") and NU.exists()):
        missing_tool("this test needs Java and the Nu Html Checker: .ci/run installs them")
    pages = list(site.rglob("*.html"))
    done = subprocess.run(
        ["java", "-jar", str(NU), "--errors-only", *map(str, pages)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode == 0
    FIGURES.append(f"{len(pages)} pages without an error of the Nu Html Checker")


@pytest.fixture(scope="module")
def own_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site served at the address that it was built for."""
    folder = tmp_path_factory.mktemp("own")
    server = serve(folder)
    url = f"http://127.0.0.1:{server.server_port}/"
    build(folder, url=url)
    yield url
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("prefix", ["", "en/"])
@pytest.mark.parametrize("page", PAGES)
def test_lighthouse_gives_100_in_all_categories(
    own_address: str, chromium: str, page: str, prefix: str
) -> None:
    if not (shutil.which("node") and LIGHTHOUSE.exists()):
        missing_tool("this test needs Node and Lighthouse: npm ci")
    command = ["node", str(LIGHTHOUSE), f"{own_address}{prefix}{page}", "--quiet"]
    command += ["--output=json", f"--chrome-flags=--headless=new {' '.join(FLAGS)}"]
    done = subprocess.run(
        command,
        env=os.environ | {"CHROME_PATH": chromium},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    scores = {key: round(100 * c["score"]) for key, c in report["categories"].items()}
    FIGURES.append(f"Lighthouse {' '.join(f'{k} {v}' for k, v in scores.items())}  /{prefix}{page}")
    lacking = [
        audit["id"]
        for audit in report["audits"].values()
        if audit["score"] is not None and audit["score"] < 1
    ]
    assert {k: v for k, v in scores.items() if v < 100} == {}, lacking
