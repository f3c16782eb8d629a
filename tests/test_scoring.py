from __future__ import annotations

import copy
import csv
import math
import os
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scales
from answer_strategies import as_columns, data_codes, numeric_coding, people
from frame_kinds import KINDS, dtypes_of, kind_of, names_of, to_dict
from scales.plan import compile_plan, evaluate, prepare

HERE = Path(__file__).parent
SHIPPED = {name: scales.load_instrument(name) for name in scales.list_instruments()}
BRS, CLS, RSES, DJG6 = (SHIPPED[name] for name in ("brs", "cls", "rses", "djg6"))
SDS, SDQ, SSRS = (SHIPPED[name] for name in ("sds", "sdq", "ssrs"))

# The keys once more, written by hand.
CLS_SATISFIED = {1, 4, 8, 10, 16, 22}
CLS_LONELY = {3, 6, 9, 12, 14, 17, 18, 20, 21, 24}
RSES_REVERSED = {3, 5, 8, 9, 10}


def cls_by_hand(person) -> float | None:
    """1 = not at all true."""
    used = [person[str(i)] for i in CLS_SATISFIED | CLS_LONELY]
    if None in used:
        return None
    return sum(6 - person[str(i)] for i in CLS_SATISFIED) + sum(person[str(i)] for i in CLS_LONELY)


def rses_by_hand(person) -> float | None:
    if None in person.values():
        return None
    return sum(5 - person[str(i)] if i in RSES_REVERSED else person[str(i)] for i in range(1, 11))


def brs_by_hand(person) -> float | None:
    keyed = [6 - v if item in ("2", "4", "6") else v for item, v in person.items() if v is not None]
    return sum(keyed) / len(keyed) if keyed else None


def djg6_by_hand(person) -> float | None:
    """Yes and more or less to 1, 4, 6; no and more or less to 2, 3, 5; one blank counts nothing."""
    given_ = {item: value for item, value in person.items() if value is not None}
    if len(given_) < 5:
        return None
    return sum((v >= 2) if item in "146" else (v <= 2) for item, v in given_.items())


def brs_columns(rows, **more):
    return {**more, **{f"brs_{i + 1}": [row[i] for row in rows] for i in range(6)}}


def score_of(instrument, frame, **options):
    return to_dict(scales.score(frame, instrument, coding=numeric_coding(instrument), **options))


# --- properties, on every kind -----------------------------------------------------------------


@pytest.mark.parametrize("name", list(SHIPPED))
@settings(max_examples=15)
@given(data=st.data())
def test_result_equals_the_plan_person_by_person_to_the_last_bit(name, data):
    instrument = SHIPPED[name]
    rows = data.draw(people(instrument))
    plan = compile_plan(instrument)
    expected = [evaluate(plan, prepare(instrument, row)) for row in rows]
    for kind, make in KINDS.items():
        out = score_of(instrument, make(as_columns(rows, f"{name}_{{}}")), rules=True)
        for scale in instrument.scales:
            for row, scores in enumerate(expected):
                want = scores[scale]
                assert _bits(out[f"{name}_{scale}"][row]) == _bits(want.value), (kind, scale)
                assert out[f"{name}_{scale}_answered"][row] == want.answered
                assert out[f"{name}_{scale}_rule"][row] == want.rule


def _bits(value):
    return None if value is None else float(value).hex()


@pytest.mark.parametrize(
    ("name", "scale", "by_hand"),
    [
        ("cls", "total", cls_by_hand),
        ("rses", "total", rses_by_hand),
        ("brs", "mean", brs_by_hand),
        ("djg6", "total", djg6_by_hand),
    ],
)
@given(data=st.data())
def test_result_equals_the_key_written_by_hand(name, scale, by_hand, data):
    instrument = SHIPPED[name]
    rows = data.draw(people(instrument))
    for make in KINDS.values():
        out = score_of(instrument, make(as_columns(rows, f"{name}_{{}}")))
        assert out[f"{name}_{scale}"] == pytest.approx([by_hand(row) for row in rows])


