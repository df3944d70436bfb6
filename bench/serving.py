"""How many requests a second nginx answers with the files of `deploy/`, and how soon: wrk's word.

The site is the real one with its compressed copies, served over plain HTTP on this machine; wrk
runs on the same processors and takes its share of them. Exit code 1 while a goal is not met.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / name) for name in ("bench", "hooks", "tests")]

from builds import processor  # noqa: E402

from conftest import build  # noqa: E402
from portal.files import compress_folder  # noqa: E402
from servers import Server, is_there, started  # noqa: E402
from test_serving import PLAN  # noqa: E402

GOAL = 20_000
"""Requests a second, whatever is asked for."""
WARM_UP, SECONDS = 2, 10
CONNECTIONS, THREADS = 64, 2
BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd"}
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}
"""In milliseconds."""


@dataclass(frozen=True, slots=True)
class Load:
    """What came of asking for one thing all the while."""

    what: str
    kilobytes: float
    """Of the body of one answer."""
    per_second: float
    median: float
    """Milliseconds within which half of all answers came."""
    late: float
    """Milliseconds within which 99 of 100 came."""

    @property
    def text(self) -> str:
        met = "met" if self.per_second >= GOAL else "NOT MET"
        return (
            f"{self.per_second:8,.0f}/s  p50 {self.median:5.2f} ms  p99 {self.late:6.2f} ms"
            f"  {self.kilobytes:5.1f} KB  {self.what}  goal {GOAL:,}  {met}"
        )


def main() -> int:
    """Prints the table and writes it as JSON into build/bench-serving.json."""
    if not (shutil.which("wrk") and is_there("nginx")):
        print("wrk and nginx with brotli are missing: apt-get install wrk", file=sys.stderr)
        return 2
    here_and_now = machine()
    print(here_and_now)
    with TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        build(site)
        compress_folder(site)
        here = Path(folder) / "nginx"
        here.mkdir()
        with started("nginx", site, here) as server:
            loads = []
            for load in measured(server):
                print(load.text, flush=True)
                loads.append(load)
    out = ROOT / "build/bench-serving.json"
    out.parent.mkdir(exist_ok=True)
    document = {"machine": here_and_now, "rows": [asdict(load) for load in loads]}
    out.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0 if all(load.per_second >= GOAL for load in loads) else 1


def machine() -> str:
    said = subprocess.run(["nginx", "-v"], capture_output=True, text=True, check=True).stderr
    nginx = said.strip().removeprefix("nginx version: ")
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} × {processor()}; {nginx}, 2 workers; load {load:.1f}"


def measured(server: Server) -> Iterator[Load]:
    """The home page and the plan: sent, and asked for again by who has them."""
    for name, address in {"home page": "/", "plan": PLAN}.items():
        asked = {key.replace("-", "_"): value for key, value in BROWSER.items()}
        answer = server.ask(address, **asked)
        assert (answer.status, answer.headers["content-encoding"]) == (200, "br")
        yield pressed(server, address, BROWSER, name, len(answer.body))
        etag = answer.headers["etag"]
        assert server.ask(address, If_None_Match=etag, **asked).status == 304
        yield pressed(server, address, BROWSER | {"If-None-Match": etag}, f"{name}, 304", 0)


def pressed(server: Server, address: str, headers: Mapping[str, str], what: str, size: int) -> Load:
    """One thing asked for without a pause, after a while of getting warm."""
    wrk(server, address, headers, WARM_UP)
    said = wrk(server, address, headers, SECONDS)
    faults = re.search(r"Non-2xx.*|Socket errors.*", said)
    assert not faults, faults and faults[0]
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert rate
    return Load(what, size / 1000, float(rate[1]), within(said, 50), within(said, 99))


def wrk(server: Server, address: str, headers: Mapping[str, str], seconds: int) -> str:
    given = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    size = [f"-t{THREADS}", f"-c{CONNECTIONS}", f"-d{seconds}s"]
    url = f"http://127.0.0.1:{server.port}{address}"
    command = ["wrk", "--latency", *size, *given, url]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def within(said: str, percent: int) -> float:
    """Milliseconds within which so many answers of a hundred came."""
    match = re.search(rf"{percent}%\s+([\d.]+)(us|ms|s)", said)
    assert match
    return float(match[1]) * UNITS[match[2]]


if __name__ == "__main__":
    sys.exit(main())
