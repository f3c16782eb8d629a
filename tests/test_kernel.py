from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import scales
from answer_strategies import rows_of, small_instruments
from scales import _kernel
from scales._misfits import ResponseReport
from scales.plan import PlanError, compile_plan, evaluate, prepare
from scales.responses import Answers, ItemColumn

BLOCK = 7


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    """Let twenty rows be three blocks."""
    monkeypatch.setattr(_kernel, "BLOCK_ROWS", BLOCK)


def answers_of(instrument, rows, *, shift=0, dtype=float) -> Answers:
    """Put people into columns; with a shift the data hold other codes and a table leads back."""
    columns = {}
    for item in instrument.item_ids:
        values = [np.nan if row.get(item) is None else row[item] + shift for row in rows]
        codes = instrument.block_of(item).codes
        table = {float(code) + shift: float(code) for code in codes} if shift else None
        array = np.array(values, dtype)
        array.setflags(write=False)
        columns[item] = ItemColumn(item, array, table)
    report = ResponseReport(
        instrument_id=instrument.id,
        n_rows=len(rows),
        columns={item: item for item in instrument.item_ids},
        coding="published",
        misfits=(),
        unscored_misfits=(),
        blanks={},
    )
    return Answers(instrument, len(rows), columns, report)


def plan_or_reject(instrument):
    """A transform that no score survives is no scale: the loader refuses it."""
    try:
        return compile_plan(instrument)
    except PlanError:
        assume(False)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_kernel_equals_evaluate_to_the_last_bit(data):
    instrument = data.draw(small_instruments())
    rows = data.draw(rows_of(instrument))
    shift = data.draw(st.sampled_from((0, 3)))
    undo = data.draw(st.sets(st.sampled_from(instrument.item_ids)))
    plan = plan_or_reject(instrument)
    result = _kernel.run(plan, answers_of(instrument, rows, shift=shift), undo, rules=True)
    for row, person in enumerate(rows):
        turned = dict(person)
        for item in undo:
            low, high = instrument.block_of(item).bounds
            turned[item] = None if person[item] is None else low + high - person[item]
        for name, score in evaluate(plan, prepare(instrument, turned)).items():
            value = result[name][row]
            assert (None if np.isnan(value) else value) == score.value, (name, row)
            assert result[f"{name}_answered"][row] == score.answered, (name, row)
            assert result[f"{name}_rule"][row] == score.rule, (name, row)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_size_of_a_block_does_not_matter(data):
    instrument = data.draw(small_instruments())
    rows = data.draw(rows_of(instrument))
    plan = plan_or_reject(instrument)
    answers = answers_of(instrument, rows)
    blocks = _kernel.run(plan, answers, (), keyed_items=True, rules=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_kernel, "BLOCK_ROWS", 1000)
        whole = _kernel.run(plan, answers, (), keyed_items=True, rules=True)
    assert list(blocks) == list(whole)
    for name, values in whole.items():
        np.testing.assert_array_equal(blocks[name], values)


# --- by hand -----------------------------------------------------------------------------------

HEAD = """
format: scales/1
id: hand
version: "1.0"
title: Invented
text: {status: unknown, shipped: false}
references: {paper: Author (2020). Title.}
"""


def instrument_of(text: str):
    return scales.Instrument.from_yaml(HEAD + text)


def run(instrument, rows, undo=(), **options):
    """Rows as lists in the order of the form, None where blank."""
    people = [dict(zip(instrument.item_ids, row, strict=True)) for row in rows]
    out = _kernel.run(compile_plan(instrument), answers_of(instrument, people), undo, **options)
    return {
        name: [None if isinstance(v, float) and np.isnan(v) else v for v in values.tolist()]
        for name, values in out.items()
    }


WEIGHTED = instrument_of("""
items: 3
responses: {min: 1, max: 4}
reverse: [2]
scales:
  total: {items: all, weights: {1: 0.1, 2: 0.2, 3: -3}, range: [-11.7, -1.8], higher_is: worse}
  highest: {items: [1, 2], method: max, range: [1, 4], higher_is: worse}
checks:
  - {name: a, answers: {1: 4, 2: 1, 3: 1}, expect: {total: -1.8, highest: 4}}
  - {name: b, answers: {1: 1, 2: 4, 3: 1}, expect: {highest: 1}}
  - {name: c, answers: {1: 1, 2: 1, 3: 1}, expect: {highest: 4}}
  - {name: d, answers: {1: 4, 2: 4, 3: 1}, expect: {highest: 4}}
""")


def test_weights_come_after_reversal_and_add_from_left_to_right():
    out = run(WEIGHTED, [[3, 4, 2]] * 15, keyed_items=True)
    assert out["total"] == [0.1 * 3 + 0.2 * 1 + -3 * 2] * 15
    assert out["total_item_1"] == [0.1 * 3] * 15
    assert out["total_item_2"] == [0.2] * 15
    assert out["total_item_3"] == [-6] * 15
    assert out["highest"] == [3] * 15


