"""What the `portal` command takes, told in the language of its user."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from portal.arguments import Options, Parser, speaking
from portal.finding_formats import FORMATS
from portal.model import Reason, Translation
from portal.server_redirects import FORMATS as SERVERS
from portal.strings import strings
from portal.terminal import MISUSED

LANGUAGES = ("vi", "en")
EXAMPLES = {
    "admin": "portal admin --port 8010",
    "check": "portal check content/vi --fix",
    "cite": "portal cite cong-van.txt",
    "compress": "portal compress site",
    "diff": "portal diff ke-hoach-hoi-nhap 1.0",
    "explain": "portal explain link-dangling",
    "export": "portal export thu-muc --url https://example.vn/",
    "import": "portal import ke-hoach.docx --id ke-hoach-hoi-nhap --on 2026-12-01",
    "init": "portal init thu-muc-moi",
    "new": 'portal new "Nghị định số 43/2011/NĐ-CP ngày 13/6/2011 của Chính phủ"',
    "publish": "portal publish cong@may-chu.example.vn:/srv/portal",
    "redirects": "portal redirects --format nginx",
    "release": "portal release ke-hoach-hoi-nhap --date 2026-12-01 --reason transcription_fix "
    '--note-vi "…" --note-en "…"',
    "rollback": "portal rollback cong@may-chu.example.vn:/srv/portal",
    "status": "portal status --format json",
    "translated": "portal translated documents/ke-hoach-hoi-nhap.md#ii-5 "
    '--by "Nguyễn Văn A" --on 2026-12-01',
    "verify": "portal verify site.zip --against versions-da-luu.json",
}


def read_arguments(given: Sequence[str]) -> Options:
    """The arguments, or the end of the program with what is wrong with them."""
    language = language_asked_for(given)
    with speaking(language):
        asked = parser(given, language)
        if not given:
            asked.print_help(sys.stderr)
            raise SystemExit(MISUSED)
        return asked.parse_args(given, Options(content=Path("content"), lang=language))


def parser(given: Sequence[str], language: str) -> Parser:
    """What the command takes, told in `language`."""
    words, names = strings("command", language), strings("metavars", language)
    common = Parser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--content", type=Path, metavar=names["DIR"], help=words["help-content"])
    common.add_argument("--lang", choices=LANGUAGES, help=words["help-lang"])
    whole = Parser(prog="portal", parents=[common], example=EXAMPLES["check"])
    commands = whole.add_subparsers(
        dest="command", required=True, metavar=names["COMMAND"], title=words["commands"]
    )
    for name, arguments in ARGUMENTS.items():
        said = words[f"help-{name}"]
        command = commands.add_parser(
            name, parents=[common], help=said, description=said, example=EXAMPLES[name]
        )
        arguments(Line(command, words, names, given))
    return whole


class Line:
    """The line of one command, to which its arguments are added."""

    def __init__(
        self,
        command: argparse.ArgumentParser,
        words: Mapping[str, str],
        names: Mapping[str, str],
        given: Sequence[str],
    ) -> None:
        self.command, self.words, self.names, self.given = command, words, names, given

    def takes(self, name: str, said: str, shown: str = "", **more: Any) -> None:
        """An argument with its help; `shown` stands for its value."""
        if shown:
            more["metavar"] = self.names[shown]
        self.command.add_argument(name, help=self.words[said], **more)

    def takes_format(self, *formats: str) -> None:
        self.takes("--format", "help-format", choices=("text", *formats), default="text")

    def day(self, text: str) -> date:
        said = self.words["not-a-day"].format(text=text)
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            raise argparse.ArgumentTypeError(said)
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(said) from error

    def legal(self, text: str) -> tuple[str, object]:
        key, _, value = text.partition("=")
        if key not in ("promulgated_by", "effective") or not value:
            raise argparse.ArgumentTypeError(self.words["not-legal"].format(text=text))
        return key, self.day(value) if key == "effective" else value


def admin(line: Line) -> None:
    line.takes("--port", "help-port", "PORT", type=int, default=8010)
    line.takes("--packages", "help-packages", "DIR", type=Path, default=Path("build/admin"))
    line.takes("--into", "help-into", "DIR", type=Path)
    line.takes("--backend", "help-backend", "FILE", type=Path)


def check(line: Line) -> None:
    line.takes("paths", "help-paths", "PATH", nargs="*")
    line.takes_format(*FORMATS)
    line.takes("--fix", "help-fix", action="store_true")
    line.takes("--strict", "help-strict", action="store_true")


def cite(line: Line) -> None:
    line.takes("file", "help-cite-file", "FILE-OR-INPUT", nargs="?", default="-")
    line.takes("--text", "help-cite-text", "LANG")
    line.takes_format("json")


def diff(line: Line) -> None:
    line.takes("work", "help-work", "ID")
    line.takes("old", "help-diff-old", "VERSION")
    line.takes("new", "help-diff-new", "VERSION", nargs="?")
    line.takes("--text", "help-text", "LANG")
    line.takes_format("json")


def compress(line: Line) -> None:
    line.takes("site", "help-site", "SITE", nargs="?", type=Path, default=Path("site"))


def explain(line: Line) -> None:
    line.takes("rule", "help-rule", "RULE", nargs="?")
    line.takes("--all", "help-all", action="store_true")


def export(line: Line) -> None:
    address = os.environ.get("SITE_URL", "") or "/"
    line.takes("folder", "help-export-folder", "DIR", type=Path)
    line.takes("--url", "help-url", "ADDRESS", default=address)


def import_(line: Line) -> None:
    line.takes("file", "help-import-file", "FILE")
    line.takes("--id", "help-import-id", "ID", dest="work", required=True)
    line.takes("--on", "help-import-on", "DAY", type=line.day, default=today())


def init(line: Line) -> None:
    line.takes("folder", "help-init-folder", "DIR", type=Path)
    line.takes("--on", "help-day", "DAY", type=line.day, default=today())


def new(line: Line) -> None:
    line.takes("citation", "help-new-citation", "CITATION")
    line.takes("--on", "help-on", "DAY", type=line.day, default=today())


def publish(line: Line) -> None:
    line.takes("target", "help-target", "DIR")
    line.takes("--site", "help-publish-site", "SITE", type=Path)
    line.takes("--keep", "help-keep", "COUNT", type=int, default=5)


def redirects(line: Line) -> None:
    line.takes("--format", "help-server", choices=tuple(SERVERS), default="nginx")


def release(line: Line) -> None:
    line.takes("work", "help-work", "ID")
    line.takes("--date", "help-date", "DAY", type=line.day, required=True)
    reasons = list(Reason)
    line.takes("--reason", "help-why", "REASON", type=Reason, choices=reasons, required=True)
    for code in note_languages(line.given):
        said = line.words["help-note"].format(language=code)
        line.command.add_argument(
            f"--note-{code}", dest=f"note:{code}", metavar=line.names["TEXT"], help=said
        )
    line.takes("--legal", "help-legal", "KEY=VALUE", type=line.legal, nargs="+", default=[])
    line.takes("--lags", "help-lags", "LANG", action="append", default=[])


def rollback(line: Line) -> None:
    line.takes("target", "help-target", "DIR")
    line.takes("--to", "help-to", "NUMBER", type=int)
    line.takes("--list", "help-list", action="store_true")


def status(line: Line) -> None:
    line.takes("--on", "help-status-on", "DAY", type=line.day)
    line.takes_format("json")


def translated(line: Line) -> None:
    line.takes("page", "help-translated-page", "PATH#UNIT")
    line.takes("--by", "help-by", "NAME", required=True)
    line.takes("--on", "help-confirmed", "DAY", type=line.day, required=True)
    states, usual = list(Translation), Translation.reviewed
    line.takes("--state", "help-state", type=Translation, choices=states, default=usual)
    line.takes("--reason", "help-reason", "TEXT")


def verify(line: Line) -> None:
    line.takes("site", "help-site", "SITE", nargs="?", type=Path, default=Path("site"))
    line.takes("--against", "help-against", "FILE-OR-ROOT")


ARGUMENTS: Mapping[str, Callable[[Line], None]] = {
    "check": check,
    "status": status,
    "explain": explain,
    "new": new,
    "import": import_,
    "cite": cite,
    "translated": translated,
    "diff": diff,
    "release": release,
    "admin": admin,
    "export": export,
    "compress": compress,
    "redirects": redirects,
    "verify": verify,
    "publish": publish,
    "rollback": rollback,
    "init": init,
}
"""What each command takes, in the order in which help lists them: as one needs them."""


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
