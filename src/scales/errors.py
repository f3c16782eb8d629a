"""Every error that this library raises on purpose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


class ScalesError(Exception):
    """Base of all errors of this library."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a definition file: where, what, and what to do."""

    file: str
    line: int | None
    path: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line is not None else self.file
        return f"{place}: {self.path}: {self.message}" if self.path else f"{place}: {self.message}"


class DefinitionError(ScalesError, ValueError):
    """A definition contradicts itself.

    Attributes
    ----------
    faults : tuple of Fault
        Every fault: file, line, path and message.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.faults,)


class ResponseError(ScalesError, ValueError):
    """The answers do not fit the instrument.

    Attributes
    ----------
    cases : data frame, or list of dict
        One row per misfit: row (1 = first data row), id, item, value, rule, message. A frame of
        the kind that came in; a list of dictionaries where no frame came in.
    """

    def __init__(self, message: str, cases: Any = None) -> None:
        super().__init__(message)
        self.cases = [] if cases is None else cases


class ColumnError(ResponseError):
    """The item columns could not be found beyond doubt; the message shows what was found."""


class CodingError(ResponseError):
    """Several codings of this form circulate and the data do not say which one they use."""


class UnknownInstrumentError(ScalesError, LookupError):
    """No instrument of this id is shipped; the message suggests near ids."""


class AlgorithmError(ScalesError, LookupError):
    """A definition names a function that nobody registered."""


class ResponseWarning(UserWarning):
    """Answers that did not fit were set to missing because the caller asked for it."""
