"""YAML without surprises: 1.2 core scalars, no anchors, tags or duplicate keys, a line per path.

Plain PyYAML reads ``{1: yes, 3: no}`` as booleans, ``22:30`` as 1350 and ``1.10`` as 1.1, and
keeps the last of two equal keys. A scoring key must not be read that way.
"""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Iterator
from typing import Any, ClassVar

import yaml

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Path = tuple[str, ...]

_MOST_MENDS = 50

_CORE_SCALARS: tuple[tuple[str, str, str], ...] = (
    ("null", r"^(null|~|)$", "n~"),
    ("bool", r"^(true|false)$", "tf"),
    ("int", r"^[-+]?(0|[1-9][0-9]*)$", "-+0123456789"),
    ("float", r"^[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$", "-+0123456789"),
)

_HALF_WIDTH = {
    "：": ":", "，": ",", "、": ",", "｛": "{", "｝": "}", "［": "[", "］": "]",
    "【": "[", "】": "]", "＃": "#", "＂": '"', "“": '"', "”": '"', "－": "-", "　": " ",
}  # fmt: skip


class _Loader(_Base):  # type: ignore[misc]
    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {}


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 (its base decides the names)
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 (its base decides the names)
        return True


for _name, _pattern, _first in _CORE_SCALARS:
    for _kind in (_Loader, _Dumper):
        _kind.add_implicit_resolver(
            f"tag:yaml.org,2002:{_name}",
            re.compile(_pattern),
            [*_first, ""] if _name == "null" else list(_first),
        )


class YamlFault(Exception):  # noqa: N818 (a fault is the word of this library)
    """The text is not the strict YAML that definitions are written in."""

    def __init__(self, line: int | None, message: str, path: Path = (), key: str = "") -> None:
        super().__init__(message)
        self.line, self.message = line, message
        self.path = ".".join(path)
        self.place = (*path, key) if key else path


class YamlFaults(Exception):  # noqa: N818 (the same)
    """Several of them at once, with the data as far as they could be read."""

    def __init__(
        self,
        faults: list[YamlFault],
        data: dict[Any, Any] | None = None,
        lines: dict[Path, int] | None = None,
    ) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults, self.data, self.lines = faults, data, lines or {}


def load(text: str) -> tuple[dict[Any, Any], dict[Path, int]]:
    """Return the plain data and the line of every path; raise :class:`YamlFaults`.

    Paths are tuples of text: keys and positions both. Nothing is executed and no type other
    than mappings, lists, text, numbers, booleans and null can come out.
    """
    text = text.removeprefix("\ufeff")
    faults: list[YamlFault] = []
    node, mends = None, 0
    while node is None:
        try:
            _refuse_anchors_and_tags(text)
            node = _top(text)
        except YamlFaults as error:
            faults += error.faults
        if node is None:
            text = _mended(text, faults, mends)
            mends += 1
    builder = _Builder()
    data = builder.build(node, ())
    faults += builder.faults
    if faults:
        raise YamlFaults(faults, data, builder.lines)
    return data, builder.lines


def _top(text: str) -> Any:
    """Return the mapping that the text is."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise YamlFaults([_syntax_fault(text, error)]) from None
    if isinstance(node, yaml.MappingNode):
        return node
    first = text.strip().splitlines()[0] if text.strip() else ""
    raise YamlFaults([YamlFault(1, "expected lines of the form 'key: value'" + _hint(first))])


def _mended(text: str, faults: list[YamlFault], mends: int) -> str:
    """Return the text with the last faulty line in half-width, only to find what else is wrong.

    Raises :class:`YamlFaults` where that is not what is wrong with the line.
    """
    lines = text.split("\n")
    at = (faults[-1].line or 1) - 1
    line = lines[at] if at < len(lines) else ""
    lines[at : at + 1] = [
        "".join(
            _HALF_WIDTH.get(char, char) + (" " if char in "：，、" else "") for char in line
        ).replace("\t", "  ")
    ]
    if lines[at : at + 1] == [line] or mends >= _MOST_MENDS:
        # After a mend, what cannot be mended is as likely to come from it as from the file.
        raise YamlFaults(faults[:-1] if mends else faults)
    return "\n".join(lines)


def dump(data: object) -> str:
    """Write plain data so that :func:`load` reads the same data back."""
    return yaml.dump(
        data,
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=100,
        default_flow_style=None,
    )


class _Builder:
    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self.faults: list[YamlFault] = []
        self._constructor = yaml.SafeLoader("")

    def build(self, node: Any, path: Path) -> Any:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, (*path, str(i))) for i, child in enumerate(node.value)]
        value = self._constructor.construct_object(node)
        return unicodedata.normalize("NFC", value) if isinstance(value, str) else value

    def _mapping(self, node: Any, path: Path) -> dict[Any, Any]:
        out: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = self.build(key_node, (*path, "<key>"))
            if isinstance(key, list | dict):
                self.faults.append(YamlFault(line, "keys must be plain text or numbers", path))
                continue
            if key in out or str(key) in {str(other) for other in out}:
                message = f"'{key}' is given twice; keep one of them"
                self.faults.append(YamlFault(line, message, path, str(key)))
                continue
            unquoted = not key_node.style and not getattr(value_node, "style", "?")
            if unquoted and value_node.value == "" and (hint := _hint(str(key))):
                name, _, value = str(key).partition("：")
                message = f"could not find ':' after '{key}'{hint}"
                self.faults.append(YamlFault(line, message, path, name.strip()))
                out[name.strip()] = value.strip()
                continue
            self.lines[(*path, str(key))] = line
            out[key] = self.build(value_node, (*path, str(key)))
        return out


def _refuse_anchors_and_tags(text: str) -> None:
    faults = []
    event: Any
    for event in _events(text):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            faults.append(
                YamlFault(line, "anchors and aliases (& and *) are not used here; write it out")
            )
        elif getattr(event, "tag", None):
            faults.append(YamlFault(line, f"YAML tags ({event.tag}) are not allowed"))
        elif isinstance(event, yaml.DocumentStartEvent) and event.explicit and line > 1:
            faults.append(YamlFault(line, "one file holds one definition; '---' starts another"))
    if faults:
        raise YamlFaults(faults)


def _events(text: str) -> Iterator[Any]:
    with contextlib.suppress(yaml.YAMLError):  # told by _top, with a hint
        yield from yaml.parse(text, Loader=_Loader)


def _syntax_fault(text: str, error: yaml.YAMLError) -> YamlFault:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    lines = text.splitlines()
    at = min(mark.line, len(lines) - 1) if mark and lines else 0
    # A missing ':' is often noticed one line late, so the line before is looked at as well.
    for number in (at, at - 1):
        if 0 <= number < len(lines) and (hint := _hint(lines[number])):
            return YamlFault(number + 1, f"{problem}{hint}")
    return YamlFault(at + 1 if mark else None, problem)


def _hint(line: str) -> str:
    found = [char for char in dict.fromkeys(line) if char in _HALF_WIDTH and char != "　"]
    if found:
        wide, narrow = " ".join(found), " ".join(dict.fromkeys(_HALF_WIDTH[c] for c in found))
        return f" — full-width characters {wide} found; use {narrow}"
    if "\t" in line:
        return " — a TAB is used for indenting; use spaces"
    return " — a full-width space is used; use the ordinary one" if "　" in line else ""
