"""How one item enters a scale."""

from hypothesis import given
from hypothesis import strategies as st

from scales._terms import Term

TABLE = {1.0: 0.0, 2.0: 50.0, 3.0: 100.0}


def test_recode_comes_before_reversal():
    term = Term(
        "a", recode=TABLE, reversed=True, mirror=100.0, low=0.0, high=100.0, codes=(1, 2, 3)
    )
    assert [term.keyed(code) for code in (1, 2, 3)] == [100, 50, 0]
    assert term.values == (100, 50, 0)


def test_a_plain_term_passes_the_answer_on():
    assert Term("a", low=1, high=5).keyed(4.5) == 4.5
    assert Term("a").values == ()


def test_the_weight_is_not_part_of_the_keyed_value():
    assert Term("a", weight=-3.0, low=1, high=5).keyed(2) == 2


@given(st.integers(-9, 9), st.integers(-9, 9), st.booleans(), st.integers(-9, 9))
def test_flipping_twice_is_the_identity(one, other, is_reversed, answer):
    low, high = sorted((float(one), float(other)))
    term = Term("a", reversed=is_reversed, mirror=low + high, low=low, high=high)
    assert term.flipped().flipped() == term
    assert term.flipped().keyed(answer) + term.keyed(answer) == low + high
    assert term.flipped().keyed(term.flipped().keyed(answer)) == answer
