"""How long builds take, beside what others need for the same texts; processor time, in ratios.

Each figure is of a process of its own, measured in turn on this machine; the site of a corpus is
built with everything that the portal has. `--large` adds ten thousand works, which takes long.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / name) for name in ("bench", "hooks", "tests")]

from corpora import write_corpus  # noqa: E402
from peers import PEERS  # noqa: E402

from conftest import root_with  # noqa: E402

BIN = Path(sys.executable).parent
BUILD = [str(BIN / "mkdocs"), "build", "--quiet", "--no-strict"]
CHECK = [sys.executable, "-m", "portal", "check"]
ENVIRONMENT = os.environ | {
    "NO_MKDOCS_2_WARNING": "1",
    "PYTHONPATH": str(ROOT / "hooks"),
    "SITE_URL": "https://example.org/",
    "RELEASE": "0",
    "CI": "",
}
PATIENCE = 600
"""Seconds until a page that was saved must be seen."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took."""

    seconds: float
    """Of the processor, its children's among them."""
    megabytes: float
    """Of memory at most."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table."""

    what: str
    works: int
    value: float
    unit: str
    goal: float | None = None
    """At most; None where there is none."""

    @property
    def text(self) -> str:
        met = (
            ""
            if self.goal is None
            else f"  goal {self.goal:g}  " + ("met" if self.value <= self.goal else "NOT MET")
        )
        return f"{self.works:6}  {self.value:9.2f} {self.unit:3}  {self.what}{met}"


