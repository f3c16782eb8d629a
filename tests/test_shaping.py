"""What does not fit the models is told, mended for the moment, and the rest is looked at too."""

from pathlib import Path

import pytest

import scales
from scales._shaping import shaped

MIXED = Path(__file__).with_name("data") / "mixed_faults.yaml"


def test_faults_of_every_kind_come_in_one_error():
    with pytest.raises(scales.DefinitionError) as caught:
        scales.Instrument.from_file(MIXED)
    assert str(caught.value).splitlines() == [
        "mixed_faults.yaml:3: version: expected text, got 1.0 (write it in quotes)",
        "mixed_faults.yaml:5: text.status: 'unknwon' is not one of public_domain, open_licence, free_for_research, permission_required, commercial, unknown; did you mean 'unknown'?",
        "mixed_faults.yaml:13: scales.first.methd: unknown key; did you mean 'method'?",
        "mixed_faults.yaml:17: scales.second.range: stated range [2, 12], but the key gives [2, 10]",
        "mixed_faults.yaml:19: scales.second.source: there is no reference 'papr'",
        "mixed_faults.yaml:22: scales.third.higher_is: 'wrse' is not one of better, worse, neither; did you mean 'worse'?",
        "mixed_faults.yaml:23: scales: 'third' is given twice; keep one of them",
        "mixed_faults.yaml:32: checks: flipping any one of 1, 2 in 'fifth' changes no expected score; add a check that would notice",
        "mixed_faults.yaml:35: checks.0.expect.fourth: 'all fives' expects 14, but the key gives 15",
        "mixed_faults.yaml:37: checks.1.answers: item 1: 9 is outside 1..5",
    ]
    assert len({fault.line for fault in caught.value.faults}) == 10


def test_what_only_follows_is_not_told_again():
    """A misspelt `items` leaves the scale without items: one fault, not two."""
    text = MIXED.read_text(encoding="utf-8").replace("    items: [1-4]\n", "    itms: [1-4]\n")
    with pytest.raises(scales.DefinitionError) as caught:
        scales.Instrument.from_yaml(text)
    told = [str(fault) for fault in caught.value.faults if fault.line in (7, 12, 13)]
    assert told == [
        "<definition>:12: scales.first.itms: unknown key; did you mean 'items'?",
        "<definition>:13: scales.first.methd: unknown key; did you mean 'method'?",
    ]


def test_too_much_amiss_gives_no_instrument():
    instrument, found = shaped({"format": "scales/1", "items": "many"})
    assert instrument is None
    assert (("items",), "expected a list, got 'many'") in found


def test_data_are_not_changed():
    data = {"format": "scales/1", "id": 7, "surplus": 1}
    shaped(data)
    assert data == {"format": "scales/1", "id": 7, "surplus": 1}


def test_full_width_punctuation_does_not_hide_the_other_faults():
    text = MIXED.read_text(encoding="utf-8")
    text = text.replace("title: Ten", "title：Ten").replace("[5, 6, 7]", "[5，6, 7]")
    with pytest.raises(scales.DefinitionError) as caught:
        scales.Instrument.from_yaml(text, name="f")
    told = str(caught.value).splitlines()
    assert told[1] == "f:4: could not find expected ':' — full-width characters ： found; use :"
    assert (
        "f:27: scales.fourth.items: there is no item 5，6 — full-width character ， found; use ,"
        in told
    )
    assert len(told) == 11