@pytest.mark.parametrize("name", list(SHIPPED))
@given(data=st.data())
def test_scores_stay_within_the_declared_range(name, data):
    instrument = SHIPPED[name]
    rows = data.draw(people(instrument))
    out = score_of(instrument, pd.DataFrame(as_columns(rows, f"{name}_{{}}")))
    for scale in instrument.scales.values():
        for value in out[f"{name}_{scale.name}"]:
            assert value is None or scale.range[0] - 1e-9 <= value <= scale.range[1] + 1e-9


@given(rows=people(BRS, max_size=8), data=st.data())
def test_the_order_of_rows_does_not_matter(rows, data):
    order = data.draw(st.permutations(range(len(rows))))
    for make in KINDS.values():
        straight = score_of(BRS, make(as_columns(rows, "brs_{}")))
        shuffled = score_of(BRS, make(as_columns([rows[i] for i in order], "brs_{}")))
        for name, values in straight.items():
            assert shuffled[name] == [values[i] for i in order]


@given(rows=people(DJG6), data=st.data())
def test_the_order_of_named_columns_and_passengers_do_not_matter(rows, data):
    columns = as_columns(rows, "djg6_{}")
    extra = {"name": ["x"] * len(rows), "age": list(range(len(rows))), "q9": [99] * len(rows)}
    names = data.draw(st.permutations([*columns, *extra]))
    for make in KINDS.values():
        bare = score_of(DJG6, make(columns))
        mixed = score_of(DJG6, make({name: (columns | extra)[name] for name in names}))
        assert {name: mixed[name] for name in bare} == bare
        assert list(mixed) == [name for name in names if name in extra] + list(bare)


@pytest.mark.parametrize(("name", "low", "high", "both"), [("cls", 1, 5, 96), ("rses", 1, 4, 50)])
@given(data=st.data())
def test_flipping_every_answer_reflects_the_total(name, low, high, both, data):
    instrument = SHIPPED[name]
    rows = data.draw(people(instrument, blanks=False))
    flipped = [{item: low + high - value for item, value in row.items()} for row in rows]
    for make in KINDS.values():
        one = score_of(instrument, make(as_columns(rows, f"{name}_{{}}")))[f"{name}_total"]
        other = score_of(instrument, make(as_columns(flipped, f"{name}_{{}}")))[f"{name}_total"]
        assert [a + b for a, b in zip(one, other, strict=True)] == [both] * len(rows)


@given(rows=people(CLS))
def test_the_mirrored_coding_gives_the_same_scores(rows):
    mirrored = [{i: None if v is None else 6 - v for i, v in row.items()} for row in rows]
    last = scales.score(pd.DataFrame(as_columns(rows, "cls_{}")), CLS, coding="always_last")
    first = scales.score(pd.DataFrame(as_columns(mirrored, "cls_{}")), CLS, coding="always_first")
    assert to_dict(last) == to_dict(first)


@given(rows=people(RSES), data=st.data())
def test_already_reversed_is_the_inverse_of_reversing(rows, data):
    items = data.draw(st.sets(st.sampled_from(sorted(RSES_REVERSED))))
    keyed = [
        {i: 5 - v if v is not None and int(i) in items else v for i, v in row.items()}
        for row in rows
    ]
    for make in KINDS.values():
        straight = score_of(RSES, make(as_columns(rows, "rses_{}")))
        turned = score_of(RSES, make(as_columns(keyed, "rses_{}")), already_reversed=list(items))
        assert turned == straight


@pytest.mark.parametrize("name", ["brs", "cls", "djg6", "sdq", "rses", "ssrs"])
@given(data=st.data())
def test_a_mapping_gives_what_a_frame_gives(name, data):
    instrument = SHIPPED[name]
    rows = data.draw(people(instrument, max_size=2))
    out = score_of(instrument, pd.DataFrame(as_columns(rows, f"{name}_{{}}")), rules=True)
    for i, row in enumerate(rows):
        for person in (row, {f"{name}_{item}": value for item, value in row.items()}):
            got = scales.score(person, instrument, coding=numeric_coding(instrument), rules=True)
            assert type(got) is dict
            assert list(got) == list(out)
            assert got == {column: values[i] for column, values in out.items()}


# --- what comes back ---------------------------------------------------------------------------


