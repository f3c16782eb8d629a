"""Scores that no table can express: functions that a definition names and Python registers.

A definition says ``algorithm: psqi.sleep_efficiency``; the name is looked up here and never
leads to a module path. Packages register theirs through the entry-point group
``scales.algorithms`` (the entry's name is the algorithm's name).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import entry_points

from scales.errors import AlgorithmError

Answers = Mapping[str, float | None]
Algorithm = Callable[[Answers], float | None]

_registry: dict[str, Algorithm] = {}


def algorithm(name: str) -> Callable[[Algorithm], Algorithm]:
    """Register a scoring function under a name that definitions may use.

    Parameters
    ----------
    name : str
        Dotted name, for example ``"psqi.sleep_efficiency"``.

    Returns
    -------
    decorator
        The function gets the prepared answers of one person as a mapping of item id to number
        or None (blank), and returns the score as a number, or None.

    Raises
    ------
    ValueError
        If another function holds the name.

    Examples
    --------
    >>> import scales
    >>> @scales.algorithm("example.range_of_answers")
    ... def range_of_answers(answers):
    ...     given = [a for a in answers.values() if a is not None]
    ...     return max(given) - min(given) if given else None
    """

    def register(function: Algorithm) -> Algorithm:
        held = _registry.get(name)
        if held is not None and (held.__module__, held.__qualname__) != (
            function.__module__,
            function.__qualname__,
        ):
            raise ValueError(f"algorithm {name!r} is already registered by {held.__module__}")
        _registry[name] = function
        return function

    return register


def find_algorithm(name: str) -> Algorithm:
    """Return the function registered under a name; raise :class:`AlgorithmError` if none is."""
    if name not in _registry:
        for entry in entry_points(group="scales.algorithms", name=name):
            _registry[name] = entry.load()
    try:
        return _registry[name]
    except KeyError:
        raise AlgorithmError(
            f"algorithm {name!r} is not registered; import the package that brings it, or "
            f"register a function with @scales.algorithm({name!r}) before the definition is read"
        ) from None
