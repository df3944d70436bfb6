"""Repairs paragraphs that a page break takes apart, and tells the fidelity check how."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from portal.fidelity import Join
from portal.findings import Finding
from portal.markers import division_of, is_capital, is_closing, is_head, marker_of
from portal.received import Line, doubt, words_of

ENDED = re.compile(r"[.;:!?…][”\"’')\]]*$|/\.$")
LEAST, MOST = 4, 60
"""Words of a join: enough to be found once, however long."""
FEW = 5
"""Up to how many breaks say nothing of the whole text."""
LONG = 80
"""From how many characters on a paragraph should end like a sentence."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """Lines made whole."""

    lines: tuple[Line, ...]
    joins: tuple[Join, ...]
    doubts: tuple[Finding, ...]


def repair(lines: Sequence[Line]) -> Repaired:
    """Puts broken paragraphs together, each by one space."""
    joined: list[Line] = []
    joins: list[Join] = []
    doubts: list[Finding] = []
    words = [words_of(line.text) for line in lines]
    pairs = list(pairwise(words))
    wanted = [why_joined(a, b) for a, b in pairwise(lines)]
    chosen = {pairs[i] for i, why in enumerate(wanted) if why}
    for index, line in enumerate(lines):
        why = wanted[index - 1] if index else ""
        join = find_join(pairs, chosen, index - 1) if why else None
        if join:
            last = joined[-1]
            whole = f"{last.text} {line.text}"
            joined[-1] = Line(last.place, whole, centred=last.centred, bold=last.bold)
            if join not in joins:
                joins.append(join)
            said = {"before": join.before, "after": join.after}
            doubts.append(doubt(f"import-joined-{why}", line.place, **said))
            continue
        if index and seems_broken(lines[index - 1], line):
            said = {"before": lines[index - 1].text[-60:], "after": line.text[:60]}
            doubts.append(doubt("import-perhaps-broken", line.place, **said))
        joined.append(line)
    broken = sum(finding.rule == "import-joined-page" for finding in doubts)
    if broken > FEW and broken * 4 > len(lines):
        doubts.append(doubt("import-hard-wrapped", 1, count=broken))
    return Repaired(tuple(joined), tuple(joins), tuple(doubts))


def why_joined(line: Line, following: Line) -> str:
    """Why two lines are one paragraph: `page`, `title`; empty if they are two."""
    a, b = words_of(line.text), words_of(following.text)
    if line.rows or following.rows or following.note or line.note or "\t" in line.text:
        return ""
    if marker_of(b) or is_closing(b) or is_head(b) or not a or not b:
        return ""
    if is_bare_division(a):
        return "" if b.startswith("(") else "title"
    if (
        ENDED.search(a)
        or is_capital(a)
        or is_head(a)
        or is_closing(a)
        or following.bold > line.bold
    ):
        return ""
    if b[0].islower():
        return "page"
    return "page" if is_open(a) and closes(b) else ""


def is_bare_division(text: str) -> bool:
    """Whether a line names a chapter and lacks its title: `Chương I`."""
    division = division_of(text)
    return division is not None and division.kind != "dieu" and not division.title


def is_open(text: str) -> bool:
    """Whether a bracket or quotation is not closed."""
    return any(text.count(a) > text.count(b) for a, b in ("()", "“”", "«»"))


def closes(text: str) -> bool:
    """Whether a bracket or quotation closes that was not opened here."""
    return any(text.count(b) > text.count(a) for a, b in ("()", "“”", "«»"))


def seems_broken(line: Line, following: Line) -> bool:
    a, b = words_of(line.text), words_of(following.text)
    if line.rows or following.rows or len(a) < LONG or is_capital(a) or following.note:
        return False
    return not (ENDED.search(a) or a.endswith(",") or marker_of(b) or is_closing(b) or is_head(b))


def find_join(
    pairs: Sequence[tuple[str, str]], chosen: set[tuple[str, str]], index: int
) -> Join | None:
    """Words that end and begin the two parts of a pair, and no pair that is to stay apart."""
    a, b = (part.split(" ") for part in pairs[index])
    for count in range(LEAST, MOST):
        before, after = " ".join(a[-count:]), " ".join(b[:count])
        hits = {pair for pair in pairs if pair[0].endswith(before) and pair[1].startswith(after)}
        if hits <= chosen:
            return Join(before, after)
        if count >= max(len(a), len(b)):
            break
    return None
