"""The `portal` command: reads arguments, prints, and gives an exit code."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from errno import ENOENT, errorcode
from functools import partial
from io import TextIOWrapper
from pathlib import Path, PurePosixPath

from portal.admin_desk import Desk
from portal.admin_page import is_whole, packages, page_files, served_as, settings_file
from portal.admin_server import Page, address_of, open_server
from portal.arguments import Parser, speaking
from portal.artifacts import artifacts
from portal.citations import Resolution, finder_of
from portal.citations_json import cite_text
from portal.corpus import Corpus, read_corpus
from portal.explaining import explanations, render_explanation, render_handbook
from portal.files import (
    open_copy,
    read_archive,
    read_tree,
    write_all_or_nothing,
    write_bytes,
    write_in_order,
)
from portal.finding_formats import FORMATS
from portal.findings import Finding, Severity
from portal.fixing import diff_of, fixed
from portal.freshness import WHOLE, counts, freshener
from portal.guessing import meant
from portal.importing import Request as ImportRequest
from portal.importing import import_document, report
from portal.model import Reason, Translation
from portal.redline import Mark, Piece, UnitChange, redline
from portal.registering import new_entry
from portal.releasing import Request, prepare
from portal.rules import check
from portal.site import Site
from portal.stamping import Confirmation, confirm
from portal.starting import CHANGED, SINGLE, TAKEN, start_files
from portal.strings import strings
from portal.units import read_text
from portal.verifying import ROOT, verify
from portal.vocabulary import vocabulary
from portal.waiting import waiting

LANGUAGES = ("vi", "en")
FINE, FOUND, MISUSED = 0, 1, 2
MARKS = {
    Mark.same: ("", ""),
    Mark.deleted: ("[-", "-]"),
    Mark.inserted: ("{+", "+}"),
}
"""How wdiff marks words, so that its readers and tools know them."""
COLOURS = {Mark.same: "", Mark.deleted: "\x1b[31m", Mark.inserted: "\x1b[32m"}
GRAVITY = {
    Severity.notice: "\x1b[36m",
    Severity.warning: "\x1b[33m",
    Severity.error: "\x1b[31m",
}
RESET = "\x1b[0m"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; exit code 0 fine, 1 errors found, 2 wrong use."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    options = read_arguments(given)
    words = strings("command", options.lang)
    if options.command not in ("explain", "init", "verify") and not options.content.is_dir():
        print(words["no-content"].format(path=options.content), file=sys.stderr)
        return MISUSED
    commands: Mapping[str, Callable[[argparse.Namespace], int]] = {
        "admin": run_admin,
        "check": run_check,
        "cite": run_cite,
        "diff": run_diff,
        "explain": run_explain,
        "export": run_export,
        "import": run_import,
        "init": run_init,
        "new": run_new,
        "release": run_release,
        "status": run_status,
        "translated": run_translated,
        "verify": run_verify,
    }
    try:
        code = commands[options.command](options)
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


def disk_error(error: OSError, language: str) -> str:
    """What kept a file from being read or written, and which file there is of a similar name."""
    words, reasons = strings("command", language), strings("disk", language)
    reason = reasons.get(errorcode.get(error.errno or 0, ""), error.strerror or "?")
    if error.filename is None:
        return words["disk"].format(path=words["output"], error=reason)
    path = Path(str(error.filename))
    said = words["disk"].format(path=path, error=reason)
    if error.errno == ENOENT and path.parent.is_dir():
        said += meant(str(path), (str(other) for other in path.parent.iterdir()))[language]
    return said


def stop_output() -> None:
    """Lets what is still to be written go nowhere, so that Python does not try again at its end."""
    if isinstance(sys.stdout, TextIOWrapper):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def read_arguments(given: Sequence[str]) -> argparse.Namespace:
    """The arguments, or the end of the program with what is wrong with them."""
    language = language_asked_for(given)
    with speaking(language):
        return parser(given, language).parse_args(
            given, argparse.Namespace(content=Path("content"), lang=language)
        )


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


# portal admin


def run_admin(options: argparse.Namespace) -> int:
    """Serves the editing page to this machine until it is stopped, or writes it for a server."""
    words = strings("command", options.lang)
    members: dict[str, bytes] = {}
    for name in packages():
        path = options.packages / name
        if not path.is_file() or not is_whole(name, path.read_bytes()):
            print(words["no-package"].format(path=path), file=sys.stderr)
            return MISUSED
        members |= read_archive(path, lambda member: bool(served_as(member)))
    corpus, folder = read_corpus(read_tree(options.content)), options.content.resolve().name
    files = page_files(corpus, members, options.lang)
    if options.into:
        return write_page(options, files, corpus)
    desk = Desk(
        read=partial(read_tree, options.content),
        write=partial(write_in_order, options.content),
        folder=folder,
        language=options.lang,
    )
    try:
        server = open_server(Page(files, desk), options.port)
    except (OSError, OverflowError):
        print(words["no-port"].format(port=options.port), file=sys.stderr)
        return MISUSED
    with server:
        print(words["open"].format(address=address_of(server)), flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return FINE
    return FINE


def write_page(options: argparse.Namespace, files: dict[str, bytes], corpus: Corpus) -> int:
    """Writes the editing page for a server, with the settings of its backend."""
    words = strings("command", options.lang)
    try:
        backend = json.loads(options.backend.read_text(encoding="utf-8"))
        if not isinstance(backend, dict) or "name" not in backend:
            raise ValueError
    except (AttributeError, ValueError):
        print(words["no-backend"], file=sys.stderr)
        return MISUSED
    folder = options.content.resolve().name
    settings = settings_file(corpus, folder, options.lang, {"backend": backend})
    write_bytes(options.into, files | {"settings.json": settings})
    print(words["page-written"].format(folder=options.into))
    return FINE


# portal check


def run_check(options: argparse.Namespace) -> int:
    """All findings, or those in the files and folders that were named."""
    tree = read_tree(options.content)
    prefix = options.content.name
    named = [below_content(path, options.content) for path in options.paths]
    for given, path in zip(options.paths, named, strict=True):
        if path and not any(is_below(name, path) for name in tree):
            print(no_such_path(given, path, tree, options), file=sys.stderr)
            return MISUSED

    def found(tree: Mapping[str, bytes]) -> list[Finding]:
        return [
            finding
            for finding in check(read_corpus(tree))
            if not named or any(is_below(finding.path, path) for path in named)
        ]

    with waiting(strings("command", options.lang)["working"]):
        findings = found(tree)
    if options.fix:
        changed = fixed(tree, findings)
        write_in_order(options.content, changed)
        shown = sys.stdout if options.format == "text" else sys.stderr
        print(diff_of(tree, changed, prefix), end="", file=shown)
        words = strings("command", options.lang)
        print(words["fixed" if changed else "fixed-none"].format(count=len(changed)), file=shown)
        findings = found({**tree, **{path: text.encode() for path, text in changed.items()}})
    if options.format in FORMATS:
        print(FORMATS[options.format](findings, prefix, options.lang))
    else:
        show(findings, prefix, options.lang)
        print(summary(findings, options.lang), file=sys.stderr)
    gravest = Severity.warning if options.strict else Severity.error
    return FOUND if any(finding.severity >= gravest for finding in findings) else FINE


def below_content(path: str, content: Path) -> str:
    """A path as people name it, from the content folder: empty for the folder itself."""
    whole = os.path.normpath(content.resolve().parent / path)
    if not is_below(whole, str(content.resolve())):
        whole = os.path.abspath(path)  # noqa: PTH100  a link is not to be followed
    return Path(os.path.relpath(whole, content.resolve())).as_posix().removeprefix(".")


def is_below(path: str, folder: str) -> bool:
    return not folder or path == folder or path.startswith(f"{folder}/")


def no_such_path(
    given: str, path: str, tree: Mapping[str, bytes], options: argparse.Namespace
) -> str:
    """That a path is not there, with the nearest ones."""
    said = strings("command", options.lang)["no-path"].format(path=given)
    folders = {folder for name in tree for folder in parents_of(name)}
    known = (f"{options.content.name}/{name}" for name in {*tree, *folders})
    return said + meant(f"{options.content.name}/{path}", known)[options.lang]


def parents_of(path: str) -> list[str]:
    return [folder.as_posix() for folder in PurePosixPath(path).parents][:-1]


def show(findings: Sequence[Finding], prefix: str, language: str) -> None:
    colour = wants_colour()
    for finding in findings:
        line = f"{prefix}/{finding.line_for_terminal(language)}"
        place, mark, rest = line.partition(": ") if colour else (line, "", "")
        print(f"{GRAVITY[finding.severity]}{place}{RESET}{mark}{rest}" if colour else line)


def wants_colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def summary(findings: Sequence[Finding], language: str) -> str:
    counts = {s.name: sum(f.severity is s for f in findings) for s in Severity}
    return strings("command", language)["summary"].format(**counts)


# portal explain


def run_explain(options: argparse.Namespace) -> int:
    """What a rule means, with an example."""
    rules = explanations()["rules"]
    if options.all:
        print(render_handbook(options.lang), end="")
        return FINE
    if options.rule not in rules:
        words, rule = strings("command", options.lang), options.rule or ""
        said = words["no-rule" if rule else "name-a-rule"].format(rule=rule)
        print(said + meant(rule, rules)[options.lang], file=sys.stderr)
        return MISUSED
    print(render_explanation(options.rule, options.lang))
    return FINE


# portal cite


def run_cite(options: argparse.Namespace) -> int:
    """The citations in any text."""
    words = strings("command", options.lang)
    data = sys.stdin.buffer.read() if options.file == "-" else Path(options.file).read_bytes()
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        print(words["not-text"].format(path=options.file), file=sys.stderr)
        return MISUSED
    corpus = read_corpus(read_tree(options.content))
    languages = corpus.languages or LANGUAGES
    language = options.text or languages[0]
    if language not in languages:
        expected = ", ".join(languages)
        print(words["no-language"].format(language=language, expected=expected), file=sys.stderr)
        return MISUSED
    found = cite_text(finder_of(corpus, language), text)
    if options.format == "json":
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return FINE
    for said in found:
        line = text.count("\n", 0, said["start"]) + 1
        means = said["target"] or ", ".join(said["candidates"]) or "?"
        pin = f"{said['pinpoint']}, " if said["pinpoint"] else ""
        print(f"{line}: {pin}{' '.join(said['text'].split())} → {means}")
    counts = Counter(said["state"] for said in found)
    print(words["cited"].format(total=len(found), **{s: counts[s] for s in Resolution}))
    return FINE


# portal new


def run_new(options: argparse.Namespace) -> int:
    """Writes a register entry from a citation pasted from a document."""
    words = strings("command", options.lang)
    corpus = read_corpus(read_tree(options.content))
    if not corpus.languages:
        show(corpus.reading, options.content.name, options.lang)
        return FOUND
    files, findings, missing = new_entry(corpus, options.citation, options.on)
    if findings:
        show(findings, options.content.name, options.lang)
        return FOUND
    write_in_order(options.content, files)
    for name, text in files.items():
        print(f"{options.content.name}/{name}\n")
        print(text)
    print(words["fill-in"].format(keys=", ".join(missing)))
    return FINE


# portal import


def run_import(options: argparse.Namespace) -> int:
    """Makes the files that publish a document as received, and reports what is in doubt."""
    words = strings("command", options.lang)
    data = Path(options.file).read_bytes()
    request = ImportRequest(Path(options.file).name, data, options.work, options.on)
    if sys.stderr.isatty():
        print(words["importing"].format(name=request.name), file=sys.stderr)
    made, findings = import_document(read_tree(options.content), request)
    if made is None:
        for finding in findings:
            print(finding.line_for_terminal(options.lang))
        print(words["not-imported"], file=sys.stderr)
        return FOUND
    write_all_or_nothing(options.content, made.files)
    for line in report(made, request, options.lang):
        print(line)
    print(f"\n{words['imported']}")
    for name in made.files:
        print(f"  {options.content.name}/{name}")
    print(words["imported-next"].format(folder=options.content.name))
    return FINE


# portal release


def run_release(options: argparse.Namespace) -> int:
    """Freezes the texts of a work and adds an entry to its log."""
    words = strings("command", options.lang)
    notes = {
        key.removeprefix("note:"): str(value)
        for key, value in vars(options).items()
        if key.startswith("note:") and value is not None
    }
    request = Request(
        options.work,
        options.date,
        options.reason,
        notes,
        **dict(options.legal),
        lagging=options.lags,
    )
    release, findings = prepare(read_tree(options.content), request)
    if release is None:
        show(findings, options.content.name, options.lang)
        print(words["not-released"], file=sys.stderr)
        return FOUND
    write_in_order(options.content, release.files)
    values = {"work": options.work, "version": release.entry.version}
    print(words["released"].format(**values))
    for name in release.files:
        print(f"  {options.content.name}/{name}")
    print(words["commit-it"].format(folder=f"{options.content.name}/versions/{options.work}"))
    return FINE


# portal translated, portal status


def run_translated(options: argparse.Namespace) -> int:
    """Confirms passages of a translation, one by one."""
    words = strings("command", options.lang)
    tree = read_tree(options.content)
    languages = read_corpus(tree).languages
    path, _, named = options.page.partition("#")
    path = path.removeprefix(f"{options.content.as_posix()}/")
    path = path.removeprefix(f"{options.content.name}/")
    language, _, rest = path.partition("/")
    if language not in languages[1:]:
        language, rest = (*languages[1:], "")[0], path
    page = rest if rest.endswith(".md") else f"{rest.rstrip('/')}.md"
    units = [unit for unit in named.split(",") if unit]
    if not units and page.removesuffix(".md") not in [f"documents/{w}" for w in works_of(tree)]:
        units = [WHOLE]
    reason = options.reason.strip() if options.reason else None
    by = " ".join(options.by.split())
    files, findings = confirm(
        tree,
        Confirmation(language, page, units, by, options.on, options.state, reason or None),
    )
    if findings:
        show(findings, options.content.name, options.lang)
        print(words["not-confirmed"], file=sys.stderr)
        return FOUND
    write_in_order(options.content, files)
    print(words["confirmed" if files else "confirmed-already"].format(count=len(units)))
    return FINE


def works_of(tree: Mapping[str, bytes]) -> list[str]:
    names = (name for name in tree if name.startswith("register/") and name.endswith(".yml"))
    return [name.removeprefix("register/").removesuffix(".yml") for name in names]


def run_status(options: argparse.Namespace) -> int:
    """How fresh translations are, what is known of the works, which versions there are."""
    corpus = read_corpus(read_tree(options.content))
    fresh = {
        f"{language}/{path}": {
            state.value: count for state, count in counts(judge.page(path)).items() if count
        }
        for language in corpus.languages[1:]
        for judge in [freshener(corpus, language)]
        for path in judge.pages()
    }
    force = Counter(work.status.code.value for work in corpus.works.values())
    versions = {work: log[-1].version for work, log in corpus.logs.items() if log}
    if options.format == "json":
        said = {"translations": fresh, "status": dict(force), "versions": versions}
        print(json.dumps(said, ensure_ascii=False, indent=2))
        return FINE
    words, states = strings("command", options.lang), strings("freshness", options.lang)
    print(words["status-translations"])
    for path, found in fresh.items():
        print(f"  {path}: " + ", ".join(f"{states[key]} {n}" for key, n in found.items()))
    print(words["status-register"])
    for code, count in force.most_common():
        print(f"  {vocabulary('force')[code][options.lang]}: {count}")
    print(words["status-versions"])
    for work, version in versions.items():
        print(f"  {work}: {version}")
    return FINE


# portal diff


def run_diff(options: argparse.Namespace) -> int:
    """What changed between two versions, or since one of them."""
    corpus = read_corpus(read_tree(options.content))
    language = options.text or (corpus.languages or ("",))[0]
    texts = []
    for version in (options.old, options.new):
        found = text_of_version(corpus, options.work, version, language)
        if isinstance(found, Finding):
            show([found], options.content.name, options.lang)
            return FOUND
        texts.append(read_text(found).units)
    changes = redline(*texts)
    if options.format == "json":
        print(json.dumps([change_as_json(c) for c in changes], ensure_ascii=False, indent=2))
        return FINE
    colour = wants_colour()
    words = strings("change", options.lang)
    changed = [change for change in changes if not change.unchanged]
    for change in changed:
        unit = change.new or change.old
        print(f"{unit.id if unit else ''}: {', '.join(kinds(change, words))}")
        print(f"  {''.join(marked(piece, colour) for piece in change.pieces)}\n")
    print(words["tally"].format(changed=len(changed), same=len(changes) - len(changed)))
    return FINE


def text_of_version(corpus: Corpus, work: str, version: str | None, language: str) -> str | Finding:
    """A frozen text, or today's if no version is named, or why there is none."""
    file = f"versions/{work}/log.yml"
    if work not in corpus.works:
        values: dict[str, object] = {"work": work, "meant": meant(work, corpus.works)}
        return Finding("release-work-unknown", file, values=values)
    if version is None:
        body = corpus.body_of(work, language)
        path = f"{language}/documents/{work}.md"
        return Finding("release-no-text", path) if body is None else body
    entry = next((e for e in corpus.logs.get(work, ()) if e.version == version), None)
    if entry is None:
        labels = [e.version for e in corpus.logs.get(work, ())]
        values = {"version": version, "expected": labels or "–"}
        return Finding("version-unknown", file, values=values)
    text = corpus.frozen.get((work, version, language))
    if text is None:
        values = {"version": version, "language": language, "expected": list(entry.text)}
        return Finding("version-without-text", file, values=values)
    return text


