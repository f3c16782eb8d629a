"""Which codings data could be mistaken for, and what a code means in words."""

import pytest

import scales
from samples import DATA
from scales._codings import coding_in_words, coding_meaning, opposing_codings
from scales.instrument import Coding, Responses

SAMPLES = {path.stem: path for path in (DATA / "format").glob("*.yaml")}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cls", ("always_first",)),
        ("rses", ("agree_first",)),
        ("rses_b", ("agree_first",)),
        # by_points shares 0 and 2 with yes_2 and gives them 1 and 2: it keeps the order
        ("sas20_zh", ("by_position", "by_index")),
        ("sdq", ()),
        ("ssrs", ()),
        ("brs", ()),
        ("djg6", ()),
    ],
)
def test_opposing_codings_of_shipped_forms(name, expected):
    assert opposing_codings(scales.load_instrument(name)) == expected


@pytest.mark.parametrize(
    ("table", "opposes"),
    [
        ({1: 4, 2: 3, 3: 2, 4: 1}, True),  # turned round
        ({0: 4, 1: 3, 2: 2, 3: 1}, True),  # turned and shifted, shares 1 to 3
        ({2: 1, 1: 2, 3: 3, 4: 4}, True),  # order not kept
        ({0: 1, 1: 2, 2: 3, 3: 4}, False),  # shifted
        ({1: 1, 2: 2, 3: 3, 5: 4}, False),
        ({14: 1, 13: 2, 12: 3, 11: 4}, False),  # shares no code
    ],
)
def test_what_opposes(table, opposes):
    block = Responses(items=("1",), min=1, max=4, codings=(Coding(name="other", map=table),))
    instrument = scales.load_instrument("cls").model_copy(update={"responses": (block,)})
    assert opposing_codings(instrument) == (("other",) if opposes else ())


@pytest.mark.parametrize(
    ("name", "coding", "language", "words"),
    [
        ("cls", "always_last", "en", "1 = not at all true"),
        ("cls", "always_first", "en", "1 = always true"),
        ("cls", "always_first", "zh", "1 = 一直如此"),
        ("rses", "zero_based", "en", "1 = disagree"),
        ("sdq", "published", "en", "1 = somewhat true"),
        ("sdq", "one_based", "en", "1 = not true"),
        ("sas20_zh", "by_points", "en", "-2 = no"),
        ("ssrs", "counts", "en", "the number of ticked options"),
    ],
)
def test_a_coding_in_words(name, coding, language, words):
    assert coding_meaning(scales.load_instrument(name), coding, language) == words


def test_all_codings_in_words():
    assert coding_in_words(scales.load_instrument("cls")) == (
        "always_last (1 = not at all true); always_first (1 = always true)"
    )


def test_codes_without_labels_are_named_by_themselves():
    form = scales.Instrument.from_file(SAMPLES["whole_form"])
    assert coding_meaning(form, "points") == "1 = code 1"
    assert coding_meaning(form, "positions") == "1 = code 0"
    assert form.coding_names == ("points", "positions")


def test_blocks_that_declare_one_name_belong_together():
    form = scales.Instrument.from_file(SAMPLES["blocks"])
    assert form.coding_names == ("published", "positions")
    assert opposing_codings(form) == ()
