"""Cases kept as data: the key says what is true."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


def cases(name: str) -> list[Any]:
    """Parameters for a test function, from `tests/cases/<name>.yml`."""
    import pytest

    return [pytest.param(case, id=sentence) for sentence, case in cases_of(name).items()]


def cases_of(name: str) -> dict[str, Any]:
    """What `tests/cases/<name>.yml` holds."""
    path = Path(__file__).parent / "cases" / f"{name}.yml"
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return data
