"""The instruments that this library ships: one checked definition file each."""

from __future__ import annotations

import difflib
from functools import cache
from importlib.resources import files

from scales.errors import UnknownInstrumentError
from scales.instrument import Instrument


def list_instruments() -> list[str]:
    """Return the ids of all shipped instruments, sorted.

    Returns
    -------
    list of str
        Ids, for example ``"cls"``.

    Examples
    --------
    >>> import scales
    >>> "cls" in scales.list_instruments()
    True
    """
    folder = files(__name__)
    return sorted(
        entry.name.removesuffix(".yaml")
        for entry in folder.iterdir()
        if entry.name.endswith(".yaml")
    )


@cache
def load_instrument(instrument_id: str) -> Instrument:
    """Load a shipped instrument by its id.

    Parameters
    ----------
    instrument_id : str
        For example ``"cls"``; :func:`list_instruments` lists them.

    Returns
    -------
    Instrument
        The checked, frozen value. Loading the same id again returns the same object.

    Raises
    ------
    UnknownInstrumentError
        If there is no such instrument; near ids are suggested.

    Examples
    --------
    >>> import scales
    >>> scales.load_instrument("cls").reverse
    ('1', '4', '8', '10', '16', '22')
    """
    known = list_instruments()
    if instrument_id not in known:
        raise UnknownInstrumentError(_unknown(instrument_id, known))
    from scales.definitions import parse_yaml

    name = f"{instrument_id}.yaml"
    text = (files(__name__) / name).read_text(encoding="utf-8")
    return parse_yaml(text, name=name, shipped=True)


def _unknown(instrument_id: str, known: list[str]) -> str:
    near = difflib.get_close_matches(instrument_id.lower(), known, n=3, cutoff=0.6)
    hint = f"did you mean {' or '.join(repr(name) for name in near)}? " if near else ""
    return (
        f"no instrument {instrument_id!r} is shipped; {hint}"
        "scales.list_instruments() lists them; "
        "your own definition is read with scales.Instrument.from_file(path)"
    )