MISSING = instrument_of("""
items: 4
responses: {min: 0, max: 3}
reverse: [4]
scales:
  full: {items: all, range: [0, 12], higher_is: worse}
  scaled: {items: all, missing: {max_missing: 2, then: prorate, source: our own rule}, range: [0, 12], higher_is: worse}
  added: {items: all, missing: {max_missing: 1, then: partial, source: our own rule}, range: [0, 12], higher_is: worse}
  average: {items: all, method: mean, missing: {min_answered: 1, source: our own rule}, range: [0, 3], higher_is: worse}
  lowest: {items: [1, 2], method: min, missing: {max_missing: 1, then: partial, source: our own rule}, range: [0, 3], higher_is: worse}
  threes: {items: all, method: count, count_values: [3], missing: {max_missing: 3, then: partial, source: our own rule}, range: [0, 4], higher_is: worse}
  both: {of: [scaled, added], range: [0, 24], higher_is: worse}
checks:
  - {name: a, answers: {1: 3, 2: 3, 3: 3, 4: 0}, expect: {full: 12, scaled: 12, added: 12, average: 3, lowest: 3, threes: 4, both: 24}}
""")  # fmt: skip


def test_rules_for_blanks():
    rows = [
        [3, 1, 2, 0],  # keyed 3, 1, 2, 3
        [3, 1, None, 0],
        [None, 1, None, 3],  # keyed 1, 0
        [None, None, None, 0],
        [None, None, None, None],
    ]
    out = run(MISSING, rows * 3, rules=True)
    complete, filled, few = "complete", "prorated", "too_few_answered"
    assert out["full"] == [9, None, None, None, None] * 3
    assert out["full_rule"] == [complete, few, few, few, few] * 3
    assert out["scaled"] == [9, 7 * 4 / 3, 2, None, None] * 3
    assert out["scaled_rule"] == [complete, filled, filled, few, few] * 3
    assert out["added"] == [9, 7, None, None, None] * 3
    assert out["added_rule"] == [complete, "partial", few, few, few] * 3
    assert out["average"] == [9 / 4, 7 / 3, 0.5, 3, None] * 3
    assert out["average_rule"] == [complete, filled, filled, filled, few] * 3
    assert out["lowest"] == [1, 1, 1, None, None] * 3
    assert out["threes"] == [2, 2, 0, 1, None] * 3
    assert out["threes_answered"] == [4, 3, 2, 1, 0] * 3
    assert out["both"] == [18, 7 * 4 / 3 + 7, None, None, None] * 3
    assert out["both_rule"] == [complete, "partial", few, few, few] * 3
    assert out["both_answered"] == [8, 6, 4, 2, 0] * 3


FORM = instrument_of("""
items: 3
responses:
  - {items: [1, 2], min: 0, max: 4}
  - {items: [3], min: 0, max: 4, if_blank: 0}
case_missing: {items: [1, 2], max_missing: 0, source: our own rule}
skips:
  - {when: {1: [0]}, items: [2], value: 0}
recode:
  - {items: [3], map: {0: 0, 1: 10, 2: 20, 3: 30, 4: 50}}
scales:
  total:
    items: all
    missing: {max_missing: 2, then: partial, source: our own rule}
    range: [0, 58]
    higher_is: worse
  step:
    items: [1]
    transform: [{cut: [{from: 1, value: 1}, {above: 3, value: 2}]}]
    range: [1, 2]
    higher_is: worse
checks:
  - {name: a, answers: {1: 4, 2: 4, 3: 4}, expect: {total: 58, step: 2}}
  - {name: b, answers: {1: 3, 2: 4, 3: 4}, expect: {step: 1}}
  - {name: c, answers: {1: 0, 2: 4, 3: 4}, expect: {step: null}}
""")


def test_blanks_that_the_form_explains_and_the_rule_for_the_whole_form():
    rows = [[4, 4, 4], [0, None, 1], [1, None, 1], [None, 2, 2], [3, 1, None]]
    out = run(FORM, rows * 2, rules=True)
    void = "too_few_in_form"
    assert out["total"] == [58, 10, None, None, 4] * 2
    assert out["total_answered"] == [3, 3, 2, 2, 3] * 2
    assert out["total_rule"] == ["complete", "complete", void, void, "complete"] * 2
    assert out["step"] == [2, None, None, None, 1] * 2
    assert out["step_rule"] == ["complete", "outside_transform", void, void, "complete"] * 2


def test_recoding_finds_its_table_in_another_coding():
    people = [{"1": 4.0, "2": 4.0, "3": float(code)} for code in range(5)] * 2
    out = _kernel.run(compile_plan(FORM), answers_of(FORM, people, shift=10), ())
    assert out["total"].tolist() == [8, 18, 28, 38, 58] * 2


def test_items_reversed_before_are_turned_back_before_blanks_are_filled():
    out = run(MISSING, [[3, 1, 2, 3], [3, 1, 2, None]], undo={"4"})
    assert out["full"] == [9, None]


