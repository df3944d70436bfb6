"""What the `portal` command takes, told in the language of its user."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from portal.arguments import Options, Parser, speaking
from portal.finding_formats import FORMATS
from portal.model import Reason, Translation
from portal.strings import strings

LANGUAGES = ("vi", "en")

EXAMPLES = {
    "admin": "portal admin --port 8010",
    "check": "portal check content/vi --fix",
    "cite": "portal cite cong-van.txt",
    "diff": "portal diff ke-hoach-hoi-nhap 1.0",
    "explain": "portal explain link-dangling",
    "export": "portal export thu-muc --url https://example.vn/",
    "import": "portal import ke-hoach.docx --id ke-hoach-hoi-nhap --on 2026-12-01",
    "init": "portal init thu-muc-moi",
    "new": 'portal new "Nghị định số 43/2011/NĐ-CP ngày 13/6/2011 của Chính phủ"',
    "release": "portal release ke-hoach-hoi-nhap --date 2026-12-01 --reason transcription_fix "
    '--note-vi "…" --note-en "…"',
    "status": "portal status --format json",
    "translated": "portal translated documents/ke-hoach-hoi-nhap.md#ii-5 "
    '--by "Nguyễn Văn A" --on 2026-12-01',
    "verify": "portal verify site.zip --against versions-da-luu.json",
}


def read_arguments(given: Sequence[str]) -> Options:
    """The arguments, or the end of the program with what is wrong with them."""
    language = language_asked_for(given)
    with speaking(language):
        return parser(given, language).parse_args(
            given, Options(content=Path("content"), lang=language)
        )


def parser(given: Sequence[str], language: str) -> Parser:
    """What the command takes, told in `language`."""
    words = strings("command", language)

    def day(text: str) -> date:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            raise argparse.ArgumentTypeError(words["not-a-day"].format(text=text))
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(words["not-a-day"].format(text=text)) from error

    def legal(text: str) -> tuple[str, object]:
        key, _, value = text.partition("=")
        if key not in ("promulgated_by", "effective") or not value:
            raise argparse.ArgumentTypeError(words["not-legal"].format(text=text))
        return key, day(value) if key == "effective" else value

    common = Parser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--content", type=Path, metavar="DIR", help=words["help-content"])
    common.add_argument("--lang", choices=LANGUAGES, help=words["help-lang"])
    parser = Parser(prog="portal", parents=[common], example=EXAMPLES["check"])
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="COMMAND", title=words["commands"]
    )

    def command(name: str) -> argparse.ArgumentParser:
        said, example = words[f"help-{name}"], EXAMPLES.get(name, "")
        return commands.add_parser(
            name, parents=[common], help=said, description=said, example=example
        )

    editing = command("admin")
    editing.add_argument("--port", type=int, default=8010, help=words["help-port"])
    editing.add_argument(
        "--packages",
        type=Path,
        default=Path("build/admin"),
        metavar="DIR",
        help=words["help-packages"],
    )
    editing.add_argument("--into", type=Path, metavar="DIR", help=words["help-into"])
    editing.add_argument("--backend", type=Path, metavar="FILE", help=words["help-backend"])

    checking = command("check")
    checking.add_argument("paths", nargs="*", metavar="PATH", help=words["help-paths"])
    checking.add_argument("--format", choices=("text", *FORMATS), default="text")
    checking.add_argument("--fix", action="store_true", help=words["help-fix"])
    checking.add_argument("--strict", action="store_true", help=words["help-strict"])

    cite = command("cite")
    cite.add_argument(
        "file", nargs="?", default="-", metavar="FILE|-", help=words["help-cite-file"]
    )
    cite.add_argument("--text", metavar="LANG", help=words["help-cite-text"])
    cite.add_argument("--format", choices=("text", "json"), default="text")

    diff = command("diff")
    diff.add_argument("work", metavar="ID")
    diff.add_argument("old", metavar="A")
    diff.add_argument("new", metavar="B", nargs="?", help=words["help-diff-new"])
    diff.add_argument("--text", metavar="LANG", help=words["help-text"])
    diff.add_argument("--format", choices=("text", "json"), default="text")

    explaining = command("explain")
    explaining.add_argument("rule", nargs="?", metavar="RULE", help=words["help-rule"])
    explaining.add_argument("--all", action="store_true", help=words["help-all"])

    exporting = command("export")
    exporting.add_argument("folder", type=Path, metavar="DIR")
    exporting.add_argument(
        "--url",
        default=os.environ.get("SITE_URL", "") or "/",
        metavar="ADDRESS",
        help=words["help-url"],
    )

    importing = command("import")
    importing.add_argument("file", metavar="FILE", help=words["help-import-file"])
    importing.add_argument("--id", dest="work", required=True, help=words["help-import-id"])
    importing.add_argument(
        "--on", type=day, default=today(), metavar="DAY", help=words["help-import-on"]
    )

    beginning = command("init")
    beginning.add_argument("folder", type=Path, metavar="DIR")
    beginning.add_argument("--on", type=day, default=today(), metavar="DAY", help=words["help-day"])

    new = command("new")
    new.add_argument("citation", metavar="CITATION", help=words["help-new-citation"])
    new.add_argument("--on", type=day, default=today(), metavar="DAY", help=words["help-on"])

    release = command("release")
    release.add_argument("work", metavar="ID")
    release.add_argument("--date", type=day, required=True, help=words["help-date"])
    release.add_argument("--reason", type=Reason, choices=list(Reason), required=True)
    for code in note_languages(given):
        note = words["help-note"].format(language=code)
        release.add_argument(f"--note-{code}", dest=f"note:{code}", metavar="TEXT", help=note)
    release.add_argument(
        "--legal", type=legal, nargs="+", default=[], metavar="KEY=VALUE", help=words["help-legal"]
    )
    release.add_argument(
        "--lags", action="append", default=[], metavar="LANG", help=words["help-lags"]
    )

    translated = command("translated")
    translated.add_argument("page", metavar="PATH#UNIT,UNIT…", help=words["help-translated-page"])
    translated.add_argument("--by", required=True, metavar="NAME", help=words["help-by"])
    translated.add_argument("--on", type=day, required=True, metavar="DAY", help=words["help-date"])
    translated.add_argument(
        "--state", type=Translation, choices=list(Translation), default=Translation.reviewed
    )
    translated.add_argument("--reason", metavar="TEXT", help=words["help-reason"])

    status = command("status")
    status.add_argument("--format", choices=("text", "json"), default="text")

    verifying = command("verify")
    verifying.add_argument("site", nargs="?", type=Path, default=Path("site"), metavar="SITE|ZIP")
    verifying.add_argument("--against", metavar="FILE|ROOT", help=words["help-against"])

    return parser


def today() -> date:
    """The day on which a person enters something; no page is ever built with it."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC).date() if epoch.isdigit() else date.today()


def language_asked_for(given: Sequence[str]) -> str:
    """The language of help and messages, needed before the arguments can be read."""
    joined = " ".join(given)
    match = re.search(r"--lang[= ](\w+)", joined)
    asked = match[1] if match else os.environ.get("PORTAL_LANG", "")
    return asked if asked in LANGUAGES else LANGUAGES[0]


def note_languages(given: Sequence[str]) -> list[str]:
    """Ours, and any other that a note is given in: which ones there are, the content knows."""
    named = [match[1] for word in given if (match := re.match(r"--note-([A-Za-z-]+)", word))]
    return list(dict.fromkeys([*LANGUAGES, *named]))
