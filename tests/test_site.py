"""What readers, partners and machines find on the built site."""

from __future__ import annotations

import filecmp
import json
import re
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import html5lib
import pytest

from conftest import ROOT, build, code_of, root_with
from portal.corpus import digest_of_tree
from portal.files import read_tree

PLAN = "ke-hoach-hoi-nhap-quoc-te-2022"
WORKS = sorted(path.stem for path in (ROOT / "content/register").glob("*.yml"))
PAGES = ["", "documents/", "tasks/", "calendar/", "glossary/", "organisation/", "partners/"]
PAGES += ["updates/", "verify/", "translation/", "legal-basis/"]
PAGES += ["contact/", "corrections/", "requirements/", "legal-ground/", "open-data/", "search/"]
PAGES += [f"documents/{PLAN}/versions/", f"documents/{PLAN}/parallel/"]
PAGES += ["about/", "accessibility/", "sitemap/"] + [f"documents/{work}/" for work in WORKS]
DUBLIN_CORE = ["title", "creator", "date", "description", "publisher", "identifier", "source"]
DUBLIN_CORE += ["subject"]
HTML = "{http://www.w3.org/1999/xhtml}"


def read(site: Path, url: str) -> str:
    return (site / url / "index.html").read_text(encoding="utf-8")


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_every_cited_document_is_in_the_register() -> None:
    numbered = [w for w in WORKS if re.search(r"\d-(nq|nd|qd|ct|kh|ctr|kl)-", w)]
    assert len(numbered) == 41
    assert len(WORKS) == 48


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_there_and_says_what_it_is(site: Path, page: str, language: str) -> None:
    url = page if language == "vi" else f"en/{page}"
    html = read(site, url)
    assert f'<html lang="{language}"' in html
    foot = html.partition('data-foot="')[2].partition('"')[0]
    assert foot.startswith(f"https://example.org/{url} · ")
    assert html.count("<h1") == 1
    assert f'<link rel="canonical" href="https://example.org/{url}">' in html
    for other, there in (("vi", page), ("en", f"en/{page}"), ("x-default", page)):
        assert f'hreflang="{other}" href="https://example.org/{there}"' in html
    for name in DUBLIN_CORE:
        assert re.search(rf'<meta name="DC.{name}" content="[^"]+">', html), name
    assert f'<meta name="DC.language" content="{language}">' in html
    assert re.search(r'<time datetime="2026-11-2\d">', html.partition('class="foot"')[2])
    assert page == "" or 'class="crumb"' in html
    if language == "en":
        assert "The Vietnamese text prevails" in html


@pytest.mark.parametrize("page", PAGES)
def test_no_link_inside_the_site_is_broken(site: Path, page: str) -> None:
    for url in (page, f"en/{page}"):
        for href in re.findall(r' (?:href|src|action)="([^"]+)"', read(site, url)):
            target = urlsplit(urljoin(f"https://example.org/{url}", href.replace("&amp;", "&")))
            if target.netloc != "example.org":
                continue
            path = site / unquote(target.path).lstrip("/")
            file = path / "index.html" if path.is_dir() else path
            assert file.is_file(), f"{url}: {href}"
            if target.fragment:
                assert f'id="{target.fragment}"' in file.read_text(encoding="utf-8"), href


@pytest.mark.parametrize("prefix", ["", "en/"])
def test_every_passage_of_the_plan_has_its_address_in_each_language(
    site: Path, prefix: str
) -> None:
    text = (ROOT / f"content/vi/documents/{PLAN}.md").read_text(encoding="utf-8")
    ids = re.findall(r"\{#([a-z0-9-]+)\}$", text, re.MULTILINE)
    html = read(site, f"{prefix}documents/{PLAN}/")
    assert len(ids) == 112
    for unit in ids:
        assert html.count(f'id="{unit}"') == 1, unit