def test_columns_of_the_result(kind):
    native = KINDS[kind](
        {
            "who": ["a", "b"],
            **brs_columns([[4, 2, 4, 2, 3, None], [1, 1, 1, 1, 1, 1]]),
            "age": [9, 8],
        }
    )
    out = scales.score(native, BRS)
    assert kind_of(out) == kind
    assert type(out) is type(native)
    assert names_of(out) == [
        "who", "age", "brs_mean", "brs_mean_answered", "brs_sum", "brs_sum_answered",
    ]  # fmt: skip
    assert to_dict(out) == {
        "who": ["a", "b"],
        "age": [9, 8],
        "brs_mean": [3.8, 3],  # (4 + 4 + 4 + 4 + 3) / 5
        "brs_mean_answered": [5, 6],
        "brs_sum": [None, 18],
        "brs_sum_answered": [5, 6],
    }


def test_passengers_keep_their_types(kind):
    native = KINDS[kind](
        {
            "text": ["007", None],
            "flag": [True, False],
            "number": [1.5, None],
            "count": [1, 2],
            **brs_columns([[1] * 6] * 2),
        }
    )
    before, after = dtypes_of(native), dtypes_of(scales.score(native, BRS))
    for name in ("text", "flag", "number", "count"):
        assert after[name] == before[name]


def test_types_of_the_new_columns(kind):
    native = KINDS[kind]({"who": ["a"], **brs_columns([[1] * 6])})
    types = dtypes_of(scales.score(native, BRS))
    expected = {
        "pandas": ("float64", "int64"),
        "pandas-nullable": ("Float64", "Int64"),
        "pandas-pyarrow": ("double[pyarrow]", "int64[pyarrow]"),
        "polars": ("Float64", "Int64"),
        "pyarrow": ("double", "int64"),
    }
    assert (str(types["brs_mean"]), str(types["brs_mean_answered"])) == expected[kind]


def test_no_score_is_the_missing_value_of_the_kind(kind):
    """null, not NaN, where the kind knows null."""
    out = scales.score(KINDS[kind](brs_columns([[None, 1, 1, 1, 1, 1], [1] * 6])), BRS)
    if kind == "pyarrow":
        assert out["brs_sum"].null_count == 1
    elif kind == "polars":
        assert out["brs_sum"].null_count() == 1
    elif kind == "pandas":
        assert np.isnan(out["brs_sum"].iloc[0])
    else:
        assert out["brs_sum"].iloc[0] is pd.NA


def test_the_callers_frame_is_not_changed(kind):
    columns = {"who": ["a", "b"], **brs_columns([[4, 2, 4, 2, 3, None], [1, 1, 1, 1, 1, 1]])}
    native = KINDS[kind](columns)
    before, types = copy.deepcopy(to_dict(native)), dtypes_of(native)
    scales.score(native, BRS, keyed_items=True, keep_items=True, rules=True, already_reversed=[2])
    with pytest.warns(scales.ResponseWarning):
        scales.score(KINDS[kind](columns | {"brs_1": [9, 9]}), BRS, on_invalid="missing")
    scales.check_responses(native, BRS)
    assert to_dict(native) == before
    assert dtypes_of(native) == types
    assert names_of(native) == list(columns)


def test_the_callers_arrays_are_not_changed():
    values = np.array([[4, 2, 4, 2, 3, 9], [1, 1, 1, 1, 1, np.nan]])
    copy_ = values.copy()
    values.setflags(write=False)
    native = pd.DataFrame(values, columns=[f"brs_{i}" for i in range(1, 7)], copy=False)
    with pytest.warns(scales.ResponseWarning):
        out = scales.score(native, BRS, on_invalid="missing", already_reversed="all")
    np.testing.assert_array_equal(values, copy_)
    # turned back: 2 → 4 → 2: the raw answers are the keyed ones
    assert out["brs_mean"].tolist() == [(4 + 2 + 4 + 2 + 3) / 5, 1.0]
    pd.testing.assert_frame_equal(native, pd.DataFrame(copy_, columns=native.columns))


