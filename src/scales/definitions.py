"""Definition files in, instruments out, with every fault and its line; and back again."""

from __future__ import annotations

import difflib
import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scales import _strict_yaml
from scales._definition_faults import definition_faults
from scales._reading import Reader
from scales._writing import compact, plain
from scales.errors import DefinitionError, Fault
from scales.instrument import FrozenDict, Instrument

AnyPath = str | os.PathLike[str]

_WORDING_FILE = re.compile(
    r"(?P<id>[a-z][a-z0-9_]*)\.text\.(?P<lang>[A-Za-z]{2,3}(-[A-Za-z0-9]+)*)\.ya?ml"
)


def read_definition(
    path: AnyPath, *, wording: AnyPath | Iterable[AnyPath] | None = None
) -> Instrument:
    """Read and check a definition file; see :meth:`scales.Instrument.from_file`."""
    path = Path(path)
    text = _text_of(path)
    parse = parse_json if path.suffix.lower() == ".json" else parse_yaml
    instrument = parse(text, name=path.name)
    for overlay in _as_paths(wording):
        instrument = with_wording(instrument, overlay)
    return instrument


def parse_yaml(text: str, *, name: str = "<definition>", shipped: bool = False) -> Instrument:
    """Read and check YAML text; ``shipped`` asks for the evidence that shipped files need."""
    data, lines = _load_yaml(text, name)
    return _build(data, name, lines, shipped=shipped)


def parse_json(text: str, *, name: str = "<definition>", shipped: bool = False) -> Instrument:
    """Read and check JSON text; keys that look like numbers are numbers."""
    try:
        data = json.loads(text, object_pairs_hook=_no_duplicates)
    except _DuplicateKeyError as error:
        message = f"'{error}' is given twice; keep one of them"
        raise DefinitionError([Fault(name, None, "", message)]) from None
    except json.JSONDecodeError as error:
        raise DefinitionError([Fault(name, error.lineno, "", f"not JSON: {error.msg}")]) from None
    if not isinstance(data, dict):
        raise DefinitionError([Fault(name, 1, "", "expected one object, {…}")])
    return _build(data, name, {}, shipped=shipped)


def dump_yaml(instrument: Instrument) -> str:
    """Write an instrument as YAML that reads back to an equal value."""
    return _strict_yaml.dump(compact(plain(instrument)))


def dump_json(instrument: Instrument) -> str:
    """Write an instrument as JSON of the same shape."""
    return json.dumps(plain(instrument), ensure_ascii=False, indent=2) + "\n"


def with_wording(instrument: Instrument, path: AnyPath) -> Instrument:
    """Return the instrument with texts from a file; see :meth:`scales.Instrument.with_wording`."""
    path = Path(path)
    match = _WORDING_FILE.fullmatch(path.name)
    if match is None or match["id"] != instrument.id:
        message = f"a wording file for this instrument is called {instrument.id}.text.<lang>.yaml"
        raise DefinitionError([Fault(path.name, None, "", message)])
    data, lines = _load_yaml(_text_of(path), path.name)
    known = set(instrument.item_ids)
    faults = [
        Fault(path.name, lines.get((str(item),)), str(item), message)
        for item, text in data.items()
        for message in _overlay_faults(str(item), text, known)
    ]
    if faults:
        raise DefinitionError(faults)
    texts = {str(item): text for item, text in data.items()}
    items = [
        item.model_copy(
            update={"text": FrozenDict({**(item.text or {}), match["lang"]: texts[item.id]})}
        )
        if item.id in texts
        else item
        for item in instrument.items
    ]
    return instrument.model_copy(update={"items": tuple(items)})


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the definition format, for editors and other programs."""
    from importlib.resources import files

    text = (files("scales") / "definition.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


# --- helpers, in order of use ------------------------------------------------------------------


def _as_paths(value: AnyPath | Iterable[AnyPath] | None) -> list[AnyPath]:
    if value is None:
        return []
    return [value] if isinstance(value, str | os.PathLike) else list(value)


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        message = "the file is not UTF-8; save it as UTF-8 in your editor"
        raise DefinitionError([Fault(path.name, None, "", message)]) from None


def _load_yaml(text: str, name: str) -> tuple[dict[Any, Any], dict[_strict_yaml.Path, int]]:
    try:
        return _strict_yaml.load(text)
    except _strict_yaml.YamlFaults as error:
        faults = [Fault(name, fault.line, fault.path, fault.message) for fault in error.faults]
        raise DefinitionError(faults) from None


class _DuplicateKeyError(ValueError):
    pass


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in pairs:
        if key in out:
            raise _DuplicateKeyError(key)
        out[key] = value
    return out


def _overlay_faults(item: str, text: object, known: set[str]) -> list[str]:
    if item not in known:
        return ["there is no such item"]
    return [] if isinstance(text, str) and text else ["expected the wording as text"]


def _build(
    data: Mapping[Any, Any], name: str, lines: Mapping[_strict_yaml.Path, int], *, shipped: bool
) -> Instrument:
    reader = Reader()
    if data.get("format") != "scales/1":
        got = data.get("format")
        message = f"expected 'scales/1', got {got!r}" if got is not None else "'format' is required"
        raise DefinitionError([Fault(name, lines.get(("format",), 1), "format", message)])
    canonical = reader.read(data)
    found = list(reader.faults)
    instrument = None
    try:
        instrument = Instrument.model_validate(_resolve_all(canonical))
    except ValidationError as error:
        details = error.errors()
        found += [_in_plain_words(d) for d in details if not _told_otherwise(d, details)]
    if instrument is not None and not found:
        found += definition_faults(instrument, shipped=shipped)
    if found or instrument is None:
        faults = [
            Fault(name, _line(place, lines), ".".join(place), message)
            for path, message in dict.fromkeys(found)
            for place in [reader.place(path)]
        ]
        raise DefinitionError(sorted(faults, key=lambda fault: fault.line or 0))
    return instrument


def _resolve_all(canonical: dict[str, Any]) -> dict[str, Any]:
    """Put the scored items where a scale said ``all``."""
    items, scales = canonical.get("items"), canonical.get("scales")
    if not isinstance(items, list) or not isinstance(scales, dict):
        return canonical
    unscored = canonical.get("unscored")
    out = {
        item
        for listed in (unscored.values() if isinstance(unscored, dict) else ())
        for item in (listed if isinstance(listed, list) else ())
    }
    scored = [item["id"] for item in items if isinstance(item, dict) and item["id"] not in out]
    for scale in scales.values():
        if isinstance(scale, dict) and scale.get("items") == ["all scored"]:
            scale["items"] = scored
    return canonical


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
    properties = _schema_at(schema(), path)
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


def _line(place: tuple[str, ...], lines: Mapping[tuple[str, ...], int]) -> int | None:
    if not lines:
        return None
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place, 1)
