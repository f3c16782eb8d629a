"""The JSON Schema of the format: it accepts what the loader accepts, and knows the same keys."""

import copy
import json

import pytest

import scales
from samples import FORMAT, SMALL, changed
from scales import instrument as models
from scales._strict_yaml import load
from scales.definitions import schema

jsonschema = pytest.importorskip("jsonschema")

SCHEMA = schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
DEFS = SCHEMA["$defs"]


def as_json(data):
    """JSON has text keys only."""
    return json.loads(json.dumps(data))


def valid(data):
    return VALIDATOR.is_valid(as_json(data))


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", scales.list_instruments())
def test_shipped_files_are_valid(name):
    from importlib.resources import files

    text = (files("scales.instruments") / f"{name}.yaml").read_text(encoding="utf-8")
    VALIDATOR.validate(as_json(load(text)[0]))
    VALIDATOR.validate(json.loads(scales.load_instrument(name).to_json()))


@pytest.mark.parametrize("path", FORMAT, ids=lambda path: path.stem)
def test_samples_are_valid_as_written_and_as_dumped(path):
    VALIDATOR.validate(as_json(load(path.read_text(encoding="utf-8"))[0]))
    VALIDATOR.validate(json.loads(scales.Instrument.from_file(path).to_json()))


# --- unknown keys ----------------------------------------------------------------------------------

FULL = load(
    changed(
        ('{paper: "Author (2020). Title."}', "{paper: {cite: x}}"),
        ("items: 4", "items: {1: {hint: x}, 2: , 3: , 4: }"),
        ("  max: 5\n", "  max: 5\n  codings: {x: {0: 1, 1: 2, 2: 3, 3: 4, 4: 5}}\n"),
        (
            "reverse: [3]",
            "reverse: [3]\nrecode: [{items: 1, map: {1: 1, 2: 2, 3: 3, 4: 4, 5: 5}}]\n"
            "skips: [{when: {1: 1}, items: 2, value: 1}]\n"
            "case_missing: {max_missing: 1, source: paper}\n"
            "evidence: {grade: B, sources: paper, found: x}",
        ),
        (
            "items: all",
            "items: all\n    missing: {max_missing: 0, source: paper}\n"
            "    transform: [{rescale: {from: [4, 20], to: [4, 20]}}, {round: {mode: floor}}, "
            "{cut: [{from: 4, value: 4}, {from: 20, value: 20}]}]\n"
            "    bands: {b: {population: all, source: paper, cuts: [{from: 4, label: x}]}}",
        ),
    )
)[0]

PLACES = [
    (),
    ("text",),
    ("references", "paper"),
    ("items", 1),
    ("responses",),
    ("recode", 0),
    ("skips", 0),
    ("case_missing",),
    ("evidence",),
    ("scales", "total"),
    ("scales", "total", "missing"),
    ("scales", "total", "transform", 0),
    ("scales", "total", "transform", 0, "rescale"),
    ("scales", "total", "transform", 1, "round"),
    ("scales", "total", "transform", 2, "cut", 0),
    ("scales", "total", "bands", "b"),
    ("scales", "total", "bands", "b", "cuts", 0),
    ("checks", 0),
]


def test_the_full_definition_is_valid_and_sound():
    assert valid(FULL)
    scales.Instrument.from_json(json.dumps(FULL))


@pytest.mark.parametrize("place", PLACES, ids=lambda place: ".".join(map(str, place)) or "top")
def test_an_unknown_key_is_refused_by_schema_and_loader(place):
    data = copy.deepcopy(FULL)
    node = data
    for part in place:
        node = node[part]
    node["zzz"] = 1
    assert not valid(data)
    with pytest.raises(scales.DefinitionError):
        scales.Instrument.from_json(json.dumps(data))


@pytest.mark.parametrize("key", SCHEMA["required"])
def test_a_required_key_is_required_by_schema_and_loader(key):
    data = {name: part for name, part in FULL.items() if name != key}
    assert not valid(data)
    with pytest.raises(scales.DefinitionError):
        scales.Instrument.from_json(json.dumps(data))


