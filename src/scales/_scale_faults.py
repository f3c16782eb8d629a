"""What a scale must not get wrong: reversal, recoding, blanks, steps, ranges and bands."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from scales._attainable import combined_range
from scales._terms import ScalePlan
from scales._transform import reaches
from scales._worked_examples import SLACK, Found, Path
from scales.algorithms import find_algorithm
from scales.errors import AlgorithmError
from scales.instrument import CaseMissing, Instrument, Missing, Recode, Responses, Scale
from scales.plan import Plan


def reversal_faults(instrument: Instrument) -> Iterator[Found]:
    used = {item for scale in instrument.scales.values() for item in scale.items}
    for item in instrument.reverse:
        if item not in used:
            yield ("reverse",), f"item {item} is reversed but in no scale"
    for name, scale in instrument.scales.items():
        if scale.reverse is None:
            continue
        path = ("scales", name, "reverse")
        for item in scale.reverse:
            if item not in scale.items:
                yield path, f"item {item} is not in this scale"
        if set(instrument.reverse) == set(scale.reverse):
            yield path, "this is what the default 'reverse' says already; leave it out"


def missing_rule_faults(instrument: Instrument) -> Iterator[Found]:
    for name, scale in instrument.scales.items():
        if scale.missing is not None:
            path = ("scales", name, "missing")
            yield from _one_limit(scale.missing, path)
            yield from _consequence(scale, scale.missing, path)
    if instrument.case_missing is not None:
        yield from _one_limit(instrument.case_missing, ("case_missing",))


def _consequence(scale: Scale, rule: Missing, path: Path) -> Iterator[Found]:
    """Say what is wrong with what follows when answers are blank."""
    k = len(scale.of or scale.items)
    if scale.algorithm is not None:
        yield path, "an algorithm decides on blanks by itself"
    if rule.min_answered is not None and rule.min_answered > k:
        yield path, f"min_answered {rule.min_answered} of {k}"
    if not rule.allowed(k):
        return
    if rule.then == "none":
        yield path, "then: none allows no blank, so there is no limit to give"
    if rule.then is None and scale.method != "mean":
        yield path, "say what follows: then: prorate, or then: partial"
    if rule.then == "partial" and scale.method == "mean":
        yield path, "a mean over what is there is then: prorate"
    if rule.then == "prorate" and scale.method in ("min", "max", "count"):
        yield path, f"a {scale.method} cannot be prorated; say then: partial"
    if rule.then != "partial" and len(set(_weights(scale))) > 1:
        yield path, "items with different weights cannot be prorated"


def _one_limit(rule: Missing | CaseMissing, path: Path) -> Iterator[Found]:
    limits = (rule.max_missing, rule.max_fraction, rule.min_answered)
    if sum(limit is not None for limit in limits) != 1:
        yield path, "give exactly one of max_missing, max_fraction, min_answered"
    if rule.max_fraction is not None and not 0 <= rule.max_fraction < 1:
        yield (*path, "max_fraction"), f"{rule.max_fraction:g} is not between 0 and 1"


def _weights(scale: Scale) -> list[float]:
    return [float(scale.weights.get(part, 1)) for part in (scale.of or scale.items)]


def scale_faults(instrument: Instrument) -> Iterator[Found]:
    for name, scale in instrument.scales.items():
        path = ("scales", name)
        yield from _content(instrument, scale, path)
        if scale.method == "count" and not scale.count_values:
            yield path, "method: count needs count_values"
        if scale.method != "count" and scale.count_values:
            yield (*path, "count_values"), "count_values belong to method: count"
        if scale.recode is not None:
            at = (*path, "recode")
            yield from recode_faults(scale.recode, at, instrument)
            recoded = [item for table in scale.recode for item in table.items]
            strangers = [item for item in recoded if item not in scale.items]
            yield from ((at, f"item {item} is not in this scale") for item in strangers)
        for part in scale.weights:
            if part not in (scale.of or scale.items):
                yield (*path, "weights"), f"'{part}' is not in this scale"
        for i, step in enumerate(scale.transform):
            yield from _step(step, (*path, "transform", str(i)))
        if name.endswith("_answered") and name.removesuffix("_answered") in instrument.scales:
            yield path, "this name belongs to the count of answered items of another scale"


def _content(instrument: Instrument, scale: Scale, path: Path) -> Iterator[Found]:
    if bool(scale.items) == bool(scale.of):
        yield path, "give exactly one of 'items', 'of', and 'algorithm' with 'items'"
    if scale.of and scale.algorithm:
        yield path, "an algorithm takes 'items', not 'of'"
    if scale.of:
        yield from _components(instrument, scale, path)
    if scale.algorithm is not None:
        yield from _algorithm(scale, path)
    if scale.weights and (
        scale.method == "count" or (scale.items and scale.method in ("min", "max"))
    ):
        yield (*path, "weights"), f"a {scale.method} takes no weights"
    if scale.method == "count":
        free = {item for b in instrument.responses if b.type == "number" for item in b.items}
        for item in (item for item in scale.items if item in free):
            yield path, f"item {item} is a free number and cannot be counted"


def _components(instrument: Instrument, scale: Scale, path: Path) -> Iterator[Found]:
    for part in dict.fromkeys(scale.of):
        if part not in instrument.scales:
            yield (*path, "of"), f"there is no scale '{part}'"
        if scale.of.count(part) > 1:
            yield (*path, "of"), f"scale '{part}' is named twice; use 'weights'"
    if scale.reverse is not None or scale.recode is not None:
        yield path, "'reverse' and 'recode' act on items; use 'weights' for component scales"


def _algorithm(scale: Scale, path: Path) -> Iterator[Found]:
    for key in ("method", "weights", "reverse", "recode"):
        if getattr(scale, key) != type(scale).model_fields[key].default:
            yield (*path, key), "an algorithm takes the answers as they are"
    try:
        find_algorithm(str(scale.algorithm))
    except AlgorithmError as error:
        yield (*path, "algorithm"), str(error)


def _step(step: Any, path: Path) -> Iterator[Found]:
    if step.kind == "rescale" and not (step.source and step.target):
        yield path, "rescale: give 'from' and 'to', two numbers each"
    elif step.kind == "rescale" and step.source[0] == step.source[1]:
        yield path, "rescale: 'from' has no width"
    if step.kind in ("multiply", "add") and step.number is None:
        yield path, f"{step.kind}: give the number"
    if step.kind == "round" and step.mode is None:
        yield path, "round: name the mode (floor, ceil, half_up, half_even)"
    if step.kind == "cut":
        yield from _ascending(step.cuts, (*path, "cuts"))
    if step.kind in ("cut", "lookup") and not (step.cuts or step.table):
        yield path, f"{step.kind}: no entries"


def _ascending(bounds: Sequence[Any], path: Path) -> Iterator[Found]:
    places = [(bound.at, bound.strict) for bound in bounds]
    for one, other in pairwise(places):
        if not one < other:
            yield path, f"bounds do not ascend: {one[0]:g} stands before {other[0]:g}"


def recode_faults(tables: Sequence[Recode], path: Path, instrument: Instrument) -> Iterator[Found]:
    seen: set[str] = set()
    for i, table in enumerate(tables):
        for item in table.items:
            if item in seen:
                yield (*path, str(i)), f"item {item} is recoded twice"
            seen.add(item)
            block = block_holding(instrument, item)
            if block is None:
                continue
            codes = {float(c) for c in block.codes if not isinstance(c, str)}
            if block.type == "multiple":
                codes = set(map(float, range(int(block.bounds[0]), int(block.bounds[1]) + 1)))
            if block.if_blank is not None:
                codes.add(float(block.if_blank))
            given = {float(code) for code in table.map}
            if missing := sorted(codes - given):
                codes_text = ", ".join(f"{c:g}" for c in missing)
                yield (*path, str(i), "map"), f"item {item}: no entry for code {codes_text}"
            if extra := sorted(given - codes):
                codes_text = ", ".join(f"{c:g}" for c in extra)
                yield (*path, str(i), "map"), f"item {item} has no code {codes_text}"


def block_holding(instrument: Instrument, item: str) -> Responses | None:
    return next((block for block in instrument.responses if item in block.items), None)


# --- ranges and bands, on a compiled key --------------------------------------------------------


def range_faults(plan: Plan) -> Iterator[Found]:
    for scale in plan.scales:
        yield from _steps_cover(scale)
        stated = plan.instrument.scales[scale.name].range
        if stated is None or scale.algorithm is not None:
            continue
        given = scale.attainable
        if any(abs(a - b) > SLACK for a, b in zip(stated, given, strict=True) if not math.isinf(b)):
            yield (
                ("scales", scale.name, "range"),
                f"stated range [{stated[0]:g}, {stated[1]:g}], "
                f"but the key gives [{given[0]:g}, {given[1]:g}]",
            )


def _steps_cover(scale: ScalePlan) -> Iterator[Found]:
    """Want every whole raw score to be in a lookup table, and every counted value to occur."""
    path = ("scales", scale.name)
    if scale.method == "count" and not scale.composite:
        reachable = {value for term in scale.terms for value in term.values}
        for value in sorted(set(scale.count_values) - reachable):
            yield (*path, "count_values"), f"no answer gives {value:g}"
    if not scale.steps or scale.steps[0].kind != "lookup" or scale.method == "mean":
        return
    whole = all(
        float(number).is_integer()
        for term in scale.terms
        for number in (term.weight, *(term.values or (0.5,)))
    )
    if whole:
        low, high = (int(end) for end in combined_range(scale))
        known = {float(raw) for raw in scale.steps[0].table}
        if lacking := [raw for raw in range(low, high + 1) if raw not in known]:
            shown = ", ".join(map(str, lacking))
            yield (*path, "transform", "0", "table"), f"no entry for the raw score {shown}"


def band_faults(plan: Plan) -> Iterator[Found]:
    for scale in plan.scales:
        low, high = scale.attainable
        for name, bands in plan.instrument.scales[scale.name].bands.items():
            path = ("scales", scale.name, "bands", name)
            disorder = list(_ascending(bands.cuts, path))
            yield from disorder
            if not bands.cuts or not reaches(low, bands.cuts[0]):
                yield path, f"the lowest band must begin at {low:g}, the lowest score"
            for cut, after in () if disorder else pairwise(bands.cuts):
                if reaches(low, after):
                    yield path, f"no score falls into the band at {cut.at:g}; the next begins below"
            for cut in bands.cuts:
                if not reaches(high, cut):
                    yield path, f"no score reaches the band at {cut.at:g}; the highest is {high:g}"
