"""Definition files in, instruments out, with every fault and its line; and back again."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from scales import _strict_yaml
from scales._definition_faults import definition_faults
from scales._reading import Reader
from scales._shaping import format_schema, shaped
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
    try:
        data, lines = _strict_yaml.load(text)
    except _strict_yaml.YamlFaults as error:
        if error.data is None:
            raise DefinitionError([_told(name, fault) for fault in error.faults]) from None
        return _build(error.data, name, error.lines, shipped=shipped, yaml_faults=error.faults)
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
    return format_schema()


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
        raise DefinitionError([_told(name, fault) for fault in error.faults]) from None


def _told(name: str, fault: _strict_yaml.YamlFault) -> Fault:
    return Fault(name, fault.line, fault.path, fault.message)


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
    data: Mapping[Any, Any],
    name: str,
    lines: Mapping[_strict_yaml.Path, int],
    *,
    shipped: bool,
    yaml_faults: Sequence[_strict_yaml.YamlFault] = (),
) -> Instrument:
    """Build the instrument, or raise with every fault that can be told at once."""
    if data.get("format") not in (None, "scales/1"):
        message = f"expected 'scales/1', got {data['format']!r}"
        raise DefinitionError([Fault(name, lines.get(("format",)), "format", message)])
    reader = Reader()
    canonical = _resolve_all(reader.read(data))
    found = list(reader.faults)
    if data.get("format") is None:
        found.append((("format",), "'format' is required"))
    canonical["format"] = "scales/1"
    instrument, misshapen = shaped(canonical)
    found += misshapen
    if instrument is not None:
        earlier = [path for path, _ in found]
        earlier += [fault.place for fault in yaml_faults]
        found += definition_faults(instrument, shipped=shipped, earlier=earlier)
    if found or yaml_faults or instrument is None:
        told = [_told(name, fault) for fault in yaml_faults]
        told += [
            Fault(name, _line(place, lines), ".".join(place), message)
            for path, message in dict.fromkeys(found)
            for place in [reader.place(path)]
        ]
        raise DefinitionError(sorted(told, key=lambda fault: fault.line or 0))
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


def _line(place: tuple[str, ...], lines: Mapping[tuple[str, ...], int]) -> int | None:
    if not lines:
        return None
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place, 1)
