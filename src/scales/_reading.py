"""From what people write to what the models hold: ranges, shorthands, plain text, bare lists.

The reader is generous in form and strict in content. What it does not understand it leaves as
it is, so that the models complain about it with its own words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from scales._shorthand import (
    as_code,
    checks,
    code_map,
    evidence,
    labels,
    listed,
    references,
    rights,
    words,
)

Path = tuple[str, ...]

_RANGE = re.compile(r"\s*(\S+?)\s*-\s*(\S+?)\s*")


_PLAIN = {
    **dict.fromkeys(("title", "form", "measures", "recall"), words),
    "aliases": listed,
    "informant": listed,
    "text": rights,
    "references": references,
    "checks": checks,
    "evidence": evidence,
}

_SCALE_PLAIN = {
    **dict.fromkeys(("title", "higher_means", "note"), words),
    **dict.fromkeys(("source", "of", "count_values"), listed),
}


class Reader:
    """Turns the plain data of a definition file into the shape of the models.

    ``faults`` collects (path, message); ``written_at`` maps a path of the result to the path in
    the file wherever the two differ.
    """

    def __init__(self) -> None:
        self.faults: list[tuple[Path, str]] = []
        self.written_at: dict[Path, Path] = {}
        self._ids: list[str] = []

    def read(self, raw: Mapping[Any, Any]) -> dict[str, Any]:
        """Return the canonical data of a whole definition."""
        out = {str(key): value for key, value in raw.items()}
        for name, how in _PLAIN.items():
            if name in out:
                out[name] = how(out[name])
        self._change(out, "items", self._items)
        self._change(out, "responses", self._blocks)
        self._change(out, "recode", self._recodes)
        self._change(out, "unscored", self._unscored)
        self._change(out, "reverse", self._item_list)
        self._change(out, "case_missing", self._case_missing)
        self._change(out, "skips", self._skips)
        self._change(out, "scales", self._scales)
        return out

    def place(self, path: Path) -> Path:
        """Return the path in the file that a path of the result stands for."""
        place: Path = ()
        for i, part in enumerate(path):
            place = self.written_at.get(path[: i + 1], (*place, part))
        return place

    def _wrote(self, path: Path, name: Any = None) -> None:
        """Note how the last part of a path is written; None: it is not written at all."""
        parent = self.place(path[:-1])
        self.written_at[path] = parent if name is None else (*parent, str(name))

    def _change(self, data: dict[str, Any], name: str, how: Any, path: Path = ()) -> None:
        if name in data:
            data[name] = how(data[name], (*path, name))

    # --- items and lists of items ---------------------------------------------------------

    def _items(self, value: Any, path: Path) -> Any:
        if isinstance(value, int) and not isinstance(value, bool):
            if value > 2000:
                self.faults.append((path, f"{value} items: is that meant?"))
                value = 2000
            items: Any = [{"id": str(i)} for i in range(1, value + 1)]
        elif isinstance(value, Mapping):
            items = []
            for position, (key, extra) in enumerate(value.items()):
                self._wrote((*path, str(position)), key)
                if isinstance(extra, Mapping) and "id" in extra:
                    at = (*path, str(position), "id")
                    self.faults.append((at, "the id is the key; leave it out"))
                items.append({**self._item(extra), "id": self._item_id(key, path)})
        elif isinstance(value, list):
            items = [
                {**self._item(entry), "id": self._item_id(entry["id"], path)}
                if isinstance(entry, Mapping) and "id" in entry
                else {"id": self._item_id(entry, path)}
                for entry in value
            ]
        else:
            return value
        self._ids = [item["id"] for item in items]
        for item_id in sorted({i for i in self._ids if self._ids.count(i) > 1}):
            self.faults.append((path, f"item id {item_id} is given twice"))
        return items

    def _item_id(self, value: Any, path: Path) -> str:
        if isinstance(value, bool) or not isinstance(value, int | str) or not str(value):
            self.faults.append((path, f"{value!r} is no item id; use a number or text"))
        elif value in ("all", "rest"):
            self.faults.append((path, f"'{value}' has a meaning of its own; use another item id"))
        return str(value)

    def _item(self, extra: Any) -> dict[str, Any]:
        if extra is None:
            return {}
        if not isinstance(extra, Mapping):
            return {"hint": words(extra)}
        return {
            str(key): words(value) if key in ("text", "hint") else value
            for key, value in extra.items()
        }

    def _item_list(self, value: Any, path: Path) -> Any:
        """Expand ids and ranges; ``all`` needs :meth:`_scale_items`."""
        if value is None:
            return []
        if isinstance(value, str | int):
            value = [value]
        if not isinstance(value, list):
            return value
        out: list[str] = []
        for entry in value:
            out += self._expand(entry, path)
        for item in sorted({i for i in out if out.count(i) > 1}):
            self.faults.append((path, f"item {item} is listed twice"))
        return list(dict.fromkeys(out))

    def _expand(self, entry: Any, path: Path) -> list[str]:
        name = str(entry)
        if name in self._ids:
            return [name]
        if name == "all":
            return list(self._ids)
        match = _RANGE.fullmatch(name) if isinstance(entry, str) else None
        if match and match[1] in self._ids and match[2] in self._ids:
            first, last = self._ids.index(match[1]), self._ids.index(match[2])
            if first <= last:
                return self._ids[first : last + 1]
            self.faults.append((path, f"range {name} runs backwards"))
            return []
        same = next((i for i in self._ids if i.casefold() == name.casefold()), None)
        hint = f"; did you mean '{same}'?" if same else ""
        if "，" in name:
            hint = " — full-width character ， found; use ,"
        if self._ids:
            self.faults.append((path, f"there is no item {name}{hint}"))
        return []

    # --- answers ----------------------------------------------------------------------------

    def _blocks(self, value: Any, path: Path) -> Any:
        if isinstance(value, Mapping):
            self._wrote((*path, "0"))
            value = [value]
        if not isinstance(value, list):
            return value
        return [
            self._block(block, (*path, str(i)), alone=len(value) == 1)
            for i, block in enumerate(value)
        ]

    def _block(self, value: Any, path: Path, *, alone: bool) -> Any:
        if not isinstance(value, Mapping):
            return value
        block = {str(key): entry for key, entry in value.items()}
        if "items" in block:
            block["items"] = self._item_list(block["items"], (*path, "items"))
        elif alone:
            block["items"] = list(self._ids)
        self._change(block, "options", self._options, path)
        self._change(block, "codings", self._codings, path)
        if "shared_labels" in block:
            block["shared_labels"] = listed(block["shared_labels"])
        if "none" in block:
            block["none"] = [as_code(code) for code in listed(block["none"])]
        if "note" in block:
            block["note"] = words(block["note"])
        return block

    def _options(self, value: Any, path: Path) -> Any:
        if not isinstance(value, Mapping):
            return value
        options = []
        for position, (code, label) in enumerate(value.items()):
            self._wrote((*path, str(position)), code)
            options.append({"code": as_code(code), "labels": labels(label)})
        return options

    def _codings(self, value: Any, path: Path) -> Any:
        if not isinstance(value, Mapping):
            return value
        codings: list[dict[str, Any]] = []
        for position, (name, table) in enumerate(value.items()):
            self._wrote((*path, str(position)), name)
            if table == "ticked_count":
                codings.append({"name": str(name), "ticked_count": True})
            else:
                codings.append({"name": str(name), "map": code_map(table)})
        return codings

    def _recodes(self, value: Any, path: Path) -> Any:
        if isinstance(value, Mapping):
            self._wrote((*path, "0"))
            value = [value]
        if not isinstance(value, list):
            return value
        out = []
        for i, entry in enumerate(value):
            if isinstance(entry, Mapping):
                entry = {str(key): part for key, part in entry.items()}
                if "items" in entry:
                    entry["items"] = self._item_list(entry["items"], (*path, str(i), "items"))
                if "map" in entry:
                    entry["map"] = code_map(entry["map"])
            out.append(entry)
        return out

    def _unscored(self, value: Any, path: Path) -> Any:
        if not isinstance(value, Mapping):
            return value
        return {
            str(kind): self._item_list(items, (*path, str(kind))) for kind, items in value.items()
        }

    def _case_missing(self, value: Any, path: Path) -> Any:
        if not isinstance(value, Mapping):
            return value
        items = value.get("items", "all")
        return {**value, "items": self._item_list(items, (*path, "items"))}

    def _skips(self, value: Any, path: Path) -> Any:
        if isinstance(value, Mapping):
            self._wrote((*path, "0"))
            value = [value]
        if not isinstance(value, list):
            return value
        out = []
        for i, entry in enumerate(value):
            if isinstance(entry, Mapping):
                entry = dict(entry)
                if "items" in entry:
                    entry["items"] = self._item_list(entry["items"], (*path, str(i), "items"))
                if isinstance(entry.get("when"), Mapping):
                    for item in entry["when"]:
                        if self._ids and str(item) not in self._ids:
                            at = (*path, str(i), "when")
                            self.faults.append((at, f"there is no item {item}"))
                    entry["when"] = {str(k): listed(v) for k, v in entry["when"].items()}
            out.append(entry)
        return out

    # --- scales -----------------------------------------------------------------------------

    def _scales(self, value: Any, path: Path) -> Any:
        if not isinstance(value, Mapping):
            return value
        return {
            str(name): self._scale(str(name), scale, (*path, str(name)))
            for name, scale in value.items()
        }

    def _scale(self, name: str, value: Any, path: Path) -> Any:
        if not isinstance(value, Mapping):
            return value
        scale = {
            str(key): _SCALE_PLAIN[key](entry) if key in _SCALE_PLAIN else entry
            for key, entry in value.items()
            if not (key in ("reverse", "recode") and entry is None)  # null: as the instrument says
        }
        if scale.get("items") in ("all", ["all"]):
            scale["items"] = ["all scored"]
        elif "items" in scale:
            scale["items"] = self._item_list(scale["items"], (*path, "items"))
        self._change(scale, "recode", self._recodes, path)
        self._change(scale, "reverse", self._item_list, path)
        self._change(scale, "transform", self._steps, path)
        self._change(scale, "bands", self._bands, path)
        self._change(scale, "weights", lambda value, at: self._weights(value, at, scale), path)
        if "name" in scale:
            self.faults.append(((*path, "name"), "unknown key; a scale is named by its own key"))
        else:
            self._wrote((*path, "name"))
        scale["name"] = name
        return scale

    def _weights(self, value: Any, path: Path, scale: Mapping[str, Any]) -> Any:
        if isinstance(value, Mapping):
            return {str(key): number for key, number in value.items()}
        parts = scale.get("of") or scale.get("items") or []
        if isinstance(value, list) and len(parts) == len(value):
            return dict(zip(parts, value, strict=True))
        self.faults.append((path, "write weights as {name: weight}, or one for each part"))
        return {}

    def _steps(self, value: Any, path: Path) -> Any:
        if not isinstance(value, list):
            return value
        return [self._step(step, (*path, str(i))) for i, step in enumerate(value)]

    def _step(self, value: Any, path: Path) -> Any:
        kinds = ("multiply", "add", "rescale", "round", "cut", "lookup")
        if not isinstance(value, Mapping) or len(value) != 1 or next(iter(value)) not in kinds:
            self.faults.append((path, f"a transform step is one of {', '.join(kinds)}"))
            return {"kind": "add", "number": 0}
        ((kind, body),) = value.items()
        step: dict[str, Any] = {"kind": kind}
        for field in ("number", "source", "target", "mode", "digits"):
            self._wrote((*path, field), kind)
        for field in ("cuts", "table"):
            self._wrote((*path, field), kind)
        if kind in ("multiply", "add"):
            step["number"] = body
        elif kind == "rescale" and isinstance(body, Mapping) and set(body) == {"from", "to"}:
            step |= {"source": body["from"], "target": body["to"]}
        elif kind == "round" and isinstance(body, str):
            step["mode"] = body
        elif kind == "round" and isinstance(body, Mapping) and set(body) <= {"mode", "digits"}:
            step |= {str(key): part for key, part in body.items()}
        elif kind == "cut" and isinstance(body, Mapping | list):
            step["cuts"] = self._bounds(body, "value", (*path, "cuts"))
        elif kind == "lookup" and isinstance(body, Mapping):
            step["table"] = code_map(body)
        else:
            self.faults.append((path, f"{kind}: this shape is not understood; see docs/format.md"))
            return {"kind": "add", "number": 0}
        return step

    def _bounds(self, body: Any, what: str, path: Path) -> Any:
        if isinstance(body, Mapping):
            return [{"at": as_code(at), what: value} for at, value in body.items()]
        out = []
        for i, entry in enumerate(body):
            if not isinstance(entry, Mapping):
                self.faults.append((path, f"expected {{from: …, {what}: …}}"))
                continue
            entry = {str(key): part for key, part in entry.items()}
            for key in set(entry) - {"from", "above", what}:
                known = f"'from', 'above' and '{what}'"
                self.faults.append(((*path, str(i), key), f"unknown key; there are {known}"))
                del entry[key]
            bounds = [key for key in ("from", "above") if entry.get(key) is not None]
            if len(bounds) != 1:
                self.faults.append(
                    ((*path, str(i)), "give exactly one of 'from' (inclusive) and 'above' (strict)")
                )
                continue
            at = entry.pop(bounds[0])
            for key in ("from", "above"):
                entry.pop(key, None)
            out.append({"at": at, "strict": bounds[0] == "above", **entry})
        return out

    def _bands(self, value: Any, path: Path) -> Any:
        if not isinstance(value, Mapping):
            return value
        out = {}
        for name, bands in value.items():
            if isinstance(bands, Mapping):
                bands = {str(key): part for key, part in bands.items()}
                for key in ("population", "note"):
                    if key in bands:
                        bands[key] = words(bands[key])
                if "source" in bands:
                    bands["source"] = listed(bands["source"])
                if isinstance(bands.get("cuts"), list):
                    cuts = self._bounds(bands["cuts"], "label", (*path, str(name), "cuts"))
                    for cut in cuts:
                        if "label" in cut:
                            cut["label"] = words(cut["label"])
                    bands["cuts"] = cuts
            out[str(name)] = bands
        return out
