"""Builds a site again and again in one process, as `mkdocs serve` does: each line read is a build.

Prints a line after each: empty, or what went wrong.
"""

from __future__ import annotations

import sys

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort


def main(site: str) -> None:
    load_config(site_dir=site).plugins.on_startup(command="serve", dirty=False)
    for _ in sys.stdin:
        try:
            build(load_config(site_dir=site, strict=False))
            print(flush=True)
        except Abort as stopped:
            print(stopped, flush=True)


main(*sys.argv[1:])
