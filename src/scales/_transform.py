"""Transform steps of one score, in plain Python, and what it means to reach a bound.

:mod:`scales._kernel` holds the same steps for whole columns; a test compares the two.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping

from scales.instrument import Band, Cut, Step

TOLERANCE = 1e-9
"""Slack, in score units, when a computed value meets a bound: 0.1 + 0.2 reaches 0.3."""


def transform(steps: Iterable[Step], value: float) -> float | None:
    """Run the transform steps in their order; None where a step has no answer."""
    result: float | None = value
    for step in steps:
        if result is None:
            return None
        result = _STEPS[step.kind](step, result)
    return result


def _multiply(step: Step, x: float) -> float:
    return x * float(step.number or 0)


def _add(step: Step, x: float) -> float:
    return x + float(step.number or 0)


def _rescale(step: Step, x: float) -> float:
    (a, b), (c, d) = step.source or (0, 1), step.target or (0, 1)
    return c + (x - a) * (d - c) / (b - a)


def _round(step: Step, x: float) -> float:
    if not math.isfinite(x):
        return x
    unit = 10.0**step.digits
    y = x * unit
    if step.mode == "ceil":
        return math.ceil(y - TOLERANCE) / unit
    if step.mode == "half_up":
        return math.floor(y + 0.5 + TOLERANCE) / unit
    below = math.floor(y + TOLERANCE)
    if step.mode == "half_even":
        rest = y - below
        tie = abs(rest - 0.5) <= TOLERANCE
        up = below % 2 == 1 if tie else rest > 0.5
        return (below + up) / unit
    return below / unit


def _cut(step: Step, x: float) -> float | None:
    reached = [cut for cut in step.cuts if reaches(x, cut)]
    return float(reached[-1].value) if reached else None


def _lookup(step: Step, x: float) -> float | None:
    for raw, value in step.table.items():
        if abs(raw - x) <= TOLERANCE:
            return float(value)
    return None


_STEPS: Mapping[str, Callable[[Step, float], float | None]] = {
    "multiply": _multiply,
    "add": _add,
    "rescale": _rescale,
    "round": _round,
    "cut": _cut,
    "lookup": _lookup,
}


def reaches(x: float, bound: Band | Cut) -> bool:
    """Say whether a value reaches a lower bound (``at``, or strictly above it)."""
    return bool(x > bound.at + TOLERANCE if bound.strict else x >= bound.at - TOLERANCE)
