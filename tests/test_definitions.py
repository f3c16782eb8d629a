"""Definition files in, instruments out: every fault with its line, and back again."""

import json
import re

import pytest

import scales
from samples import DATA, FORMAT, SMALL, changed, refused
from scales.definitions import schema
from scales.errors import Fault

SHIPPED = scales.list_instruments()

SLIPS = [
    (
        [("format: scales/1", "format: scales/2")],
        "f:1: format: expected 'scales/1', got 'scales/2'",
    ),
    (
        [("format: scales/1", "formt: scales/1")],
        "f:1: format: 'format' is required\nf:1: formt: unknown key; did you mean 'format'?",
    ),
    ([("format: scales/1", "format:")], "f:1: format: 'format' is required"),
    (
        [("id: small", "id: Small")],
        "f:2: id: 'Small' is no id: use letters without accents, digits and _, a letter first",
    ),
    ([("id: small", "id: 5")], "f:2: id: expected text, got 5 (write it in quotes)"),
    (
        [("id: small", "id: kid's")],
        'f:2: id: "kid\'s" is no id: use letters without accents, digits and _, a letter first',
    ),
    ([('"1.0"', "1.0")], "f:3: version: expected text, got 1.0 (write it in quotes)"),
    (
        [("title: Small", "titel: Small")],
        "f:1: 'title' is required\nf:4: titel: unknown key; did you mean 'title'?",
    ),
    (
        [("title: Small", "title: Small\nshort: 5")],
        "f:5: short: expected text, got 5 (write it in quotes)",
    ),
    ([("shipped: false", "shipped: no")], "f:5: text.shipped: expected true or false, got 'no'"),
    (
        [("status: unknown", "status: unknwon")],
        "f:5: text.status: 'unknwon' is not one of public_domain, open_licence, free_for_research, permission_required, commercial, unknown; did you mean 'unknown'?",
    ),
    (
        [("shipped: false", "shipped: false, license: MIT")],
        "f:5: text.license: unknown key; did you mean 'licence'?",
    ),
    ([("items: 4\n", "items: four\n")], "f:7: items: expected a list, got 'four'"),
    (
        [("items: 4\n", "items: {1: {hnt: x}, 2: , 3: , 4: }\n")],
        "f:7: items.1.hnt: unknown key; did you mean 'hint'?",
    ),
    (
        [("reverse: [3]", "reverse: [3]\ninformant: child")],
        "f:12: informant.0: 'child' is not one of self, parent, teacher, peer, clinician, observer",
    ),
    (
        [("reverse: [3]", "reverse: [3]\nrevers: 3")],
        "f:12: revers: unknown key; did you mean 'reverse'?",
    ),
    ([("reverse: [3]", "reverse: {3: 1}")], "f:11: reverse: expected a list, got {3: 1}"),
    (
        [("  min: 1\n  max: 5\n", "  - 5\n")],
        "f:9: responses.0: expected lines of the form 'key: value', got 5",
    ),
    (
        [("  min: 1\n  max: 5\n", "  min: one\n  max: 5\n")],
        "f:9: responses.min: expected a number, got 'one'",
    ),
    (
        [("  min: 1\n  max: 5\n", "  type: singel\n  min: 1\n  max: 5\n")],
        "f:9: responses.type: 'singel' is not one of single, multiple, number; did you mean 'single'?",
    ),
    (
        [("  min: 1\n  max: 5\n", "  min: 1\n  max: 5\n  coding: 1\n")],
        "f:11: responses.coding: expected text, got 1 (write it in quotes)",
    ),
    (
        [("  min: 1\n  max: 5\n", "  min: 1\n  max: 5\n  lables: x\n")],
        "f:11: responses.lables: unknown key",
    ),
    (
        [("higher_is: better", "higher_is: good")],
        "f:15: scales.total.higher_is: 'good' is not one of better, worse, neither",
    ),
    ([("    higher_is: better\n", "")], "f:13: scales.total: 'higher_is' is required"),
    (
        [("higher_is: better", "higher_si: better")],
        "f:13: scales.total: 'higher_is' is required\nf:15: scales.total.higher_si: unknown key; did you mean 'higher_is'?",
    ),
    (
        [("  total:", "  1total:")],
        "f:13: scales.1total: '1total' is no id: use letters without accents, digits and _, a letter first",
    ),
    (
        [("  total:", "  tötal:")],
        "f:13: scales.tötal: 'tötal' is no id: use letters without accents, digits and _, a letter first",
    ),
    (
        [("items: all", "items: all\n    method: average")],
        "f:15: scales.total.method: 'average' is not one of sum, mean, min, max, count",
    ),
    (
        [("items: all", "items: all\n    status: offical")],
        "f:15: scales.total.status: 'offical' is not one of official, alternative, derived; did you mean 'official'?",
    ),
    (
        [("items: all", "items: all\n    range: [4, x]")],
        "f:15: scales.total.range.1: expected a number, got 'x'",
    ),
    (
        [("items: all", "items: all\n    range: 4-20")],
        "f:15: scales.total.range: expected a list, got '4-20'",
    ),
    (
        [("items: all", "items: all\n    transform: add")],
        "f:15: scales.total.transform: expected a list, got 'add'",
    ),
    (
        [("items: all", "items: all\n    transform: [{round: up}]")],
        "f:15: scales.total.transform.0.round: 'up' is not one of floor, ceil, half_up, half_even",
    ),
    (
        [("items: all", "items: all\n    transform: [{add: x}]")],
        "f:15: scales.total.transform.0.add: expected a number, got 'x'",
    ),
    (
        [("items: all", "items: all\n    transform: [{round: {mode: floor, digits: 1.5}}]")],
        "f:15: scales.total.transform.0.round: expected a whole number, got 1.5",
    ),
    (
        [("items: all", "items: all\n    transform: [{cut: [{from: 4, value: yes}]}]")],
        "f:15: scales.total.transform.0.cut.0.value: expected a number, got 'yes'",
    ),
    (
        [("items: all", "items: all\n    missing: {max_missing: 1, then: prorate}")],
        "f:15: scales.total.missing: 'source' is required",
    ),
    (
        [("items: all", "items: all\n    missing: {max_missing: 1, then: half, source: paper}")],
        "f:15: scales.total.missing.then: 'half' is not one of none, prorate, partial",
    ),
    (
        [
            (
                "items: all",
                "items: all\n    missing: {max_missing: 1.5, then: prorate, source: paper}",
            )
        ],
        "f:15: scales.total.missing.max_missing: expected a whole number, got 1.5",
    ),
    (
        [("items: all", "items: all\n    missing: {max_mising: 1, then: prorate, source: paper}")],
        "f:15: scales.total.missing.max_mising: unknown key; did you mean 'max_missing'?",
    ),
    (
        [("items: all", "items: all\n    missing: half")],
        "f:15: scales.total.missing: expected lines of the form 'key: value', got 'half'",
    ),
    (
        [("items: all", "items: all\n    recode: {items: 1}")],
        "f:15: scales.total.recode: 'map' is required",
    ),
    (
        [("items: all", "items: all\n    recode: {items: 1, map: {a: 1}}")],
        "f:15: scales.total.recode.map.a: expected a number, got 'a'",
    ),
    (
        [
            (
                "items: all",
                "items: all\n    bands: {b: {source: paper, cuts: [{from: 4, label: x}]}}",
            )
        ],
        "f:15: scales.total.bands.b: 'population' is required",
    ),
    (
        [
            (
                "items: all",
                "items: all\n    bands: {b: {population: all, source: paper, kind: bad, cuts: [{from: 4, label: x}]}}",
            )
        ],
        "f:15: scales.total.bands.b.kind: 'bad' is not one of severity, screening, norm, descriptive",
    ),
    (
        [
            (
                "items: all",
                "items: all\n    bands: {b: {population: all, source: paper, cuts: [{from: 4}]}}",
            )
        ],
        "f:15: scales.total.bands.b.cuts.0: 'label' is required",
    ),
    (
        [
            (
                "items: all",
                "items: all\n    bands: {b: {population: all, source: paper, cuts: {4: x}}}",
            )
        ],
        "f:15: scales.total.bands.b.cuts: expected a list, got {4: 'x'}",
    ),
    (
        [("  - name: highest\n", "  - name: highest\n    codng: other\n")],
        "f:18: checks.0.codng: unknown key; did you mean 'coding'?",
    ),
    (
        [("{3: 1, rest: 5}", "{3: true}")],
        "f:18: checks.0.answers.3: expected a code, a label, a list of them, or null; got True",
    ),
    (
        [("{3: 1, rest: 5}", "5")],
        "f:18: checks.0.answers: expected lines of the form 'key: value', got 5",
    ),
    (
        [("{total: 20}", "{total: true}")],
        "f:19: checks.0.expect.total: expected a number, the label of a band, or null; got True",
    ),
    ([("    answers: {3: 1, rest: 5}\n", "")], "f:17: checks.0: 'answers' is required"),
    (
        [('{paper: "Author (2020). Title."}', "{paper: {citation: x}}")],
        "f:6: references.paper: 'cite' is required\nf:6: references.paper.citation: unknown key",
    ),
    (
        [('{paper: "Author (2020). Title."}', "[x]")],
        "f:6: references: expected lines of the form 'key: value', got ['x']",
    ),
    (
        [
            (
                "    expect: {total: 20}\n",
                "    expect: {total: 20}\nevidence: {grade: C, sources: paper}\n",
            )
        ],
        "f:20: evidence.grade: 'C' is not one of A, B\nf:20: evidence: 'found' is required",
    ),
    (
        [("    expect: {total: 20}\n", "    expect: {total: 20}\n    expect: {}\n")],
        "f:20: checks.0: 'expect' is given twice; keep one of them",
    ),
]
"""Changes of the small definition, and the whole message with which the loader answers."""


