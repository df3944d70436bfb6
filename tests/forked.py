"""The command in a process of its own that need not load everything anew: made to be killed."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from multiprocessing import get_context

from portal.cli import main

AFRESH = get_context("forkserver")
AFRESH.set_forkserver_preload(["forked"])


def run_main(arguments: list[str], environment: Mapping[str, str], said: str) -> None:
    os.environ.update(environment)
    out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(out, 1)
    os.dup2(out, 2)
    sys.exit(main(arguments))


def portal(arguments: list[str], environment: Mapping[str, str], said: str) -> int:
    """The exit code; negative if a signal ended it. What it says goes to a file."""
    process = AFRESH.Process(target=run_main, args=(arguments, environment, said))
    process.start()
    process.join()
    code = process.exitcode
    process.close()
    assert code is not None
    return code
