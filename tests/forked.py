"""The command in a process of its own that need not load everything anew: made to be killed."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from multiprocessing import get_context
from multiprocessing.forkserver import ensure_running

from building import environment
from portal.cli import main
from portal.findings import rule_texts
from portal.strings import all_strings

AFRESH = get_context("forkserver")
AFRESH.set_forkserver_preload(["__main__", "forked"])
all_strings()
rule_texts()


def run_main(arguments: list[str], facts: Mapping[str, str], said: str) -> None:
    os.environ.update(facts)
    out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(out, 1)
    os.dup2(out, 2)
    sys.exit(main(arguments))


def portal(arguments: list[str], facts: Mapping[str, str], said: str) -> int:
    """The exit code; negative if a signal ended it. What it says goes to a file."""
    with environment({"PYTHONPATH": os.pathsep.join(sys.path)}):
        ensure_running()  # it finds what is to be loaded before nowhere else
    process = AFRESH.Process(target=run_main, args=(arguments, facts, said))
    process.start()
    process.join()
    code = process.exitcode
    process.close()
    assert code is not None
    return code
