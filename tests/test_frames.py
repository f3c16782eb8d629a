from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import scales
from frame_kinds import KINDS, dtypes_of, kind_of, names_of, to_dict
from scales import _frames

BRS = scales.load_instrument("brs")
LAZY = "lazy frames are not scored yet; collect it first (for example .collect())"


def test_open_shows_names_and_length(constructor):
    frame = _frames.open_frame(constructor({"name": ["a", "b", "c"], "x": [1, None, 3]}))
    assert frame.names == ("name", "x")
    assert len(frame) == 3


@pytest.mark.parametrize("columns", [None, "brs_{}"])
def test_lazy_frames_are_refused(columns):
    data = {f"brs_{i}": [1] for i in range(1, 7)}
    lazy = pl.DataFrame(data).lazy()
    table = duckdb.from_arrow(pa.table(data))
    for frame in (lazy, table):
        for call in (scales.score, scales.check_responses):
            with pytest.raises(TypeError) as caught:
                call(frame, BRS, columns=columns)
            assert str(caught.value) == LAZY


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ([1, 2], "builtins.list"),
        ("answers.csv", "builtins.str"),
        (None, "builtins.NoneType"),
        (np.ones((2, 6)), "numpy.ndarray"),
        (pl.Series([1]), "polars.series.series.Series"),
    ],
)
def test_what_is_no_frame_is_refused(data, kind):
    with pytest.raises(TypeError) as caught:
        scales.score(data, BRS)
    assert str(caught.value) == (
        "expected a data frame (pandas, Polars, pyarrow) or a mapping of item to answer for "
        f"one person, got {kind}"
    )


def test_a_pandas_series_is_refused():
    with pytest.raises(TypeError, match=r"expected a data frame .*, got pandas\..*Series$"):
        scales.score(pd.Series([1, 2]), BRS)


def test_numbers_have_nan_where_missing(constructor):
    frame = _frames.open_frame(constructor({"x": [1, None, 3]}))
    np.testing.assert_array_equal(_frames.numbers(frame, "x"), [1.0, np.nan, 3.0])


def test_text_and_booleans_are_no_numbers(constructor):
    frame = _frames.open_frame(constructor({"text": ["1", "2"], "flag": [True, False]}))
    assert _frames.numbers(frame, "text") is None
    assert _frames.numbers(frame, "flag") is None


def test_cells_are_python_values(constructor):
    frame = _frames.open_frame(constructor({"text": ["a", "b"]}))
    assert _frames.cells(frame, "text") == ["a", "b"]


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "int64", "float32", "float64"])
def test_numbers_keep_their_small_type(dtype):
    values = np.array([1, 2, 3], dtype)
    for native in (pd.DataFrame({"x": values}), pl.DataFrame({"x": values})):
        array = _frames.numbers(_frames.open_frame(native), "x")
        np.testing.assert_array_equal(array, [1, 2, 3])
        if dtype.startswith(("int", "uint")):
            assert array.dtype == dtype


def test_pandas_columns_are_taken_by_position():
    native = pd.DataFrame([[1, 2, 3]], columns=[1, "1", "x"])
    frame = _frames.open_frame(native)
    assert frame.names == ("1", "1", "x")
    assert _frames.numbers(frame, "1").tolist() == [1]


def test_give_back_keeps_passengers_and_adds_columns(kind):
    native = KINDS[kind]({"who": ["a", "b"], "x": [1, 2], "age": [9, 10]})
    frame = _frames.open_frame(native)
    new = {"s": np.array([1.5, np.nan]), "n": np.array([2, 0])}
    out = _frames.give_back(frame, ["x"], new, like=["x"])
    assert names_of(out) == ["who", "age", "s", "n"]
    assert to_dict(out) == {"who": ["a", "b"], "age": [9, 10], "s": [1.5, None], "n": [2, 0]}
    assert kind_of(out) == kind
    assert type(out) is type(native)
    before, after = dtypes_of(native), dtypes_of(out)
    assert {name: after[name] for name in ("who", "age")} == {
        name: before[name] for name in ("who", "age")
    }


def test_give_back_with_nothing_kept(kind):
    frame = _frames.open_frame(KINDS[kind]({"x": [1, 2]}))
    out = _frames.give_back(frame, ["x"], {"s": np.array([1.0, 2.0])}, like=["x"])
    assert to_dict(out) == {"s": [1.0, 2.0]}
    assert kind_of(out) == kind


def test_new_frame_without_a_model_is_a_list():
    assert _frames.new_frame(None, {"row": [1, 2], "id": ["a", "b"]}) == [
        {"row": 1, "id": "a"},
        {"row": 2, "id": "b"},
    ]


def test_new_frame_is_of_the_same_kind(constructor):
    native = constructor({"x": [1]})
    out = _frames.new_frame(_frames.open_frame(native), {"row": [1], "id": ["a"]})
    assert type(out) is type(native)
    assert to_dict(out) == {"row": [1], "id": ["a"]}
