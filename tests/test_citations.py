"""Citations: found in any text, in every form that people write, and resolved without guessing."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from markdown import Markdown

from cases import cases
from conftest import ROOT, root_with, try_build
from portal.citation_forms import Form, grammar
from portal.citation_numbers import NUMBER
from portal.citation_words import words_of
from portal.citations import CitationFinder, Resolution, passage_of
from portal.citations_json import cite_text
from portal.files import read_tree
from portal.legal_markdown import Annotations, LegalMarkdown
from portal.reading import read_corpus
from portal.units import units_by_id
from scratch import Scratch

CORPUS = read_corpus(read_tree(ROOT / "content"))
PLAN = "ke-hoach-hoi-nhap-quoc-te-2022"


def said(text: str, form: Form, keys: Any) -> dict[str, object]:
    values: dict[str, object] = {"text": text[form.start : form.end]}
    for key in keys:
        if key != "text":
            value = getattr(form, key)
            values[key] = value
    return values


@pytest.mark.parametrize("case", cases("citation_forms"))
def test_citations_in_a_text(case: dict[str, Any]) -> None:
    text = case["text"]
    found = grammar(case.get("language", "vi")).find(text)
    keys = [c.keys() for c in case["citations"]] + [["type", "number"]] * len(found)
    assert [said(text, f, k) for f, k in zip(found, keys, strict=False)] == case["citations"]


@pytest.mark.parametrize("case", cases("citation_forms"))
def test_a_text_in_nfd_has_the_same_citations_at_its_own_offsets(case: dict[str, Any]) -> None:
    finder = CitationFinder({}, case.get("language", "vi"))
    loose = unicodedata.normalize("NFD", case["text"])
    found = cite_text(finder, loose)
    assert [unicodedata.normalize("NFC", c["text"]) for c in found] == [
        c["text"] for c in cite_text(finder, case["text"])
    ]
    assert [loose[c["start"] : c["end"]] for c in found] == [c["text"] for c in found]


def test_every_mention_in_the_plan_is_found_in_both_languages() -> None:
    targets = {}
    for language in ("vi", "en"):
        page = CORPUS.text_of(PLAN, language)
        assert page
        finder = CitationFinder(CORPUS.works, language)
        found = finder.read(unit.text for unit in page.text.units)
        targets[language] = {
            unit.id: sorted(c.target or c.text for c in citations if c.target != PLAN)
            for unit, citations in zip(page.text.units, found, strict=True)
        }
    assert targets["vi"] == targets["en"]
    everything = [target for unit in targets["vi"].values() for target in unit]
    assert set(everything) == set(CORPUS.works) - {PLAN}
    numbered = [target for target in everything if CORPUS.works[target].number]
    assert len(numbered) == 58


def resolve(*texts: str) -> list[tuple[str | None, Resolution]]:
    finder = CitationFinder(CORPUS.works, "vi")
    return [(c.target, c.state) for found in finder.read(texts) for c in found]


def test_one_number_of_several_works_is_told_by_its_date_or_not_at_all() -> None:
    assert resolve("Chương trình hành động số 02-CTr/TU ngày 25/12/2020") == [
        ("chuong-trinh-hanh-dong-02-ctr-tu-2020-hai-phong", Resolution.resolved)
    ]
    assert resolve("Chương trình hành động số 02-CTr/TU") == [(None, Resolution.ambiguous)]


def test_a_number_with_another_date_is_another_document() -> None:
    assert resolve("Quyết định số 42/2020/QĐ-UBND ngày 31/12/2020")[0][0] == (
        "quyet-dinh-42-2020-qd-ubnd-hai-phong"
    )
    assert resolve("Quyết định số 42/2020/QĐ-UBND ngày 30/11/2020") == [(None, Resolution.unknown)]


def test_a_short_form_means_what_was_cited_before() -> None:
    full = "Nghị định số 43/2011/NĐ-CP ngày 13/6/2011"
    target = "nghi-dinh-43-2011-nd-cp"
    assert resolve(full, "theo Nghị định 43") == [(target, Resolution.resolved)] * 2
    assert resolve("theo Nghị định 43") == [(None, Resolution.unknown)]
    assert resolve("theo Nghị định 43/2011") == [(target, Resolution.resolved)]
    assert resolve("Nghị định 43 ngày 13/6/2011") == [(target, Resolution.resolved)]


HOSTILE: dict[str, Callable[[int], str]] = {
    "digits": lambda n: "1" * n,
    "slashes": lambda n: "/" * n,
    "the number word": lambda n: "số " * (n // 3),
    "half numbers": lambda n: "1/A-" * (n // 4),
    "types": lambda n: "Nghị định " * (n // 10),
    "laws": lambda n: "Luật a b của " * (n // 13),
    "pinpoints": lambda n: "Điều 1, 1, 1 và 1 " * (n // 18),
    "white space": lambda n: " " * n,
    "citations": lambda n: "Nghị định số 1/2011/NĐ-CP của " * (n // 30),
    "types with the number word": lambda n: "Nghị định số " * (n // 13),
    "dates": lambda n: "ngày 1/1/2011 " * (n // 14),
    "dates in words": lambda n: "ngày 1 tháng 1 năm 2011 do Chính phủ " * (n // 37),
    "letters": lambda n: "a" * n,
    "capitals": lambda n: "Đ" * n,
    "letters taken apart": lambda n: unicodedata.normalize("NFD", "quyết định số ") * (n // 19),
    "long names of laws": lambda n: ("Luật " + "về một việc " * 30) * (n // 365),
    "laws within laws": lambda n: "Luật " * (n // 5),
    "opening brackets": lambda n: "(" * n,
    "numbers with brackets": lambda n: "số (1/2011/NĐ-CP (" * (n // 18),
    "symbols without end": lambda n: "1/2011/" + "A-" * (n // 2),
    "dotted symbols": lambda n: "1/QĐ." + "QĐ." * (n // 3),
    "line ends": lambda n: "\n" * n,
    "numbers on lines": lambda n: "số\n1/QĐ-A\n" * (n // 10),
    "pinpoints with blanks": lambda n: (
        (("Điều 1" + " " * 19) * 7 + "x Nghị định số 1/2011/NĐ-CP ") * (n // 203)
    ),
    "laws with blanks": lambda n: ("Luật" + " " * 60) * (n // 64),
    "blanks and commas": lambda n: (
        ("Luật a" + " , " * 40 + "số 1/2011/QH13 của Bộ" + " ," * 40) * (n // 227)
    ),
    "issuers over lines": lambda n: ("số 1/QĐ-AB của Bộ\n" + "a của\n" * 25) * (n // 168),
    "congresses": lambda n: "Nghị quyết Đại hội " * (n // 19),
}
PATTERNS = importlib.import_module("re._parser")


def repeats(parsed: Any) -> Iterator[int]:
    """How often the parts of a pattern may repeat at most, also where it only looks ahead."""
    if isinstance(parsed, tuple) and len(parsed) == 2 and str(parsed[0]).endswith("_REPEAT"):
        yield int(parsed[1][1])
    if isinstance(parsed, list | tuple | PATTERNS.SubPattern):
        for part in parsed:
            yield from repeats(part)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_pattern_can_run_over_a_whole_text(language: str) -> None:
    """The regex engine cannot be counted. But each of its attempts ends within a fixed reach."""
    words = words_of(language)
    patterns = [v for v in vars(words).values() if isinstance(v, re.Pattern)]
    patterns += [NUMBER, *(pattern for _, _, pattern in words.names)]
    assert len(patterns) > 15
    for pattern in patterns:
        parsed = PATTERNS.parse(pattern.pattern, pattern.flags)
        assert max(repeats(parsed), default=0) <= 500, pattern.pattern
    for pattern in (NUMBER, words.bare, words.law, *(pattern for _, _, pattern in words.names)):
        assert PATTERNS.parse(pattern.pattern, pattern.flags).getwidth()[1] <= 10_000


COUNTER = """
import sys
from portal.citation_forms import grammar
find = grammar("vi").find
text = sys.stdin.read()
find(text[:1000])
steps = 0
def count(frame, event, argument):
    global steps
    steps += 1
