"""Imports: from a document as received to the files that publish it, proven to say the same."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from portal.citations import Citation, find_mentions
from portal.corpus import DOCUMENTS, Corpus, Tree
from portal.fidelity import Join
from portal.findings import Finding, Severity, in_order
from portal.folding import fold
from portal.layout import lay_out
from portal.official_markdown import markdown_of, places_of
from portal.page_breaks import repair
from portal.passages import Facts, Layout
from portal.reading import read_corpus
from portal.received import Received, doubt
from portal.registering import entry_file
from portal.rules import check
from portal.strings import strings
from portal.text_files import read_markdown, read_plain_text
from portal.units import VALID_ID
from portal.vocabulary import work_types
from portal.word_files import read_word

READERS = {"docx": read_word, "txt": read_plain_text, "md": read_markdown}
"""What reads a file, by the ending of its name."""
LONGEST_ID = 120
"""Characters of an id, so that names of files are not too long anywhere."""
SUMS = "sources/SHA256SUMS"
GENERAL_TYPE = "van-ban"
"""What a document is entered as whose type is not known."""
ABBREVIATED = {
    "ubnd": "uy ban nhan dan",
    "hdnd": "hoi dong nhan dan",
    "gd&dt": "giao duc va dao tao",
}


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wants to import."""

    name: str
    """Of the file, for messages."""
    data: bytes
    work: str
    day: date


@dataclass(frozen=True, slots=True)
class Import:
    """Files to be written, and what a person should know of them."""

    files: Mapping[str, str | bytes]
    """By path below the content folder, in the order in which they are to be written."""
    layout: Layout
    doubts: Sequence[Finding]
    citations: Sequence[tuple[str, Citation]]
    """With the id of the citing passage, in the order of the text."""
    findings: Sequence[Finding]
    """What the check says of the new files: warnings and notices."""
    missing: Sequence[str]
    """Keys of the proposed register entry that somebody has to fill in; empty if there is none."""


def import_document(tree: Tree, request: Request) -> tuple[Import | None, list[Finding]]:
    """The files of a document, or None and what stands against it."""
    corpus = read_corpus(tree)
    if not corpus.languages:
        return None, list(corpus.reading)
    refused = list(refusals(corpus, tree, request))
    if refused:
        return None, refused
    received = READERS[ending(request.name)](request.data)
    if isinstance(received, Finding):
        return None, [placed(received, request.name)]
    repaired = repair(received.lines)
    layout = lay_out(repaired.lines)
    missing: list[str] = []
    files = dict(sources(request, received, repaired.joins, corpus))
    register = f"register/{request.work}.yml"
    if register not in tree:
        known = known_as(corpus, layout.facts)
        if known:
            values: dict[str, object] = {"work": known, "number": layout.facts.number}
            return None, [Finding("import-known", request.name, values=values)]
        entry, missing, said = register_entry(corpus, request, layout.facts)
        files[register] = entry
        layout.doubts += said
    for language in corpus.languages[1:]:
        files[f"{language}/{DOCUMENTS}{request.work}.md"] = draft(corpus, request, layout, language)
    files[text_file(corpus, request.work)] = text(corpus, request, layout)
    files[SUMS] = sums(tree, files)
    return proven(tree, request, files, layout, [*received.doubts, *repaired.doubts], missing)


def proven(
    tree: Tree,
    request: Request,
    files: Mapping[str, str | bytes],
    layout: Layout,
    doubts: Sequence[Finding],
    missing: Sequence[str],
) -> tuple[Import | None, list[Finding]]:
    """The import, if the check finds that the text is the source, and no error in a new file."""
    new = {name: said.encode() if isinstance(said, str) else said for name, said in files.items()}
    corpus = read_corpus({**tree, **new})
    register = f"register/{request.work}.yml"
    findings = [f for f in check(corpus) if f.path in files or f.path == register]
    errors = [f for f in findings if f.severity is Severity.error and f.path in files]
    if request.work not in corpus.works:
        errors += [f for f in corpus.reading if f.path == register and f not in errors]
    if errors or request.work not in corpus.works:
        return None, [*errors, placed(doubt("import-check-failed", 1), request.name)]
    place = source_file(request)
    said = [placed(d, place) for d in (*doubts, *layout.doubts)]
    citations = [
        (mention.unit, mention.citation)
        for mention in find_mentions(corpus)
        if mention.work == request.work and mention.language == corpus.source_language
    ]
    left = [f for f in findings if f.rule not in ("citation-unknown", "citation-ambiguous")]
    return Import(files, layout, in_order(said), citations, left, missing), []


