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


END = "    expect: {total: 20}\n"
SOURCE = ("items: all", "items: all\n    source: paper")
TWO = ('{paper: "Author (2020). Title."}', "{paper: x, manual: y}")


def evidence(text):
    return (END, f"{END}evidence: {text}\n")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ([SOURCE], "f:1: evidence: a shipped definition says where its key was read"),
        (
            [SOURCE, evidence("{grade: A, sources: paper, found: x}")],
            "f:21: evidence.grade: grade A needs two independent sources",
        ),
        (
            [SOURCE, evidence("{grade: B, sources: [], found: x}")],
            "f:21: evidence.sources: at least one source",
        ),
        (
            [evidence("{grade: B, sources: paper, found: x}")],
            "f:13: scales.total: a shipped scale needs its 'source'",
        ),
        ([SOURCE, evidence("{grade: B, sources: paper, found: x}")], ""),
        ([SOURCE, TWO, evidence("{grade: A, sources: [paper, manual], found: x}")], ""),
    ],
)
def test_a_shipped_file_says_where_its_key_was_read(changes, message):
    assert refused(changed(*changes), shipped=True) == message


def test_whose_convention_a_rule_is_may_be_said_in_words():
    rule = "missing: {max_missing: 1, then: prorate, source: our own convention}"
    assert refused(changed(("items: all", f"items: all\n    {rule}"))) == ""
