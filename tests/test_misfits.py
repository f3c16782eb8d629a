from __future__ import annotations

import json

import pytest

import scales
from frame_kinds import to_dict
from scales._misfits import Misfit

BRS = scales.load_instrument("brs")
SDQ = scales.load_instrument("sdq")


def brs_columns(rows, **more):
    return {**more, **{f"brs_{i + 1}": [row[i] for row in rows] for i in range(6)}}


def error_of(data, instrument, **options) -> scales.ResponseError:
    with pytest.raises(scales.ResponseError) as caught:
        scales.score(data, instrument, **options)
    return caught.value


def test_a_misfit_in_one_sentence():
    misfit = Misfit(3, "007", "1", "9", "out_of_range", "9 is outside 1..5", "brs_1")
    assert misfit.sentence() == "brs_1: 9 is outside 1..5 (row 3, id 007)"
    assert Misfit(3, "", "1", "9", "out_of_range", "9 is outside 1..5").sentence() == (
        "9 is outside 1..5 (row 3)"
    )


def test_one_misfit(constructor):
    error = error_of(constructor(brs_columns([[1, 2, 3, 4, 5, 1], [1, 2, 3, 4, 5, 7]])), BRS)
    assert str(error) == (
        "brs: 1 of 2 rows does not fit. brs_6: 7 is outside 1..5 (row 2). "
        'See error.cases; recode, or pass on_invalid="missing".'
    )


def test_one_row(constructor):
    error = error_of(constructor(brs_columns([[0, 2, 3, 4, 5, 1]])), BRS)
    assert str(error).startswith("brs: 1 of 1 row does not fit. brs_1: 0 is outside 1..5 (row 1).")


def test_ten_are_spelt_out_and_all_are_in_cases(constructor):
    error = error_of(constructor(brs_columns([[8] * 6, [9] * 6])), BRS)
    eights = [f"brs_{i}: 8 is outside 1..5 (row 1)." for i in range(1, 7)]
    nines = [f"brs_{i}: 9 is outside 1..5 (row 2)." for i in range(1, 5)]
    assert str(error) == (
        f"brs: 2 of 2 rows do not fit. {' '.join(eights + nines)} … and 2 more. "
        'See error.cases; recode, or pass on_invalid="missing".'
    )
    cases = to_dict(error.cases)
    assert cases == {
        "row": [1] * 6 + [2] * 6,
        "id": [""] * 12,
        "item": [str(i) for i in range(1, 7)] * 2,
        "value": ["8"] * 6 + ["9"] * 6,
        "rule": ["out_of_range"] * 12,
        "message": ["8 is outside 1..5"] * 6 + ["9 is outside 1..5"] * 6,
    }


def test_misfits_are_listed_row_by_row(constructor):
    report = scales.check_responses(
        constructor(brs_columns([[1, 1, 1, 1, 1, 9], [9, 1, 1, 1, 1, 1], [1, 9, 1, 9, 1, 1]])), BRS
    )
    assert [(m.row, m.item) for m in report.misfits] == [(1, "6"), (2, "1"), (3, "2"), (3, "4")]


def test_a_coding_that_holds_every_misfit_is_named(constructor):
    rows = {f"sdq_{i}": [1, 2, 3] for i in range(1, 26)}
    rows["sdq_1"] = [1, 1, 2]
    error = error_of(constructor(rows), SDQ)
    assert str(error).startswith("sdq: 1 of 3 rows does not fit. sdq_2: 3 is outside 0..2 (row 3).")
    assert str(error).endswith(
        "… and 14 more. See error.cases; these answers fit coding='one_based'."
    )
    assert len(error.cases) == 24
    report = scales.check_responses(constructor(rows), SDQ)
    assert report.fitting_codings == ("one_based",)
    assert report.to_dict()["fitting_codings"] == ["one_based"]
    person = dict.fromkeys(range(1, 26), 3)
    assert scales.check_responses(person, SDQ).fitting_codings == ("one_based",)
    assert scales.check_responses(person | {1: 0}, SDQ).fitting_codings == ()


def test_no_coding_is_named_where_one_misfit_does_not_fit_it(constructor):
    rows = {f"sdq_{i}": [3, 1] for i in range(1, 26)}
    rows["sdq_25"] = [4, 1]
    assert str(error_of(constructor(rows), SDQ)).endswith(
        'See error.cases; recode, or pass on_invalid="missing".'
    )


