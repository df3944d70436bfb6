"""Checks that a page can be read by everyone, on any device, and that nobody watches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from lxml.etree import _Element

from portal.built import HtmlCheck, HtmlPage, Sight, words_of
from portal.strings import strings

MOVING = ("<marquee", "<blink", "<video", "<audio", "autoplay")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def images_described(page: HtmlPage) -> Iterator[Sight]:
    """Who cannot see a picture is told what it shows, or that it shows nothing."""
    for image in page.all("//img | //svg[not(ancestor::svg)]"):
        described = image.get("alt") is not None or bool(
            image.get("aria-label") or image.get("aria-hidden") or image.get("aria-labelledby")
        )
        yield described, image.get("src") or "svg"


def links_say_where(page: HtmlPage) -> Iterator[Sight]:
    """A list of links read aloud makes sense."""
    vague = {*strings("audit", page.language)["vague"].split("|")}
    for link in page.all("//a[@href]"):
        name = link.get("aria-label") or words_of(link).strip() or "".join(alts(link))
        yield bool(name) and name.casefold() not in vague, link.get("href") or ""


def alts(link: _Element) -> list[str]:
    """What is said of the pictures in a link."""
    return [image.get("alt") or "" for image in link.iter("img")]


def headings_in_order(page: HtmlPage) -> Iterator[Sight]:
    """Who jumps from heading to heading skips nothing."""
    levels = [int(str(h.tag)[1]) for h in page.tree.iter(*HEADINGS) if seen(h)]
    yield levels.count(1) == 1, f"h1 × {levels.count(1)}"
    for one, two in pairwise(levels):
        yield two <= one + 1, f"h{one} → h{two}"


def seen(heading: _Element) -> bool:
    return next(heading.iterancestors("dialog"), None) is None


def tables_have_heads(page: HtmlPage) -> Iterator[Sight]:
    """Each cell of a table is read with what it is about."""
    for table in page.all("//table"):
        yield table.find("caption") is not None or bool(table.get("aria-label")), "caption"
        yield any(cell.get("scope") is not None for cell in table.iter("th")), "th"


def states_in_words(page: HtmlPage) -> Iterator[Sight]:
    """No status is told by its colour alone."""
    for mark in page.all("//*[@data-st][contains(@class, 'st')]"):
        yield bool(words_of(mark).strip()), mark.get("data-st") or ""


def fits_phones(page: HtmlPage) -> Iterator[Sight]:
    """A page is as wide as the screen, and can be enlarged."""
    said = "".join(page.values("//head/meta[@name='viewport']/@content"))
    free = not re.search(r"maximum-scale|user-scalable\s*=\s*(?:no|0)", said)
    yield "width=device-width" in said and free, said


def nothing_moves(page: HtmlPage) -> Iterator[Sight]:
    """Nothing blinks, slides or plays by itself."""
    suspect = page.html if any(name in page.html for name in MOVING) else ""
    found = re.search(r"<(?:marquee|blink|video|audio)\b|\sautoplay\b", suspect)
    yield not found, found[0] if found else ""


def no_third_party(page: HtmlPage) -> Iterator[Sight]:
    """Nobody else learns what a reader reads."""
    loaded = page.values(
        "//script/@src | //img/@src | //iframe/@src | //source/@src | //object/@data"
    )
    loaded += page.values(
        "//link[not(@rel='canonical' or @rel='alternate' or @rel='schema.DC')]/@href"
    )
    loaded += page.values("//form/@action")
    for address in loaded:
        yield not re.match(r"(?:[a-z][a-z0-9+.-]*:)?//", address, re.IGNORECASE), address
    inline = page.values("//script[not(@src) and not(@type='application/ld+json')]/text()")
    yield not inline, "script"


CHECKS: tuple[HtmlCheck, ...] = (
    images_described,
    links_say_where,
    headings_in_order,
    tables_have_heads,
    states_in_words,
    fits_phones,
    nothing_moves,
    no_third_party,
)
