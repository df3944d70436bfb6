"""Requirement by requirement: what a build shows, what it lacks, and how a reader answers back."""

from __future__ import annotations

import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import html5lib
import pytest

from cases import cases
from conftest import ROOT, build, root_with, try_build
from portal.agency_rules import AGENCY_GIVES
from portal.audit import CHECKS, audit
from portal.files import copy_in, read_tree
from portal.findings import Severity
from portal.freshness import markdown_digest
from portal.reading import read_corpus
from portal.requirements import Failure, Result, check_words, unmet
from portal.rules import check
from portal.site import Site
from portal.working_days import add_working_days

pytestmark = pytest.mark.slow

PLAN = "ke-hoach-hoi-nhap-quoc-te-2022"
CONTENT = ROOT / "content"
FULL = """\
emblem: emblem.png
contact_unit: {vi: Văn phòng, en: Office}
responsible: {vi: Chánh Văn phòng, en: Chief of Office}
address: {vi: "1 đường Thử, phường Mẫu", en: "1 Thu Street, Mau Ward"}
phone: "000 000 0000"
email: reports@example.vn
feedback: mailto:reports@example.vn
answer_within: 15
rating: https://rating.example.vn/form
superior:
  - {name: {vi: Cơ quan trên, en: Body above}, address: "https://above.example.vn/"}
related:
  - {name: {vi: Cơ quan bên, en: Body beside}, address: "https://beside.example.vn/"}
publish_within: 5
holidays: []
"""
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c636060"
    "f80f00010401005f3ddf9a0000000049454e44ae426082"
)


def outcomes(site: Path) -> dict[str, Any]:
    listed = json.loads((site / "requirements.json").read_text(encoding="utf-8"))["requirements"]
    return {requirement["id"]: requirement for requirement in listed}


def read(site: Path, url: str) -> str:
    return (site / url / "index.html").read_text(encoding="utf-8")


def test_each_requirement_has_its_line_and_most_are_shown_by_checks(site: Path) -> None:
    found = outcomes(site)
    assert list(found) == [f"R{n}" for n in range(1, 30)]
    shown = [r for r in found.values() if r["checks"] and all(c["examined"] for c in r["checks"])]
    assert len(shown) >= 22
    words = {"fulfilled": "Fulfilled", "partly": "Fulfilled in part", "not": "Not fulfilled"}
    words["not_verifiable"] = "Not verifiable here"
    html = read(site, "en/requirements")
    for requirement in found.values():
        line = html.partition(f'id="{requirement["id"].lower()}"')[2].partition("</section>")[0]
        assert f">{words[requirement['outcome']]}</span>" in line
        assert requirement["words"]["en"].replace("'", "&#39;") in line
        for check_ in requirement["checks"]:
            assert check_["words"]["en"] in line


def test_what_is_not_fulfilled_is_waived_with_reason_and_day(site: Path) -> None:
    for requirement in outcomes(site).values():
        if requirement["outcome"] == "not":
            assert requirement["waived"]["reason"]["vi"]
            assert date.fromisoformat(requirement["waived"]["on"])


def test_the_page_never_claims_compliance(site: Path) -> None:
    for url, said, denied in (
        ("requirements", "tuân thủ", "không tuyên bố tuân thủ"),
        ("en/requirements", "complian", "it is no statement of compliance"),
    ):
        html = read(site, url)
        assert html.count(said) == html.count(denied) > 0


def test_whoever_has_the_content_finds_the_same_on_the_finished_site(site: Path) -> None:
    corpus = read_corpus(read_tree(CONTENT))
    again = audit(Site(corpus, "https://example.org/"), copy_in(site))
    for requirement in outcomes(site).values():
        for said in requirement["checks"]:
            result = again.results[said["name"]]
            assert len(result.failures) == len(said["failures"]), said["name"]


