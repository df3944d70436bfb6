"""`/requirements.json`: requirement by requirement, what the build could check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from portal.corpus import Corpus
from portal.json_file import Address, render_data
from portal.links import page_url
from portal.model import Requirement
from portal.requirements import Failure, Result, check_words, lacking, outcome, rule_of


def render_requirements(corpus: Corpus, results: Mapping[str, Result], address: Address) -> str:
    """`/requirements.json`; `address` makes public addresses of paths."""
    listed = [requirement_as_json(corpus, one, results, address) for one in corpus.required]
    return render_data(corpus, "requirements", address, requirements=listed)


def requirement_as_json(
    corpus: Corpus,
    requirement: Requirement,
    results: Mapping[str, Result],
    address: Address,
) -> dict[str, Any]:
    plain = requirement.model_dump(mode="json")
    return {
        "id": requirement.id,
        "outcome": outcome(corpus, requirement, results).value,
        "words": plain["words"],
        "sources": [
            {"rule": rule.number, "type": rule.type, "at": source["at"]}
            for reference, source in zip(requirement.sources, plain["sources"], strict=True)
            if (rule := rule_of(corpus, reference))
        ],
        "confidence": plain["confidence"],
        "checks": [
            {
                "name": name,
                "words": dict(check_words()[name]),
                "examined": results[name].examined,
                "failures": failures_as_json(results[name].failures, address),
            }
            for name in requirement.checks
            if name in results
        ],
        "lacking": list(lacking(corpus, requirement)),
        "inspection": plain["inspection"],
        "not_applicable": plain["not_applicable"],
        "seen_at": [address(page_url(path)) for path in requirement.seen_at],
        "waived": plain["waived"],
    }


def failures_as_json(failures: Sequence[Failure], address: Address) -> list[dict[str, str]]:
    return [{"page": address(failure.page), "what": failure.what} for failure in failures]
