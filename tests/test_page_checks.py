"""What the checks of single pages see on small ones, right and wrong."""

from __future__ import annotations

from typing import Any

import pytest

from cases import cases
from portal.built import HtmlPage
from portal.page_checks import HTML_CHECKS


@pytest.mark.parametrize("case", cases("seen_on_pages"))
def test_a_check_sees_what_is_wrong_and_nothing_else(case: dict[str, Any]) -> None:
    page = HtmlPage(
        language=case.get("language", "en"),
        original="vi",
        url="",
        data=case["html"].encode(),
        is_foreign=False,
        is_ours=True,
    )
    seen = list(HTML_CHECKS[case["check"]](page))
    assert [what for is_so, what in seen if not is_so] == case["fails"]
    assert len(seen) == case.get("examined", len(seen))
