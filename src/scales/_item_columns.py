"""The answers to one item as a column: read, checked, with every cell that does not fit."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from scales import _frames
from scales._cells import By, CellReader, Reading
from scales._frames import Frame


@dataclass
class ReadColumn:
    """One column, read: values (see :class:`scales.responses.ItemColumn`) and what was found."""

    values: npt.NDArray[Any]
    table: Mapping[float, float] | None
    faults: list[tuple[int, Any, Reading]]
    n_blank: int
    by: set[By]


def read_column(frame: Frame, column: str, reader: CellReader) -> ReadColumn:
    """Read the answers to one item: numbers at once, text cell by cell."""
    array = _frames.numbers(frame, column)
    if array is not None and (reader.block.type != "multiple" or reader.counts):
        return _read_numbers(array, reader)
    return _read_cells(_frames.cells(frame, column), reader)


def _read_numbers(array: npt.NDArray[Any], reader: CellReader) -> ReadColumn:
    """Check a numeric column without touching its values one by one."""
    blank = np.isnan(array) if array.dtype.kind == "f" else np.zeros(len(array), bool)
    codes = reader.numeric_codes
    bad = ~_allowed(array, codes, reader) & ~blank
    faults = [
        (int(row), array[row].item(), reader.read(array[row].item())) for row in np.flatnonzero(bad)
    ]
    if faults:
        array = np.where(bad, np.nan, array)
    table = dict(codes) if any(data != code for data, code in codes) else None
    return ReadColumn(
        array, table, faults, int(blank.sum()), by={"code"} if not blank.all() else set()
    )


def _allowed(
    array: npt.NDArray[Any], codes: Sequence[tuple[float, float]], reader: CellReader
) -> npt.NDArray[np.bool_]:
    if not codes:
        low, high = reader.block.bounds
        inside = (array >= low) & (array <= high)
        return inside & (array == np.floor(array)) if reader.counts else inside
    known = sorted(data for data, _ in codes)
    if known == list(np.arange(known[0], known[0] + len(known))):
        inside = (array >= known[0]) & (array <= known[-1])
        if array.dtype.kind == "f":
            inside &= array == np.floor(array)
        return inside
    return np.isin(array, known)


def _read_cells(values: list[Any], reader: CellReader) -> ReadColumn:
    """Read text cells; equal cells are read once."""
    seen: dict[Any, Reading] = {}
    out = np.full(len(values), np.nan)
    faults: list[tuple[int, Any, Reading]] = []
    n_blank = 0
    for row, cell in enumerate(values):
        key = (type(cell), cell if isinstance(cell, Hashable) else repr(cell))
        reading = seen.get(key)
        if reading is None:
            reading = seen[key] = reader.read(cell)
        if reading.value is not None:
            out[row] = reading.value
        elif reading.fault is not None:
            faults.append((row, cell, reading))
        else:
            n_blank += 1
    read_by = {reading.by for reading in seen.values() if reading.value is not None}
    return ReadColumn(out, None, faults, n_blank, by=read_by)
