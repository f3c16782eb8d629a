from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import scales
from frame_kinds import KINDS, kind_of, to_dict

BRS = scales.load_instrument("brs")
CLS = scales.load_instrument("cls")
RSES = scales.load_instrument("rses")
SDQ = scales.load_instrument("sdq")
TEN = scales.Instrument.from_file(Path(__file__).parent / "data" / "ten_misfits.yaml")

WHICH_CODING = (
    "cls: say which coding the data use, because the same numbers mean opposite things in "
    "always_last (1 = not at all true); always_first (1 = always true); "
    "pass coding='always_last' or 'always_first'"
)
EN = {
    1: "not at all true",
    2: "hardly ever true",
    3: "sometimes true",
    4: "true most of the time",
    5: "always true",
}
ZH = {1: "绝非如此", 2: "很少如此", 3: "有时如此", 4: "经常如此", 5: "一直如此"}
SATISFIED = {"1", "4", "8", "10", "16", "22"}


def brs_columns(rows, **more):
    return {**more, **{f"brs_{i + 1}": [row[i] for row in rows] for i in range(6)}}


def cls_columns(rows):
    """Rows of one value each for all items, or of a dictionary item → value."""
    return {
        f"cls_{i}": [row[i] if isinstance(row, dict) else row for row in rows] for i in range(1, 25)
    }


def refusal(data, instrument, error=scales.ResponseError, **options):
    with pytest.raises(error) as caught:
        scales.score(data, instrument, **options)
    return caught.value


# --- misfits -----------------------------------------------------------------------------------

FINE = ["3", "3", "often", "often", "a lot", "A", "B;C", "3", "12.5", "2", "0"]
WRONG = [
    ("1", "7", "out_of_range", "7 is outside 1..5"),
    ("2", "2.5", "fraction", "2.5 is a fraction; allowed is 1..5"),
    ("3", "maybe", "unknown_label", "'maybe' is no option label; allowed is 1..3"),
    ("4", "1. often", "label_conflict", "'1. often': the number says 1, the label says 3"),
    ("5", "some", "shared_label", "'some' stands for 1 or 2; give the code instead"),
    ("6", "A;Z", "unknown_option", "'Z' is no option; allowed is N, A, B, C"),
    ("7", "A;N", "none_with_others", "'A;N': 'none' was ticked with other options"),
    ("8", "True", "boolean", "True is true/false, not an answer code or label"),
    ("9", "30", "out_of_range", "30 is outside 0..24"),
    ("10", "None", "unknown_label", "'None' may be a blank or the answer none; say which"),
]  # fmt: skip


def ten_misfits():
    """Eleven people: a fitting one, and ten with one misfit each."""
    rows = [list(FINE) for _ in range(11)]
    for row, (item, value, _, _) in enumerate(WRONG, start=1):
        rows[row][int(item) - 1] = value
    columns = {"who": [f"p{row:02d}" for row in range(11)]}
    return columns | {f"ten_{i + 1}": [row[i] for row in rows] for i in range(11)}


@pytest.mark.parametrize("named", [False, True], ids=["rows", "ids"])
def test_ten_misfits_are_ten_rows_of_one_error(kind, named):
    native = KINDS[kind](ten_misfits())
    error = refusal(native, TEN, id="who" if named else None)
    assert type(error) is scales.ResponseError
    assert type(error.cases) is type(native)
    assert kind_of(error.cases) == kind or kind.startswith("pandas")
    assert len(error.cases) == 10
    assert to_dict(error.cases) == {
        "row": list(range(2, 12)),
        "id": [f"p{row:02d}" if named else "" for row in range(1, 11)],
        "item": [item for item, _, _, _ in WRONG],
        "value": [value for _, value, _, _ in WRONG],
        "rule": [rule for _, _, rule, _ in WRONG],
        "message": [message for _, _, _, message in WRONG],
    }
    sentences = [
        f"ten_{item}: {message} (row {row}{f', id p{row - 1:02d}' if named else ''})."
        for row, (item, _, _, message) in enumerate(WRONG, start=2)
    ]
    assert str(error) == (
        f"ten: 10 of 11 rows do not fit. {' '.join(sentences)} "
        'See error.cases; recode, or pass on_invalid="missing".'
    )


