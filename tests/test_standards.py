"""What the field's own checkers say of the built site: Nu Html Checker and Lighthouse."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import FIGURES, ROOT, missing_tool
from lighthouse import LIGHTHOUSE, PAGES, audit, served

pytestmark = pytest.mark.browser
NU = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"


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
    with served(tmp_path_factory.mktemp("own")) as url:
        yield url


@pytest.mark.parametrize("page", PAGES)
def test_lighthouse_gives_100_in_all_categories(own_address: str, chromium: str, page: str) -> None:
    """Except for performance, which depends on the machine: `make bench` judges that."""
    if not (shutil.which("node") and LIGHTHOUSE.exists()):
        missing_tool("this test needs Node and Lighthouse: npm ci")
    report = audit(f"{own_address}{page}", chromium)
    scores = {key: round(100 * c["score"]) for key, c in report["categories"].items()}
    FIGURES.append(f"Lighthouse {' '.join(f'{k} {v}' for k, v in scores.items())}  /{page}")
    lacking = [
        name
        for category in report["categories"].values()
        if category["id"] != "performance"
        for name in (ref["id"] for ref in category["auditRefs"] if ref["weight"])
        if (report["audits"][name]["score"] or 1) < 1
    ]
    assert lacking == []
    assert {v for k, v in scores.items() if k != "performance"} == {100}
