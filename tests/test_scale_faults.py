"""What a scale must not get wrong: reversal, recoding, blanks, steps, ranges and bands."""

import pytest

from samples import changed, refused

SLIPS = [
    (
        [("reverse: [3]", "reverse: [3]\nrecode: {items: 1, map: {1: 0, 2: 0, 3: 0, 4: 1}}")],
        "f:12: recode.map: item 1: no entry for code 5",
    ),
    (
        [("items: all", "items: all\n    recode: {items: 1, map: {1: 0, 2: 0, 3: 0, 4: 1}}")],
        "f:15: scales.total.recode.map: item 1: no entry for code 5",
    ),
    (
        [
            (
                "reverse: [3]",
                "reverse: [3]\nrecode: {items: 1, map: {1: 0, 2: 0, 3: 0, 4: 1, 5: 1, 6: 1, 7: 2}}",
            )
        ],
        "f:12: recode.map: item 1 has no code 6, 7",
    ),
    (
        [
            (
                "reverse: [3]",
                "reverse: [3]\nrecode: [{items: 1, map: {1: 0, 2: 0, 3: 0, 4: 1, 5: 1}}, {items: [1, 2], map: {1: 0, 2: 0, 3: 0, 4: 1, 5: 1}}]",
            )
        ],
        "f:12: recode.1: item 1 is recoded twice",
    ),
    (
        [
            (
                "items: all",
                "items: all\n    recode: [{items: 1, map: {1: 0, 2: 0, 3: 0, 4: 1, 5: 1}}, {items: [1, 2], map: {1: 0, 2: 0, 3: 0, 4: 1, 5: 1}}]",
            )
        ],
        "f:15: scales.total.recode.1: item 1 is recoded twice",
    ),
    (
        [
            (
                "items: all",
                "items: [1-3]\n    recode: {items: 4, map: {1: 0, 2: 0, 3: 0, 4: 1, 5: 1}}",
            ),
            ("reverse: [3]", "reverse: [3]\nunscored: {filler: 4}"),
        ],
        "f:16: scales.total.recode: item 4 is not in this scale",
    ),
    (
        [
            ("reverse: [3]", "reverse: [3, 4]\nunscored: {filler: 4}"),
            ("items: all", "items: [1-3]"),
        ],
        "f:11: reverse: item 4 is reversed but in no scale",
    ),
    (
        [("items: all", "items: all\n    reverse: [3]")],
        "f:15: scales.total.reverse: this is what the default 'reverse' says already; leave it out",
    ),
    (
        [
            ("items: all", "items: [1-3]\n    reverse: [4]"),
            ("reverse: [3]", "reverse: [3]\nunscored: {filler: 4}"),
        ],
        "f:16: scales.total.reverse: item 4 is not in this scale",
    ),
    (
        [("  min: 1\n  max: 5\n", "  type: number\n")],
        "f:12: scales.total: item 3 is reversed but has no lowest and highest answer",
    ),
    (
        [
            (
                "  min: 1\n  max: 5\n",
                "  - {items: [1, 2, 4], min: 1, max: 5}\n  - {items: 3, type: number, min: 1}\n",
            )
        ],
        "f:13: scales.total: item 3 is reversed but has no lowest and highest answer",
    ),
    (
        [
            (
                "items: all",
                "items: all\n    missing: {max_missing: 1, max_fraction: 0.5, then: prorate, source: paper}",
            )
        ],
        "f:15: scales.total.missing: give exactly one of max_missing, max_fraction, min_answered",
    ),
    (
        [("items: all", "items: all\n    missing: {then: prorate, source: paper}")],
        "f:15: scales.total.missing: give exactly one of max_missing, max_fraction, min_answered",
    ),
    (
        [
            (
                "items: all",
                "items: all\n    missing: {max_fraction: 1, then: prorate, source: paper}",
            )
        ],
        "f:15: scales.total.missing.max_fraction: 1 is not between 0 and 1",
    ),
    (
        [
            (
                "items: all",
                "items: all\n    missing: {max_fraction: 50, then: prorate, source: paper}",
            )
        ],
        "f:15: scales.total.missing.max_fraction: 50 is not between 0 and 1",
    ),
    (
        [
            (
                "items: all",
                "items: all\n    missing: {min_answered: 5, then: prorate, source: paper}",
            )
        ],
        "f:15: scales.total.missing: min_answered 5 of 4",
    ),
    (
        [("items: all", "items: all\n    missing: {max_missing: 1, source: paper}")],
        "f:15: scales.total.missing: say what follows: then: prorate, or then: partial",
    ),
    (
        [("items: all", "items: all\n    missing: {max_missing: 1, then: none, source: paper}")],
        "f:15: scales.total.missing: then: none allows no blank, so there is no limit to give",
    ),
    (
        [
            (
                "items: all",
                "items: all\n    method: mean\n    missing: {max_missing: 1, then: partial, source: paper}",
            )
        ],
        "f:16: scales.total.missing: a mean over what is there is then: prorate",
    ),
    (
        [
            (
                "items: all",
                "items: all\n    method: min\n    missing: {max_missing: 1, then: prorate, source: paper}",
            )
        ],
        "f:16: scales.total.missing: a min cannot be prorated; say then: partial",
    ),
    (
        [
            (
                "items: all",
                "items: all\n    method: max\n    missing: {max_missing: 1, then: prorate, source: paper}",
            )
        ],
        "f:16: scales.total.missing: a max cannot be prorated; say then: partial",
    ),
    (
        [
            (
                "items: all",
                "items: all\n    method: count\n    count_values: 5\n    missing: {max_missing: 1, then: prorate, source: paper}",
            )
        ],
        "f:17: scales.total.missing: a count cannot be prorated; say then: partial",
    ),
    (
        [
            (
                "items: all",
                "items: all\n    weights: {1: 2}\n    missing: {max_missing: 1, then: prorate, source: paper}",
            )
        ],
        "f:16: scales.total.missing: items with different weights cannot be prorated",
    ),
    (
        [
            (
                "items: all",
                "items: all\n    algorithm: tests.hours_in_bed\n    missing: {max_missing: 1, then: partial, source: paper}",
            )
        ],
        "f:16: scales.total.missing: an algorithm decides on blanks by itself",
    ),
    (
        [
            (
                "reverse: [3]",
                "reverse: [3]\ncase_missing: {max_missing: 1, min_answered: 1, source: paper}",
            )
        ],
        "f:12: case_missing: give exactly one of max_missing, max_fraction, min_answered",
    ),
    (
        [("reverse: [3]", "reverse: [3]\ncase_missing: {max_fraction: 1.5, source: paper}")],
        "f:12: case_missing.max_fraction: 1.5 is not between 0 and 1",
    ),
    (
        [("items: all", "items: all\n    of: total")],
        "f:13: scales.total: give exactly one of 'items', 'of', and 'algorithm' with 'items'",
    ),
    (
        [("items: all", "items: all\n    method: count")],
        "f:13: scales.total: method: count needs count_values",
    ),
    (
        [("items: all", "items: all\n    count_values: 1")],
        "f:15: scales.total.count_values: count_values belong to method: count",
    ),
    (
        [("items: all", "items: all\n    method: count\n    count_values: [5, 9]")],
        "f:16: scales.total.count_values: no answer gives 9",
    ),
    (
        [("items: all", "items: all\n    weights: {7: 1}")],
        "f:15: scales.total.weights: '7' is not in this scale",
    ),
    (
        [("items: all", "items: all\n    algorithm: mine.index")],
        "f:15: scales.total.algorithm: algorithm 'mine.index' is not registered; import the package that brings it, or register a function with @scales.algorithm('mine.index') before the definition is read",
    ),
    (
        [("items: all", "items: all\n    method: max\n    weights: {1: 2}")],
        "f:16: scales.total.weights: a max takes no weights",
    ),
    (
        [
            (
                "items: all",
                "items: all\n    algorithm: tests.hours_in_bed\n    method: mean\n    reverse: [1]",
            )
        ],
        "f:16: scales.total.method: an algorithm takes the answers as they are\nf:17: scales.total.reverse: an algorithm takes the answers as they are",
    ),
    (
        [("    higher_is: better\n", "    higher_is: better\n  second: {higher_is: better}\n")],
        "f:16: scales.second: give exactly one of 'items', 'of', and 'algorithm' with 'items'",
    ),
    (
        [
            (
                "    higher_is: better\n",
                "    higher_is: better\n  second: {of: [total, total], higher_is: better}\n",
            )
        ],
        "f:16: scales.second.of: scale 'total' is named twice; use 'weights'",
    ),
    (
        [
            (
                "    higher_is: better\n",
                "    higher_is: better\n  second: {of: totl, higher_is: better}\n",
            )
        ],
        "f:16: scales.second.of: there is no scale 'totl'",
    ),
    (
        [
            (
                "    higher_is: better\n",
                "    higher_is: better\n  second: {of: total, algorithm: tests.hours_in_bed, higher_is: better}\n",
            )
        ],
        "f:16: scales.second: an algorithm takes 'items', not 'of'",
    ),
    (
        [
            (
                "    higher_is: better\n",
                "    higher_is: better\n  second: {of: total, reverse: [], higher_is: better}\n",
            )
        ],
        "f:16: scales.second: 'reverse' and 'recode' act on items; use 'weights' for component scales",
    ),
    (
        [
            (
                "    higher_is: better\n",
                "    higher_is: better\n  second: {of: total, recode: [], higher_is: better}\n",
            )
        ],
        "f:16: scales.second: 'reverse' and 'recode' act on items; use 'weights' for component scales",
    ),
    (
        [
            (
                "    higher_is: better\n",
                "    higher_is: better\n  second: {of: total, weights: {1: 1}, higher_is: better}\n",
            )
        ],
        "f:16: scales.second.weights: '1' is not in this scale",
    ),
    (
        [
            (
                "    higher_is: better\n",
                "    higher_is: better\n  second: {of: second, higher_is: better}\n",
            )
        ],
        "f:16: scales.second.of: scales build on each other: second → second",
    ),
    (
        [
            (
                "    higher_is: better\n",
                "    higher_is: better\n  second: {of: third, higher_is: better}\n  third: {of: second, higher_is: better}\n",
            )
        ],
        "f:16: scales.second.of: scales build on each other: second → third → second",
    ),
    (
        [
            (
                "    higher_is: better\n",
                "    higher_is: better\n  total_answered: {of: total, higher_is: better}\n",
            )
        ],
        "f:16: scales.total_answered: this name belongs to the count of answered items of another scale",
    ),
    (
        [
            (
                "  min: 1\n  max: 5\n",
                "  - {items: [1-3], min: 1, max: 5}\n  - {items: 4, type: number, min: 1, max: 5}\n",
            ),
            ("items: all", "items: all\n    method: count\n    count_values: 5"),
        ],
        "f:13: scales.total: item 4 is a free number and cannot be counted",
    ),
    (
        [("items: all", "items: all\n    transform: [{rescale: {from: [4, 4], to: [0, 1]}}]")],
        "f:15: scales.total.transform.0: rescale: 'from' has no width",
    ),
    (
        [("items: all", "items: all\n    transform: [{round: {digits: 1}}]")],
        "f:15: scales.total.transform.0: round: name the mode (floor, ceil, half_up, half_even)",
    ),
    (
        [("items: all", "items: all\n    transform: [{cut: {10: 0, 4: 1}}]")],
        "f:15: scales.total.transform.0.cut: bounds do not ascend: 10 stands before 4",
    ),
    (
        [("items: all", "items: all\n    transform: [{cut: []}]")],
        "f:15: scales.total.transform.0: cut: no entries",
    ),
    (
        [("items: all", "items: all\n    transform: [{cut: {30: 1}}]")],
        "f:15: scales.total.transform: cut: no value between 4 and 20 is covered",
    ),
    (
        [("items: all", "items: all\n    transform: [{lookup: {}}]")],
        "f:15: scales.total.transform.0: lookup: no entries",
    ),
    (
        [("items: all", "items: all\n    transform: [{lookup: {99: 1}}]")],
        "f:15: scales.total.transform: lookup: no value between 4 and 20 is covered",
    ),
    (
        [
            (
                "items: all",
                "items: all\n    transform: [{lookup: {4: 1, 5: 2, 6: 3, 7: 3, 8: 3, 9: 3, 10: 3, 11: 3, 12: 3, 13: 3, 14: 3, 16: 3, 17: 3, 18: 3, 20: 3}}]",
            )
        ],
        "f:15: scales.total.transform.0.lookup: no entry for the raw score 15, 19",
    ),
    (
        [("items: all", "items: all\n    range: [5, 20]")],
        "f:15: scales.total.range: stated range [5, 20], but the key gives [4, 20]",
    ),
    (
        [
            (
                "items: all",
                "items: all\n    missing: {max_missing: 1, then: partial, source: paper}\n    range: [4, 20]",
            )
        ],
        "f:16: scales.total.range: stated range [4, 20], but the key gives [3, 20]",
    ),
    (
        [("items: all", "items: all\n    method: mean\n    range: [4, 20]")],
        "f:16: scales.total.range: stated range [4, 20], but the key gives [1, 5]\nf:21: checks.0.expect.total: 'highest' expects 20, but the key gives 5",
    ),
    (
        [
            (
                "items: all",
                "items: all\n    bands: {b: {population: all, source: paper, cuts: [{from: 5, label: x}]}}",
            )
        ],
        "f:15: scales.total.bands.b: the lowest band must begin at 4, the lowest score",
    ),
    (
        [("items: all", "items: all\n    bands: {b: {population: all, source: paper, cuts: []}}")],
        "f:15: scales.total.bands.b: the lowest band must begin at 4, the lowest score",
    ),
    (
        [
            (
                "items: all",
                "items: all\n    bands: {b: {population: all, source: paper, cuts: [{from: 4, label: x}, {from: 4, label: y}]}}",
            )
        ],
        "f:15: scales.total.bands.b: bounds do not ascend: 4 stands before 4",
    ),
    (
        [
            (
                "items: all",
                "items: all\n    bands: {b: {population: all, source: paper, cuts: [{from: 0, label: x}, {from: 3, label: y}]}}",
            )
        ],
        "f:15: scales.total.bands.b: no score falls into the band at 0; the next begins below",
    ),
    (
        [
            (
                "items: all",
                "items: all\n    bands: {b: {population: all, source: paper, cuts: [{from: 4, label: x}, {from: 21, label: y}]}}",
            )
        ],
        "f:15: scales.total.bands.b: no score reaches the band at 21; the highest is 20",
    ),
    (
        [
            (
                "items: all",
                "items: all\n    bands: {b: {population: all, source: paper, cuts: [{from: 4, label: x}, {above: 20, label: y}]}}",
            )
        ],
        "f:15: scales.total.bands.b: no score reaches the band at 20; the highest is 20",
    ),
    (
        [
            (
                "items: all",
                "items: all\n    bands: {b: {population: all, source: paper, cuts: [{above: 4, label: x}]}}",
            )
        ],
        "f:15: scales.total.bands.b: the lowest band must begin at 4, the lowest score",
    ),
]
"""Changes of the small definition, and the whole message with which the loader answers."""


