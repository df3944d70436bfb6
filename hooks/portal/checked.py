"""What a check found, for as long as nothing is changed that it depends on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from portal.findings import Finding
from portal.yaml_source import Place


def render_checked(inputs: str, findings: Iterable[Finding]) -> str:
    """Findings as JSON, values as messages show them, with the digest of all they depend on."""
    listed = [
        [f.rule, f.path, f.place.line, f.place.column, {k: shown(v) for k, v in f.values.items()}]
        for f in findings
    ]
    return json.dumps([inputs, listed], ensure_ascii=False) + "\n"


def shown(value: object) -> object:
    """A value that is quoted in messages just as the one that was given."""
    if isinstance(value, Mapping):
        return {str(key): str(words) for key, words in value.items()}
    return [str(item) for item in value] if isinstance(value, (list, tuple)) else str(value)


def read_checked(data: bytes | None, inputs: str) -> list[Finding] | None:
    """The findings of a check of the same inputs; None if there are none that can be read."""
    try:
        known, listed = json.loads(data or b"null")
        if known != inputs:
            return None
        return [
            Finding(str(rule), str(path), Place(int(line), int(column)), dict(values))
            for rule, path, line, column, values in listed
        ]
    except (ValueError, TypeError):
        return None
