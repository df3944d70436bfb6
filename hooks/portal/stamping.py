"""Stamps: somebody confirms that passages of a translation render the original as it is today."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from portal.citations import finder_of
from portal.corpus import DOCUMENTS, Corpus, Tree, freshness_file, work_of_text
from portal.findings import Finding, Severity
from portal.freshness import (
    ALGORITHM,
    WHOLE,
    Freshness,
    Judgement,
    freshener,
    markdown_digest,
    state_of_work,
    words_digest,
)
from portal.guessing import meant
from portal.model import Translation
from portal.reading import read_corpus
from portal.strings import strings
from portal.translation_rules import disagreements
from portal.units import Unit, units_by_id

BLOCK = re.compile(r"^(?=[A-Za-z0-9-]+:)", re.MULTILINE)
HEAD = f"algorithm: {ALGORITHM}\n"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What somebody says of passages of a translated page."""

    language: str
    path: str
    """Of the page, below the language's folder."""
    units: Sequence[str]
    by: str
    day: date
    state: Translation
    reason: str | None = None


def confirm(tree: Tree, confirmation: Confirmation) -> tuple[dict[str, str], list[Finding]]:
    """The file to be written, by path below the content folder; or what stands against it."""
    corpus = read_corpus(tree)
    errors = [f for f in corpus.reading if f.severity is Severity.error]
    file = freshness_file(confirmation.language, confirmation.path, corpus.languages)
    if errors:
        values = {"count": len(errors)}
        return {}, [*errors, Finding("translated-check-failed", file, values=values)]
    judged = {j.unit: j for j in freshener(corpus, confirmation.language).page(confirmation.path)}
    findings = list(refusals(corpus, confirmation, judged))
    if findings:
        return {}, findings
    blocks = {
        unit: block(unit, stamp_of(corpus, confirmation, judged[unit]))
        for unit in confirmation.units
    }
    known = [unit for unit, j in judged.items() if j.source]
    before = tree.get(file, b"").decode("utf-8")
    text = with_blocks(before or head(corpus), blocks, known)
    return ({file: text} if text != before else {}), []


def head(corpus: Corpus) -> str:
    return f"# {strings('command', corpus.source_language)['freshness-head']}\n{HEAD}"


def refusals(
    corpus: Corpus, confirmation: Confirmation, judged: Mapping[str, Judgement]
) -> Iterator[Finding]:
    """All that is wrong with a confirmation at once."""
    file = f"{confirmation.language}/{confirmation.path}"
    if not judged:
        pages = {page.path for page in corpus.pages.values()}
        values: dict[str, object] = {"meant": meant(confirmation.path, pages)}
        yield Finding("translated-page-unknown", file, values=values)
        return
    if not confirmation.units:
        open_ones = [unit for unit, j in judged.items() if j.state is not Freshness.current]
        yield Finding("translated-units-missing", file, values={"expected": open_ones})
    for name in confirmation.units:
        values = {"unit": name}
        judgement = judged.get(name)
        if judgement is None or judgement.source is None:
            values["meant"] = meant(name, judged)
            yield Finding("translated-unit-unknown", file, values=values)
            continue
        if judgement.target is None:
            yield Finding("translated-unit-untranslated", file, values=values)
            continue
        stamp = judgement.stamp
        if stamp and judgement.confirmed and confirmation.day < stamp.on:
            values |= {"date": confirmation.day, "newest": stamp.on}
            yield Finding("translated-date-backwards", file, values=values)
        is_old = stamp is not None and markdown_digest(judgement.source) != stamp.source
        if is_old and not judgement.edited and not confirmation.reason:
            yield Finding("translated-unchanged", file, values=values)
        yield from disagreements(corpus, confirmation.language, confirmation.path, judgement)


def stamp_of(corpus: Corpus, confirmation: Confirmation, judgement: Judgement) -> dict[str, Any]:
    """A stamp as it stands in the file."""
    source, target = judgement.source, judgement.target
    assert source is not None
    assert target is not None
    language = corpus.source_language
    version = version_with(corpus, confirmation.path, source)
    before, reason = judgement.stamp, confirmation.reason
    if before and (before.source, before.target) == (
        markdown_digest(source),
        markdown_digest(target),
    ):
        reason = reason or before.reason
    stamp: dict[str, Any] = {
        language: markdown_digest(source),
        f"{language}_text": words_digest(source),
        confirmation.language: markdown_digest(target),
        "state": confirmation.state.value,
        "by": confirmation.by,
        "on": confirmation.day,
        "against": version,
        "reason": reason,
    }
    if version is None and confirmation.path.startswith(DOCUMENTS):
        stamp[f"{language}_was"] = source.markdown
    own = work_of_text(confirmation.path)
    cited = {c.target for c in finder_of(corpus, language).find(source.text) if c.target} - {own}
    if cited and source.id != WHOLE:
        stamp["cites"] = {work: state_of_work(corpus, work) for work in sorted(cited)}
    return stamp


def version_with(corpus: Corpus, path: str, unit: Unit) -> str | None:
    """The newest version whose original of a passage is today's."""
    work = work_of_text(path)
    for entry in reversed(corpus.logs.get(work, ())):
        text = corpus.frozen.get((work, entry.version, corpus.source_language), "")
        then = units_by_id(text).get(unit.id)
        return entry.version if then and markdown_digest(then) == markdown_digest(unit) else None
    return None


# The file, block by block


def block(unit: str, stamp: Mapping[str, Any]) -> str:
    lines = yaml.safe_dump(dict(stamp), allow_unicode=True, sort_keys=False, width=100)
    lines = lines.replace("'on': ", "on: ", 1)  # a key of ours, no truth value
    return f"{unit}:\n" + "".join(f"  {line}\n" for line in lines.splitlines())


def with_blocks(text: str, blocks: Mapping[str, str], units: Sequence[str]) -> str:
    """The file with some blocks put in place of others; every unit has one, if only `null`.

    What is not replaced stays to the letter. A blank line after each block, and a block for every
    unit, let the confirmations of two people merge.
    """
    first, *rest = BLOCK.split(text)
    held = {part.split(":", 1)[0]: part for part in rest}
    top = first + held.pop("algorithm", HEAD)
    for unit in units:
        held.setdefault(unit, f"{unit}: null\n")
    order = [*units, *(name for name in held if name not in units)]
    parts = [top, *(replaced(held[name], blocks.get(name)) for name in order)]
    return "\n".join(f"{part.rstrip()}\n" for part in parts)


def replaced(old: str, new: str | None) -> str:
    """A block, or the new one with the comments that stood after the old."""
    if new is None:
        return old
    comments = re.findall(r"(?m)^#.*$", old)
    return new + "".join(f"\n{comment}\n" for comment in comments)
