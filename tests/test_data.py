"""Everything that the pages know, for machines: valid by the standards' own validators."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import atoma  # type: ignore[import-untyped]
import pytest
from dateutil.rrule import rrulestr  # type: ignore[import-untyped]
from icalendar import Calendar
from jsonschema import Draft202012Validator
from lxml import etree, html

from conftest import ROOT, build, missing_tool, root_with
from portal.cli import main
from portal.files import open_copy
from portal.json_file import pieces, render_json
from portal.offline import to_file
from portal.published import DATA_FILES, schema_name
from portal.verifying import verify
from scratch import Scratch

pytestmark = pytest.mark.slow

BASE = "https://example.org/"
PLAN = "ke-hoach-hoi-nhap-quoc-te-2022"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
TEN_YEARS = (datetime(2022, 1, 1), datetime(2031, 12, 31))


def read_json(site: Path, name: str) -> Any:
    return json.loads((site / name).read_text(encoding="utf-8"))


def is_there(site: Path, address: str) -> bool:
    """Whether a public address leads to a file of the site, and to a place on it."""
    assert address.startswith(BASE)
    path = site / urlsplit(address).path.lstrip("/")
    file = path / "index.html" if path.is_dir() else path
    fragment = urlsplit(address).fragment
    if not file.is_file() or file.suffix != ".html" or not fragment or fragment in ("page", "site"):
        return file.is_file()
    return f'id="{fragment}"' in file.read_text(encoding="utf-8")


# JSON and its schemas


@pytest.fixture(params=["site", "sample"])
def any_site(request: pytest.FixtureRequest) -> Path:
    """The real site, and that of another department."""
    folder: Path = request.getfixturevalue(request.param)
    return folder


@pytest.mark.parametrize("name", [name for name in DATA_FILES if name != "work"])
def test_a_data_file_is_as_its_published_schema_says(any_site: Path, name: str) -> None:
    file = any_site / f"{name}.json"
    if name == "requirements" and not (any_site / "requirements").is_dir():
        assert not file.exists()
        return
    document = read_json(any_site, f"{name}.json")
    assert document["schema"] == BASE + schema_name(name)
    schema = read_json(any_site, schema_name(name))
    assert schema["$id"] == document["schema"]
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    assert [error.message for error in validator.iter_errors(document)] == []
    assert list(validator.iter_errors(document | {"added": 1}))


def test_each_work_has_its_data_as_the_schema_says(any_site: Path) -> None:
    validator = Draft202012Validator(read_json(any_site, schema_name("work")))
    works = read_json(any_site, "register.json")["works"]
    for work in works:
        for prefix in ("", "en/"):
            data = read_json(any_site, f"{prefix}documents/{work['id']}/data.json")
            assert data == work
        assert [error.message for error in validator.iter_errors(work)] == []


def test_data_files_are_laid_out_as_the_standard_library_lays_them_out(any_site: Path) -> None:
    for file in [*any_site.glob("*.json"), any_site / "catalogue.jsonld"]:
        text = file.read_text(encoding="utf-8")
        assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1) + "\n"
    odd = {"a": [], "b": {}, "c": ('"', "\u2028\x7f\n\\"), "d": [1, 1.5, True, None], "": [[0]]}
    assert render_json(odd) == json.dumps(odd, ensure_ascii=False, indent=1) + "\n"
    slow = {"a": iter([]), "b": iter([{"c": iter([1, odd])}, 2]), "d": {}}
    fast = {"a": [], "b": [{"c": [1, odd]}, 2], "d": {}}
    assert "".join(pieces(slow)) == json.dumps(fast, ensure_ascii=False, indent=1)


def test_every_address_in_every_data_file_leads_somewhere(site: Path) -> None:
    files = [*site.rglob("*.json"), *site.rglob("*.atom"), *site.rglob("*.ics")]
    files += [*site.rglob("*.csv"), *site.rglob("*.jsonld"), *site.rglob("*.webmanifest")]
    files += [*site.rglob("*.xml"), site / "robots.txt"]
    seen = set()
    for file in files:
        text = re.sub(r"\r\n ", "", file.read_text(encoding="utf-8"))
        seen |= set(re.findall(rf'{re.escape(BASE)}[^\s"<>\\,;]*', text))
    assert len(seen) > 250
    assert [address for address in sorted(seen) if not is_there(site, address)] == []


def test_what_pages_say_of_a_work_stands_in_its_data(site: Path) -> None:
    work = read_json(site, "documents/nghi-dinh-43-2011-nd-cp/data.json")
    assert work["status"]["code"] == "expired"
    assert work["status"]["since"] == "2022-08-15"
    assert work["status"]["sources"][0]["read_at"] == "lawnet.vn"
    assert [later["number"] for later in work["successors"]] == ["42/2022/NĐ-CP", "224/2026/NĐ-CP"]
    assert work["effective"] is None
    plan = read_json(site, f"documents/{PLAN}/data.json")
    assert plan["languages"] == {"vi": "authoritative", "en": "translation"}
    assert len(plan["notes"]) > 50


def test_the_glossary_and_duties_are_whole(site: Path) -> None:
    glossary = read_json(site, "glossary.json")["terms"]
    assert len(glossary) == (site / "glossary/index.html").read_text(encoding="utf-8").count("<dt>")
    assert all(term["places"] and set(term["term"]) == {"vi", "en"} for term in glossary)
    days = {day for duty in read_json(site, "duties.json")["duties"] for day in duty["deadlines"]}
    page = (site / "calendar/index.html").read_text(encoding="utf-8")
    assert days == set(re.findall(r'<th scope="row" class="num"><time datetime="([^"]+)"', page))


# The register as a table


def test_the_csv_read_back_says_what_the_json_says(site: Path) -> None:
    data = (site / "register.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    text = data.decode("utf-8-sig")
    assert text.count("\r\n") == text.count("\n")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    works = read_json(site, "register.json")["works"]
    assert [row["id"] for row in rows] == [work["id"] for work in works]
    for row, work in zip(rows, works, strict=True):
        issuer, status = work["issuer"] or {}, work["status"]
        for code in ("vi", "en"):
            assert row[f"type_{code}"] == work["type"][code]
            assert row[f"title_{code}"] == work["title"][code]
            assert row[f"issuer_{code}"] == issuer.get(code, "")
            assert row[f"url_{code}"] == work["urls"][code]
        assert row["type"] == work["type"]["code"]
        for key in ("number", "issued", "effective", "full_text"):
            assert row[key] == (work[key] or "")
        assert row["number_as_printed"] == "; ".join(work["number_as_printed"])
        assert row["status"] == status["code"]
        assert row["status_since"] == (status["since"] or "")
        assert row["status_checked"] == (status["checked"] or "")
        assert row["status_read_at"] == "; ".join(s["read_at"] for s in status["sources"])
        assert row["version"] == (work["versions"][-1]["version"] if work["versions"] else "")


def test_no_value_of_the_csv_is_computed_by_a_spreadsheet(scratch: Scratch, tmp_path: Path) -> None:
    file = scratch.content / "register/nghi-quyet-31-nq-cp-2014.yml"
    text = file.read_text(encoding="utf-8")
    title = "  vi: '=HYPERLINK(\"https://example.com/\")'"
    file.write_text(re.sub(r"(?m)^  vi: .*", title, text, count=1), encoding="utf-8")
    assert main(["--content", str(scratch.content), "export", str(tmp_path / "out")]) == 0
    table = (tmp_path / "out/register.csv").read_text(encoding="utf-8-sig")
    for row in csv.DictReader(io.StringIO(table)):
        assert not [value for value in row.values() if re.match(r"[=+@\t\r-]", value)]


# Feeds


def entries(feed: etree._Element) -> list[etree._Element]:
    found: list[etree._Element] = feed.findall("a:entry", ATOM)
    return found


def test_every_feed_is_valid_and_keeps_its_ids(any_site: Path) -> None:
    feeds = sorted(any_site.rglob("feed.atom"))
    works = read_json(any_site, "register.json")["works"]
    assert len(feeds) == 2 * (1 + len(works))
    ids: list[str] = []
    for file in feeds:
        parsed = atoma.parse_atom_bytes(file.read_bytes())
        assert parsed.title.value
        tree = etree.fromstring(file.read_bytes())
        path = file.relative_to(any_site).as_posix()
        own = tree.findall("a:link[@rel='self']", ATOM)
        assert [link.get("href") for link in own] == [BASE + path]
        language = "en" if path.startswith("en/") else "vi"
        assert tree.get("{http://www.w3.org/XML/1998/namespace}lang") == language
        ids.append(tree.findtext("a:id", "", ATOM))
        updated = [entry.findtext("a:updated", "", ATOM) for entry in entries(tree)]
        assert updated == sorted(updated, reverse=True)
        for part in [tree, *entries(tree)]:
            for name in ("id", "title", "updated"):
                assert len(part.findall(f"a:{name}", ATOM)) == 1
            moment = part.findtext("a:updated", "", ATOM)
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00\+07:00", moment)
            links = part.findall("a:link[@rel='alternate']", ATOM)
            assert {link.get("hreflang") for link in links} == {"vi", "en"}
            assert len(links) == 2  # one of each language and type, as RFC 4287 asks
        own_ids = [entry.findtext("a:id", "", ATOM) for entry in entries(tree)]
        assert len(own_ids) == len(set(own_ids))
        assert all(entry.findtext("a:content", "", ATOM) for entry in entries(tree))
    assert len(ids) == len(set(ids))
    assert all(found.startswith("urn:uuid:") for found in ids)


def test_a_feed_tells_what_the_log_tells(sample: Path) -> None:
    feed = etree.fromstring((sample / "en/feed.atom").read_bytes())
    told = {
        (entry.findtext("a:content", "", ATOM), entry.findtext("a:updated", "", ATOM)[:10])
        for entry in entries(feed)
    }
    log = read_json(sample, "versions.json")["entries"]
    for said in log:
        assert (said["entry"]["note"]["en"], said["entry"]["date"]) in told


def test_ids_of_entries_stay_wherever_the_site_stands(site: Path, tmp_path: Path) -> None:
    assert main(["export", str(tmp_path), "--url", "https://elsewhere.example.vn/"]) == 0
    here, there = (
        etree.fromstring((folder / "feed.atom").read_bytes()) for folder in (site, tmp_path)
    )
    assert [e.findtext("a:id", "", ATOM) for e in entries(here)] == [
        e.findtext("a:id", "", ATOM) for e in entries(there)
    ]
    assert here.findtext("a:id", "", ATOM) == there.findtext("a:id", "", ATOM)


# Calendar


@pytest.mark.parametrize("name", ["calendar.ics", "en/calendar.ics"])
def test_the_calendar_has_every_deadline_of_ten_years(site: Path, name: str) -> None:
    data = (site / name).read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    calendar: Any = Calendar.from_ical(data)
    assert calendar.errors == []
    events = calendar.walk("VEVENT")
    days: list[date] = []
    for event in events:
        assert event.errors == []
        assert [key for key in event.required if key not in event] == []
        start = event["DTSTART"].dt
        assert type(start) is date  # the whole day, in whatever zone the reader is
        assert event["DTEND"].dt - start == timedelta(days=1)
        rule = rrulestr(event["RRULE"].to_ical().decode(), dtstart=datetime.combine(start, time()))
        days += [moment.date() for moment in rule.between(*TEN_YEARS)]
        alarm = event.walk("VALARM")[0]
        assert alarm["TRIGGER"].dt == timedelta(days=-7)
        assert is_there(site, str(event["URL"]))
        assert len(str(event["DESCRIPTION"])) > 200  # the passage itself
    duties = read_json(site, "duties.json")["duties"]
    assert sorted(map(str, days)) == sorted(day for duty in duties for day in duty["deadlines"])
    uids = [str(event["UID"]) for event in events]
    assert len(uids) == len(set(uids)) == 4
    other: Any = Calendar.from_ical((site / "calendar.ics").read_bytes())
    assert uids == [str(event["UID"]) for event in other.walk("VEVENT")]


# What the web expects


def test_the_site_map_is_valid(site: Path) -> None:
    folder = ROOT / "node_modules/sitemap/schema"
    if not folder.is_dir():
        missing_tool("the schema of site maps is needed; .ci/run installs it")
    # its own extensions are looked up on the web: here they are checked by the test of pages
    tree = etree.fromstring((site / "sitemap.xml").read_bytes())
    etree.strip_elements(tree, "{http://www.w3.org/1999/xhtml}link")
    schema = etree.XMLSchema(etree.parse(str(folder / "sitemap.xsd")))
    schema.assertValid(tree)
    tree[0].append(etree.Element("{http://www.sitemaps.org/schemas/sitemap/0.9}wrong"))
    assert not schema.validate(tree)


@pytest.mark.parametrize("prefix", ["", "en/"])
def test_a_phone_can_put_the_portal_on_its_home_screen(site: Path, prefix: str) -> None:
    manifest = read_json(site, f"{prefix}site.webmanifest")
    assert manifest["lang"] == ("en" if prefix else "vi")
    for icon in manifest["icons"]:
        assert (site / prefix / icon["src"]).resolve().is_file()
    page = (site / prefix / "index.html").read_text(encoding="utf-8")
    assert '<link rel="manifest" href="site.webmanifest">' in page
    assert 'type="application/atom+xml"' in page


def test_security_txt_is_there_once_somebody_can_be_told(site: Path, scratch: Scratch) -> None:
    assert not (site / ".well-known").exists()
    agency = scratch.content / "agency.yml"
    told = "security: {contact: mailto:an-toan@example.vn, expires: 2027-11-30}"
    text = re.sub(r"(?m)^security: .*", told, agency.read_text(encoding="utf-8"))
    agency.write_text(text, encoding="utf-8")
    folder = scratch.content.parent / "out"
    assert main(["--content", str(scratch.content), "export", str(folder), "--url", BASE]) == 0
    lines = (folder / ".well-known/security.txt").read_text(encoding="utf-8").splitlines()
    assert lines == [
        "Contact: mailto:an-toan@example.vn",
        "Expires: 2027-11-30T00:00:00Z",
        "Preferred-Languages: vi, en",
        "Canonical: https://example.org/.well-known/security.txt",
    ]


def test_each_data_file_is_linked_from_its_page_and_from_open_data(site: Path) -> None:
    catalogue = read_json(site, "catalogue.jsonld")
    listed = (site / "open-data/index.html").read_text(encoding="utf-8")
    for found in catalogue["dcat:dataset"]:
        for one in found["dcat:distribution"]:
            name = one["dcat:downloadURL"]["@id"].removeprefix(BASE)
            assert f'href="../{name}"' in listed
            if not name.startswith("en/"):
                path = found["dcat:landingPage"]["@id"].removeprefix(BASE)
                page = (site / path / "index.html").read_text(encoding="utf-8")
                assert f'href="{"../" * path.count("/")}{name}"' in page, name


# schema.org


def data_of(file: Path) -> Any:
    """The one data block of a page."""
    page: Any = html.document_fromstring(file.read_text(encoding="utf-8"))
    (block,) = page.xpath("//script[@type='application/ld+json']/text()")
    return json.loads(block)


def test_the_data_in_every_page_is_what_schema_org_defines(site: Path, tmp_path: Path) -> None:
    compiler = ROOT / "node_modules/typescript/bin/tsc"
    if not compiler.is_file():
        missing_tool("the types of schema.org are needed; .ci/run installs them")
    lines = ["import type { Graph } from 'schema-dts';"]
    for number, file in enumerate(sorted(site.rglob("index.html"))):
        lines.append(f"export const p{number}: Graph = {json.dumps(data_of(file))};")
    wrong = (
        '{"@context": "https://schema.org", "@graph": [{"@type": "Legislation", "numero": "1"}]}'
    )
    done = []
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    for text in ("\n".join(lines), f"{lines[0]}\nexport const wrong: Graph = {wrong};"):
        (tmp_path / "pages.ts").write_text(text, encoding="utf-8")
        options = ["--noEmit", "--strict", "--skipLibCheck", "--moduleResolution", "node"]
        command = ["node", str(compiler), *options, "--target", "es2020", "pages.ts"]
        done.append(
            subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        )
    assert (done[0].returncode, done[0].stdout) == (0, "")
    assert done[1].returncode != 0
    assert len(lines) > 130


def node(site: Path, path: str, kind: str) -> Any:
    graph = data_of(site / path / "index.html")["@graph"]
    return next(found for found in graph if found["@type"] == kind)


def test_a_work_says_its_force_only_where_it_is_known(site: Path) -> None:
    decree = node(site, "documents/nghi-dinh-43-2011-nd-cp", "Legislation")
    assert decree["legislationIdentifier"] == "43/2011/NĐ-CP"
    assert decree["legislationDate"] == "2011-06-13"
    assert decree["legislationLegalForce"] == "https://schema.org/NotInForce"
    unknown = node(site, "documents/chi-thi-26-ct-ttg-2018", "Legislation")
    assert "legislationLegalForce" not in unknown


def test_a_translation_and_its_original_name_each_other(site: Path) -> None:
    original = node(site, f"documents/{PLAN}", "Legislation")
    english = node(site, f"en/documents/{PLAN}", "Legislation")
    assert english["translationOfWork"]["@id"] == original["@id"]
    assert original["workTranslation"][0]["@id"] == english["@id"]
    assert "The Vietnamese text prevails" in english["creativeWorkStatus"]
    assert english["encoding"][0]["legislationLegalValue"].endswith("/UnofficialLegalValue")
    assert len(original["citation"]) > 30
    old = node(site, f"documents/{PLAN}/versions/1.0", "Legislation")
    assert old["exampleOfWork"]["@id"] == original["@id"]
    assert [version["@id"] for version in original["workExample"]] == [old["@id"]]


def test_no_words_of_staff_end_the_data_block(scratch: Scratch, tmp_path: Path) -> None:
    file = scratch.content / "register/nghi-quyet-31-nq-cp-2014.yml"
    text = file.read_text(encoding="utf-8")
    title = "  vi: 'về </script><script>alert(1)</script>'"
    file.write_text(re.sub(r"(?m)^  vi: .*", title, text, count=1), encoding="utf-8")
    build(tmp_path / "site", root=root_with(tmp_path / "root", scratch.content))
    page = tmp_path / "site/documents/nghi-quyet-31-nq-cp-2014/index.html"
    assert "<script>alert" not in page.read_text(encoding="utf-8")
    found = node(tmp_path / "site", "documents/nghi-quyet-31-nq-cp-2014", "Legislation")
    assert found["name"] == "Về </script><script>alert(1)</script>"


# Without MkDocs, without a network


def test_the_export_writes_what_the_site_has_to_the_byte(site: Path, tmp_path: Path) -> None:
    assert main(["export", str(tmp_path), "--url", BASE]) == 0
    written = {p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file()}
    assert [p for p in written if (tmp_path / p).read_bytes() != (site / p).read_bytes()] == []
    data = {".json", ".csv", ".ics", ".atom", ".xml", ".md", ".jsonld", ".webmanifest", ".txt"}
    there = {p.relative_to(site) for p in site.rglob("*") if p.suffix in data}
    there = {path for path in there if path.parts[0] != "assets"}  # those are the theme's
    assert there - written == {Path("requirements.json")}


def test_content_with_errors_is_not_exported(scratch: Scratch, tmp_path: Path) -> None:
    (scratch.content / "duties.yml").write_text("duties: [", encoding="utf-8")
    assert main(["--content", str(scratch.content), "export", str(tmp_path / "out")]) == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("target", "file"),
    [
        ("../", "../index.html"),
        ("../../documents/x/#i-1", "../../documents/x/index.html#i-1"),
        ("?q=1", "index.html?q=1"),
        ("x/?q=1", "x/index.html?q=1"),
        ("../..", "../../index.html"),
        ("./", "./index.html"),
        ("data.json", "data.json"),
        ("/documents/x/", "../../documents/x/index.html"),
        ("//elsewhere.example/", "//elsewhere.example/"),
    ],
)
def test_links_lead_to_files_in_the_offline_copy(target: str, file: str) -> None:
    assert to_file("en/tasks/index.html", target) == file


@pytest.fixture(scope="session")
def offline(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked offline copy."""
    folder = tmp_path_factory.mktemp("offline")
    with zipfile.ZipFile(site / "offline.zip") as archive:
        archive.extractall(folder)
    return folder / PLAN


