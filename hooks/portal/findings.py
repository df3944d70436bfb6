"""Findings: what a rule saw, where, and what to do about it, in words for people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from importlib.resources import files
from typing import Any

from portal.counted import Count
from portal.yaml_source import START, Place, read_yaml


class Severity(IntEnum):
    """How grave a finding is."""

    notice = 1
    """Worth knowing; nothing need be done."""
    warning = 2
    """Should be mended; nothing wrong is published because of it."""
    error = 3
    """Must be mended: the site would say something wrong or not be built."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem at one place."""

    rule: str
    """Code of the rule, the key of its messages in `messages.yml`."""
    path: str
    """File, relative to the content folder's parent, with `/` between parts."""
    place: Place = START
    values: Mapping[str, object] = field(default_factory=dict)
    """What the message quotes."""

    @property
    def severity(self) -> Severity:
        return Severity[rule_texts()[self.rule]["severity"]]

    def message(self, language: str) -> str:
        """What is wrong and what to do, as sentences in `language`."""
        return str(rule_texts()[self.rule][language]).format_map(Quoted(self.values, language))

    def line_for_terminal(self, language: str) -> str:
        """`content/vi/x.md:12:5: message. Remedy. (rule-code)`"""
        place = f"{visible(' '.join(self.path.split()))}:{self.place.line}:{self.place.column}"
        return f"{place}: {self.message(language)} ({self.rule})"


class Quoted(dict[str, object]):
    """Values as messages show them: long ones shortened, enumerations joined, words translated."""

    def __init__(self, values: Mapping[str, object], language: str) -> None:
        super().__init__({key: self.quote(value, language) for key, value in values.items()})

    @staticmethod
    def quote(value: object, language: str) -> object:
        if type(value) is int:
            return Count(value)
        if value is None or isinstance(value, bool):
            return {None: "null", True: "true", False: "false"}[value]  # as YAML has it
        if isinstance(value, Mapping):
            return str(value.get(language, ""))
        if isinstance(value, (list, tuple)):
            return visible(", ".join(str(item) for item in value))
        text = visible(" ".join(str(value).split()))
        return text if len(text) <= 300 else f"{text[:299]}…"


UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffd\U000e0000-\U000e007f]"
)
"""Characters that nobody sees, or that make people see something else."""


def visible(text: str) -> str:
    """A text whose every character is seen: `a⟨U+200B⟩b`. No terminal obeys it."""
    return UNSEEN.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text)


@cache
def rule_texts() -> dict[str, dict[str, Any]]:
    """Severity and messages of every rule, from `messages.yml`."""
    source = files("portal").joinpath("messages.yml").read_text(encoding="utf-8")
    texts: dict[str, dict[str, Any]] = read_yaml(source).value
    return texts


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Findings by file and place, each once."""
    return sorted(
        {
            (f.path, f.place.line, f.place.column, f.rule, str(f.values)): f for f in findings
        }.values(),
        key=lambda f: (f.path, f.place.line, f.place.column, f.rule),
    )
