"""What a definition must not get wrong: every rule that the loader holds a file to.

Each check is a function that yields (path, message). All faults are told at once; only what would
merely repeat another fault (the range of a scale whose items are wrong) is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

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
from scales.instrument import Coding, FrozenDict, Instrument, Responses, Scale
from scales.plan import PlanError, compile_plan


def definition_faults(
    instrument: Instrument, *, shipped: bool = False, earlier: Collection[Path] = ()
) -> list[Found]:
    """Return every fault of a definition as (path, message).

    ``earlier`` are the places of faults that are known already: what would only follow from
    them is not told again.
    """
    placement = list(_placement(instrument))
    faults = [
        *_answers(instrument),
        *recode_faults(instrument.recode, ("recode",), instrument),
        *reversal_faults(instrument),
        *missing_rule_faults(instrument),
        *scale_faults(instrument),
        *source_faults(instrument),
        *wording_faults(instrument),
        *reference_faults(instrument),
        *(evidence_faults(instrument) if shipped else ()),
    ]
    told = [fault for fault in [*placement, *faults] if not _follows(fault[0], earlier)]
    spoilt = [*earlier, *(path for path, _ in faults)]
    spoilt += [path for path, _ in placement if path == ("responses",)]
    if _places_unknown(instrument, earlier):
        told = [fault for fault in told if fault not in placement]
    return [*told, *_key_faults(instrument, spoilt)]


def _places_unknown(instrument: Instrument, earlier: Collection[Path]) -> bool:
    """Say whether an earlier fault hides where items belong."""
    empty = {name for name, scale in instrument.scales.items() if not (scale.items or scale.of)}
    return any(
        path[:1] in (("items",), ("responses",), ("unscored",))
        or (path[:1] == ("scales",) and (len(path) <= 2 or path[1] in empty))
        for path in earlier
    )


def _follows(path: Path, earlier: Collection[Path]) -> bool:
    """Say whether a fault stands at, inside, or right around the place of an earlier one."""
    return any(
        place and (path[: len(place)] == place or (len(path) > 1 and place[: len(path)] == path))
        for place in earlier
    )


def _key_faults(instrument: Instrument, spoilt: Collection[Path]) -> list[Found]:
    """Return the faults of the compiled key: ranges, bands, worked examples, unnoticed flips.

    Only scales and examples that no other fault touches are looked at.
    """
    sound = _sound_part(instrument, spoilt)
    if sound is None:
        return []
    try:
        plan = compile_plan(sound)
    except PlanError as error:
        return [(error.path, str(error))]
    faults = [*range_faults(plan), *band_faults(plan)]
    if not any(path[:1] == ("reverse",) for path in spoilt):
        broken = [path for path, _ in faults if path[2:3] in (("count_values",), ("transform",))]
        faults += _example_faults(sound, broken)
    return [fault for fault in faults if not _follows(fault[0], spoilt)]


def _example_faults(instrument: Instrument, broken: Collection[Path]) -> list[Found]:
    """Return what the worked examples say of the scales whose steps can be run."""
    sound = _sound_part(instrument, broken)
    if sound is None:
        return []
    plan = compile_plan(sound)
    faults = list(score_faults(plan))
    wrong = {target for path, _ in faults for target in _expected_at(instrument, path)}
    return [*faults, *unnoticed_flips(plan, leave_out=wrong)]


def _expected_at(instrument: Instrument, path: Path) -> Iterator[str]:
    """Yield the scales that a fault in a worked example says something about."""
    if path[2:3] == ("expect",):
        yield path[3].partition("@")[0]
    else:
        yield from (t.partition("@")[0] for t in instrument.checks[int(path[1])].expect)


_OF_ALL_SCALES = frozenset({"items", "responses", "recode", "skips", "case_missing"})
_BESIDE_THE_KEY = frozenset(
    {"title", "note", "source", "bands", "range", "status", "higher_is", "higher_means"}
)


def _sound_part(instrument: Instrument, spoilt: Collection[Path]) -> Instrument | None:
    """Return the instrument with the scales and expectations that no fault touches."""
    if any(path and path[0] in _OF_ALL_SCALES for path in spoilt):
        return None
    bad = {
        path[1]
        for path in spoilt
        if path[:1] == ("scales",) and len(path) > 1 and not _BESIDE_THE_KEY & set(path[2:3])
    }
    scales: dict[str, Scale] = {}
    for name, scale in instrument.scales.items():
        if name not in bad and not bad & set(scale.of):
            scales[name] = scale
        else:
            bad.add(name)
    # A component may stand after the scale that is built on it.
    scales = {name: scale for name, scale in scales.items() if not bad & set(scale.of)}
    odd = {path[1] for path in spoilt if path[:1] == ("checks",) and len(path) > 1}
    loose = {path[1] for path in spoilt if path[:1] == ("scales",) and path[2:3] == ("bands",)}
    checks = [
        check.model_copy(
            update={
                "answers": FrozenDict() if str(i) in odd else check.answers,
                "expect": FrozenDict(
                    {
                        target: value
                        for target, value in check.expect.items()
                        if str(i) not in odd
                        and (name := target.partition("@")[0]) in scales
                        and not ("@" in target and name in loose)
                    }
                ),
            }
        )
        for i, check in enumerate(instrument.checks)
    ]
    if not scales or all(not check.expect for check in checks):
        return None
    return instrument.model_copy(update={"scales": FrozenDict(scales), "checks": tuple(checks)})


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