def main() -> int:
    """Prints the table and writes it as JSON into build/bench.json."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--works", type=int, nargs="+", default=[100, 1000])
    arguments.add_argument("--large", action="store_true", help="10,000 works as well")
    said = arguments.parse_args()
    rows: list[Row] = []
    print(machine())
    with TemporaryDirectory() as folder:
        for row in table(Path(folder), said.works, said.large):
            print(row.text, flush=True)
            rows.append(row)
    out = ROOT / "build/bench.json"
    out.parent.mkdir(exist_ok=True)
    values = [{name: getattr(row, name) for name in Row.__slots__} for row in rows]
    document = {"machine": machine(), "rows": values}
    out.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0 if all(row.goal is None or row.value <= row.goal for row in rows) else 1


def machine() -> str:
    names = ("mkdocs", "mkdocs-material", "mkdocs-static-i18n", "hugo")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    python = f"Python {platform.python_version()}"
    return f"{os.cpu_count()} × {processor()}; {python}, {versions}"


def processor() -> str:
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text(encoding="utf-8").splitlines() if facts.is_file() else []
    return next((s.split(": ")[1] for s in lines if s.startswith("model name")), platform.machine())


def table(folder: Path, sizes: Sequence[int], large: bool) -> Iterator[Row]:
    yield Row("first build of the real content", 0, first_build(folder).seconds, "s", 8)
    yield Row("save to visible, real content", 0, save_to_visible(folder / "real"), "s", 1)
    costs: dict[int, Cost] = {}
    for works in sizes:
        root = folder / str(works)
        write_corpus(root, works)
        costs[works] = yield from rows_of(root, works)
    if large:
        yield from large_rows(folder, costs)


def rows_of(root: Path, works: int) -> Generator[Row, None, Cost]:
    """The rows of one corpus; gives what a clean build took."""
    is_goal = works >= 1000
    yield Row("portal check", works, run(CHECK, root).seconds, "s")
    yield Row("portal check, nothing changed", works, run(CHECK, root).seconds, "s")
    edit(root, "xem")
    yield Row("portal check, one page edited", works, run(CHECK, root).seconds, "s")
    others = {name: cost_of_peer(name, root) for name in PEERS}
    for name, cost in others.items():
        yield Row(f"{name}, full build", works, cost.seconds, "s")
    clean = clean_build(root)
    yield Row("clean build", works, clean.seconds, "s")
    ratio = clean.seconds / others["stock"].seconds
    yield Row("clean build / stock", works, ratio, "×", 0.30 if is_goal else None)
    hugo = others["Hugo"].seconds
    same = run(BUILD, root).seconds
    yield Row("nothing changed", works, same, "s")
    yield Row("nothing changed / Hugo", works, same / hugo, "×", 0.5 if is_goal else 1.3)
    edit(root, "sửa")
    edited = run(BUILD, root).seconds
    yield Row("one page edited", works, edited, "s")
    yield Row("one page edited / Hugo", works, edited / hugo, "×", 0.7 if is_goal else None)
    yield Row("memory of a clean build", works, clean.megabytes, "MB")
    yield Row("save to visible", works, save_to_visible(root), "s", 2 if is_goal else None)
    return clean


def large_rows(folder: Path, costs: dict[int, Cost]) -> Iterator[Row]:
    works, root = 10_000, folder / "10000"
    write_corpus(root, works)
    yield Row("portal check", works, run(CHECK, root).seconds, "s", 15)
    yield Row("portal check, nothing changed", works, run(CHECK, root).seconds, "s", 3)
    edit(root, "xem")
    yield Row("portal check, one page edited", works, run(CHECK, root).seconds, "s")
    clean = clean_build(root)
    yield Row("clean build", works, clean.seconds, "s")
    yield Row("memory of a clean build", works, clean.megabytes, "MB", 1500)
    if 1000 in costs:
        growth = clean.seconds / costs[1000].seconds
        yield Row("growth from 1,000 to 10,000 works", works, growth, "×", 11)


def clean_build(root: Path) -> Cost:
    """A build that finds nothing of an earlier one, nor what a check has noted."""
    for name in (".cache", "site"):
        shutil.rmtree(root / name, ignore_errors=True)
    return run(BUILD, root)


def first_build(folder: Path) -> Cost:
    return run(BUILD, root_with(folder / "real", ROOT / "content"))


def cost_of_peer(name: str, root: Path) -> Cost:
    folder = root.with_name(f"{root.name}-{name.split()[0].lower()}")
    folder.mkdir()
    program, *arguments = PEERS[name](root / "content", folder)
    return run([str(BIN / program), *arguments], folder)


def run(command: Sequence[str], folder: Path) -> Cost:
    """Runs a process to its end; one that fails stops the measuring."""
    process = subprocess.Popen(
        command, cwd=folder, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stderr
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: {said.decode()[-2000:]}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def edit(root: Path, word: str) -> tuple[str, str]:
    """Adds a word to a text that has no versions; gives its address and its title."""
    files = sorted((root / "content/vi/documents").glob("*.md"))
    file = next((f for f in files if not (root / "content/versions" / f.stem).exists()), files[0])
    text = file.read_text(encoding="utf-8")
    if "consolidated:" not in text:
        text = text.replace("source: ", "consolidated: thử\n# ", 1)
    at = text.rindex(" {#")
    file.write_text(f"{text[:at]} {word}{text[at:]}", encoding="utf-8")
    return f"documents/{file.stem}/", word


def save_to_visible(root: Path) -> float:
    """Seconds from saving a text until the page served shows it, second save of a session."""
    port = "8765"
    command = [str(BIN / "mkdocs"), "serve", "--quiet", "--no-strict", "-a", f"localhost:{port}"]
    process = subprocess.Popen(
        command, cwd=root, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(f"http://localhost:{port}/", lambda text: True)
        seconds = 0.0
        for word in ("motmot", "haihai"):
            address, said = edit(root, word)
            start = time.perf_counter()
            wait_for(f"http://localhost:{port}/{address}", lambda text, said=said: said in text)  # type: ignore[misc]
            seconds = time.perf_counter() - start
        return seconds
    finally:
        process.terminate()
        process.wait()


def wait_for(url: str, holds: Callable[[str], bool]) -> None:
    """Asks again and again until a page says what it should."""
    end = time.perf_counter() + PATIENCE
    while time.perf_counter() < end:
        try:
            with urlopen(url, timeout=PATIENCE) as answer:
                if holds(answer.read().decode("utf-8")):
                    return
        except (URLError, ConnectionError):
            pass
        time.sleep(0.02)
    raise SystemExit(f"{url} does not show what was saved")


if __name__ == "__main__":
    sys.exit(main())