@pytest.mark.parametrize(("changes", "message"), SLIPS)
def test_slip_and_answer(changes, message):
    assert refused(changed(*changes)) == message


def test_the_small_definition_is_sound():
    assert refused(SMALL) == ""


# --- all faults at once --------------------------------------------------------------------------

TEN_FAULTS = """\
ten_faults.yaml:2: id: 'Ten-Faults' is no id: use letters without accents, digits and _, a letter first
ten_faults.yaml:3: version: expected text, got 1.0 (write it in quotes)
ten_faults.yaml:5: text.status: 'unknwon' is not one of public_domain, open_licence, free_for_research, permission_required, commercial, unknown; did you mean 'unknown'?
ten_faults.yaml:10: responses.maximum: unknown key; did you mean 'max'?
ten_faults.yaml:12: unscored.filler: there is no item 11
ten_faults.yaml:13: reverse: range 7-3 runs backwards
ten_faults.yaml:15: scales.total: 'higher_is' is required
ten_faults.yaml:17: scales.total.methd: unknown key; did you mean 'method'?
ten_faults.yaml:19: scales.half.items: item 2 is listed twice
ten_faults.yaml:22: scales.half.transform.0: a transform step is one of multiply, add, rescale, round, cut, lookup"""

CONTRADICTIONS = """\
contradictions.yaml:5: text.shipped: wording may not be shipped under status 'commercial'
contradictions.yaml:7: items: item 6 is in no scale; list it under 'unscored' if meant
contradictions.yaml:8: responses: item 4 is in 2 blocks; one is enough
contradictions.yaml:10: responses.0.options: label 'often' stands for codes 2 and 3; if the form prints it so, list it under 'shared_labels'
contradictions.yaml:11: responses.0.codings.other: no code for 1
contradictions.yaml:16: recode.0.map: item 5: no entry for code 3
contradictions.yaml:21: scales.total.reverse: item 6 is not in this scale
contradictions.yaml:22: scales.total.missing: say what follows: then: prorate, or then: partial
contradictions.yaml:22: scales.total.missing.source: there is no reference 'papr'
contradictions.yaml:27: checks.0.answers: there is no item 7"""


