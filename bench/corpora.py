"""Content trees of any size, in the portal's own data model, the same for the same numbers.

The words are those of the real plan, passage by passage in both languages, each with a figure that
no other has; numbers, dates and who cites whom are made up. Every tenth work has three versions. A
tree passes `portal check`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "hooks"), str(ROOT / "tests")]

from conftest import root_with  # noqa: E402
from portal.corpus import Corpus  # noqa: E402
from portal.files import read_tree, write_tree  # noqa: E402
from portal.freshness import freshener  # noqa: E402
from portal.model import Log, Translation  # noqa: E402
from portal.reading import read_corpus  # noqa: E402
from portal.stamping import Confirmation, block, head, stamp_of  # noqa: E402
from portal.versions import entry_digest, frozen_text, text_digest  # noqa: E402

LANGUAGES = ("vi", "en")
SIZE = 6000
"""Characters of a text in each language, about."""
CITED = 4
"""How many of the works before it a work cites."""
ARTICLE = {"vi": "Điều {n}. Quy định thứ {n}", "en": "Article {n}. Provision {n}"}
TITLE = {
    "vi": "về việc thực hiện nhiệm vụ số {n} của ngành",
    "en": "on the performance of task No. {n} of the sector",
}
TARGET = {"vi": "{words} Chỉ tiêu: {n}.", "en": "{words} Target: {n}."}
CITES = {
    "vi": "Căn cứ Quyết định số {number} ngày {day:%d/%m/%Y} của Ủy ban nhân dân thành phố"
    " Hải Phòng;",
    "en": "Pursuant to Decision No. {number} dated {day.day} {day:%B %Y} of the People’s"
    " Committee of Hai Phong City;",
}
NOTES = {
    "1.0": ("initial", "Công bố lần đầu.", "First published."),
    "1.1": ("transcription_fix", "Sửa lỗi chép ở Điều 1.", "Slips in Article 1 mended."),
    "2.0": ("legal_change", "Thêm một khoản ở Điều cuối.", "A clause added to the last Article."),
}
Passages = Mapping[str, str]
"""The words of a passage in each language."""


@dataclass(frozen=True)
class MadeWork:
    """A decision that nobody issued."""

    number: str
    day: date
    passages: list[list[Passages]] = field(default_factory=list)
    """Of each Article."""
    cited: Sequence[MadeWork] = ()

    @property
    def id(self) -> str:
        first, year, _ = self.number.split("/")
        return f"quyet-dinh-{first}-{year}-qd-ubnd-hai-phong"

    @property
    def serial(self) -> int:
        return int(self.number.split("/")[0])

    def body(self, language: str, last: int = 0) -> str:
        """The text without front matter; `last` passages at its end are left out."""
        title = TITLE[language].format(n=self.serial)
        lines = [f"# {title[0].upper()}{title[1:]} {{#tieu-de}}"]
        for index, work in enumerate(self.cited, 1):
            said = CITES[language].format(number=work.number, day=work.day)
            lines.append(f"{said} {{#mo-dau-{index}}}")
        for article, passages in enumerate(self.passages, 1):
            kept = passages[: len(passages) - last] if article == len(self.passages) else passages
            lines.append(f"## {ARTICLE[language].format(n=article)} {{#dieu-{article}}}")
            lines += [
                f"{clause}\\. {passage[language]} {{#dieu-{article}-{clause}}}"
                for clause, passage in enumerate(kept, 1)
            ]
        return "\n\n".join(lines) + "\n"


def write_corpus(folder: Path, count: int) -> None:
    """Writes a project into a new folder: the real content, and `count` works more."""
    content = root_with(folder, ROOT / "content") / "content"
    corpus = read_corpus(read_tree(content))
    works = made_works(count, plan_passages(corpus))
    for index, work in enumerate(works):
        write_tree(content, dict(files_of(work, versions=3 if index % 10 == 0 else 0)))
    stamped = read_corpus(read_tree(content))
    for work in works:
        write_tree(content, {f"freshness/documents/{work.id}.yml": stamps(stamped, work)})


def plan_passages(corpus: Corpus) -> list[Passages]:
    """The longer passages of the plan that both languages have."""
    assert corpus.agency
    waived = {w.unit.split("#")[1] for w in corpus.waivers.waivers} if corpus.waivers else set()
    texts = [corpus.text_of(corpus.agency.plan, language) for language in LANGUAGES]
    vi, en = ({u.id: u.markdown for u in page.text.units} for page in texts if page)
    return [
        {"vi": words.removeprefix("- "), "en": en[unit].removeprefix("- ")}
        for unit, words in vi.items()
        if len(words) > 100 and words.startswith("- ") and unit in en and unit not in waived
    ]


def made_works(count: int, pool: Sequence[Passages]) -> list[MadeWork]:
    random = Random(count)
    works: list[MadeWork] = []
    for n in range(count):
        day = date(1990, 1, 2) + timedelta(days=n * 11000 // count)
        cited = random.sample(works[-200:], min(CITED, len(works)))
        work = MadeWork(f"{1000 + n}/{day.year}/QĐ-UBND", day, cited=cited)
        while len(work.body("vi")) < SIZE:
            chosen = random.sample(pool, 5)
            first = work.serial * 100 + len(work.passages) * 10
            work.passages.append([counted(one, n) for n, one in enumerate(chosen, first)])
        works.append(work)
    return works


def counted(passage: Passages, number: int) -> Passages:
    """A passage with a figure of its own: no two say the same."""
    return {code: TARGET[code].format(words=words, n=number) for code, words in passage.items()}


def files_of(work: MadeWork, versions: int) -> Iterator[tuple[str, str]]:
    """The files of a work but its stamps, by path below the content folder."""
    yield f"register/{work.id}.yml", as_yaml(entry_of(work))
    for language in LANGUAGES:
        front: dict[str, object] = {
            "changes": [{"date": date(2026, 11, 24), "note": "Văn bản để đo tốc độ."}]
        }
        if language == "vi":
            front = {"source": None, "consolidated": "Văn bản để đo tốc độ.", **front}
        yield (
            f"{language}/documents/{work.id}.md",
            f"---\n{as_yaml(front)}---\n\n" + work.body(language),
        )
    if versions:
        yield from frozen(work)


def frozen(work: MadeWork) -> Iterator[tuple[str, str]]:
    """Three versions: the second changes the first Article, the last adds a passage."""
    log: list[dict[str, Any]] = []
    swapped = MadeWork(work.number, work.day, [*work.passages], work.cited)
    swapped.passages[0] = list(reversed(work.passages[0]))
    texts = {
        "1.0": {code: frozen_text(swapped.body(code, last=1)) for code in LANGUAGES},
        "1.1": {code: frozen_text(work.body(code, last=1)) for code in LANGUAGES},
        "2.0": {code: frozen_text(work.body(code)) for code in LANGUAGES},
    }
    for step, (version, held) in enumerate(texts.items()):
        reason, vi, en = NOTES[version]
        log.append(
            {
                "version": version,
                "date": date(2026, 11, 24),
                "reason": reason,
                "legal": {"promulgated_by": None, "effective": None},
                "note": {"vi": vi, "en": en},
                "text": {code: text_digest(text) for code, text in held.items()},
                "previous": entry_digest(Log.model_validate(log).root[-1]) if step else None,
            }
        )
        for code, text in held.items():
            yield f"versions/{work.id}/{version}/{code}.md", text
    yield f"versions/{work.id}/log.yml", as_yaml(log)


def entry_of(work: MadeWork) -> dict[str, Any]:
    return {
        "id": work.id,
        "type": "quyet-dinh",
        "number": work.number,
        "issued": work.day,
        "issuer": "ubnd-hai-phong",
        "title": {code: TITLE[code].format(n=work.serial) for code in LANGUAGES},
        "status": {"code": "unverified", "checked": None},
        "full_text": "full",
        "changes": [
            {
                "date": date(2026, 11, 24),
                "note": {"vi": "Văn bản để đo tốc độ.", "en": "A text to measure speed."},
            }
        ],
    }


def stamps(corpus: Corpus, work: MadeWork) -> str:
    """The freshness file that confirms the whole translation."""
    path = f"documents/{work.id}.md"
    judged = {j.unit: j for j in freshener(corpus, "en").page(path)}
    said = Confirmation("en", path, tuple(judged), "Máy", date(2026, 11, 24), Translation.machine)
    blocks = (block(unit, stamp_of(corpus, said, j)) for unit, j in judged.items())
    return "\n".join([head(corpus), *blocks])


def as_yaml(value: object) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=100)


def main() -> None:
    """Writes a project with a corpus into a new folder."""
    arguments = argparse.ArgumentParser(description=main.__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--works", type=int, default=1000)
    said = arguments.parse_args()
    write_corpus(said.folder, said.works)


if __name__ == "__main__":
    main()