def test_read_only_arrays_with_blanks_that_the_form_fills():
    form = scales.Instrument.from_yaml("""
format: scales/1
id: filled
version: "1.0"
title: Blank counts as nothing (invented)
text: {status: unknown, shipped: false}
references: {paper: Author (2020). Title.}
items: 2
responses: {min: 0, max: 3, if_blank: 0}
scales:
  total: {items: all, range: [0, 6], higher_is: worse}
checks:
  - {name: highest, answers: {rest: 3}, expect: {total: 6}}
""")
    values = np.array([[1, np.nan], [np.nan, 3]])
    values.setflags(write=False)
    native = pd.DataFrame(values, columns=["Q1", "Q2"], copy=False)
    assert scales.score(native, form)["filled_total"].tolist() == [1, 3]
    assert np.isnan(native.to_numpy()).sum() == 2


def test_the_callers_mapping_is_not_changed():
    person = {1: 4, 2: 2, 3: 4, 4: 2, 5: 3, 6: None}
    scales.score(person, BRS, already_reversed="all")
    assert person == {1: 4, 2: 2, 3: 4, 4: 2, 5: 3, 6: None}


@pytest.mark.parametrize(
    "index",
    [
        pd.Index(["x", "x", "y"]),
        pd.Index([5, 5, 5]),
        pd.Index([2, 0, 1], name="child"),
        pd.Index(["a", "b", "c"]),
        pd.MultiIndex.from_tuples([("a", 1), ("a", 2), ("b", 1)], names=["child", "wave"]),
        pd.date_range("2024-01-01", periods=3),
    ],
    ids=["duplicate labels", "all equal", "out of order", "text", "several levels", "dates"],
)
def test_row_order_and_index_of_pandas_are_kept(index):
    native = pd.DataFrame(
        brs_columns([[5] * 6, [1, 5, 1, 5, 1, 5], [5, 1, 5, 1, 5, 1]]), index=index
    )
    native.insert(0, "who", ["a", "b", "c"])
    out = scales.score(native, BRS)
    pd.testing.assert_index_equal(out.index, index)
    assert out["who"].tolist() == ["a", "b", "c"]
    assert out["brs_mean"].tolist() == [3, 1, 5]


def test_passengers_with_the_same_name_are_kept():
    native = pd.DataFrame([["x", *[1] * 6, "y"]], columns=["note", *map(str, range(1, 7)), "note"])
    out = scales.score(native, BRS)
    assert out.columns.tolist()[:2] == ["note", "note"]
    assert out.iloc[0, :3].tolist() == ["x", "y", 3.0]


# --- small data --------------------------------------------------------------------------------


def test_one_client(constructor):
    out = to_dict(scales.score(constructor(brs_columns([[5, 1, 4, 2, 4, 2]])), BRS))
    # 5 + 5 + 4 + 4 + 4 + 4
    assert out["brs_sum"] == [26]
    assert out["brs_mean"] == [pytest.approx(26 / 6)]


def test_no_rows(kind):
    native = KINDS[kind]({"who": ["a"], **brs_columns([[1] * 6])})[:0]
    out = scales.score(native, BRS, keyed_items=True)
    assert len(out) == 0
    assert names_of(out) == [
        "who",
        "brs_mean", "brs_mean_answered", "brs_sum", "brs_sum_answered",
        *(f"brs_{scale}_item_{i}" for scale in ("mean", "sum") for i in range(1, 7)),
    ]  # fmt: skip
    assert type(out) is type(native)


def test_no_rows_with_rules(kind):
    native = KINDS[kind]({"who": ["a"], **brs_columns([[1] * 6])})
    full = dtypes_of(scales.score(native, BRS, rules=True))
    assert dtypes_of(scales.score(native[:0], BRS, rules=True)) == full


def test_nothing_answered(constructor):
    columns = brs_columns([[None] * 6, [1] * 6])
    out = to_dict(scales.score(constructor(columns), BRS, rules=True))
    assert out["brs_mean"] == [None, 3]
    assert out["brs_mean_answered"] == [0, 6]
    assert out["brs_mean_rule"] == ["too_few_answered", "complete"]