@pytest.mark.parametrize(
    ("name", "message"),
    [("ten_faults.yaml", TEN_FAULTS), ("contradictions.yaml", CONTRADICTIONS)],
)
def test_ten_faults_are_told_in_one_error_each_with_its_line(name, message):
    with pytest.raises(scales.DefinitionError) as caught:
        scales.Instrument.from_file(DATA / name)
    assert str(caught.value) == message
    assert len(caught.value.faults) == 10
    assert all(isinstance(fault, Fault) and fault.file == name for fault in caught.value.faults)
    assert [fault.line for fault in caught.value.faults] == [
        int(line.split(":")[1]) for line in message.splitlines()
    ]


# --- lines in other layouts ------------------------------------------------------------------------


def test_a_fault_in_a_coding_of_a_lone_block_has_the_line_of_the_coding():
    text = changed(("  max: 5\n", "  max: 5\n  codings:\n    x: {0: 1, 1: 2, 2: 3, 3: 4}\n"))
    assert refused(text) == "f:12: responses.codings.x: no code for 5"


def test_a_fault_in_an_option_of_a_lone_block_has_the_line_of_the_option():
    text = changed(("  min: 1\n  max: 5\n", "  options:\n    1: a\n    5: {en: [true]}\n"))
    assert refused(text).startswith("f:11: responses.options.5")


