"""The legal basis of a work: each document that it stands on, then and now, and their relations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from portal.corpus import Corpus
from portal.dates import display_date, display_month_or_day
from portal.model import Status, Work
from portal.strings import all_strings, strings
from portal.views import StatusView, Views, WorkSummary, in_register_order
from portal.vocabulary import vocabulary, work_types

ROW, LEFT, WIDTH = 26, 130, 360
"""Height of a row of the graph, where its names begin, and its width, in its own units."""

NAME = 28
"""Up to how many characters of a name the graph shows."""


@dataclass(frozen=True, slots=True)
class SuccessorView:
    how: str
    name: str
    path: str
    """Of its page, if the register has it."""
    since: str
    read_at: str
    retrieved: str


@dataclass(frozen=True, slots=True)
class BasisRow:
    work: WorkSummary
    mentions: int
    then: StatusView | None
    now: StatusView
    evidence: int
    successors: tuple[SuccessorView, ...]


@dataclass(frozen=True, slots=True)
class BasisGroup:
    name: str
    rows: tuple[BasisRow, ...]


@dataclass(frozen=True, slots=True)
class LegalBasisView:
    plan: str
    """What running text calls the work whose basis this is."""
    groups: tuple[BasisGroup, ...]
    count: int
    tally: tuple[tuple[StatusView, int], ...]
    edges: tuple[tuple[WorkSummary, str, WorkSummary], ...]
    """Relations among the documents: which, how, to which."""
    graph: Markup


def legal_basis(corpus: Corpus, views: Views) -> LegalBasisView:
    """The legal basis of the work that the portal is about."""
    plan = views.plan
    cited = Counter(
        m.citation.target
        for m in views.index.within(plan)
        if m.language == views.language and m.citation.target
    )
    works = [views.summaries[work] for work in cited]
    register = views.register
    names = {w.id: group.name for group in register.groups for w in group.works}
    groups: dict[str, list[WorkSummary]] = {name: [] for name in dict.fromkeys(names.values())}
    for work in in_register_order(works):
        groups.setdefault(names.get(work.id, ""), []).append(work)
    ordered = [work for group in groups.values() for work in group]
    edges = tuple(
        (views.summaries[work.id], relation.type.value, views.summaries[relation.target])
        for work in corpus.works.values()
        if work.id != plan and work.id in cited
        for relation in work.relations
        if relation.target in cited
    )
    words = vocabulary("relations")
    by_number = {work.number: work.id for work in corpus.works.values() if work.number}
    tally: dict[str, list[StatusView]] = {}
    for work in ordered:
        tally.setdefault(work.status.code, []).append(work.status)
    return LegalBasisView(
        plan=views.short_name(plan) if plan else "",
        groups=tuple(
            BasisGroup(name, tuple(row(corpus, views, w, cited[w.id], by_number) for w in group))
            for name, group in groups.items()
            if group
        ),
        count=len(ordered),
        tally=tuple((same[0], len(same)) for same in sorted(tally.values(), key=lambda s: -len(s))),
        edges=tuple((a, views.say(words[how]), b) for a, how, b in edges),
        graph=draw(ordered, edges, views.language),
    )


def row(
    corpus: Corpus, views: Views, work: WorkSummary, mentions: int, by_number: Mapping[str, str]
) -> BasisRow:
    entry = corpus.works[work.id]
    then = entry.status_at.get(views.plan)
    return BasisRow(
        work=work,
        mentions=mentions,
        then=views.status(Status(code=then)) if then else None,
        now=work.status,
        evidence=len(work.status.sources),
        successors=tuple(successors(views, entry, by_number)),
    )


def successors(views: Views, work: Work, by_number: Mapping[str, str]) -> list[SuccessorView]:
    """What came after a work, oldest first; `by_number` are the works of the register."""
    number_word = all_strings()["citation"]["number-word"][views.language]
    return [
        SuccessorView(
            how=views.say(vocabulary("succession")[later.how.value]),
            name=f"{views.say(work_types().get(later.type))} {number_word} {later.number}",
            path=f"documents/{by_number[later.number]}/" if later.number in by_number else "",
            since=display_date(later.since, views.language) if later.since else "",
            read_at=later.read_at,
            retrieved=display_month_or_day(later.retrieved, views.language),
        )
        for later in work.successors
    ]


def draw(
    works: Sequence[WorkSummary],
    edges: Sequence[tuple[WorkSummary, str, WorkSummary]],
    language: str,
) -> Markup:
    """An arc diagram: a row for each document, a bow for each relation between two."""
    if not edges:
        return Markup("")
    words = strings("page", language)
    linked = {work.id for edge in edges for work in (edge[0], edge[2])}
    shown = [work for work in works if work.id in linked]
    at = {work.id: ROW * (index + 0.5) for index, work in enumerate(shown)}
    bows = Markup("").join(
        Markup('<path class="bow" d="M{x} {a}C{c} {a} {c} {b} {x} {b}"/>').format(
            x=LEFT - 14, a=at[one.id], b=at[other.id], c=LEFT - 14 - bow(at[one.id], at[other.id])
        )
        for one, _, other in edges
    )
    names = Markup("").join(
        Markup(
            '<circle class="dot" data-st="{st}" cx="{x}" cy="{y}" r="5"/>'
            '<text x="{t}" y="{b}">{name}</text>'
        ).format(
            st=work.status.mark,
            x=LEFT - 8,
            y=at[work.id],
            t=LEFT + 6,
            b=at[work.id] + 5,
            name=short_name(work),
        )
        for work in shown
    )
    return Markup(
        '<svg class="graph" role="img" aria-labelledby="graph-name graph-words" '
        'viewBox="0 0 {width} {height}"><title id="graph-name">{name}</title>'
        '<desc id="graph-words">{words}</desc>{bows}{names}</svg>'
    ).format(
        width=WIDTH,
        height=ROW * len(shown),
        name=words["graph"],
        words=words["graph-words"].format(works=len(shown), edges=len(edges)),
        bows=bows,
        names=names,
    )


def short_name(work: WorkSummary) -> str:
    """What a row has room for."""
    if work.number:
        return (
            f"{work.number} ({work.year})"
            if work.year and work.year not in work.number
            else work.number
        )
    return work.heading if len(work.heading) <= NAME else f"{work.heading[: NAME - 1]}…"


def bow(one: float, other: float) -> float:
    """How far a bow reaches to the left."""
    return min(LEFT - 24, 18 + abs(one - other) * 0.5)
