"""What fields of the editing page are chosen from: vocabularies, and what the content names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.admin_words import admin_words, words_of
from portal.corpus import Corpus
from portal.model import (
    Agency,
    Authority,
    AuthorityGroup,
    Confidence,
    Force,
    FullText,
    RelationType,
    Strength,
    Succession,
)
from portal.requirements import check_words
from portal.vocabulary import Wording, vocabulary, work_types

Option = dict[str, str]
VOCABULARIES: Mapping[type[StrEnum], str] = {
    Force: "force",
    Strength: "strength",
    RelationType: "relations",
    Succession: "succession",
    Confidence: "confidence",
}


@dataclass(frozen=True)
class Choices:
    """Values with what people call them, in the words of one language."""

    corpus: Corpus
    languages: tuple[str, ...]
    """Of the content, the authoritative one first."""
    speech: str
    """The language of labels."""

    def named(self, name: str) -> list[Option]:
        """What is chosen from, by the name that the words give it."""
        authorities, requirements = self.corpus.authorities, self.corpus.requirements
        listed: Mapping[str, Callable[[], Iterable[tuple[str, str]]]] = {
            "types": lambda: self.said(work_types()),
            "works": self.works,
            "authorities": lambda: self.bodies(authorities.authorities if authorities else ()),
            "groups": lambda: self.bodies(authorities.groups if authorities else ()),
            "rules": lambda: (
                (r.id, r.number) for r in (requirements.rules if requirements else ())
            ),
            "checks": lambda: self.said(check_words()),
            "provided": lambda: (
                (k, words_of(Agency, k)[self.speech]) for k in Agency.model_fields
            ),
        }
        return options(listed[name]())

    def works(self) -> Iterator[tuple[str, str]]:
        for key, work in sorted(self.corpus.works.items()):
            yield key, " · ".join(filter(None, [work.number, work.title.get(self.languages[0])]))

    def held_works(self) -> Iterator[tuple[str, str]]:
        """The works with a text, and those that some status refers to."""
        named = {key for work in self.corpus.works.values() for key in work.status_at}
        for key, label in self.works():
            if key in named or self.corpus.text_of(key, self.languages[0]):
                yield key, label

    def bodies(self, listed: Iterable[Authority | AuthorityGroup]) -> Iterator[tuple[str, str]]:
        for one in listed:
            yield one.id, one.name.get(self.languages[0], one.id)

    def members(self, kind: type[StrEnum]) -> list[Option]:
        words = admin_words()["full_text"] if kind is FullText else vocabulary(VOCABULARIES[kind])
        return options(self.said({member.value: words[member.value] for member in kind}))

    def said(self, words: Mapping[str, Wording]) -> Iterator[tuple[str, str]]:
        for code, wording in words.items():
            yield code, wording[self.speech]

    def language(self, code: str) -> str:
        """What a language is called; its code if the words have no name for it."""
        return str(admin_words()["languages"].get(code, {}).get(self.speech, code))


def options(listed: Iterable[tuple[str, str]]) -> list[Option]:
    return [{"value": value, "label": label} for value, label in listed]