def test_an_item_that_repeats_its_id_is_named_by_its_own_key():
    text = changed(("items: 4\n", "items:\n  1: {id: x}\n  2:\n  3:\n  4:\n"))
    assert refused(text) == "f:8: items.1.id: the id is the key; leave it out"


@pytest.mark.parametrize(
    "step",
    [
        "{multiply: null}",
        "{add: null}",
        "{rescale: {from: null, to: [0, 1]}}",
    ],
)
def test_a_step_without_its_number_is_refused(step):
    text = changed(
        ("items: all", f"items: all\n    transform: [{step}]"),
        (
            "    expect: {total: 20}\n",
            "    expect: {total: 0}\n  - {answers: {rest: 1}, expect: {total: 9}}\n",
        ),
    )
    assert refused(text).startswith("f:15: scales.total.transform.0")


def test_yes_is_no_boolean_for_reliability_either():
    text = changed(("higher_is: better", "higher_is: better\n    reliability: no"))
    assert refused(text).startswith("f:16: scales.total.reliability: ")


# --- syntax ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            [("answers: {3: 1, rest: 5}", "answers: {3: 1，rest: 5}")],
            "f:18: did not find expected ',' or '}' — full-width characters ， found; use ,",
        ),
        (
            [("id: small", "id：small")],
            "f:2: could not find expected ':' — full-width characters ： found; use :",
        ),
        (
            [("    items: all", "\titems: all")],
            "f:14: found character that cannot start any token — a TAB is used for indenting; use spaces",
        ),
        (
            [("items: 4", "items: &n 4")],
            "f:7: anchors and aliases (& and *) are not used here; write it out",
        ),
        (
            [("    higher_is: better\n", "    higher_is: better\n  total: {}\n")],
            "f:16: scales: 'total' is given twice; keep one of them",
        ),
        (
            [("title: Small", "title: Small\nid: other"), ("  min: 1\n", "  min: 1\n  min: 2\n")],
            "f:5: 'id' is given twice; keep one of them\nf:11: responses: 'min' is given twice; keep one of them",
        ),
    ],
)
def test_what_is_no_strict_yaml(changes, message):
    assert refused(changed(*changes)) == message


def test_a_file_that_is_not_utf_8(tmp_path):
    path = tmp_path / "gbk.yaml"
    path.write_bytes(SMALL.replace("Small", "傍晚").encode("gbk"))
    with pytest.raises(scales.DefinitionError) as caught:
        scales.Instrument.from_file(path)
    assert str(caught.value) == "gbk.yaml: the file is not UTF-8; save it as UTF-8 in your editor"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("suffix", ["yaml", "yml", "json", "JSON"])
def test_from_file_equals_from_text(tmp_path, encoding, suffix):
    instrument = scales.Instrument.from_yaml(SMALL)
    path = tmp_path / f"mine.{suffix}"
    text = instrument.to_json() if suffix.lower() == "json" else SMALL
    path.write_text(text, encoding=encoding)
    assert scales.Instrument.from_file(path) == instrument
    assert scales.Instrument.from_file(str(path)) == instrument


# --- round trips -----------------------------------------------------------------------------------


def every_definition():
    return [
        *(pytest.param(path, id=path.stem) for path in FORMAT),
        *(pytest.param(name, id=name) for name in SHIPPED),
    ]


def read(source):
    if isinstance(source, str):
        return scales.load_instrument(source)
    return scales.Instrument.from_file(source)


@pytest.mark.parametrize("source", every_definition())
def test_what_is_written_reads_back_equal(source):
    instrument = read(source)
    through_yaml = scales.Instrument.from_yaml(instrument.to_yaml())
    through_json = scales.Instrument.from_json(instrument.to_json())
    assert through_yaml == instrument
    assert through_json == instrument
    assert through_yaml.fingerprint == through_json.fingerprint == instrument.fingerprint
    assert hash(through_yaml) == hash(instrument)
    assert through_yaml.to_yaml() == instrument.to_yaml()


