"""From the canonical data of a definition to the models, with what does not fit in plain words.

A file with a misspelt key has other faults too, and all of them are told at once. So what does
not fit is reported, mended for the moment (left out, or a placeholder where it is required) and
the rest is built. A mended instrument never leaves the loader.
"""

from __future__ import annotations

import copy
import difflib
import json
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from typing import Any

from pydantic import ValidationError

from scales.instrument import Instrument

Found = tuple[tuple[str, ...], str]

_ROUNDS = 10
_PLACEHOLDERS: Mapping[str, Any] = {
    "id": "placeholder",
    "version": "0",
    "title": {"und": "?"},
    "text": {"status": "unknown", "shipped": False},
    "status": "unknown",
    "shipped": False,
    "references": {},
    "cite": "?",
    "higher_is": "neither",
    "source": ["placeholder"],
    "population": {"und": "?"},
    "label": {"und": "?"},
    "found": {"und": "?"},
    "expect": {},
    "answers": {},
    "grade": "B",
    "sources": [],
}


def shaped(canonical: dict[str, Any]) -> tuple[Instrument | None, list[Found]]:
    """Return the instrument (None if too much is amiss) and what does not fit the models."""
    data = copy.deepcopy(canonical)
    found: list[Found] = []
    for attempt in range(_ROUNDS):
        try:
            return Instrument.model_validate(data), found
        except ValidationError as error:
            details: Sequence[Any] = error.errors()
        if attempt == 0:  # what comes later follows from what was mended
            found = [_in_plain_words(d) for d in details if not _told_otherwise(d, details)]
        mended = [_mend(data, detail) for detail in details]
        if True not in mended:
            return None, found
    return None, found


def _mend(data: Any, detail: Any) -> bool:
    """Leave out what does not fit, or put a placeholder; say whether that was possible."""
    *way, last = detail["loc"]
    for part in way:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return False
    if not isinstance(data, dict):
        return False
    if last in _PLACEHOLDERS and detail["type"] != "extra_forbidden":
        data[last] = copy.deepcopy(_PLACEHOLDERS[last])
        return True
    return data.pop(last, None) is not None


def format_schema() -> dict[str, Any]:
    """Read the JSON Schema of the format."""
    text = (files("scales") / "definition.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


# --- plain words -------------------------------------------------------------------------------


_SHAPES = {
    "tuple_type": "a list",
    "dict_type": "lines of the form 'key: value'",
    "model_type": "lines of the form 'key: value'",
    "int_type": "a whole number",
    "bool_type": "true or false",
}


def _told_otherwise(detail: Any, details: Sequence[Any]) -> bool:
    """Say whether a list counts as empty only because its entries are at fault."""
    place = detail["loc"]
    return detail["type"] == "too_short" and any(
        len(other["loc"]) > len(place) and other["loc"][: len(place)] == place for other in details
    )


def _in_plain_words(detail: Any) -> tuple[tuple[str, ...], str]:
    path = tuple(str(part) for part in detail["loc"] if part != "[key]")
    kind, given = detail["type"], detail["input"]
    if kind == "extra_forbidden":
        return path, "unknown key" + _near(path[-1], _keys_at(path[:-1]))
    if kind == "missing":
        return path[:-1], f"'{path[-1]}' is required"
    if kind == "literal_error":
        allowed = detail["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        return path, f"{given!r} is not one of {', '.join(allowed)}" + _near(str(given), allowed)
    if kind in _SHAPES:
        return path, f"expected {_SHAPES[kind]}, got {_short(given)}"
    if kind == "value_error":
        return path, str(detail["ctx"]["error"])
    if kind == "string_pattern_mismatch":
        return path, (
            f"{given!r} is no id: use letters without accents, digits and _, a letter first"
        )
    if kind == "string_type":
        quoted = " (write it in quotes)" if isinstance(given, int | float) else ""
        return path, f"expected text, got {given!r}{quoted}"
    return path, f"{detail['msg'][0].lower()}{detail['msg'][1:]}, got {_short(given)}"


def _short(given: object) -> str:
    text = repr(given)
    return text if len(text) <= 60 else text[:57] + "…"


def _near(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean '{close[0]}'?" if close else ""


def _keys_at(path: tuple[str, ...]) -> tuple[str, ...]:
    """Return the keys that a person may write at this place of the file."""
    properties = _schema_at(format_schema(), path)
    return tuple(properties)


def _schema_at(root: Mapping[str, Any], path: tuple[str, ...]) -> Mapping[str, Any]:
    nodes = [root]
    for part in path:
        nodes = [child for node in nodes for child in _children(root, node, part)]
    names: dict[str, Any] = {}
    for node in nodes:
        for variant in _variants(root, node):
            names |= variant.get("properties", {})
    return names


def _variants(root: Mapping[str, Any], node: Any) -> list[Mapping[str, Any]]:
    if not isinstance(node, Mapping):
        return []
    if "$ref" in node:
        return _variants(root, root["$defs"][node["$ref"].rsplit("/", 1)[1]])
    parts = [part for key in ("anyOf", "oneOf") for part in node.get(key, ())]
    return [node, *(variant for part in parts for variant in _variants(root, part))]


def _children(root: Mapping[str, Any], node: Any, part: str) -> list[Any]:
    out = []
    for variant in _variants(root, node):
        if part in variant.get("properties", {}):
            out.append(variant["properties"][part])
        elif isinstance(variant.get("additionalProperties"), Mapping):
            out.append(variant["additionalProperties"])
        elif part.isdigit():
            # One block may be written without its list.
            out.append(variant.get("items", variant))
    return out
