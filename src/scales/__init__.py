"""Score psychometric instruments and say what changed.

The public names are loaded when they are first used (PEP 562), so that ``import scales`` costs
next to nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False  # not from typing: importing that would cost more than everything else here
if TYPE_CHECKING:
    from typing import Any

    from scales._misfits import ResponseReport
    from scales.algorithms import algorithm
    from scales.errors import (
        AlgorithmError,
        CodingError,
        ColumnError,
        DefinitionError,
        ResponseError,
        ResponseWarning,
        ScalesError,
        UnknownInstrumentError,
    )
    from scales.instrument import Instrument
    from scales.instruments import list_instruments, load_instrument
    from scales.responses import check_responses
    from scales.scoring import provenance, score

_HOME = {
    "AlgorithmError": "errors",
    "CodingError": "errors",
    "ColumnError": "errors",
    "DefinitionError": "errors",
    "Instrument": "instrument",
    "ResponseError": "errors",
    "ResponseReport": "_misfits",
    "ResponseWarning": "errors",
    "ScalesError": "errors",
    "UnknownInstrumentError": "errors",
    "algorithm": "algorithms",
    "check_responses": "responses",
    "list_instruments": "instruments",
    "load_instrument": "instruments",
    "provenance": "scoring",
    "score": "scoring",
}

__all__ = [
    "AlgorithmError",
    "CodingError",
    "ColumnError",
    "DefinitionError",
    "Instrument",
    "ResponseError",
    "ResponseReport",
    "ResponseWarning",
    "ScalesError",
    "UnknownInstrumentError",
    "algorithm",
    "check_responses",
    "list_instruments",
    "load_instrument",
    "provenance",
    "score",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("psychscales")
    if name not in _HOME:
        raise AttributeError(f"module 'scales' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"scales.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__, "__version__"])
