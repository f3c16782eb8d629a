"""Transform steps by hand: rounding, tolerance, cuts and lookups."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scales._transform import reaches, transform
from scales.instrument import Band, Cut, Step


def rounded(mode, value, digits=0):
    return transform([Step(kind="round", mode=mode, digits=digits)], value)


@pytest.mark.parametrize(
    ("value", "floor", "ceil", "half_up", "half_even"),
    [
        (62.5, 62, 63, 63, 62),  # raw 50 of the SDS, times 1.25
        (63.5, 63, 64, 64, 64),
        (52.5, 52, 53, 53, 52),
        (62.4, 62, 63, 62, 62),
        (62.6, 62, 63, 63, 63),
        (62, 62, 62, 62, 62),
        (0, 0, 0, 0, 0),
        (-0.5, -1, 0, 0, 0),
        (-1.5, -2, -1, -1, -2),
        (-2.5, -3, -2, -2, -2),
        (-2.4, -3, -2, -2, -2),
        (-2.6, -3, -2, -3, -3),
        (61.9999999999, 62, 62, 62, 62),  # computed, meant as 62
        (62.0000000001, 62, 62, 62, 62),
        (62.4999999999, 62, 63, 63, 62),
        (-61.9999999999, -62, -62, -62, -62),
        (61.99, 61, 62, 62, 62),
    ],
)
def test_rounding_modes(value, floor, ceil, half_up, half_even):
    got = [rounded(mode, value) for mode in ("floor", "ceil", "half_up", "half_even")]
    assert got == [floor, ceil, half_up, half_even]


@pytest.mark.parametrize(
    ("mode", "value", "digits", "expected"),
    [
        ("half_up", 0.375, 1, 0.4),
        ("half_up", 0.25, 1, 0.3),
        ("half_even", 0.25, 1, 0.2),
        ("floor", 3.149, 2, 3.14),
        ("ceil", 3.141, 2, 3.15),
        ("half_up", 2.675, 2, 2.68),  # 2.675 is stored a little below
        ("half_up", -0.25, 1, -0.2),
    ],
)
def test_rounding_to_digits(mode, value, digits, expected):
    assert rounded(mode, value, digits) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("mode", ["floor", "ceil", "half_up", "half_even"])
@pytest.mark.parametrize("value", [math.inf, -math.inf])
def test_rounding_leaves_open_ends_alone(mode, value):
    assert rounded(mode, value) == value


@given(st.floats(-1e6, 1e6), st.sampled_from(["floor", "ceil", "half_up", "half_even"]))
def test_rounded_is_a_whole_number_nearby_and_stays(value, mode):
    once = rounded(mode, value)
    assert once == int(once)
    assert abs(once - value) <= (1 if mode in ("floor", "ceil") else 0.5) + 2e-9
    assert rounded(mode, once) == once


def test_multiply_add_and_rescale():
    assert transform([Step(kind="multiply", number=1.25)], 50) == 62.5
    assert transform([Step(kind="add", number=-25)], 5) == -20
    down = Step(kind="rescale", source=(4, 20), target=(0, 100))
    assert [transform([down], x) for x in (4, 12, 20, 24)] == [0, 50, 100, 125]
    turned = Step(kind="rescale", source=(0, 4), target=(100, 0))
    assert [transform([turned], x) for x in (0, 1, 4)] == [100, 75, 0]


def test_steps_run_in_the_order_listed():
    add, double = Step(kind="add", number=1), Step(kind="multiply", number=2)
    assert transform([add, double], 3) == 8
    assert transform([double, add], 3) == 7
    assert transform([], 3) == 3


CUT = Step(
    kind="cut",
    cuts=(Cut(at=0, value=10), Cut(at=15, value=11), Cut(at=20, strict=True, value=12)),
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (-1, None),
        (-1e-10, 10),
        (0, 10),
        (14.99, 10),
        (14.9999999999, 11),
        (15, 11),
        (20, 11),
        (20.0000000001, 11),
        (20.01, 12),
        (1e6, 12),
    ],
)
def test_cut(value, expected):
    assert transform([CUT], value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(1, 1.7), (1.0000000001, 1.7), (2, 2.4), (1.5, None), (0, 0), (3, None)],
)
def test_lookup(value, expected):
    step = Step(kind="lookup", table={0: 0, 1: 1.7, 2: 2.4})
    assert transform([step], value) == expected


def test_nothing_follows_where_a_step_has_no_answer():
    steps = [Step(kind="lookup", table={1: 1}), Step(kind="add", number=1)]
    assert transform(steps, 2) is None


def test_bounds_have_a_tolerance_on_either_side():
    assert reaches(0.1 + 0.2, Band(at=0.3, label={"en": "x"}))
    assert reaches(0.7 + 0.1, Band(at=0.8, label={"en": "x"}))  # 0.7999999999999999
    assert not reaches(0.1 + 0.2, Band(at=0.3, strict=True, label={"en": "x"}))
    assert reaches(0.31, Band(at=0.3, strict=True, label={"en": "x"}))
    assert not reaches(0.29, Cut(at=0.3, value=1))
