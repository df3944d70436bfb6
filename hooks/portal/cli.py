"""The `portal` command: reads arguments, prints, and gives an exit code."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from portal.corpus import read_corpus
from portal.files import read_tree
from portal.findings import Finding, Severity
from portal.rules import check
from portal.strings import strings

LANGUAGES = ("vi", "en")
FINE, FOUND, MISUSED = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; exit code 0 fine, 1 errors found, 2 wrong use."""
    options = read_arguments(arguments)
    if not options.content.is_dir():
        words = strings("command", options.lang)
        print(words["no-content"].format(path=options.content), file=sys.stderr)
        return MISUSED
    try:
        return run_check(options)
    except BrokenPipeError:  # the reader of our output, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FOUND


def read_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    language = os.environ.get("PORTAL_LANG", "vi")
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--content", type=Path, metavar="DIR")
    common.add_argument("--lang", choices=LANGUAGES)
    parser = argparse.ArgumentParser(prog="portal", parents=[common])
    commands = parser.add_subparsers(dest="command", required=True)
    checking = commands.add_parser("check", parents=[common], help="all rules, all findings")
    checking.add_argument("paths", nargs="*", metavar="PATH")
    checking.add_argument("--format", choices=("text", "json"), default="text")
    checking.add_argument("--strict", action="store_true", default=False)
    defaults = argparse.Namespace(
        content=Path("content"), lang=language if language in LANGUAGES else "vi"
    )
    return parser.parse_args(arguments, defaults)


def run_check(options: argparse.Namespace) -> int:
    """All findings, or those in the files and folders that were named."""
    corpus = read_corpus(read_tree(options.content))
    prefix = options.content.name
    named = [Path(path).as_posix().rstrip("/") for path in options.paths]
    findings = [
        finding
        for finding in check(corpus)
        if not named or any(is_below(f"{prefix}/{finding.path}", path) for path in named)
    ]
    if options.format == "json":
        print(json.dumps([as_json(f, prefix) for f in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            print(f"{prefix}/{finding.line_for_terminal(options.lang)}")
        print(summary(findings, options.lang), file=sys.stderr)
    gravest = Severity.warning if options.strict else Severity.error
    return FOUND if any(finding.severity >= gravest for finding in findings) else FINE


def is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")


def as_json(finding: Finding, prefix: str) -> dict[str, object]:
    return {
        "path": f"{prefix}/{finding.path}",
        "line": finding.place.line,
        "column": finding.place.column,
        "rule": finding.rule,
        "severity": finding.severity.name,
        "message": {language: finding.message(language) for language in LANGUAGES},
    }


def summary(findings: Sequence[Finding], language: str) -> str:
    counts = {s.name: sum(f.severity is s for f in findings) for s in Severity}
    return strings("command", language)["summary"].format(**counts)
