"""The one door for data frames: open, read a column, give back the same kind.

pandas (NumPy, nullable, Arrow), Polars and pyarrow come in and go out as they are; narwhals
speaks to all but pandas, whose column names may be numbers and are taken by position.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt

_KINDS = {"f": nw.Float64(), "i": nw.Int64(), "u": nw.UInt64()}


@dataclass(frozen=True, slots=True)
class Frame:
    """An opened eager frame: the caller's own object, never changed, and its column names."""

    native: Any
    names: tuple[str, ...]
    is_pandas: bool
    narwhals: nw.DataFrame[Any] | None

    def __len__(self) -> int:
        return len(self.native) if self.narwhals is None else len(self.narwhals)


def open_frame(data: Any) -> Frame:
    """Open an eager data frame; raise TypeError for anything else."""
    if _is_pandas(data):
        return Frame(data, tuple(str(name) for name in data.columns), True, None)
    try:
        frame = nw.from_native(data)
    except TypeError:
        kind = f"{type(data).__module__}.{type(data).__qualname__}"
        raise TypeError(
            "expected a data frame (pandas, Polars, pyarrow) or a mapping of item to answer for "
            f"one person, got {kind}"
        ) from None
    if isinstance(frame, nw.LazyFrame):
        raise TypeError("lazy frames are not scored yet; collect it first (for example .collect())")
    return Frame(data, tuple(frame.columns), False, frame)


def _is_pandas(data: Any) -> bool:
    kind = type(data)
    return kind.__name__ == "DataFrame" and kind.__module__.partition(".")[0] == "pandas"


def numbers(frame: Frame, column: str) -> npt.NDArray[Any] | None:
    """Return a numeric column as a NumPy array (NaN = missing), or None if it is not numeric.

    Integer columns without gaps keep their small type; Booleans are not numbers.
    """
    if frame.is_pandas:
        series = frame.native.iloc[:, frame.names.index(column)]
        kind = series.dtype.kind if hasattr(series.dtype, "kind") else "O"
        if kind not in "iuf":
            return None
        if isinstance(series.dtype, np.dtype):
            return np.asarray(series.to_numpy())
        return np.asarray(series.to_numpy(dtype=float, na_value=np.nan))
    series = _narwhals(frame)[column]
    if not (series.dtype.is_float() or series.dtype.is_integer()):
        return None
    if series.dtype.is_float() or series.null_count():
        series = series.cast(nw.Float64)
    array = np.asarray(series.to_numpy())
    return array if array.dtype.kind in "iuf" else array.astype(float)


def cells(frame: Frame, column: str) -> list[Any]:
    """Return a column as a list of Python values."""
    if frame.is_pandas:
        return list(frame.native.iloc[:, frame.names.index(column)])
    values: list[Any] = _narwhals(frame)[column].to_list()
    return values


def give_back(
    frame: Frame, drop: Sequence[str], new: Mapping[str, npt.NDArray[Any]], like: Sequence[str] = ()
) -> Any:
    """Return a frame of the caller's kind: passengers in their order, then the new columns.

    NaN becomes the missing value of the frame's own kind. ``like`` names the item columns: in
    pandas their kind (NumPy, nullable, Arrow) is the kind of the new columns.
    """
    if frame.is_pandas:
        return _give_back_pandas(frame, set(drop), new, like)
    data = _narwhals(frame)
    kept = data.select([name for name in frame.names if name not in set(drop)])
    if not new:
        return kept.to_native()
    made = nw.DataFrame.from_dict(
        {
            name: values if values.dtype.kind in "iuf" else list(values)
            for name, values in new.items()
        },
        {name: _KINDS.get(values.dtype.kind, nw.String) for name, values in new.items()},
        backend=data.implementation,
    )
    gaps = [name for name, values in new.items() if values.dtype.kind == "f"]
    made = made.with_columns(nw.col(*gaps).fill_nan(None))
    if not kept.columns:
        return made.to_native()
    return nw.concat([kept, made], how="horizontal").to_native()


def _give_back_pandas(
    frame: Frame, drop: set[str], new: Mapping[str, npt.NDArray[Any]], like: Sequence[str]
) -> Any:
    import pandas as pd

    keep = [i for i, name in enumerate(frame.names) if name not in drop]
    kept = frame.native.iloc[:, keep]
    kinds = [frame.native.dtypes.iloc[frame.names.index(name)] for name in like]
    made = pd.DataFrame(
        {name: _pandas_array(values, kinds) for name, values in new.items()},
        index=frame.native.index,
    )
    return pd.concat([kept, made], axis=1)


def _pandas_array(values: npt.NDArray[Any], kinds: Sequence[Any]) -> Any:
    import pandas as pd

    if values.dtype.kind not in "iuf":
        return pd.array(list(values), dtype="str")
    if not kinds:
        return values
    first = kinds[0]
    if isinstance(first, pd.ArrowDtype):
        import pyarrow as pa

        array = pa.array(values, from_pandas=True)
        return pd.array(array, dtype=pd.ArrowDtype(array.type))
    if getattr(first, "na_value", None) is pd.NA:
        return pd.array(values, dtype="Float64" if values.dtype.kind == "f" else "Int64")
    return values


def new_frame(like: Frame | None, columns: Mapping[str, Sequence[Any]]) -> Any:
    """Return a small frame of the kind of ``like`` (a list of dictionaries without one)."""
    names = list(columns)
    if like is None:
        return [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    if like.is_pandas:
        import pandas as pd

        return pd.DataFrame(dict(columns), columns=names)
    schema = {name: nw.Int64 if name == "row" else nw.String for name in names}
    backend = _narwhals(like).implementation
    return nw.from_dict(dict(columns), schema, backend=backend).to_native()


def _narwhals(frame: Frame) -> nw.DataFrame[Any]:
    if frame.narwhals is None:
        raise TypeError("a pandas frame is read by position")
    return frame.narwhals
