"""Register entries made of a citation that somebody pasted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import yaml

from portal.citation_forms import Form
from portal.citations import finder_of
from portal.corpus import Corpus
from portal.editor_schemas import modeline
from portal.facts import Kind, Lexicon
from portal.findings import Finding
from portal.folding import slug
from portal.strings import strings
from portal.vocabulary import work_types

CENTRAL = re.compile(r"(?:CP|TTg|QH\d*|UBTVQH\d*|TW|CTN|VPCP|HĐBT|TANDTC|VKSNDTC|NHNN|B[A-ZĐ]{2,})")
"""Parts of symbols that belong to one body in the whole country."""
MADE = "register/"


def new_entry(
    corpus: Corpus, citation: str, day: date
) -> tuple[dict[str, str], list[Finding], list[str]]:
    """The file of a work, by path below the content folder; or what stands against it.

    The third part names the keys that the citation could not fill.
    """
    language = corpus.source_language
    text = " ".join(citation.split())
    found = [c for c in finder_of(corpus, language).find(text) if c.form and not c.form.is_short]
    values: dict[str, object] = {"text": text, "expected": [c.text for c in found]}
    if not found:
        return {}, [Finding("new-no-citation", MADE, values=values)], []
    if len(found) > 1 and found[0].start > 0:
        return {}, [Finding("new-several", MADE, values=values)], []
    first = found[0]
    if first.target:
        values["work"] = first.target
        return {}, [Finding("new-known", f"{MADE}{first.target}.yml", values=values)], []
    form = first.form
    assert form is not None
    if form.type is None or form.type not in work_types():
        return {}, [Finding("new-type-unknown", MADE, values=values)], []
    issuer = issuer_of(corpus, form)
    work_id = id_of(form, issuer)
    file = f"{MADE}{work_id}.yml"
    if work_id in corpus.works:
        return {}, [Finding("new-id-taken", file, values={"work": work_id})], []
    entry: dict[str, Any] = {"id": work_id, "type": form.type, "number": form.number}
    if form.printed and form.number and form.printed != form.number:
        entry["number_as_printed"] = [" ".join(form.printed.split())]
    title = form.title or first.text
    entry |= {
        "issued": form.date,
        "issuer": issuer,
        "title": {language: title},
        "full_text": "none",
        "changes": [{"date": day, "note": notes(corpus)}],
    }
    missing = [key for key in ("issued", "issuer") if entry[key] is None]
    if not form.title:
        missing.append(f"title.{language}")
    missing += [f"title.{code}" for code in corpus.languages[1:]]
    return {file: entry_file(file, entry)}, [], missing


def entry_file(file: str, entry: Mapping[str, Any]) -> str:
    """The file of a register entry, as people go on editing it."""
    text = yaml.safe_dump(dict(entry), allow_unicode=True, sort_keys=False, width=100)
    return f"{modeline(file)}\n{text}"


def notes(corpus: Corpus) -> dict[str, str]:
    return {code: strings("command", code)["entered"] for code in corpus.languages}


def issuer_of(corpus: Corpus, form: Form) -> str | None:
    """The authority that the citation names, if the register of authorities has it."""
    bodies = Lexicon(corpus, corpus.source_language).bodies_in(form.issuer or "")
    return next((fact.value for fact in bodies if fact.kind is Kind.body), None)


def id_of(form: Form, issuer: str | None) -> str:
    """Type, number, the year where the number lacks one, the body where it is not a central one."""
    parts = [(form.type or "").strip(), slug(form.number or form.title or "")]
    if form.date and not form.year:
        parts.append(str(form.date.year))
    symbols = re.split(r"[/-]", form.number or "")
    if issuer and not any(CENTRAL.fullmatch(symbol) for symbol in symbols):
        parts += list(place_of(issuer, parts[1]))
    return "-".join(filter(None, parts))


def place_of(issuer: str, number: str) -> Iterator[str]:
    """The part of a body's id that the number does not already say: `hai-phong`."""
    for word in issuer.split("-"):
        if len(word) > 2 and word not in number:
            yield word