@pytest.mark.parametrize(
    ("step", "values"),
    [
        ("{multiply: 1.25}", [0, 1.25, 2.5, 3.75]),
        ("{add: -0.5}", [-0.5, 0.5, 1.5, 2.5]),
        ("{rescale: {from: [0, 3], to: [10, 70]}}", [10, 30, 50, 70]),
        ("{multiply: 0.5}, {round: floor}", [0, 0, 1, 1]),
        ("{multiply: 0.5}, {round: ceil}", [0, 1, 1, 2]),
        ("{multiply: 0.5}, {round: half_up}", [0, 1, 1, 2]),
        ("{multiply: 0.5}, {round: half_even}", [0, 0, 1, 2]),
        ("{multiply: -0.5}, {round: half_up}", [0, 0, -1, -1]),
        ("{multiply: -0.5}, {round: half_even}", [0, 0, -1, -2]),
        ("{multiply: 0.25}, {round: {mode: half_up, digits: 1}}", [0, 0.3, 0.5, 0.8]),
        ("{cut: {0: 5, 2: 7}}", [5, 5, 7, 7]),
        ("{cut: [{from: 0, value: 5}, {above: 2, value: 7}]}", [5, 5, 5, 7]),
        ("{lookup: {0: 9, 1: 8.5, 2: 3, 3: 0}}", [9, 8.5, 3, 0]),
    ],
)
def test_transform_steps(step, values):
    instrument = instrument_of(f"""
items: 1
responses: {{min: 0, max: 3}}
scales:
  total: {{items: all, transform: [{step}], higher_is: worse}}
checks:
  - {{name: a, answers: {{1: 0}}, expect: {{total: {values[0]}}}}}
  - {{name: b, answers: {{1: 3}}, expect: {{total: {values[3]}}}}}
""")
    got = run(instrument, [[0], [1], [2], [3], [None]] * 2)["total"]
    assert got == [pytest.approx(v, abs=1e-12) for v in values] + [None] + [
        pytest.approx(v, abs=1e-12) for v in values
    ] + [None]


def test_a_bound_is_reached_within_the_tolerance():
    """0.7 + 0.1 is a little less than 0.8, and 0.1 + 0.1 + 0.1 a little more than 0.3."""
    assert 0.7 + 0.1 < 0.8
    assert 0.1 + 0.1 + 0.1 > 0.3
    instrument = instrument_of("""
items: 4
responses: {min: 0, max: 1}
scales:
  from: {items: [1, 2], weights: [0.7, 0.1], transform: [{cut: {0: 0, 0.8: 1}}], higher_is: worse}
  above:
    items: [1-4]
    weights: {1: 0.1, 2: 0.1, 3: 0.1, 4: 0.1}
    transform: [{cut: [{from: 0, value: 0}, {above: 0.3, value: 1}]}]
    higher_is: worse
  ceiling:
    items: [1-3]
    weights: {1: 0.1, 2: 0.1, 3: 0.1}
    transform: [{multiply: 10}, {round: ceil}]
    higher_is: worse
checks:
  - {name: a, answers: {rest: 1}, expect: {from: 1, above: 1, ceiling: 3}}
""")
    out = run(instrument, [[1, 1, 1, 1], [1, 1, 1, 0], [1, 0, 0, 0]])
    assert out["from"] == [1, 1, 0]
    assert out["above"] == [1, 0, 0]
    assert out["ceiling"] == [3, 3, 1]


def test_an_algorithm_gets_one_person_at_a_time():
    instrument = instrument_of("""
items: 3
responses: {min: 1, max: 5}
scales:
  spread: {items: all, algorithm: tests.spread, range: [0, 4], higher_is: neither}
  total: {items: all, range: [3, 15], higher_is: neither}
checks:
  - {name: a, answers: {1: 1, 2: 5, 3: 3}, expect: {spread: 4, total: 9}}
  - {name: b, answers: {1: 2, 2: 2, 3: 2}, expect: {total: 6}}
""")
    rows = [[1, 5, 3], [2, 2, 2], [4, None, 3], [4, None, None], [None, None, None]]
    out = run(instrument, rows * 2, rules=True)
    assert out["spread"] == [4, 0, 1, None, None] * 2
    assert out["spread_answered"] == [3, 3, 2, 1, 0] * 2
    few = "too_few_answered"
    assert out["spread_rule"] == ["complete", "complete", "complete", few, few] * 2


def test_no_rows():
    out = run(MISSING, [], rules=True, keyed_items=True)
    assert all(values == [] for values in out.values())


def test_small_integers_and_a_missing_column():
    people = [{"1": 3, "2": 1, "3": 2, "4": 0}] * 9
    answers = answers_of(MISSING, people, dtype=np.int8)
    out = _kernel.run(compile_plan(MISSING), answers, ())
    assert out["full"].tolist() == [9.0] * 9
    columns = {item: column for item, column in answers.items.items() if item != "3"}
    fewer = Answers(MISSING, 9, columns, answers.report)
    out = _kernel.run(compile_plan(MISSING), fewer, ())
    assert np.isnan(out["full"]).all()
    assert out["added"].tolist() == [7.0] * 9
