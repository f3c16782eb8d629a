from __future__ import annotations

import pytest

import scales
from scales._new import ask_for_definition

ANSWERS = {
    "id": "calm",
    "title": "平静问卷",
    "source": "自编",
    "items": "5",
    "lowest": "1",
    "highest": "3",
    "labels": ["从不", "有时", ""],
    "reverse": "2 4",
    "scales": [("total", "1-4", "sum", "better", "1")],
}


def script(**changes) -> list[str]:
    """Return the answers in the order of the questions."""
    a = ANSWERS | changes
    lines = [a["id"], a["title"], a["source"], a["items"], a["lowest"], a["highest"], *a["labels"]]
    lines.append(a["reverse"])
    for scale in a["scales"]:
        lines += scale
    return [*lines, ""]


def build(lines):
    """Answer the questions; return the instrument, what was asked and what was said."""
    left, asked, said = list(lines), [], []

    def ask(question: str) -> str:
        asked.append(question)
        return left.pop(0)

    instrument = ask_for_definition(ask, said.append)
    assert left == []
    return instrument, asked, said


def test_the_instrument_that_was_asked_for():
    instrument, asked, said = build(script())
    assert instrument.id == "calm"
    assert instrument.title == {"und": "平静问卷"}
    assert instrument.item_ids == ("1", "2", "3", "4", "5")
    assert instrument.reverse == ("2", "4")
    assert instrument.unscored == {"filler": ("5",)}
    assert said == [
        "Label of each answer (empty to leave it out):",
        "Items in no scale are kept as fillers: 5",
    ]
    assert asked[:4] == [
        "Short id (letters, digits, _): ",
        "Title: ",
        "Source (author, year, title; or 自编): ",
        "How many items? ",
    ]
    # 3 + (4-1) + 3 + (4-1); item 5 is no matter
    assert scales.score({1: 3, 2: 1, 3: 3, 4: 1, 5: 1}, instrument)["calm_total"] == 12
    # one blank: (1 + 1 + 1) × 4 / 3
    assert scales.score({1: 1, 2: 3, 3: None, 4: 3, 5: 1}, instrument)["calm_total"] == 4
    assert scales.score({1: 1, 2: 3, 3: None, 4: None, 5: 1}, instrument)["calm_total"] is None
    labels = {1: "从不", 2: "有时", 3: 3, 4: 3, 5: 1}
    # 1 + (4-2) + 3 + (4-3)
    assert scales.score(labels, instrument)["calm_total"] == 7


def test_what_was_built_is_read_back_equal():
    instrument, _, _ = build(script())
    assert scales.Instrument.from_yaml(instrument.to_yaml()) == instrument


def test_several_scales_and_a_mean():
    parts = [("a", "1 3", "mean", "worse", ""), ("b", "", "SUM", "neither", "0")]
    instrument, _, _ = build(script(scales=parts, reverse=""))
    out = scales.score({1: 1, 2: 2, 3: 3, 4: 3, 5: 3}, instrument)
    assert (out["calm_a"], out["calm_b"]) == (2, 12)
    assert instrument.unscored == {}


def test_a_reversed_item_in_no_scale_is_only_a_filler():
    instrument, _, _ = build(script(reverse="2 5"))
    assert instrument.reverse == ("2",)


@pytest.mark.parametrize(
    ("text", "items"),
    [("1-3 5", "1235"), ("1，2、3", "123"), ("1–3", "123"), ("3, 1", "13"), ("2 2 2", "2")],
)
def test_ways_to_write_items(text, items):
    instrument, _, _ = build(script(scales=[("total", text, "sum", "worse", "")], reverse=""))
    assert instrument.scales["total"].items == tuple(items)


@pytest.mark.parametrize(
    ("position", "wrong", "said"),
    [
        (0, "My Form", "  small letters, digits and _, a letter first, please"),
        (1, "  ", "  this cannot be empty"),
        (3, "many", "  a whole number, please"),
        (3, "0", "  between 1 and 500, please"),
        (5, "1", "  above 1, and at most 21, please"),
        (9, "2 9", "  9 is outside 1..5"),
        (9, "3-1", "  3-1 is outside 1..5"),
        (9, "two", "  'two' is no item number or range"),
        (10, "", "  a new name of letters, digits and _, a letter first, please"),
        (10, "总分", "  a new name of letters, digits and _, a letter first, please"),
        (12, "median", "  one of sum, mean, please"),
        (13, "good", "  one of better, worse, neither, please"),
        (14, "few", "  a whole number, please"),
    ],
)
def test_a_wrong_answer_is_asked_again(position, wrong, said):
    lines = script()
    lines.insert(position, wrong)
    instrument, asked, heard = build(lines)
    assert said in heard
    assert asked[position] == asked[position + 1] or position == 10
    assert instrument == build(script())[0]


def test_a_negative_number_of_blanks_is_asked_again():
    lines = script()
    lines.insert(14, "-1")
    assert build(lines)[0] == build(script())[0]


@pytest.mark.parametrize("method", ["sum", "mean"])
@pytest.mark.parametrize("low", ["-2", "0", "1"])
def test_every_key_notices_a_flipped_item(method, low):
    """The loader refuses a definition whose worked examples would not notice: none is built."""
    labels = [""] * (3 - int(low) + 1)
    for reverse in ("", "1", "1-5", "2 3"):
        parts = [("total", "", method, "worse", "2"), ("part", "2 3", method, "better", "")]
        lines = script(lowest=low, labels=labels, reverse=reverse, scales=parts)
        instrument, _, _ = build(lines)
        assert set(instrument.reverse) == {
            "": set(), "1": {"1"}, "1-5": set("12345"), "2 3": set("23"),
        }[reverse]  # fmt: skip
