"""From the models back to what people write: the shorthands come back, defaults stay away."""

import pytest

import scales
from samples import DATA, SMALL
from scales._strict_yaml import load
from scales._writing import plain


def test_a_small_definition_stays_small():
    assert plain(scales.Instrument.from_yaml(SMALL)) == {
        "format": "scales/1",
        "id": "small",
        "version": "1.0",
        "title": "Small",
        "informant": "self",
        "text": {"status": "unknown", "shipped": False},
        "references": {"paper": {"cite": "Author (2020). Title."}},
        "items": 4,
        "responses": [{"items": ["1", "2", "3", "4"], "min": 1, "max": 5}],
        "reverse": ["3"],
        "scales": {"total": {"items": ["1", "2", "3", "4"], "higher_is": "better"}},
        "checks": [{"name": "highest", "answers": {"3": 1, "rest": 5}, "expect": {"total": 20}}],
    }


def part(name, *path):
    node = plain(scales.Instrument.from_file(DATA / "format" / f"{name}.yaml"))
    for key in path:
        node = node[key]
    return node


@pytest.mark.parametrize(
    ("name", "path", "expected"),
    [
        ("recodes", ("items",), ["a", "b", "c", "d"]),
        ("recodes", ("scales", "codes", "recode"), []),
        ("recodes", ("scales", "dichotomy", "reverse"), ["a", "b"]),
        ("open_wording", ("scales", "forward", "reverse"), []),
        ("open_wording", ("informant",), ["parent", "teacher"]),
        ("open_wording", ("age",), [None, 17.5]),
        (
            "open_wording",
            ("items",),
            {
                "q1": {"text": {"en": "I rest.", "zh": "我休息。"}, "hint": "rest"},
                "q2": {"text": "I run."},
                "q3": {},
                "4": {},
            },
        ),
        (
            "open_wording",
            ("responses", 0, "options"),
            {1: {"en": ["yes", "1"], "zh": "是"}, 2: {"en": "no"}, 3: "22:30"},
        ),
        ("blocks", ("responses", 2, "options", 1), {"und": ["a little", "some"]}),
        ("blocks", ("responses", 4, "options", "D"), None),
        ("blocks", ("responses", 4, "codings"), {"positions": "ticked_count"}),
        ("blocks", ("responses", 1, "if_blank"), 0),
        (
            "metrics",
            ("scales", "tenths", "transform", 1),
            {"round": {"mode": "half_up", "digits": 1}},
        ),
        ("metrics", ("scales", "even", "transform", 1), {"round": "half_even"}),
        (
            "metrics",
            ("scales", "grade", "transform"),
            [{"cut": [{"from": 0, "value": 1}, {"above": 1, "value": 2}, {"from": 4, "value": 3}]}],
        ),
        (
            "metrics",
            ("scales", "grade", "bands", "manual", "cuts"),
            [
                {"from": 1, "label": {"en": "low", "zh": "低"}},
                {"above": 1, "label": "middle"},
                {"from": 3, "label": "high"},
            ],
        ),
        ("balance", ("scales", "balance", "weights"), {"negative": -1}),
        ("balance", ("scales", "weighted", "weights"), {"1": 2, "4": -1, "6": 0.5}),
        ("whole_form", ("skips", 1), {"when": {"2": [0, 1], "3": [0]}, "items": ["8"], "value": 2}),
        (
            "counting",
            ("scales", "both"),
            {
                "of": ["flag12", "flag34"],
                "method": "min",
                "range": [0, 1],
                "higher_is": "worse",
                "reliability": False,
            },
        ),
    ],
)
def test_what_is_written(name, path, expected):
    assert part(name, *path) == expected


def test_codes_are_numbers_in_yaml_and_text_keys_in_json():
    form = scales.Instrument.from_file(DATA / "format" / "recodes.yaml")
    assert load(form.to_yaml())[0]["recode"][0]["map"] == {1: 100, 2: 75, 3: 25, 4: 0}
    assert '"map": {\n        "1": 100' in form.to_json()
    assert form.to_json().endswith("}\n")
