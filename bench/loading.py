"""How fast pages load on a phone: Lighthouse's performance score, the median of five runs.

One run depends on what else the machine is doing; Lighthouse itself advises the median of five.
Exit code 1 if a page scores below 100.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from lighthouse import PAGES, audit, served

RUNS = 5
METRICS = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time")


def main() -> int:
    """Prints the median score and timings, in milliseconds, of each page."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        print("chromium is missing: .ci/run installs it", file=sys.stderr)
        return 2
    lowest = 100.0
    with TemporaryDirectory() as folder, served(Path(folder)) as url:
        for page in PAGES:
            reports = [
                audit(f"{url}{page}", chromium, "--only-categories=performance")
                for _ in range(RUNS)
            ]
            score = median(100 * r["categories"]["performance"]["score"] for r in reports)
            times = (
                f"{name} {median(r['audits'][name]['numericValue'] for r in reports):.0f}"
                for name in METRICS
            )
            print(f"{score:.0f}  {'  '.join(times)}  /{page}", flush=True)
            lowest = min(lowest, score)
    return 0 if lowest == 100 else 1


if __name__ == "__main__":
    sys.exit(main())
