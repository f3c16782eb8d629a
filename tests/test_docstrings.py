"""Public docstrings say parameters, returns and raises, as numpydoc wants them."""

import pytest

import scales

validate = pytest.importorskip("numpydoc.validate", reason="numpydoc is a developer's tool")

LEFT_OUT = {
    "ES01",  # an extended summary only where the summary is not enough
    "EX01",  # examples where they teach something, not everywhere
    "GL01",  # the summary starts on the line of the quotes, as ruff formats it
    "GL02",  # a one-line docstring closes on its own line
    "PR01",  # see test_parameters: classes are built by the library, not by their caller
    "RT02",  # several returned things have names
    "RT04",  # a description may begin with a column name, which is no capital letter
    "SA01",  # the file list is the map; no See Also section for form's sake
    "SA04",  # the same
    "YD01",  # a generator's summary says what it yields
}
METHODS = [
    f"scales.instrument.Instrument.{name}"
    for name in ("key", "from_file", "from_yaml", "from_json", "to_yaml", "to_json")
] + ["scales.instrument.Instrument.with_wording", "scales._misfits.ResponseReport.to_dict"]
PUBLIC = [f"scales.{name}" for name in scales.__all__] + METHODS


@pytest.mark.parametrize("name", PUBLIC)
def test_sections(name):
    found = validate.validate(name)["errors"]
    assert [error for error in found if error[0] not in LEFT_OUT] == []


@pytest.mark.parametrize("name", [n for n in PUBLIC if n.rsplit(".", 1)[1].islower()])
def test_parameters(name):
    found = validate.validate(name)["errors"]
    assert [error for error in found if error[0] == "PR01"] == []
