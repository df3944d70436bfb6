"""`SHA256SUMS`, the files of a site with their digests, as `sha256sum` writes and checks them."""

from __future__ import annotations

import re
from collections.abc import Mapping

SUMS = "SHA256SUMS"
"""At the root of a site."""
LINE = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<name>[^\0]+)")


def render_sums(digests: Mapping[str, str]) -> str:
    """The list of files; `digests` are by path from the root of the site."""
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests))


def read_sums(data: bytes) -> tuple[dict[str, str], list[int]]:
    """The digests that a list gives by name, and the numbers of its lines that are none."""
    sums, bad = {}, []
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), start=1):
        match = LINE.fullmatch(line)
        if match:
            sums[match["name"]] = match["digest"]
        else:
            bad.append(number)
    return sums, bad
