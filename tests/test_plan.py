"""The compiled key and the scores of one person: by hand, and what must hold for any key."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import scales
from samples import DATA, SMALL, changed, unchecked
from scales import plan as plans
from scales.plan import Score, compile_plan, evaluate, key_rows, plan_of, prepare
from strategies import answered_instruments, instruments


def small(*lines, **changes):
    """The small definition (4 items of 1 to 5, item 3 reversed) with more lines in its scale."""
    scale = "items: all" + "".join(f"\n    {line}" for line in lines)
    text = changed(
        ("items: all", scale),
        (
            "    answers: {3: 1, rest: 5}\n    expect: {total: 20}\n",
            "    answers: {}\n    expect: {total: null}\n",
        ),
        *changes.items(),
    )
    return unchecked(text)


def score(instrument, *answers, of="total"):
    given = dict(zip(instrument.item_ids, answers, strict=True))
    return evaluate(compile_plan(instrument), given)[of]


# --- blanks --------------------------------------------------------------------------------------

FIVE = ("items: 4", "items: 5")


def five(rule, method="sum"):
    text = SMALL.replace(*FIVE).replace(
        "items: all", f"items: all\n    method: {method}\n    missing: {rule}"
    )
    return unchecked(text)


def test_a_blank_without_a_rule_gives_no_score():
    assert score(small(), 1, 2, None, 4) == Score(None, 3, "too_few_answered")
    assert score(small(), 1, 2, 3, 4) == Score(1 + 2 + (6 - 3) + 4, 4, "complete")


@pytest.mark.parametrize(
    ("rule", "allowed"),
    [
        ("{max_fraction: 0.5, then: prorate, source: paper}", 2),  # half of 5 is 2 blanks
        ("{max_fraction: 0.4, then: prorate, source: paper}", 2),
        ("{max_fraction: 0.39, then: prorate, source: paper}", 1),
        ("{max_fraction: 0.6, then: prorate, source: paper}", 3),  # 0.6 × 5 is 3, not 2.9999
        ("{max_fraction: 0, source: paper}", 0),
        ("{max_missing: 1, then: prorate, source: paper}", 1),
        ("{max_missing: 9, then: prorate, source: paper}", 5),
        ("{min_answered: 3, then: prorate, source: paper}", 2),
        ("{min_answered: 5, source: paper}", 0),
    ],
)
def test_how_many_of_five_may_be_blank(rule, allowed):
    instrument = five(rule)
    assert compile_plan(instrument).scales[0].allowed_missing == allowed
    for blank in range(6):
        answers = [None] * blank + [5.0] * (5 - blank)
        got = score(instrument, *answers)
        assert (got.value is None) == (blank > allowed or blank == 5)
        assert got.answered == 5 - blank


def test_prorate_lets_the_mean_of_the_keyed_answers_stand_for_the_rest():
    instrument = five("{max_missing: 2, then: prorate, source: paper}")
    assert score(instrument, 5, None, 1, 4, None) == Score((5 + 5 + 4) * 5 / 3, 3, "prorated")
    assert score(instrument, 5, 2, 1, 4, 3) == Score(19, 5, "complete")


def test_partial_adds_what_is_there():
    instrument = five("{max_missing: 2, then: partial, source: paper}")
    assert score(instrument, 5, None, 1, 4, None) == Score(14, 3, "partial")


def test_a_mean_is_over_what_was_answered():
    instrument = five("{min_answered: 2, source: paper}", "mean")
    assert score(instrument, None, None, 1, 4, None) == Score(4.5, 2, "prorated")
    assert score(instrument, None, None, None, 4, None) == Score(None, 1, "too_few_answered")


def test_extremes_and_counts_of_what_is_there():
    rule = "{max_missing: 2, then: partial, source: paper}"
    answers = (4, None, 1, 2, None)
    assert score(five(rule, "max"), *answers) == Score(5, 3, "partial")
    assert score(five(rule, "min"), *answers) == Score(2, 3, "partial")
    counted = five(rule, "count\n    count_values: [4, 5]")
    assert score(counted, *answers) == Score(2, 3, "partial")


def test_nothing_answered_never_gives_a_score():
    for rule in (
        "{max_missing: 5, then: partial, source: paper}",
        "{max_fraction: 0.99, then: prorate, source: paper}",
    ):
        assert score(five(rule), None, None, None, None, None) == Score(None, 0, "too_few_answered")


def test_too_many_blanks_in_the_whole_form_void_every_scale():
    instrument = small(
        "missing: {max_missing: 3, then: partial, source: paper}",
        **{"reverse: [3]": "reverse: [3]\ncase_missing: {max_missing: 1, source: paper}"},
    )
    assert score(instrument, 5, None, 1, 4) == Score(14, 3, "partial")
    assert score(instrument, 5, None, None, 4) == Score(None, 2, "too_few_in_form")


# --- combining -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], 13),
        (["method: mean"], 3.25),
        (["method: min"], 1),
        (["method: max"], 5),
        (["method: count", "count_values: [2, 5]"], 3),
        (["method: count", "count_values: 4"], 0),  # 4 was answered, but reversed it is 2
        (["weights: {1: 2, 4: -1}"], 2 * 1 + 5 + 2 - 5),
        (["weights: {1: 0.5}", "method: mean"], (0.5 + 5 + 2 + 5) / 4),
        (["reverse: []"], 15),
        (["reverse: [1, 2]"], 5 + 1 + 4 + 5),
        (["recode: {items: [2, 3], map: {1: 10, 2: 20, 3: 30, 4: 40, 5: 50}}"], 1 + 50 + 20 + 5),
        (["transform: [{multiply: 1.25}, {round: floor}, {add: -1}]"], 15),
        (["transform: [{add: -1}, {multiply: 1.25}]"], 15),
    ],
)
def test_one_scale_by_hand(lines, expected):
    # keyed: 1, 5, 6 - 4 = 2, 5
    assert score(small(*lines), 1, 5, 4, 5).value == pytest.approx(expected, abs=1e-12)


def test_reversal_uses_the_bounds_after_recoding_and_never_the_data():
    table = "recode: {items: [3], map: {1: 0, 2: 0, 3: 0, 4: 1, 5: 10}}"
    instrument = small(table)
    assert score(instrument, 1, 1, 4, 1).value == 3 + (10 - 1)
    assert score(instrument, 1, 1, 1, 1).value == 3 + 10


def test_a_scale_replaces_recode_and_reversal_and_never_merges_them():
    text = SMALL.replace(
        "reverse: [3]\n",
        "reverse: [3]\nrecode: {items: [1, 3], map: {1: 0, 2: 0, 3: 0, 4: 1, 5: 1}}\n",
    )
    text = text.replace(
        "    higher_is: better\n",
        "    higher_is: better\n  codes: {items: all, recode: [], higher_is: better}\n  other: {items: all, reverse: [1], higher_is: better}\n",
    )
    scores = evaluate(compile_plan(unchecked(text)), {"1": 4, "2": 3, "3": 4, "4": 3})
    assert scores["total"].value == 1 + 3 + (1 - 1) + 3
    assert scores["codes"].value == 4 + 3 + (6 - 4) + 3
    assert scores["other"].value == (1 - 1) + 3 + 1 + 3


def test_a_score_outside_a_table_is_no_score():
    instrument = small("transform: [{lookup: {4: 1, 20: 2}}]")
    assert score(instrument, 1, 1, 5, 1) == Score(1, 4, "complete")
    assert score(instrument, 1, 2, 5, 1) == Score(None, 4, "outside_transform")


def test_items_add_in_the_order_of_the_form():
    instrument = unchecked(SMALL.replace("items: all", "items: [4, 2, 3, 1]"))
    assert [term.name for term in compile_plan(instrument).scales[0].terms] == ["1", "2", "3", "4"]


# --- composites ----------------------------------------------------------------------------------


def composite(rule_of_parts="", rule="", weights=""):
    text = (
        SMALL[: SMALL.index("scales:")]
        + f"""\
