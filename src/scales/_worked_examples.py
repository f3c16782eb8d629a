"""The worked examples of a definition: they must come out, and must notice any flipped item."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from scales._codings import readers_of
from scales._terms import ScalePlan, Term
from scales._transform import reaches
from scales.instrument import Check, Instrument
from scales.plan import Plan, Score, case_is_void, evaluate, evaluate_scale, prepare

Path = tuple[str, ...]
Found = tuple[Path, str]

SLACK = 1e-6
"""Expected scores are compared within this many score points."""


def reference_faults(instrument: Instrument) -> Iterator[Found]:
    for i, check in enumerate(instrument.checks):
        path = ("checks", str(i))
        for item in check.answers:
            if item not in instrument.item_ids:
                yield (*path, "answers"), f"there is no item {item}"
        if check.coding is not None and check.coding not in instrument.coding_names:
            known = ", ".join(instrument.coding_names)
            yield (*path, "coding"), f"there is no coding '{check.coding}'; known: {known}"
        if not check.expect:
            yield (*path, "expect"), "nothing is expected"
        for target in check.expect:
            yield from _target(instrument, target, (*path, "expect", target))


def _target(instrument: Instrument, target: str, path: Path) -> Iterator[Found]:
    name, _, bands = target.partition("@")
    if name not in instrument.scales:
        yield path, f"there is no scale '{name}'"
    elif bands and bands not in instrument.scales[name].bands:
        yield path, f"scale '{name}' has no band set '{bands}'"


def prepared_answers(instrument: Instrument, check: Check) -> dict[str, float | None]:
    """Read the answers of a worked example as data are read; raise ValueError on a misfit."""
    read: dict[str, float | None] = {}
    for item, reader in readers_of(instrument, check.coding).items():
        reading = reader.read(check.answers.get(item, check.rest))
        if reading.fault is not None and item not in instrument.unscored_items:
            raise ValueError(f"item {item}: {reading.fault}")
        read[item] = reading.value
    return prepare(instrument, read)


def score_faults(plan: Plan) -> Iterator[Found]:
    for i, check in enumerate(plan.instrument.checks):
        path = ("checks", str(i))
        try:
            scores = evaluate(plan, prepared_answers(plan.instrument, check))
        except ValueError as error:
            yield (*path, "answers"), str(error)
            continue
        for target, expected in check.expect.items():
            got = outcome(plan.instrument, target, scores)
            if not _agrees(got, expected):
                yield (
                    (*path, "expect", target),
                    f"'{check.name}' expects {_shown(expected)}, but the key gives {_shown(got)}",
                )


def outcome(instrument: Instrument, target: str, scores: Mapping[str, Score]) -> Any:
    """Return the score or the labels of the band that a check's target asks for."""
    name, _, set_name = target.partition("@")
    value = scores[name].value
    if not set_name or value is None:
        return value
    bands = instrument.scales[name].bands[set_name]
    reached = [band for band in bands.cuts if reaches(value, band)]
    return dict(reached[-1].label) if reached else None


def _agrees(got: Any, expected: Any) -> bool:
    if isinstance(got, dict):
        return expected in got.values()
    if got is None or expected is None:
        return got is None and expected is None
    return isinstance(expected, int | float) and abs(got - expected) <= SLACK


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return " / ".join(repr(label) for label in value.values())
    if isinstance(value, float | int):
        return f"{value:.10g}"
    return "no score" if value is None else repr(value)


# --- the flipped item --------------------------------------------------------------------------


_SIGNED = ("sum", "mean")
"""Composites in which a component could stand with the wrong sign."""


def unnoticed_flips(plan: Plan, *, leave_out: Collection[str] = ()) -> list[Found]:
    """Return the items (and component scales) that could be turned round without being noticed.

    ``leave_out`` names scales whose examples are wrong already: nothing can be said of them.
    """
    cases = list(_readable(plan.instrument))
    baselines = [evaluate(plan, answers) for _, answers in cases]
    faults: list[Found] = []
    for scale in plan.scales:
        unsigned = scale.composite and scale.method not in _SIGNED
        if scale.algorithm is not None or unsigned or scale.name in leave_out:
            continue
        silent = [
            term.name
            for term in scale.terms
            if _can_flip(term) and not _noticed(plan, scale, term, cases, baselines)
        ]
        if silent:
            what = "the sign of scale" if scale.composite else "item"
            one = len(silent) == 1
            which = f"{what} {silent[0]}" if one else f"any one of {', '.join(silent)}"
            message = f"flipping {which} in '{scale.name}' changes no expected score; "
            faults.append((("checks",), message + "add a check that would notice"))
    return faults


def _readable(instrument: Instrument) -> Iterator[tuple[Check, dict[str, float | None]]]:
    for check in instrument.checks:
        with contextlib.suppress(ValueError):  # its answers are a fault of their own
            yield check, prepared_answers(instrument, check)


def _can_flip(term: Term) -> bool:
    return math.isfinite(term.low) and math.isfinite(term.high) and term.low < term.high


def _noticed(
    plan: Plan,
    scale: ScalePlan,
    term: Term,
    cases: Iterable[tuple[Check, Mapping[str, float | None]]],
    baselines: Iterable[Mapping[str, Score]],
) -> bool:
    wrong = replace(term, weight=-term.weight) if scale.composite else term.flipped()
    terms = tuple(wrong if t is term else t for t in scale.terms)
    mutant = replace(scale, terms=terms)
    for (check, answers), baseline in zip(cases, baselines, strict=True):
        value = baseline[term.name].value if scale.composite else answers.get(term.name)
        if value is None or case_is_void(plan.instrument, answers):
            continue
        scores = dict(baseline)
        scores[scale.name] = evaluate_scale(mutant, answers, baseline)
        for later in plan.scales:
            if later.composite and later is not scale:
                scores[later.name] = evaluate_scale(later, answers, scores)
        for target, expected in check.expect.items():
            right = _agrees(outcome(plan.instrument, target, baseline), expected)
            if right and not _agrees(outcome(plan.instrument, target, scores), expected):
                return True
    return False
