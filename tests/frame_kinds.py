"""The kinds of eager data frames that the library accepts, and plain views of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa

Constructor = Callable[[Mapping[str, Sequence[Any]]], Any]


def _pandas(columns: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    return pd.DataFrame(dict(columns))


def _nullable(columns: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    return pd.DataFrame(dict(columns)).convert_dtypes()


def _pandas_pyarrow(columns: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    return pd.DataFrame(dict(columns)).convert_dtypes(dtype_backend="pyarrow")


def _polars(columns: Mapping[str, Sequence[Any]]) -> pl.DataFrame:
    return pl.DataFrame(dict(columns))


def _pyarrow(columns: Mapping[str, Sequence[Any]]) -> pa.Table:
    return pa.table(dict(columns))


KINDS: dict[str, Constructor] = {
    "pandas": _pandas,
    "pandas-nullable": _nullable,
    "pandas-pyarrow": _pandas_pyarrow,
    "polars": _polars,
    "pyarrow": _pyarrow,
}


def to_dict(frame: Any) -> dict[Any, list[Any]]:
    """Return column name → Python values, with None for NaN, NA and null alike."""
    if isinstance(frame, pd.DataFrame):
        lists = {name: list(frame.iloc[:, i]) for i, name in enumerate(frame.columns)}
    elif isinstance(frame, pl.DataFrame):
        lists = frame.to_dict(as_series=False)
    elif isinstance(frame, pa.Table):
        lists = frame.to_pydict()
    else:
        raise TypeError(f"no eager frame of a known kind: {type(frame)!r}")
    return {name: [_plain(value) for value in values] for name, values in lists.items()}


def _plain(value: Any) -> Any:
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and math.isnan(value) else value


def kind_of(frame: Any) -> str:
    """Name the kind of a frame: for pandas by the columns that hold numbers."""
    if isinstance(frame, pl.DataFrame):
        return "polars"
    if isinstance(frame, pa.Table):
        return "pyarrow"
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"no eager frame of a known kind: {type(frame)!r}")
    numeric = [dtype for dtype in frame.dtypes if getattr(dtype, "kind", "O") in "iuf"]
    if all(isinstance(dtype, pd.ArrowDtype) for dtype in numeric):
        return "pandas-pyarrow"
    if all(getattr(dtype, "na_value", None) is pd.NA for dtype in numeric):
        return "pandas-nullable"
    return "pandas"


def names_of(frame: Any) -> list[Any]:
    """Return the column names in order."""
    return list(frame.column_names if isinstance(frame, pa.Table) else frame.columns)


def dtypes_of(frame: Any) -> dict[Any, Any]:
    """Return column name → type, in the words of the frame's own library."""
    if isinstance(frame, pa.Table):
        return {field.name: field.type for field in frame.schema}
    return dict(zip(frame.columns, frame.dtypes, strict=True))
