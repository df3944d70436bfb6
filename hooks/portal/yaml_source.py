"""YAML read safely, with the place of every key and value known.

A text is read twice only if it must be: quickly for its value; by a careful reader if anything in
it is out of the ordinary, or once somebody asks where a value stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import yaml

Path = tuple[str | int, ...]
"""The way to a value: keys and list positions from the top."""

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one reads ten times as fast
DEPTH = 40
"""How many levels a file may nest: more than any needs, less than a reader's stack."""
LONGEST_NUMBER = 256
"""Bits: longer ones can hardly be printed, and mean nothing here."""
NESTING = re.compile(rf"(?m)^[ \t?:-]{{{DEPTH},}}")


@dataclass(frozen=True, slots=True)
class Place:
    """Line and column of a file, both counted from 1."""

    line: int = 1
    column: int = 1


START = Place()


@dataclass(frozen=True, slots=True)
class YamlProblem:
    """Something that keeps a file from being read as it was meant."""

    place: Place
    rule: str
    values: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class YamlDocument:
    """The value of a YAML text, where each part of it stands, and what was wrong with it."""

    value: Any
    problems: tuple[YamlProblem, ...]
    text: Callable[[], str]
    """Gives the text again."""
    first_line: int
    """The line of the file on which the text begins."""

    @cached_property
    def places(self) -> dict[Path, Place]:
        """Where each value stands: few are ever asked for, so they are looked up when one is."""
        return read_carefully(self.text(), self.first_line)[1].places

    def place_of(self, path: Path) -> Place:
        """Where the value at `path` stands; of a missing one, the nearest thing around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, START)


def read_yaml(text: str, first_line: int = 1) -> YamlDocument:
    """The document in `text`; `first_line` is the line of the file on which it begins.

    Broken YAML gives the value None and a problem, never an exception. Dates are read as dates.
    """
    text = text.lstrip("\ufeff")
    try:
        return YamlDocument(read_quickly(text), (), lambda: text, first_line)
    except yaml.YAMLError:
        value, reader = read_carefully(text, first_line)
        return YamlDocument(value, tuple(reader.problems), lambda: text, first_line)


class TooDeep(yaml.YAMLError):
    """Nested more deeply than `DEPTH`."""

    def __init__(self, mark: Any) -> None:
        super().__init__()
        self.problem_mark = mark


def check_depth(text: str) -> None:
    """Stops before the reader's own stack would overflow, which no exception tells.

    Each level takes a bracket or a column of indentation: most texts are seen to be shallow
    without a look at their structure.
    """
    if text.count("[") + text.count("{") < DEPTH and not NESTING.search(text):
        return
    depth = 0
    for event in yaml.parse(text, LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEPTH:
            raise TooDeep(event.start_mark)


class Irregular(yaml.YAMLError):
    """Something that only the careful reader understands, or finds fault with."""


def read_quickly(text: str) -> Any:
    """The value of a text that is as almost all are: no anchors, no tags, nothing said twice."""
    check_depth(text)
    loader = LOADER(text)
    try:
        return value_of_document(loader.get_event)
    finally:
        loader.dispose()


def value_of_document(next_event: Callable[[], Any]) -> Any:
    """The value of the one document in a stream."""
    next_event()
    if type(next_event()) is yaml.StreamEndEvent:
        return None
    value = value_from(next_event(), next_event)
    next_event()
    if type(next_event()) is not yaml.StreamEndEvent:
        raise Irregular
    return value


def value_from(event: Any, next_event: Callable[[], Any]) -> Any:
    """The value that begins with an event."""
    kind = type(event)
    if kind is yaml.AliasEvent or event.anchor or event.tag:
        raise Irregular
    if kind is yaml.ScalarEvent:
        return plain_value(event.value) if event.implicit[0] else event.value
    if kind is yaml.SequenceStartEvent:
        items = []
        while type(event := next_event()) is not yaml.SequenceEndEvent:
            items.append(value_from(event, next_event))
        return items
    mapping: dict[str, Any] = {}
    while type(event := next_event()) is not yaml.MappingEndEvent:
        if type(event) is not yaml.ScalarEvent or event.anchor or event.tag:
            raise Irregular
        if event.value in mapping:
            raise Irregular
        mapping[event.value] = value_from(next_event(), next_event)
    return mapping


PLAIN = yaml.SafeLoader("")
"""Knows what a word without quotation marks is: a date, a number, nothing, or just words."""


@lru_cache(maxsize=4096)
def plain_value(written: str) -> Any:
    """The value of a scalar without quotation marks; values cannot change, so they are shared."""
    tag = PLAIN.resolve(yaml.ScalarNode, written, (True, False))  # type: ignore[no-untyped-call]
    try:
        value = PLAIN.yaml_constructors[tag](PLAIN, yaml.ScalarNode(tag, written))
    except (yaml.YAMLError, ValueError, OverflowError, LookupError, AttributeError, TypeError):
        raise Irregular from None
    if isinstance(value, int) and value.bit_length() > LONGEST_NUMBER:
        raise Irregular
    return value


def read_carefully(text: str, first_line: int) -> tuple[Any, Reader]:
    """The value of a text, and the reader that noted places and problems."""
    reader = Reader(first_line)
    try:
        check_depth(text)
        loader = LOADER(text)
        try:
            node = loader.get_single_node()
            return (None if node is None else reader.read(loader, node, ())), reader
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        reader.problems.append(syntax_problem(error, text, first_line))
        return None, reader


class Reader:
    """Builds the value of a node tree and notes the places on the way."""

    def __init__(self, first_line: int) -> None:
        self.first_line = first_line
        self.places: dict[Path, Place] = {}
        self.problems: list[YamlProblem] = []
        self.seen: set[int] = set()
        """Nodes that were read: one that comes again is an alias, which may grow without bound."""

    def read(self, loader: Any, node: yaml.Node, path: Path) -> Any:
        if id(node) in self.seen:
            place = self.places.get(path[:-1], START)
            key = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
            self.problems.append(YamlProblem(place, "yaml-alias", {"key": key}))
            return None
        self.seen.add(id(node))
        self.places[path] = self.place(node)
        if isinstance(node, yaml.MappingNode):
            return self.read_mapping(loader, node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(loader, item, (*path, i)) for i, item in enumerate(node.value)]
        return self.read_scalar(loader, node)

    def read_mapping(self, loader: Any, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.add("yaml-key", key_node)
                continue
            key = str(key_node.value)
            if key in mapping:
                self.add("yaml-duplicate-key", key_node, key=key)
            mapping[key] = self.read(loader, value_node, (*path, key))
            if isinstance(value_node, yaml.ScalarNode) and not value_node.value:
                self.places[(*path, key)] = self.place(key_node)
        return mapping

    def read_scalar(self, loader: Any, node: yaml.Node) -> Any:
        try:
            value = loader.construct_object(node)
            if isinstance(value, int) and value.bit_length() > LONGEST_NUMBER:
                raise ValueError
            return value
        except yaml.YAMLError:  # a tag that we do not allow
            self.add("yaml-tag", node, text=f"{node.tag} {node.value}")
        except (ValueError, OverflowError, LookupError, AttributeError, TypeError):
            # it looks like a date or number, or its tag says that it is one, and it is none
            self.add("yaml-impossible-value", node, text=node.value)
        return None

    def add(self, rule: str, node: yaml.Node, **values: object) -> None:
        self.problems.append(YamlProblem(self.place(node), rule, values))

    def place(self, node: yaml.Node) -> Place:
        mark = node.start_mark
        return Place(mark.line + self.first_line, mark.column + 1)


def syntax_problem(error: yaml.YAMLError, text: str, first_line: int) -> YamlProblem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, column = (mark.line, mark.column) if mark else (0, 0)
    place = Place(line + first_line, column + 1)
    if isinstance(error, TooDeep):
        return YamlProblem(place, "yaml-too-deep", {"depth": DEPTH})
    for number, content in enumerate(text.split("\n")[: line + 1]):
        indent = content[: len(content) - len(content.lstrip())]
        if "\t" in indent and content.strip() and not content.lstrip().startswith("#"):
            tab = Place(number + first_line, indent.index("\t") + 1)
            return YamlProblem(tab, "yaml-tab", {"text": content})
    what = getattr(error, "problem", None) or str(error).splitlines()[0]
    return YamlProblem(place, "yaml-syntax", {"text": what})