def test_the_fitting_person_of_the_ten_is_scored(kind):
    native = KINDS[kind](ten_misfits())
    with pytest.warns(scales.ResponseWarning, match=r"^ten: 10 answers set to missing\. ten_1: 7"):
        out = to_dict(scales.score(native, TEN, on_invalid="missing"))
    # 3 + 3 + 3 + 3 + 3 + 1 tick + 2 ticks + 3 + 12.5 + 2
    assert out["ten_total"] == [35.5] + [None] * 10
    assert out["ten_total_answered"] == [10] + [9] * 10


def test_numbers_that_do_not_fit(constructor):
    rows = [[1, 2, 3, 4, 5, 5], [0, 1, 1, 1, 1, 6], [-3, 1, 1, 1, 1, 1]]
    report = scales.check_responses(constructor(brs_columns(rows)), BRS)
    assert [(m.row, m.item, m.value, m.rule) for m in report.misfits] == [
        (2, "1", "0", "out_of_range"),
        (2, "6", "6", "out_of_range"),
        (3, "1", "-3", "out_of_range"),
    ]


def test_a_fraction_among_numbers(constructor):
    report = scales.check_responses(constructor(brs_columns([[2.5, 1.0, 2.0, 3.0, 4.0, 5.0]])), BRS)
    assert [(m.item, m.value, m.rule) for m in report.misfits] == [("1", "2.5", "fraction")]
    assert report.misfits[0].sentence() == ("brs_1: 2.5 is a fraction; allowed is 1..5 (row 1)")


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), 1e300])
def test_huge_numbers_are_misfits(constructor, value):
    report = scales.check_responses(
        constructor(brs_columns([[value, 1.0, 2.0, 3.0, 4.0, 5.0]])), BRS
    )
    assert [(m.item, m.rule) for m in report.misfits] == [("1", "out_of_range")]


def test_true_and_false_are_no_answers(constructor):
    columns = brs_columns([[1, 2, 3, 4, 5, 1]])
    columns["brs_1"] = [True]
    report = scales.check_responses(constructor(columns), BRS)
    assert [(m.item, m.value, m.rule) for m in report.misfits] == [("1", "True", "boolean")]


def test_codes_with_gaps_refuse_what_lies_between(constructor):
    columns = {f"ten_{i + 1}": [cell] for i, cell in enumerate(FINE)}
    columns["ten_10"] = [3]
    report = scales.check_responses(constructor(columns), TEN)
    assert report.misfits[0].sentence() == "ten_10: 3 is outside 0, 2, 4 (row 1)"


def test_misfits_of_items_that_no_score_uses_do_not_block(constructor):
    columns = cls_columns([1, 1])
    columns["cls_2"] = [9, 1]
    columns["cls_23"] = [1, -3]
    frame = constructor(columns)
    report = scales.check_responses(frame, CLS, coding="always_last")
    assert report.ok
    assert len(report.cases) == 0
    assert [m.sentence() for m in report.unscored_misfits] == [
        "cls_2: 9 is outside 1..5 (row 1)",
        "cls_23: -3 is outside 1..5 (row 2)",
    ]
    # ten forward ones, six reversed ones
    assert to_dict(scales.score(frame, CLS, coding="always_last"))["cls_total"] == [40, 40]


def test_blanks_are_counted(constructor):
    report = scales.check_responses(constructor(brs_columns([[None, 1, 1, 1, 1, 1], [1] * 6])), BRS)
    assert report.blanks == {"1": 1, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0}


def test_text_that_means_blank(constructor):
    blanks = ["", " ", "NA", "nan", "(空)"]
    columns = {f"brs_{i}": ["3"] * 5 for i in range(1, 7)}
    columns["brs_1"] = blanks
    report = scales.check_responses(constructor(columns), BRS)
    assert report.ok
    assert report.blanks["1"] == 5


def test_blanks_among_labels(constructor):
    columns = {f"brs_{i}": ["agree", None] for i in range(1, 7)}
    out = to_dict(scales.score(constructor(columns), BRS))
    # 4 and, reversed, 6 - 4
    assert (out["brs_mean"], out["brs_mean_answered"]) == ([3, None], [6, 0])


def test_invalid_answers_score_like_blanks(constructor):
    """(4 + 4 + 2 + 3 + 3) / 5 = 3.2: item 1 is out; 2, 4 and 6 are reversed."""
    wrong = constructor(brs_columns([[9, 2, 4, 4, 3, 3], [1, 1, 1, 1, 1, 1]]))
    blank = constructor(brs_columns([[None, 2, 4, 4, 3, 3], [1, 1, 1, 1, 1, 1]]))
    with pytest.warns(scales.ResponseWarning) as caught:
        out = to_dict(scales.score(wrong, BRS, on_invalid="missing", rules=True))
    assert str(caught[0].message) == (
        "brs: 1 answer set to missing. brs_1: 9 is outside 1..5 (row 1)."
    )
    assert out == to_dict(scales.score(blank, BRS, rules=True))
    assert out["brs_mean"] == [3.2, 3.0]
    assert out["brs_sum"] == [None, 18]
    assert out["brs_mean_answered"] == [5, 6]


