"""Answers that do not fit: as values, as a frame, and as one message that lists them all."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from scales import _frames
from scales._frames import Frame
from scales.errors import ResponseError, ResponseWarning
from scales.instrument import Instrument

OnInvalid = Literal["raise", "missing"]

_SHOWN = 10
"""How many misfits an error message spells out; ``cases`` always holds all of them."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """One answer that does not fit.

    ``row`` counts data rows from 1. ``rule`` is a stable name: out_of_range, fraction,
    unknown_label, label_conflict, shared_label, unknown_option, none_with_others, boolean,
    duplicate_id, missing_id.
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
    """What fits and what does not.

    Attributes
    ----------
    instrument_id : str
        Which form was checked.
    n_rows : int
        Number of rows (persons).
    columns : mapping
        Item → column of the data.
    coding : str
        The raw coding under which the answers were read.
    misfits, unscored_misfits : tuple of Misfit
        Answers that do not fit: those that touch a score, and those that do not.
    blanks : mapping
        Item → number of blank answers.
    fitting_codings : tuple of str
        Other codings of the form under which every answer would fit.
    """

    instrument_id: str
    n_rows: int
    columns: Mapping[str, str]
    coding: str
    misfits: tuple[Misfit, ...]
    unscored_misfits: tuple[Misfit, ...]
    blanks: Mapping[str, int]
    fitting_codings: tuple[str, ...] = ()
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
        """Return the report as plain data for JSON.

        Returns
        -------
        dict
            instrument, n_rows, ok, coding, columns, blanks, fitting_codings, misfits and
            unscored_misfits.
        """
        return {
            "instrument": self.instrument_id,
            "n_rows": self.n_rows,
            "ok": self.ok,
            "coding": self.coding,
            "columns": dict(self.columns),
            "blanks": dict(self.blanks),
            "fitting_codings": list(self.fitting_codings),
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
    about_rows = any(not misfit.item for misfit in report.misfits)
    if on_invalid == "raise" or about_rows:
        raise ResponseError(_message(report, instrument), report.cases)
    shown = _sentences(report.misfits)
    warnings.warn(
        f"{instrument.id}: {_count(len(report.misfits), 'answer')} set to missing. {shown}",
        ResponseWarning,
        stacklevel=3,
    )


def cases_frame(misfits: Sequence[Misfit], like: Frame | None) -> Any:
    """Return misfits as a frame of the kind of ``like``, or a list of dictionaries."""
    rows = [_as_row(misfit) for misfit in misfits]
    names = ("row", "id", "item", "value", "rule", "message")
    return _frames.new_frame(like, {name: [row[name] for row in rows] for name in names})


def _as_row(misfit: Misfit) -> dict[str, Any]:
    return {
        "row": misfit.row,
        "id": misfit.id,
        "item": misfit.item,
        "value": misfit.value,
        "rule": misfit.rule,
        "message": misfit.message,
    }


def _message(report: ResponseReport, instrument: Instrument) -> str:
    rows = len({misfit.row for misfit in report.misfits})
    verb = "does" if rows == 1 else "do"
    return (
        f"{instrument.id}: {rows} of {_count(report.n_rows, 'row')} {verb} not fit. "
        f"{_sentences(report.misfits)} {_advice(report)}"
    )


def _sentences(misfits: Sequence[Misfit]) -> str:
    shown = " ".join(f"{misfit.sentence()}." for misfit in misfits[:_SHOWN])
    more = len(misfits) - _SHOWN
    return f"{shown} … and {more} more." if more > 0 else shown


def _advice(report: ResponseReport) -> str:
    if report.fitting_codings and all(misfit.item for misfit in report.misfits):
        names = " or ".join(f"coding={name!r}" for name in report.fitting_codings)
        return f"See error.cases; these answers fit {names}."
    if all(not misfit.item for misfit in report.misfits):
        return "See error.cases; keep one row per id, or name more columns that tell rows apart."
    return 'See error.cases; recode, or pass on_invalid="missing".'


def _count(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"
