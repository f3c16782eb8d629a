"""Check that answers fit an instrument: find the columns, read the cells, list every misfit.

Nothing is repaired and nothing is guessed. What does not fit is told all at once: the row, the
person, the item, the value, and what would be allowed.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from scales import _frames
from scales._cells import CellReader, Reading, clean, coding_in_words, opposing_codings
from scales._columns import Columns, find_columns
from scales._frames import Frame
from scales.errors import CodingError, ColumnError, ResponseError, ResponseWarning
from scales.instrument import Instrument

OnInvalid = Literal["raise", "missing"]

_SHOWN = 10
"""How many misfits an error message spells out; ``cases`` always holds all of them."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """One answer that does not fit.

    ``row`` counts data rows from 1. ``rule`` is a stable name: out_of_range, fraction,
    unknown_label, label_conflict, shared_label, unknown_option, none_with_others, boolean,
    duplicate_id.
    """

    row: int
    id: str
    item: str
    value: str
    rule: str
    message: str
    column: str = ""

    def sentence(self) -> str:
        """Say it in one sentence: what, and where."""
        who = f", id {self.id}" if self.id else ""
        what = f"{self.column}: {self.message}" if self.column else self.message
        return f"{what} (row {self.row}{who})"


@dataclass(frozen=True)
class ResponseReport:
    """What fits and what does not. ``misfits`` touch a score, ``unscored_misfits`` do not."""

    instrument_id: str
    n_rows: int
    columns: Mapping[str, str]
    coding: str
    misfits: tuple[Misfit, ...]
    unscored_misfits: tuple[Misfit, ...]
    blanks: Mapping[str, int]
    _like: Frame | None = field(default=None, repr=False, compare=False)

    @property
    def ok(self) -> bool:
        """Whether every answer that a score uses fits."""
        return not self.misfits

    @property
    def cases(self) -> Any:
        """The misfits as a frame of the caller's kind: row, id, item, value, rule, message."""
        return cases_frame(self.misfits, self._like)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain data for JSON."""
        return {
            "instrument": self.instrument_id,
            "n_rows": self.n_rows,
            "ok": self.ok,
            "coding": self.coding,
            "columns": dict(self.columns),
            "blanks": dict(self.blanks),
            "misfits": [_as_row(misfit) for misfit in self.misfits],
            "unscored_misfits": [_as_row(misfit) for misfit in self.unscored_misfits],
        }

    def __str__(self) -> str:
        lines = [
            f"{self.instrument_id}: {self.n_rows} rows, {len(self.columns)} item columns, "
            f"coding {self.coding}, {sum(self.blanks.values())} blank answers"
        ]
        lines += [misfit.sentence() for misfit in self.misfits]
        lines += [f"{m.sentence()}; not scored, no score uses it" for m in self.unscored_misfits]
        return "\n".join(lines)


@dataclass(frozen=True)
class ItemColumn:
    """The answers to one item, one per row.

    ``values`` holds codes of the data where ``table`` is set (code in the data → code of the
    definition), codes of the definition otherwise; NaN where blank. Values are kept as they came
    in (small integers stay small) so that a large file is not copied.
    """

    item: str
    values: npt.NDArray[Any]
    table: Mapping[float, float] | None = None


@dataclass(frozen=True)
class Answers:
    """All answers of a form, read and checked."""

    instrument: Instrument
    n_rows: int
    items: Mapping[str, ItemColumn]
    report: ResponseReport


def check_responses(
    data: Any,
    instrument: Instrument,
    *,
    columns: Columns | None = None,
    coding: str | None = None,
    wave: str | None = None,
    id: str | Sequence[str] | None = None,
) -> ResponseReport:
    """Check whether answers fit an instrument, without scoring them.

    Parameters
    ----------
    data : data frame or mapping
        One row per person (pandas, Polars, pyarrow), or ``{item: answer}`` for one person.
    instrument : Instrument
        The form that was answered.
    columns : mapping, sequence or pattern, optional
        Item → column name; or the columns in the order of the form; or a pattern such as
        ``"Q{}"``. By default columns are recognised by name.
    coding : str, optional
        Name of the raw coding of the data.
    wave : str, optional
        Check the columns of this wave, for example ``"T1"`` or ``"前测"``.
    id : str or sequence of str, optional
        Column(s) that identify a row; shown with each misfit, and must be unique.

    Returns
    -------
    ResponseReport
        All misfits at once, as a value.

    Raises
    ------
    ColumnError
        If the item columns are not found beyond doubt.
    CodingError
        If codings that run opposite ways circulate and neither ``coding`` nor labels settle it.

    Examples
    --------
    >>> import pandas as pd, scales
    >>> brs = scales.load_instrument("brs")
    >>> frame = pd.DataFrame({f"brs_{i}": [3, 7] for i in range(1, 7)})
    >>> scales.check_responses(frame, brs).misfits[0].sentence()
    'brs_1: 7 is outside 1..5 (row 2)'
    """
    if isinstance(data, Mapping):
        return read_person(data, instrument, coding=coding, columns=columns)[1]
    frame = _frames.open_frame(data)
    return read_answers(
        frame, instrument, columns=columns, coding=coding, wave=wave, id=id
    ).report


def read_answers(
    frame: Frame,
    instrument: Instrument,
    *,
    columns: Columns | None = None,
    coding: str | None = None,
    wave: str | None = None,
    id: str | Sequence[str] | None = None,
) -> Answers:
    """Find the item columns of a frame, read every cell and list the misfits."""
    require_coding(instrument, coding)
    found = find_columns(frame.names, instrument, columns=columns, wave=wave)
    names, duplicates = _row_names(frame, instrument, id)
    opposing = opposing_codings(instrument) if coding is None else ()
    items: dict[str, ItemColumn] = {}
    misfits: list[Misfit] = []
    aside: list[Misfit] = []
    blanks: dict[str, int] = {}
    unsettled = False
    for item, column in found.items():
        reader = CellReader(instrument.block_of(item), coding)
        read = _read_column(frame, column, reader)
        items[item] = ItemColumn(item, read.values, read.table)
        blanks[item] = read.n_blank
        scored = item not in instrument.unscored_items
        into = misfits if scored else aside
        into += [
            Misfit(row + 1, names(row), item, _text(value), reading.rule or "", reading.fault or "", column)
            for row, value, reading in read.faults
        ]
        concerned = any(c.name in opposing for c in reader.block.codings)
        unsettled = unsettled or (scored and concerned and not read.settled)
    if unsettled:
        raise CodingError(_which_coding(instrument))
    report = ResponseReport(
        instrument_id=instrument.id,
        n_rows=len(frame),
        columns=found,
        coding=coding or instrument.coding_names[0],
        misfits=(*duplicates, *_by_row(misfits)),
        unscored_misfits=tuple(_by_row(aside)),
        blanks=blanks,
        _like=frame,
    )
    return Answers(instrument, len(frame), items, report)


def read_person(
    answers: Mapping[Any, Any],
    instrument: Instrument,
    *,
    coding: str | None = None,
    columns: Columns | None = None,
) -> tuple[dict[str, float | None], ResponseReport]:
    """Read the answers of one person given as a mapping of item (or column) to answer."""
    require_coding(instrument, coding)
    given = {str(item): answer for item, answer in answers.items()}
    found = _person_items(given, instrument, columns)
    read: dict[str, float | None] = {}
    misfits: list[Misfit] = []
    aside: list[Misfit] = []
    opposing = opposing_codings(instrument) if coding is None else ()
    by_code = by_label = False
    for block in instrument.responses:
        reader = CellReader(block, coding)
        concerned = any(c.name in opposing for c in block.codings)
        for item in block.items:
            if item not in found:
                continue
            reading = reader.read(given[found[item]])
            read[item] = reading.value
            if item in instrument.unscored_items:
                into = aside
            else:
                into = misfits
                by_code = by_code or (concerned and reading.by == "code")
                by_label = by_label or (concerned and reading.by == "label")
            if reading.fault is not None:
                value = _text(given[found[item]])
                into.append(Misfit(1, "", item, value, reading.rule or "", reading.fault, item))
    if opposing and (by_code or not by_label):
        raise CodingError(_which_coding(instrument))
    report = ResponseReport(
        instrument_id=instrument.id,
        n_rows=1,
        columns=found,
        coding=coding or instrument.coding_names[0],
        misfits=tuple(misfits),
        unscored_misfits=tuple(aside),
        blanks={item: int(value is None) for item, value in read.items()},
    )
    return read, report


def settle(report: ResponseReport, instrument: Instrument, on_invalid: OnInvalid) -> None:
    """Raise on misfits, or warn that they were set to missing where the caller asked for it.

    Raises
    ------
    ResponseError
        With every misfit in ``.cases``. Rows of one id cannot be set to missing and always raise.
    """
    if on_invalid not in ("raise", "missing"):
        raise ValueError(f"on_invalid is 'raise' or 'missing', got {on_invalid!r}")
    if report.ok:
        return
    duplicates = [m for m in report.misfits if m.rule == "duplicate_id"]
    if on_invalid == "raise" or duplicates:
        raise ResponseError(_message(report, instrument), report.cases)
    shown = _sentences(report.misfits)
    warnings.warn(
        f"{instrument.id}: {_count(len(report.misfits), 'answer')} set to missing. {shown}",
        ResponseWarning,
        stacklevel=3,
    )


def require_coding(instrument: Instrument, coding: str | None) -> None:
    """Raise :class:`CodingError` if the instrument knows no coding of this name."""
    if coding is None or coding in instrument.coding_names:
        return
    raise CodingError(
        f"{instrument.id}: there is no coding {coding!r}; known: {coding_in_words(instrument)}"
    )


def cases_frame(misfits: Sequence[Misfit], like: Frame | None) -> Any:
    """Return misfits as a frame of the kind of ``like``, or a list of dictionaries."""
    rows = [_as_row(misfit) for misfit in misfits]
    names = ("row", "id", "item", "value", "rule", "message")
    return _frames.new_frame(like, {name: [row[name] for row in rows] for name in names})


# --- helpers, in order of use ------------------------------------------------------------------


@dataclass
class _Column:
    values: npt.NDArray[Any]
    table: Mapping[float, float] | None
    faults: list[tuple[int, Any, Reading]]
    n_blank: int
    settled: bool


def _read_column(frame: Frame, column: str, reader: CellReader) -> _Column:
    array = _frames.numbers(frame, column)
    if array is not None and (reader.block.type != "multiple" or reader.counts):
        return _read_numbers(array, reader)
    return _read_cells(_frames.cells(frame, column), reader)


def _read_numbers(array: npt.NDArray[Any], reader: CellReader) -> _Column:
    """Check a numeric column without touching its values one by one."""
    blank = np.isnan(array) if array.dtype.kind == "f" else np.zeros(len(array), bool)
    codes = reader.numeric_codes
    bad = ~_allowed(array, codes, reader) & ~blank
    faults = [
        (int(row), array[row].item(), reader.read(array[row].item()))
        for row in np.flatnonzero(bad)
    ]
    if faults:
        array = np.where(bad, np.nan, array)
    table = dict(codes) if any(data != code for data, code in codes) else None
    return _Column(array, table, faults, int(blank.sum()), settled=False)


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


def _read_cells(values: list[Any], reader: CellReader) -> _Column:
    """Read text cells; equal cells are read once."""
    seen: dict[Any, Reading] = {}
    out = np.full(len(values), np.nan)
    faults: list[tuple[int, Any, Reading]] = []
    n_blank = 0
    for row, cell in enumerate(values):
        key = (type(cell), tuple(cell)) if isinstance(cell, list | tuple) else (type(cell), cell)
        try:
            reading = seen.get(key)
        except TypeError:
            key, reading = id(cell), None
        if reading is None:
            reading = seen[key] = reader.read(cell)
        if reading.value is not None:
            out[row] = reading.value
        elif reading.fault is not None:
            faults.append((row, cell, reading))
        else:
            n_blank += 1
    read_by = {reading.by for reading in seen.values() if reading.value is not None}
    return _Column(out, None, faults, n_blank, settled=read_by == {"label"})


def _row_names(frame: Frame, instrument: Instrument, id: str | Sequence[str] | None) -> Any:
    """Return a function row → shown id, and a misfit for every row whose id is not unique."""
    if id is None:
        return (lambda row: ""), ()
    wanted = [id] if isinstance(id, str) else list(id)
    for name in wanted:
        if name not in frame.names:
            known = ", ".join(frame.names[:12])
            raise ColumnError(f"{instrument.id}: there is no id column {name!r}; found {known}")
    parts = [[_text(clean(cell)) for cell in _frames.cells(frame, name)] for name in wanted]
    labels = [" ".join(part) for part in zip(*parts, strict=True)]
    rows_of: dict[str, list[int]] = {}
    for row, label in enumerate(labels):
        rows_of.setdefault(label, []).append(row)
    duplicates = tuple(
        Misfit(
            row + 1,
            label,
            "",
            label,
            "duplicate_id",
            f"id {label!r} stands in rows {', '.join(str(r + 1) for r in rows)}",
        )
        for label, rows in rows_of.items()
        if len(rows) > 1
        for row in rows
    )
    return labels.__getitem__, duplicates


def _person_items(
    given: Mapping[str, Any], instrument: Instrument, columns: Columns | None
) -> dict[str, str]:
    exact = {item: item for item in instrument.item_ids if item in given}
    if columns is None and all(item in exact for item in instrument.scored_items):
        return exact
    return find_columns(list(given), instrument, columns=columns)


def _by_row(misfits: Iterable[Misfit]) -> list[Misfit]:
    return sorted(misfits, key=lambda misfit: misfit.row)


def _as_row(misfit: Misfit) -> dict[str, Any]:
    return {
        "row": misfit.row,
        "id": misfit.id,
        "item": misfit.item,
        "value": misfit.value,
        "rule": misfit.rule,
        "message": misfit.message,
    }


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _which_coding(instrument: Instrument) -> str:
    return (
        f"{instrument.id}: say which coding the data use, because the same numbers mean opposite "
        f"things in {coding_in_words(instrument)}; pass coding="
        f"{' or '.join(repr(name) for name in instrument.coding_names)}"
    )


def _message(report: ResponseReport, instrument: Instrument) -> str:
    rows = len({misfit.row for misfit in report.misfits})
    verb = "does" if rows == 1 else "do"
    return (
        f"{instrument.id}: {rows} of {_count(report.n_rows, 'row')} {verb} not fit. "
        f"{_sentences(report.misfits)} {_advice(report, instrument)}"
    )


def _sentences(misfits: Sequence[Misfit]) -> str:
    shown = " ".join(f"{misfit.sentence()}." for misfit in misfits[:_SHOWN])
    more = len(misfits) - _SHOWN
    return f"{shown} … and {more} more." if more > 0 else shown


def _advice(report: ResponseReport, instrument: Instrument) -> str:
    fitting = _fitting_codings(report, instrument)
    if fitting:
        names = " or ".join(f"coding={name!r}" for name in fitting)
        return f"See error.cases; these answers fit {names}."
    if all(misfit.rule == "duplicate_id" for misfit in report.misfits):
        return "See error.cases; keep one row per id, or name more columns that tell rows apart."
    return 'See error.cases; recode, or pass on_invalid="missing".'


def _fitting_codings(report: ResponseReport, instrument: Instrument) -> list[str]:
    """Return the other codings that hold every value that did not fit."""
    misfits = [m for m in report.misfits if m.rule == "out_of_range"]
    if not misfits or len(misfits) != len(report.misfits):
        return []
    return [
        name
        for name in instrument.coding_names
        if name != report.coding
        and all(
            CellReader(instrument.block_of(m.item), name).read(m.value).fault is None
            for m in misfits
        )
    ]


def _count(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"
