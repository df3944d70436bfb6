"""How fast citations are found: a megabyte of the real plan, and of texts made to be slow."""

from __future__ import annotations

import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "hooks"), str(ROOT / "tests")]

from portal.citation_forms import grammar  # noqa: E402
from test_citations import HOSTILE  # noqa: E402

SIZE = 1_000_000


def main() -> None:
    find = grammar("vi").find
    plan = (ROOT / "content/sources/plan-2022-as-received.txt").read_text(encoding="utf-8")
    texts = {"the plan": plan * (SIZE // len(plan))}
    texts |= {kind: make(SIZE) for kind, make in HOSTILE.items()}
    for kind, text in texts.items():
        start = time.perf_counter()
        count = len(find(text))
        seconds = time.perf_counter() - start
        print(f"{seconds:6.2f} s  {len(text) / 1e6:.1f} MB  {count:6} citations  {kind}")


if __name__ == "__main__":
    main()
