"""What is shown with the passages of a text: links of citations, notes, marks, tools."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from portal.citations import Citation, Resolution, finder_of, passage_of
from portal.corpus import DOCUMENTS, Corpus
from portal.legal_markdown import Annotations, MarginNote, PassageState
from portal.links import localised_url, relative_url, split_language
from portal.model import Note
from portal.parallel import MARKS
from portal.site import Site
from portal.strings import all_strings, strings
from portal.units import Unit, read_text
from portal.views import cite_work, unit_label

LONG = 8
"""From how many passages on a paragraph of a text gets an aid to reading."""


@dataclass(frozen=True, slots=True)
class Annotator:
    """Annotates the text of a page."""

    site: Site
    language: str
    """Of the page; where it lacks a translation, passages stand there in the original's words."""
    url: str
    """Of the page, from the root of the site."""

    @property
    def corpus(self) -> Corpus:
        return self.site.corpus

    def of_work(self, work: str) -> Annotations:
        """What is shown with the passages of a work as it is today."""
        shown = self.site.language_of(f"{DOCUMENTS}{work}.md", self.language)
        citations: dict[str, list[Citation]] = defaultdict(list)
        notes: dict[str, list[MarginNote]] = defaultdict(list)
        for unit, note in self.notes(work, shown):
            notes[unit].append(note)
        for mention in self.site.mentions_on(work, shown):
            if mention.citation.target:
                citations[mention.unit].append(mention.citation)
            if mention.citation.state is Resolution.ambiguous:
                notes[mention.unit].append(self.choice(mention.citation))
        return Annotations(
            citations=citations,
            notes=notes,
            address=self.address,
            tools=partial(self.tools, work, shown),
            link_label=self.link_label,
            aid=partial(self.aid, work),
            states=dict(self.states(work, shown)),
        )

    def of_version(self, path: str) -> Annotations:
        """What is shown with a frozen text: links of its citations and of its passages, no more."""
        page, shown = self.site.history[path], self.site.language_of(path, self.language)
        units = read_text(self.corpus.frozen[page.work, page.versions[0], shown]).units
        read = finder_of(self.site.corpus, shown).read(unit.text for unit in units)
        return Annotations(
            citations={
                unit.id: [c for c in found if c.target and c.target != page.work]
                for unit, found in zip(units, read, strict=True)
            },
            address=self.address,
            link_label=self.link_label,
        )

    def link_label(self, unit: str) -> str:
        words = strings("page", self.language)
        return words["passage-link"].format(passage=unit_label(unit, self.language))

    def shown_unit(self, work: str, unit: str, shown: str) -> tuple[Unit | None, str]:
        """A passage as a page in language `shown` has it, and the language of its words."""
        source, views = self.corpus.source_language, self.site.views
        found = views[shown].unit(f"{work}#{unit}")
        return (found, shown) if found else (views[source].unit(f"{work}#{unit}"), source)

    def states(self, work: str, shown: str) -> Iterator[tuple[str, PassageState]]:
        """Marks of the passages that readers of a translation must be told about."""
        if self.site.is_source(self.language) or shown != self.language:
            return
        parallel, source = self.site.parallels[self.language], self.corpus.source_language
        address = self.to(f"{DOCUMENTS}{work}/parallel/")
        for judgement in parallel.text(work):
            if judgement.state.is_behind:
                note = parallel.note(judgement, address)
                language = "" if judgement.target else source
                yield judgement.unit, PassageState(MARKS[judgement.state], note, language)

    def to(self, path: str) -> str:
        """A page in this language, by its address below the language's root, as seen from here."""
        return relative_url(localised_url(path, self.language, self.corpus.languages), self.url)

    def address(self, citation: Citation) -> str:
        """The cited work as seen from here; its passage, where the portal holds it."""
        work = citation.target or ""
        text = self.corpus.text_of(work, self.corpus.source_language)
        units = {unit.id for unit in text.text.units} if text and citation.form else set()
        pinpoint = citation.form.pinpoint if citation.form else None
        passage = passage_of(pinpoint, self.language, units) if units else ""
        path = f"{DOCUMENTS}{work}/"
        return self.to(f"{path}#{passage}" if passage else path)

    def aid(self, work: str, units: Sequence[str]) -> str:
        """Ways around and through a paragraph of many passages."""
        page = self.corpus.text_of(work, self.corpus.source_language)
        if len(units) < LONG or not page:
            return ""
        words = strings("page", self.language)
        ids = [unit.id for unit in page.text.units]
        after = ids[ids.index(units[-1]) + 1 :][:1] if units[-1] in ids else []
        links = [(words["as-table"], self.to("documents/"))]
        links += [
            (words["skip-to"].format(passage=unit_label(unit, self.language)), f"#{unit}")
            for unit in after
        ]
        anchors = " · ".join(f'<a href="{href}">{html.escape(text)}</a>' for text, href in links)
        note = html.escape(words["long-note"].format(count=len(units) - 1))
        return f"<p>{note}</p><p>{anchors}</p>"

    def notes(self, work: str, shown: str) -> Iterator[tuple[str, MarginNote]]:
        """The editor's notes on a text, with the passages that they are about."""
        for note in self.corpus.works[work].notes:
            unit, spoken = self.shown_unit(work, note.unit, shown)
            if unit:
                yield note.unit, self.margin_note(note, unit, spoken)

    def margin_note(self, note: Note, unit: Unit, shown: str) -> MarginNote:
        """A note; the words that it is about are marked in the source alone."""
        views, words = self.site.views[self.language], strings("page", self.language)
        source = self.corpus.source_language
        foreign = "" if self.language == source else f' lang="{source}"'
        text = f"<b>{words['editor-note']}</b> "
        if foreign:
            text += (
                f"{words['as-printed']}: <span{foreign}>“{html.escape(note.as_printed)}”</span>. "
            )
        text += str(views.quoting(note.issue))
        if note.reading:
            reading = f"<span{foreign}>“{html.escape(note.reading)}”</span>"
            text += f" {words['reading']}: {reading}."
        if note.evidence:
            text += f" {words['evidence']}: {views.quoting(note.evidence)}"
        start = unit.text.find(note.as_printed) if shown == source else -1
        end = start + len(note.as_printed) if start >= 0 else start
        return MarginNote(start, end, f'<span class="ed">{text}</span>')

    def choice(self, citation: Citation) -> MarginNote:
        """A note that a citation could mean several works, with each of them."""
        words, views = strings("page", self.language), self.site.views[self.language]
        links = ", ".join(
            f'<a href="{self.to(views.summaries[work].path)}">{html.escape(name)}</a>'
            for work in citation.candidates
            for name in [cite_work(self.corpus, self.corpus.works[work], self.language)]
        )
        text = f"<b>{html.escape(words['could-be'])}</b> {links}"
        return MarginNote(citation.start, citation.end, f'<span class="ed">{text}</span>')

    def tools(self, work: str, shown: str, unit: str) -> str:
        """Links to a passage, here and in other languages; where its errors are reported."""
        words, label = strings("page", self.language), unit_label(unit, self.language)
        links = f'<a href="#{unit}">{words["link"]}<span class="vh"> {label}</span></a>'
        _, rest = split_language(self.url, self.corpus.languages)
        for other in self.corpus.languages:
            if other != self.language:
                target = localised_url(f"{rest}#{unit}", other, self.corpus.languages)
                name = all_strings()["languages"][other][self.language]
                links += (
                    f'<a href="{relative_url(target, self.url)}" hreflang="{other}" lang="{other}">'
                    f'{name}<span class="vh"> {unit_label(unit, other)}</span></a>'
                )
        passage, _ = self.shown_unit(work, unit, shown)
        report = self.site.report(f"{DOCUMENTS}{work}.md", self.language, passage)
        if report:
            said = f'{words["report"]}<span class="vh"> {label}</span>'
            links += f'<a href="{html.escape(report)}">{said}</a>'
        return f'<span class="tools">{links}</span>'


def document_parts(content: str) -> tuple[str, str]:
    """HTML of a text up to the end of the unit that is its title, and the rest."""
    title = re.search(r"</h1>\s*<div class=\"m\">.*?</div>\s*</div>", content, re.DOTALL)
    return (content[: title.end()], content[title.end() :]) if title else ("", content)