def test_nobody_answered_anything(kind):
    """A column without any answer has no type in some kinds."""
    out = to_dict(scales.score(KINDS[kind](brs_columns([[None] * 6] * 2)), BRS))
    assert out["brs_mean"] == [None, None]
    assert out["brs_sum_answered"] == [0, 0]


def test_an_item_that_nobody_answered(constructor):
    out = to_dict(scales.score(constructor(brs_columns([[None, 2, 4, 2, 3, 3]] * 2)), BRS))
    assert out["brs_mean"] == [3.6, 3.6]  # (4 + 4 + 4 + 3 + 3) / 5


def test_an_end_category_that_nobody_used(constructor):
    """Reversal takes the declared bounds: with observed ones (2 to 5) each mean would be off."""
    rows = [
        [4, 2, 4, 2, 4, 2],
        [5, 3, 5, 3, 5, 3],
        [3, 3, 3, 3, 3, 3],
        [2, 4, 2, 5, 2, 4],
        [5, 2, 4, 3, 5, 2],
    ]
    out = to_dict(scales.score(constructor(brs_columns(rows)), BRS))
    # 4+4+4+4+4+4; 5+3+5+3+5+3; 18; 2+2+2+1+2+2; 5+4+4+3+5+4
    assert out["brs_sum"] == [24, 24, 18, 11, 25]
    assert out["brs_mean"] == pytest.approx([4, 4, 3, 11 / 6, 25 / 6])


def test_a_constant_item(constructor):
    out = to_dict(scales.score(constructor(brs_columns([[3, 5, 3, 3, 3, 3]] * 3)), BRS))
    assert out["brs_sum"] == [3 + 1 + 3 + 3 + 3 + 3] * 3


# --- types of columns --------------------------------------------------------------------------

ROWS = [[4, 2, 4, 2, 3, 1], [1, 5, 2, 4, 3, 3]]
SUMS = [4 + 4 + 4 + 4 + 3 + 5, 1 + 1 + 2 + 2 + 3 + 3]


@pytest.mark.parametrize(
    "dtype",
    [
        "int8", "uint8", "int16", "int64", "float32", "float64", "object", "Int8", "Int64",
        "UInt8", "Float32", "Float64", "string", "str", "category",
        "int8[pyarrow]", "double[pyarrow]", "string[pyarrow]",
    ],
)  # fmt: skip
def test_pandas_column_types(dtype):
    native = pd.DataFrame(brs_columns(ROWS)).astype(dtype)
    assert scales.score(native, BRS)["brs_sum"].tolist() == SUMS


@pytest.mark.parametrize(
    "dtype",
    [pl.Int8, pl.UInt8, pl.Int64, pl.Float32, pl.String, pl.Categorical, pl.Decimal(10, 2),
     pl.Enum(["1", "2", "3", "4", "5"])],
)  # fmt: skip
def test_polars_column_types(dtype):
    native = pl.DataFrame(brs_columns(ROWS))
    through = pl.String if dtype == pl.Categorical or isinstance(dtype, pl.Enum) else dtype
    native = native.cast(through).cast(dtype)
    assert scales.score(native, BRS)["brs_sum"].to_list() == SUMS


@pytest.mark.parametrize(
    "dtype",
    [pa.int8(), pa.uint16(), pa.int64(), pa.float32(), pa.string(), pa.large_string(),
     pa.dictionary(pa.int32(), pa.string())],
    ids=str,
)  # fmt: skip
def test_pyarrow_column_types(dtype):
    native = pa.table(brs_columns(ROWS))
    texts = pa.types.is_dictionary(dtype)
    columns = [
        c.cast(pa.string()).dictionary_encode() if texts else c.cast(dtype) for c in native.columns
    ]
    native = pa.table(columns, names=native.column_names)
    assert scales.score(native, BRS)["brs_sum"].to_pylist() == SUMS


def test_pyarrow_chunks():
    table = pa.concat_tables([pa.table(brs_columns([row])) for row in ROWS])
    assert scales.score(table, BRS)["brs_sum"].to_pylist() == SUMS


