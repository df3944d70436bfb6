"""The words of pages and of the command, in each language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from portal.counted import sentence
from portal.yaml_source import read_yaml


@cache
def strings(section: str, language: str) -> Mapping[str, str]:
    """One section of `strings.yml` in one language, by key."""
    return {key: sentence(str(words[language])) for key, words in all_strings()[section].items()}


@cache
def all_strings() -> Mapping[str, Any]:
    source = files("portal").joinpath("strings.yml").read_text(encoding="utf-8")
    sections: Mapping[str, Any] = read_yaml(source).value
    return sections
