"""Forms of the editing page: a field for each key that a content file may have, from its model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from portal.admin_choices import Choices
from portal.admin_words import admin_words, words_of
from portal.model import Key, Language, Localised, MonthDay, MonthOrDay, UnitPath

Field = dict[str, Any]
"""One field as Decap is told of it. Of our own: `when_empty`, what is written for nothing where the
key stays; `always`, whether a new record has the key even so; `written: day`, a day, which takes no
quotation marks."""
FORMS: Mapping[Any, str] = {
    Key: "key",
    UnitPath: "unit",
    MonthDay: "month-day",
    MonthOrDay: "month-or-day",
    Language: "language",
}
"""Kinds of words whose form is explained alike wherever they stand."""
MONTH_OR_DAY = r"^\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?$"


@dataclass(frozen=True)
class Forms:
    """Makes the fields of records, in the words of one language."""

    choices: Choices

    @property
    def languages(self) -> tuple[str, ...]:
        """Of the content, the authoritative one first."""
        return self.choices.languages

    @property
    def speech(self) -> str:
        """The language of labels."""
        return self.choices.speech

    def of(self, model: type[BaseModel], needed: bool = True) -> list[Field]:
        """All fields of a record, changes last as in the files.

        What it must have is asked for only if the record itself is needed.
        """
        kinds = get_type_hints(model, include_extras=True)
        names = sorted(model.model_fields, key=lambda name: name == "changes")
        return [self.field(model, name, kinds[name], needed) for name in names]

    def field(self, model: type[BaseModel], name: str, kind: Any, needed: bool) -> Field:
        kind, nullable = without_none(kind)
        said, must = words_of(model, name), model.model_fields[name].is_required()
        required = needed and must and not nullable
        field: Field = {"name": name, "label": said[self.speech], "required": required}
        if "hint" in said:
            field["hint"] = said["hint"][self.speech]
        field |= self.shape(kind, said, required)
        if nullable:
            field |= {"when_empty": "null", "always": must, "collapsed": True}
        return field

    def shape(self, kind: Any, said: Mapping[str, Any], needed: bool) -> Field:
        """What a value of some kind is entered with."""
        base, limits = without_limits(kind)
        if "choices" in said and get_origin(base) is not tuple:
            return {"widget": "select", "options": self.choices.named(said["choices"])}
        if get_origin(base) is tuple:
            return self.many(get_args(base)[0], said, limits)
        if get_origin(base) is dict:
            return self.by_key(kind, said, needed)
        if get_origin(base) is Literal:  # the template of a page: no matter of its words
            return {"widget": "hidden"}
        if issubclass(base, BaseModel):
            return {"widget": "object", "collapsed": False, "fields": self.of(base, needed)}
        if issubclass(base, StrEnum):
            return {"widget": "select", "options": self.choices.members(base)}
        if base is bool:
            return {"widget": "boolean"}
        if base is int:
            return {"widget": "number", "value_type": "int"} | bounds(limits)
        if base is date:
            return {
                "widget": "datetime",
                "format": "YYYY-MM-DD",
                "date_format": "YYYY-MM-DD",
                "time_format": False,
                "written": "day",
            }
        return self.text(kind, said, limits)

    def text(self, kind: Any, said: Mapping[str, Any], limits: tuple[Any, ...]) -> Field:
        field: Field = {"widget": "text" if said.get("long") else "string"}
        pattern = next((p for limit in limits if (p := getattr(limit, "pattern", None))), None)
        if kind == MonthOrDay:
            pattern, field["written"] = MONTH_OR_DAY, "day"
        if pattern:
            form = FORMS.get(kind)
            explained = admin_words()["forms"][form] if form else said["hint"]
            field["pattern"] = [pattern, explained[self.speech]]
            field.setdefault("hint", explained[self.speech])
        return field

    def many(self, item: Any, said: Mapping[str, Any], limits: tuple[Any, ...]) -> Field:
        """A list: of records, of things to choose from, or of single values."""
        field: Field = {"widget": "list", "collapsed": True, "when_empty": "[]"}
        if any(getattr(limit, "min_length", None) for limit in limits):
            field["min"] = 1
        base, _ = without_limits(item)
        if "choices" in said or (isinstance(base, type) and issubclass(base, StrEnum)):
            options = (
                self.choices.named(said["choices"])
                if "choices" in said
                else self.choices.members(base)
            )
            return {"widget": "select", "multiple": True, "when_empty": "[]", "options": options}
        if isinstance(base, type) and issubclass(base, BaseModel):
            summary = admin_words()["summaries"][base.__name__].replace("@", self.languages[0])
            return field | {"summary": summary, "fields": self.of(base)}
        if get_origin(base) is dict:
            inner = self.by_key(item, said, needed=True)["fields"]
            return field | {"summary": f"{{{{{self.languages[0]}}}}}", "fields": inner}
        one = {"name": "item", "label": said[self.speech], "required": False}
        one |= self.shape(item, {**said, "long": False}, needed=False)
        return field | {"collapsed": False, "field": one}

    def by_key(self, kind: Any, said: Mapping[str, Any], needed: bool) -> Field:
        """A mapping: of words by language, or of a force by work."""
        keys, value = get_args(without_limits(kind)[0])
        entries: Iterable[tuple[str, str]] = (
            [(language, self.choices.language(language)) for language in self.languages]
            if keys == Language
            else self.choices.held_works()
        )
        fields = [
            {
                "name": key,
                "label": label,
                "required": needed and kind == Localised and key == self.languages[0],
            }
            | self.shape(value, said, needed=False)
            for key, label in entries
        ]
        return {"widget": "object", "collapsed": not needed, "fields": fields}


def without_none(kind: Any) -> tuple[Any, bool]:
    """A kind of value, and whether null may stand for it."""
    if get_origin(kind) in (Union, UnionType):
        kinds = [part for part in get_args(kind) if part is not type(None)]
        return kinds[0], len(kinds) < len(get_args(kind))
    return kind, False


def without_limits(kind: Any) -> tuple[Any, tuple[Any, ...]]:
    """The bare type of a kind of value, and what limits its values."""
    if get_origin(kind) is Annotated:
        base, *limits = get_args(kind)
        return base, tuple(part for limit in limits for part in flat(limit))
    return kind, ()


def flat(limit: Any) -> Iterator[Any]:
    """A limit as pydantic keeps it: a `Field` holds several."""
    yield from getattr(limit, "metadata", [limit])


def bounds(limits: Iterable[Any]) -> dict[str, int]:
    named = {"min": "ge", "max": "le"}
    return {
        name: value
        for limit in limits
        for name, key in named.items()
        if (value := getattr(limit, key, None)) is not None
    }