# --- ids ---------------------------------------------------------------------------------------


def test_duplicate_ids_are_refused(constructor):
    frame = constructor(brs_columns([[1] * 6] * 4, id=["a", "b", "a", "c"]))
    error = refusal(frame, BRS, id="id")
    assert str(error) == (
        "brs: 2 of 4 rows do not fit. id 'a' stands in rows 1, 3 (row 1, id a). "
        "id 'a' stands in rows 1, 3 (row 3, id a). "
        "See error.cases; keep one row per id, or name more columns that tell rows apart."
    )
    cases = to_dict(error.cases)
    assert (cases["row"], cases["rule"]) == ([1, 3], ["duplicate_id"] * 2)
    assert str(refusal(frame, BRS, id="id", on_invalid="missing")) == str(error)


def test_two_columns_may_tell_rows_apart(constructor):
    columns = brs_columns([[1] * 6] * 3, child=[1, 1, 2], wave=["pre", "post", "pre"])
    frame = constructor(columns)
    assert scales.check_responses(frame, BRS, id=["child", "wave"]).ok
    assert [m.rule for m in scales.check_responses(frame, BRS, id="child").misfits] == [
        "duplicate_id",
        "duplicate_id",
    ]


def test_numbers_as_ids_are_shown_as_whole_numbers(constructor):
    frame = constructor(brs_columns([[9, 1, 1, 1, 1, 1]], child=[12], wave=["pre"]))
    report = scales.check_responses(frame, BRS, id=["child", "wave"])
    assert report.misfits[0].sentence() == "brs_1: 9 is outside 1..5 (row 1, id 12 pre)"


def test_an_unknown_id_column(constructor):
    frame = constructor(brs_columns([[1] * 6], child=[1]))
    error = refusal(frame, BRS, scales.ColumnError, id="id")
    assert str(error) == (
        "brs: there is no id column 'id'; found child, brs_1, brs_2, brs_3, brs_4, brs_5, brs_6"
    )


def test_text_ids_are_shown_as_they_are(constructor):
    frame = constructor(brs_columns([[9, 1, 1, 1, 1, 1]], child=["007"]))
    report = scales.check_responses(frame, BRS, id="child")
    assert report.misfits[0].sentence() == "brs_1: 9 is outside 1..5 (row 1, id 007)"


def test_text_ids_that_differ_are_two_people(constructor):
    frame = constructor(brs_columns([[1] * 6] * 2, child=["007", "7"]))
    assert scales.check_responses(frame, BRS, id="child").ok


def test_ids_of_two_columns_are_compared_part_by_part(constructor):
    frame = constructor(brs_columns([[1] * 6] * 2, school=["A 1", "A"], child=["2", "1 2"]))
    assert scales.check_responses(frame, BRS, id=["school", "child"]).ok


# --- codings -----------------------------------------------------------------------------------


def test_opposing_codings_are_refused(constructor):
    for column in (cls_columns([1, 5]), cls_columns(["1", "5"])):
        frame = constructor(column)
        for call in (scales.score, scales.check_responses):
            with pytest.raises(scales.CodingError) as caught:
                call(frame, CLS)
            assert str(caught.value) == WHICH_CODING
            assert isinstance(caught.value, scales.ResponseError)


def test_opposing_codings_are_refused_for_one_person():
    error = refusal(dict.fromkeys(range(1, 25), 1), CLS, scales.CodingError)
    assert str(error) == WHICH_CODING
    assert error.cases == []


def test_an_unknown_coding(constructor):
    error = refusal(constructor(cls_columns([1])), CLS, scales.CodingError, coding="one_first")
    assert str(error) == (
        "cls: there is no coding 'one_first'; "
        "known: always_last (1 = not at all true); always_first (1 = always true)"
    )
    error = refusal(constructor(brs_columns([[1] * 6])), BRS, scales.CodingError, coding="x")
    assert str(error) == ("brs: there is no coding 'x'; known: published (1 = strongly disagree)")


