"""Words of the editing page, in each language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel

from portal.yaml_source import read_yaml


def words_of(model: type[BaseModel], name: str) -> Mapping[str, Any]:
    """What a key is called: its own words, or those of the record that it comes from."""
    words: Mapping[str, Mapping[str, Any]] = admin_words()["fields"]
    return next(
        words[kind.__name__][name] for kind in model.__mro__ if name in words.get(kind.__name__, {})
    )


@cache
def admin_words() -> Mapping[str, Any]:
    source = files("portal").joinpath("admin_words.yml").read_text(encoding="utf-8")
    words: Mapping[str, Any] = read_yaml(source).value
    return words
