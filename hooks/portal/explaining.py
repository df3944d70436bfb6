"""What a rule means: why it is there, what it says, an example of wrong and one of right."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from portal.findings import rule_texts
from portal.strings import strings
from portal.yaml_source import read_yaml

PLACEHOLDER = re.compile(r"\{\w+(?::[^{}|]*\|(?P<noun>[^{}]*))?\}")
QUESTION = "{meant}"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Of one rule, in one language."""

    rule: str
    severity: str
    why: str
    message: str
    """With `…` where a finding quotes something."""
    wrong: str
    right: str


def explanation(rule: str, language: str) -> Explanation:
    """What `portal explain` says of a rule that there is."""
    kind, wrong, right = explanations()["rules"][rule]
    texts = rule_texts()[rule]
    message = str(texts[language]).replace(QUESTION, "").replace("{{", "⦃").replace("}}", "⦄")
    message = PLACEHOLDER.sub(lambda quoted: f"… {quoted['noun'] or ''}".strip(), message)
    return Explanation(
        rule,
        strings("explain", language)[texts["severity"]],
        str(explanations()["kinds"][kind][language]),
        message.replace("⦃", "{").replace("⦄", "}"),
        str(wrong),
        str(right),
    )


def render_explanation(rule: str, language: str) -> str:
    """For a terminal."""
    said, words = explanation(rule, language), strings("explain", language)
    return "\n".join(
        [
            f"{said.rule} ({said.severity})",
            "",
            f"{words['why']} {said.why}",
            f"{words['message']} {said.message}",
            "",
            words["wrong"],
            indented(said.wrong),
            words["right"],
            indented(said.right),
        ]
    )


def render_handbook(language: str) -> str:
    """The page of the handbook about all rules, kind by kind."""
    words = strings("explain", language)
    parts = [f"# {words['title']}\n\n{words['lead']}\n"]
    kinds = explanations()["kinds"]
    of_kind = {
        kind: [rule for rule, (its, _, _) in explanations()["rules"].items() if its == kind]
        for kind in kinds
    }
    for kind, rules in of_kind.items():
        named = ", ".join(f"`{rule}`" for rule in rules)
        parts.append(f"- {kinds[kind]['name'][language]}: {named}")
    for kind, rules in of_kind.items():
        parts.append(f"\n## {kinds[kind]['name'][language]}\n\n{kinds[kind][language]}\n")
        for rule in rules:
            said = explanation(rule, language)
            parts.append(f"### `{rule}` · {said.severity}\n\n{said.message}\n")
            parts.append(f"{words['wrong']}\n\n{indented(said.wrong)}\n")
            parts.append(f"{words['right']}\n\n{indented(said.right)}\n")
    return "\n".join(parts)


def indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())


@cache
def explanations() -> dict[str, Any]:
    """`explanations.yml`: why rules of a kind are there; kind, wrong and right of each rule."""
    source = files("portal").joinpath("explanations.yml").read_text(encoding="utf-8")
    texts: dict[str, Any] = read_yaml(source).value
    return texts
