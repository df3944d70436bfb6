"""A redline tells all that changed and nothing that did not."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from conftest import ROOT
from portal.reading import split_front_matter
from portal.redline import Mark, UnitChange, apply, compare_words, redline
from portal.units import Unit, read_text

PLAN = (ROOT / "content/vi/documents/ke-hoach-hoi-nhap-quoc-te-2022.md").read_text(encoding="utf-8")
UNITS = read_text(split_front_matter(PLAN)[1]).units


def edited(units: list[Unit], chance: random.Random) -> list[Unit]:
    """The units after one edit of a kind that happens to official texts."""
    units = list(units)
    at = chance.randrange(len(units))
    unit = units[at]
    match chance.choice(["insert", "delete", "move", "reword", "renumber", "figure"]):
        case "insert":
            text = f"- Đoạn mới số {chance.randrange(10**6)} về hợp tác."
            units.insert(at, Unit(f"moi-{chance.randrange(10**9)}", 1, 0, "-", (text, None)))
        case "delete" if len(units) > 1:
            del units[at]
        case "move":
            units.insert(chance.randrange(len(units)), units.pop(at))
        case "reword":
            words = unit.text.split(" ")
            words[chance.randrange(len(words))] = chance.choice(["thành phố", "", "không", "Sở"])
            text = " ".join(words)
            units[at] = replace(unit, words=(text, None))
        case "renumber":
            units[at] = replace(unit, id=f"{unit.id}-{chance.randrange(10**6)}")
        case "figure":
            text = f"{unit.text} trước ngày {chance.randrange(1, 28)}/6/2022"
            units[at] = replace(unit, words=(text, None))
    return units


@pytest.mark.parametrize("seed", range(60))
def test_a_redline_makes_the_new_text_of_the_old(seed: int) -> None:
    chance = random.Random(seed)
    new = list(UNITS)
    for _ in range(chance.randrange(12)):
        new = edited(new, chance)
    changes = redline(UNITS, new)
    assert apply(UNITS, changes) == [unit.text for unit in new]
    assert [change.new for change in changes if change.new] == new


@pytest.mark.parametrize("seed", range(60))
def test_what_did_not_change_is_never_marked(seed: int) -> None:
    chance = random.Random(seed)
    new = list(UNITS)
    for _ in range(chance.randrange(8)):
        new = edited(new, chance)
    untouched = set(UNITS) & set(new)
    for change in redline(UNITS, new):
        if change.new in untouched:
            assert change.old == change.new
            assert [piece.mark for piece in change.pieces] == [Mark.same]


def only_change(new: list[Unit]) -> UnitChange:
    changes = [change for change in redline(UNITS, new) if not change.unchanged]
    assert len(changes) == 1
    return changes[0]


def index(unit_id: str) -> int:
    return next(i for i, unit in enumerate(UNITS) if unit.id == unit_id)


def test_nothing_changed_is_no_change() -> None:
    assert all(change.unchanged for change in redline(UNITS, UNITS))


def test_a_moved_unit_is_seen_as_moved_and_the_others_stay() -> None:
    new = list(UNITS)
    unit = new.pop(index("ii-3"))
    new.insert(index("ii-9"), unit)
    change = only_change(new)
    assert (change.new, change.moved, change.reworded) == (unit, True, False)


def test_a_renumbered_and_reworded_unit_is_still_that_unit() -> None:
    unit = UNITS[index("ii-3")]
    text = unit.text.replace("3.", "4.", 1).replace("học sinh", "học viên", 1)
    new = list(UNITS)
    new[index("ii-3")] = replace(unit, id="ii-4a", number="4.", words=(text, None))
    change = only_change(new)
    assert change.renumbered
    assert change.reworded
    assert not change.moved


def test_markup_alone_is_not_called_new_words() -> None:
    unit = UNITS[index("ii-3")]
    new = list(UNITS)
    new[index("ii-3")] = replace(unit, words=(f"**{unit.markdown}**", unit.text))
    change = only_change(new)
    assert change.reformatted
    assert not change.reworded


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "trước ngày 15/6/2022;",
            "trước ngày 30/6/2022;",
            "trước ngày [-15/6/2022-][+30/6/2022+];",
        ),
        (
            "số 42/2017/QĐ-UBND về",
            "số 42/2020/QĐ-UBND về",
            "số [-42/2017/QĐ-UBND-][+42/2020/QĐ-UBND+] về",
        ),
        ("đạt 1.234,5 triệu", "đạt 1.234,6 triệu", "đạt [-1.234,5-][+1.234,6+] triệu"),
        ("được công bố", "không được công bố", "[+không +]được công bố"),
        ("hoà nhập", "hòa nhập", "[-hoà-][+hòa+] nhập"),
        ("các sở ban ngành", "các cơ quan", "các [-sở ban ngành-][+cơ quan+]"),
        ("", "mới", "[+mới+]"),
        ("cũ", "", "[-cũ-]"),
    ],
)
def test_words_are_compared_as_readers_see_them(old: str, new: str, expected: str) -> None:
    signs = {Mark.same: "{}", Mark.inserted: "[+{}+]", Mark.deleted: "[-{}-]"}
    shown = "".join(signs[piece.mark].format(piece.text) for piece in compare_words(old, new))
    assert shown == expected


def test_a_redline_of_another_text_is_refused() -> None:
    with pytest.raises(ValueError, match="old text"):
        apply([replace(UNITS[0], words=("Khác", None))], redline(UNITS[:1], UNITS[:1]))
