"""The `portal` command: runs what was asked for, and gives an exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from io import TextIOWrapper

from portal.admin_command import run_admin
from portal.arguments import Options
from portal.command_line import read_arguments
from portal.content_commands import run_check, run_explain, run_status
from portal.publish_commands import run_publish, run_rollback
from portal.redline_terminal import run_diff
from portal.site_commands import run_compress, run_export, run_init, run_redirects, run_verify
from portal.strings import strings
from portal.terminal import FOUND, MISUSED, disk_error, stop_output
from portal.text_commands import run_cite, run_import, run_new, run_release, run_translated

COMMANDS: Mapping[str, Callable[[Options], int]] = {
    "admin": run_admin,
    "check": run_check,
    "cite": run_cite,
    "compress": run_compress,
    "diff": run_diff,
    "explain": run_explain,
    "export": run_export,
    "import": run_import,
    "init": run_init,
    "new": run_new,
    "publish": run_publish,
    "redirects": run_redirects,
    "release": run_release,
    "rollback": run_rollback,
    "status": run_status,
    "translated": run_translated,
    "verify": run_verify,
}
"""Every command, in the order of the alphabet; `command_line` says what each takes."""
CONTENTLESS = ("compress", "explain", "init", "publish", "rollback", "verify")
"""Those that need no content, or not always."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; exit code 0 fine, 1 errors found, 2 wrong use."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    options = read_arguments(given)
    words = strings("command", options.lang)
    if options.command not in CONTENTLESS and not options.content.is_dir():
        print(words["no-content"].format(path=options.content), file=sys.stderr)
        return MISUSED
    try:
        code = COMMANDS[options.command](options)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of our output, such as `head`, has seen enough
        stop_output()
        return FOUND
    except OSError as error:
        if error.filename is None:
            stop_output()
        print(disk_error(error, options.lang), file=sys.stderr)
        return FOUND
    except KeyboardInterrupt:
        return FOUND
    return code
