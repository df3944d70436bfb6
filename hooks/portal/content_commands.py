"""Commands about the content as a whole: `check`, `explain`, `status`."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from portal.arguments import Options
from portal.checked import read_checked, render_checked
from portal.corpus import digest_of_tree
from portal.explaining import explanations, render_explanation, render_handbook
from portal.files import content_of, read_content, write_in_order
from portal.finding_formats import FORMATS
from portal.findings import Finding, Severity
from portal.fixing import diff_of, fixed
from portal.freshness import counts, freshener
from portal.guessing import meant
from portal.reading import read_corpus
from portal.register_rules import overdue
from portal.rules import check
from portal.strings import strings
from portal.terminal import FINE, FOUND, MISUSED, show, summary, working
from portal.unchanged import inputs_digest, keeps, remembering, write_cached
from portal.vocabulary import vocabulary


def run_check(options: Options) -> int:
    """All findings, or those in the files and folders that were named."""
    tree = read_content(options.content)
    prefix = options.content.resolve().name
    named = [below_content(path, options.content) for path in options.paths]
    for given, path in zip(options.paths, named, strict=True):
        if path and not any(is_below(name, path) for name in tree):
            print(no_such_path(given, path, tree, options), file=sys.stderr)
            return MISUSED

    def chosen(findings: Sequence[Finding]) -> list[Finding]:
        return [f for f in findings if not named or any(is_below(f.path, p) for p in named)]

    with working(options):
        known = check(read_corpus(tree)) if options.fix else checked(tree, options.content)
        findings = chosen(known)
    if options.fix:
        with working(options):
            changed = fixed(tree, findings)
            now = {**tree, **{path: text.encode() for path, text in changed.items()}}
            findings = chosen(check(read_corpus(now)))
        write_in_order(options.content, changed)
        shown = sys.stdout if options.format == "text" else sys.stderr
        print(diff_of(tree, changed, prefix), end="", file=shown)
        words = strings("command", options.lang)
        print(words["fixed" if changed else "fixed-none"].format(count=len(changed)), file=shown)
    if options.format in FORMATS:
        print(FORMATS[options.format](findings, prefix, options.lang))
    else:
        show(findings, prefix, options.lang)
        print(summary(findings, options.lang), file=sys.stderr)
    gravest = Severity.warning if options.strict else Severity.error
    return FOUND if any(finding.severity >= gravest for finding in findings) else FINE


def checked(tree: Mapping[str, bytes], content: Path) -> Sequence[Finding]:
    """All findings; those of the last check, if nothing has changed since."""
    project = content.resolve().parent
    if not keeps() or not (project / "mkdocs.yml").is_file():
        return check(read_corpus(tree))
    file = project / ".cache" / f"check-{content.resolve().name}.json"
    inputs = inputs_digest([Path(__file__).parent], [digest_of_tree(tree)])
    known = read_checked(content_of(file), inputs)
    if known is not None:
        return known
    with remembering(project):
        findings = check(read_corpus(tree))
    write_cached(file, render_checked(inputs, findings))
    return findings


def below_content(path: str, content: Path) -> str:
    """A path as people name it, from the content folder: empty for the folder itself."""
    whole = os.path.normpath(content.resolve().parent / path)
    if not is_below(whole, str(content.resolve())):
        whole = os.path.abspath(path)  # noqa: PTH100  a link is not to be followed
    return Path(os.path.relpath(whole, content.resolve())).as_posix().removeprefix(".")


def is_below(path: str, folder: str) -> bool:
    return not folder or path == folder or path.startswith(f"{folder}/")


def no_such_path(given: str, path: str, tree: Mapping[str, bytes], options: Options) -> str:
    """That a path is not there, with the nearest ones."""
    said = strings("command", options.lang)["no-path"].format(path=given)
    folders = {folder for name in tree for folder in parents_of(name)}
    known = (f"{options.content.name}/{name}" for name in {*tree, *folders})
    return said + meant(f"{options.content.name}/{path}", known)[options.lang]


def parents_of(path: str) -> list[str]:
    return [folder.as_posix() for folder in PurePosixPath(path).parents][:-1]


def run_explain(options: Options) -> int:
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


def run_status(options: Options) -> int:
    """How fresh translations are, what is known of the works, which versions there are.

    Of a day, which the build never knows, also what should have been checked again by then.
    """
    with working(options):
        corpus = read_corpus(read_content(options.content))
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
    old = [] if options.on is None else list(overdue(corpus, options.on))
    if options.format == "json":
        said = {"translations": fresh, "status": dict(force), "versions": versions}
        if options.on is not None:
            said["overdue"] = {work.id: work.status.checked for work, *_ in old}
        print(json.dumps(said, ensure_ascii=False, indent=2))
        return FOUND if old else FINE
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
    if old:
        print(words["status-overdue"].format(day=options.on, months=old[0][2]))
    for again, *_ in old:
        print(f"  {again.id}: {again.status.checked}")
    return FOUND if old else FINE