def test_every_check_is_named_described_and_used() -> None:
    corpus = read_corpus(read_tree(CONTENT))
    used = {name for requirement in corpus.required for name in requirement.checks}
    assert used == set(CHECKS) == set(check_words())


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of all that makes the site."""
    return copy_of_project(tmp_path / "project")


def copy_of_project(root: Path) -> Path:
    root.mkdir()
    shutil.copy(ROOT / "mkdocs.yml", root)
    for name in ("content", "overrides", "hooks"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    return root


def edit(root: Path, file: str, old: str, new: str) -> None:
    text = (root / file).read_text(encoding="utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="session")
def turned_off(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each case's site, by its check and its file; two are built at a time."""
    folder = tmp_path_factory.mktemp("off")

    def built(number: int, case: dict[str, str]) -> Path:
        root = copy_of_project(folder / f"{number}")
        edit(root, case["file"], case["replace"], case["by"])
        done = try_build(root / "site", root=root, release=False)
        assert done.returncode == 0, done.stderr
        return root / "site"

    listed = [case.values[0] for case in cases("requirements_off")]
    with ThreadPoolExecutor(2) as pool:
        sites = pool.map(built, range(len(listed)), listed)
        return {f"{c['check']} {c['by']}": s for c, s in zip(listed, sites, strict=True)}


@pytest.mark.slow
@pytest.mark.parametrize("case", cases("requirements_off"))
def test_a_feature_turned_off_turns_its_line_to_not(
    case: dict[str, str], turned_off: dict[str, Path]
) -> None:
    site = turned_off[f"{case['check']} {case['by']}"]
    html, failed = read(site, "requirements"), []
    for requirement in outcomes(site).values():
        for said in requirement["checks"]:
            if said["failures"]:
                failed.append(said["name"])
                assert requirement["outcome"] == "not"
                line = html.partition(f'id="{requirement["id"].lower()}"')[2]
                assert ">Chưa đạt</span>" in line.partition("</h2>")[0]
    assert case["check"] in failed


def test_every_check_has_a_feature_to_turn_off() -> None:
    turned = {case.values[0]["check"] for case in cases("requirements_off")}
    assert turned == set(CHECKS)


@pytest.mark.slow
def test_a_release_stops_at_what_is_not_fulfilled_unless_it_is_waived(
    project: Path, tmp_path: Path
) -> None:
    edit(project, "overrides/contact.html", '{{ t["rating-none"] }}', "")
    done = try_build(tmp_path / "site", root=project)
    assert done.returncode == 1
    assert "content/requirements.yml" in done.stderr
    assert "(requirement-not-met)" in done.stderr
    assert "/contact/" in done.stderr
    waiver = "id: R19\n  waived: {reason: {vi: Chờ., en: Waiting.}, on: 2026-11-25}\n"
    edit(project, "content/requirements.yml", "id: R19\n", waiver)
    build(tmp_path / "waived", root=project)
    line = read(tmp_path / "waived", "en/requirements").partition('id="r19"')[2]
    assert "Waiting." in line.partition("</section>")[0]


def test_a_waiver_is_told_as_long_as_it_is_needed() -> None:
    waiver = b"id: R19\n  waived: {reason: {vi: Ch\xe1\xbb\x9d., en: Waiting.}, on: 2026-11-25}\n"
    tree = read_tree(CONTENT)
    tree["requirements.yml"] = tree["requirements.yml"].replace(b"id: R19\n", waiver)
    corpus = read_corpus(tree)
    seen = Result(1, (Failure("contact/", "no rating"),))
    results = {check: seen for one in corpus.required if one.id == "R19" for check in one.checks}
    (finding,) = unmet(corpus, results)
    assert (finding.rule, finding.severity) == ("requirement-waived", Severity.notice)
    assert "/contact/: no rating" in finding.message("vi")
    assert list(unmet(corpus, {name: Result(1, ()) for name in results})) == []


