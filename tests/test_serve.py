"""While somebody edits: `make serve` shows each save, says what is wrong, and goes on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest

from building import SETTINGS
from conftest import ROOT, root_with
from servers import connect, free_port

pytestmark = pytest.mark.slow
WORK = "documents/quy-che-1-2020-qc-stn/"


@dataclass
class Serving:
    """A project that is served while its files are edited."""

    root: Path
    address: str
    said: Path
    seen: str = "0"
    """The build that was waited for last."""

    def get(self, path: str) -> bytes:
        with urlopen(f"{self.address}{path}", timeout=120) as answer:
            data: bytes = answer.read()
            return data

    def next_build(self) -> str:
        """Waits for a build that is newer than the last one; the server answers when it stands."""
        self.seen = self.get(f"livereload/{self.seen}/0").decode()
        return self.seen

    def shows(self, words: str) -> bool:
        return words in self.get(WORK).decode()

    def says(self, words: str) -> bool:
        return words in self.said.read_text(encoding="utf-8")

    def comes_to(self, what: Callable[[str], bool], words: str) -> bool:
        """Whether something holds after one of the next builds: one may have begun before."""
        return any(self.next_build() and what(words) for _ in range(3))

    def replace(self, name: str, old: str, new: str) -> None:
        file = self.root / "content" / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    root, port = root_with(tmp_path / "root", ROOT / "tests/sample/content"), free_port()
    command = [sys.executable, "-m", "mkdocs", "serve", "--no-strict", "-a", f"127.0.0.1:{port}"]
    said = tmp_path / "said"
    with said.open("wb") as out:
        running = subprocess.Popen(
            command, cwd=root, env=os.environ | SETTINGS, stdout=out, stderr=out
        )
    try:
        connect(port, running, said).close()
        served = Serving(root, f"http://127.0.0.1:{port}/", said)
        served.next_build()
        yield served
    finally:
        running.terminate()
        running.wait(20)


def test_a_save_is_shown_and_a_mistake_is_told_without_an_end(serving: Serving) -> None:
    text = f"vi/{WORK.rstrip('/')}.md"
    offline = serving.get("offline.zip")
    serving.replace(text, " {#", " Một câu vừa thêm. {#")
    assert serving.comes_to(serving.shows, "Một câu vừa thêm.")
    assert serving.get("offline.zip") == offline

    serving.replace("duties.yml", "duties:", "duties: [")
    assert serving.comes_to(serving.says, "content/duties.yml:")
    assert serving.shows("Một câu vừa thêm.")
    serving.replace("duties.yml", "duties: [", "duties:")
    serving.replace(text, "Một câu vừa thêm.", "Câu khác.")
    assert serving.comes_to(serving.shows, "Câu khác.")