@pytest.mark.parametrize(
    "change",
    [
        ("format: scales/1", "format: scales/2"),
        ("id: small", "id: Small"),
        ('"1.0"', "1.0"),
        ("shipped: false", "shipped: no"),
        ("status: unknown", "status: free"),
        ("items: 4", "items: 0"),
        ("higher_is: better", "higher_is: good"),
        ("    higher_is: better\n", ""),
        ("items: all", "items: all\n    of: total"),
        ("items: all", "items: all\n    method: average"),
        ("items: all", "items: all\n    range: [4]"),
        ("items: all", "items: all\n    transform: [{add: 1, multiply: 2}]"),
        ("items: all", "items: all\n    missing: {max_missing: 1, min_answered: 1, source: x}"),
        ("    expect: {total: 20}\n", "    expect: {}\n"),
        ("  total:", "  1total:"),
    ],
)
def test_what_the_schema_refuses_the_loader_refuses(change):
    text = changed(change)
    assert valid(load(SMALL)[0])
    assert not valid(load(text)[0])
    with pytest.raises(scales.DefinitionError):
        scales.Instrument.from_yaml(text)


# --- the keys of the schema are the keys that the models know ------------------------------------------


def fields(model):
    return set(model.model_fields)


@pytest.mark.parametrize(
    ("node", "keys"),
    [
        (SCHEMA, fields(models.Instrument)),
        (DEFS["rights"], fields(models.TextRights)),
        (DEFS["reference"]["anyOf"][1], fields(models.Reference)),
        (DEFS["item"]["anyOf"][1 + 1], fields(models.Item) - {"id"}),
        (DEFS["items"]["anyOf"][1]["items"]["anyOf"][1], fields(models.Item)),
        (DEFS["block"], fields(models.Responses)),
        (DEFS["recode_table"], fields(models.Recode)),
        (DEFS["missing"], fields(models.Missing)),
        (DEFS["case_missing"], fields(models.CaseMissing)),
        (DEFS["skip"], fields(models.Skip)),
        (DEFS["scale"], fields(models.Scale) - {"name"}),
        (DEFS["step"], {"multiply", "add", "rescale", "round", "cut", "lookup"}),
        (DEFS["cut_entry"], fields(models.Cut) - {"at", "strict"} | {"from", "above"}),
        (DEFS["band"], fields(models.Band) - {"at", "strict"} | {"from", "above"}),
        (DEFS["band_set"], fields(models.BandSet)),
        # "rest" stands among the answers
        (DEFS["check"], fields(models.Check) - {"rest"}),
        (DEFS["evidence"], fields(models.Evidence)),
    ],
)
def test_the_schema_has_the_keys_of_the_models(node, keys):
    assert set(node["properties"]) == keys
    assert node["additionalProperties"] is False


@pytest.mark.parametrize(
    ("values", "model", "field"),
    [
        (DEFS["rights"]["properties"]["status"]["enum"], models.TextRights, "status"),
        (DEFS["scale"]["properties"]["method"]["enum"], models.Scale, "method"),
        (DEFS["scale"]["properties"]["higher_is"]["enum"], models.Scale, "higher_is"),
        (DEFS["scale"]["properties"]["status"]["enum"], models.Scale, "status"),
        (DEFS["block"]["properties"]["type"]["enum"], models.Responses, "type"),
        (DEFS["evidence"]["properties"]["grade"]["enum"], models.Evidence, "grade"),
    ],
)
def test_the_schema_has_the_words_of_the_models(values, model, field):
    assert tuple(values) == model.model_fields[field].annotation.__args__


@pytest.mark.parametrize(
    ("node", "model"),
    [
        (DEFS["rights"], models.TextRights),
        (DEFS["scale"], models.Scale),
        (DEFS["missing"], models.Missing),
        (DEFS["band_set"], models.BandSet),
        (DEFS["evidence"], models.Evidence),
        (SCHEMA, models.Instrument),
    ],
)
def test_what_the_models_require_the_schema_requires(node, model):
    required = {name for name, field in model.model_fields.items() if field.is_required()}
    assert set(node["required"]) == required - {"name"}
