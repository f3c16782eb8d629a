"""What a definition must not get wrong: every rule that the loader holds a file to.

Each check is a function that yields (path, message). Structure comes first; the worked examples
and the rule of the flipped item run only on a definition that is otherwise sound, because their
messages would only repeat the first fault.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from scales._cells import CellReader, folded
from scales.algorithms import find_algorithm
from scales.errors import AlgorithmError
from scales.instrument import CaseMissing, Check, Instrument, Missing, Recode, Responses, Scale
from scales.plan import (

    Plan,
    PlanError,
    ScalePlan,
    Score,
    Term,
    case_is_void,
    compile_plan,
    evaluate,
    evaluate_scale,
    prepare,
    reaches,
)

Path = tuple[str, ...]
Found = tuple[Path, str]

_SLACK = 1e-6
"""Expected scores are compared within this many score points."""


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
        *_check_references(instrument),
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
    return faults or [*_check_scores(plan), *unnoticed_flips(plan)]


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
    for code in sorted({str(c) for c in codes if codes.count(c) > 1}):
        yield (*path, "options"), f"code {code} is given twice"
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
    numbers = {float(code) for code in block.codes if not isinstance(code, str)}
    for i, coding in enumerate(block.codings):
        at = (*path, "codings", str(i))
        if coding.ticked_count:
            if block.type != "multiple":
                yield at, "ticked_count belongs to type: multiple"
            continue
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
    for item in scale.items:
        block = _block(instrument, item)
        if block is None or scale.algorithm:
            continue
        if block.type == "number" and scale.method == "count":
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
    for one, other in zip(places, places[1:], strict=False):
        if not one < other:
            yield path, f"bounds do not ascend: {one[0]:g} stands before {other[0]:g}"


# --- sources, wording, evidence ----------------------------------------------------------------


def _sources(instrument: Instrument) -> Iterator[Found]:
    known = instrument.references
    for name, scale in instrument.scales.items():
        for ref in scale.source:
            if ref not in known:
                yield ("scales", name, "source"), f"there is no reference '{ref}'"
        for set_name, bands in scale.bands.items():
            for ref in bands.source:
                if ref not in known:
                    path = ("scales", name, "bands", set_name, "source")
                    yield path, f"there is no reference '{ref}'"
            if not bands.source:
                yield ("scales", name, "bands", set_name), "cut points need a source"
        if scale.missing is not None:
            yield from _rule_source(
                scale.missing.source, ("scales", name, "missing", "source"), known
            )
    if instrument.case_missing is not None:
        path = ("case_missing", "source")
        yield from _rule_source(instrument.case_missing.source, path, known)
    for ref in instrument.evidence.sources if instrument.evidence else ():
        if ref not in known:
            yield ("evidence", "sources"), f"there is no reference '{ref}'"


def _rule_source(source: str, path: Path, known: Mapping[str, Any]) -> Iterator[Found]:
    """A rule cites a reference by its id, or says in words whose convention it is."""
    if source not in known and re.fullmatch(r"[a-z][a-z0-9_]*", source):
        yield path, f"there is no reference '{source}' (a convention is said in words)"


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
        if any(
            abs(a - b) > _SLACK for a, b in zip(stated, given, strict=True) if not math.isinf(b)
        ):
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
                    yield path, f"no score reaches the band from {cut.at:g}; the highest is {high:g}"


# --- worked examples ---------------------------------------------------------------------------


def _check_references(instrument: Instrument) -> Iterator[Found]:
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
    for block in instrument.responses:
        reader = CellReader(block, check.coding)
        for item in block.items:
            cell: Any = check.answers.get(item, check.rest)
            reading = reader.read(cell)
            if reading.fault is not None and item not in instrument.unscored_items:
                raise ValueError(f"item {item}: {reading.fault}")
            read[item] = reading.value
    return prepare(instrument, read)


def _check_scores(plan: Plan) -> Iterator[Found]:
    for i, check in enumerate(plan.instrument.checks):
        path = ("checks", str(i))
        try:
            scores = evaluate(plan, prepared_answers(plan.instrument, check))
        except ValueError as error:
            yield (*path, "answers"), str(error)
            continue
        for target, expected in check.expect.items():
            got = outcome(plan.instrument, target, scores)
            if not _agrees(plan.instrument, target, got, expected):
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


def _agrees(instrument: Instrument, target: str, got: Any, expected: Any) -> bool:
    if isinstance(got, dict):
        return expected in got.values()
    if got is None or expected is None:
        return got is None and expected is None
    return isinstance(expected, int | float) and abs(got - expected) <= _SLACK


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return " / ".join(repr(label) for label in value.values())
    if isinstance(value, float | int):
        return f"{value:.10g}"
    return "no score" if value is None else repr(value)


# --- the flipped item --------------------------------------------------------------------------


def unnoticed_flips(plan: Plan) -> list[Found]:
    """Return the items whose direction could be turned round without any check noticing."""
    cases = [
        (check, prepared_answers(plan.instrument, check)) for check in plan.instrument.checks
    ]
    baselines = [evaluate(plan, answers) for _, answers in cases]
    faults: list[Found] = []
    for scale in plan.scales:
        if scale.algorithm is not None or scale.composite:
            continue
        silent = [
            term.name
            for term in scale.terms
            if _can_flip(term) and not _noticed(plan, scale, term, cases, baselines)
        ]
        if silent:
            which = f"item {silent[0]}" if len(silent) == 1 else f"any one of {', '.join(silent)}"
            message = f"flipping {which} in '{scale.name}' changes no expected score; "
            faults.append((("checks",), message + "add a check that would notice"))
    return faults


def _can_flip(term: Term) -> bool:
    return math.isfinite(term.low) and math.isfinite(term.high) and term.low < term.high


def _noticed(
    plan: Plan,
    scale: ScalePlan,
    term: Term,
    cases: Iterable[tuple[Check, Mapping[str, float | None]]],
    baselines: Iterable[Mapping[str, Score]],
) -> bool:
    terms = tuple(t.flipped() if t is term else t for t in scale.terms)
    mutant = replace(scale, terms=terms)
    for (check, answers), baseline in zip(cases, baselines, strict=True):
        answer = answers.get(term.name)
        if answer is None or case_is_void(plan.instrument, answers):
            continue
        scores = dict(baseline)
        scores[scale.name] = evaluate_scale(mutant, answers, baseline)
        for later in plan.scales:
            if later.composite:
                scores[later.name] = evaluate_scale(later, answers, scores)
        for target, expected in check.expect.items():
            got = outcome(plan.instrument, target, scores)
            if not _agrees(plan.instrument, target, got, expected):
                return True
    return False