# The agency


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site with everything that the agency can give."""
    folder = tmp_path_factory.mktemp("full")
    shutil.copytree(CONTENT, folder / "content")
    (folder / "content/emblem.png").write_bytes(PIXEL)
    agency = folder / "content/agency.yml"
    lines = agency.read_text(encoding="utf-8").splitlines(keepends=True)
    keys = re.findall(r"(?m)^\w+", FULL)
    kept = [line for line in lines if line.split(":")[0] not in keys]
    agency.write_text(FULL + "".join(kept), encoding="utf-8")
    build(folder / "site", root=root_with(folder / "root", folder / "content"))
    return folder / "site"


def test_all_that_the_agency_gives_is_shown_on_every_page(full: Path) -> None:
    for prefix, own in (("", ("Chánh Văn phòng", "đường Thử")), ("en", ("Chief", "Thu Street"))):
        for page in ("", "documents/", f"documents/{PLAN}/", "contact/", "tasks/", "about/"):
            foot = read(full, f"{prefix}/{page}".lstrip("/")).partition('<footer class="foot">')[2]
            for value in (*own, "000 000 0000", "reports@example.vn"):
                assert value in foot, (page, value)
            assert "chưa được cung cấp" not in foot
            assert "not provided" not in foot
        contact = read(full, f"{prefix}/contact".lstrip("/"))
        for value in ("above.example.vn", "beside.example.vn", "rating.example.vn"):
            assert f'href="https://{value}' in contact
        assert "agency-emblem.png" in read(full, prefix)
    assert (full / "assets/agency-emblem.png").read_bytes() == PIXEL


def test_with_all_given_nothing_waits_for_the_agency(full: Path, site: Path) -> None:
    assert not any(requirement["lacking"] for requirement in outcomes(full).values())
    for name in ("R10", "R12", "R13"):
        assert outcomes(full)[name]["outcome"] == "fulfilled"
        assert outcomes(site)[name]["outcome"] == "partly"
        assert outcomes(site)[name]["lacking"]


def test_what_the_agency_did_not_give_is_said_and_warned_of(site: Path) -> None:
    for url, words in (("contact", "chưa được cung cấp"), ("en/contact", "not provided")):
        assert read(site, url).count(words) >= 6
    warned = [f for f in check(read_corpus(read_tree(CONTENT))) if f.rule == "agency-not-provided"]
    assert [finding.values["key"] for finding in warned] == list(AGENCY_GIVES)
    assert all(finding.path == "agency.yml" and finding.place.line > 1 for finding in warned)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_passage_has_a_prepared_report_without_javascript(full: Path, language: str) -> None:
    prefix = "" if language == "vi" else "en/"
    corpus = read_corpus(read_tree(CONTENT))
    page = corpus.text_of(PLAN, language)
    assert page
    tree = html5lib.parse(read(full, f"{prefix}documents/{PLAN}"), namespaceHTMLElements=False)
    links = [str(a.get("href")) for a in tree.iter("a") if "mailto:reports" in str(a.get("href"))]
    links = [link for link in links if "body=" in link]
    bodies = [parse_qs(urlsplit(link).query)["body"][0] for link in links]
    for unit in page.text.units:
        address = f"https://example.org/{prefix}documents/{PLAN}/#{unit.id}"
        body = next(body for body in bodies if f": {address}\r\n" in body)
        assert f": {unit.id}\r\n" in body
        assert ": 1.0\r\n" in body
        assert f": {language}\r\n" in body
        assert f": {markdown_digest(unit)}\r\n" in body
    assert len(links) == len(page.text.units) + 1  # and one on the whole page, in the footer


@pytest.mark.slow
def test_a_passage_in_the_original_words_keeps_its_note(project: Path, tmp_path: Path) -> None:
    file = project / f"content/en/documents/{PLAN}.md"
    text = file.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.endswith("{#ii-3}"))
    file.write_text(text.replace(f"{line}\n", ""), encoding="utf-8")
    build_draft = try_build(tmp_path / "site", root=project, release=False)
    assert build_draft.returncode == 0, build_draft.stderr
    html = read(tmp_path / "site", f"en/documents/{PLAN}")
    unit = html.partition('id="ii-3"')[2].partition('id="ii-4"')[0]
    assert '<p lang="vi">' in unit
    assert "Editor’s note." in unit
    assert "<mark>" in unit


@pytest.mark.parametrize(
    ("feedback", "wanted"),
    [
        ("https://forge.example.vn/issues/new?title={subject}&body={body}", "&body=Page:%20http"),
        ("https://form.example.vn/", "https://form.example.vn/"),
        ("mailto:a@example.vn?cc=b@example.vn", "?cc=b@example.vn&subject=Error%20report"),
    ],
)
def test_reports_go_where_the_agency_wants_them(feedback: str, wanted: str) -> None:
    tree = dict(read_tree(CONTENT))
    text = tree["agency.yml"].decode()
    tree["agency.yml"] = re.sub(r"(?m)^feedback: .*", f'feedback: "{feedback}"', text).encode()
    report = Site(read_corpus(tree), "https://example.org/").report("about.md", "en")
    assert wanted in report
    if "{" in feedback:
        assert "https://example.org/en/about/\r\n" in unquote(report)


# Corrections, time limits


def test_every_error_of_the_source_is_listed_with_its_passage(site: Path) -> None:
    notes = read_corpus(read_tree(CONTENT)).works[PLAN].notes
    for url in ("corrections", "en/corrections"):
        html = read(site, url)
        rows = re.findall(rf'<tr id="{PLAN}-\d+">', html)
        assert len(rows) == len(notes) > 50
        for note in notes:
            assert f'/documents/{PLAN}/#{note.unit}"' in html
    assert "Nothing had to be corrected" in read(site, "en/corrections")


def test_what_was_put_right_is_listed_with_its_passages(sample: Path) -> None:
    log = json.loads((sample / "versions.json").read_text(encoding="utf-8"))["entries"]
    fixes = [
        entry
        for entry in log
        if entry["entry"]["reason"]
        in ("official_correction", "transcription_fix", "translation_fix")
    ]
    html = read(sample, "en/corrections")
    own = html.partition('id="own"')[2]
    assert len(fixes) >= 2
    for fix in fixes:
        row = own.partition(f'id="{fix["work"]}-{fix["entry"]["version"]}"')[2]
        row = row.partition("</li>")[0]
        assert fix["entry"]["note"]["en"] in row
        links = re.findall(r'href="([^"]+#[^"]+)"', row)
        assert links
        for link in links:
            path, _, unit = link.partition("#")
            target = (sample / "en/corrections" / path / "index.html").resolve()
            assert f'id="{unit}"' in target.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("day", "count", "holidays", "due"),
    [
        (date(2026, 11, 23), 5, (), date(2026, 11, 30)),
        (date(2026, 11, 28), 1, (), date(2026, 11, 30)),
        (date(2026, 11, 26), 2, (), date(2026, 11, 30)),
        (date(2026, 11, 26), 2, (date(2026, 11, 27),), date(2026, 12, 1)),
        (date(2026, 12, 31), 1, (date(2027, 1, 1),), date(2027, 1, 4)),
    ],
)
def test_working_days_leave_out_weekends_and_holidays(
    day: date, count: int, holidays: tuple[date, ...], due: date
) -> None:
    assert add_working_days(day, count, holidays) == due


def test_the_time_limit_for_publishing_is_told_where_it_can_be_computed(
    site: Path, sample: Path
) -> None:
    plan = read(site, f"en/documents/{PLAN}")
    assert "Not known: it depends on the date of issue" in plan
    statute = read(sample, "en/documents/quy-che-1-2020-qc-stn")
    row = statute.partition("To be published by")[2].partition("</div>")[0]
    assert '<time datetime="2020-01-08">8 January 2020</time>' in row
    assert "5 working days after its issue." in row