def test_a_pandas_column_of_numbers_and_text():
    native = pd.DataFrame(brs_columns(ROWS), dtype=object)
    native.loc[0, "brs_1"] = "4. agree"
    native.loc[1, "brs_6"] = "中立"
    native.loc[1, "brs_5"] = 3.0
    assert scales.score(native, BRS)["brs_sum"].tolist() == SUMS


def test_labels_and_ordered_categories():
    words = ["strongly disagree", "disagree", "neutral", "agree", "strongly agree"]
    native = pd.DataFrame(brs_columns([[words[v - 1] for v in row] for row in ROWS]))
    native = native.astype(pd.CategoricalDtype(words, ordered=True))
    assert scales.score(native, BRS)["brs_sum"].tolist() == SUMS


@pytest.mark.parametrize(
    "scattered",
    [np.asfortranarray(ROWS), np.array(ROWS)[::-1][::-1], np.repeat(ROWS, 2, axis=1)[:, ::2]],
)
def test_memory_layout_does_not_matter(scattered):
    native = pd.DataFrame(scattered, columns=[f"brs_{i}" for i in range(1, 7)], copy=False)
    assert scales.score(native, BRS)["brs_sum"].tolist() == SUMS


# --- options -----------------------------------------------------------------------------------


def test_keep_items(constructor):
    out = to_dict(
        scales.score(constructor(brs_columns(ROWS, who=["a", "b"])), BRS, keep_items=True)
    )
    assert list(out)[:8] == ["who", *(f"brs_{i}" for i in range(1, 7)), "brs_mean"]
    assert out["brs_2"] == [2, 5]


def test_fillers_leave_with_the_items(constructor):
    frame = constructor({"who": ["a"], **{f"cls_{i}": [1] for i in range(1, 25)}})
    assert list(score_of(CLS, frame)) == [
        "who", "cls_total", "cls_total_answered", "cls_item_mean", "cls_item_mean_answered",
    ]  # fmt: skip


def test_keyed_items(constructor):
    columns = brs_columns([[4, 2, 4, 2, 3, None]])
    out = to_dict(scales.score(constructor(columns), BRS, keyed_items=True))
    keyed = [4, 4, 4, 4, 3, None]
    for scale in ("mean", "sum"):
        assert [out[f"brs_{scale}_item_{i + 1}"] for i in range(6)] == [[v] for v in keyed]


def test_keyed_items_after_recoding(constructor):
    out = to_dict(
        scales.score(
            constructor({f"djg6_{i}": [2, 3, 1] for i in range(1, 7)}), DJG6, keyed_items=True
        )
    )
    assert out["djg6_total_item_1"] == [1, 1, 0]
    assert out["djg6_total_item_2"] == [1, 0, 1]
    assert out["djg6_emotional_item_6"] == [1, 1, 0]
    assert "djg6_social_item_1" not in out


def test_rules(constructor):
    columns = {f"djg6_{i}": [3, 3, None, 3] for i in range(1, 7)}
    columns["djg6_1"] = [3, None, None, 3]
    columns["djg6_6"] = [3, 3, None, None]
    out = to_dict(scales.score(constructor(columns), DJG6, rules=True))
    assert out["djg6_total_rule"] == ["complete", "partial", "too_few_answered", "partial"]
    assert out["djg6_total"] == [3, 2, None, 2]
    assert out["djg6_social_rule"] == ["complete", "complete", "too_few_answered", "complete"]
    assert out["djg6_emotional"] == [3, None, None, None]


def test_rules_of_prorated_parts_and_their_totals(constructor):
    columns = {f"sdq_{i}": [0, 0] for i in range(1, 26)}
    columns["sdq_3"] = [2, 2]
    columns["sdq_24"] = [0, None]
    out = to_dict(scales.score(constructor(columns), SDQ, rules=True))
    # five times 2 / 4 is 2.5, rounded half up
    assert out["sdq_emotional"] == [2, 3]
    assert out["sdq_emotional_rule"] == ["complete", "prorated"]
    assert out["sdq_total_difficulties"] == [12, 13]
    assert out["sdq_total_difficulties_rule"] == ["complete", "prorated"]
    assert out["sdq_total_difficulties_answered"] == [20, 19]
    assert out["sdq_externalising_rule"] == ["complete", "complete"]


