"""What changed between two versions, in the terminal: `diff`."""

from __future__ import annotations

import json
from collections.abc import Mapping

from portal.arguments import Options
from portal.corpus import Corpus
from portal.files import (
    read_content,
)
from portal.findings import Finding
from portal.guessing import meant
from portal.reading import read_corpus
from portal.redline import Mark, Piece, UnitChange, redline
from portal.strings import strings
from portal.terminal import FINE, FOUND, RESET, show, wants_colour, working
from portal.units import read_text

MARKS = {
    Mark.same: ("", ""),
    Mark.deleted: ("[-", "-]"),
    Mark.inserted: ("{+", "+}"),
}

COLOURS = {Mark.same: "", Mark.deleted: "\x1b[31m", Mark.inserted: "\x1b[32m"}


def run_diff(options: Options) -> int:
    """What changed between two versions, or since one of them."""
    with working(options):
        corpus = read_corpus(read_content(options.content))
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
