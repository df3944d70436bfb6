"""IRIs of works, versions and passages, as the Akoma Ntoso Naming Convention 1.0 forms them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from portal.folding import slug
from portal.model import LogEntry, Work
from portal.vocabulary import iso_639_2, work_types

COUNTRY = "vn"
UNKNOWN_DAY = "0001-01-01"
"""Stands where Akoma Ntoso asks for a date that nobody knows; `cobalt` has the same convention."""


def akn_kind(work: Work) -> str:
    """`act` or `doc`: the element that holds a document of its type."""
    return str(work_types().get(work.type, {}).get("akn", "doc"))


def day_of(work: Work) -> str:
    return work.issued.isoformat() if work.issued else UNKNOWN_DAY


def number_of(work: Work) -> str:
    """What tells a work from others of its kind, issuer and day; our id, where the number cannot.

    Without its day and issuer, a number is no identity.
    """
    return slug(work.number) if work.number and work.issued and work.issuer else work.id


def work_iris(works: Mapping[str, Work]) -> dict[str, str]:
    """The IRI of each work, no two the same."""
    iris = {work.id: iri_of(work, number_of(work)) for work in works.values()}
    count = Counter(iris.values())
    return {key: iri if count[iri] == 1 else iri_of(works[key], key) for key, iri in iris.items()}


def iri_of(work: Work, number: str) -> str:
    """`/akn/vn/act/nghi-dinh/chinh-phu/2011-06-13/43-2011-nd-cp`"""
    parts = ["/akn", COUNTRY, akn_kind(work), work.type, work.issuer, day_of(work), number]
    return "/".join(part for part in parts if part)


def expression_iri(
    work: str, language: str, log: Sequence[LogEntry], entry: LogEntry | None, day: date
) -> str:
    """Of a version in one language, by its day; of several on one day, the later ones by label too.

    `work` is the IRI of the work; without `entry` the text is today's and no version.
    """
    iri = f"{work}/{iso_639_2(language)}@{day.isoformat()}"
    if entry is None:
        return f"{iri};current"
    first = next(e for e in log if e.date == entry.date)
    return iri if first.version == entry.version else f"{iri};{entry.version}"


def ontology_iri(kind: str, name: str) -> str:
    """Of something that is no document: a body, a person, an office."""
    return f"/akn/ontology/{kind}/{COUNTRY}/{name}"
