"""The range that a key can give: by hand, and against every answer pattern there is."""

import itertools
import math

import pytest
from hypothesis import given

from samples import SMALL, changed, unchecked
from scales._attainable import NoRangeError
from scales.plan import compile_plan, evaluate
from strategies import answered_instruments, instruments, monotone_steps


def range_of(*lines, responses="  min: 1\n  max: 5\n", unbounded=False):
    """The range that the small scale gets with further lines; 4 items of 1 to 5, item 3 reversed."""
    text = changed(
        ("  min: 1\n  max: 5\n", responses),
        ("items: all", "items: all\n" + "".join(f"    {line}\n" for line in lines).rstrip("\n")),
        (
            "    expect: {total: 20}",
            "    expect: {total: 20}\n  - {answers: {}, expect: {total: null}}",
        ),
    )
    if unbounded:
        text = text.replace("reverse: [3]\n", "")
    return compile_plan(unchecked(text)).scales[0].attainable


PARTIAL = "missing: {max_missing: 1, then: partial, source: paper}"
UNEQUAL = "  - {items: [1, 2], min: 0, max: 1}\n  - {items: [3, 4], min: -2, max: 10}\n"


@pytest.mark.parametrize(
    ("lines", "responses", "expected"),
    [
        ([], None, (4, 20)),
        (["method: mean"], None, (1, 5)),
        (["method: min"], None, (1, 5)),
        (["method: max"], None, (1, 5)),
        (["method: count", "count_values: 5"], None, (0, 4)),
        (["weights: {1: 2, 2: -1}"], None, (2 * 1 - 5 + 1 + 1, 2 * 5 - 1 + 5 + 5)),
        (["weights: {1: 2}", "method: mean"], None, (1.25, 6.25)),
        ([PARTIAL], None, (3, 20)),
        (["missing: {max_missing: 4, then: partial, source: paper}"], None, (1, 20)),
        (["missing: {max_missing: 1, then: prorate, source: paper}"], None, (4, 20)),
        # unequal bounds: 0..1, 0..1, -2..10, -2..10
        ([], UNEQUAL, (-4, 22)),
        (["method: min"], UNEQUAL, (-2, 1)),
        (["method: max"], UNEQUAL, (0, 10)),
        (["method: min", PARTIAL], UNEQUAL, (-2, 1)),
        (
            ["method: min", "missing: {max_missing: 2, then: partial, source: paper}"],
            UNEQUAL,
            (-2, 10),
        ),
        (
            ["method: max", "missing: {max_missing: 2, then: partial, source: paper}"],
            UNEQUAL,
            (-2, 10),
        ),
        # the three lowest of 0, 0, -2, -2 are -4, and so are all four
        ([PARTIAL], UNEQUAL, (-4, 22)),
        # without one blank: mean 5.5 of four; with one: (10 + 10 + 1) / 3 = 7, times 4
        (["missing: {max_missing: 1, then: prorate, source: paper}"], UNEQUAL, (-16 / 3, 28)),
        (["missing: {max_missing: 1, source: paper}", "method: mean"], UNEQUAL, (-4 / 3, 7)),
        # steps
        (["transform: [{multiply: -2}, {add: 1}]"], None, (-39, -7)),
        (["transform: [{rescale: {from: [4, 20], to: [100, 0]}}]"], None, (0, 100)),
        (["transform: [{multiply: 0.3}, {round: floor}]"], None, (1, 6)),
        (["transform: [{cut: {0: 3, 10: 1, 30: 9}}]"], None, (1, 3)),
        (["transform: [{cut: [{from: 0, value: 3}, {above: 20, value: 1}]}]"], None, (3, 3)),
        (["transform: [{lookup: {0: 99, 4: 7, 12: 2, 20: 5, 24: -1}}]"], None, (2, 7)),
    ],
)
def test_by_hand(lines, responses, expected):
    given = range_of(*lines, **({} if responses is None else {"responses": responses}))
    assert given == pytest.approx(expected, abs=1e-12)


def test_free_numbers_are_open():
    assert range_of(responses="  type: number\n  min: 0\n", unbounded=True) == (0, math.inf)
    assert range_of(
        "transform: [{round: floor}]", responses="  type: number\n", unbounded=True
    ) == (
        -math.inf,
        math.inf,
    )


def test_ticks_are_counted_from_0_only_with_a_code_for_nothing():
    options = "  type: multiple\n  options: {a: x, b: y, c: z}\n"
    assert range_of(responses=options) == (4, 12)
    assert range_of(responses=options + "  none: c\n") == (0, 8)


def test_a_step_that_covers_nothing_has_no_range():
    from scales._attainable import attainable
    from scales._terms import ScalePlan, Term
    from scales.instrument import Cut, Scale, Step

    step = Step(kind="cut", cuts=(Cut(at=9, value=1),))
    scale = Scale(name="s", items=("1",), transform=(step,), higher_is="better")
    plan = ScalePlan(
        "s", (Term("1", low=1, high=5),), False, None, "sum", (), 0, "none", (step,), (0, 0)
    )
    with pytest.raises(NoRangeError) as caught:
        attainable(plan, scale)
    assert str(caught.value) == "cut: no value between 1 and 5 is covered"


def test_an_algorithm_has_the_range_that_is_stated():
    text = SMALL.replace("reverse: [3]\n", "").replace(
        "    higher_is: better\n",
        "    higher_is: better\n  free: {algorithm: tests.hours_in_bed, items: [1, 2], higher_is: neither}\n"
        "  held: {algorithm: tests.hours_in_bed, items: [1, 2], range: [0, 9], higher_is: neither}\n",
    )
    plans = {scale.name: scale.attainable for scale in compile_plan(unchecked(text)).scales}
    assert plans == {"total": (4, 20), "free": (-math.inf, math.inf), "held": (0, 9)}


@given(answered_instruments())
def test_no_score_leaves_its_range(case):
    instrument, answers = case
    plan = compile_plan(instrument)
    scores = evaluate(plan, answers)
    for scale in plan.scales:
        value = scores[scale.name].value
        low, high = scale.attainable
        assert value is None or low - 1e-9 <= value <= high + 1e-9


@given(
    instruments(
        most=3, steps=monotone_steps, methods=["sum", "mean", "min", "max"], composite=False
    )
)
def test_the_ends_of_the_range_are_reached(instrument):
    plan = compile_plan(instrument)
    choices = [[None, *map(float, block.codes)] for block in instrument.responses]
    seen = {scale.name: [] for scale in plan.scales}
    for pattern in itertools.product(*choices):
        for name, score in evaluate(
            plan, dict(zip(instrument.item_ids, pattern, strict=True))
        ).items():
            if score.value is not None:
                seen[name].append(score.value)
    for scale in plan.scales:
        assert (min(seen[scale.name]), max(seen[scale.name])) == pytest.approx(
            scale.attainable, abs=1e-9
        )
