"""Check that answers fit an instrument: find the columns, read the cells, list every misfit.

Nothing is repaired and nothing is guessed. What does not fit is told all at once: the row, the
person, the item, the value, and what would be allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy.typing as npt

from scales import _frames
from scales._cells import CellReader, Reading, clean
from scales._codings import coding_in_words, opposing_codings, readers_of
from scales._columns import Columns, find_columns
from scales._frames import Frame
from scales._item_columns import read_column
from scales._misfits import Misfit, ResponseReport
from scales.errors import CodingError, ColumnError
from scales.instrument import Instrument


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
        return read_person(data, instrument, coding=coding, columns=columns, wave=wave)[1]
    frame = _frames.open_frame(data)
    return read_answers(frame, instrument, columns=columns, coding=coding, wave=wave, id=id).report


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
    readers = readers_of(instrument, coding)
    read_by: set[str] = set()
    for item, column in found.items():
        reader = readers[item]
        read = read_column(frame, column, reader)
        items[item] = ItemColumn(item, read.values, read.table)
        blanks[item] = read.n_blank
        scored = item not in instrument.unscored_items
        into = misfits if scored else aside
        into += [
            _misfit(row, names(row), item, column, value, reading)
            for row, value, reading in read.faults
        ]
        if scored and _concerned(reader, opposing):
            read_by |= read.by
    if opposing and read_by != {"label"}:
        raise CodingError(_which_coding(instrument))
    report = ResponseReport(
        instrument_id=instrument.id,
        n_rows=len(frame),
        columns=found,
        coding=coding or instrument.coding_names[0],
        misfits=(*duplicates, *_by_row(misfits)),
        unscored_misfits=tuple(_by_row(aside)),
        blanks=blanks,
        fitting_codings=_fitting(
            instrument, coding, found, misfits, lambda *of: bool(read_column(frame, *of).faults)
        ),
        _like=frame,
    )
    return Answers(instrument, len(frame), items, report)


def read_person(
    answers: Mapping[Any, Any],
    instrument: Instrument,
    *,
    coding: str | None = None,
    columns: Columns | None = None,
    wave: str | None = None,
) -> tuple[dict[str, float | None], ResponseReport]:
    """Read the answers of one person given as a mapping of item (or column) to answer."""
    require_coding(instrument, coding)
    given = {str(item): answer for item, answer in answers.items()}
    found = _person_items(given, instrument, columns, wave)
    read: dict[str, float | None] = {}
    misfits: list[Misfit] = []
    aside: list[Misfit] = []
    opposing = opposing_codings(instrument) if coding is None else ()
    unscored = instrument.unscored_items
    read_by: set[str] = set()
    for item, reader in readers_of(instrument, coding).items():
        if item not in found:
            continue
        cell = given[found[item]]
        reading = reader.read(cell)
        read[item] = reading.value
        scored = item not in unscored
        if reading.fault is not None:
            misfit = _misfit(0, "", item, found[item], cell, reading)
            (misfits if scored else aside).append(misfit)
        elif scored and reading.value is not None and _concerned(reader, opposing):
            read_by.add(reading.by)
    if opposing and read_by != {"label"}:
        raise CodingError(_which_coding(instrument))
    report = ResponseReport(
        instrument_id=instrument.id,
        n_rows=1,
        columns=found,
        coding=coding or instrument.coding_names[0],
        misfits=tuple(misfits),
        unscored_misfits=tuple(aside),
        blanks={item: int(value is None) for item, value in read.items()},
        fitting_codings=_fitting(
            instrument,
            coding,
            found,
            misfits,
            lambda column, reader: reader.read(given[column]).fault is not None,
        ),
    )
    return read, report


def require_coding(instrument: Instrument, coding: str | None) -> None:
    """Raise :class:`CodingError` if the instrument knows no coding of this name."""
    if coding is None or coding in instrument.coding_names:
        return
    raise CodingError(
        f"{instrument.id}: there is no coding {coding!r}; known: {coding_in_words(instrument)}"
    )


# --- helpers, in order of use ------------------------------------------------------------------


def _row_names(frame: Frame, instrument: Instrument, id: str | Sequence[str] | None) -> Any:
    """Return a function row → shown id, and a misfit for every row whose id is not unique."""
    if id is None:
        return (lambda _: ""), ()
    wanted = [str(name) for name in (id if isinstance(id, list | tuple) else [id])]
    for name in wanted:
        if name not in frame.names:
            known = ", ".join(frame.names[:12])
            raise ColumnError(f"{instrument.id}: there is no id column {name!r}; found {known}")
    parts = [[_id_text(cell) for cell in _frames.cells(frame, name)] for name in wanted]
    keys = list(zip(*parts, strict=True))
    labels = [" ".join(key).strip() for key in keys]
    rows_of: dict[tuple[str, ...], list[int]] = {}
    for row, key in enumerate(keys):
        rows_of.setdefault(key, []).append(row)
    nameless = tuple(
        Misfit(row + 1, "", "", "", "missing_id", "no id is given")
        for row in rows_of.pop(("",) * len(wanted), [])
    )
    duplicates = tuple(
        Misfit(
            row + 1,
            labels[row],
            "",
            labels[row],
            "duplicate_id",
            f"id {labels[row]!r} stands in rows {', '.join(str(r + 1) for r in rows)}",
        )
        for rows in rows_of.values()
        if len(rows) > 1
        for row in rows
    )
    return labels.__getitem__, (*nameless, *duplicates)


def _id_text(cell: Any) -> str:
    """Return an id as it is written: 007 stays 007."""
    if isinstance(cell, str):
        return cell.strip()
    value = clean(cell)
    return "" if value is None else _text(value)


def _person_items(
    given: Mapping[str, Any], instrument: Instrument, columns: Columns | None, wave: str | None
) -> dict[str, str]:
    exact = {item: item for item in instrument.item_ids if item in given}
    if columns is None and wave is None and all(item in exact for item in instrument.scored_items):
        return exact
    return find_columns(list(given), instrument, columns=columns, wave=wave)


def _misfit(row: int, id: str, item: str, column: str, value: Any, reading: Reading) -> Misfit:
    """Return the misfit of a cell; ``row`` counts from 0."""
    rule, message = reading.rule or "", reading.fault or ""
    return Misfit(row + 1, id, item, _text(value), rule, message, column)


def _fitting(
    instrument: Instrument,
    coding: str | None,
    found: Mapping[str, str],
    misfits: Sequence[Misfit],
    misfits_in: Callable[[str, CellReader], bool],
) -> tuple[str, ...]:
    """Return the other codings under which all scored answers would fit, where some do not.

    ``misfits_in(column, reader)`` says whether a column holds answers that the reader refuses.
    """
    if not misfits or any(misfit.rule != "out_of_range" for misfit in misfits):
        return ()
    used = coding or instrument.coding_names[0]
    scored = {item: found[item] for item in instrument.scored_items}
    return tuple(
        name
        for name in instrument.coding_names
        if name != used
        and not any(
            misfits_in(column, readers_of(instrument, name)[item])
            for item, column in scored.items()
        )
    )


def _concerned(reader: CellReader, opposing: Sequence[str]) -> bool:
    """Say whether the numbers of an item could belong to an opposing coding."""
    return any(coding.name in opposing for coding in reader.block.codings)


def _by_row(misfits: Iterable[Misfit]) -> list[Misfit]:
    return sorted(misfits, key=lambda misfit: misfit.row)


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