sys.setprofile(count)
find(text)
sys.setprofile(None)
print(steps)
"""


def steps(text: str) -> int:
    """Calls made while a text is read: work, not time."""
    done = subprocess.run(
        [sys.executable, "-c", COUNTER],
        input=text,
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT / "hooks",
        timeout=60,
    )
    return int(done.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("kind", HOSTILE)
def test_the_work_grows_with_the_length_of_the_text(kind: str) -> None:
    small, large = steps(HOSTILE[kind](20_000)), steps(HOSTILE[kind](200_000))
    assert large <= 11 * max(small, 20)


def test_the_command_reads_any_text(tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    words = "Căn cứ Nghị định số 43/2011/NĐ-CP ngày 13/6/2011;\nKế hoạch số 9/KH-XYZ."
    text.write_text(words, encoding="utf-8")
    command = [sys.executable, "-m", "portal", "--content", str(ROOT / "content"), "cite"]

    def run(*arguments: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, *arguments],
            input=given,
            capture_output=True,
            text=True,
            cwd=ROOT / "hooks",
            check=False,
        )

    plain = run(str(text), "--lang", "en")
    assert plain.stdout.splitlines() == [
        "1: Nghị định số 43/2011/NĐ-CP ngày 13/6/2011 → nghi-dinh-43-2011-nd-cp",
        "2: Kế hoạch số 9/KH-XYZ → ?",
        "2 citations: 1 in the register, 0 ambiguous, 1 unknown.",
    ]
    found = json.loads(run("-", "--format", "json", given=words).stdout)
    assert [c["state"] for c in found] == ["resolved", "unknown"]
    assert found[0]["date"] == "2011-06-13"
    text.write_bytes(b"\xff\xfe\x00")
    assert run(str(text)).returncode == 2


def test_citations_json_holds_every_mention(site: Path) -> None:
    published = json.loads((site / "citations.json").read_text(encoding="utf-8"))["citations"]
    vietnamese = [c for c in published if c["language"] == "vi"]
    assert len(vietnamese) == 64
    assert {c["state"] for c in published} == {"resolved"}
    text = CORPUS.text_of(PLAN, "vi")
    assert text
    for citation in vietnamese:
        unit = text.text.unit(citation["unit"])
        assert unit
        assert unit.text[citation["start"] : citation["end"]] == citation["text"]


def test_a_citation_that_nobody_registered_is_said_with_the_remedy() -> None:
    tree = dict(read_tree(ROOT / "content"))
    name = "register/nghi-dinh-43-2011-nd-cp.yml"
    from portal.rules import check

    findings = check(read_corpus({path: data for path, data in tree.items() if path != name}))
    said = [f.message("en") for f in findings if f.rule == "citation-unknown"]
    assert said
    assert re.search(r'portal new "Nghị định số 43/2011/NĐ-CP', said[0])


UNITS = {"dieu-5", "dieu-5-2", "dieu-5-2-a", "dieu-5-2-dd"}


@pytest.mark.parametrize(
    ("pinpoint", "passage"),
    [
        ("điểm a khoản 2 Điều 5", "dieu-5-2-a"),
        ("điểm b khoản 2 Điều 5", "dieu-5-2"),
        ("điểm d khoản 2 Điều 5", "dieu-5-2"),
        ("điểm đ khoản 2 Điều 5", "dieu-5-2-dd"),
        ("khoản 3 Điều 5", "dieu-5"),
        ("Điều 5", "dieu-5"),
        ("Điều 9", ""),
        ("các Điều 5 và 7", ""),
        ("Phụ lục II", ""),
        (None, ""),
    ],
)
def test_a_pinpoint_leads_to_the_narrowest_passage_there_is(
    pinpoint: str | None, passage: str
) -> None:
    assert passage_of(pinpoint, "vi", UNITS) == passage


@pytest.mark.slow
def test_a_page_leads_to_passages_and_never_guesses(scratch: Scratch, tmp_path: Path) -> None:
    """A decree whose text is held, cited with a pinpoint; a number that two works bear."""
    for language, title in (("vi", "Nghị định"), ("en", "Decree")):
        said = "consolidated: Thử." if language == "vi" else "title: Trial"
        words = "Phạm vi." if language == "vi" else "Scope."
        page = f"---\n{said}\nchanges:\n  - {{date: 2026-11-24, note: Thử.}}\n---\n\n"
        page += f"# {title} {{#tieu-de}}\n\n{words} {{#dieu-5}}\n"
        path = scratch.content / language / "documents/nghi-dinh-43-2011-nd-cp.md"
        path.write_text(page, encoding="utf-8")
    scratch.edit(
        "vi",
        "4.0, giáo dục",
        "4.0 theo Điều 5 Nghị định số 43/2011/NĐ-CP và "
        "Chương trình hành động số 02-CTr/TU, giáo dục",
    )
    done = try_build(tmp_path / "s", root=root_with(tmp_path / "r", scratch.content), release=False)
    assert done.returncode == 0, done.stderr
    html = (tmp_path / f"s/documents/{PLAN}/index.html").read_text(encoding="utf-8")
    unit = html.partition('id="ii-10"')[2].partition('id="ii-11"')[0]
    assert 'href="../nghi-dinh-43-2011-nd-cp/#dieu-5"' in unit
    assert "Chưa rõ văn bản nào, có thể là:" in unit
    for year in ("2016", "2020"):
        assert f'<a href="../chuong-trinh-hanh-dong-02-ctr-tu-{year}-hai-phong/">' in unit


def test_no_link_is_made_inside_a_link_or_code() -> None:
    source = (
        "Theo [Nghị định số 43/2011/NĐ-CP](https://example.org/) và `Nghị định số 43/2011/NĐ-CP`, "
        "**Nghị định số 43/2011/NĐ-CP** và Nghị định số 43/2011/NĐ-CP. {#a}"
    )
    unit = units_by_id(source)["a"]
    extension = LegalMarkdown()
    found = CitationFinder(CORPUS.works, "vi").find(unit.text)
    assert len(found) == 4
    extension.annotations = Annotations(citations={"a": found}, address=lambda c: f"/{c.target}/")
    html = Markdown(extensions=[extension]).convert(source)
    assert html.count('class="cite"') == 2
    assert '<a href="https://example.org/">Nghị định số 43/2011/NĐ-CP</a>' in html
    assert "<code>Nghị định số 43/2011/NĐ-CP</code>" in html
    assert '<a class="cite" href="/nghi-dinh-43-2011-nd-cp/">Nghị định số <span' in html


# Registering


@pytest.mark.parametrize(
    ("pasted", "work_id", "expected"),
    [
        (
            "Nghị định số 42/2022/NĐ-CP ngày 24/6/2022 của Chính phủ quy định về việc cung cấp "
            "thông tin và dịch vụ công trực tuyến",
            "nghi-dinh-42-2022-nd-cp",
            {"issued": date(2022, 6, 24), "issuer": "chinh-phu"},
        ),
        (
            "Kế hoạch số 99/KH-UBND ngày 05/3/2023 của UBND thành phố về hội nhập quốc tế",
            "ke-hoach-99-kh-ubnd-2023-hai-phong",
            {"issuer": "ubnd-hai-phong", "number": "99/KH-UBND"},
        ),
        (
            "Quyết định số 7/QD- UBND",
            "quyet-dinh-7-qd-ubnd",
            {"number": "7/QĐ-UBND", "number_as_printed": ["7/QD- UBND"], "issued": None},
        ),
    ],
)
def test_a_pasted_citation_becomes_an_entry_that_the_check_accepts(
    scratch: Scratch, pasted: str, work_id: str, expected: dict[str, object]
) -> None:
    code, out = scratch.run("new", pasted, "--on", "2026-12-01")
    assert code == 0, out
    file = scratch.content / f"register/{work_id}.yml"
    entry = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert {key: entry[key] for key in expected} == expected
    assert scratch.errors() == []
    assert resolve_in(scratch, pasted) == [work_id]
    assert "(new-known)" in scratch.run("new", pasted, "--on", "2026-12-01")[1]


def resolve_in(scratch: Scratch, text: str) -> list[str | None]:
    corpus = read_corpus(read_tree(scratch.content))
    return [c.target for c in CitationFinder(corpus.works, "vi").find(text)]


@pytest.mark.parametrize(
    ("pasted", "rule"),
    [
        ("xin chào", "new-no-citation"),
        ("Nghị định 43", "new-no-citation"),
        ("102/2019/QH14", "new-type-unknown"),
        ("theo Nghị định số 1/2030/NĐ-CP và Nghị định số 2/2030/NĐ-CP", "new-several"),
        ("Nghị định số 43/2011/NĐ-CP", "new-known"),
    ],
)
def test_what_cannot_be_registered_is_said(scratch: Scratch, pasted: str, rule: str) -> None:
    before = read_tree(scratch.content)
    code, out = scratch.run("new", pasted, "--on", "2026-12-01")
    assert (code, f"({rule})" in out) == (1, True)
    assert read_tree(scratch.content) == before