def test_an_english_passage_leads_to_the_same_passage_in_vietnamese(site: Path) -> None:
    html = read(site, f"en/documents/{PLAN}/")
    for unit in ("i-1-2", "ii-1-17", "iii-3-2-4", "iv-2"):
        assert f'href="../../../documents/{PLAN}/#{unit}" hreflang="vi"' in html


def test_the_plan_is_shown_word_for_word_with_notes_outside_its_text(site: Path) -> None:
    tree = html5lib.parse(read(site, f"documents/{PLAN}/"))
    unit = next(e for e in tree.iter() if e.get("id") == "ii-1-17")
    words = next(e for e in unit if e.tag == f"{HTML}span")
    passage = "".join(words.itertext())
    assert passage == (
        "Quyết định số 42/2020/Đ-UBND ngày 31/12/2020 của Ủy ban nhân dân thành phố về việc ban "
        "hành Quy chế quản lý, vận hành và khai thác Cổng thông tin đối ngoại đa ngôn ngữ thành "
        "phố Hải Phòng;"
    )
    assert any(e.get("class") == "ed" for e in unit.iter(f"{HTML}span"))


@pytest.mark.parametrize(
    ("unit", "work"),
    [
        ("mo-dau-4", "chuong-trinh-hanh-dong-02-ctr-tu-2016-hai-phong"),
        ("ii-1-6", "chuong-trinh-hanh-dong-02-ctr-tu-2020-hai-phong"),
        ("mo-dau-3", "chi-thi-26-ct-ttg-2018"),
        ("ii-1-17", "quyet-dinh-42-2020-qd-ubnd-hai-phong"),
        ("ii-1-18", "nghi-quyet-22-nq-tw-2013"),
        ("iii-3-2-2", "nghi-quyet-29-nq-tw-2013"),
    ],
)
def test_a_citation_leads_to_its_work(site: Path, unit: str, work: str) -> None:
    for prefix in ("", "en/"):
        tree = html5lib.parse(read(site, f"{prefix}documents/{PLAN}/"))
        element = next(e for e in tree.iter() if e.get("id") == unit)
        links = [a.get("href") for a in element.iter(f"{HTML}a") if a.get("class") == "cite"]
        assert f"../{work}/" in links


def test_the_register_lists_every_work_without_javascript(site: Path) -> None:
    for prefix in ("", "en/"):
        html = read(site, f"{prefix}documents/")
        for work in WORKS:
            assert f'<tr id="{work}"' in html


def test_a_status_is_shown_with_its_source_and_date(site: Path) -> None:
    html = words(read(site, "en/documents/nghi-dinh-43-2011-nd-cp/"))
    assert "Expired since 15 August 2022" in html
    assert "Checked November 2026" in html
    assert "lawnet.vn" in html
    assert "not yet verified" in words(read(site, "en/documents/chi-thi-26-ct-ttg-2018/")).lower()


def test_the_legal_basis_says_then_now_and_what_came_after(site: Path) -> None:
    html = read(site, "en/legal-basis/")
    assert sorted(re.findall(r'<tr id="([^"]+)"', html)) == sorted(set(WORKS) - {PLAN})
    row = words(html.partition('<tr id="nghi-dinh-43-2011-nd-cp">')[2].partition("</tr>")[0])
    assert "In force Expired since 15 August 2022 Checked November 2026." in row
    first = row.index("→ replaced by Decree No. 42/2022/NĐ-CP, 15 August 2022")
    assert first < row.index("→ ended by Decree No. 224/2026/NĐ-CP, 1 July 2026")
    assert "lawnet.vn" in row
    unread = words(html.partition('<tr id="chi-thi-26-ct-ttg-2018">')[2].partition("</tr>")[0])
    assert "Nobody has checked it against an official source yet." in unread
    graph = html.partition("<svg")[2].partition("</svg>")[0]
    relations = html.partition("</svg>")[2].partition("</ul>")[0].count("<li>")
    assert graph.count('class="bow"') == relations > 10