@pytest.mark.parametrize(("changes", "message"), SLIPS)
def test_slip_and_answer(changes, message):
    assert refused(changed(*changes)) == message


BANDS = (
    "bands: {b: {population: all, source: paper, cuts: [{from: 2, label: x}, {from: 4, label: y}]}}"
)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            "transform: [{rescale: {from: null, to: [0, 1]}}]",
            "f:15: scales.total.transform.0: rescale: give 'from' and 'to', two numbers each",
        ),
        (
            "method: count\n    count_values: 5\n    weights: {1: 2}",
            "f:17: scales.total.weights: a count takes no weights",
        ),
        (
            BANDS,
            "f:15: scales.total.bands.b: no score falls into the band at 2; the next begins below",
        ),
    ],
)
def test_a_slip_inside_the_scale_and_its_answer(lines, message):
    assert refused(changed(("items: all", f"items: all\n    {lines}"))) == message


def test_components_of_an_extreme_have_no_sign_to_check():
    second = "  second: {items: [1, 2], higher_is: better}\n  most: {of: [total, second], method: max, higher_is: better}\n"
    text = changed(
        ("    higher_is: better\n", f"    higher_is: better\n{second}"),
        ("{total: 20}", "{total: 20, second: 10}"),
    )
    assert refused(text) == ""
