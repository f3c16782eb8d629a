"""The strict YAML of definitions: what values become, what is refused, and on which line."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scales._strict_yaml import YamlFaults, dump, load


def value_of(text):
    return load(f"key: {text}\n")[0]["key"]


def faults_of(text):
    with pytest.raises(YamlFaults) as caught:
        load(text)
    return [(fault.line, fault.path, fault.message) for fault in caught.value.faults]


# --- scalars -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        *("yes", "no", "on", "off", "Yes", "NO", "y", "n"),
        *("True", "TRUE", "Null", "NULL", "FALSE"),
        *("22:30", "1:30:00", "2020-01-01", "2020-01-01T10:00:00Z"),
        *("010", "0o17", "0x1F", "0b1", "1_000", "-010"),
        *(".5", "5.", ".inf", "-.inf", ".nan", "1e", "e3"),
        *("1-7", "=", "<<", "１", "从不", "5A-5E"),
    ],
)
def test_what_looks_like_something_else_stays_text(text):
    assert value_of(text) == text
    assert type(value_of(text)) is str


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("-5", -5),
        ("+5", 5),
        ("12345678901234567890", 12345678901234567890),
        ("1.10", 1.1),
        ("-0.25", -0.25),
        ("1e3", 1000.0),
        ("2.5E-1", 0.25),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
    ],
)
def test_core_scalars(text, value):
    got = value_of(text)
    assert got == value
    assert type(got) is type(value)


@pytest.mark.parametrize("text", ["1.10", "5", "true", "null", "~", "1e3", ""])
@pytest.mark.parametrize("quote", ["'", '"'])
def test_quoted_scalars_are_text(text, quote):
    assert value_of(f"{quote}{text}{quote}") == text


def test_labels_yes_and_no_are_no_booleans():
    data, _ = load("options: {1: yes, 3: no}\n")
    assert data == {"options": {1: "yes", 3: "no"}}


def test_decomposed_text_is_composed():
    assert value_of("cafe\u0301") == "caf\u00e9"


def test_merge_key_merges_nothing():
    assert load("a:\n  <<: {b: 1}\n")[0] == {"a": {"<<": {"b": 1}}}


# --- what is refused ---------------------------------------------------------------------------

ANCHOR = "anchors and aliases (& and *) are not used here; write it out"


def test_every_duplicate_key_is_reported_with_its_own_line():
    text = "a: 1\nb:\n  c: 1\n  c: 2\n  d: 3\n  d: 4\na: 5\n"
    assert faults_of(text) == [
        (4, "b", "'c' is given twice; keep one of them"),
        (6, "b", "'d' is given twice; keep one of them"),
        (7, "", "'a' is given twice; keep one of them"),
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [("5", '"5"'), ("5", "5"), ("x", "'x'"), ("1.5", "1.50")],
)
def test_a_number_and_the_same_text_are_one_key(first, second):
    [(line, path, message)] = faults_of(f"{first}: a\n{second}: b\n")
    assert (line, path) == (2, "")
    assert message.endswith("is given twice; keep one of them")


def test_equal_numbers_are_one_key():
    [(line, _, message)] = faults_of("1: a\n1.0: b\n")
    assert (line, message) == (2, "'1.0' is given twice; keep one of them")


@pytest.mark.parametrize(
    ("text", "lines"),
    [("a: &x 1\nb: *x\n", [1, 2]), ("a: 1\nb: *x\n", [2]), ("a:\n  - &x {b: 1}\n", [2])],
)
def test_anchors_and_aliases_are_refused(text, lines):
    assert faults_of(text) == [(line, "", ANCHOR) for line in lines]


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("a: 1\nb: !!int '3'\n", "tag:yaml.org,2002:int"),
        ("a: 1\nb: !mine x\n", "!mine"),
        (
            "a: 1\nb: !!python/object/apply:os.getcwd []\n",
            "tag:yaml.org,2002:python/object/apply:os.getcwd",
        ),
        ("a: 1\nb: !!binary aGk=\n", "tag:yaml.org,2002:binary"),
    ],
)
def test_tags_are_refused(text, tag):
    assert faults_of(text) == [(2, "", f"YAML tags ({tag}) are not allowed")]


def test_the_tag_for_text_is_refused_as_well():
    assert faults_of("a: !!str 3\n") == [
        (1, "", "YAML tags (tag:yaml.org,2002:str) are not allowed")
    ]


@pytest.mark.parametrize("text", ["a: 1\n---\nb: 2\n", "# a comment\na: 1\n---\n"])
def test_a_second_document_is_refused(text):
    [(line, path, message)] = faults_of(text)
    assert line == text.splitlines().index("---") + 1
    assert (path, message) == ("", "one file holds one definition; '---' starts another")


def test_a_document_may_begin_with_its_marker():
    assert load("---\na: 1\n")[0] == {"a": 1}


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "- 1\n- 2\n", "hello\n", "5\n"])
def test_only_mappings_are_definitions(text):
    assert faults_of(text) == [(1, "", "expected lines of the form 'key: value'")]


def test_lists_as_keys_are_refused():
    assert faults_of("a: 1\n? [1, 2]\n: 3\n") == [(2, "", "keys must be plain text or numbers")]


# --- hints -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [
        ("id：my_scale\n", 1, " — full-width characters ： found; use :"),
        ("a: 1\nid：my_scale\nitems: 3\n", 2, " — full-width characters ： found; use :"),
        ("a: {b: 1，c: 2}\n", 1, " — full-width characters ， found; use ,"),
        ("a: {b：'1'，c: 2}：\n", 1, " — full-width characters ： ， found; use : ,"),
        ("a: {b: 1、c: 2}\n", 1, " — full-width characters 、 found; use ,"),
        ("a:\n\tb: 1\n", 2, " — a TAB is used for indenting; use spaces"),
    ],
)
def test_full_width_punctuation_and_tabs_get_a_hint(text, line, hint):
    [(at, _, message)] = faults_of(text)
    assert at == line
    assert message.endswith(hint)


def test_full_width_key_without_value_gets_a_hint():
    assert faults_of("a:\n  b，c:\n") == [
        (2, "a", "could not find ':' after 'b，c' — full-width characters ， found; use ,")
    ]


def test_a_quoted_key_may_hold_full_width_punctuation():
    assert load("'一，二': ''\n")[0] == {"一，二": ""}


def test_full_width_punctuation_inside_text_is_text():
    assert load("title: 傍晚：平静，量表（虚构）\n")[0] == {"title": "傍晚：平静，量表（虚构）"}


# --- lines, and the mark at the beginning of a file ----------------------------------------------


def test_byte_order_mark_is_no_part_of_the_first_key():
    assert load("\ufeffformat: scales/1\n")[0] == {"format": "scales/1"}


def test_every_path_has_its_line():
    text = "\n".join(
        [
            "id: x",  # 1
            "# comment",  # 2
            "scales:",  # 3
            "  total: {items: [1, 2],",  # 4
            "    higher_is: better}",  # 5
            "checks:",  # 6
            "  - name: one",  # 7
            "    answers: {1: 5,",  # 8
            "      2: 4}",  # 9
            "  - two",  # 10
        ]
    )
    data, lines = load(text)
    assert {path: line for path, line in lines.items() if "<key>" not in path} == {
        (): 1,
        ("id",): 1,
        ("scales",): 3,
        ("scales", "total"): 4,
        ("scales", "total", "items"): 4,
        ("scales", "total", "items", "0"): 4,
        ("scales", "total", "items", "1"): 4,
        ("scales", "total", "higher_is"): 5,
        ("checks",): 6,
        ("checks", "0"): 7,
        ("checks", "0", "name"): 7,
        ("checks", "0", "answers"): 8,
        ("checks", "0", "answers", "1"): 8,
        ("checks", "0", "answers", "2"): 9,
        ("checks", "1"): 10,
    }
    assert data["checks"][0]["answers"] == {1: 5, 2: 4}


# --- round trip --------------------------------------------------------------------------------

TRICKY = (
    *("yes", "no", "1e3", "0x1", "", "~", "1-7", "22:30", "1.10", "010", "null", "true", "-0"),
    *("自在", "：", "，", "a: b", "# x", "- x", "&x", "*x", "!x", "---", "<<", "=", " x ", "a\nb"),
    *("'", '"', "{", "[", "%", "@", "`", "2020-01-01", ".5", "5.", "+1", "1_000", "\t", "é", "😀"),
)

ordinary = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp"))
).map(lambda text: unicodedata.normalize("NFC", text))
words = st.sampled_from(TRICKY) | ordinary
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
scalars = st.none() | st.booleans() | numbers | words
keys = st.integers() | words.filter(
    lambda key: not set(key) & set("：，、｛｝［］【】＃＂“”－\u3000")
)
nested = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(keys, inner, max_size=4).filter(
            lambda d: len({str(key) for key in d}) == len(d)
        )
    ),
    max_leaves=12,
)


def same(one, other):
    """Equality that tells 1 from 1.0 and from True."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[k], other[k]) for k in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


@given(nested)
def test_what_is_dumped_is_loaded_again(data):
    assert same(load(dump({"data": data}))[0], {"data": data})


@pytest.mark.parametrize("text", TRICKY)
def test_tricky_text_survives_as_value_and_in_lists(text):
    data = {"value": text, "list": [text, [text]], "deep": {"a": {"b": text}}}
    assert load(dump(data))[0] == data


def test_dump_writes_no_alias_for_a_repeated_object():
    part = {"a": [1, 2]}
    assert load(dump({"x": part, "y": part}))[0] == {"x": part, "y": part}