def test_reporting_duties_become_dates(site: Path) -> None:
    html = read(site, "calendar/")
    for day in ("2022-06-15", "2022-06-30", "2026-12-15", "2026-12-30"):
        assert f'<time datetime="{day}">' in html


def test_the_glossary_has_terms_with_places(site: Path) -> None:
    html = read(site, "glossary/")
    assert html.count("<dt>") >= 80
    assert html.count('class="places"') == html.count("<dt>")


def test_register_json_is_as_promised(site: Path) -> None:
    register = json.loads((site / "register.json").read_text(encoding="utf-8"))
    assert sorted(register) == ["generated_from", "schema", "works"]
    assert [work["id"] for work in register["works"]] == WORKS
    decree = next(w for w in register["works"] if w["id"] == "nghi-dinh-43-2011-nd-cp")
    assert decree["type"] == {"code": "nghi-dinh", "vi": "Nghị định", "en": "Decree"}
    assert decree["issuer"]["id"] == "chinh-phu"
    assert decree["status"]["code"] == "expired"
    assert decree["status_at"] == {PLAN: "in_force"}
    mention = next(m for m in decree["mentions"] if m["language"] == "vi")
    assert (mention["unit"], mention["start"]) == ("ii-1-14", 0)
    assert mention["text"] == "Nghị định số 43/2011/NĐ-CP ngày 13/6/2011"
    assert decree["urls"]["en"] == "https://example.org/en/documents/nghi-dinh-43-2011-nd-cp/"
    cited = {w["id"] for w in register["works"] if w["mentions"]}
    assert cited == set(WORKS) - {PLAN}


def test_nothing_comes_from_elsewhere_and_no_script_is_inline(site: Path) -> None:
    for file in site.rglob("*.html"):
        html = file.read_text(encoding="utf-8")
        assert not re.search(r'<(?:script|img|iframe)[^>]+src="(?:https?:)?//', html)
        assert not re.search(r"<script(?![^>]*\bsrc=)(?! type=\"application/ld\+json\")", html)
        assert not re.search(r'\sstyle="', html)


def test_there_is_one_404_page_for_each_language(site: Path) -> None:
    assert '<html lang="vi">' in (site / "404.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in (site / "en/404.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_scripts_and_styles_lie_in_a_folder_named_by_their_digest(site: Path) -> None:
    folder = code_of(site)
    assert folder == f"assets/{digest_of_tree(read_tree(site / folder))[:16]}/"
    for name in ("icon-192.png", "icon-512.png", "emblem.svg"):  # others link to these
        assert (site / "assets" / name).is_file()


@pytest.mark.slow
def test_the_site_is_the_same_without_material(sample: Path, tmp_path: Path) -> None:
    root = root_with(tmp_path / "root", ROOT / "tests/sample/content")
    settings = (root / "mkdocs.yml").read_text(encoding="utf-8")
    bare = settings.replace("name: material", "name: null").replace("  font: false\n", "")
    assert bare.count("\n") == settings.count("\n") - 1
    (root / "mkdocs.yml").write_text(bare, encoding="utf-8")
    build(tmp_path / "site", root=root)
    files = sorted(f.relative_to(sample).as_posix() for f in sample.rglob("*") if f.is_file())
    _, different, missing = filecmp.cmpfiles(sample, tmp_path / "site", files, shallow=False)
    assert (different, missing) == ([], [])


@pytest.mark.slow
def test_two_builds_are_identical_and_properdocs_builds_the_same(
    site: Path, tmp_path: Path
) -> None:
    for program in ("mkdocs", "properdocs"):
        build(tmp_path / program, program)
        files = sorted(f.relative_to(site).as_posix() for f in site.rglob("*") if f.is_file())
        same, different, missing = filecmp.cmpfiles(site, tmp_path / program, files, shallow=False)
        assert (different, missing) == ([], [])
        assert same == files