def test_no_coding_is_named_where_the_other_answers_do_not_fit_it(constructor):
    """0 is no answer in data that run from 1 to 3."""
    rows = {f"sdq_{i}": [0, 3] for i in range(1, 26)}
    assert "one_based" not in str(error_of(constructor(rows), SDQ))


def test_set_to_missing_warns_with_every_misfit(constructor):
    frame = constructor(brs_columns([[9, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 0]], id=["a", "b"]))
    with pytest.warns(scales.ResponseWarning) as caught:
        scales.score(frame, BRS, id="id", on_invalid="missing")
    assert [str(warning.message) for warning in caught] == [
        "brs: 2 answers set to missing. brs_1: 9 is outside 1..5 (row 1, id a). "
        "brs_6: 0 is outside 1..5 (row 2, id b)."
    ]
    assert caught[0].filename == __file__


def test_one_answer_set_to_missing():
    answers = {1: 9, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1}
    with pytest.warns(scales.ResponseWarning) as caught:
        scales.score(answers, BRS, on_invalid="missing")
    assert str(caught[0].message) == ("brs: 1 answer set to missing. 1: 9 is outside 1..5 (row 1).")


def test_only_two_ways_to_treat_misfits():
    for rows in ([[1] * 6], [[9] * 6]):
        with pytest.raises(ValueError) as caught:
            scales.score({i + 1: v for i, v in enumerate(rows[0])}, BRS, on_invalid="ignore")
        assert str(caught.value) == "on_invalid is 'raise' or 'missing', got 'ignore'"


def test_a_report_in_text_and_as_data(constructor):
    cls = scales.load_instrument("cls")
    columns = {f"cls_{i}": [1, None] for i in range(1, 25)}
    columns["cls_2"] = [9, 1]
    columns["cls_3"] = [1, 9]
    report = scales.check_responses(
        constructor({"child": ["C1", "C2"], **columns}), cls, coding="always_first", id="child"
    )
    assert not report.ok
    assert str(report) == (
        "cls: 2 rows, 24 item columns, coding always_first, 22 blank answers\n"
        "cls_3: 9 is outside 1..5 (row 2, id C2)\n"
        "cls_2: 9 is outside 1..5 (row 1, id C1); not scored, no score uses it"
    )
    data = json.loads(json.dumps(report.to_dict()))
    assert data["columns"] == {str(i): f"cls_{i}" for i in range(1, 25)}
    assert data["blanks"] == {str(i): 0 if i in (2, 3) else 1 for i in range(1, 25)}
    del data["columns"], data["blanks"]
    assert data == {
        "instrument": "cls",
        "n_rows": 2,
        "ok": False,
        "coding": "always_first",
        "fitting_codings": [],
        "misfits": [
            {
                "row": 2,
                "id": "C2",
                "item": "3",
                "value": "9",
                "rule": "out_of_range",
                "message": "9 is outside 1..5",
            }
        ],
        "unscored_misfits": [
            {
                "row": 1,
                "id": "C1",
                "item": "2",
                "value": "9",
                "rule": "out_of_range",
                "message": "9 is outside 1..5",
            }
        ],
    }


def test_a_report_without_misfits_has_an_empty_frame(constructor):
    native = constructor(brs_columns([[1, 2, 3, 4, 5, 1]]))
    report = scales.check_responses(native, BRS)
    assert report.ok
    assert type(report.cases) is type(native)
    assert to_dict(report.cases) == {
        "row": [], "id": [], "item": [], "value": [], "rule": [], "message": [],
    }  # fmt: skip


def test_cases_of_a_mapping_are_dictionaries():
    error = error_of({1: 9, 2: 1, 3: 1, 4: 1, 5: 1, 6: "x"}, BRS)
    assert error.cases == [
        {
            "row": 1,
            "id": "",
            "item": "1",
            "value": "9",
            "rule": "out_of_range",
            "message": "9 is outside 1..5",
        },
        {
            "row": 1,
            "id": "",
            "item": "6",
            "value": "x",
            "rule": "unknown_label",
            "message": "'x' is no option label; allowed is 1..5",
        },
    ]
