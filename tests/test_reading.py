"""From what people write to what the models hold: shorthands, ranges and what is refused."""

import pytest

from samples import changed, refused

SLIPS = [
    ([("items: 4\n", "items: 3000\n")], "f:7: items: 3000 items: is that meant?"),
    ([("items: 4\n", "items: [1, 2, 2, 3]\n")], "f:7: items: item id 2 is given twice"),
    (
        [("items: 4\n", "items: [1, 2, 3, all]\n")],
        "f:7: items: 'all' has a meaning of its own; use another item id",
    ),
    (
        [("items: 4\n", "items: [1, 2, 3, rest]\n")],
        "f:7: items: 'rest' has a meaning of its own; use another item id",
    ),
    (
        [("items: 4\n", "items: [1.5, 2, 3, 4]\n")],
        "f:7: items: 1.5 is no item id; use a number or text",
    ),
    ([("reverse: [3]", "reverse: [5]")], "f:11: reverse: there is no item 5"),
    ([("reverse: [3]", "reverse: 5")], "f:11: reverse: there is no item 5"),
    ([("reverse: [3]", "reverse: [3-1]")], "f:11: reverse: range 3-1 runs backwards"),
    ([("reverse: [3]", "reverse: [3, 3]")], "f:11: reverse: item 3 is listed twice"),
    ([("reverse: [3]", "reverse: [3, 2-3]")], "f:11: reverse: item 3 is listed twice"),
    ([("reverse: [3]", "reverse: [1-9]")], "f:11: reverse: there is no item 1-9"),
    (
        [("items: 4\n", "items: [a, b, 3, d]\n"), ("reverse: [3]", "reverse: [3, B]")],
        "f:11: reverse: there is no item B; did you mean 'b'?",
    ),
    (
        [("reverse: [3]", "reverse: [3]\nskips: {when: {9: 1}, items: 2, value: 1}")],
        "f:12: skips.when: there is no item 9",
    ),
    (
        [("reverse: [3]", "reverse: [3]\nunscored: {filler: [9]}")],
        "f:12: unscored.filler: there is no item 9",
    ),
    (
        [("reverse: [3]", "reverse: [3]\ncase_missing: {items: 7, max_missing: 1, source: paper}")],
        "f:12: case_missing.items: there is no item 7",
    ),
    ([("items: all", "items: [1-4, 4]")], "f:14: scales.total.items: item 4 is listed twice"),
    pytest.param(
        [("items: all", "items: all\n    name: x")],
        "f:15: scales.total.name: unknown key; a scale is named by its own key",
    ),
    (
        [("items: all", "items: all\n    weights: [1, 2]")],
        "f:15: scales.total.weights: write weights as {name: weight}, or one for each part",
    ),
    (
        [("items: all", "items: all\n    transform: [{divide: 2}]")],
        "f:15: scales.total.transform.0: a transform step is one of multiply, add, rescale, round, cut, lookup",
    ),
    (
        [("items: all", "items: all\n    transform: [{add: 1, multiply: 2}]")],
        "f:15: scales.total.transform.0: a transform step is one of multiply, add, rescale, round, cut, lookup",
    ),
    (
        [("items: all", "items: all\n    transform: [add]")],
        "f:15: scales.total.transform.0: a transform step is one of multiply, add, rescale, round, cut, lookup",
    ),
    (
        [("items: all", "items: all\n    transform: [{rescale: [4, 20]}]")],
        "f:15: scales.total.transform.0: rescale: this shape is not understood; see docs/format.md",
    ),
    (
        [("items: all", "items: all\n    transform: [{rescale: {from: [4, 20]}}]")],
        "f:15: scales.total.transform.0: rescale: this shape is not understood; see docs/format.md",
    ),
    (
        [("items: all", "items: all\n    transform: [{round: }]")],
        "f:15: scales.total.transform.0: round: this shape is not understood; see docs/format.md",
    ),
    (
        [("items: all", "items: all\n    transform: [{round: {mode: floor, digit: 1}}]")],
        "f:15: scales.total.transform.0: round: this shape is not understood; see docs/format.md",
    ),
    (
        [("items: all", "items: all\n    transform: [{cut: 5}]")],
        "f:15: scales.total.transform.0: cut: this shape is not understood; see docs/format.md",
    ),
    (
        [("items: all", "items: all\n    transform: [{lookup: [1]}]")],
        "f:15: scales.total.transform.0: lookup: this shape is not understood; see docs/format.md",
    ),
    (
        [("items: all", "items: all\n    transform: [{cut: [{from: 4, above: 4, value: 1}]}]")],
        "f:15: scales.total.transform.0.cut.0: give exactly one of 'from' (inclusive) and 'above' (strict)",
    ),
    (
        [("items: all", "items: all\n    transform: [{cut: [{value: 1}]}]")],
        "f:15: scales.total.transform.0.cut.0: give exactly one of 'from' (inclusive) and 'above' (strict)",
    ),
    (
        [("items: all", "items: all\n    transform: [{cut: [{from: 4, value: 1, x: 2}]}]")],
        "f:15: scales.total.transform.0.cut.0.x: unknown key; there are 'from', 'above' and 'value'",
    ),
    (
        [("items: all", "items: all\n    transform: [{cut: [4]}]")],
        "f:15: scales.total.transform.0.cut: expected {from: …, value: …}",
    ),
    (
        [
            (
                "items: all",
                "items: all\n    bands: {b: {population: all, source: paper, cuts: [{from: 4, above: 4, label: x}]}}",
            )
        ],
        "f:15: scales.total.bands.b.cuts.0: give exactly one of 'from' (inclusive) and 'above' (strict)",
    ),
    (
        [
            (
                "items: all",
                "items: all\n    bands: {b: {population: all, source: paper, cuts: [{label: x}]}}",
            )
        ],
        "f:15: scales.total.bands.b.cuts.0: give exactly one of 'from' (inclusive) and 'above' (strict)",
    ),
    (
        [
            (
                "items: all",
                "items: all\n    bands: {b: {population: all, source: paper, cuts: [{from: 4, label: x, lable: y}]}}",
            )
        ],
        "f:15: scales.total.bands.b.cuts.0.lable: unknown key; there are 'from', 'above' and 'label'",
    ),
]
"""Changes of the small definition, and the whole message with which the loader answers."""


@pytest.mark.parametrize(("changes", "message"), SLIPS)
def test_slip_and_answer(changes, message):
    assert refused(changed(*changes)) == message
