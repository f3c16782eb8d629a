"""What a definition must not get wrong: every rule that the loader holds a file to.

Each check is a function that yields (path, message). Structure comes first; the worked examples
and the rule of the flipped item run only on a definition that is otherwise sound, because their
messages would only repeat the first fault.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from scales._cells import folded
from scales._transform import reaches
from scales._worked_examples import (
    SLACK,
    Found,
    Path,
    reference_faults,
    score_faults,
    unnoticed_flips,
)
from scales.algorithms import find_algorithm
from scales.errors import AlgorithmError
from scales.instrument import CaseMissing, Coding, Instrument, Missing, Recode, Responses, Scale
from scales.plan import Plan, PlanError, compile_plan


def definition_faults(instrument: Instrument, *, shipped: bool = False) -> list[Found]:
    """Return every fault of a definition as (path, message), structure before examples."""
    faults = [
        *_placement(instrument),
        *_answers(instrument),
        *_recodes(instrument.recode, ("recode",), instrument),
        *_reversal(instrument),
        *_missing_rules(instrument),
        *_scales(instrument),
        *_sources(instrument),
        *_wording(instrument),
        *reference_faults(instrument),
    ]
    if shipped:
        faults += _evidence(instrument)
    if faults:
        return faults
    try:
        plan = compile_plan(instrument)
    except PlanError as error:
        return [(error.path, str(error))]
    faults = [*_ranges(plan), *_bands(plan)]
    return faults or [*score_faults(plan), *unnoticed_flips(plan)]


# --- items -------------------------------------------------------------------------------------


def _placement(instrument: Instrument) -> Iterator[Found]:
    used = {item for scale in instrument.scales.values() for item in scale.items}
    for item in instrument.item_ids:
        if item not in used and item not in instrument.unscored_items:
            yield ("items",), f"item {item} is in no scale; list it under 'unscored' if meant"
    for kind, items in instrument.unscored.items():
        for item in items:
            if item in used:
                scale = next(s.name for s in instrument.scales.values() if item in s.items)
                yield ("unscored", kind), f"item {item} is also in scale '{scale}'"
    answered = Counter(item for block in instrument.responses for item in block.items)
    for item in instrument.item_ids:
        if answered[item] == 0:
            yield ("responses",), f"item {item} has no answers; give it a block"
        elif answered[item] > 1:
            yield ("responses",), f"item {item} is in {answered[item]} blocks; one is enough"


# --- answers -----------------------------------------------------------------------------------


def _answers(instrument: Instrument) -> Iterator[Found]:
    primaries = {block.coding or "published" for block in instrument.responses}
    if len(primaries) > 1:
        yield ("responses",), f"blocks name different primary codings: {', '.join(primaries)}"
    for i, block in enumerate(instrument.responses):
        path = ("responses", str(i))
        yield from _options(block, path)
        yield from _codings(block, path)
        if block.if_blank is not None:
            low, high = block.bounds
            if not low <= block.if_blank <= high:
                yield (*path, "if_blank"), f"{block.if_blank:g} is no answer of these items"


def _options(block: Responses, path: Path) -> Iterator[Found]:
    codes = [option.code for option in block.options]
    if block.options and (block.min is not None or block.max is not None):
        yield path, "give 'options' or 'min' and 'max', not both"
    if block.type == "number" and block.options:
        yield (*path, "options"), "a number has no options; give 'min' and 'max'"
    if block.type == "single":
        yield from _single_bounds(block, path)
    if block.type == "multiple" and not block.options:
        yield path, "a multiple choice needs 'options'"
    for twice in sorted({str(c) for c in codes if codes.count(c) > 1}):
        yield (*path, "options"), f"code {twice} is given twice"
    for code in block.none:
        if block.type != "multiple":
            yield (*path, "none"), "'none' belongs to type: multiple"
        elif code not in codes:
            yield (*path, "none"), f"{code} is no option"
    yield from _label_clashes(block, path)


def _single_bounds(block: Responses, path: Path) -> Iterator[Found]:
    if block.options:
        for option in block.options:
            if isinstance(option.code, str):
                yield (*path, "options"), f"code {option.code!r} must be a number"
        return
    if block.min is None or block.max is None:
        yield path, "give 'options', or 'min' and 'max'"
    elif not (float(block.min).is_integer() and float(block.max).is_integer()):
        yield path, "'min' and 'max' of choices are whole numbers (or say type: number)"
    elif block.min >= block.max:
        yield path, f"min {block.min:g} is not below max {block.max:g}"


def _label_clashes(block: Responses, path: Path) -> Iterator[Found]:
    holders: dict[str, list[str]] = {}
    for option in block.options:
        words = {folded(label) for labels in option.labels.values() for label in labels}
        for word in words:
            holders.setdefault(word, []).append(str(option.code))
    shared = {folded(label) for label in block.shared_labels}
    for word, codes in holders.items():
        if len(codes) > 1 and word not in shared:
            yield (
                (*path, "options"),
                f"label '{word}' stands for codes {' and '.join(codes)}; "
                "if the form prints it so, list it under 'shared_labels'",
            )
    for word in shared:
        if len(holders.get(word, ())) < 2:
            yield (*path, "shared_labels"), f"'{word}' is not shared by two options"


def _codings(block: Responses, path: Path) -> Iterator[Found]:
    names = [coding.name for coding in block.codings]
    for name in {n for n in names if names.count(n) > 1}:
        yield (*path, "codings"), f"coding {name} is given twice"
    if (block.coding or "published") in names:
        yield (*path, "codings"), f"'{block.coding}' is the primary coding; name the other one"
    for i, coding in enumerate(block.codings):
        at = (*path, "codings", str(i))
        if not coding.ticked_count:
            yield from _code_map(coding, block, at)
        elif block.type != "multiple":
            yield at, "ticked_count belongs to type: multiple"


def _code_map(coding: Coding, block: Responses, at: Path) -> Iterator[Found]:
    numbers = {float(code) for code in block.codes if not isinstance(code, str)}
    values = [float(value) for value in coding.map.values()]
    for code in coding.map:
        if isinstance(code, str):
            yield at, f"code {code!r} must be a number"
    for value in sorted(set(values) - numbers):
        yield at, f"{value:g} is no code of this form"
    if set(values) != numbers and not set(values) - numbers:
        lacking = ", ".join(f"{n:g}" for n in sorted(numbers - set(values)))
        yield at, f"no code for {lacking}"
    if len(set(values)) != len(values):
        yield at, "two codes lead to one answer"


def _recodes(tables: Sequence[Recode], path: Path, instrument: Instrument) -> Iterator[Found]:
    seen: set[str] = set()
    for i, table in enumerate(tables):
        for item in table.items:
            if item in seen:
                yield (*path, str(i)), f"item {item} is recoded twice"
            seen.add(item)
            block = _block(instrument, item)
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


def _block(instrument: Instrument, item: str) -> Responses | None:
    return next((block for block in instrument.responses if item in block.items), None)


# --- scales ------------------------------------------------------------------------------------


def _reversal(instrument: Instrument) -> Iterator[Found]:
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


def _missing_rules(instrument: Instrument) -> Iterator[Found]:
    for name, scale in instrument.scales.items():
        if scale.missing is None:
            continue
        path = ("scales", name, "missing")
        yield from _one_limit(scale.missing, path)
        k = len(scale.of or scale.items)
        if scale.missing.min_answered is not None and scale.missing.min_answered > k:
            yield path, f"min_answered {scale.missing.min_answered} of {k}"
        allowed = scale.missing.allowed(k)
        then = scale.missing.then
        if allowed and then in (None, "none") and scale.method != "mean":
            yield path, "say what follows: then: prorate, or then: partial"
        if allowed and scale.method == "mean" and then == "partial":
            yield path, "a mean over what is there is then: prorate"
        if allowed and scale.method in ("min", "max", "count") and then == "prorate":
            yield path, f"a {scale.method} cannot be prorated; say then: partial"
        if allowed and then != "partial" and len(set(_weights(scale))) > 1:
            yield path, "items with different weights cannot be prorated"
        if scale.algorithm is not None:
            yield path, "an algorithm decides on blanks by itself"
    rule = instrument.case_missing
    if rule is not None:
        yield from _one_limit(rule, ("case_missing",))


def _one_limit(rule: Missing | CaseMissing, path: Path) -> Iterator[Found]:
    limits = (rule.max_missing, rule.max_fraction, rule.min_answered)
    if sum(limit is not None for limit in limits) != 1:
        yield path, "give exactly one of max_missing, max_fraction, min_answered"
    if rule.max_fraction is not None and not 0 <= rule.max_fraction < 1:
        yield (*path, "max_fraction"), f"{rule.max_fraction:g} is not between 0 and 1"


def _weights(scale: Scale) -> list[float]:
    return [float(scale.weights.get(part, 1)) for part in (scale.of or scale.items)]


def _scales(instrument: Instrument) -> Iterator[Found]:
    for name, scale in instrument.scales.items():
        path = ("scales", name)
        yield from _content(instrument, scale, path)
        if scale.method == "count" and not scale.count_values:
            yield path, "method: count needs count_values"
        if scale.method != "count" and scale.count_values:
            yield (*path, "count_values"), "count_values belong to method: count"
        if scale.recode is not None:
            yield from _recodes(scale.recode, (*path, "recode"), instrument)
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
    for part in scale.of:
        if part not in instrument.scales:
            yield (*path, "of"), f"there is no scale '{part}'"
    if scale.of and (scale.reverse is not None or scale.recode is not None):
        yield path, "'reverse' and 'recode' act on items; use 'weights' for component scales"
    if scale.algorithm is not None:
        try:
            find_algorithm(scale.algorithm)
        except AlgorithmError as error:
            yield (*path, "algorithm"), str(error)
    if scale.method == "count":
        free = {item for b in instrument.responses if b.type == "number" for item in b.items}
        for item in free & set(scale.items):
            yield path, f"item {item} is a free number and cannot be counted"


def _step(step: Any, path: Path) -> Iterator[Found]:
    if step.kind == "rescale" and step.source and step.source[0] == step.source[1]:
        yield path, "rescale: 'from' has no width"
    if step.kind == "round" and step.mode is None:
        yield path, "round: name the mode (floor, ceil, half_up, half_even)"
    if step.kind == "cut":
        yield from _ascending(step.cuts, path)
    if step.kind in ("cut", "lookup") and not (step.cuts or step.table):
        yield path, f"{step.kind}: no entries"


def _ascending(bounds: Sequence[Any], path: Path) -> Iterator[Found]:
    places = [(bound.at, bound.strict) for bound in bounds]
    for one, other in pairwise(places):
        if not one < other:
            yield path, f"bounds do not ascend: {one[0]:g} stands before {other[0]:g}"


# --- sources, wording, evidence ----------------------------------------------------------------


def _sources(instrument: Instrument) -> Iterator[Found]:
    cited: list[tuple[Path, Iterable[str]]] = []
    for name, scale in instrument.scales.items():
        cited.append((("scales", name, "source"), scale.source))
        for set_name, bands in scale.bands.items():
            at = ("scales", name, "bands", set_name)
            if not bands.source:
                yield at, "cut points need a source"
            cited.append(((*at, "source"), bands.source))
        if scale.missing is not None:
            cited.append((("scales", name, "missing", "source"), _cited(scale.missing.source)))
    if instrument.case_missing is not None:
        cited.append((("case_missing", "source"), _cited(instrument.case_missing.source)))
    if instrument.evidence is not None:
        cited.append((("evidence", "sources"), instrument.evidence.sources))
    for path, refs in cited:
        for ref in refs:
            if ref not in instrument.references:
                yield path, f"there is no reference '{ref}'"


def _cited(source: str) -> tuple[str, ...]:
    """Return the reference that a rule cites; whose convention it is may be said in words."""
    return (source,) if re.fullmatch(r"[a-z][a-z0-9_]*", source) else ()


def _wording(instrument: Instrument) -> Iterator[Found]:
    rights = instrument.text
    if rights.shipped and rights.status not in ("public_domain", "open_licence"):
        yield ("text", "shipped"), f"wording may not be shipped under status '{rights.status}'"
    if rights.shipped and rights.licence is None:
        yield ("text",), "shipped wording needs its 'licence'"
    if not rights.shipped:
        for i, item in enumerate(instrument.items):
            if item.text is not None:
                yield (
                    ("items", str(i), "text"),
                    f"item {item.id}: the wording is here although text.shipped is false; "
                    "use a hint of your own words, or a wording file",
                )


def _evidence(instrument: Instrument) -> Iterator[Found]:
    evidence = instrument.evidence
    if evidence is None:
        yield ("evidence",), "a shipped definition says where its key was read"
        return
    if evidence.grade == "A" and len(evidence.sources) < 2:
        yield ("evidence", "grade"), "grade A needs two independent sources"
    if not evidence.sources:
        yield ("evidence", "sources"), "at least one source"
    for name, scale in instrument.scales.items():
        if not scale.source:
            yield ("scales", name), "a shipped scale needs its 'source'"


# --- ranges and bands --------------------------------------------------------------------------


def _ranges(plan: Plan) -> Iterator[Found]:
    for scale in plan.scales:
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


def _bands(plan: Plan) -> Iterator[Found]:
    for scale in plan.scales:
        low, high = scale.attainable
        for name, bands in plan.instrument.scales[scale.name].bands.items():
            path = ("scales", scale.name, "bands", name)
            yield from _ascending(bands.cuts, path)
            if not bands.cuts or not reaches(low, bands.cuts[0]):
                yield path, f"the lowest band must begin at {low:g}, the lowest score"
            for cut in bands.cuts:
                if not reaches(high, cut):
                    yield path, f"no score reaches the band at {cut.at:g}; the highest is {high:g}"
