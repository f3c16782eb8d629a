"""The noun itself: frozen, hashable, picklable, and what it says about its items and answers."""

import copy
import pickle

import pytest
from pydantic import ValidationError

import scales
from samples import DATA, FORMAT, SMALL
from scales.instrument import FrozenDict, Missing, Option, Responses, in_language


@pytest.fixture
def small():
    return scales.Instrument.from_yaml(SMALL)


@pytest.fixture
def blocks():
    return scales.Instrument.from_file(DATA / "format" / "blocks.yaml")


@pytest.mark.parametrize(
    ("holder", "field"),
    [
        (lambda one: one, "id"),
        (lambda one: one, "reverse"),
        (lambda one: one.text, "shipped"),
        (lambda one: one.items[0], "hint"),
        (lambda one: one.responses[0], "min"),
        (lambda one: one.scales["total"], "method"),
        (lambda one: one.checks[0], "expect"),
    ],
)
def test_nothing_can_be_assigned(small, holder, field):
    with pytest.raises(ValidationError, match="frozen"):
        setattr(holder(small), field, None)


REFUSALS = [
    lambda d: d.__setitem__("a", 1),
    lambda d: d.__delitem__("a"),
    lambda d: d.update(a=1),
    lambda d: d.setdefault("b", 1),
    lambda d: d.pop("a"),
    lambda d: d.popitem(),
    lambda d: d.clear(),
    lambda d: d.__ior__({"b": 1}),
]


@pytest.mark.parametrize("change", REFUSALS)
def test_a_frozen_dictionary_refuses_every_change(small, change):
    for held in (FrozenDict({"a": 0}), small.scales, small.references):
        before = dict(held)
        with pytest.raises(TypeError) as caught:
            change(held)
        assert str(caught.value) == "an instrument is a value: change its definition file instead"
        assert dict(held) == before


def test_a_frozen_dictionary_is_a_value():
    one, other = FrozenDict({"a": 1, "b": 2}), FrozenDict({"b": 2, "a": 1})
    assert one == other == {"a": 1, "b": 2}
    assert hash(one) == hash(other)
    assert pickle.loads(pickle.dumps(one)) == one
    assert type(pickle.loads(pickle.dumps(one))) is FrozenDict
    assert type(copy.deepcopy(one)) is FrozenDict


@pytest.mark.parametrize("path", FORMAT, ids=lambda path: path.stem)
def test_an_instrument_can_be_pickled_hashed_and_compared(path):
    one, other = scales.Instrument.from_file(path), scales.Instrument.from_file(path)
    assert one is not other
    assert one == other
    assert hash(one) == hash(other)
    assert len({one, other}) == 1
    again = pickle.loads(pickle.dumps(one))
    assert again == one
    assert again.fingerprint == one.fingerprint


@pytest.mark.parametrize(
    ("item", "codes", "bounds"),
    [
        ("1-pain", (0, 2, 4), (0, 4)),
        ("2", (0, 1, 2, 3), (0, 3)),
        ("wants", (), (0, 24)),
        ("friends", ("N", "A", "B", "C", "D"), (0, 4)),
    ],
)
def test_codes_and_bounds(blocks, item, codes, bounds):
    block = blocks.block_of(item)
    assert block.codes == codes
    assert block.bounds == bounds


def test_bounds_that_nobody_stated_are_open():
    assert Responses(items=("1",), type="number").bounds == (float("-inf"), float("inf"))
    ticks = Responses(items=("1",), type="multiple", options=(Option(code="A"), Option(code="B")))
    assert ticks.bounds == (1, 2)


def test_items_keep_the_order_of_the_form(blocks):
    assert blocks.item_ids == ("1-pain", "2", "3a", "3b", "wants", "friends")
    form = scales.Instrument.from_file(DATA / "format" / "open_wording.yaml")
    assert form.item_ids == ("q1", "q2", "q3", "4")
    assert form.unscored_items == {"q3", "4"}
    assert form.scored_items == ("q1", "q2") == form.scales["total"].items
    assert form.coding_names == ("never_first", "always_first", "tens")
    assert form.age == (None, 17.5)


@pytest.mark.parametrize(
    ("rule", "k", "allowed"),
    [
        ({"max_missing": 2}, 5, 2),
        ({"max_missing": 9}, 5, 5),
        ({"min_answered": 3}, 5, 2),
        ({"min_answered": 9}, 5, 0),
        ({"max_fraction": 0.5}, 5, 2),
        ({"max_fraction": 0.5}, 6, 3),
        ({"max_fraction": 0.2}, 10, 2),
        ({"max_fraction": 0.3}, 10, 3),  # 0.3 × 10 is 3.0000000000000004 or 2.9999999999999996
        ({"max_fraction": 0.7}, 10, 7),
        ({"max_fraction": 0.29}, 100, 29),  # 28.999999999999996
        ({}, 5, 0),
    ],
)
def test_how_many_may_be_blank(rule, k, allowed):
    assert Missing(**rule, source="x").allowed(k) == allowed


@pytest.mark.parametrize(
    ("words", "language", "text"),
    [
        ({"en": "a", "zh": "b"}, "zh", "b"),
        ({"en": "a", "zh": "b"}, "zh-CN", "b"),
        ({"en": "a", "zh-Hant": "c"}, "zh", "a"),
        ({"und": "u", "en": "a"}, "de", "u"),
        ({"zh": "b", "ja": "c"}, "de", "b"),
        ({"en": "a"}, "en-GB", "a"),
        (None, "en", ""),
        ({}, "en", ""),
    ],
)
def test_in_language(words, language, text):
    assert in_language(words, language) == text
