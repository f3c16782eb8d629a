"""The registry of functions that definitions may name."""

import pytest

import scales
from scales import algorithms
from scales.algorithms import algorithm, find_algorithm


@pytest.fixture(autouse=True)
def registry(monkeypatch):
    """A registry of its own for each test."""
    monkeypatch.setattr(algorithms, "_registry", {})


def test_a_registered_function_is_found_and_stays_itself():
    @algorithm("mine.index")
    def index(answers):
        return answers["1"]

    assert find_algorithm("mine.index") is index
    assert index({"1": 5}) == 5
    assert scales.algorithm is algorithm


def test_a_name_that_another_function_holds_is_refused():
    @algorithm("mine.index")
    def index(answers):
        return None

    with pytest.raises(ValueError) as caught:

        @algorithm("mine.index")
        def other(answers):
            return None

    assert str(caught.value) == f"algorithm 'mine.index' is already registered by {__name__}"
    assert find_algorithm("mine.index") is index


def test_a_function_that_is_defined_again_replaces_itself():
    def make():
        @algorithm("mine.index")
        def index(answers):
            return None

        return index

    first, second = make(), make()
    assert first is not second
    assert find_algorithm("mine.index") is second


class Entry:
    def __init__(self, function):
        self.function = function

    def load(self):
        return self.function


def test_packages_register_through_entry_points(monkeypatch):
    asked = []

    def entry_points(**which):
        asked.append(which)
        return [Entry(len)] if which["name"] == "psqi.sleep" else []

    monkeypatch.setattr(algorithms, "entry_points", entry_points)
    assert find_algorithm("psqi.sleep") is len
    assert find_algorithm("psqi.sleep") is len
    assert asked == [{"group": "scales.algorithms", "name": "psqi.sleep"}]


def test_a_function_that_is_there_is_not_looked_up(monkeypatch):
    algorithm("mine.index")(len)
    monkeypatch.setattr(algorithms, "entry_points", None)
    assert find_algorithm("mine.index") is len


def test_an_unknown_name_says_what_to_do():
    with pytest.raises(scales.AlgorithmError) as caught:
        find_algorithm("os.system")
    assert str(caught.value) == (
        "algorithm 'os.system' is not registered; import the package that brings it, or "
        "register a function with @scales.algorithm('os.system') before the definition is read"
    )
    assert isinstance(caught.value, LookupError)
