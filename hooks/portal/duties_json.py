"""`/duties.json`: who has to report what to whom, and before which days."""

from __future__ import annotations

from typing import Any

from portal.corpus import Corpus
from portal.glossary_json import place_as_json
from portal.json_file import Address, render_data
from portal.model import Duty


def render_duties(corpus: Corpus, address: Address) -> str:
    """The reporting duties as JSON."""
    duties = corpus.duties.duties if corpus.duties else ()
    return render_data(corpus, "duties", address, duties=[duty_as_json(duty) for duty in duties])


def duty_as_json(duty: Duty) -> dict[str, Any]:
    return duty.model_dump(mode="json") | {
        "unit": place_as_json(duty.unit),
        "deadlines": [day.isoformat() for day in duty.deadlines],
    }
