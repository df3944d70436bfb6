"""Checks that a page can be read by everyone, on any device, and that nobody watches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from lxml.etree import _Element

from portal.built import HtmlCheck, HtmlPage, Sight, is_inside, words_of
from portal.strings import strings

MOVING = ("<marquee", "<blink", "<video", "<audio", "autoplay")
LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "object": "data"}
"""Elements that are loaded, and the attribute that says from where."""
TOLD = ("canonical", "alternate", "schema.DC")
"""Links for machines that load nothing."""
ELSEWHERE = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def images_described(page: HtmlPage) -> Iterator[Sight]:
    """Who cannot see a picture is told what it shows, or that it shows nothing."""
    for image in page.tree.iter("img", "svg"):
        if image.tag == "svg" and is_inside(image, "svg"):
            continue
        described = image.get("alt") is not None or bool(
            image.get("aria-label") or image.get("aria-hidden") or image.get("aria-labelledby")
        )
        yield described, image.get("src") or "svg"


def links_say_where(page: HtmlPage) -> Iterator[Sight]:
    """A list of links read aloud makes sense."""
    vague = {*strings("audit", page.language)["vague"].split("|")}
    for link in page.tree.iter("a"):
        address = link.get("href")
        if address is None:
            continue
        name = link.get("aria-label") or words_of(link).strip() or "".join(alts(link))
        yield bool(name) and name.casefold() not in vague, address


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
    return not is_inside(heading, "dialog")


def tables_have_heads(page: HtmlPage) -> Iterator[Sight]:
    """Each cell of a table is read with what it is about."""
    for table in page.tree.iter("table"):
        yield table.find("caption") is not None or bool(table.get("aria-label")), "caption"
        yield any(cell.get("scope") is not None for cell in table.iter("th")), "th"


def states_in_words(page: HtmlPage) -> Iterator[Sight]:
    """No status is told by its colour alone."""
    for name, mark in page.classed:
        if "st" in name and (state := mark.get("data-st")) is not None:
            yield bool(words_of(mark).strip()), state


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
    parts = list(page.tree.iter(*LOADED, "link", "form", "script"))
    loaded = [one.get(LOADED[one.tag]) for one in parts if one.tag in LOADED]
    loaded += [one.get("href") for one in parts if one.tag == "link" and one.get("rel") not in TOLD]
    loaded += [one.get("action") for one in parts if one.tag == "form"]
    for address in (address for address in loaded if address is not None):
        yield not ELSEWHERE.match(address), address
    scripts = [one for one in parts if one.tag == "script" and one.get("src") is None]
    inline = [one for one in scripts if one.get("type") != "application/ld+json" and one.text]
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
