"""Errors: one family, whole messages, and they survive a process boundary."""

import pickle

import pytest

import scales
from scales import errors
from scales.errors import DefinitionError, Fault


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        (Fault("f.yaml", 3, "scales.total", "wrong"), "f.yaml:3: scales.total: wrong"),
        (Fault("f.yaml", 3, "", "wrong"), "f.yaml:3: wrong"),
        (Fault("f.yaml", None, "a", "wrong"), "f.yaml: a: wrong"),
        (Fault("f.yaml", None, "", "wrong"), "f.yaml: wrong"),
    ],
)
def test_a_fault_in_words(fault, text):
    assert str(fault) == text


def test_a_definition_error_holds_every_fault_and_can_be_pickled():
    faults = [Fault("f", 1, "a", "x"), Fault("f", 2, "b", "y")]
    error = DefinitionError(faults)
    assert str(error) == "f:1: a: x\nf:2: b: y"
    again = pickle.loads(pickle.dumps(error))
    assert again.faults == error.faults == tuple(faults)
    assert str(again) == str(error)


def test_a_response_error_has_cases():
    assert errors.ResponseError("x").cases == []
    assert errors.ResponseError("x", [{"row": 1}]).cases == [{"row": 1}]


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (scales.DefinitionError, ValueError),
        (scales.ResponseError, ValueError),
        (scales.ColumnError, scales.ResponseError),
        (scales.CodingError, scales.ResponseError),
        (scales.UnknownInstrumentError, LookupError),
        (scales.AlgorithmError, LookupError),
    ],
)
def test_every_error_is_of_one_family(error, builtin):
    assert issubclass(error, scales.ScalesError)
    assert issubclass(error, builtin)


def test_every_error_class_derives_from_the_base():
    found = [
        value
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, Exception)
    ]
    assert {e for e in found if not issubclass(e, scales.ScalesError)} == {errors.ResponseWarning}
    assert issubclass(errors.ResponseWarning, UserWarning)
