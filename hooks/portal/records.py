"""Content files into records: every wrong or missing key a finding, all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, RootModel, ValidationError

from portal.dates import iso_of
from portal.findings import Finding
from portal.strings import all_strings
from portal.yaml_source import Path, YamlDocument, YamlProblem

RecordType = TypeVar("RecordType", bound=BaseModel)


def read_record(
    model: type[RecordType], document: YamlDocument, path: str
) -> tuple[RecordType | None, list[Finding]]:
    """The record that a YAML document holds, or None with the findings that say why not."""
    findings = [Finding(p.rule, path, p.place, in_words(p)) for p in document.problems]
    if document.value is None and findings:
        return None, findings
    try:
        record = model.model_validate(document.value if document.value is not None else {})
    except ValidationError as error:
        return None, findings + list(schema_findings(error, model, document, path))
    return (record, findings) if not findings else (None, findings)


def in_words(problem: YamlProblem) -> Mapping[str, object]:
    """What a message quotes of a problem, the YAML reader's own words in ours."""
    if problem.rule != "yaml-syntax":
        return problem.values
    said, known = str(problem.values["text"]), all_strings()["yaml"]
    return {"text": next((known[key] for key in known if said.startswith(key)), known["other"])}


def schema_findings(
    error: ValidationError, model: type[BaseModel], document: YamlDocument, path: str
) -> Iterator[Finding]:
    """One finding per thing that is not as the model asks."""
    for problem in error.errors(include_url=False):
        place_path = real_path(problem["loc"], document)
        place = document.place_of(place_path)
        key = asking(problem["loc"]) or path
        context = problem.get("ctx", {})
        words = all_strings()["asked"]
        expected: object = words.get(problem["type"], problem["msg"])
        rule, values = "value-wrong", {"text": problem["input"], "expected": expected}
        match problem["type"]:
            case "missing":
                rule, values = "key-missing", {}
            case "extra_forbidden":
                rule, values = stray_key(model, problem["loc"])
            case "enum" | "literal_error":
                rule = "value-not-in-list"
                values = {"text": problem["input"], "expected": context["expected"]}
            case "string_pattern_mismatch":
                rule = "value-form"
                expected = words.get(context["pattern"], context["pattern"])
                values = {"text": problem["input"], "expected": expected}
            case "greater_than_equal" | "less_than_equal":
                values["expected"] = {
                    code: said.format(limit=context.get("ge", context.get("le")))
                    for code, said in words[problem["type"]].items()
                }
            case "too_short" if problem["input"]:
                continue  # what is in the list is wrong, and said so
            case "string_too_short" | "too_short":
                rule, values = "value-empty", {}
            case "value_error":
                rule, values = f"value-{context['error']}", {"text": problem["input"]}
                iso = iso_of(str(problem["input"]), rule == "value-not-a-month-or-day")
                if iso and rule in ("value-not-a-date", "value-not-a-month-or-day"):
                    rule, values = "date-not-iso", values | {"iso": iso}
            case "date_type" | "date_parsing" | "date_from_datetime_parsing":
                rule, values = "value-not-a-date", {"text": problem["input"]}
            case (
                "int_type" | "int_parsing" | "int_parsing_size" | "int_from_float" | "finite_number"
            ):
                rule, values = "value-int-type", {"text": problem["input"]}
            case "string_type" | "dict_type" | "tuple_type" | "model_type":
                rule = f"value-{problem['type'].replace('_', '-')}"
                values = {"text": problem["input"]}
        yield Finding(rule, path, place, {"key": key, **values})


def stray_key(model: type[BaseModel], loc: tuple[int | str, ...]) -> tuple[str, dict[str, object]]:
    """What is wrong with a key that has no meaning where it stands."""
    name = str(loc[-1])
    here = get_close_matches(name, model_at(model, loc[:-1]).model_fields, n=1)
    homes = sorted(set(homes_of(name, model, "")))
    anywhere = get_close_matches(name, field_names(model), n=1)
    if here or (anywhere and not homes):
        return "key-misspelt", {"suggestion": (here or anywhere)[0]}
    return ("key-misplaced", {"expected": homes}) if homes else ("key-unknown", {})


def model_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> type[BaseModel]:
    """The record that a location leads into."""
    for part in loc:
        field = model.model_fields.get(str(part))
        model = next(records_in(field.annotation), model) if field else model
    return model


def homes_of(name: str, model: type[BaseModel], path: str) -> Iterator[str]:
    """The keys under which a key has a meaning."""
    for key, field in model.model_fields.items():
        if key == name and path:
            yield path
        for inner in records_in(field.annotation):
            yield from homes_of(name, inner, f"{path}.{key}" if path else key)


def real_path(loc: tuple[int | str, ...], document: YamlDocument) -> Path:
    """The location without pydantic's own marks for keys of mappings."""
    return tuple(part for part in loc if part != "[key]")


def asking(loc: tuple[int | str, ...]) -> str:
    """The key whose value is not as it should be; of a mapping's own key, the one above."""
    if loc[-1:] != ("[key]",):
        return dotted(loc)
    return dotted(loc[:-2]) if loc[:-2] else ""


def dotted(loc: tuple[int | str, ...]) -> str:
    """`relations[2].target`, as people write it."""
    words = ""
    for part in loc:
        if isinstance(part, int):
            words += f"[{part + 1}]"
        elif part != "[key]":
            words += f".{part}" if words else part
    return words or "—"


def field_names(model: type[BaseModel]) -> list[str]:
    """The keys that a model and the records inside it know."""
    names: list[str] = []
    for name, field in model.model_fields.items():
        if not issubclass(model, RootModel):
            names.append(name)
        for inner in records_in(field.annotation):
            names.extend(field_names(inner))
    return sorted(set(names))


def records_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from records_in(part)
