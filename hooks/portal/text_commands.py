"""Commands about single documents: `cite`, `new`, `import`, `release`, `translated`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from portal.arguments import Options
from portal.citations import Resolution, finder_of
from portal.citations_json import cite_text
from portal.command_line import LANGUAGES
from portal.files import (
    read_content,
    read_tree,
    write_all_or_nothing,
    write_in_order,
)
from portal.freshness import WHOLE
from portal.importing import Request as ImportRequest
from portal.importing import import_document, report
from portal.reading import read_corpus
from portal.registering import new_entry
from portal.releasing import Request, prepare
from portal.stamping import Confirmation, confirm
from portal.strings import strings
from portal.terminal import FINE, FOUND, MISUSED, show, working
from portal.waiting import waiting


def run_cite(options: Options) -> int:
    """The citations in any text."""
    words = strings("command", options.lang)
    data = sys.stdin.buffer.read() if options.file == "-" else Path(options.file).read_bytes()
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        print(words["not-text"].format(path=options.file), file=sys.stderr)
        return MISUSED
    with working(options):
        corpus = read_corpus(read_content(options.content))
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


def run_new(options: Options) -> int:
    """Writes a register entry from a citation pasted from a document."""
    words = strings("command", options.lang)
    with working(options):
        corpus = read_corpus(read_content(options.content))
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


def run_import(options: Options) -> int:
    """Makes the files that publish a document as received, and reports what is in doubt."""
    words = strings("command", options.lang)
    file = Path(options.file)
    with waiting(words["importing"].replace("{name}", file.name)):
        request = ImportRequest(file.name, file.read_bytes(), options.work, options.on)
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


def run_release(options: Options) -> int:
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
    with working(options):
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


def run_translated(options: Options) -> int:
    """Confirms passages of a translation, one by one."""
    words = strings("command", options.lang)
    tree = read_content(options.content)
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
    said = Confirmation(language, page, units, by, options.on, options.state, reason or None)
    with working(options):
        files, findings = confirm(tree, said)
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
