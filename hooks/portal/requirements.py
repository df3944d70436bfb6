"""What the portal sets itself to fulfil, and what a build shows of each requirement."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from portal.corpus import Corpus
from portal.dates import display_date, display_number
from portal.findings import Finding
from portal.model import LegalRule, Requirement, RuleReference
from portal.strings import strings
from portal.views import Link, Views, WorkSummary, cite_work
from portal.vocabulary import Wording, vocabulary, work_types
from portal.yaml_source import read_yaml

NAMED = 5
"""How many of the places where a check failed are named on the page."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A place where a check did not see what it looked for."""

    page: str
    """Address from the root of the site."""
    what: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a check saw on a built site."""

    examined: int
    """How many things were looked at."""
    failures: tuple[Failure, ...]


class Outcome(StrEnum):
    """How a requirement stands."""

    fulfilled = "fulfilled"
    partly = "partly"
    """What could be checked holds; what is missing, or must be looked at, is named."""
    not_fulfilled = "not"
    not_applicable = "not_applicable"
    not_verifiable = "not_verifiable"
    """No machine can see it on the built site."""


MARKS = {
    Outcome.fulfilled: "in",
    Outcome.partly: "part",
    Outcome.not_fulfilled: "out",
    Outcome.not_applicable: "na",
    Outcome.not_verifiable: "unv",
}
"""How an outcome is drawn."""


@dataclass(frozen=True, slots=True)
class OutcomeView:
    mark: str
    word: str


@dataclass(frozen=True, slots=True)
class CheckView:
    name: str
    words: str
    examined: str
    failures: tuple[Failure, ...]
    further: int
    """How many failures are not named."""

    @property
    def passed(self) -> bool:
        return not self.failures


@dataclass(frozen=True, slots=True)
class RuleView:
    id: str
    heading: str
    work: WorkSummary | None
    about: str
    then: str
    now: str
    read: str


@dataclass(frozen=True, slots=True)
class GroundView:
    rules: tuple[RuleView, ...]
    unsaid: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RequirementView:
    id: str
    words: str
    sources: tuple[tuple[str, str, str], ...]
    """Places in rules: the place, the rule, its id."""
    confidence: str
    outcome: OutcomeView
    checks: tuple[CheckView, ...]
    lacking: tuple[str, ...]
    """Keys of `agency.yml` that nobody filled yet."""
    inspection: str
    not_applicable: str
    seen_at: tuple[Link, ...]
    waiver: str
    waived_on: str
    waived_iso: str


@dataclass(frozen=True, slots=True)
class RequirementsView:
    tally: tuple[tuple[OutcomeView, tuple[str, ...]], ...]
    """Each outcome that occurs, with the ids of its requirements."""
    requirements: tuple[RequirementView, ...]
    examined: str


def shown_requirements(
    corpus: Corpus, views: Views, results: Mapping[str, Result], link: Callable[[str], Link]
) -> RequirementsView:
    """All requirements with what the checks of this build saw, in the words of one language.

    `link` leads to the page of a path.
    """
    listed = corpus.required
    found = {r.id: outcome(corpus, r, results) for r in listed}
    seen = sum(result.examined for result in results.values())
    return RequirementsView(
        tally=tuple(
            (outcome_view(views, o), tuple(id for id, at in found.items() if at is o))
            for o in Outcome
            if o in found.values()
        ),
        requirements=tuple(shown(corpus, views, r, results, link) for r in listed),
        examined=display_number(seen, views.language) if seen else "",
    )


def shown(
    corpus: Corpus,
    views: Views,
    requirement: Requirement,
    results: Mapping[str, Result],
    link: Callable[[str], Link],
) -> RequirementView:
    waived = requirement.waived
    return RequirementView(
        id=requirement.id,
        words=views.say(requirement.words),
        sources=tuple(
            (views.say(source.at), rule_name(views, rule_of(corpus, source)), source.rule)
            for source in requirement.sources
        ),
        confidence=", ".join(
            views.say(vocabulary("confidence")[c.value]) for c in requirement.confidence
        ),
        outcome=outcome_view(views, outcome(corpus, requirement, results)),
        checks=tuple(
            CheckView(
                name,
                views.say(check_words()[name]),
                display_number(r.examined, views.language),
                r.failures[:NAMED],
                max(0, len(r.failures) - NAMED),
            )
            for name in requirement.checks
            if (r := results.get(name))
        ),
        lacking=lacking(corpus, requirement),
        inspection=views.say(requirement.inspection),
        not_applicable=views.say(requirement.not_applicable),
        seen_at=tuple(map(link, requirement.seen_at)),
        waiver=views.say(waived.reason) if waived else "",
        waived_on=display_date(waived.on, views.language) if waived else "",
        waived_iso=waived.on.isoformat() if waived else "",
    )


def outcome(corpus: Corpus, requirement: Requirement, results: Mapping[str, Result]) -> Outcome:
    """How a requirement stands; a check that did not run shows nothing."""
    if requirement.not_applicable:
        return Outcome.not_applicable
    ran = [results[name] for name in requirement.checks if name in results]
    if any(result.failures for result in ran):
        return Outcome.not_fulfilled
    if not ran or len(ran) < len(requirement.checks):
        return Outcome.not_verifiable
    is_open = requirement.inspection or lacking(corpus, requirement)
    return Outcome.partly if is_open else Outcome.fulfilled


def lacking(corpus: Corpus, requirement: Requirement) -> tuple[str, ...]:
    """The keys of `agency.yml` that the requirement needs and nobody filled."""
    return tuple(key for key in requirement.needs if not getattr(corpus.agency, key, None))


def outcome_view(views: Views, outcome: Outcome) -> OutcomeView:
    return OutcomeView(MARKS[outcome], views.say(vocabulary("outcome")[outcome.value]))


def unmet(corpus: Corpus, results: Mapping[str, Result]) -> Iterator[Finding]:
    """Requirements that the built site does not fulfil and that nobody waived."""
    for index, requirement in enumerate(corpus.required):
        if outcome(corpus, requirement, results) is Outcome.not_fulfilled:
            place = corpus.place("requirements.yml", "requirements", index)
            failures = [f for name in requirement.checks for f in results[name].failures]
            values = {
                "id": requirement.id,
                "text": requirement.words,
                "count": len(failures),
                "found": [f"/{f.page}: {f.what}" for f in failures[:NAMED]],
            }
            rule = "requirement-waived" if requirement.waived else "requirement-not-met"
            yield Finding(rule, "requirements.yml", place, values)


# The rules themselves


def legal_ground(corpus: Corpus, views: Views) -> GroundView:
    """The rules that the portal is held against: then, now, and how they were read."""
    listed = corpus.requirements
    return GroundView(
        rules=tuple(
            RuleView(
                id=rule.id,
                heading=full_name(corpus, views, rule),
                work=views.summaries.get(rule.work or ""),
                about=views.say(rule.about),
                then=views.say(rule.then),
                now=views.say(rule.now),
                read=views.say(rule.read),
            )
            for rule in (listed.rules if listed else ())
        ),
        unsaid=tuple(map(views.say, listed.unsaid if listed else ())),
    )


def full_name(corpus: Corpus, views: Views, rule: LegalRule) -> str:
    """As a first citation has it, where the register knows the rule; else type and number."""
    work = corpus.works.get(rule.work or "")
    return cite_work(corpus, work, views.language) if work else rule_name(views, rule)


def rule_of(corpus: Corpus, source: RuleReference) -> LegalRule | None:
    rules = corpus.requirements.rules if corpus.requirements else ()
    return next((rule for rule in rules if rule.id == source.rule), None)


def rule_name(views: Views, rule: LegalRule | None) -> str:
    if rule is None:
        return ""
    number_word = strings("citation", views.language)["number-word"]
    return f"{views.say(work_types().get(rule.type))} {number_word} {rule.number}"


@cache
def check_words() -> Mapping[str, Wording]:
    """What each check looks for, by its name."""
    source = files("portal").joinpath("checks.yml").read_text(encoding="utf-8")
    words: Mapping[str, Wording] = read_yaml(source).value
    return words