def test_the_named_coding_is_used(constructor):
    """1 everywhere: 10 × 1 + 6 × 5 = 40, or, where 1 = always true, 10 × 5 + 6 × 1 = 56."""
    frame = constructor(cls_columns([1, 5]))
    last = to_dict(scales.score(frame, CLS, coding="always_last"))
    assert last["cls_total"] == [40, 56]
    first = to_dict(scales.score(frame, CLS, coding="always_first"))
    assert first["cls_total"] == [56, 40]


def lonely(labels, lowest=1, highest=5):
    return {i: labels[lowest] if str(i) in SATISFIED else labels[highest] for i in range(1, 25)}


def test_labels_settle_the_coding(constructor):
    frame = constructor(cls_columns([lonely(EN), lonely(ZH), lonely(EN, 5, 1)]))
    out = to_dict(scales.score(frame, CLS))
    assert out["cls_total"] == [80, 80, 16]


def test_labels_in_two_languages_with_stray_spaces_and_case(constructor):
    row = lonely(ZH) | {1: " Not at all TRUE. ", 3: "ａｌｗａｙｓ　ｔｒｕｅ", 6: "始终如此"}
    assert to_dict(scales.score(constructor(cls_columns([row])), CLS))["cls_total"] == [80]


def test_labels_settle_the_coding_of_one_person():
    assert scales.score(lonely(EN), CLS)["cls_total"] == 80
    assert scales.score(lonely(EN) | {3: None}, CLS)["cls_total_answered"] == 15


def test_labels_need_not_be_in_columns_that_no_score_uses(constructor):
    columns = cls_columns([lonely(EN)])
    columns["cls_2"] = [3]
    assert to_dict(scales.score(constructor(columns), CLS))["cls_total"] == [80]


def test_labels_and_numbers_mixed_are_refused(constructor):
    in_a_column = cls_columns([lonely(EN), dict.fromkeys(range(1, 25), "5")])
    in_columns = cls_columns([lonely(EN)])
    in_columns["cls_3"] = [5]
    for columns in (in_a_column, in_columns):
        assert str(refusal(constructor(columns), CLS, scales.CodingError)) == WHICH_CODING
    assert str(refusal(lonely(EN) | {3: 5}, CLS, scales.CodingError)) == WHICH_CODING


def test_labels_with_the_number_of_a_coding(constructor):
    """'5. always true' says more than a number: the label rules."""
    row = {
        i: "1. not at all true" if str(i) in SATISFIED else "5. always true" for i in range(1, 25)
    }
    assert to_dict(scales.score(constructor(cls_columns([row])), CLS))["cls_total"] == [80]
    other = {
        i: "5. not at all true" if str(i) in SATISFIED else "1. always true" for i in range(1, 25)
    }
    assert to_dict(scales.score(constructor(cls_columns([other])), CLS))["cls_total"] == [80]


@pytest.mark.parametrize("cell", [None, "", float("nan")])
def test_a_blank_column_among_labels_leaves_the_coding_settled(constructor, cell):
    frame = constructor(cls_columns([lonely(EN) | {3: cell}]))
    out = to_dict(scales.score(frame, CLS))
    assert (out["cls_total"], out["cls_total_answered"]) == ([None], [15])


def test_a_coding_that_only_shifts_is_offered_not_taken(constructor):
    columns = {f"sdq_{i}": [2, 3, 1] for i in range(1, 26)}
    error = refusal(constructor(columns), SDQ)
    assert type(error) is scales.ResponseError
    assert str(error).endswith("See error.cases; these answers fit coding='one_based'.")
    out = to_dict(scales.score(constructor(columns), SDQ, coding="one_based"))
    # all in the middle; all "certainly true": 20 problem items, 5 of them reversed
    assert out["sdq_total_difficulties"] == [20, 30, 10]
    assert out["sdq_prosocial"] == [5, 10, 0]


def test_data_that_fit_the_primary_coding_need_no_name(constructor):
    columns = {f"sdq_{i}": [0, 2] for i in range(1, 26)}
    assert to_dict(scales.score(constructor(columns), SDQ))["sdq_total_difficulties"] == [10, 30]


# --- reversed before ---------------------------------------------------------------------------


