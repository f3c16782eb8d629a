"""The lowest and highest score that a key can give, recomputed from the key itself."""

from __future__ import annotations

import math
from collections.abc import Callable

from scales._terms import ScalePlan
from scales._transform import TOLERANCE, reaches, transform
from scales.instrument import Cut, Scale, Step


class NoRangeError(ValueError):
    """A transform step covers none of the values that reach it."""


def attainable(plan: ScalePlan, scale: Scale) -> tuple[float, float]:
    """Return the lowest and highest score that the key can give."""
    if plan.algorithm is not None:
        low, high = scale.range if scale.range is not None else (-math.inf, math.inf)
        return float(low), float(high)
    low, high = combined_range(plan)
    for step in plan.steps:
        low, high = _step_range(step, low, high)
    return low, high


def combined_range(plan: ScalePlan) -> tuple[float, float]:
    """Return the lowest and highest raw score, before the transform steps."""
    spans = [sorted((t.weight * t.low, t.weight * t.high)) for t in plan.terms]
    lows, highs = [span[0] for span in spans], [span[1] for span in spans]
    if plan.method == "count":
        return 0.0, float(plan.k)
    droppable = min(plan.allowed_missing, plan.k - 1)
    if plan.method == "min":
        return min(lows), sorted(highs)[droppable]
    if plan.method == "max":
        return sorted(lows)[-1 - droppable], max(highs)
    if plan.method == "mean":
        if plan.allowed_missing == 0:
            return sum(lows) / plan.k, sum(highs) / plan.k
        return _extreme_mean(lows, plan, min), _extreme_mean(highs, plan, max)
    if plan.then == "prorate" and plan.allowed_missing:
        return plan.k * _extreme_mean(lows, plan, min), plan.k * _extreme_mean(highs, plan, max)
    if plan.then == "partial" and plan.allowed_missing:
        kept = plan.k - droppable
        low = sum(sorted(lows)[:kept]) + sum(x for x in sorted(lows)[kept:] if x < 0)
        high = sum(sorted(highs)[-kept:]) + sum(x for x in sorted(highs)[:-kept] if x > 0)
        return low, high
    return sum(lows), sum(highs)


def _extreme_mean(ends: list[float], plan: ScalePlan, which: Callable[..., float]) -> float:
    """Return the most extreme mean over every allowed number of answered items."""
    ordered = sorted(ends, reverse=which is max)
    fewest = max(1, plan.k - plan.allowed_missing)
    return which(sum(ordered[:n]) / n for n in range(fewest, plan.k + 1))


def _step_range(step: Step, low: float, high: float) -> tuple[float, float]:
    if step.kind == "cut":
        values = [
            cut.value for i, cut in enumerate(step.cuts) if _cut_is_met(step.cuts, i, low, high)
        ]
    elif step.kind == "lookup":
        values = [v for raw, v in step.table.items() if low - TOLERANCE <= raw <= high + TOLERANCE]
    else:
        ends = [transform((step,), low), transform((step,), high)]
        values = [end for end in ends if end is not None]
    if not values:
        raise NoRangeError(f"{step.kind}: no value between {low:g} and {high:g} is covered")
    return float(min(values)), float(max(values))


def _cut_is_met(cuts: tuple[Cut, ...], i: int, low: float, high: float) -> bool:
    """Say whether some score between low and high falls into cut ``i``."""
    starts_in_time = reaches(high, cuts[i])
    ends_too_early = i + 1 < len(cuts) and reaches(low, cuts[i + 1])
    return starts_in_time and not ends_too_early
