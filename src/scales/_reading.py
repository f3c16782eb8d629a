"""From what people write to what the models hold: ranges, shorthands, plain text, bare lists.

The reader is generous in form and strict in content. What it does not understand it leaves as
it is, so that the models complain about it with its own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from scales.instrument import UNDETERMINED

Path = tuple[str, ...]

_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")
_RANGE = re.compile(r"\s*(\S+?)\s*-\s*(\S+?)\s*")


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
        for name in ("title", "form", "measures", "recall"):
            if name in out:
                out[name] = _words(out[name])
        self._change(out, "items", self._items)
        self._change(out, "responses", self._blocks)
        self._change(out, "recode", self._recodes)
        self._change(out, "unscored", self._unscored)
        self._change(out, "reverse", self._item_list)
        self._change(out, "informant", lambda value, _: _listed(value))
        self._change(out, "text", self._rights)
        self._change(out, "references", self._references)
        self._change(out, "case_missing", self._case_missing)
        self._change(out, "skips", self._skips)
        self._change(out, "scales", self._scales)
        self._change(out, "checks", self._checks)
        self._change(out, "evidence", self._evidence)
        return out

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
                self.written_at[(*path, str(position))] = (*path, str(key))
                items.append({"id": str(key), **self._item(extra)})
        elif isinstance(value, list):
            items = [
                {**entry, "id": str(entry["id"]), **self._item(entry)}
                if isinstance(entry, Mapping) and "id" in entry
                else {"id": str(entry)}
                for entry in value
            ]
        else:
            return value
        self._ids = [item["id"] for item in items]
        for item_id in sorted({i for i in self._ids if self._ids.count(i) > 1}):
            self.faults.append((path, f"item id {item_id} is given twice"))
        return items

    def _item(self, extra: Any) -> dict[str, Any]:
        if extra is None:
            return {}
        if not isinstance(extra, Mapping):
            return {"hint": _words(extra)}
        return {
            str(key): _words(value) if key in ("text", "hint") else value
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
        if self._ids:
            self.faults.append((path, f"there is no item {name}{hint}"))
        return []

    # --- answers ----------------------------------------------------------------------------

    def _blocks(self, value: Any, path: Path) -> Any:
        if isinstance(value, Mapping):
            self.written_at[(*path, "0")] = path
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
        if isinstance(block.get("options"), Mapping):
            options = []
            for position, (code, labels) in enumerate(block["options"].items()):
                written = (*path, "options", str(position))
                self.written_at[written] = (*path, "options", str(code))
                options.append({"code": as_code(code), "labels": _labels(labels)})
            block["options"] = options
        if isinstance(block.get("codings"), Mapping):
            codings = []
            for position, (name, mapping) in enumerate(block["codings"].items()):
                self.written_at[(*path, "codings", str(position))] = (*path, "codings", str(name))
                if mapping == "ticked_count":
                    codings.append({"name": str(name), "ticked_count": True})
                else:
                    codings.append({"name": str(name), "map": _code_map(mapping)})
            block["codings"] = codings
        if "none" in block:
            block["none"] = [as_code(code) for code in _listed(block["none"])]
        if "note" in block:
            block["note"] = _words(block["note"])
        return block

    def _recodes(self, value: Any, path: Path) -> Any:
        if isinstance(value, Mapping):
            self.written_at[(*path, "0")] = path
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
                    entry["map"] = _code_map(entry["map"])
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
                        self._expand(item, (*path, str(i), "when"))
                    entry["when"] = {str(k): _listed(v) for k, v in entry["when"].items()}
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
        scale = {str(key): entry for key, entry in value.items()}
        for key in ("reverse", "recode"):
            if key in scale and scale[key] is None:
                del scale[key]  # null means: as the instrument says
        if scale.get("items") == "all":
            scale["items"] = ["all scored"]
        elif "items" in scale:
            scale["items"] = self._item_list(scale["items"], (*path, "items"))
        for key in ("title", "higher_means", "note"):
            if key in scale:
                scale[key] = _words(scale[key])
        self._change(scale, "recode", self._recodes, path)
        self._change(scale, "reverse", self._item_list, path)
        self._change(scale, "transform", self._steps, path)
        self._change(scale, "bands", self._bands, path)
        self._change(scale, "missing", self._missing, path)
        for key in ("source", "of", "count_values"):
            if key in scale:
                scale[key] = _listed(scale[key])
        if isinstance(scale.get("weights"), list):
            parts = scale.get("of") or scale.get("items") or []
            if len(parts) == len(scale["weights"]):
                scale["weights"] = dict(zip(parts, scale["weights"], strict=True))
            else:
                self.faults.append(
                    (
                        (*path, "weights"),
                        f"{len(scale['weights'])} weights for {len(parts)} parts; "
                        "write them as {name: weight}",
                    )
                )
                del scale["weights"]
        elif isinstance(scale.get("weights"), Mapping):
            scale["weights"] = {str(key): number for key, number in scale["weights"].items()}
        scale.setdefault("name", name)
        return scale

    def _missing(self, value: Any, path: Path) -> Any:
        return {str(k): v for k, v in value.items()} if isinstance(value, Mapping) else value

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
        if kind in ("multiply", "add"):
            step["number"] = body
        elif kind == "rescale" and isinstance(body, Mapping) and set(body) == {"from", "to"}:
            step |= {"source": body["from"], "target": body["to"]}
        elif kind == "round" and isinstance(body, str):
            step["mode"] = body
        elif kind == "round" and isinstance(body, Mapping) and "mode" in body:
            step |= {str(key): part for key, part in body.items()}
        elif kind == "cut" and isinstance(body, Mapping | list):
            step["cuts"] = self._bounds(body, "value", path)
        elif kind == "lookup" and isinstance(body, Mapping):
            step["table"] = _code_map(body)
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
                        bands[key] = _words(bands[key])
                if "source" in bands:
                    bands["source"] = _listed(bands["source"])
                if isinstance(bands.get("cuts"), list):
                    cuts = self._bounds(bands["cuts"], "label", (*path, str(name), "cuts"))
                    for cut in cuts:
                        if "label" in cut:
                            cut["label"] = _words(cut["label"])
                    bands["cuts"] = cuts
            out[str(name)] = bands
        return out

    # --- sources and checks -----------------------------------------------------------------

    def _rights(self, value: Any, path: Path) -> Any:
        if not isinstance(value, Mapping):
            return value
        return {str(k): _words(v) if k == "note" else v for k, v in value.items()}

    def _references(self, value: Any, path: Path) -> Any:
        if not isinstance(value, Mapping):
            return value
        out = {}
        for name, entry in value.items():
            if isinstance(entry, Mapping):
                entry = {str(k): _words(v) if k == "note" else v for k, v in entry.items()}
                out[str(name)] = entry
            else:
                out[str(name)] = {"cite": entry}
        return out

    def _evidence(self, value: Any, path: Path) -> Any:
        if not isinstance(value, Mapping):
            return value
        out = {str(key): entry for key, entry in value.items()}
        if "found" in out:
            out["found"] = _words(out["found"])
        if "sources" in out:
            out["sources"] = _listed(out["sources"])
        for key in ("conflicts", "traps"):
            if key in out:
                out[key] = [_words(entry) for entry in _listed(out[key])]
        return out

    def _checks(self, value: Any, path: Path) -> Any:
        if not isinstance(value, list):
            return value
        return [self._check(entry, i) for i, entry in enumerate(value)]

    def _check(self, value: Any, i: int) -> Any:
        if not isinstance(value, Mapping):
            return value
        check = {str(key): entry for key, entry in value.items()}
        if isinstance(check.get("answers"), Mapping):
            answers = {
                str(item): tuple(as_code(code) for code in answer)
                if isinstance(answer, list)
                else answer
                for item, answer in check["answers"].items()
            }
            if "rest" in answers:
                check["rest"] = answers.pop("rest")
            check["answers"] = answers
        if isinstance(check.get("expect"), Mapping):
            check["expect"] = {str(key): entry for key, entry in check["expect"].items()}
        check.setdefault("name", f"check {i + 1}")
        return check


def as_code(value: Any) -> Any:
    """Return a number for text that looks like one (JSON has no numeric keys)."""
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        number = float(value)
        return int(number) if number.is_integer() and "." not in value else number
    return value


def _code_map(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    return {as_code(key): entry for key, entry in value.items()}


def _words(value: Any) -> Any:
    """Give text without a language the tag ``und``; leave everything else."""
    if isinstance(value, str):
        return {UNDETERMINED: value}
    if isinstance(value, Mapping):
        return {str(tag): text for tag, text in value.items()}
    return value


def _labels(value: Any) -> Any:
    if value is None:
        return {}
    if isinstance(value, Mapping):
        return {str(tag): _label_list(text) for tag, text in value.items() if text is not None}
    return {UNDETERMINED: _label_list(value)}


def _label_list(value: Any) -> Any:
    values = value if isinstance(value, list) else [value]
    return [str(v) if isinstance(v, int | float) and not isinstance(v, bool) else v for v in values]


def _listed(value: Any) -> Any:
    if value is None:
        return []
    if isinstance(value, str) or not isinstance(value, Iterable) or isinstance(value, Mapping):
        return [value]
    return list(value)
