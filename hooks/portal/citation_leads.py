"""What stands before a number: the type of the document, and where its citation begins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.citation_words import Words, squeezed

NEAREST = 6
"""How many types before a number are looked at."""


@dataclass(frozen=True, slots=True)
class Lead:
    """How a citation begins."""

    start: int
    """Offset in the text before the number."""
    type: str | None = None
    issuer: str | None = None
    """Where it stands between the type and the number."""
    has_word: bool = False
    """Whether the number follows the word for it: “số”."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A type that stands somewhere before a number."""

    start: int
    code: str
    words: str
    name: str
    """What stands between it and the number."""
    is_exact: bool
    is_head: bool
    """Whether a colon follows it: the head of a list."""

    @property
    def is_small(self) -> bool:
        return self.words[:1].islower()


def read_lead(words: Words, lead: str, flat: str, symbol: str | None, law: bool) -> Lead:
    """The beginning of the citation whose number follows `lead`; `flat` is the same, folded.

    `symbol` is the type that the number's symbol says: `TB` in `Thông báo kết luận số 5/TB-A`;
    `law` tells that it is one of the National Assembly.
    """
    word = words.number.search(flat)
    at = word.start() if word else len(lead)
    bare = Lead(at, has_word=bool(word))
    if words.no_document.search(lead):
        return bare
    candidates = list(candidates_in(words, lead, flat, at))
    direct = next((c for c in candidates[:1] if not c.name and not c.is_head), None)
    for candidate in candidates:
        if candidate is direct or not candidate.is_exact:
            continue
        if direct and not supersedes(words, candidate, direct, symbol, lead):
            continue
        has_evidence = word or (law and candidate.code in words.named)
        if not (has_evidence or (symbol == candidate.code and words.few.fullmatch(candidate.name))):
            continue
        found = reading(words, amending(words, candidate, candidates, lead), at, symbol)
        if found:
            return found
    if direct:
        return Lead(direct.start, direct.code, has_word=bool(word))
    return bare


def amending(words: Words, law: Candidate, candidates: Sequence[Candidate], lead: str) -> Candidate:
    """The law that amends the one that was found, if such a law is named before it and its
    number has not been said: `Luật số 5/2024/QH15: Luật sửa đổi một số điều của Luật A số …`."""
    for other in candidates:
        between = lead[other.start + len(other.words) : law.start]
        is_said = other.start < 40 and not re.search(r"[,;]", lead[: other.start])
        if {other.code, law.code} <= words.named and words.amends.fullmatch(between):
            return law if is_said and lead[: other.start].strip() else other
    return law


def candidates_in(words: Words, lead: str, flat: str, at: int) -> Iterator[Candidate]:
    """Types before the offset `at`, the nearest first, until something parts them from it."""
    found = [*words.type.finditer(flat, 0, at), *words.short_type.finditer(lead, 0, at)]
    found = sorted((m for m in found if is_free(lead, m.start())), key=lambda m: m.span())
    for match in reversed(found[-NEAREST:]):
        said = lead[match.start() : match.end()]
        name = lead[match.end() : at].strip().removesuffix("(").rstrip()
        name = words.aside.sub("", name)
        is_head = name.endswith(":")
        name = name.rstrip(": ")
        if words.parting.search(name):
            return
        is_exact = words.is_exact(said) or lead.isascii()
        yield Candidate(match.start(), words.code_of(said), said, name, is_exact, is_head)


def is_free(lead: str, start: int) -> bool:
    """Whether a word begins here, be it glued to the one before: `tạiTờ trình`."""
    before = lead[start - 1 : start]
    return not before.isalpha() or (before.islower() and lead[start].isupper())


def supersedes(
    words: Words, farther: Candidate, direct: Candidate, symbol: str | None, lead: str
) -> bool:
    """Whether a type farther away is the document's, and the one beside the number part of its
    name: `Thông báo kết luận số`, `Luật Ban hành văn bản quy phạm pháp luật số`."""
    if farther.is_head or farther.name.startswith(("của ", "of ")):
        return False
    if symbol and words.agrees(symbol, direct.code):
        return False
    if symbol and words.agrees(symbol, farther.code):
        return True
    if direct.code in words.named:
        return direct.is_small and not farther.is_small and farther.code in words.named
    between = lead[farther.start + len(farther.words) : direct.start]
    return symbol is None and direct.is_small and not between.strip()


def reading(words: Words, candidate: Candidate, at: int, symbol: str | None) -> Lead | None:
    """What a type with further words between it and the number means; None if it is not meant."""
    code, name = candidate.code, candidate.name
    has_word = True
    agrees = words.agrees(symbol, code)
    of = words.of.match(name)
    issuer = name[of.end() :] if of else None
    shorter = words.issuer.match(f" {name}")
    issuer_name = squeezed(shorter["issuer"]) if shorter else issuer
    if candidate.is_head:
        start = at
        return Lead(start, code, issuer_name, has_word) if agrees and len(name) < 140 else None
    if issuer and len(issuer) < 90 and agrees:
        return Lead(candidate.start, code, issuer_name, has_word)
    if code in words.named:
        return Lead(candidate.start, code, None, has_word) if agrees else None
    if words.never.search(name):
        return None
    is_sure = symbol is not None or code in words.letters
    if agrees and (words.few.fullmatch(name) or (is_sure and len(name) <= 140)):
        return Lead(candidate.start, code, None, has_word)
    return None