def test_the_offline_copy_is_whole_and_proves_itself(site: Path, offline: Path) -> None:
    copy = open_copy(site / "offline.zip")
    assert copy
    assert verify(copy).findings == []
    here = {p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file()}
    assert copy.names == here - {"offline.zip"}
    for file in offline.rglob("*.html"):
        page: Any = html.document_fromstring(file.read_text(encoding="utf-8"))
        for target in page.xpath("//a/@href | //link/@href | //script/@src | //img/@src"):
            path, _, fragment = target.partition("#")
            path = path.partition("?")[0]
            if re.match(r"[a-z]+:", path) or target.startswith(BASE):
                continue
            there = (file.parent / path).resolve() if path else file
            if there.name == "offline.zip":
                continue
            assert there.is_file(), (file, target)
            if fragment and there.suffix == ".html":
                assert f'id="{fragment}"' in there.read_text(encoding="utf-8"), (file, target)


@pytest.mark.browser
def test_the_offline_copy_opens_from_a_disk(offline: Path, browser: Any) -> None:
    tab = browser.new_page()
    failed: list[str] = []
    tab.on("requestfailed", lambda request: failed.append(request.url))
    tab.goto(f"file://{offline}/index.html")
    assert tab.evaluate("getComputedStyle(document.body).fontSize") == "15px"
    tab.click("nav.lang a[lang=en]")
    tab.click("text=2022 plan")
    tab.locator("#ii-1-17").wait_for()
    tab.click("#ii-1-17 a.cite")
    tab.wait_for_url("**/quyet-dinh-42-2020-qd-ubnd-hai-phong/index.html")
    tab.locator("header input[name=q]").fill("nghi dinh 43")
    tab.locator("header [role=option]").first.wait_for()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/en/search/index.html?q=nghi+dinh+43")
    tab.locator("main ol a, main ul a").filter(has_text="43/2011").first.click()
    tab.wait_for_url("**/en/documents/nghi-dinh-43-2011-nd-cp/index.html*")
    assert failed == []
    tab.close()


def test_two_offline_copies_are_identical(site: Path, tmp_path: Path) -> None:
    build(tmp_path / "again")
    assert (tmp_path / "again/offline.zip").read_bytes() == (site / "offline.zip").read_bytes()
