"""Runs Lighthouse on pages of the real site, as a phone on a slow line would load them."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from conftest import FLAGS, ROOT, build, serve

LIGHTHOUSE = ROOT / "node_modules/lighthouse/cli/index.js"
PLAN = "documents/ke-hoach-hoi-nhap-quoc-te-2022/"
PAGES = [
    f"{prefix}{page}"
    for prefix in ("", "en/")
    for page in ("", PLAN, "documents/", "documents/nghi-dinh-43-2011-nd-cp/", "search/")
]


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Builds the site for the address at which it then is served, and gives that address."""
    server = serve(folder)
    url = f"http://127.0.0.1:{server.server_port}/"
    build(folder, url=url)
    yield url
    server.shutdown()
    server.server_close()


def audit(url: str, chromium: str, *options: str) -> dict[str, Any]:
    """Lighthouse's report on one page."""
    command = ["node", str(LIGHTHOUSE), url, "--quiet", "--output=json", *options]
    done = subprocess.run(
        [*command, f"--chrome-flags=--headless=new {' '.join(FLAGS)}"],
        env=os.environ | {"CHROME_PATH": chromium},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report
