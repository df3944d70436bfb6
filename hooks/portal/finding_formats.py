"""Findings as forges take them, so that they stand at the line of a change."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote

from portal.explaining import explanation
from portal.findings import Finding, Severity

LANGUAGES = ("vi", "en")
GITLAB = {Severity.notice: "info", Severity.warning: "minor", Severity.error: "major"}
SARIF = {Severity.notice: "note", Severity.warning: "warning", Severity.error: "error"}
SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render_json(findings: Iterable[Finding], prefix: str, language: str) -> str:
    """All that is known of each finding."""
    return as_text(
        [
            {
                "path": f"{prefix}/{finding.path}",
                "line": finding.place.line,
                "column": finding.place.column,
                "rule": finding.rule,
                "severity": finding.severity.name,
                "message": {code: finding.message(code) for code in LANGUAGES},
            }
            for finding in findings
        ]
    )


def render_github(findings: Iterable[Finding], prefix: str, language: str) -> str:
    """Workflow commands of GitHub, which Forgejo understands too."""
    return "\n".join(
        f"::{finding.severity.name} file={property_of(f'{prefix}/{finding.path}')},"
        f"line={finding.place.line},col={finding.place.column},title={property_of(finding.rule)}"
        f"::{data_of(finding.message(language))}"
        for finding in findings
    )


def data_of(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def property_of(text: str) -> str:
    return data_of(text).replace(":", "%3A").replace(",", "%2C")


def render_gitlab(findings: Sequence[Finding], prefix: str, language: str) -> str:
    """A Code Quality report of GitLab."""
    return as_text(
        [
            {
                "description": f"{finding.message(language)} ({finding.rule})",
                "check_name": finding.rule,
                "fingerprint": fingerprint,
                "severity": GITLAB[finding.severity],
                "location": {
                    "path": f"{prefix}/{finding.path}",
                    "lines": {"begin": finding.place.line},
                },
            }
            for finding, fingerprint in fingerprints(findings)
        ]
    )


def render_sarif(findings: Sequence[Finding], prefix: str, language: str) -> str:
    """SARIF 2.1.0, the format of many tools of analysis."""
    rules = sorted({finding.rule for finding in findings})
    severities = {finding.rule: finding.severity for finding in findings}
    run = {
        "tool": {
            "driver": {
                "name": "portal",
                "rules": [sarif_rule(rule, severities[rule], language) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "language": language,
        "results": [
            {
                "ruleId": finding.rule,
                "ruleIndex": rules.index(finding.rule),
                "level": SARIF[finding.severity],
                "message": {"text": finding.message(language)},
                "locations": [
                    {
                        "physicalLocation": {
                            "artifactLocation": {"uri": quote(f"{prefix}/{finding.path}")},
                            "region": {
                                "startLine": finding.place.line,
                                "startColumn": finding.place.column,
                            },
                        }
                    }
                ],
                "partialFingerprints": {"portal/1": fingerprint},
            }
            for finding, fingerprint in fingerprints(findings)
        ],
    }
    return as_text({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


def sarif_rule(rule: str, severity: Severity, language: str) -> Mapping[str, object]:
    said = explanation(rule, language)
    return {
        "id": rule,
        "shortDescription": {"text": said.message},
        "fullDescription": {"text": said.why},
        "help": {"text": f"{said.message}\n\n✗ {said.wrong}\n✓ {said.right}"},
        "defaultConfiguration": {"level": SARIF[severity]},
    }


def fingerprints(findings: Iterable[Finding]) -> Iterator[tuple[Finding, str]]:
    """Each finding with a name that stays the same when lines above it come or go."""
    seen = Counter[str]()
    for finding in findings:
        values = sorted((key, str(value)) for key, value in finding.values.items())
        said = json.dumps([finding.path, finding.rule, values], ensure_ascii=False)
        seen[said] += 1
        yield finding, hashlib.sha256(f"{said} {seen[said]}".encode()).hexdigest()


def as_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


FORMATS = {
    "json": render_json,
    "github": render_github,
    "gitlab": render_gitlab,
    "sarif": render_sarif,
}
