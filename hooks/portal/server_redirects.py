"""What web servers are told of addresses that moved, in their own languages.

An address is made of letters, digits, `.`, `_`, `-` and `/` alone, so that none can say more than
where it leads; what is asked for beneath it is sent on only if it has that form, too. And nobody is
sent where nothing is: a release from before a move, to which a server goes back, serves as it did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from portal.links import localised_url
from portal.moved import Moves, redirects

HEAD = "# Made by `portal redirects`: do not edit. Addresses that moved, with all that is beneath."
NAME = "[A-Za-z0-9][A-Za-z0-9._-]*"
REST = f"(?:{NAME}/)*(?:{NAME})?"
"""What may stand behind an old address: folders, and perhaps a file."""


def render_nginx(moved: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Locations for a server: nginx takes the longest that fits, however many there are."""
    for old, new in moved:
        rest = f"rewrite ^{old.replace('.', '[.]')}({REST})$ {new}$1 permanent;"
        there = f"if (-f $document_root{new}index.html)"
        yield f"location = {old[:-1]} {{ {there} {{ return 301 {new}$is_args$args; }} }}"
        yield f"location {old} {{ {there} {{ {rest} }} }}"


def render_caddy(moved: Sequence[tuple[str, str]]) -> Iterator[str]:
    """A map and a redirect for a route: Caddy takes the first that fits."""
    if not moved:
        return
    yield "map {path} {portal_new} {portal_rest} {"
    for old, new in sorted(moved, reverse=True):
        yield f"\t~^{old[:-1].replace('.', '[.]')}(?:/({REST}))?$ {new} ${{1}}"
    yield '\tdefault "" ""'
    yield "}"
    yield "@moved {"
    yield '\texpression {portal_new} != ""'
    yield "\tfile {portal_new}index.html"
    yield "}"
    yield "route @moved {"
    yield '\t@asking expression {query} != ""'
    yield "\tredir @asking {portal_new}{portal_rest}?{query} 301"
    yield "\tredir * {portal_new}{portal_rest} 301"
    yield "}"


FORMATS: Mapping[str, Callable[[Sequence[tuple[str, str]]], Iterator[str]]] = {
    "nginx": render_nginx,
    "caddy": render_caddy,
}
"""By the name of the server."""


def render_redirects(moves: Moves, languages: Sequence[str], server: str) -> str:
    """The configuration of a server that leads every old address, in every language, to the new."""

    def whole(address: str, language: str) -> str:
        return f"/{localised_url(address, language, languages)}"

    leading = redirects(moves).items()
    moved = [(whole(old, code), whole(new, code)) for code in languages for old, new in leading]
    return "\n".join([HEAD, *FORMATS[server](moved)]) + "\n"
