"""The shipped definitions: evidence, vectors computed elsewhere, codings, and wrong keys on purpose."""

import copy
import json
import random
from pathlib import Path

import pytest

import scales
from scales._cells import CellReader
from scales._writing import plain
from scales.definitions import parse_json, parse_yaml
from scales.plan import compile_plan, evaluate, prepare

IDS = scales.list_instruments()
GOLDEN = json.loads(
    (Path(__file__).parent / "golden" / "vectors.json").read_text(encoding="utf-8")
)["vectors"]
VECTORS = [
    pytest.param(name, vector, id=f"{name}-{number}")
    for name, vectors in GOLDEN.items()
    for number, vector in enumerate(vectors, start=1)
]


def scores_of(instrument, answers, coding=None):
    """Read the cells of one person under a coding, and score them."""
    read = {}
    for block in instrument.responses:
        reader = CellReader(block, coding)
        for item in block.items:
            reading = reader.read(answers.get(item))
            assert reading.fault is None or item in instrument.unscored_items, reading.fault
            read[item] = reading.value
    scores = evaluate(compile_plan(instrument), prepare(instrument, read))
    return {name: score.value for name, score in scores.items()}


# --- the list --------------------------------------------------------------------------------------


def test_the_list_is_sorted_and_has_what_is_promised():
    assert sorted(IDS) == IDS
    assert set(IDS) >= {
        *("brs", "cls", "cprs_sf", "cyrm_r", "djg6", "gds15", "rsca", "rses", "rses_b"),
        *("sas20_zh", "sdq", "sds", "ssrs", "ucla_ls3"),
    }


def test_the_same_id_is_the_same_object():
    assert scales.load_instrument("brs") is scales.load_instrument("brs")


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ("cls2", "did you mean 'cls'? "),
        ("RSES_B", "did you mean 'rses_b' or 'rses'? "),
        ("ucla-ls3", "did you mean 'ucla_ls3'? "),
        ("zzzzzz", ""),
    ],
)
def test_an_unknown_id_gets_near_ones(wrong, hint):
    with pytest.raises(scales.UnknownInstrumentError) as caught:
        scales.load_instrument(wrong)
    assert str(caught.value) == (
        f"no instrument {wrong!r} is shipped; {hint}scales.list_instruments() lists them; "
        "your own definition is read with scales.Instrument.from_file(path)"
    )
    assert isinstance(caught.value, LookupError)


# --- what every shipped file has ---------------------------------------------------------------------


@pytest.mark.parametrize("name", IDS)
def test_it_says_where_its_key_was_read(name):
    instrument = scales.load_instrument(name)
    assert instrument.id == name
    assert instrument.evidence is not None
    assert instrument.evidence.grade in ("A", "B")
    assert len(instrument.evidence.sources) >= (2 if instrument.evidence.grade == "A" else 1)
    assert parse_yaml(instrument.to_yaml(), shipped=True) == instrument


@pytest.mark.parametrize("name", IDS)
def test_every_reference_that_is_cited_exists(name):
    instrument = scales.load_instrument(name)
    cited = set(instrument.evidence.sources)
    for scale in instrument.scales.values():
        assert scale.source, scale.name
        cited |= set(scale.source)
        cited |= {ref for bands in scale.bands.values() for ref in bands.source}
    assert cited <= set(instrument.references)


@pytest.mark.parametrize("name", IDS)
def test_no_wording_is_shipped(name):
    instrument = scales.load_instrument(name)
    assert instrument.text.shipped is False
    assert all(item.text is None for item in instrument.items)


@pytest.mark.parametrize("name", IDS)
def test_titles_hints_options_and_bands_are_in_both_languages(name):
    instrument = scales.load_instrument(name)
    both = {"en", "zh"}
    assert set(instrument.title) >= both
    assert all(set(item.hint) >= both for item in instrument.items if item.hint is not None)
    for block in instrument.responses:
        assert all(set(option.labels) >= both for option in block.options)
    for scale in instrument.scales.values():
        assert set(scale.title) >= both, scale.name
        assert scale.range is not None
        for bands in scale.bands.values():
            assert set(bands.population) >= both
            assert all(set(band.label) >= both for band in bands.cuts)


