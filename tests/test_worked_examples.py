"""The worked examples of a definition: they must come out, and notice any flipped item."""

import pytest

from samples import changed, refused

SLIPS = [
    (
        [("{total: 20}", "{total: 19}")],
        "f:19: checks.0.expect.total: 'highest' expects 19, but the key gives 20",
    ),
    (
        [("{total: 20}", "{total: 20.00001}")],
        "f:19: checks.0.expect.total: 'highest' expects 20.00001, but the key gives 20",
    ),
    (
        [("{total: 20}", "{total: null}")],
        "f:19: checks.0.expect.total: 'highest' expects no score, but the key gives 20",
    ),
    (
        [("{total: 20}", "{total: high}")],
        "f:19: checks.0.expect.total: 'highest' expects 'high', but the key gives 20",
    ),
    ([("{total: 20}", "{}")], "f:19: checks.0.expect: nothing is expected"),
    ([("{total: 20}", "{totl: 1}")], "f:19: checks.0.expect.totl: there is no scale 'totl'"),
    (
        [("{total: 20}", "{total@b: x}")],
        "f:19: checks.0.expect.total@b: scale 'total' has no band set 'b'",
    ),
    ([("{3: 1, rest: 5}", "{3: 1, rest: 6}")], "f:18: checks.0.answers: item 1: 6 is outside 1..5"),
    (
        [("{3: 1, rest: 5}", "{3: 1, rest: 4.5}")],
        "f:18: checks.0.answers: item 1: 4.5 is a fraction; allowed is 1..5",
    ),
    ([("{3: 1, rest: 5}", "{9: 1, rest: 5}")], "f:18: checks.0.answers: there is no item 9"),
    (
        [("{3: 1, rest: 5}", "{3: null, rest: 5}")],
        "f:19: checks.0.expect.total: 'highest' expects 20, but the key gives no score",
    ),
    (
        [("{3: 1, rest: 5}", "{3: 1, rest: yes}")],
        "f:18: checks.0.answers: item 1: 'yes' is no number; allowed is 1..5",
    ),
    (
        [("{3: 1, rest: 5}", "{rest: 3}"), ("{total: 20}", "{total: 12}")],
        "f:16: checks: flipping any one of 1, 2, 3, 4 in 'total' changes no expected score; add a check that would notice",
    ),
    (
        [("{3: 1, rest: 5}", "{1: 3, rest: 5}"), ("{total: 20}", "{total: 14}")],
        "f:16: checks: flipping item 1 in 'total' changes no expected score; add a check that would notice",
    ),
    (
        [("  - name: highest\n", "  - name: highest\n    coding: other\n")],
        "f:18: checks.0.coding: there is no coding 'other'; known: published",
    ),
    (
        [
            (
                "items: all",
                "items: all\n    bands: {b: {population: all, source: paper, cuts: [{from: 4, label: {en: low, zh: 低}}, {from: 20, label: {en: high, zh: 高}}]}}",
            ),
            ("{total: 20}", "{total@b: low}"),
        ],
        "f:20: checks.0.expect.total@b: 'highest' expects 'low', but the key gives 'high' / '高'",
    ),
    (
        [
            (
                "    higher_is: better\n",
                "    higher_is: better\n  second: {of: total, higher_is: better}\n",
            )
        ],
        "f:17: checks: flipping the sign of scale total in 'second' changes no expected score; add a check that would notice",
    ),
    (
        [
            (
                "    higher_is: better\n",
                "    higher_is: better\n  second: {of: [total, third], weights: [2, -1], higher_is: better}\n  third: {items: [1, 2], higher_is: better}\n",
            ),
            ("{total: 20}", "{total: 20, third: 10}"),
        ],
        "f:18: checks: flipping any one of total, third in 'second' changes no expected score; add a check that would notice",
    ),
]
"""Changes of the small definition, and the whole message with which the loader answers."""


@pytest.mark.parametrize(("changes", "message"), SLIPS)
def test_slip_and_answer(changes, message):
    assert refused(changed(*changes)) == message