# What stands against an import


def refusals(corpus: Corpus, tree: Tree, request: Request) -> Iterator[Finding]:
    """Everything that can be said before the file is read."""
    if not VALID_ID.match(request.work) or len(request.work) > LONGEST_ID:
        yield placed(doubt("import-id-form", 1, id=request.work), request.name)
        return
    if ending(request.name) not in READERS:
        yield placed(doubt("import-kind", 1, expected=[f".{e}" for e in READERS]), request.name)
    wanted = [source_file(request), source_file(request, "joins.yml"), *kept_files(request)]
    wanted += [f"{language}/{DOCUMENTS}{request.work}.md" for language in corpus.languages]
    for path in wanted:
        if path in tree:
            yield Finding("import-in-the-way", path)


def placed(finding: Finding, file: str) -> Finding:
    """The finding, with its file."""
    return Finding(finding.rule, file, finding.place, finding.values)


def ending(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


# Files


def source_file(request: Request, kind: str = "txt") -> str:
    return f"sources/{request.work}.{kind}"


def text_file(corpus: Corpus, work: str) -> str:
    return f"{corpus.source_language}/{DOCUMENTS}{work}.md"


def kept_files(request: Request) -> list[str]:
    """Where the file itself may be kept: a Word file under its own ending, so that it opens."""
    kind = "docx" if ending(request.name) == "docx" else "original"
    return [source_file(request, kind)]


def sources(
    request: Request, received: Received, joins: Sequence[Join], corpus: Corpus
) -> Iterator[tuple[str, str | bytes]]:
    """The document as received, its text, and the joins that repair it."""
    if received.untouched:
        yield source_file(request), request.data
    else:
        yield kept_files(request)[0], request.data
        yield source_file(request), received.text
    if joins:
        said = {"joins": [{"before": j.before, "after": j.after} for j in joins]}
        heads = "".join(f"# {strings('import', code)['joins']}\n" for code in corpus.languages)
        yield source_file(request, "joins.yml"), heads + as_yaml(said)


def sums(tree: Tree, files: Mapping[str, str | bytes]) -> str:
    """The list of digests of all sources, with the new ones at its end."""
    before = tree.get(SUMS, b"").decode()
    lines = [before + "\n" if before and not before.endswith("\n") else before]
    for name, content in files.items():
        if name.startswith("sources/") and not name.endswith(".yml"):
            data = content.encode() if isinstance(content, str) else content
            digest = hashlib.sha256(data).hexdigest()
            lines.append(f"{digest}  {name.removeprefix('sources/')}\n")
    return "".join(lines)


def text(corpus: Corpus, request: Request, layout: Layout) -> str:
    """The text in the authoritative language."""
    note = strings("import", corpus.source_language)["published"]
    front = {"source": source_file(request), "changes": [{"date": request.day, "note": note}]}
    return f"---\n{as_yaml(front)}---\n\n{markdown_of(layout.blocks)}"


def draft(corpus: Corpus, request: Request, layout: Layout, language: str) -> str:
    """A translation to be made: each passage is shown in the original until it has words."""
    note = strings("import", language)["not-translated"]
    front = as_yaml({"changes": [{"date": request.day, "note": note}]})
    told = strings("import", corpus.source_language)["how-to-translate"]
    return f"---\n# {told}\n{front}---\n\n{places_of(layout.blocks)}"


def register_entry(
    corpus: Corpus, request: Request, facts: Facts
) -> tuple[str, list[str], list[Finding]]:
    """A proposed entry: what the head says, null for what it does not."""
    language = corpus.source_language
    said: list[Finding] = []
    issuer = issuer_of(corpus, facts.bodies)
    if facts.bodies and issuer is None:
        said.append(doubt("import-issuer-unknown", 1, text=", ".join(facts.bodies)))
    code = facts.type or GENERAL_TYPE
    title = facts.title or work_types()[code][language]
    entry: dict[str, Any] = {
        "id": request.work,
        "type": code,
        "number": facts.number,
        "issued": facts.issued,
        "issuer": issuer,
        "title": {language: title},
        "full_text": "full",
        "changes": [
            {
                "date": request.day,
                "note": {c: strings("import", c)["registered"] for c in corpus.languages},
            }
        ],
    }
    missing = [key for key in ("number", "issued", "issuer") if entry[key] is None]
    missing += ["type"] if facts.type is None else []
    missing += [f"title.{language}"] if facts.title is None else []
    missing += [f"title.{code}" for code in corpus.languages[1:]]
    return entry_file(f"register/{request.work}.yml", entry), missing, said


def known_as(corpus: Corpus, facts: Facts) -> str | None:
    """The work of the register that is this document: same number, date and issuer."""
    issuer = issuer_of(corpus, facts.bodies)
    for work in corpus.works.values():
        same = facts.number and work.number and work.number.casefold() == facts.number.casefold()
        if same and work.issued == facts.issued and work.issuer == issuer:
            return work.id
    return None


def issuer_of(corpus: Corpus, bodies: Sequence[str]) -> str | None:
    """The authority that the issuer block names, if the list of authorities has it by that name."""
    listed = corpus.authorities.authorities if corpus.authorities else ()
    language = corpus.source_language
    for words in ("".join(bodies[-1:]), " ".join(bodies)):
        found = {
            authority.id
            for authority in listed
            for name in (authority.name.get(language, ""), *authority.forms.get(language, ()))
            if words and name and spelled_out(name) == spelled_out(words)
        }
        if len(found) == 1:
            return found.pop()
    return None


def spelled_out(name: str) -> str:
    words = " ".join(fold(name).split())
    return re.sub(r"\S+", lambda m: ABBREVIATED.get(m[0], m[0]), words)


def as_yaml(values: Mapping[str, Any]) -> str:
    return yaml.safe_dump(dict(values), allow_unicode=True, sort_keys=False, width=100)


# The report


def report(made: Import, request: Request, language: str) -> Iterator[str]:
    """What was recognised and what a person should look at, line by line."""
    words = strings("import", language)
    facts = made.layout.facts
    unknown = words["unknown"]
    types = work_types()
    type_name = types[facts.type][language] if facts.type else unknown
    yield words["recognised"].format(name=request.name)
    for key, value in (
        ("fact-type", type_name),
        ("fact-number", facts.number),
        ("fact-date", facts.issued and facts.issued.isoformat()),
        ("fact-issuer", ", ".join(facts.bodies)),
        ("fact-title", facts.title),
    ):
        yield f"  {words[key]}: {value or unknown}"
    names = {**strings("unit-names", language), "noi-dung": words["content"]}
    counted = (f"{names.get(part, part)} {n}" for part, n in made.layout.counts.items())
    yield f"  {words['passages']}: {', '.join(counted)}"
    yield words["proven"]
    if made.doubts:
        yield ""
        yield words["doubts"]
        yield from (f"  {finding.line_for_terminal(language)}" for finding in made.doubts)
    if made.findings:
        yield ""
        yield words["check"]
        counts = Counter((f.rule, f.path) for f in made.findings)
        for (rule, path), count in counts.items():
            first = next(f for f in made.findings if (f.rule, f.path) == (rule, path))
            more = f" (× {count})" if count > 1 else ""
            yield f"  {first.line_for_terminal(language)}{more}"
    if made.citations:
        yield ""
        yield words["citations"].format(count=len(made.citations))
        seen: set[str] = set()
        for unit, citation in made.citations:
            means = citation.target or ", ".join(citation.candidates) or unknown
            said = " ".join(citation.text.split())
            yield f"  {unit}: {said} → {means}"
            if not citation.target and not citation.candidates and said not in seen:
                seen.add(said)
                quoted = said.replace("\\", "\\\\").replace('"', '\\"')
                yield f'    portal new "{quoted}"'
    if made.missing:
        yield ""
        yield words["fill-in"].format(
            file=f"register/{request.work}.yml", keys=", ".join(made.missing)
        )
