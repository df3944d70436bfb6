"""The controlled vocabularies: types of document, force, strength of sources, relations."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from portal.yaml_source import read_yaml

Wording = Mapping[str, str]
"""A word of a vocabulary in each language."""


@cache
def vocabulary(name: str) -> Mapping[str, Wording]:
    """One list of `vocabulary.yml`: its words by code."""
    words: Mapping[str, Wording] = all_vocabularies()[name]
    return words


def work_types() -> Mapping[str, Wording]:
    return vocabulary("types")


def iso_639_2(language: str) -> str:
    """The three-letter code of a language; `und`, undetermined, if the vocabulary has none."""
    primary = language.partition("-")[0]
    code: str = all_vocabularies()["iso_639_2"].get(primary, primary)
    return code if len(code) == 3 else "und"


@cache
def all_vocabularies() -> Mapping[str, Any]:
    source = files("portal").joinpath("vocabulary.yml").read_text(encoding="utf-8")
    lists: Mapping[str, Any] = read_yaml(source).value
    return lists