def test_prefix(constructor):
    frame = constructor(brs_columns(ROWS))
    assert list(to_dict(scales.score(frame, BRS, prefix="pre_brs"))) == [
        "pre_brs_mean", "pre_brs_mean_answered", "pre_brs_sum", "pre_brs_sum_answered",
    ]  # fmt: skip
    assert next(iter(scales.score(dict.fromkeys(range(1, 7), 3), BRS, prefix="x"))) == "x_mean"


def test_each_wave_of_a_wide_table(constructor):
    columns = {f"T1_brs_{i + 1}": [row[i] for row in ROWS] for i in range(6)}
    columns |= {f"T2_brs_{i + 1}": [row[i] for row in reversed(ROWS)] for i in range(6)}
    once = scales.score(constructor(columns), BRS, wave="T1")
    twice = to_dict(scales.score(once, BRS, wave="T2"))
    assert twice["t1_brs_sum"] == SUMS
    assert twice["t2_brs_sum"] == SUMS[::-1]
    assert len(twice) == 8


def test_a_result_never_overwrites_a_column(constructor):
    frame = constructor(brs_columns(ROWS, brs_mean=[0, 0], brs_sum_answered=[0, 0]))
    with pytest.raises(scales.ColumnError) as caught:
        scales.score(frame, BRS)
    assert str(caught.value) == (
        "brs: the data hold brs_mean, brs_sum_answered already; "
        "pass prefix= to give the result other names"
    )
    assert to_dict(scales.score(frame, BRS, prefix="new"))["new_sum"] == SUMS


def test_scoring_twice_is_refused(constructor):
    once = scales.score(constructor(brs_columns(ROWS)), BRS, keep_items=True)
    with pytest.raises(scales.ColumnError, match="already"):
        scales.score(once, BRS)


def test_two_instruments_in_one_table(constructor):
    columns = brs_columns(ROWS) | {f"djg6_{i}": [2, 2] for i in range(1, 7)}
    out = to_dict(scales.score(scales.score(constructor(columns), BRS), DJG6))
    assert (out["brs_sum"], out["djg6_total"]) == (SUMS, [6, 6])


def test_scores_are_not_rounded(constructor):
    out = to_dict(scales.score(constructor(brs_columns([[1, 5, 1, 5, 1, 4]])), BRS))
    assert out["brs_mean"] == [7 / 6]


def test_rounding_of_the_key(constructor):
    """1 everywhere: raw 50, × 1.25 = 62.5, whose integer part is kept."""
    out = score_of(SDS, constructor({f"sds_{i}": [1] for i in range(1, 21)}))
    assert (out["sds_raw"], out["sds_index"], out["sds_index_exact"]) == ([50], [62], [62.5])


def test_ticks(constructor):
    columns = {f"ssrs_{item}": ["1"] for item in SSRS.item_ids}
    columns["ssrs_6"] = ["A;D"]
    columns["ssrs_7"] = ["none"]
    out = to_dict(scales.score(constructor(columns), SSRS, keyed_items=True))
    values = {name: value for name, value in out.items() if name.endswith(("_item_6", "_item_7"))}
    assert {v[0] for name, v in values.items() if name.endswith("_6")} == {2}
    assert {v[0] for name, v in values.items() if name.endswith("_7")} == {0}


def test_one_person_in_plain_python():
    assert scales.score({"1": 4, "2": 2, "3": 4, "4": 2, "5": 3, "6": None}, BRS, rules=True) == {
        "brs_mean": 3.8,
        "brs_mean_answered": 5,
        "brs_mean_rule": "prorated",
        "brs_sum": None,
        "brs_sum_answered": 5,
        "brs_sum_rule": "too_few_answered",
    }


TWO_WAVES = {f"{wave}_brs_{i}": 3 for wave in ("T1", "T2") for i in range(1, 7)}


def test_a_wave_of_one_person():
    out = scales.score(TWO_WAVES, BRS, wave="T2")
    assert next(iter(out)) == "t2_brs_mean"


def test_keyed_items_of_one_person():
    out = scales.score({1: 4, 2: 2, 3: 4, 4: 2, 5: 3, 6: None}, BRS, keyed_items=True)
    assert out["brs_mean_item_2"] == 4


