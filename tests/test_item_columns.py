from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import scales
from frame_kinds import KINDS
from scales._cells import CellReader
from scales._frames import open_frame
from scales._item_columns import read_column

BRS = scales.load_instrument("brs")
CLS = scales.load_instrument("cls")
SDQ = scales.load_instrument("sdq")
SSRS = scales.load_instrument("ssrs")
TEN = scales.Instrument.from_file(Path(__file__).parent / "data" / "ten_misfits.yaml")


def read(kind, cells, instrument=BRS, item="1", coding=None):
    frame = open_frame(KINDS[kind]({"x": cells}))
    return read_column(frame, "x", CellReader(instrument.block_of(item), coding))


def faults(column):
    return [(row, value, reading.rule) for row, value, reading in column.faults]


def test_numbers(kind):
    column = read(kind, [1, 5, None, 3])
    np.testing.assert_array_equal(column.values, [1, 5, np.nan, 3])
    assert (column.table, column.n_blank, column.by, column.faults) == (None, 1, {"code"}, [])


def test_numbers_that_do_not_fit(kind):
    column = read(kind, [1.0, 9.0, 2.5, None, 0.0])
    assert faults(column) == [
        (1, 9.0, "out_of_range"),
        (2, 2.5, "fraction"),
        (4, 0.0, "out_of_range"),
    ]
    np.testing.assert_array_equal(column.values, [1, np.nan, np.nan, np.nan, np.nan])
    assert column.n_blank == 1


def test_numbers_of_another_coding_stay_as_they_are_beside_a_table(kind):
    column = read(kind, [1, 5], CLS, "3", "always_first")
    assert column.values.tolist() == [1, 5]
    assert column.table == {1: 5, 2: 4, 3: 3, 4: 2, 5: 1}
    assert faults(read(kind, [0, 1, 3], SDQ, "1", "one_based")) == [(0, 0, "out_of_range")]


def test_codes_with_gaps(kind):
    assert faults(read(kind, [0, 1, 2, 3, 4, 5], TEN, "10")) == [
        (1, 1, "out_of_range"),
        (3, 3, "out_of_range"),
        (5, 5, "out_of_range"),
    ]


def test_free_numbers(kind):
    column = read(kind, [0.0, 12.5, 24.0, 24.5, -1.0], TEN, "9")
    assert faults(column) == [(3, 24.5, "out_of_range"), (4, -1.0, "out_of_range")]
    assert column.table is None


def test_counts_of_ticks(kind):
    column = read(kind, [0.0, 9.0, 10.0, 1.5], SSRS, "6", "counts")
    assert faults(column) == [(2, 10.0, "out_of_range"), (3, 1.5, "fraction")]


def test_text(kind):
    column = read(kind, ["1", "agree", " 同意 ", "", None, "4. agree", "maybe"])
    np.testing.assert_array_equal(column.values, [1, 4, 4, np.nan, np.nan, 4, np.nan])
    assert faults(column) == [(6, "maybe", "unknown_label")]
    assert (column.n_blank, column.by, column.table) == (2, {"code", "label"}, None)


def test_equal_cells_that_do_not_fit_are_all_listed(kind):
    column = read(kind, ["maybe", "agree", "maybe"])
    assert faults(column) == [(0, "maybe", "unknown_label"), (2, "maybe", "unknown_label")]
    assert column.by == {"label"}


@pytest.mark.parametrize("cells", [[None, None], [float("nan")] * 2, ["", " "], ["NA", "nan"]])
def test_a_column_of_blanks_says_nothing_about_the_coding(kind, cells):
    column = read(kind, cells)
    assert (column.n_blank, column.by, column.faults) == (2, set(), [])
    assert np.isnan(column.values).all()


def test_ticks(kind):
    column = read(kind, ["A;B", "none", "", "A┋C┋D", "A,Z"], SSRS, "6")
    np.testing.assert_array_equal(column.values, [2, 0, np.nan, 3, np.nan])
    assert faults(column) == [(4, "A,Z", "unknown_option")]


def test_ticks_as_lists_of_codes():
    frame = open_frame(pd.DataFrame({"x": [["A", "B"], ["none"], [], ["A", "B"], ["A", "none"]]}))
    column = read_column(frame, "x", CellReader(SSRS.block_of("6"), None))
    np.testing.assert_array_equal(column.values, [2, 0, np.nan, 2, np.nan])
    assert [(row, reading.rule) for row, _, reading in column.faults] == [(4, "none_with_others")]


def test_true_is_not_one_and_one_is_not_true():
    """Equal cells are read once, but equal for Python is not equal for a form."""
    frame = open_frame(pd.DataFrame({"x": pd.Series([1, True, 1.0, "1"], dtype=object)}))
    column = read_column(frame, "x", CellReader(BRS.block_of("1"), None))
    np.testing.assert_array_equal(column.values, [1, np.nan, 1, 1])
    assert faults(column) == [(1, True, "boolean")]


def test_small_integers_are_not_copied_to_a_wider_type():
    frame = open_frame(pd.DataFrame({"x": np.array([1, 5], np.int8)}))
    assert read_column(frame, "x", CellReader(BRS.block_of("1"), None)).values.dtype == np.int8
