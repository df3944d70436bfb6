"""Commands about the server: `publish`, `rollback`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from errno import errorcode
from pathlib import Path
from time import time

from portal.arguments import Options
from portal.checksums import SUMS
from portal.clean_build import build_release
from portal.files import compress_folder, copy_files, copy_in, read_content, scratch_folder
from portal.findings import Finding, Severity, in_order, visible
from portal.hosting import Host
from portal.page_weight import heavy_pages
from portal.publishing import MOVED, NAMED, Outcome, Publication, add_code, refusals, send
from portal.reading import read_corpus
from portal.releases import CLAIM, FEWEST, Published, name_of
from portal.rsync import RsyncError, folder_named
from portal.rules import UNRELEASED, check
from portal.strings import strings
from portal.terminal import FINE, FOUND, MISUSED, show, working

SITE = "site"
"""What messages call the site that is to be published."""


def run_publish(options: Options) -> int:
    """Publishes a site as the next release of a server, or says why it does not."""
    folder = folder_named(options.target)
    if folder is None:
        return misused(options, "no-target", text=options.target)
    if options.keep < FEWEST:
        return misused(options, "keep-more", count=FEWEST)
    if options.site and not (options.site / SUMS).is_file():
        print(Finding("verify-not-a-site", options.site.name).line_for_terminal(options.lang))
        return MISUSED
    if not options.site and not options.content.is_dir():
        return misused(options, "no-content", path=options.content)
    if not options.site and not (project(options) / "mkdocs.yml").is_file():
        return misused(options, "no-project", folder=project(options))
    try:
        with scratch_folder() as site:
            return publish(options, Host(folder), site)
    except RsyncError as error:
        return unreached(options, error)


def publish(options: Options, host: Host, site: Path) -> int:
    with working(options):
        corpus = read_corpus(read_content(options.content)) if options.content.is_dir() else None
        findings = [finding for finding in check(corpus) if stops(finding)] if corpus else []
        published = Published() if findings else host.read()
    if findings:
        return refused(options, of_content=findings)
    if options.site:
        copy_files(options.site, site, leave_out=CLAIM)
    elif not build_release(project(options), site, published.address):
        return refused(options)
    with working(options):
        add_code(site, published.staying(options.keep))
        compress_folder(site)
        findings = in_order(refusals(site, published, corpus))
        heavy = list(heavy_pages(copy_in(site)))
    show(heavy, SITE, options.lang)
    if findings:
        content = [finding for finding in findings if finding.path == MOVED]
        return refused(options, content, [f for f in findings if f not in content])
    now = int(time())
    with working(options):
        done = send(host, site, published, now)
    leaving = published.leaving(options.keep, now) if done.outcome is Outcome.published else []
    return report_publication(options, host, done, leaving)


def project(options: Options) -> Path:
    folder: Path = options.content.absolute().parent
    return folder


def stops(finding: Finding) -> bool:
    return finding.severity is Severity.error or finding.rule in UNRELEASED


def report_publication(
    options: Options, host: Host, done: Publication, leaving: Sequence[int]
) -> int:
    """Says how it ended, and deletes what is no longer needed now that the new is seen."""
    words = strings("command", options.lang)
    values = {
        "name": name_of(done.number),
        "target": options.target,
        "count": done.changed,
        "files": visible(", ".join(done.wrong[:NAMED])),
    }
    print(words[f"publish-{done.outcome.name}"].format(**values))
    try:
        host.delete(leaving)
    except RsyncError as error:
        print(words["not-deleted"].format(error=reason(error, options.lang)))
    if done.outcome is Outcome.published and done.number > 1:
        print(words["publish-undo"].format(**values))
    return FINE if done.outcome in (Outcome.published, Outcome.same) else FOUND


def run_rollback(options: Options) -> int:
    """Shows readers an earlier release again."""
    folder = folder_named(options.target)
    if folder is None:
        return misused(options, "no-target", text=options.target)
    host = Host(folder)
    try:
        with working(options):
            published = host.read()
        if not options.list:
            code = roll_back(options, host, published)
            if code != FINE:
                return code
            published = Published(published.releases, host.current())
    except RsyncError as error:
        return unreached(options, error)
    if not published.whole:
        print(strings("command", options.lang)["no-releases"].format(target=options.target))
    for line in listed(published, options.lang):
        print(line)
    return FINE


def roll_back(options: Options, host: Host, published: Published) -> int:
    words = strings("command", options.lang)
    to = published.with_number(options.to) if options.to else published.before
    if to is None and options.to:
        there = ", ".join(name_of(one.number) for one in published.whole) or "–"
        return misused(options, "rollback-no-such", number=options.to, there=there)
    if to is None:
        print(words["rollback-none"].format(target=options.target), file=sys.stderr)
        return FOUND
    if to is published.current:
        print(words["rollback-same"].format(name=name_of(to.number)))
        return FINE
    with working(options):
        host.add_code(to.number, published.code)
        overtaken = host.current() != published.link
        if not overtaken:
            host.switch(to.number)
    print(
        words["publish-overtaken" if overtaken else "rolled-back"].format(name=name_of(to.number))
    )
    return FOUND if overtaken else FINE


def listed(published: Published, language: str) -> Iterator[str]:
    """The whole releases, newest first: number, when they were published, root of their log."""
    words = strings("command", language)
    for release in reversed(published.whole):
        day = datetime.fromtimestamp(release.stamp).astimezone().strftime("%Y-%m-%d %H:%M")
        mark = f"  ← {words['seen-now']}" if release is published.current else ""
        yield f"{name_of(release.number)}  {day}  {words['root']} {release.root or '?'}{mark}"


def misused(options: Options, key: str, **values: object) -> int:
    print(strings("command", options.lang)[key].format(**values), file=sys.stderr)
    return MISUSED


def refused(
    options: Options, of_content: Sequence[Finding] = (), of_site: Sequence[Finding] = ()
) -> int:
    """Shows what stands against a publication, where it is to be mended."""
    show(of_content, options.content.name, options.lang)
    show(of_site, SITE, options.lang)
    print(strings("command", options.lang)["not-published"], file=sys.stderr)
    return FOUND


def unreached(options: Options, error: RsyncError) -> int:
    words = strings("command", options.lang)
    said = words["not-reached"].format(target=options.target, error=reason(error, options.lang))
    print(said, file=sys.stderr)
    return FOUND


def reason(error: RsyncError, language: str) -> str:
    """What kept rsync from its work, in our words where we have some, and in its own."""
    ours = strings("disk", language).get(errorcode.get(error.errno or 0, ""))
    said = visible(error.strerror or "?")  # the server's words, and nothing for a terminal to obey
    return f"{ours} ({said})" if ours else said
