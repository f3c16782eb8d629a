"""The small shorthands of the format."""

import pytest

from scales import _shorthand as short


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("5", 5),
        ("-1", -1),
        ("+2", 2),
        ("1.5", 1.5),
        ("1.0", 1.0),
        (" 3 ", 3),
        ("a", "a"),
        ("1e3", "1e3"),
        ("", ""),
        ("1.", "1."),
        (5, 5),
        (None, None),
    ],
)
def test_codes(given, code):
    assert short.as_code(given) == code
    assert type(short.as_code(given)) is type(code)


@pytest.mark.parametrize(
    ("given", "entries"),
    [(None, []), ("ab", ["ab"]), (5, [5]), ([1, 2], [1, 2]), ({"en": "a"}, [{"en": "a"}])],
)
def test_one_entry_may_stand_without_brackets(given, entries):
    assert short.listed(given) == entries


@pytest.mark.parametrize(
    ("given", "labels"),
    [
        ("a", {"und": ["a"]}),
        (["a", "b"], {"und": ["a", "b"]}),
        (5, {"und": ["5"]}),
        ({"en": "a", "zh": ["b", 1]}, {"en": ["a"], "zh": ["b", "1"]}),
        ({"en": None}, {}),
        (None, {}),
    ],
)
def test_labels(given, labels):
    assert short.labels(given) == labels


def test_text_without_a_language_and_plain_citations():
    assert short.words("a") == {"und": "a"}
    assert short.words({"en": "a"}) == {"en": "a"}
    assert short.references({1: "Author", "b": {"cite": "x", "note": "n"}}) == {
        "1": {"cite": "Author"},
        "b": {"cite": "x", "note": {"und": "n"}},
    }
    assert short.evidence({"sources": "a", "traps": "t", "found": "f"}) == {
        "sources": ["a"],
        "traps": [{"und": "t"}],
        "found": {"und": "f"},
    }


def test_checks_get_a_name_and_their_rest():
    assert short.checks([{"answers": {1: [2, "3"], "rest": 5}, "expect": {"s": 1}}, "x"]) == [
        {"name": "check 1", "answers": {"1": (2, 3)}, "rest": 5, "expect": {"s": 1}},
        "x",
    ]


@pytest.mark.parametrize(
    "how", [short.code_map, short.rights, short.references, short.evidence, short.checks]
)
def test_what_is_not_understood_is_left_for_the_models(how):
    assert how("x") == "x"
