"""What the pages of a work are made of: its own files, and parts of works it has to do with."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from portal.corpus import Corpus, Page, digest_of
from portal.mention_index import MentionIndex
from portal.model import Work
from portal.remembered import remembered
from portal.tables import rows_of
from portal.units import Unit

OF_WORK = re.compile(
    r"""(?:register/(?P<entry>[^/]+)\.yml
    | versions/(?P<version>[^/]+)/.+
    | [^/]+/(?:.+/)?documents/(?P<text>[^/]+)\.(?:md|yml))""",
    re.VERBOSE,
)
"""A file of one work alone: its entry, a version, a text, the stamps of a translation."""
OF_ALL = ("agency.yml", "authorities.yml", "glossary.yml")
"""Files that any page of a work may show something of."""


class Ingredients:
    """The content that pages are made of, by work, and digests over it."""

    def __init__(self, corpus: Corpus, index: MentionIndex) -> None:
        self.corpus = corpus
        self.index = index
        self.digests: dict[str, str] = {}

    @cached_property
    def files(self) -> Mapping[str, Sequence[str]]:
        """The files of each work."""
        found: dict[str, list[str]] = defaultdict(list)
        for path in sorted(self.corpus.files):
            match = OF_WORK.fullmatch(path)
            if match:
                found[match["entry"] or match["version"] or match["text"]].append(path)
        return found

    def of(self, work: str) -> Iterator[tuple[str, str]]:
        """Names and digests of what the pages of a work are made of.

        Its files; of its neighbours what is known of them; the very passages that cite it.
        """
        digests = self.corpus.file_digests
        own = set(self.files.get(work, ()))
        near = {
            file
            for other in {*self.neighbours(self.corpus.works[work])}
            for file in (f"register/{other}.yml", f"versions/{other}/log.yml")
        }
        yield from ((file, digests[file]) for file in sorted(own | near) if file in digests)
        for mention in self.index.citing(work):
            page = self.corpus.text_of(mention.work, mention.language)
            unit = page.text.unit(mention.unit) if page else None
            if page and unit:
                yield f"{page.file}#{unit.id}", remembered.call(digest_of_unit, unit)

    def neighbours(self, work: Work) -> Iterator[str]:
        """The works whose title, status or words the pages of a work show."""
        for mention in self.index.within(work.id):
            yield from filter(None, (mention.citation.target, *mention.citation.candidates))
        yield from (mention.work for mention in self.index.citing(work.id))
        yield from (relation.target for relation in work.relations)
        yield from (other.id for other, _ in self.index.related_to(work.id))
        yield from work.status_at
        for entry in self.corpus.logs.get(work.id, ()):
            if entry.legal.promulgated_by:
                yield entry.legal.promulgated_by
        for language in self.corpus.languages[1:]:
            stamps = self.corpus.freshness.get((language, f"documents/{work.id}.md"), {})
            for stamp in stamps.values():
                yield from stamp.cites if stamp else ()

    def digest(self, work: str) -> str:
        """SHA-256 over all that the pages of a work are made of."""
        if work not in self.digests:
            found = dict(self.of(work))
            self.digests[work] = digest_of(found, sorted(found))
        return self.digests[work]

    @cached_property
    def common(self) -> str:
        """SHA-256 over what the pages of any work depend on.

        By which numbers, names and titles citations find their works, what these are called, and
        which passages there are to lead to; a change of any of these may change any page.
        """
        whole = hashlib.sha256(digest_of(self.corpus.file_digests, OF_ALL).encode())
        for work in self.corpus.works.values():
            known = [work.id, work.numbers, work.known_as, dict(work.title), work.issued]
            known += [work.type, work.issuer]
            texts = (self.corpus.text_of(work.id, code) for code in self.corpus.languages)
            shapes = [remembered.call(shapes_of, page) if page else "" for page in texts]
            whole.update(f"{known!r}{shapes!r}\n".encode())
        return whole.hexdigest()


def digest_of_unit(unit: Unit) -> str:
    return hashlib.sha256(unit.markdown.encode()).hexdigest()


def shapes_of(page: Page) -> str:
    """Digest over the shapes of the passages of a page."""
    shapes = [shape(unit) for unit in page.text.units]
    return hashlib.sha256(repr(shapes).encode()).hexdigest()


def shape(unit: Unit) -> tuple[str, int, str, bool]:
    """What the address of a passage is made of, on pages and in data."""
    return unit.id, unit.level, unit.number, rows_of(unit.markdown) is not None
