"""Remedies that a machine can apply: no word changes, and no official text is touched."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import unified_diff

from portal.character_rules import spaces_not_meant
from portal.corpus import Corpus, Tree
from portal.file_rules import trailing_blank
from portal.findings import Finding, visible
from portal.reading import read_corpus, split_front_matter
from portal.rules import check
from portal.written import LINE_END, WrittenFile, is_official, is_ours, written_text
from portal.yaml_source import read_yaml

MECHANICAL = frozenset(
    [
        "byte-order-mark",
        "line-ends",
        "date-not-iso",
        "yaml-tab",
        "no-break-space",
        "not-nfc",
        "value-not-nfc",
        "trailing-blank",
        "final-newline-missing",
    ]
)
ROUNDS = 5
"""A remedy may let a file be read, and so more be found in it."""


def fixed(tree: Tree, findings: Sequence[Finding]) -> dict[str, str]:
    """The files that remedies change, as they become; none but those that `findings` name."""
    now: dict[str, bytes] = dict(tree)
    paths = {finding.path for finding in findings}
    for _ in range(ROUNDS):
        corpus = read_corpus(now)
        changes = {
            path: text.encode()
            for path in sorted(paths)
            if path in now and is_ours(path) and not path.startswith("versions/")
            for raw in [written_text(now[path])]
            if raw is not None
            for text in [fixed_file(corpus, path, raw, [f for f in findings if f.path == path])]
            if text != raw
        }
        if not changes:
            break
        now |= changes
        findings = [finding for finding in check(read_corpus(now)) if finding.path in paths]
    return {path: now[path].decode() for path in sorted(paths) if now.get(path) != tree.get(path)}


def fixed_file(corpus: Corpus, path: str, raw: str, findings: Iterable[Finding]) -> str:
    """The file with the remedies for its findings; of an official text, only the front matter."""
    wanted = [finding for finding in findings if finding.rule in MECHANICAL]
    if not is_official(path, (*corpus.languages, None)[0]):
        return remedied(path, raw, wanted)
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", raw)
    text = LINE_END.sub("\n", raw.removeprefix("\ufeff"))
    front, _, body_line = split_front_matter(text)
    if front is None:
        return raw
    head, body = "".join(lines[: body_line - 1]), "".join(lines[body_line - 1 :])
    return remedied(path, head, [f for f in wanted if f.place.line < body_line]) + body


def remedied(path: str, raw: str, findings: Sequence[Finding]) -> str:
    """A text with each remedy that keeps what it says."""
    rules = {finding.rule for finding in findings}
    text = raw
    if "byte-order-mark" in rules:
        text = text.removeprefix("\ufeff")
    if "line-ends" in rules:
        text = LINE_END.sub("\n", text)
    for finding in findings:
        if finding.rule == "date-not-iso":
            text = with_iso(text, finding)
    if "yaml-tab" in rules:
        text = without_tabs(path, text)
    if "no-break-space" in rules:
        lines = {f.place.line for f in findings if f.rule == "no-break-space"}
        text = with_plain_spaces(path, text, lines)
    if rules & {"not-nfc", "value-not-nfc"}:
        text = unicodedata.normalize("NFC", text)
    if "trailing-blank" in rules:
        tidy = without_trailing_blanks(path, text)
        text = tidy if path.endswith(".md") or value_of(tidy) == value_of(text) else text
    if "final-newline-missing" in rules and not text.endswith("\n"):
        text += "\n"
    return text


def value_of(text: str) -> object:
    return read_yaml(text).value


def with_iso(text: str, finding: Finding) -> str:
    """The text with the ISO form of a date where the finding saw another."""
    lines = text.split("\n")
    line, start = finding.place.line - 1, finding.place.column - 1
    said = re.escape(str(finding.values["text"]))
    match = re.compile(rf"(?P<quote>[\"']?){said}(?P=quote)").match(lines[line], start)
    if match:
        iso = str(finding.values["iso"])
        iso = f'"{iso}"' if len(iso) == len("2022-02") else iso
        lines[line] = lines[line][:start] + iso + lines[line][match.end() :]
    return "\n".join(lines)


def without_tabs(path: str, text: str) -> str:
    """The text indented with blanks, if that makes it one that can be read."""
    front = split_front_matter(text)[0] if path.endswith(".md") else text
    if front is None:
        return text
    spaced = re.sub(r"(?m)^[ \t]+", lambda match: match[0].replace("\t", "  "), front)
    return text if read_yaml(spaced).problems else text.replace(front, spaced, 1)


def with_plain_spaces(path: str, text: str, numbers: Collection[int]) -> str:
    file = WrittenFile(path, text, official=False, received="")
    lines = text.split("\n")
    for number in numbers:
        if number <= len(lines):
            line = lines[number - 1]
            for match in spaces_not_meant(file, number, line):
                blank = " " * len(match[0])
                line = line[: match.start()] + blank + line[match.end() :]
            lines[number - 1] = line
    return "\n".join(lines)


def without_trailing_blanks(path: str, text: str) -> str:
    file = WrittenFile(path, text, official=False, received="")
    lines = text.split("\n")
    return "\n".join(line.rstrip(" \t") if trailing_blank(file, line) else line for line in lines)


def diff_of(tree: Tree, changed: Mapping[str, str], prefix: str) -> str:
    """What remedies change, as `diff -u` shows it, with every character visible."""
    lines: list[str] = []
    for path, text in changed.items():
        before = tree[path].decode().replace("\r", "⟨U+000D⟩").split("\n")
        names = f"a/{prefix}/{path}", f"b/{prefix}/{path}"
        lines += unified_diff(before, text.split("\n"), *names, n=1, lineterm="")
    return "".join(f"{visible(line)}\n" for line in lines)
