"""The raw codings of a form: which of them data could be mistaken for, and what a code means."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from scales._cells import CellReader, same_code
from scales.instrument import Instrument

_MOST_KEPT = 256
_kept: dict[tuple[int, str | None], tuple[Instrument, dict[str, CellReader]]] = {}


def readers_of(instrument: Instrument, coding: str | None) -> dict[str, CellReader]:
    """Return item → reader of its cells under a coding, in the order of the form."""
    place = (id(instrument), coding)
    kept = _kept.get(place)
    if kept is None or kept[0] is not instrument:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        by_block = [(set(block.items), CellReader(block, coding)) for block in instrument.responses]
        readers = {
            item: next(reader for items, reader in by_block if item in items)
            for item in instrument.item_ids
        }
        kept = _kept[place] = (instrument, readers)
    return kept[1]


def opposing_codings(instrument: Instrument) -> tuple[str, ...]:
    """Return the codings that data of the primary coding could be mistaken for.

    A coding opposes when it does not keep the order of the answers and shares codes with the
    primary coding: then numbers alone cannot say which of the two they use. A coding that only
    shifts (0–3 for 1–4) does not: the primary one is the default.
    """
    names: dict[str, None] = {}
    for block in instrument.responses:
        own = {same_code(code) for code in block.codes}
        for coding in block.codings:
            if coding.ticked_count or not own & {same_code(code) for code in coding.map}:
                continue
            values = [coding.map[code] for code in sorted(coding.map, key=float)]
            if any(a >= b for a, b in pairwise(values)):
                names.setdefault(coding.name)
    return tuple(names)


def coding_in_words(instrument: Instrument, language: str = "en") -> str:
    """Say for every coding what its lowest code means: 'always_last (1 = not at all true)'."""
    return "; ".join(
        f"{name} ({meaning})" if (meaning := coding_meaning(instrument, name, language)) else name
        for name in instrument.coding_names
    )


def coding_meaning(instrument: Instrument, name: str, language: str = "en") -> str:
    """Say what ``1`` (or the lowest code) means in a coding."""
    block = next((b for b in instrument.responses if b.codings), instrument.responses[0])
    block = next((b for b in instrument.responses if any(c.name == name for c in b.codings)), block)
    coding = next((c for c in block.codings if c.name == name), None)
    if coding is not None and coding.ticked_count:
        return "the number of ticked options"
    if block.type == "multiple":
        return "the ticked options"
    table: dict[Any, Any] = (
        {code: code for code in block.codes if not isinstance(code, str)}
        if coding is None
        else dict(coding.map)
    )
    if not table:
        return ""
    first = 1 if 1 in table else min(table, key=float)
    labels = {
        option.code: option.labels.get(language) or next(iter(option.labels.values()), ())
        for option in block.options
    }
    words = labels.get(table[first], ())
    return f"{first:g} = {words[0]}" if words else f"{first:g} = code {table[first]:g}"
