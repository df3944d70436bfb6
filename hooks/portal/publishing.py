"""Publishing a built site as the next release of a server: proven, sent, proven again, shown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from secrets import token_hex

from portal.checksums import SUMS, read_sums
from portal.code_folders import folder_of
from portal.corpus import Corpus
from portal.files import SiteCopy, copy_in, link_to, set_times, write_bytes
from portal.findings import Finding
from portal.hosting import Host
from portal.model import Reason
from portal.releases import CLAIM, Published, Release
from portal.strings import all_strings
from portal.verifying import verify
from portal.versions_json import NAME as LOG
from portal.versions_json import read_versions

OF_A_WORK = re.compile(r"(?:[a-z]{2,3}(?:-[A-Za-z]+)*/)?documents/(?P<work>[^/]+)/(?P<rest>.+)")
FROZEN = "versions/"
REDIRECT = b'http-equiv="refresh"'
"""On a page that leads on to another one."""
REGISTER = "register.json"
MOVED = "moved.yml"
"""Where staff say what became of an address."""
NAMED = 10
"""How many addresses a message names."""
TRIES = 20
"""How often a number is asked for while others are faster."""


class Outcome(Enum):
    """How a publication ended."""

    published = auto()
    same = auto()
    """Just that is published already."""
    overtaken = auto()
    """Somebody else published, or rolled back, in the meantime."""
    damaged = auto()
    """What arrived is not what was sent."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What became of a site that was to be published."""

    outcome: Outcome
    number: int = 0
    changed: int = 0
    """How many files came new or changed, without compressed copies."""
    wrong: Sequence[str] = field(default_factory=tuple)
    """What did not arrive as it was sent."""


def add_code(site: Path, releases: Sequence[Release]) -> None:
    """Puts beside the scripts of a site those of pages that may still be open somewhere."""
    there = copy_in(site).names
    code = {name: data for release in releases for name, data in release.code.items()}
    folders = {folder_of(name) for name in there}
    write_bytes(site, {n: data for n, data in code.items() if folder_of(n) not in folders})


def refusals(site: Path, published: Published, corpus: Corpus | None) -> Iterator[Finding]:
    """Why a site must not be published; `corpus` is the content, if it is at hand."""
    copy, newest, current = copy_in(site), published.newest, published.current
    yield from verify(copy, newest.log if newest else None).findings
    if corpus and REGISTER in copy.names and not is_made_of(copy, corpus):
        yield Finding("publish-other-content", REGISTER)
    gone = list(missing(current, copy)) if current else []
    if gone:
        values = {"count": len(gone), "addresses": gone[:NAMED], "more": and_more(gone[NAMED:])}
        yield Finding("publish-address-gone", MOVED, values=values)


def and_more(left: Sequence[str]) -> Mapping[str, str]:
    """How many are not named, in each language; nothing if all are."""
    said = all_strings()["command"]["more-addresses"]
    return {
        code: f" {words.format(count=len(left))}" if left else "" for code, words in said.items()
    }


def is_made_of(copy: SiteCopy, corpus: Corpus) -> bool:
    try:
        said: Mapping[str, object] = json.loads(copy.read(REGISTER))
        return said["generated_from"] == f"sha256:{corpus.digest}"
    except (ValueError, KeyError, TypeError):
        return False


def missing(release: Release, copy: SiteCopy) -> Iterator[str]:
    """The addresses of a release, of its pages and of the data of works, that a site lacks."""
    withdrawn = withdrawn_works(copy)
    for name in sorted(release.names - copy.names):
        work = OF_A_WORK.fullmatch(name)
        if name.endswith(".html"):
            yield f"/{name.removesuffix('index.html')}"
        elif work and not (leads_on(name, copy) or is_withdrawn(work, withdrawn)):
            yield f"/{name}"


def leads_on(name: str, copy: SiteCopy) -> bool:
    """Whether the page beside a file moved: servers then send the file's readers along."""
    page = f"{name.rpartition('/')[0]}/index.html"
    return page in copy.names and REDIRECT in copy.read(page)


def is_withdrawn(work: re.Match[str], withdrawn: frozenset[str]) -> bool:
    """Whether a file went with a text that was withdrawn; what is frozen stays."""
    return work["work"] in withdrawn and not work["rest"].startswith(FROZEN)


def withdrawn_works(copy: SiteCopy) -> frozenset[str]:
    try:
        logs = read_versions(copy.read(LOG)).logs if LOG in copy.names else {}
    except ValueError:
        return frozenset()
    return frozenset(work for work, log in logs.items() if log[-1].reason is Reason.withdrawal)


def send(host: Host, site: Path, published: Published, now: int) -> Publication:
    """Publishes a site against which nothing stands.

    Killed at any moment, it leaves readers one whole release, the old or the new.
    """
    stamp, current = published.next_stamp(now), published.current
    set_times(site, {}, stamp)
    changed = len(read_sums((site / SUMS).read_bytes())[0])
    if current:
        difference = host.compare(f"{site}/", current.number)
        set_times(site, difference.same, stamp)
        others = [name for name in difference.others if is_own(name, site)]
        if not others:
            return Publication(Outcome.same, current.number)
        changed = sum(not name.endswith((".br", ".gz")) for name in others)
    number = claimed(host, site, published, stamp)
    if not number:
        return Publication(Outcome.overtaken)
    host.upload(f"{site}/", number, alike(published))
    wrong = host.wrong(f"{site}/", number)
    if wrong:
        return Publication(Outcome.damaged, number, wrong=wrong)
    host.complete(f"{site}/", number)
    if host.current() != published.link:
        host.delete([number])
        return Publication(Outcome.overtaken)
    host.switch(number)
    return Publication(Outcome.published, number, changed)


def is_own(name: str, site: Path) -> bool:
    """Whether a name is that of a file, and not of a script kept for the pages of before."""
    folder = folder_of(name)
    own = {folder_of(listed) for listed in read_sums((site / SUMS).read_bytes())[0]}
    return not name.endswith("/") and (not folder or folder in own)


def claimed(host: Host, site: Path, published: Published, stamp: int) -> int:
    """A number that is ours alone; 0 if none could be had."""
    claim = f"{stamp}.{token_hex(8)}"
    link_to(site / CLAIM, claim)
    first = published.next_number
    return next((n for n in range(first, first + TRIES) if host.claim(n, claim)), 0)


def alike(published: Published) -> list[Release]:
    """The releases that are likely to have the same files, those of a broken publication too."""
    likely = [published.current, published.newest, *published.releases[-1:]]
    return list(dict.fromkeys(release for release in likely if release))
