from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import scales
from scales._columns import find_columns

CLS = scales.load_instrument("cls")
BRS = scales.load_instrument("brs")
BFI = scales.Instrument.from_file(Path(__file__).parent / "data" / "bfi25.yaml")
FILLERS = {2, 5, 7, 11, 13, 15, 19, 23}
PASSENGERS = ["name", "class", "age", "性别", "总分", "note 2024"]

SUBITEMS = scales.Instrument.from_yaml("""
format: scales/1
id: subitems
version: "1.0"
title: Numbers and letters (invented)
text: {status: unknown, shipped: false}
references: {paper: Author (2020). Title.}
items: [1, 2, 5a, 5b]
responses: {min: 1, max: 3}
scales:
  total: {items: all, range: [4, 12], higher_is: worse}
checks:
  - {name: highest, answers: {rest: 3}, expect: {total: 12}}
""")

SETTLE = "Pass columns={item: column, …} to settle it."
OFFER = (
    "Pass columns={item: column, …}, the columns in the order of the form, "
    "or a pattern such as 'Q{}'."
)


def columns_of(pattern: str, items=range(1, 25)) -> dict[str, str]:
    return {str(i): pattern.format(i) for i in items}


def refusal(names, instrument, **options) -> str:
    with pytest.raises(scales.ColumnError) as caught:
        find_columns(names, instrument, **options)
    return str(caught.value)


# --- proposed by name --------------------------------------------------------------------------

SHAPES = [
    "cls_{}", "CLS{:02d}", "cls{}", "CLS-{}", "Cls {}", "cls.{}", "cls__{}", "cls_{:03d}",
    "cls_item_{}", "cls_i{}", "cls_q{}", "CLS_Q{:02d}", "lsdq_{}", "LSDQ{:02d}",
    "q{}_cls", "{}_cls", "item{}.CLS", "儿童孤独_{}", "孤独{}", "孤独 {}", "孤独_{:02d}",
    "Q{}", "q{}", "Q{:02d}", "q_{}", "v{}", "V{:02d}", "item {}", "Item_{}", "question_{}", "i{}",
    "题{}", "第{}题", "{}", "{:02d}", "ｃｌｓ＿{}", "Ｑ{}", " cls_{} ", "\ufeffcls_{}",
]  # fmt: skip


@pytest.mark.parametrize("pattern", SHAPES)
def test_every_shape_of_a_name_is_recognised(pattern):
    expected = columns_of(pattern)
    names = [*PASSENGERS[:3], *expected.values(), *PASSENGERS[3:]]
    assert find_columns(names, CLS) == expected


@pytest.mark.parametrize("pattern", ["cls_{}", "Q{}", "{}", "第{}题", "孤独{}"])
def test_fillers_may_be_absent(pattern):
    expected = columns_of(pattern, [i for i in range(1, 25) if i not in FILLERS])
    assert find_columns(list(expected.values()), CLS) == expected


@pytest.mark.parametrize(
    ("pattern", "wave"),
    [
        ("t1_cls_{}", "T1"), ("T1_cls{}", "t1"), ("T1_CLS{:02d}", "T1"), ("cls_{}_T1", "t1"),
        ("cls_{}_pre", "pre"), ("pre_{}", "pre"), ("pre_Q{}", "pre"), ("Q{}_post", "post"),
        ("前测_cls_{}", "前测"), ("cls_{}_前测", "前测"), ("cls{}前测", "前测"), ("前测{}", "前测"),
        ("第一次_{}", "第一次"), ("第一次cls{}", "第一次"), ("后测题{}", "后测"), ("追踪1_cls_{}", "追踪1"),
        ("w2_cls_{}", "W2"), ("wave 2 cls {}", "wave 2"), ("time1.cls.{}", "time1"),
        ("baseline-cls-{}", "baseline"), ("cls_{}_follow-up", "follow-up"), ("fu2_cls_{}", "FU2"),
        ("posttest_{}", "posttest"), ("before_cls_{}", "before"), ("cls_{}_after", "after"),
    ],
)  # fmt: skip
def test_a_wave_may_stand_before_or_behind(pattern, wave):
    expected = columns_of(pattern)
    names = ["id", *expected.values()]
    assert find_columns(names, CLS) == expected
    assert find_columns(names, CLS, wave=wave) == expected


def test_item_ids_that_are_words_need_no_stem_and_no_order():
    names = ["O5", "a1", *(item for item in BFI.item_ids if item not in ("A1", "O5")), "gender"]
    found = find_columns(names, BFI)
    assert found == {item: "a1" if item == "A1" else item for item in BFI.item_ids}
    assert list(found) == list(BFI.item_ids)


def test_item_ids_with_letters_behind_a_stem():
    expected = {item: f"subitems_{item}" for item in ("1", "2", "5a", "5b")}
    assert find_columns(list(expected.values()), SUBITEMS) == expected


def test_columns_named_exactly_like_mixed_item_ids():
    names = ["1", "2", "5a", "5b"]
    assert find_columns(names, SUBITEMS) == {name: name for name in names}


