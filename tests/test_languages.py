"""Each page speaks one language; words of another say which."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest

from conftest import ROOT, root_with, try_build
from portal.yaml_source import read_yaml

NAMES = {"Phạm Quốc Hiệu"}
"""Names of persons are the same in every language."""
HTML = "{http://www.w3.org/1999/xhtml}"
SILENT = {f"{HTML}script", f"{HTML}style", f"{HTML}pre"}
"""What is no language of people: `pre` holds commands."""
SPOKEN = ("alt", "aria-label", "title", "placeholder", "data-copied", "data-l")
VIETNAMESE = re.compile(
    r"\b\w*[ăâêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]\w*", re.IGNORECASE
)
ENGLISH = re.compile(
    r"\b(the|of|and|with|for|this|not|page|menu|search|close|open|copy|link|contents|status|"
    r"version|source|print|skip|language|type|date|number|year|all|home|language|note|back)\b",
    re.IGNORECASE,
)


def spoken(element: Element, language: str) -> Iterator[tuple[str, str]]:
    """Every text that readers see or hear, with the language that it says it is in."""
    if element.tag in SILENT:
        return
    language = element.get("lang", language)
    if element.tag != f"{HTML}title" or element.text:
        for name in SPOKEN:
            if element.get(name):
                yield language, element.get(name, "")
        if element.tag == f"{HTML}meta" and element.get("name") == "description":
            yield language, element.get("content", "")
    if element.text:
        yield language, element.text
    for child in element:
        yield from spoken(child, language)
        if child.tail:
            yield language, child.tail


@pytest.mark.parametrize(
    ("language", "foreign"), [("vi", ENGLISH), ("en", VIETNAMESE)], ids=["vi", "en"]
)
def test_no_word_of_the_other_language_goes_unsaid(
    site: Path, language: str, foreign: re.Pattern[str]
) -> None:
    found = []
    for path in sorted(site.rglob("*.html")):
        tree = html5lib.parse(path.read_text(encoding="utf-8"))
        for said, text in spoken(tree, ""):
            if said == language and foreign.search(text) and text.strip() not in NAMES:
                found.append((str(path.relative_to(site)), " ".join(text.split())[:100]))
    assert found == []


def with_french(value: Any) -> Any:
    """What is said in English is said in a third language as well."""
    if isinstance(value, dict):
        more = {"fr": value["en"]} if "en" in value else {}
        return {key: with_french(inner) for key, inner in (value | more).items()}
    return [with_french(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.slow
def test_a_third_language_is_words_and_settings_and_no_code(tmp_path: Path) -> None:
    """As the maintainers' handbook says it: JSON is YAML, so files can be written as that."""
    root = root_with(tmp_path / "root", ROOT / "tests/sample/content")
    (root / "hooks").unlink()
    shutil.copytree(ROOT / "hooks", root / "hooks", ignore=shutil.ignore_patterns("__pycache__"))
    data = [f for f in root.glob("content/*.yml") if f.name != "agency.yml"]
    for file in [*data, *root.glob("content/register/*.yml"), *root.glob("hooks/portal/*.yml")]:
        words = with_french(read_yaml(file.read_text(encoding="utf-8")).value)
        file.write_text(json.dumps(words, default=str, ensure_ascii=False), encoding="utf-8")
    agency = with_french(read_yaml((root / "content/agency.yml").read_text("utf-8")).value)
    agency = json.dumps(agency | {"languages": ["vi", "en", "fr"]}, default=str)
    days = re.compile(r'"(\d{4}-\d\d-\d\d)"')
    for file in [root / "content/agency.yml", *data, *root.glob("content/register/*.yml")]:
        said = agency if file.name == "agency.yml" else file.read_text(encoding="utf-8")
        file.write_text(days.sub(r"\1", said), encoding="utf-8")
    settings = (root / "mkdocs.yml").read_text(encoding="utf-8")
    english = "        - locale: en\n          name: English\n"
    french = english.replace("en\n", "fr\n", 1).replace("English", "Français")
    assert english in settings
    (root / "mkdocs.yml").write_text(settings.replace(english, english + french), encoding="utf-8")
    shutil.copytree(root / "content/en", root / "content/fr")
    done = try_build(tmp_path / "site", root=root, release=False)
    assert done.returncode == 0, done.stderr
    page = tmp_path / "site/fr/documents/quy-che-1-2020-qc-stn/index.html"
    html = page.read_text(encoding="utf-8")
    assert '<html lang="fr"' in html
    assert "The director, the divisions and the secretary shall without delay" in html
    for code in ("vi", "en", "fr", "x-default"):
        assert f'hreflang="{code}"' in html
    assert (tmp_path / "site/fr/calendar.ics").is_file()
    assert (tmp_path / "site/fr/feed.atom").is_file()
