"""Rules about translations: whether they are fresh, confirmed, and say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

from portal.agreement import Agreement, agreement_of
from portal.corpus import DOCUMENTS, VERSIONS, Corpus, Page, freshness_file, work_of_text
from portal.findings import Finding, Severity
from portal.freshness import (
    STALE,
    WHOLE,
    Freshener,
    Freshness,
    Judgement,
    freshener,
    judged_by,
    markdown_digest,
    original_of,
    states_of_cited,
    units_of,
    words_digest,
)
from portal.model import Stamp
from portal.sparing import seek
from portal.text_rules import texts
from portal.units import Unit, units_by_id
from portal.yaml_source import Place

NAMED = 8
"""How many passages a message names."""


def translations_are_fresh(corpus: Corpus) -> Iterator[Finding]:
    """Readers of a translation are told where it is behind; editors, so that they can mend it."""
    for language in corpus.languages[1:]:
        judge = freshener(corpus, language)
        for path in judge.pages():
            search, cited = partial(behind, judge, path), states_of_cited(corpus, language, path)
            yield from seek(corpus, search, *judged_by(corpus, language, path), *cited)


def behind(judge: Freshener, path: str) -> Iterator[Finding]:
    """What is behind in a translation; stale is stale, whatever counts as critical."""
    judged = judge.page(path)
    counts = Counter(j.state for j in judged)
    for state in (Freshness.stale_critical, Freshness.stale, Freshness.cited_changed):
        if counts[state]:
            units = [j.unit for j in judged if j.state is state]
            values = {"count": len(units), "units": units[:NAMED]}
            rule = f"translation-{state.value.replace('_', '-')}"
            yield Finding(rule, f"{judge.language}/{path}", values=values)


def stamps_are_possible(corpus: Corpus) -> Iterator[Finding]:
    """A stamp vouches for a text that can be shown, by its digest."""
    for language, path in corpus.freshness:
        search = partial(impossible, corpus, language, path)
        yield from seek(corpus, search, *judged_by(corpus, language, path))


def impossible(corpus: Corpus, language: str, path: str) -> Iterator[Finding]:
    if not is_intact(corpus, path):
        return
    file = freshness_file(language, path, corpus.languages)
    units = units_of(corpus, corpus.page(corpus.source_language, path))
    if not units and not corpus.page(language, path):
        yield Finding("stamp-page-unknown", file)
    for name, stamp in corpus.freshness[language, path].items():
        if stamp is None or name not in units:
            continue
        for rule in faults_of(corpus, language, path, units[name], stamp):
            values = {"unit": name, "version": stamp.against}
            yield Finding(rule, file, corpus.place(file, name), values)


def faults_of(corpus: Corpus, language: str, path: str, unit: Unit, stamp: Stamp) -> Iterator[str]:
    """The rules that a stamp of a passage of the original breaks."""
    then = original_of(corpus, path, unit, stamp)
    if path.startswith(DOCUMENTS) and then is None:
        yield "stamp-original-lost"
    if then and words_digest(then) != stamp.source_text:
        yield "stamp-edited"
    if stamp.against and not is_of_version(corpus, path, unit.id, stamp):
        yield "stamp-version-wrong"
    if not stamp.reason and stamped_unchanged(corpus, language, path, unit.id, stamp):
        yield "stamp-without-reason"


def is_intact(corpus: Corpus, path: str) -> bool:
    """Whether the frozen texts of a page are those that were published: if not, that is said."""
    work = work_of_text(path)
    return all(
        (work, entry.version, language) in corpus.frozen
        and corpus.file_digests[f"{VERSIONS}{work}/{entry.version}/{language}.md"] == digest
        for entry in corpus.logs.get(work, ())
        for language, digest in entry.text.items()
    )


def is_of_version(corpus: Corpus, path: str, name: str, stamp: Stamp) -> bool:
    work = work_of_text(path)
    text = corpus.frozen.get((work, stamp.against or "", corpus.source_language))
    then = units_by_id(text).get(name) if text else None
    return then is not None and markdown_digest(then) == stamp.source


def stamped_unchanged(corpus: Corpus, language: str, path: str, name: str, stamp: Stamp) -> bool:
    """Whether a version had the same translation of another original."""
    work = work_of_text(path)
    for entry in corpus.logs.get(work, ()):
        then, rendering = (
            units_by_id(corpus.frozen.get((work, entry.version, code), "")).get(name)
            for code in (corpus.source_language, language)
        )
        if then and rendering and entry.renders(language):
            same = markdown_digest(rendering) == stamp.target
            if same and words_digest(then) != stamp.source_text:
                return True
    return False


def translations_agree(corpus: Corpus) -> Iterator[Finding]:
    """A foreign reader acts on figures, dates and names; they must be those of the original.

    Where a translation is known to be behind, readers are told so, and nothing more is asked: an
    urgent change of the original must not wait for its translation.
    """
    used: set[int] = set()
    for language in corpus.languages[1:]:
        agreement, judge = agreement_of(corpus, language), freshener(corpus, language)
        for page in texts(corpus):
            target = corpus.page(language, page.path)
            if page.language == corpus.source_language and target:
                search = partial(apart, corpus, agreement, page, target)
                pairs = seek(corpus, search, [page.file, target.file], agreement.ground)
                states = {j.unit: j.state for j in judge.page(page.path)} if pairs else {}
                for pair in pairs:
                    findings = list(pair_findings(corpus, agreement, page.path, pair, used))
                    if states[pair[0].id] not in STALE:
                        yield from findings
    unread = any(finding.severity is Severity.error for finding in corpus.reading)
    for index, waiver in enumerate(corpus.waivers.waivers if corpus.waivers else ()):
        if index not in used and not unread:
            place = corpus.place("waivers.yml", "waivers", index)
            values = {"unit": waiver.unit, "check": waiver.check, "value": waiver.value}
            yield Finding("waiver-unused", "waivers.yml", place, values)


def apart(
    corpus: Corpus, agreement: Agreement, page: Page, target: Page
) -> Iterator[tuple[Unit, Unit]]:
    """The passages of a page that do not say the same as their translation, waived or not."""
    targets = units_of(corpus, target)
    for unit, source in units_of(corpus, page).items():
        if unit in targets and agreement.disagreements(source, targets[unit]):
            yield source, targets[unit]


def disagreements(
    corpus: Corpus, language: str, path: str, judgement: Judgement
) -> Iterator[Finding]:
    """What one pair of passages does not say alike."""
    if judgement.source and judgement.target and judgement.unit != WHOLE:
        pair = (judgement.source, judgement.target)
        yield from pair_findings(corpus, agreement_of(corpus, language), path, pair, set())


def pair_findings(
    corpus: Corpus, agreement: Agreement, path: str, pair: tuple[Unit, Unit], used: set[int]
) -> Iterator[Finding]:
    """Disagreements that nobody waived; `used` gathers the waivers that were needed."""
    source, target = pair
    language = agreement.translation.language
    place = f"{work_of_text(path)}#{source.id}"
    waivers = corpus.waivers.waivers if corpus.waivers else ()
    for found in agreement.disagreements(source, target):
        key = (place, language, found.check, found.value)
        needed = [
            index
            for index, waiver in enumerate(waivers)
            if (waiver.unit, waiver.language, waiver.check, waiver.value) == key
        ]
        used.update(needed)
        if not needed:
            values = {
                "unit": source.id,
                "value": found.value,
                "words": found.source or "–",
                "other": found.target or "–",
                "text": source.text,
                "translation": target.text,
            }
            rule = f"disagreement-{found.check}"
            yield Finding(rule, f"{language}/{path}", Place(target.line), values)


TRANSLATION_RULES = (
    translations_are_fresh,
    stamps_are_possible,
    translations_agree,
)