def test_columns_named_exactly_like_the_item_ids_of_a_shipped_form():
    ssrs = scales.load_instrument("ssrs")
    assert find_columns(list(ssrs.item_ids), ssrs) == {item: item for item in ssrs.item_ids}


def test_names_that_carry_the_instrument_win_over_numbers():
    named = columns_of("brs_{}", range(1, 7))
    assert find_columns([f"Q{i}" for i in range(1, 7)] + list(named.values()), BRS) == named
    generic = columns_of("Q{}", range(1, 7))
    assert find_columns([str(i) for i in range(1, 9)] + list(generic.values()), BRS) == generic


@given(st.permutations([f"cls_{i}" for i in range(1, 25)] + PASSENGERS))
def test_named_columns_may_stand_in_any_order(names):
    found = find_columns(names, CLS)
    assert found == columns_of("cls_{}")
    assert list(found) == list(CLS.item_ids)


def test_longer_item_numbers_are_not_cut_short():
    found = find_columns([f"cls{i}" for i in range(1, 25)], CLS)
    assert (found["1"], found["12"], found["24"]) == ("cls1", "cls12", "cls24")
    assert "not beyond doubt" in refusal([f"cls{i}" for i in range(10, 25)], CLS)


def test_pandas_column_names_may_be_numbers():
    frame = pd.DataFrame([["Li", *[4, 2, 4, 2, 3, 1]]], columns=["name", 1, 2, 3, 4, 5, 6])
    report = scales.check_responses(frame, BRS)
    assert report.columns == {str(i): str(i) for i in range(1, 7)}
    # (4 + (6-2) + 4 + (6-2) + 3 + (6-1)) / 6
    scored = scales.score(frame, BRS)
    assert scored.columns.tolist() == [
        "name", "brs_mean", "brs_mean_answered", "brs_sum", "brs_sum_answered",
    ]  # fmt: skip
    assert scored.loc[0, "brs_sum"] == 24
    assert scored.loc[0, "brs_mean"] == 4


# --- several waves -----------------------------------------------------------------------------

TWO_WAVES = ["id", *(f"{wave}_brs_{i}" for wave in ("T1", "T2") for i in range(1, 7))]


def test_several_waves_are_refused():
    assert refusal(TWO_WAVES, BRS) == (
        "brs: the data hold several waves ('t1', 't2'); pass wave='t1' and score each one"
    )


@pytest.mark.parametrize("wave", ["T2", "t2", " t2"])
def test_wave_settles_it(wave):
    assert find_columns(TWO_WAVES, BRS, wave=wave) == columns_of("T2_brs_{}", range(1, 7))


def test_a_wave_and_none_are_two_waves():
    names = [f"brs_{i}" for i in range(1, 7)] + [f"后测_brs_{i}" for i in range(1, 7)]
    assert refusal(names, BRS) == (
        "brs: the data hold several waves (no wave (''), '后测'); "
        "pass wave='后测' and score each one"
    )
    assert find_columns(names, BRS, wave="") == columns_of("brs_{}", range(1, 7))
    assert find_columns(names, BRS, wave="后测") == columns_of("后测_brs_{}", range(1, 7))


def test_an_unknown_wave_is_refused():
    assert (
        refusal(TWO_WAVES, BRS, wave="T3") == "brs: no column of wave 'T3'; waves found: 't1', 't2'"
    )


# --- doubts ------------------------------------------------------------------------------------


def test_nothing_looks_like_an_item():
    assert refusal(["name", "age"], BRS) == (
        "brs: no column looks like an item of this form (brs_1, Q1, 1 …). "
        f"Columns in the data: name, age. {OFFER}"
    )
    assert "Columns in the data: none." in refusal([], BRS)


def test_many_columns_are_shown_in_part():
    names = [f"x_{letter}" for letter in "abcdefghijklmn"]
    shown = ", ".join(names[:12])
    assert f"Columns in the data: {shown}, … (14 in all). " in refusal(names, BRS)


def test_an_incomplete_form_is_refused():
    assert refusal(["id", "brs_1", "brs_2", "brs_4", "brs_6"], BRS) == (
        "brs: the item columns are not beyond doubt: no column for item 3, 5. "
        "Found: brs_1, brs_2, brs_4, brs_6. "
        f"Columns in the data: id, brs_1, brs_2, brs_4, brs_6. {SETTLE}"
    )


def test_a_copy_that_somebody_reversed_is_pointed_out():
    names = ["brs_1", "brs_2r", "brs_3", "brs_4_rev", "brs_5", "brs_6"]
    assert refusal(names, BRS) == (
        "brs: the item columns are not beyond doubt: no column for item 2, 4; "
        "brs_2r looks like item 2 reversed already (if it is, pass it in columns= and "
        "already_reversed=['2']); "
        "brs_4_rev looks like item 4 reversed already (if it is, pass it in columns= and "
        "already_reversed=['4']). "
        "Found: brs_1, brs_3, brs_5, brs_6. "
        f"Columns in the data: brs_1, brs_2r, brs_3, brs_4_rev, brs_5, brs_6. {SETTLE}"
    )