def kinds(change: UnitChange, words: Mapping[str, str]) -> list[str]:
    """What became of a unit, in words."""
    if change.old is None or change.new is None:
        return [words["added" if change.old is None else "removed"]]
    said = [words["reworded"]] if change.reworded else []
    if change.moved:
        said.append(words["moved"])
    if change.old.id != change.new.id:
        said.append(words["renamed"].format(old=change.old.id))
    if change.reformatted:
        said.append(words["reformatted"])
    return said


def marked(piece: Piece, colour: bool) -> str:
    before, after = MARKS[piece.mark]
    text = f"{before}{piece.text}{after}"
    return f"{COLOURS[piece.mark]}{text}{RESET}" if colour and before else text


def change_as_json(change: UnitChange) -> dict[str, object]:
    return {
        "old": change.old.id if change.old else None,
        "new": change.new.id if change.new else None,
        "moved": change.moved,
        "reformatted": change.reformatted,
        "pieces": [{"mark": piece.mark.value, "text": piece.text} for piece in change.pieces],
    }


# portal export


def run_export(options: argparse.Namespace) -> int:
    """Writes all data files, as the site has them, without building its pages."""
    corpus = read_corpus(read_tree(options.content))
    findings = [finding for finding in check(corpus) if finding.severity is Severity.error]
    if findings:
        show(findings, options.content.name, options.lang)
        return FOUND
    with waiting(strings("command", options.lang)["working"]):
        files = artifacts(Site(corpus, f"{options.url.rstrip('/')}/"))
        write_bytes(options.folder, files)
    words = strings("command", options.lang)
    print(words["exported"].format(count=len(files), folder=options.folder))
    return FINE


