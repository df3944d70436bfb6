"""Who cites whom: the mentions of a corpus, found at once from either end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from portal.citations import Mention
from portal.model import Note, Relation, Work


class MentionIndex:
    """The citations in all texts, and the relations of all works, by either of their ends."""

    def __init__(self, mentions: Sequence[Mention], works: Mapping[str, Work]) -> None:
        self.mentions = mentions
        self.works = works

    def citing(self, work: str) -> Sequence[Mention]:
        """The passages that cite a work, in every language."""
        return self.by_target.get(work, ())

    def within(self, work: str) -> Sequence[Mention]:
        """The citations in the text of a work, in every language."""
        return self.by_text.get(work, ())

    def related_to(self, work: str) -> Sequence[tuple[Work, Relation]]:
        """The relations of other works that lead to a work."""
        return self.by_relation.get(work, ())

    def notes_in(self, works: Sequence[str]) -> list[tuple[Work, Note]]:
        """The notes on the texts of some works, in the order of the register."""
        held = [work for work in works if work in self.with_notes]
        return [
            (self.works[work], note)
            for work in sorted(set(held), key=self.with_notes.__getitem__)
            for note in self.works[work].notes
        ]

    @cached_property
    def by_target(self) -> Mapping[str, Sequence[Mention]]:
        found: dict[str, list[Mention]] = defaultdict(list)
        for mention in self.mentions:
            if mention.citation.target:
                found[mention.citation.target].append(mention)
        return dict(found)

    @cached_property
    def by_text(self) -> Mapping[str, Sequence[Mention]]:
        found: dict[str, list[Mention]] = defaultdict(list)
        for mention in self.mentions:
            found[mention.work].append(mention)
        return dict(found)

    @cached_property
    def by_relation(self) -> Mapping[str, Sequence[tuple[Work, Relation]]]:
        found: dict[str, list[tuple[Work, Relation]]] = defaultdict(list)
        for work in self.works.values():
            for relation in work.relations:
                found[relation.target].append((work, relation))
        return dict(found)

    @cached_property
    def with_notes(self) -> Mapping[str, int]:
        """The works whose entries hold notes, and their place in the register."""
        return {work.id: place for place, work in enumerate(self.works.values()) if work.notes}
