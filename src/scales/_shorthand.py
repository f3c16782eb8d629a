"""The small shorthands of the format: plain text, one entry for a list, text for a number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from scales.instrument import UNDETERMINED

_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")


def as_code(value: Any) -> Any:
    """Return a number for text that looks like one (JSON has no numeric keys)."""
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        number = float(value)
        return int(number) if number.is_integer() and "." not in value else number
    return value


def code_map(value: Any) -> Any:
    """Read the keys of a table as codes."""
    if not isinstance(value, Mapping):
        return value
    return {as_code(key): entry for key, entry in value.items()}


def rights(value: Any) -> Any:
    """Read the block that says who holds the wording."""
    if not isinstance(value, Mapping):
        return value
    return {str(key): words(part) if key == "note" else part for key, part in value.items()}


def references(value: Any) -> Any:
    """Read the sources; plain text is a citation."""
    if not isinstance(value, Mapping):
        return value
    return {
        str(name): rights(entry) if isinstance(entry, Mapping) else {"cite": entry}
        for name, entry in value.items()
    }


def evidence(value: Any) -> Any:
    """Read where the key was found."""
    if not isinstance(value, Mapping):
        return value
    out = {str(key): entry for key, entry in value.items()}
    if "found" in out:
        out["found"] = words(out["found"])
    if "sources" in out:
        out["sources"] = listed(out["sources"])
    for key in ("conflicts", "traps"):
        if key in out:
            out[key] = [words(entry) for entry in listed(out[key])]
    return out


def checks(value: Any) -> Any:
    """Read the worked examples; an unnamed one is called by its number."""
    if not isinstance(value, list):
        return value
    return [_check(entry, number) for number, entry in enumerate(value, start=1)]


def _check(value: Any, number: int) -> Any:
    if not isinstance(value, Mapping):
        return value
    check = {str(key): entry for key, entry in value.items()}
    if isinstance(check.get("answers"), Mapping):
        answers = {
            str(item): tuple(map(as_code, answer)) if isinstance(answer, list) else answer
            for item, answer in check["answers"].items()
        }
        if "rest" in answers:
            check["rest"] = answers.pop("rest")
        check["answers"] = answers
    if isinstance(check.get("expect"), Mapping):
        check["expect"] = {str(key): entry for key, entry in check["expect"].items()}
    check.setdefault("name", f"check {number}")
    return check


def words(value: Any) -> Any:
    """Give text without a language the tag ``und``; leave everything else."""
    if isinstance(value, str):
        return {UNDETERMINED: value}
    if isinstance(value, Mapping):
        return {str(tag): text for tag, text in value.items()}
    return value


def labels(value: Any) -> Any:
    """Read the labels of an option as language → list of labels."""
    if value is None:
        return {}
    if isinstance(value, Mapping):
        return {str(tag): _label_list(text) for tag, text in value.items() if text is not None}
    return {UNDETERMINED: _label_list(value)}


def _label_list(value: Any) -> Any:
    values = value if isinstance(value, list) else [value]
    return [str(v) if isinstance(v, int | float) and not isinstance(v, bool) else v for v in values]


def listed(value: Any) -> Any:
    """Return a list, also where one entry was written without brackets."""
    if value is None:
        return []
    if isinstance(value, str) or not isinstance(value, Iterable) or isinstance(value, Mapping):
        return [value]
    return list(value)