# portal init


def run_init(options: argparse.Namespace) -> int:
    """Begins a portal for another department in an empty folder."""
    words, root = strings("command", options.lang), Path(__file__).parents[2]
    if not (root / "overrides").is_dir():
        print(words["no-project"].format(folder=root), file=sys.stderr)
        return MISUSED
    if options.folder.exists() and (not options.folder.is_dir() or any(options.folder.iterdir())):
        print(words["not-empty"].format(folder=options.folder), file=sys.stderr)
        return MISUSED
    project = {
        f"{folder}{name}": data
        for folder in ("content/", *TAKEN)
        for name, data in read_tree(root / folder).items()
    }
    project |= {name: (root / name).read_bytes() for name in (*SINGLE, *CHANGED)}
    files, findings = start_files(project, options.on)
    if findings:
        show(findings, "content", options.lang)
        return FOUND
    write_bytes(options.folder, files)
    print(words["begun"].format(count=len(files), folder=options.folder))
    return FINE


# portal verify


def run_verify(options: argparse.Namespace) -> int:
    """Recomputes all that a built site says of itself."""
    words = strings("command", options.lang)
    copy = open_copy(options.site)
    if copy is None:
        finding = Finding("verify-not-a-site", options.site.name)
        print(finding.line_for_terminal(options.lang))
        return MISUSED
    against: str | bytes | None = options.against
    if against is not None:
        root = ROOT.fullmatch(str(against).strip())
        against = root["digest"] if root else Path(str(against)).read_bytes()
    with waiting(words["working"]):
        verdict = verify(copy, against)
    show(verdict.findings, options.site.name, options.lang)
    for key in ("verified-files", "verified-versions", "verified-root"):
        print(words[key].format(files=verdict.files, entries=verdict.entries, root=verdict.root))
    print(words["not-verified" if verdict.findings else "verified"])
    return FOUND if verdict.findings else FINE
