"""A build of what is to be published, in a process of its own, that takes nothing from others."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = "mkdocs"
SETTINGS = {"RELEASE": "1", "PORTAL_CACHE": "0", "NO_MKDOCS_2_WARNING": "1"}


def build_release(project: Path, site: Path, address: str) -> bool:
    """Whether a release of the project was built into a folder; if not, it said why.

    `address` is that of the site, unless the environment names one.
    """
    given = os.environ.get("SITE_URL") or address
    command = [sys.executable, "-m", PROGRAM, "build", "--strict", "--quiet", "--clean"]
    done = subprocess.run(
        [*command, "--config-file", "mkdocs.yml", "--site-dir", str(site)],
        cwd=project,
        env=os.environ | SETTINGS | {"SITE_URL": given},
        check=False,
    )
    return done.returncode == 0