def test_provenance():
    source = scales.provenance(BRS, coding="published", already_reversed=(), wave=None)
    assert source == {
        "library": "psychscales",
        "library_version": scales.__version__,
        "instrument": "brs",
        "instrument_version": BRS.version,
        "definition_sha256": BRS.fingerprint,
        "evidence_grade": "A",
        "options": {"coding": "published"},
    }
    assert len(source["definition_sha256"]) == 64


# --- golden: 2800 people, against psych ----------------------------------------------------------

TRAITS = ("agree", "conscientious", "extraversion", "neuroticism", "openness")


@cache
def read_numbers(path: Path) -> dict[str, list[float | None]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        name: [None if row[name] in ("", "NA") else float(row[name]) for row in rows]
        for name in rows[0]
        if name != "row"
    }


@cache
def bfi(variant: str = "") -> scales.Instrument:
    return scales.Instrument.from_file(HERE / "data" / f"bfi25{variant}.yaml")


def differences(got, wanted) -> list[tuple[int, float | None, float | None]]:
    return [
        (row, a, b)
        for row, (a, b) in enumerate(zip(got, wanted, strict=True))
        if (a is None) != (b is None) or (a is not None and abs(a - b) > 1e-9)
    ]


def test_2800_people_with_complete_answers_equal_psych(constructor):
    items = read_numbers(HERE / "golden" / "bfi_items.csv")
    psych = read_numbers(HERE / "golden" / "bfi_psych_totals.csv")
    out = to_dict(scales.score(constructor(items), bfi()))
    without = 0
    for trait in TRAITS:
        blank = [
            None in row for row in zip(*(items[i] for i in bfi().scales[trait].items), strict=True)
        ]
        assert [value is None for value in out[f"bfi25_{trait}"]] == blank
        wanted = [None if lost else v for v, lost in zip(psych[trait], blank, strict=True)]
        assert differences(out[f"bfi25_{trait}"], wanted) == []
        without += sum(blank)
    assert len(out["bfi25_agree"]) == 2800
    assert without == 451


@pytest.mark.parametrize(
    ("variant", "psych", "factor"),
    [
        ("_partial", "bfi_psych_totals.csv", 1),
        ("_mean", "bfi_psych_means.csv", 1),
        ("_prorate", "bfi_psych_means.csv", 5),
    ],
)
def test_all_2800_people_equal_psych_under_its_rules_for_blanks(
    constructor, variant, psych, factor
):
    items = read_numbers(HERE / "golden" / "bfi_items.csv")
    wanted = read_numbers(HERE / "golden" / psych)
    out = to_dict(scales.score(constructor(items), bfi(variant)))
    for trait in TRAITS:
        assert None not in out[f"bfi25{variant}_{trait}"]
        got = out[f"bfi25{variant}_{trait}"]
        assert differences(got, [factor * value for value in wanted[trait]]) == []


@pytest.mark.skipif(
    "SCALES_REFERENCE" not in os.environ,
    reason="SCALES_REFERENCE names no folder of reference data",
)
def test_the_golden_copies_are_the_reference_data():
    folder = Path(os.environ["SCALES_REFERENCE"])
    items = read_numbers(folder / "data" / "bfi.csv")
    copied = read_numbers(HERE / "golden" / "bfi_items.csv")
    assert list(copied) == list(bfi().item_ids)
    assert copied == {name: items[name] for name in copied}
    for kind in ("totals", "means"):
        original = read_numbers(folder / "per_person" / f"scores_bfi_none_{kind}.csv")
        assert read_numbers(HERE / "golden" / f"bfi_psych_{kind}.csv") == original


def test_the_strategies_draw_every_code():
    """A test of the tests: the numbers drawn for the forms are those of the forms."""
    assert data_codes(CLS, "3", "always_first") == [1, 2, 3, 4, 5]
    assert data_codes(SDQ, "3", "one_based") == [1, 2, 3]
    assert numeric_coding(SSRS) == "counts"
    assert not math.isnan(brs_by_hand({"1": 3, "2": None}))