@pytest.mark.parametrize("path", FORMAT, ids=lambda path: path.stem)
def test_every_sample_holds_to_its_checks(path):
    instrument = read(path)
    assert instrument.id == path.stem
    first = instrument.checks[0]
    (target, right), *_ = first.expect.items()
    wrong = path.read_text(encoding="utf-8").replace(
        f"{target}: {right}", f"{target}: {right + 1:g}", 1
    )
    with pytest.raises(scales.DefinitionError) as caught:
        scales.Instrument.from_yaml(wrong)
    assert f"checks.0.expect.{target}: '{first.name}' expects {right + 1:g}" in str(caught.value)


# --- JSON ------------------------------------------------------------------------------------------


def test_json_keys_that_look_like_numbers_are_numbers():
    instrument = scales.Instrument.from_json(
        json.dumps(
            {
                "format": "scales/1",
                "id": "json_form",
                "version": "1",
                "title": "t",
                "text": {"status": "unknown", "shipped": False},
                "references": {"1": "Author (2020)."},
                "items": {"1": None, "2": "a hint"},
                "responses": {
                    "options": {"-1": "low", "0": None, "1.5": "1"},
                    "codings": {"other": {"1": -1, "2": 0, "3": 1.5}},
                },
                "recode": {"items": "1", "map": {"-1": 0, "0": 1, "1.5": 2}},
                "scales": {
                    "s": {
                        "items": "all",
                        "higher_is": "better",
                        "transform": [{"cut": {"-1": 0, "2.5": 1}}],
                    }
                },
                "checks": [
                    {"answers": {"1": 1.5, "2": 1.5}, "expect": {"s": 1}},
                    {"answers": {"1": -1, "2": 1.5}, "expect": {"s": 0}},
                    {"answers": {"1": 1.5, "2": -1}, "expect": {"s": 0}},
                ],
            }
        )
    )
    block = instrument.responses[0]
    assert block.codes == (-1, 0, 1.5)
    assert [type(code) for code in block.codes] == [int, int, float]
    assert dict(block.codings[0].map) == {1: -1, 2: 0, 3: 1.5}
    assert dict(instrument.recode[0].map) == {-1: 0, 0: 1, 1.5: 2}
    assert [cut.at for cut in instrument.scales["s"].transform[0].cuts] == [-1, 2.5]
    assert instrument.item_ids == ("1", "2")
    assert set(instrument.references) == {"1"}
    assert instrument.responses[0].options[2].labels == {"und": ("1",)}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[1]", "f:1: expected one object, {…}"),
        ('{\n"id": 1,\n', "f:3: not JSON: Expecting property name enclosed in double quotes"),
        ('{"id": "a", "id": "b"}', "f: 'id' is given twice; keep one of them"),
        ('{"format": 2}', "f: format: expected 'scales/1', got 2"),
        ('{"format": 1}', "f: format: expected 'scales/1', got 1"),
    ],
)
def test_what_is_no_json_definition(text, message):
    with pytest.raises(scales.DefinitionError) as caught:
        scales.Instrument.from_json(text, name="f")
    assert str(caught.value) == message


def test_faults_in_json_have_a_path_but_no_line():
    text = scales.Instrument.from_yaml(SMALL).to_json().replace('"better"', '"good"')
    with pytest.raises(scales.DefinitionError) as caught:
        scales.Instrument.from_json(text, name="f")
    assert str(caught.value) == (
        "f: scales.total.higher_is: 'good' is not one of better, worse, neither"
    )


# --- wording files ---------------------------------------------------------------------------------


@pytest.fixture
def overlay(tmp_path):
    def write(name, text):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_wording_comes_from_a_file_of_ones_own(overlay):
    small = scales.Instrument.from_yaml(SMALL)
    english = overlay("small.text.en.yaml", "1: I rest.\n3: 'yes'\n")
    chinese = overlay("small.text.zh-Hans.yaml", "1: 我休息。\n")
    worded = small.with_wording(english).with_wording(chinese)
    assert worded.items[0].text == {"en": "I rest.", "zh-Hans": "我休息。"}
    assert worded.items[1].text is None
    assert worded.items[2].text == {"en": "yes"}
    assert small.items[0].text is None
    definition = overlay("small.yaml", SMALL)
    assert scales.Instrument.from_file(definition, wording=[english, str(chinese)]) == worded
    assert scales.Instrument.from_file(definition, wording=english) == small.with_wording(english)


