"""Rules about versions: nothing published is rewritten, every text is released."""

from __future__ import annotations

from collections.abc import Iterator

from portal.corpus import DOCUMENTS, VERSIONS, Corpus
from portal.findings import Finding
from portal.model import Reason
from portal.register_rules import work_unknown
from portal.versions import broken_links, next_label, state_of, text_digest
from portal.yaml_source import START


def nothing_published_was_rewritten(corpus: Corpus) -> Iterator[Finding]:
    """Who cites a version must be able to read it years later, to the letter."""
    for work, log in corpus.logs.items():
        file = f"{VERSIONS}{work}/log.yml"
        if work not in corpus.works:
            yield work_unknown(corpus, file, START, work)
        for index, key, rule, values in broken_links(work, log):
            yield Finding(rule, file, corpus.place(file, index, key), values)
        for index, entry in enumerate(log):
            values = {"version": entry.version, "work": work}
            promulgator = entry.legal.promulgated_by
            if promulgator and promulgator not in corpus.works:
                place = corpus.place(file, index, "legal", "promulgated_by")
                yield work_unknown(corpus, file, place, promulgator)
            for language, digest in entry.text.items():
                text = corpus.frozen.get((work, entry.version, language))
                frozen = f"{VERSIONS}{work}/{entry.version}/{language}.md"
                if text is None:
                    yield Finding("version-text-missing", frozen, values=values)
                elif text_digest(text) != digest:
                    yield Finding("version-text-changed", frozen, values=values)


def every_frozen_text_is_logged(corpus: Corpus) -> Iterator[Finding]:
    """A text that no entry vouches for could be anything; what a cut-off release left is told."""
    for work, version, language in corpus.frozen:
        log = corpus.logs.get(work, ())
        entry = next((e for e in log if e.version == version), None)
        newest = log[-1] if log else None
        coming = {next_label(newest, reason) for reason in Reason}
        if not (entry and language in entry.text):
            rule = "version-unfinished" if version in coming else "version-not-logged"
            path = f"{VERSIONS}{work}/{version}/{language}.md"
            yield Finding(rule, path, values={"version": version, "work": work})


def every_text_is_released(corpus: Corpus) -> Iterator[Finding]:
    """Readers must be able to name the version that they read."""
    for work in corpus.works:
        log = corpus.logs.get(work, ())
        for language in corpus.languages:
            body = corpus.body_of(work, language)
            state = state_of(log, language, body)
            if not state.draft:
                continue
            if state.newest is None:
                rule = "text-never-released"
            elif body is None:
                rule = "text-gone"
            elif state.withdrawn:
                rule = "text-withdrawn"
            else:
                rule = "text-changed-since-release"
            file = f"{language}/{DOCUMENTS}{work}.md"
            version = state.newest.version if state.newest else ""
            yield Finding(rule, file, values={"work": work, "version": version})


VERSION_RULES = (
    nothing_published_was_rewritten,
    every_frozen_text_is_logged,
    every_text_is_released,
)
