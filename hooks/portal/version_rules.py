"""Rules about versions: nothing published is rewritten, every text is released."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from portal.corpus import DOCUMENTS, VERSIONS, Corpus
from portal.findings import Finding
from portal.model import LogEntry, Reason
from portal.register_rules import work_unknown
from portal.sparing import seek
from portal.versions import broken_links, log_file, next_label, state_of
from portal.yaml_source import START


def nothing_published_was_rewritten(corpus: Corpus) -> Iterator[Finding]:
    """Who cites a version must be able to read it years later, to the letter."""
    for work, log in corpus.logs.items():
        file = log_file(work)
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
                frozen = f"{VERSIONS}{work}/{entry.version}/{language}.md"
                if (work, entry.version, language) not in corpus.frozen:
                    yield Finding("version-text-missing", frozen, values=values)
                elif corpus.file_digests[frozen] != digest:
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
            text = f"{language}/{DOCUMENTS}{work}.md"
            body = corpus.body_of(work, language)
            if log:
                search = partial(unreleased, work, language, log, body)
                yield from seek(corpus, search, [text, log_file(work)])
            elif body is not None:
                yield Finding("text-never-released", text, values={"work": work, "version": ""})


def unreleased(
    work: str, language: str, log: Sequence[LogEntry], body: str | None
) -> Iterator[Finding]:
    """What a text, or the lack of one, is not yet told of in the log of its work."""
    state = state_of(log, language, body)
    if state.draft:
        if body is None:
            rule = "text-gone"
        elif state.withdrawn:
            rule = "text-withdrawn"
        else:
            rule = "text-changed-since-release"
        values = {"work": work, "version": log[-1].version}
        yield Finding(rule, f"{language}/{DOCUMENTS}{work}.md", values=values)


VERSION_RULES = (
    nothing_published_was_rewritten,
    every_frozen_text_is_logged,
    every_text_is_released,
)