def test_wording_of_ones_own_is_no_part_of_the_definition(overlay):
    small = scales.Instrument.from_yaml(SMALL)
    worded = small.with_wording(overlay("small.text.en.yaml", "1: I rest.\n"))
    assert worded != small
    assert worded.fingerprint == small.fingerprint
    assert "I rest" not in worded.to_yaml() + worded.to_json()
    assert scales.Instrument.from_yaml(worded.to_yaml()) == small


def test_the_fingerprint_changes_with_wording_that_the_file_ships():
    path = DATA / "format" / "open_wording.yaml"
    text = path.read_text(encoding="utf-8")
    assert scales.Instrument.from_yaml(text.replace("I rest.", "I relax.")).fingerprint != (
        scales.Instrument.from_yaml(text).fingerprint
    )


@pytest.mark.parametrize(
    "name",
    [
        "other.text.en.yaml",
        "small.yaml",
        "small.text.yaml",
        "small.text.en.txt",
        "small.text.1.yaml",
    ],
)
def test_a_wording_file_is_known_by_its_name(overlay, name):
    with pytest.raises(scales.DefinitionError) as caught:
        scales.Instrument.from_yaml(SMALL).with_wording(overlay(name, "1: x\n"))
    assert str(caught.value) == (
        f"{name}: a wording file for this instrument is called small.text.<lang>.yaml"
    )


def test_every_fault_of_a_wording_file_is_told(overlay):
    path = overlay("small.text.en.yaml", "1: I rest.\n2: 5\n3: ''\n7: x\n")
    with pytest.raises(scales.DefinitionError) as caught:
        scales.Instrument.from_yaml(SMALL).with_wording(path)
    assert str(caught.value).splitlines() == [
        "small.text.en.yaml:2: 2: expected the wording as text",
        "small.text.en.yaml:3: 3: expected the wording as text",
        "small.text.en.yaml:4: 7: there is no such item",
    ]


def test_a_wording_file_that_is_not_utf_8_is_told_like_a_definition(tmp_path):
    path = tmp_path / "small.text.zh.yaml"
    path.write_bytes("1: 我休息。\n".encode("gbk"))
    with pytest.raises(scales.DefinitionError) as caught:
        scales.Instrument.from_yaml(SMALL).with_wording(path)
    assert str(caught.value) == (
        "small.text.zh.yaml: the file is not UTF-8; save it as UTF-8 in your editor"
    )


# --- fingerprints ----------------------------------------------------------------------------------


def test_the_fingerprint_is_a_sha_256():
    assert re.fullmatch("[0-9a-f]{64}", scales.Instrument.from_yaml(SMALL).fingerprint)


def test_the_order_of_keys_is_not_part_of_the_fingerprint():
    small = scales.Instrument.from_yaml(SMALL)
    blocks = re.split(r"(?m)^(?=\S)", SMALL)
    turned = scales.Instrument.from_yaml("".join(reversed(blocks)))
    turned_inside = scales.Instrument.from_yaml(
        changed(
            ("    items: all\n    higher_is: better\n", "    higher_is: better\n    items: [1-4]\n")
        )
    )
    assert turned.fingerprint == turned_inside.fingerprint == small.fingerprint


@pytest.mark.parametrize(
    "change",
    [
        ("id: small", "id: smaller"),
        ('"1.0"', '"1.1"'),
        ("title: Small", "title: Little"),
        ("status: unknown", "status: commercial"),
        ("(2020)", "(2021)"),
        ("items: 4", "items: {1: hint, 2: , 3: , 4: }"),
        ("  max: 5", "  max: 5\n  coding: never_first"),
        ("  max: 5", "  max: 5\n  codings: {other: {0: 1, 1: 2, 2: 3, 3: 4, 4: 5}}"),
        ("  max: 5", "  max: 5\n  if_blank: 1"),
        ("reverse: [3]", "reverse: [3]\ncase_missing: {max_missing: 2, source: paper}"),
        ("items: all", "items: all\n    range: [4, 20]"),
        ("items: all", "items: all\n    missing: {max_missing: 1, then: partial, source: paper}"),
        ("items: all", "items: all\n    weights: {1: 1}"),
        ("higher_is: better", "higher_is: worse"),
        ("name: highest", "name: best"),
    ],
)
def test_every_change_changes_the_fingerprint(change):
    small = scales.Instrument.from_yaml(SMALL)
    other = scales.Instrument.from_yaml(changed(change))
    assert other.fingerprint != small.fingerprint
    assert other != small


def test_schema_is_the_file_that_is_shipped():
    assert schema()["title"] == "Instrument definition, format scales/1"
