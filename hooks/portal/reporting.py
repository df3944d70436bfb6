"""Reports of errors that readers send: prepared, so that they name the passage and its version."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

SCHEMES = ("mailto:", "https://")


def report_address(feedback: str, subject: str, facts: Mapping[str, str]) -> str:
    """Where a reader sends a report on what `facts` name, with the report already begun.

    `feedback` is a pattern with `{subject}` and `{body}`, as issue forms take them, or a plain
    `mailto:` address, which gets both; any other address is left as it is.
    """
    if "{" not in feedback and feedback.startswith("mailto:"):
        feedback += f"{'&' if '?' in feedback else '?'}subject={{subject}}&body={{body}}"
    body = "".join(f"{name}: {value}\r\n" for name, value in facts.items() if value)
    return feedback.replace("{subject}", encoded(subject)).replace("{body}", encoded(body + "\r\n"))


def encoded(text: str) -> str:
    return quote(text, safe="/:-._~")
