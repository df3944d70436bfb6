"""How a translation stands to its original: scenarios, through the command and the built site."""

from __future__ import annotations

import json
import random
import re
import subprocess
import unicodedata
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest

from conftest import FIGURES, ROOT, root_with, try_build
from portal.agreement import Agreement
from portal.cli import main
from portal.corpus import Corpus
from portal.files import read_tree
from portal.freshness import Freshener, Freshness
from portal.reading import read_corpus
from portal.units import Unit, as_unit_of

STATUTE = "quy-che-1-2020-qc-stn"
CITED = "quy-che-2-2020-qc-stn"
SAMPLE = ROOT / "tests/sample/content"


class Tree:
    """A copy of the sample, all of its passages reviewed, and the command run on it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.content = root / "content"

    def file(self, name: str) -> Path:
        if name in ("vi", "en"):
            return self.content / name / f"documents/{STATUTE}.md"
        return self.content / name

    def edit(self, name: str, old: str, new: str) -> None:
        text = self.file(name).read_text(encoding="utf-8")
        assert text.count(old) == 1, old
        self.file(name).write_text(text.replace(old, new), encoding="utf-8")

    def run(self, *arguments: str) -> tuple[int, str]:
        with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()):
            code = main(["--lang", "en", *arguments, "--content", str(self.content)])
        return code, out.getvalue()

    def confirm(self, units: str, *more: str, day: str = "2023-02-01") -> tuple[int, str]:
        page = f"documents/{STATUTE}.md#{units}"
        return self.run("translated", page, "--by", "N. V. A.", "--on", day, *more)

    def states(self) -> dict[str, str]:
        """Passages of the text that are not current, by their state."""
        corpus = read_corpus(read_tree(self.content))
        judged = Freshener(corpus, "en").page(f"documents/{STATUTE}.md")
        return {j.unit: j.state.value for j in judged if j.state is not Freshness.current}


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(root_with(tmp_path / "root", SAMPLE))


def bytes_of(change: Callable[[bytes], bytes]) -> Callable[[Tree], object]:
    return lambda tree: tree.file("vi").write_bytes(change(tree.file("vi").read_bytes()))


def decomposed(file: bytes) -> bytes:
    """A page whose text, but not its front matter, is in NFD."""
    front, mark, body = file.partition(b"\n---\n")
    return front + mark + unicodedata.normalize("NFD", body.decode()).encode()


def edit(*changes: tuple[str, str, str]) -> Callable[[Tree], object]:
    def act(tree: Tree) -> None:
        for change in changes:
            tree.edit(*change)

    return act


def cited_expires(tree: Tree) -> None:
    path = tree.content / f"register/{CITED}.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}status: {{code: expired}}\n", encoding="utf-8")


def remove(language: str) -> Callable[[Tree], object]:
    return lambda tree: tree.file(language).unlink()


def twice(*acts: Callable[[Tree], object]) -> Callable[[Tree], object]:
    def act(tree: Tree) -> None:
        for one in acts:
            one(tree)

    return act


IDS = [
    *("tieu-de", "dieu-1", "dieu-1-1", "dieu-1-2", "dieu-3", "dieu-3-1", "bang-1", "dieu-3-2"),
    *("dieu-2", "dieu-2-1", "dieu-2-2", "dieu-5", "dieu-5-1"),
]
SPENDING = "2. Việc chi phải hài hòa giữa các phòng. {#dieu-3-2}\n"
SCENARIOS: dict[str, tuple[Callable[[Tree], object], dict[str, str]]] = {
    "nothing changed": (lambda tree: None, {}),
    "Windows line ends": (bytes_of(lambda b: b.replace(b"\n", b"\r\n")), {}),
    "trailing spaces": (bytes_of(lambda b: re.sub(rb"(?m)([.;])( \{#)", rb"\1  \2", b)), {}),
    "more blank lines": (bytes_of(lambda b: b.replace(b"\n\n", b"\n\n\n\n")), {}),
    "decomposed letters": (
        bytes_of(decomposed),
        {},
    ),
    "spaces that do not break": (edit(("vi", "14 phòng", "14\u00a0phòng")), {}),
    "a byte order mark": (bytes_of(lambda b: b"\xef\xbb\xbf" + b), {}),
    "bold added": (edit(("vi", "hài hòa", "**hài hòa**")), {"dieu-3-2": "cosmetic"}),
    "other quotation marks": (edit(("vi", "hài hòa", "“hài hòa”")), {"dieu-3-2": "stale"}),
    "the tone mark moved": (edit(("vi", "hài hòa", "hài hoà")), {"dieu-3-2": "cosmetic"}),
    "a typo mended": (edit(("vi", "hài hòa", "hài hoa")), {"dieu-3-2": "stale"}),
    "reworded": (edit(("vi", "phải hài hòa", "được cân đối")), {"dieu-3-2": "stale"}),
    "a figure changed": (edit(("vi", "14 phòng", "15 phòng")), {"dieu-1-1": "stale_critical"}),
    "a date changed": (edit(("vi", "30/6/2021", "30/7/2021")), {"dieu-1-1": "stale_critical"}),
    "a document number changed": (
        edit(("vi", "2/2020/QC-STN", "3/2020/QC-STN")),
        {"dieu-2-2": "stale_critical"},
    ),
    "“không” inserted": (
        edit(("vi", "phải hài hòa", "không phải hài hòa")),
        {"dieu-3-2": "stale_critical"},
    ),
    "a passage added": (
        edit(("vi", SPENDING, f"{SPENDING}\n3. Khoản mới. {{#dieu-3-3}}\n")),
        {"dieu-3-3": "untranslated"},
    ),
    "a passage removed": (edit(("vi", SPENDING, "")), {"dieu-3-2": "orphan"}),
    "a passage moved": (
        edit(("vi", SPENDING, ""), ("vi", "## Điều 5.", f"{SPENDING}\n## Điều 5.")),
        {},
    ),
    "a passage split": (
        edit(
            (
                "vi",
                SPENDING,
                "2. Việc chi phải hài hòa. {#dieu-3-2}\n\n3. Giữa các phòng. {#dieu-3-3}\n",
            )
        ),
        {"dieu-3-2": "stale", "dieu-3-3": "untranslated"},
    ),
    "two passages merged": (
        edit(
            ("vi", SPENDING, ""),
            (
                "vi",
                "theo bảng sau: {#dieu-3-1}",
                "theo bảng sau, hài hòa giữa các phòng: {#dieu-3-1}",
            ),
        ),
        {"dieu-3-1": "stale", "dieu-3-2": "orphan"},
    ),
    "renumbered in both languages": (
        edit(
            ("vi", SPENDING, SPENDING.replace("2.", "4.").replace("dieu-3-2", "dieu-3-4")),
            ("en", "2. Spending", "4. Spending"),
            ("en", "{#dieu-3-2}", "{#dieu-3-4}"),
        ),
        {},
    ),
    "a heading renamed": (
        edit(("vi", "Điều 3. Kinh phí", "Điều 3. Ngân sách")),
        {"dieu-3": "stale"},
    ),
    "changed and changed back": (
        edit(("vi", "14 phòng", "15 phòng"), ("vi", "15 phòng", "14 phòng")),
        {},
    ),
    "the English edited alone": (
        edit(("en", "shall be balanced", "shall be kept balanced")),
        {"dieu-3-2": "unreviewed"},
    ),
    "the English edited alone while it is behind": (
        edit(("vi", "hài hòa", "cân đối"), ("en", "shall be balanced", "shall be even")),
        {"dieu-3-2": "stale"},
    ),
    "both edited together, confirmed by nobody": (
        edit(("vi", "14 phòng", "15 phòng"), ("en", "14 divisions", "15 divisions")),
        {"dieu-1-1": "stale_critical"},
    ),
    "both edited together and confirmed": (
        twice(
            edit(("vi", "14 phòng", "15 phòng"), ("en", "14 divisions", "15 divisions")),
            lambda tree: tree.confirm("dieu-1-1"),
        ),
        {},
    ),
    "confirmed by one who translates": (
        lambda tree: tree.confirm("dieu-1-1", "--state", "translated"),
        {"dieu-1-1": "unreviewed"},
    ),
    "the English page missing": (remove("en"), dict.fromkeys(IDS, "untranslated")),
    "the Vietnamese page missing": (remove("vi"), dict.fromkeys(IDS, "orphan")),
    "a cited work expired since": (cited_expires, {"dieu-2-2": "cited_changed"}),
    "a cited work expired, and looked at again": (
        twice(cited_expires, lambda tree: tree.confirm("dieu-2-2")),
        {},
    ),
}
MARKS = {"stale_critical": "stale", "stale": "stale", "cited_changed": "stale"}
MARKS |= {"untranslated": "none", "orphan": "none"}


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
def test_scenario(tree: Tree, tmp_path: Path, name: str) -> None:
    change, expected = SCENARIOS[name]
    assert tree.states() == {}
    change(tree)
    assert tree.states() == expected
    said = json.loads(tree.run("status", "--format", "json")[1])
    counted = said["translations"][f"en/documents/{STATUTE}.md"]
    counted.pop("current", None)
    assert sorted(counted) == sorted(set(expected.values()))
    code, out = tree.run("check")
    if name == "the Vietnamese page missing":
        assert code == 1  # a translation of nothing: no site is built
        return
    assert code == 0, out  # being behind never holds the original up
    done = try_build(tmp_path / "site", root=tree.root, release=False)
    assert done.returncode == 0, done.stderr
    published = json.loads((tmp_path / "site/freshness.json").read_text(encoding="utf-8"))
    page = next(p for p in published["pages"] if p["path"] == f"documents/{STATUTE}.md")
    states = {u["unit"]: u["state"] for u in page["units"] if u["state"] != "current"}
    assert states == expected
    if name == "the English page missing":
        return
    html = (tmp_path / f"site/en/documents/{STATUTE}/index.html").read_text(encoding="utf-8")
    marks = {
        unit: mark
        for mark, unit in re.findall(r'<div class="u[^"]*" data-fr="(\w+)" id="([^"]+)"', html)
    }
    assert marks == {unit: MARKS[state] for unit, state in expected.items() if state in MARKS}
    original = (tmp_path / f"site/documents/{STATUTE}/index.html").read_text(encoding="utf-8")
    assert "data-fr=" not in original


@pytest.mark.slow
def test_a_page_that_is_no_text_says_that_it_is_behind(tree: Tree, tmp_path: Path) -> None:
    tree.edit("vi/verify.md", "Trang là những tệp tĩnh.", "Trang gồm những tệp tĩnh.")
    done = try_build(tmp_path / "site", root=tree.root, release=False)
    assert done.returncode == 0, done.stderr
    said = "The Vietnamese page changed after this one was translated."
    assert said in (tmp_path / "site/en/verify/index.html").read_text(encoding="utf-8")
    assert said not in (tmp_path / "site/en/index.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_passage_in_the_original_words_keeps_its_links(tree: Tree, tmp_path: Path) -> None:
    text = tree.file("en").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.endswith("{#dieu-2-2}")]
    tree.file("en").write_text("\n".join(lines), encoding="utf-8")
    done = try_build(tmp_path / "site", root=tree.root, release=False)
    assert done.returncode == 0, done.stderr
    html = (tmp_path / f"site/en/documents/{STATUTE}/index.html").read_text(encoding="utf-8")
    unit = html.partition('id="dieu-2-2"')[2].partition("</p>")[0]
    assert '<p lang="vi">Thư ký tổng hợp' in unit
    assert f'<a class="cite" href="../{CITED}/">' in unit


@pytest.mark.parametrize("how", ["squash", "rebase", "shallow"])
def test_what_git_does_to_history_changes_no_state(tree: Tree, tmp_path: Path, how: str) -> None:
    def git(*arguments: str, where: Path = tree.root) -> None:
        who = ["-c", "user.name=Staff", "-c", "user.email=staff@example.org"]
        subprocess.run(["git", *who, *arguments], cwd=where, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    git("add", "content")
    git("commit", "-q", "-m", "Start")
    git("switch", "-q", "-c", "work")
    tree.edit("vi", "14 phòng", "15 phòng")
    git("commit", "-q", "-a", "-m", "Change a figure")
    git("switch", "-q", "main")
    tree.edit("en/verify.md", "## The whole site", "## All of the site")
    git("commit", "-q", "-a", "-m", "Change another page")
    if how == "rebase":
        git("rebase", "-q", "main", "work")
    else:
        git("merge", "-q", "--squash", "work")
        git("commit", "-q", "-m", "Change a figure (squashed)")
    if how == "shallow":
        git("clone", "-q", "--depth", "1", f"file://{tree.root}", str(tmp_path / "clone"))
        tree = Tree(tmp_path / "clone")
    assert tree.states() == {"dieu-1-1": "stale_critical"}


# The command


def test_what_a_person_confirms_is_recorded_with_its_version(tree: Tree) -> None:
    tree.edit("vi", "14 phòng", "15 phòng")
    tree.edit("en", "14 divisions", "15 divisions")
    assert tree.confirm("dieu-1-1") == (0, "Passages confirmed: 1.\n")
    file = (tree.content / f"freshness/documents/{STATUTE}.yml").read_text(encoding="utf-8")
    block = file.partition("dieu-1-1:\n")[2].partition("\n\n")[0]
    assert "  by: N. V. A.\n  on: 2023-02-01\n  against: null\n  reason: null\n" in block
    assert "vi_was: 1. Quy chế này quy định việc lấy mẫu ở 15 phòng" in block  # in no version yet
    assert tree.confirm("dieu-1-1")[1] == "Confirmed like that already; nothing was changed.\n"


REFUSED: dict[str, tuple[Callable[[Tree], object], str, list[str], str]] = {
    "no passage is named": (lambda t: None, "", [], "translated-units-missing"),
    "no such passage": (lambda t: None, "dieu-9", [], "translated-unit-unknown"),
    "it is not translated": (
        edit(("en", "2. Spending shall be balanced among the divisions. {#dieu-3-2}\n", "")),
        "dieu-3-2",
        [],
        "translated-unit-untranslated",
    ),
    "the English was not touched, and nobody says why": (
        edit(("vi", "hài hòa", "cân đối")),
        "dieu-3-2",
        ["--reason", " "],
        "translated-unchanged",
    ),
    "the figures differ": (
        edit(("vi", "14 phòng", "15 phòng")),
        "dieu-1-1",
        ["--reason", "It is right."],
        "disagreement-number",
    ),
}


@pytest.mark.parametrize("why", REFUSED)
def test_a_confirmation_is_refused(tree: Tree, why: str) -> None:
    change, units, more, rule = REFUSED[why]
    change(tree)
    before = read_tree(tree.content)
    code, out = tree.confirm(units, *more)
    assert code == 1
    assert f"({rule})" in out
    assert read_tree(tree.content) == before


def test_a_confirmation_dated_back_is_refused(tree: Tree) -> None:
    assert "(translated-date-backwards)" in tree.confirm("dieu-1-1", day="2022-12-31")[1]


def test_old_words_may_stand_with_a_reason(tree: Tree) -> None:
    tree.edit("vi", "hài hòa", "cân đối")
    assert tree.confirm("dieu-3-2", "--reason", "“Balanced” renders both.")[0] == 0
    assert tree.states() == {}
    assert tree.run("check")[0] == 0


FORGED = {
    "the original's digest": (r"(dieu-3-2:\n  vi: m1:)\w{16}", r"\g<1>0000000000000000"),
    "the version": (r"(dieu-1-1:(?:\n  .*)*?\n  against: )\S+", r"\g<1>'1.0'"),
    "the digest of its words": (r"(dieu-3-2:\n.*\n  vi_text: t1:)\w{16}", r"\g<1>0000000000000000"),
    "a state that there is not": (r"(dieu-3-2:(?:\n  .*)*?\n  state: )\w+", r"\g<1>perfect"),
    "a date that there is not": (r"(dieu-3-2:(?:\n  .*)*?\n  on: )\S+", r"\g<1>2023-02-30"),
    "the algorithm": (r"algorithm: 1", "algorithm: 2"),
}


@pytest.mark.parametrize("what", FORGED)
def test_a_stamp_edited_by_hand_is_found(tree: Tree, what: str) -> None:
    path = tree.content / f"freshness/documents/{STATUTE}.yml"
    text, count = re.subn(*FORGED[what], path.read_text(encoding="utf-8"), count=1)
    assert count == 1
    path.write_text(text, encoding="utf-8")
    code, out = tree.run("check")
    assert code == 1
    assert f"content/freshness/documents/{STATUTE}.yml:" in out


def test_confirmations_of_two_people_merge(tree: Tree, tmp_path: Path) -> None:
    path = tree.content / f"freshness/documents/{STATUTE}.yml"
    full = path.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^(dieu-[\w-]+|tieu-de|bang-1):\n(?:  .*\n)+", r"\1: null\n", full)
    for start in (text, full):
        versions = []
        for units in ("dieu-3-1", "bang-1"):  # neighbours
            path.write_text(start, encoding="utf-8")
            assert tree.confirm(units)[0] == 0
            versions.append(path.read_text(encoding="utf-8"))
        files = [tmp_path / name for name in ("ours", "base", "theirs")]
        for file, words in zip(files, (versions[0], start, versions[1]), strict=True):
            file.write_text(words, encoding="utf-8")
        merged = subprocess.run(
            ["git", "merge-file", "-p", *map(str, files)], capture_output=True, check=False
        )
        assert merged.returncode == 0, merged.stdout.decode()
        path.write_bytes(merged.stdout)
        assert merged.stdout.decode().count("on: 2023-02-01") == 2
        assert tree.run("check")[0] == 0


def test_what_people_wrote_in_the_file_stays(tree: Tree) -> None:
    path = tree.content / f"freshness/documents/{STATUTE}.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\ndieu-3:", "\n# ask the office\n\ndieu-3:"), encoding="utf-8")
    assert tree.confirm("dieu-1-2")[0] == 0
    assert "\n# ask the office\n" in path.read_text(encoding="utf-8")


def test_ten_thousand_passages_are_judged() -> None:
    tree = dict(read_tree(SAMPLE))
    for language, words in (("vi", "Mẫu số"), ("en", "Sample No.")):
        name = f"{language}/documents/{STATUTE}.md"
        more = "".join(f"\n- {words} {n}. {{#m-{n}}}\n" for n in range(10_000))
        tree[name] = tree[name] + more.encode()
    corpus = read_corpus(tree)
    judged = Freshener(corpus, "en").page(f"documents/{STATUTE}.md")
    assert sum(j.state is Freshness.unreviewed for j in judged) == 10_000


# Agreement on the real plan


PLAN = "ke-hoach-hoi-nhap-quoc-te-2022"
REAL = read_corpus(read_tree(ROOT / "content"))


def pairs(corpus: Corpus) -> list[tuple[Unit, Unit]]:
    texts = [corpus.text_of(PLAN, language) for language in ("vi", "en")]
    originals, renderings = ({u.id: u for u in t.text.units} for t in texts if t)
    return [(unit, renderings[name]) for name, unit in originals.items()]


MUTATIONS: dict[str, dict[str, tuple[str, Callable[[re.Match[str], random.Random], str]]]] = {
    "vi": {
        "figure": (
            r"\b(?:20\d\d|\d{1,2})\b(?![/-]\w)",
            lambda m, r: str(int(m[0]) + r.randrange(1, 9)),
        ),
        "date": (
            r"\b(\d{1,2})/(\d{1,2})/(\d{4})",
            lambda m, r: f"{int(m[1]) % 28 + 1}/{m[2]}/{m[3]}",
        ),
        "number": (
            r"\b(\d+)(/\d{4})?([/-][A-ZĐ])",
            lambda m, r: f"{int(m[1]) + 1}{m[2] or ''}{m[3]}",
        ),
        "name": (r"Chính phủ|Bộ Chính trị|Ủy ban nhân dân", lambda m, r: "Quốc hội"),
        "negation": (r"\b(phải|nâng|tăng|tiếp|được|thực)\b", lambda m, r: f"không {m[0]}"),
    },
    "en": {
        "figure": (
            r"\b(?:20\d\d|\d{1,2})\b(?![/-]\w)",
            lambda m, r: str(int(m[0]) + r.randrange(1, 9)),
        ),
        "date": (r"\b(\d{1,2}) ([A-Z][a-z]+ \d{4})", lambda m, r: f"{int(m[1]) % 28 + 1} {m[2]}"),
        "number": (
            r"\b(\d+)(/\d{4})?([/-][A-ZĐ])",
            lambda m, r: f"{int(m[1]) + 1}{m[2] or ''}{m[3]}",
        ),
        "name": (
            r"Government|Political Bureau|People’s Committee|Department of Education and Training",
            lambda m, r: "National Assembly",
        ),
        "negation": (r"\b(to|is|must|shall)\b", lambda m, r: f"{m[0]} not"),
    },
}


def test_the_real_plan_raises_nothing() -> None:
    agreement = Agreement(REAL, "en")
    waived = (
        {(w.unit.split("#")[1], w.check, w.value) for w in REAL.waivers.waivers}
        if REAL.waivers
        else set()
    )
    found = [
        (source.id, d.check, d.value)
        for source, target in pairs(REAL)
        for d in agreement.compare(source, target)
    ]
    assert sorted(found) == sorted(waived)


@pytest.mark.parametrize(
    ("original", "translation", "checks"),
    [
        ("Gồm: họp; báo cáo; đánh giá.", "Namely: meetings; reports; evaluation.", []),
        ("Gồm: họp; báo cáo; đánh giá.", "Namely: meetings; reports.", ["enumeration"]),
        ("Gồm a) họp và b) báo cáo.", "Namely a) meetings and b) reports.", []),
        ("Gồm a) họp và b) báo cáo.", "Namely a) meetings.", ["enumeration"]),
        ("Giá 1.234,5 đồng, tăng 5,5%.", "A price of 1,234.5 dong, up 5.5 per cent.", []),
        ("Giá 1.234,5 đồng.", "A price of 12,345 dong.", ["number", "number"]),
        ("Tăng 5,5%.", "Up 5.5.", ["percent", "number"]),
        ("lần thứ XVI, khóa 11", "the 16th, 11th tenure", []),
        ("Có 3 tổ.", "There are three groups.", []),
        ("Có 3 tổ.", "There are four groups.", ["number"]),
        ("ngày 31/12/2020", "31 December 2020", []),
        ("ngày 31 tháng 12 năm 2020", "December 31, 2020", []),
        ("ngày 31/12/2020", "13 December 2020", ["date", "date"]),
        ("trước ngày 15/6 và tháng 5/2022", "before 15 June and May 2022", []),
        ("“Một” và “hai”", "“One” and two", ["quotation"]),
        ("Không được làm.", "It may be done.", ["negation"]),
        ("không ngừng nâng cao", "continuously raise", []),
        ("Một hai ba bốn năm sáu.", "Một hai ba bốn năm sáu.", ["same"]),
    ],
)
def test_what_two_passages_do_not_say_alike(
    original: str, translation: str, checks: list[str]
) -> None:
    corpus = read_corpus(read_tree(SAMPLE))
    pair = (as_unit_of("a", original), as_unit_of("a", translation))
    assert [d.check for d in Agreement(corpus, "en").compare(*pair)] == checks


@pytest.mark.parametrize("language", ["vi", "en"])
def test_seeded_errors_are_caught(language: str) -> None:
    """A figure, date, number, name or negation changed in one passage of one language."""
    agreement = Agreement(REAL, "en")
    chance = random.Random(2022)
    sites = [
        (kind, act, source, target, match)
        for source, target in pairs(REAL)
        for kind, (pattern, act) in MUTATIONS[language].items()
        for match in re.finditer(pattern, (source if language == "vi" else target).text)
    ]
    chosen = chance.sample(sites, min(len(sites), 400))
    assert len(chosen) >= 200
    missed: list[str] = []
    tally: dict[str, list[bool]] = {}
    for kind, act, source, target, match in chosen:
        unit = source if language == "vi" else target
        words = unit.text[: match.start()] + act(match, chance) + unit.text[match.end() :]
        if words == unit.text:
            continue
        wrong = replace(unit, words=(words, None))
        pair = (wrong, target) if language == "vi" else (source, wrong)
        before = {(d.check, d.value) for d in agreement.compare(source, target)}
        caught = {(d.check, d.value) for d in agreement.compare(*pair)} != before
        tally.setdefault(kind, []).append(caught)
        if not caught:
            missed.append(
                f"{kind} {unit.id}: …{words[max(0, match.start() - 30) : match.end() + 30]}…"
            )
    rate = 1 - len(missed) / sum(map(len, tally.values()))
    for kind, results in tally.items():
        FIGURES.append(f"{language} {kind}: {sum(results)} of {len(results)} seeded errors caught")
    assert rate >= 0.98, "\n".join(missed[:20])