# --- answers scored elsewhere ------------------------------------------------------------------------


def test_every_shipped_instrument_has_vectors():
    assert set(GOLDEN) == set(IDS)
    assert all(GOLDEN.values())


@pytest.mark.parametrize(("name", "vector"), VECTORS)
def test_vector(name, vector):
    instrument = scales.load_instrument(name)
    answers = vector["responses"]
    if isinstance(answers, list):
        answers = dict(zip(instrument.item_ids, answers, strict=True))
    got = scores_of(instrument, answers, vector["coding"])
    assert set(vector["expected"]) <= set(got)
    for scale, expected in vector["expected"].items():
        if expected is None:
            assert got[scale] is None
        else:
            assert got[scale] == pytest.approx(expected, abs=1e-6), scale


# --- codings -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", IDS)
def test_recoding_every_answer_gives_the_same_scores(name):
    instrument = scales.load_instrument(name)
    for coding in instrument.coding_names:
        chance = random.Random(f"{name} {coding}")
        for _ in range(20):
            primary, recoded = answers_in_two_codings(instrument, coding, chance)
            scores = scores_of(instrument, primary)
            assert None not in scores.values()
            assert scores_of(instrument, recoded, coding) == scores


def answers_in_two_codings(instrument, coding, chance):
    """One random person, in the primary coding and in another."""
    primary, recoded = {}, {}
    for block in instrument.responses:
        table = next((c for c in block.codings if c.name == coding), None)
        for item in block.items:
            if block.type == "multiple":
                options = [code for code in block.codes if code not in block.none]
                ticked = chance.sample(options, chance.randint(1, len(options)))
                primary[item], recoded[item] = ticked, ticked if table is None else len(ticked)
                continue
            primary[item] = chance.choice(block.codes)
            inverse = {v: k for k, v in table.map.items()} if table is not None else {}
            recoded[item] = inverse.get(primary[item], primary[item])
    return primary, recoded


@pytest.mark.parametrize("name", IDS)
def test_labels_give_the_same_scores_as_codes(name):
    instrument = scales.load_instrument(name)
    chance = random.Random(name)
    for language in ("en", "zh"):
        codes, labels = {}, {}
        for block in instrument.responses:
            for item in block.items:
                option = chance.choice(block.options)
                codes[item], labels[item] = option.code, option.labels[language][0]
        assert scores_of(instrument, labels) == scores_of(instrument, codes)


# --- wrong keys on purpose ---------------------------------------------------------------------------


def faults_of(data):
    """What the loader says about a mutant; nothing, where it survives."""
    try:
        parse_json(json.dumps(data), shipped=True)
    except scales.DefinitionError as error:
        return [fault.message for fault in error.faults]
    return []


def flips(instrument):
    """Every key that has the direction of one item in one scale turned round."""
    data = plain(instrument)
    for scale in instrument.scales.values():
        tables = instrument.recode if scale.recode is None else scale.recode
        for item in scale.items:
            mutant = copy.deepcopy(data)
            table = next((table for table in tables if item in table.items), None)
            if table is not None:
                mutant["scales"][scale.name]["recode"] = turned_tables(tables, item, scale.items)
            else:
                reverse = instrument.reverse if scale.reverse is None else scale.reverse
                own = {other for other in reverse if other in scale.items} ^ {item}
                mutant["scales"][scale.name]["reverse"] = sorted(own)
                if own == set(
                    instrument.reverse
                ):  # as the default has it: written by leaving it out
                    del mutant["scales"][scale.name]["reverse"]
            yield f"{scale.name}: {item}", mutant