def test_a_reversed_copy_beside_the_item_is_a_passenger():
    names = [f"cls_{i}" for i in range(1, 25)] + ["cls_1r", "cls_4r"]
    assert find_columns(names, CLS) == columns_of("cls_{}")


def test_an_item_found_twice_is_refused():
    names = ["brs_1", "brs_01", *(f"brs_{i}" for i in range(2, 7))]
    assert refusal(names, BRS) == (
        "brs: the item columns are not beyond doubt: item 1 matches brs_1 and brs_01. "
        f"Found: {', '.join(names)}. Columns in the data: {', '.join(names)}. {SETTLE}"
    )


@pytest.mark.parametrize("pattern", ["Q{}", "{}", "题{}", "pre_{}"])
def test_numbers_out_of_order_are_refused(pattern):
    names = [pattern.format(i) for i in (2, 1, 3, 4, 5, 6)]
    assert refusal(names, BRS) == (
        "brs: the item columns are not beyond doubt: "
        "the numbers do not stand in the order of the form (2, 1, 3, 4, 5, 6, …). "
        f"Found: {', '.join(names)}. Columns in the data: {', '.join(names)}. {SETTLE}"
    )


def test_names_with_the_instrument_out_of_order_are_accepted():
    names = ["cls_3", "cls_1", *(f"cls_{i}" for i in range(24, 3, -1)), "cls_2"]
    assert find_columns(names, CLS) == columns_of("cls_{}")


def test_a_column_name_given_twice():
    names = ["brs_1", *(f"brs_{i}" for i in range(1, 7))]
    assert "item 1 matches brs_1 and brs_1" in refusal(names, BRS)
    assert refusal(names, BRS, columns="brs_{}") == "brs: column brs_1 is there twice"


def test_a_passenger_given_twice_does_not_matter():
    names = ["note", *(f"brs_{i}" for i in range(1, 7)), "note"]
    assert find_columns(names, BRS) == columns_of("brs_{}", range(1, 7))


# --- given by the caller -----------------------------------------------------------------------

LETTERS = ["id", "a", "b", "c", "d", "e", "f"]
BY_LETTER = dict(zip("123456", "abcdef", strict=True))


@pytest.mark.parametrize(
    "columns",
    [
        BY_LETTER,
        {int(item): column for item, column in BY_LETTER.items()},
        dict(reversed(BY_LETTER.items())),
        list("abcdef"),
        tuple("abcdef"),
    ],
    ids=["text keys", "int keys", "another order", "list", "tuple"],
)
def test_columns_given(columns):
    assert find_columns(LETTERS, BRS, columns=columns) == BY_LETTER


def test_a_list_holds_all_items_or_the_scored_ones():
    scored = [i for i in range(1, 25) if i not in FILLERS]
    everything = [f"x{i}" for i in range(1, 25)]
    assert find_columns(everything, CLS, columns=everything) == columns_of("x{}")
    short = [f"x{i}" for i in scored]
    assert find_columns(everything, CLS, columns=short) == columns_of("x{}", scored)


def test_a_list_may_stand_in_another_order_than_the_data():
    assert find_columns(LETTERS, BRS, columns=list("fedcba")) == dict(
        zip("123456", "fedcba", strict=True)
    )


def test_a_pattern():
    names = [f"resil[{i}]" for i in range(1, 7)]
    assert find_columns(names, BRS, columns="resil[{}]") == columns_of("resil[{}]", range(1, 7))
    scored = [i for i in range(1, 25) if i not in FILLERS]
    everything = [f"Q{i}" for i in range(1, 25)]
    assert find_columns(everything, CLS, columns="Q{}") == columns_of("Q{}", scored)
    words = [f"x_{item}" for item in BFI.item_ids]
    assert find_columns(words, BFI, columns="x_{}") == {i: f"x_{i}" for i in BFI.item_ids}


def test_a_pattern_without_a_gap_is_refused():
    assert refusal(LETTERS, BRS, columns="Q") == (
        "brs: a column pattern needs {} where the item id stands, for example 'Q{}'; got 'Q'"
    )


def test_all_faults_of_a_mapping_in_one_message():
    columns = {99: "x", 1: "nope", 2: "b", 3: "b"}
    assert refusal(LETTERS, BRS, columns=columns) == (
        "brs: columns= does not fit: there is no item 99; item 99: there is no column 'x'; "
        "item 1: there is no column 'nope'; column 'b' is given for items 2, 3; "
        "no column is given for item 4, 5, 6"
    )


def test_a_list_of_another_length_is_refused():
    assert refusal(LETTERS, BRS, columns=["a", "b"]) == "brs: 2 columns are given; expected 6"
    assert refusal(LETTERS, CLS, columns=["a", "b"]) == (
        "cls: 2 columns are given; expected 24 (all items) or 16 (the scored ones)"
    )


def test_columns_are_regular_text_not_patterns():
    """A dot in an alias is a dot, and a regular expression in a column name stays a name."""
    assert "not beyond doubt" in refusal(["brsx1", "brs_2"], BRS)
    assert re.match("brs: no column", refusal(["brs.*", "brs_?"], BRS))
