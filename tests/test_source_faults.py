"""What a definition must say about its sources, its wording and its evidence."""

import pytest

from samples import changed, refused

SLIPS = [
    (
        [("items: all", "items: all\n    source: papr")],
        "f:15: scales.total.source: there is no reference 'papr'",
    ),
    (
        [("items: all", "items: all\n    source: [paper, papr]")],
        "f:15: scales.total.source: there is no reference 'papr'",
    ),
    (
        [
            (
                "items: all",
                "items: all\n    bands: {b: {population: all, source: papr, cuts: [{from: 4, label: x}]}}",
            )
        ],
        "f:15: scales.total.bands.b.source: there is no reference 'papr'",
    ),
    (
        [
            (
                "items: all",
                "items: all\n    bands: {b: {population: all, source: [], cuts: [{from: 4, label: x}]}}",
            )
        ],
        "f:15: scales.total.bands.b: cut points need a source",
    ),
    (
        [("items: all", "items: all\n    missing: {max_missing: 1, then: prorate, source: papr}")],
        "f:15: scales.total.missing.source: there is no reference 'papr'",
    ),
    (
        [("reverse: [3]", "reverse: [3]\ncase_missing: {max_missing: 1, source: papr}")],
        "f:12: case_missing.source: there is no reference 'papr'",
    ),
    (
        [("reverse: [3]", "reverse: [3]\nskips: {when: {1: 1}, items: 2, value: 1, source: papr}")],
        "f:12: skips.source: there is no reference 'papr'",
    ),
    (
        [
            (
                "    expect: {total: 20}\n",
                "    expect: {total: 20}\nevidence: {grade: B, sources: papr, found: x}\n",
            )
        ],
        "f:20: evidence.sources: there is no reference 'papr'",
    ),
    (
        [("shipped: false", "shipped: true")],
        "f:5: text.shipped: wording may not be shipped under status 'unknown'\nf:5: text: shipped wording needs its 'licence'",
    ),
    (
        [("status: unknown, shipped: false", "status: public_domain, shipped: true")],
        "f:5: text: shipped wording needs its 'licence'",
    ),
    (
        [
            (
                "status: unknown, shipped: false",
                "status: permission_required, shipped: true, licence: MIT",
            )
        ],
        "f:5: text.shipped: wording may not be shipped under status 'permission_required'",
    ),
    (
        [("items: 4\n", "items: {1: {text: I rest.}, 2: , 3: , 4: }\n")],
        "f:7: items.1.text: item 1: the wording is here although text.shipped is false; use a hint of your own words, or a wording file",
    ),
]
"""Changes of the small definition, and the whole message with which the loader answers."""


@pytest.mark.parametrize(("changes", "message"), SLIPS)
def test_slip_and_answer(changes, message):
    assert refused(changed(*changes)) == message