def test_items_reversed_before_are_turned_back(constructor):
    raw = [4, 2, 4, 1, 3, 5]
    half = [4, 4, 4, 1, 3, 5]
    full = [4, 4, 4, 5, 3, 1]
    # 4 + (6-2) + 4 + (6-1) + 3 + (6-5)
    expected = [21]
    assert to_dict(scales.score(constructor(brs_columns([raw])), BRS))["brs_sum"] == expected
    for items in (["2"], [2], (2,)):
        frame = constructor(brs_columns([half]))
        assert to_dict(scales.score(frame, BRS, already_reversed=items))["brs_sum"] == expected
    for items in ("all", [2, 4, 6]):
        frame = constructor(brs_columns([full]))
        assert to_dict(scales.score(frame, BRS, already_reversed=items))["brs_sum"] == expected
    person = {i + 1: value for i, value in enumerate(full)}
    assert scales.score(person, BRS, already_reversed="all")["brs_sum"] == 21


def test_reversed_before_in_another_coding(constructor):
    """1 = always true, and then 1, 4, 8 … were turned round: 5 everywhere is 1 in the end."""
    columns = cls_columns([dict.fromkeys(range(1, 25), 1)])
    frame = constructor(columns)
    # data 1 = always true = 5; the six satisfied ones were reversed, so they were never true = 1
    out = to_dict(scales.score(frame, CLS, coding="always_first", already_reversed="all"))
    assert out["cls_total"] == [80]


def test_only_reversed_items_can_have_been_reversed(constructor):
    frame = constructor(brs_columns([[1] * 6]))
    for data in (frame, dict.fromkeys(range(1, 7), 1)):
        with pytest.raises(ValueError) as caught:
            scales.score(data, BRS, already_reversed=[1, "2", 9])
        assert str(caught.value) == (
            "brs: item 1, 9 is not reversed by the key; reversed are 2, 4, 6"
        )
        with pytest.raises(ValueError) as caught:
            scales.score(data, BRS, already_reversed="2")
        assert str(caught.value) == "already_reversed is a list of items or 'all', got '2'"


def test_an_item_reversed_in_one_scale_only_can_have_been_reversed(constructor):
    """Item 8 of this form is reversed in the total, not in an alternative."""
    columns = {f"rses_{i}": [1] for i in range(1, 11)}
    columns["rses_8"] = [4]
    out = to_dict(
        scales.score(constructor(columns), RSES, coding="agree_last", already_reversed=[8])
    )
    # raw item 8 was 1: 5 × 1 + 5 × 4, and 4 × 4 + 6 × 1 where item 8 runs forward
    assert out["rses_total"] == [25]
    assert out["rses_total_item8_forward"] == [22]


# --- one person --------------------------------------------------------------------------------


def test_a_mapping_may_have_column_names():
    assert scales.check_responses({f"brs_{i}": 3 for i in range(1, 7)}, BRS).ok
    report = scales.check_responses({"a": 3, "b": 3, "c": 3, "d": 3, "e": 3, "f": 9}, BRS,
                                    columns=list("abcdef"))  # fmt: skip
    assert [(m.item, m.value) for m in report.misfits] == [("6", "9")]


def test_a_mapping_lacks_an_item():
    error = refusal({1: 3, 2: 3, 3: 3, 4: 3, 5: 3}, BRS, scales.ColumnError)
    assert "no column for item 6" in str(error)


def test_a_mapping_may_hold_numpy_scalars():
    person = {1: np.int8(4), 2: np.float32(2), 3: "4", 4: None, 5: float("nan"), 6: np.int64(5)}
    out = scales.score(person, BRS)
    # (4 + 4 + 4 + 1) / 4
    assert (out["brs_mean"], out["brs_mean_answered"]) == (3.25, 4)


def test_a_mapping_may_hold_the_missing_value_of_pandas():
    person = {1: 4, 2: 2, 3: 4, 4: pd.NA, 5: pd.NA, 6: 5}
    assert scales.score(person, BRS)["brs_mean"] == 3.25


def test_a_row_without_an_id_is_told(constructor):
    columns = {f"brs_{i}": [3, 3, 3] for i in range(1, 7)}
    frame = constructor({"child": ["A", "", " "], **columns})
    report = scales.check_responses(frame, scales.load_instrument("brs"), id="child")
    assert [(m.row, m.rule, m.message) for m in report.misfits] == [
        (2, "missing_id", "no id is given"),
        (3, "missing_id", "no id is given"),
    ]
    with pytest.raises(scales.ResponseError) as caught:
        scales.score(frame, scales.load_instrument("brs"), id="child", on_invalid="missing")
    assert str(caught.value).endswith(
        "See error.cases; keep one row per id, or name more columns that tell rows apart."
    )
