"""What a definition must not get wrong: every rule that the loader holds a file to.

Each check is a function that yields (path, message). Structure comes first; the worked examples
and the rule of the flipped item run only on a definition that is otherwise sound, because their
messages would only repeat the first fault.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scales._cells import folded
from scales._scale_faults import (
    band_faults,
    block_holding,
    missing_rule_faults,
    range_faults,
    recode_faults,
    reversal_faults,
    scale_faults,
)
from scales._source_faults import evidence_faults, source_faults, wording_faults
from scales._worked_examples import (
    Found,
    Path,
    reference_faults,
    score_faults,
    unnoticed_flips,
)
from scales.instrument import Coding, Instrument, Responses
from scales.plan import PlanError, compile_plan


def definition_faults(instrument: Instrument, *, shipped: bool = False) -> list[Found]:
    """Return every fault of a definition as (path, message), structure before examples."""
    faults = [
        *_placement(instrument),
        *_answers(instrument),
        *recode_faults(instrument.recode, ("recode",), instrument),
        *reversal_faults(instrument),
        *missing_rule_faults(instrument),
        *scale_faults(instrument),
        *source_faults(instrument),
        *wording_faults(instrument),
        *reference_faults(instrument),
    ]
    if shipped:
        faults += evidence_faults(instrument)
    if faults:
        return faults
    try:
        plan = compile_plan(instrument)
    except PlanError as error:
        return [(error.path, str(error))]
    faults = [*range_faults(plan), *band_faults(plan)]
    return faults or [*score_faults(plan)] or unnoticed_flips(plan)


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
    primaries = sorted({block.coding or "published" for block in instrument.responses})
    if len(primaries) > 1:
        yield ("responses",), f"blocks name different primary codings: {', '.join(primaries)}"
    for i, block in enumerate(instrument.responses):
        path = ("responses", str(i))
        yield from _options(block, path)
        yield from _codings(block, path)
        if block.if_blank is not None and not _is_answer(block, block.if_blank):
            yield (*path, "if_blank"), f"{block.if_blank:g} is no answer of these items"
    for i, skip in enumerate(instrument.skips):
        at = ("skips", str(i))
        values = [(item, skip.value, "value") for item in skip.items]
        values += [(item, value, "when") for item, given in skip.when.items() for value in given]
        for item, value, key in values:
            holder = block_holding(instrument, item)
            if holder is not None and not _is_answer(holder, value):
                yield (*at, key), f"{value:g} is no answer of item {item}"


def _is_answer(block: Responses, value: float) -> bool:
    if block.type == "single":
        return value in block.codes
    return block.bounds[0] <= value <= block.bounds[1]


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
    shared = dict.fromkeys(folded(label) for label in block.shared_labels)
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
    for name in dict.fromkeys(n for n in names if names.count(n) > 1):
        yield (*path, "codings"), f"coding {name} is given twice"
    if (block.coding or "published") in names:
        name = block.coding or "published"
        yield (*path, "codings"), f"'{name}' is the primary coding; name the other one"
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