scales:
  both: {{of: [a, b], higher_is: better{rule}{weights}}}
  a: {{items: [1, 2], transform: [{{multiply: 10}}], higher_is: better{rule_of_parts}}}
  b: {{items: [3, 4], higher_is: better{rule_of_parts}}}
checks: [{{answers: {{}}, expect: {{a: null}}}}]
"""
    )
    return unchecked(text)


def test_a_composite_takes_finished_scores_and_counts_items():
    got = evaluate(compile_plan(composite()), {"1": 1, "2": 2, "3": 4, "4": 5})
    assert got == {
        "both": Score(30 + 7, 4, "complete"),
        "a": Score(30, 2, "complete"),
        "b": Score((6 - 4) + 5, 2, "complete"),
    }
    assert list(got) == ["both", "a", "b"]


def test_composites_are_computed_after_their_components():
    assert [scale.name for scale in compile_plan(composite()).scales] == ["a", "b", "both"]


@pytest.mark.parametrize("then", ["prorate", "partial"])
def test_a_composite_inherits_the_rule_that_fired_below(then):
    instrument = composite(f", missing: {{max_missing: 1, then: {then}, source: paper}}")
    rule = {"prorate": "prorated", "partial": "partial"}[then]
    got = evaluate(compile_plan(instrument), {"1": 1, "2": None, "3": 4, "4": 5})
    a = 20 if then == "prorate" else 10
    assert got["a"] == Score(a, 1, rule)
    assert got["both"] == Score(a + 7, 3, rule)


def test_a_component_without_a_score_is_a_blank_of_the_composite():
    answers = {"1": 1, "2": None, "3": 4, "4": 5}
    assert evaluate(compile_plan(composite()), answers)["both"] == Score(
        None, 3, "too_few_answered"
    )
    lenient = composite(rule=", missing: {max_missing: 1, then: partial, source: paper}")
    assert evaluate(compile_plan(lenient), answers)["both"] == Score(7, 3, "partial")
    prorated = composite(rule=", missing: {max_missing: 1, then: prorate, source: paper}")
    assert evaluate(compile_plan(prorated), answers)["both"] == Score(14, 3, "prorated")


def test_a_difference_of_scales():
    instrument = composite(weights=", weights: {b: -1}")
    assert evaluate(compile_plan(instrument), {"1": 1, "2": 2, "3": 4, "4": 5})["both"].value == 23
    assert compile_plan(instrument).scales[-1].attainable == (20 - 10, 100 - 2)


# --- blanks that the form explains -----------------------------------------------------------------


def test_if_blank_comes_first_and_skips_see_what_was_filled():
    text = changed(
        (
            "  min: 1\n  max: 5\n",
            "  - {items: [1], min: 0, max: 2, if_blank: 0}\n  - {items: [2-4], min: 0, max: 4}\n",
        ),
        (
            "reverse: [3]",
            "skips:\n  - {when: {1: 0}, items: [2], value: 1}\n  - {when: {2: [1, 2], 1: 0}, items: [3, 4], value: 3}",
        ),
    )
    instrument = unchecked(text)
    assert prepare(instrument, {}) == {"1": 0, "2": 1, "3": 3, "4": 3}
    assert prepare(instrument, {"1": 2}) == {"1": 2, "2": None, "3": None, "4": None}
    assert prepare(instrument, {"1": 0, "2": 4}) == {"1": 0, "2": 4, "3": None, "4": None}
    assert prepare(instrument, {"1": 0, "2": 2, "4": 0}) == {"1": 0, "2": 2, "3": 3, "4": 0}
    assert prepare(instrument, {"9": 5})["1"] == 0


def test_the_answers_that_are_given_are_not_changed():
    instrument = scales.Instrument.from_file(DATA / "format" / "whole_form.yaml")
    answers = {"1": 0.0}
    prepare(instrument, answers)
    assert answers == {"1": 0.0}


# --- algorithms ------------------------------------------------------------------------------------


def test_an_algorithm_gets_prepared_answers_and_its_steps_follow():
    instrument = scales.Instrument.from_file(DATA / "format" / "hook.yaml")
    plan = compile_plan(instrument)
    got = evaluate(plan, {"bed": 22.5, "up": 7.0, "rest1": 3.0, "rest2": 0.0})
    assert got["hours_in_bed"] == Score(8, 2, "complete")
    assert evaluate(plan, {"bed": None, "up": 7.0})["hours_in_bed"] == Score(
        None, 1, "too_few_answered"
    )


# --- the plan itself -------------------------------------------------------------------------------


def test_an_instrument_is_compiled_once(monkeypatch):
    instrument = small()
    assert plan_of(instrument) is plan_of(instrument)
    monkeypatch.setattr(plans, "_MOST_COMPILED", 0)
    other = small()
    assert plan_of(other).instrument is other


def test_key_rows_show_the_signed_key():
    instrument = scales.Instrument.from_file(DATA / "format" / "recodes.yaml")
    rows = {(row["scale"], row["item"]): row for row in key_rows(instrument)}
    assert rows["points", "a"] == {
        "scale": "points",
        "item": "a",
        "hint": "",
        "sign": 1,
        "weight": 1.0,
        "recode": "1→100, 2→75, 3→25, 4→0",
        "lowest": 0.0,
        "highest": 100.0,
        "source": "manual",
    }
    assert [row["sign"] for row in rows.values() if row["scale"] == "dichotomy"] == [-1, -1, 1, 1]
    assert rows["codes", "b"]["recode"] == ""
    assert (rows["codes", "b"]["lowest"], rows["codes", "b"]["highest"]) == (1, 4)


def test_key_is_the_same_as_a_frame():
    instrument = scales.load_instrument("brs")
    assert instrument.key().to_dict("records") == key_rows(instrument)


def test_reversing_a_number_without_bounds_is_refused():
    instrument = unchecked(SMALL.replace("  min: 1\n  max: 5\n", "  type: number\n  min: 0\n"))
    with pytest.raises(plans.PlanError) as caught:
        compile_plan(instrument)
    assert str(caught.value) == "item 3 is reversed but has no lowest and highest answer"
    assert caught.value.path == ("scales", "total")


# --- what holds for any key ------------------------------------------------------------------------


@given(answered_instruments(composite=False))
def test_reversing_twice_is_the_identity(case):
    instrument, answers = case
    for scale in compile_plan(instrument).scales:
        for term in scale.terms:
            answer = answers[term.name]
            if answer is not None:
                assert term.flipped().flipped().keyed(answer) == term.keyed(answer)


@given(st.data())
def test_flipping_all_answers_reflects_a_sum(data):
    k = data.draw(st.integers(1, 6))
    low = data.draw(st.integers(-3, 3))
    high = low + data.draw(st.integers(1, 6))
    reverse = data.draw(st.lists(st.integers(1, k), unique=True))
    text = (
        SMALL.replace("items: 4", f"items: {k}")
        .replace("min: 1", f"min: {low}")
        .replace("max: 5", f"max: {high}")
    )
    text = text.replace("reverse: [3]", f"reverse: {reverse}")
    instrument = unchecked(text)
    answers = data.draw(st.lists(st.integers(low, high), min_size=k, max_size=k))
    scale = compile_plan(instrument).scales[0]
    turned = score(instrument, *(low + high - answer for answer in answers)).value
    assert turned == sum(scale.attainable) - score(instrument, *answers).value


@given(answered_instruments())
def test_a_score_says_how_it_came_about(case):
    instrument, answers = case
    plan = compile_plan(instrument)
    for scale in plan.scales:
        got = evaluate(plan, answers)[scale.name]
        assert got.rule in {
            "complete",
            "prorated",
            "partial",
            "too_few_answered",
            "outside_transform",
        }
        assert (got.value is None) == (got.rule in {"too_few_answered", "outside_transform"})
        assert got.value is None or math.isfinite(got.value)
        if not scale.composite:
            assert got.answered == sum(answers[term.name] is not None for term in scale.terms)


@given(instruments(), st.data())
def test_passengers_do_not_matter(instrument, data):
    answers = {b.items[0]: float(data.draw(st.sampled_from(b.codes))) for b in instrument.responses}
    plan = compile_plan(instrument)
    more = {"zzz": 99.0, **dict(reversed(answers.items()))}
    assert evaluate(plan, more) == evaluate(plan, answers)
