"""Commands about whole sites: `compress`, `export`, `init`, `redirects`, `verify`."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from pathlib import Path

from portal.arguments import Options
from portal.artifacts import each_artifact
from portal.checksums import SUMS
from portal.files import (
    compress_folder,
    open_copy,
    read_content,
    read_tree,
    write_bytes,
    write_changed,
)
from portal.findings import Finding, Severity
from portal.reading import read_corpus
from portal.rules import check
from portal.server_redirects import render_redirects
from portal.site import Site
from portal.starting import CHANGED, SINGLE, TAKEN, start_files
from portal.strings import strings
from portal.terminal import FINE, FOUND, MISUSED, show, working
from portal.verifying import ROOT, verify


def run_export(options: Options) -> int:
    """Writes all data files, as the site has them, without building its pages."""
    with working(options):
        corpus = read_corpus(read_content(options.content))
        findings = [finding for finding in check(corpus) if finding.severity is Severity.error]
    if findings:
        show(findings, options.content.name, options.lang)
        return FOUND
    with working(options):
        site = Site(corpus, f"{options.url.rstrip('/')}/")
        files = write_changed(options.folder, each_artifact(site))
    words = strings("command", options.lang)
    print(words["exported"].format(count=len(files), folder=options.folder))
    return FINE


def run_init(options: Options) -> int:
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
    with working(options):
        files, findings = start_files(project, options.on)
    if findings:
        show(findings, "content", options.lang)
        return FOUND
    write_bytes(options.folder, files)
    print(words["begun"].format(count=len(files), folder=options.folder))
    return FINE


def run_compress(options: Options) -> int:
    """Writes compressed copies beside the files of a built site."""
    words = strings("command", options.lang)
    if not (options.site / SUMS).is_file():
        finding = Finding("verify-not-a-site", options.site.name)
        print(finding.line_for_terminal(options.lang))
        return MISUSED
    with working(options):
        count = compress_folder(options.site)
    print(words["compressed"].format(count=count, folder=options.site))
    return FINE


def run_redirects(options: Options) -> int:
    """Prints how a web server leads from old addresses to new ones; what is wrong, aside."""
    with working(options):
        corpus = read_corpus(read_content(options.content))
        findings = [finding for finding in check(corpus) if finding.severity is Severity.error]
    if findings:
        with redirect_stdout(sys.stderr):
            show(findings, options.content.name, options.lang)
        return FOUND
    print(render_redirects(corpus.moved, corpus.languages, options.format), end="")
    return FINE


def run_verify(options: Options) -> int:
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
    with working(options):
        verdict = verify(copy, against)
    show(verdict.findings, options.site.name, options.lang)
    for key in ("verified-files", "verified-versions", "verified-root"):
        print(words[key].format(files=verdict.files, entries=verdict.entries, root=verdict.root))
    print(words["not-verified" if verdict.findings else "verified"])
    return FOUND if verdict.findings else FINE
