"""Hypothesis strategies for answers, and for small instruments with every kind of scale.

The instruments are built from the nouns alone, so that the key can be any legal nonsense: the
loader would ask for worked examples.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

import scales
from scales.instrument import (
    CaseMissing,
    Check,
    Coding,
    Cut,
    FrozenDict,
    Instrument,
    Item,
    Missing,
    Recode,
    Reference,
    Responses,
    Scale,
    Skip,
    Step,
    TextRights,
)

Person = dict[str, float | None]


# --- answers to a given instrument -------------------------------------------------------------


def data_codes(instrument: Instrument, item: str, coding: str) -> list[int]:
    """Return the numbers that data may hold for an item in a coding."""
    block = instrument.block_of(item)
    chosen = next((c for c in block.codings if c.name == coding), None)
    if block.type == "multiple":
        low, high = block.bounds
        return list(range(int(low), int(high) + 1))
    return sorted(int(c) for c in (chosen.map if chosen is not None else block.codes))


def numeric_coding(instrument: Instrument) -> str:
    """Return a coding in which every cell is a number: the primary one, or counts of ticks."""
    for block in instrument.responses:
        for coding in block.codings:
            if coding.ticked_count:
                return coding.name
    return instrument.coding_names[0]


@st.composite
def people(
    draw: st.DrawFn,
    instrument: Instrument,
    *,
    blanks: bool = True,
    max_size: int = 4,
) -> list[Person]:
    """Draw answers of a few people: code of every item, or None."""
    coding = numeric_coding(instrument)
    n = draw(st.integers(1, max_size))
    out: list[Person] = []
    for _ in range(n):
        share = draw(st.sampled_from((0, 0, 1, 5, 10))) if blanks else 0
        person: Person = {}
        for item in instrument.item_ids:
            code = draw(st.sampled_from(data_codes(instrument, item, coding)))
            person[item] = None if draw(st.integers(1, 10)) <= share else code
        out.append(person)
    return out


def as_columns(rows: list[Person], pattern: str = "{}") -> dict[str, list[float | None]]:
    """Turn people into columns named by a pattern."""
    return {pattern.format(item): [row[item] for row in rows] for item in rows[0]}


# --- small instruments -------------------------------------------------------------------------

NUMBERS = st.sampled_from((0.1, 0.3, 1.0, 2.0, 1 / 3, math.pi, math.e, -1.0, -0.7, 7.25))


@scales.algorithm("tests.spread")
def spread(answers: Mapping[str, float | None]) -> float | None:
    """Highest minus lowest answer; None for fewer than two answers."""
    given = [value for value in answers.values() if value is not None]
    return max(given) - min(given) if len(given) > 1 else None


@st.composite
def small_instruments(draw: st.DrawFn) -> Instrument:
    """Draw an instrument of one to six items with up to three scales and two composites."""
    items = [str(i + 1) for i in range(draw(st.integers(1, 6)))]
    blocks = _blocks(draw, items)
    codes = {item: block.codes for block in blocks for item in block.items}
    parts: dict[str, Scale] = {}
    for i in range(draw(st.integers(1, 3))):
        parts[f"s{i}"] = _item_scale(draw, f"s{i}", items, codes)
    if draw(st.booleans()):
        chosen = _some(draw, items)
        parts["f"] = Scale(name="f", items=chosen, algorithm="tests.spread", higher_is="worse")
    for i in range(draw(st.integers(0, 2))):
        parts[f"c{i}"] = _composite(draw, f"c{i}", list(parts))
    return Instrument(
        format="scales/1",
        id="small",
        version="1",
        title=FrozenDict({"en": "Small"}),
        text=TextRights(status="unknown", shipped=False),
        references=FrozenDict({"r": Reference(cite="Author (2020). Title.")}),
        items=tuple(Item(id=item) for item in items),
        responses=tuple(blocks),
        recode=_recodes(draw, items, codes) if draw(st.booleans()) else (),
        reverse=_some(draw, items) if draw(st.booleans()) else (),
        case_missing=_case_rule(draw, items),
        skips=_skips(draw, items, codes),
        scales=FrozenDict(parts),
        checks=(Check(name="none", expect=FrozenDict({}), answers=FrozenDict({})),),
    )


@st.composite
def rows_of(draw: st.DrawFn, instrument: Instrument) -> list[Person]:
    """Draw 0 to 20 people: more than one block of seven rows."""
    cells = {
        item: st.none() | st.sampled_from([float(c) for c in instrument.block_of(item).codes])
        for item in instrument.item_ids
    }
    return draw(st.lists(st.fixed_dictionaries(cells), max_size=20))


def _some(draw: st.DrawFn, of: list[str]) -> tuple[str, ...]:
    return tuple(sorted(draw(st.sets(st.sampled_from(of), min_size=1)), key=of.index))


def _blocks(draw: st.DrawFn, items: list[str]) -> list[Responses]:
    cut = draw(st.integers(1, len(items)))
    blocks = []
    for part in (items[:cut], items[cut:]):
        if part:
            low = draw(st.integers(-2, 2))
            high = low + draw(st.integers(1, 4))
            codes = list(range(low, high + 1))
            shift = Coding(name="shifted", map=FrozenDict({c + 3: c for c in codes}))
            blocks.append(
                Responses(
                    items=tuple(part),
                    min=low,
                    max=high,
                    if_blank=draw(st.none() | st.none() | st.sampled_from(codes)),
                    codings=(shift,),
                )
            )
    return blocks


def _recodes(draw: st.DrawFn, items: list[str], codes: Mapping[str, Any]) -> tuple[Recode, ...]:
    first = draw(st.sampled_from(items))
    same = tuple(item for item in items if codes[item] == codes[first])
    table = {code: draw(NUMBERS) for code in codes[first]}
    return (Recode(items=same, map=FrozenDict(table)),)


def _missing(draw: st.DrawFn, then: str) -> Missing | None:
    if not draw(st.booleans()):
        return None
    return Missing(max_missing=draw(st.integers(0, 3)), then=then, source="our own convention")


def _combined(draw: st.DrawFn, parts: tuple[str, ...]) -> dict[str, Any]:
    """Draw how values combine: weights never meet a count, proration only sums and means."""
    method = draw(st.sampled_from(("sum", "sum", "mean", "min", "max", "count")))
    weights = {part: draw(NUMBERS) for part in parts if draw(st.booleans())}
    then = draw(st.sampled_from(("prorate", "partial"))) if method == "sum" else "partial"
    if method == "mean":
        then = "prorate"
    if method == "count":
        weights = {}
    return {
        "method": method,
        "weights": FrozenDict(weights),
        "count_values": tuple(draw(st.lists(NUMBERS, min_size=1))) if method == "count" else (),
        "missing": _missing(draw, then),
        "transform": tuple(_step(draw) for _ in range(draw(st.integers(0, 3)))),
        "higher_is": "worse",
    }


def _item_scale(draw: st.DrawFn, name: str, items: list[str], codes: Mapping[str, Any]) -> Scale:
    chosen = _some(draw, items)
    return Scale(
        name=name,
        items=chosen,
        reverse=_some(draw, items) if draw(st.booleans()) else None,
        recode=_recodes(draw, items, codes) if draw(st.booleans()) else None,
        **_combined(draw, chosen),
    )


def _composite(draw: st.DrawFn, name: str, of: list[str]) -> Scale:
    chosen = _some(draw, of)
    return Scale(name=name, of=chosen, **_combined(draw, chosen))


def _step(draw: st.DrawFn) -> Step:
    kind = draw(st.sampled_from(("multiply", "add", "rescale", "round", "cut", "lookup")))
    if kind in ("multiply", "add"):
        return Step(kind=kind, number=draw(NUMBERS))
    if kind == "rescale":
        return Step(kind=kind, source=(draw(st.integers(-3, 3)), 4), target=(0, draw(NUMBERS)))
    if kind == "round":
        mode = draw(st.sampled_from(("floor", "ceil", "half_up", "half_even")))
        return Step(kind=kind, mode=mode, digits=draw(st.integers(0, 2)))
    if kind == "cut":
        bounds = sorted(draw(st.sets(st.integers(-3, 12), min_size=1, max_size=4)))
        cuts = [Cut(at=b, strict=draw(st.booleans()), value=draw(NUMBERS)) for b in bounds]
        return Step(kind=kind, cuts=tuple(cuts))
    table = {raw: draw(NUMBERS) for raw in draw(st.sets(st.integers(-2, 12), min_size=3))}
    return Step(kind=kind, table=FrozenDict(table))


def _case_rule(draw: st.DrawFn, items: list[str]) -> CaseMissing | None:
    if draw(st.integers(0, 3)):
        return None
    chosen = _some(draw, items)
    return CaseMissing(items=chosen, max_missing=draw(st.integers(0, 2)), source="our own rule")


def _skips(draw: st.DrawFn, items: list[str], codes: Mapping[str, Any]) -> tuple[Skip, ...]:
    skips = []
    for _ in range(draw(st.integers(0, 2))):
        gate = draw(st.sampled_from(items))
        values = tuple(draw(st.sets(st.sampled_from(codes[gate]), min_size=1)))
        target = draw(st.sampled_from(items))
        skips.append(
            Skip(
                when=FrozenDict({gate: values}),
                items=(target,),
                value=draw(st.sampled_from(codes[target])),
            )
        )
    return tuple(skips)
