"""Rules about pages that people write in Markdown: markup, images, headings, nesting."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from portal.findings import Finding
from portal.link_rules import EXPLICIT, HEADING, IMAGE
from portal.safe_markdown import is_crowded
from portal.written import FileRule, WrittenFile

TAG = re.compile(r"<(?:!--|/?(?P<name>[A-Za-z][A-Za-z0-9]*)(?=[\s/>])[^<>]*>)")
NAMES = (
    "a abbr address article aside audio b base big blockquote body br button canvas center cite "
    "code col colgroup dd del details dfn div dl dt em embed fieldset figcaption figure font "
    "footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins "
    "kbd label legend li link main map mark marquee math meta nav noscript object ol optgroup "
    "option p param picture pre q s samp script section select small source span strike strong "
    "style sub summary sup svg table tbody td template textarea tfoot th thead title tr track "
    "tt u ul var video wbr"
)
ELEMENTS = frozenset(NAMES.split())
"""Names of HTML; any other word in brackets is a word."""
PASSAGE = re.compile(r"[^\n]+(?:\n(?![ \t]*\n)[^\n]+)*")
DEEPEST = 12
"""Levels of lists and notes within each other; Python-Markdown's stack ends at some eighty."""
BEGINS = r"(?:[-+*:]|\d+\.|!!!|\?\?\?\+?)[ \t]"
NESTED = re.compile(rf"(?m)^(?:[ \t]*{BEGINS}){{{DEEPEST + 1},}}|^[ \t]{{{4 * DEEPEST},}}{BEGINS}")
IMAGE_NAMES = re.compile(
    r"(?i)^(?:.*\.(?:png|jpe?g|gif|svg|webp)|image|img|picture|photo|ảnh|hình)?$"
)
"""Words that say nothing of an image."""


def markup_is_shown(file: WrittenFile) -> Iterator[Finding]:
    """HTML is not carried out but shown as text, which no author means."""
    for match in TAG.finditer(file.prose):
        name = (match["name"] or "!--").lower()
        place = file.place(match.start())
        if name != "!--" and name not in ELEMENTS:
            continue
        if not file.is_of_source(place.line, match[0]):
            yield Finding("html-not-allowed", file.path, place, {"text": match[0]})


def anchors_stand_once(file: WrittenFile) -> Iterator[Finding]:
    """A link to a passage leads to the first that has its id; the second is out of reach."""
    if file.is_text:
        return  # their ids have rules of their own
    given = list(EXPLICIT.finditer(file.prose))
    uses = Counter(match["id"] for match in given)
    for match in given:
        if uses[match["id"]] > 1:
            values = {"id": match["id"], "count": uses[match["id"]]}
            yield Finding("anchor-twice", file.path, file.place(match.start()), values)


def passages_can_be_read(file: WrittenFile) -> Iterator[Finding]:
    """A slip that repeats a mark a thousand times must neither stop a build nor stretch it."""
    for match in PASSAGE.finditer(file.prose):
        if is_crowded(match[0]):
            place, count = file.place(match.start()), match[0].count("[")
            yield Finding("brackets-too-many", file.path, place, {"count": count})
    for match in NESTED.finditer(file.prose):
        values = {"text": match[0].strip()[:20], "limit": DEEPEST}
        yield Finding("list-too-deep", file.path, file.place(match.start()), values)


def images_have_words(file: WrittenFile) -> Iterator[Finding]:
    """Who cannot see an image is told what it shows."""
    for match in IMAGE.finditer(file.prose):
        if IMAGE_NAMES.match(match["words"].strip()):
            place = file.place(match.start())
            yield Finding("image-without-text", file.path, place, {"text": match["to"]})


def headings_are_in_order(file: WrittenFile) -> Iterator[Finding]:
    """Who listens to a page moves by its headings, as by a table of contents without gaps."""
    level = 1
    for heading in HEADING.finditer(file.prose):
        depth, words = len(heading["marks"]), EXPLICIT.sub("", heading["words"]).strip(" #")
        place = file.place(heading.start())
        values: dict[str, object] = {"text": heading[0].strip(), "expected": "#" * (level + 1)}
        if not words and not (file.is_text and not file.official):  # a translation may wait
            yield Finding("heading-empty", file.path, place, values)
        elif depth == 1 and not file.is_text:
            yield Finding("heading-of-page", file.path, place, values | {"expected": "##"})
        elif depth > level + 1:
            yield Finding("heading-order", file.path, place, values)
        level = depth


WRITING_RULES: tuple[FileRule, ...] = (
    markup_is_shown,
    anchors_stand_once,
    passages_can_be_read,
    images_have_words,
    headings_are_in_order,
)