def turned_tables(tables, item, within):
    """The recode tables of one scale, with the values of one item turned round."""
    out = []
    for table in tables:
        others = [other for other in table.items if other != item and other in within]
        if others:
            out.append({"items": others, "map": dict(table.map)})
        if item in table.items:
            low, high = min(table.map.values()), max(table.map.values())
            out.append({"items": [item], "map": {k: low + high - v for k, v in table.map.items()}})
    return out


def drops(instrument):
    """Every key that has one item left out of one scale."""
    data = plain(instrument)
    for scale in instrument.scales.values():
        for item in scale.items:
            mutant = copy.deepcopy(data)
            entry = mutant["scales"][scale.name]
            entry["items"] = [other for other in scale.items if other != item]
            for key in ("reverse",):
                if entry.get(key):
                    entry[key] = [other for other in entry[key] if other != item]
            used = {i for s in mutant["scales"].values() for i in s.get("items", ())}
            if item not in used:
                mutant.setdefault("unscored", {}).setdefault("open", []).append(item)
                if item in mutant.get("reverse", ()):
                    mutant["reverse"] = [other for other in mutant["reverse"] if other != item]
                for table in mutant.get("recode", ()):
                    table["items"] = [other for other in table["items"] if other != item]
            if entry["items"]:
                yield f"{scale.name}: {item}", mutant


def widened(instrument):
    """Every key that states a range one point too wide, at either end."""
    data = plain(instrument)
    for scale in instrument.scales.values():
        for end, step in ((0, -1), (1, 1)):
            mutant = copy.deepcopy(data)
            mutant["scales"][scale.name]["range"][end] += step
            yield f"{scale.name}[{end}]", mutant


def swapped_codings(instrument):
    """Every file in which two codings of a block have changed places."""
    data = plain(instrument)
    for number, block in enumerate(instrument.responses):
        names = [coding.name for coding in block.codings if not coding.ticked_count]
        for i, one in enumerate(names):
            for other in names[i + 1 :]:
                mutant = copy.deepcopy(data)
                codings = mutant["responses"][number]["codings"]
                codings[one], codings[other] = codings[other], codings[one]
                yield f"{one} and {other}", mutant


def changed_signs(instrument):
    """Every composite with the sign of one component turned round."""
    data = plain(instrument)
    for scale in instrument.scales.values():
        for part in scale.of:
            mutant = copy.deepcopy(data)
            entry = mutant["scales"][scale.name]
            entry["weights"] = {**entry.get("weights", {}), part: -scale.weights.get(part, 1)}
            del entry["range"]
            entry.pop("bands", None)
            for check in mutant["checks"]:
                check["expect"] = {
                    k: v for k, v in check["expect"].items() if not k.startswith(f"{scale.name}@")
                }
            if all(check["expect"] for check in mutant["checks"]):
                yield f"{scale.name}: {part}", mutant


@pytest.mark.parametrize("kind", [flips, drops, widened, swapped_codings, changed_signs])
@pytest.mark.parametrize("name", IDS)
def test_no_wrong_key_survives(name, kind, record_property):
    instrument = scales.load_instrument(name)
    assert faults_of(plain(instrument)) == []
    mutants = list(kind(instrument))
    survivors = []
    for what, data in mutants:
        faults = faults_of(data)
        if not faults:
            survivors.append(what)
        # A flipped item must die of a worked example, not of a slip in the making of the mutant.
        assert kind is not flips or all(" expects " in fault for fault in faults), (what, faults)
    killed = len(mutants) - len(survivors)
    print(f"{name}: {kind.__name__}: {killed} of {len(mutants)} killed")
    record_property("mutants_tried", len(mutants))
    record_property("mutants_killed", killed)
    assert survivors == []
    assert killed == len(mutants)


def test_the_wrong_keys_are_as_many_as_the_items_of_all_scales():
    per_scale = sum(
        len(s.items) for name in IDS for s in scales.load_instrument(name).scales.values()
    )
    assert sum(1 for name in IDS for _ in flips(scales.load_instrument(name))) == per_scale
    assert per_scale > 300
