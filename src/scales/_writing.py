"""From the models back to what people write: the shorthands of the format, nothing lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scales.instrument import (
    UNDETERMINED,
    BandSet,
    Check,
    Instrument,
    Item,
    Recode,
    Responses,
    Scale,
    Step,
)


def plain(instrument: Instrument) -> dict[str, Any]:
    """Return the definition as plain data in the shape of a definition file."""
    data: dict[str, Any] = {
        "format": instrument.format,
        "id": instrument.id,
        "version": instrument.version,
        "title": _words(instrument.title),
    }
    informant = list(instrument.informant)
    optional = {
        "short": instrument.short,
        "form": _words(instrument.form),
        "measures": _words(instrument.measures),
        "variant_of": instrument.variant_of,
        "informant": informant[0] if len(informant) == 1 else informant,
        "age": list(instrument.age) if instrument.age else None,
        "recall": _words(instrument.recall),
        "aliases": list(instrument.aliases) or None,
    }
    data |= {key: value for key, value in optional.items() if value is not None}
    data["text"] = _set_fields(instrument.text)
    data["references"] = {name: _set_fields(ref) for name, ref in instrument.references.items()}
    data["items"] = _items(instrument.items, wording=instrument.text.shipped)
    data["responses"] = [_block(block) for block in instrument.responses]
    if instrument.recode:
        data["recode"] = [_recode(table) for table in instrument.recode]
    if instrument.unscored:
        data["unscored"] = {kind: list(items) for kind, items in instrument.unscored.items()}
    if instrument.reverse:
        data["reverse"] = list(instrument.reverse)
    if instrument.case_missing is not None:
        data["case_missing"] = _set_fields(instrument.case_missing)
    if instrument.skips:
        data["skips"] = [
            {**_set_fields(skip), "when": {k: list(v) for k, v in skip.when.items()}}
            for skip in instrument.skips
        ]
    data["scales"] = {name: _scale(scale) for name, scale in instrument.scales.items()}
    data["checks"] = [_check(check) for check in instrument.checks]
    if instrument.evidence is not None:
        evidence = _set_fields(instrument.evidence)
        for key in ("conflicts", "traps"):
            if key in evidence:
                evidence[key] = [_words(entry) for entry in evidence[key]]
        data["evidence"] = evidence
    return data


def compact(data: dict[str, Any]) -> dict[str, Any]:
    """Return the plain data as a person would write it: 1-7 for seven neighbours, 3 for '3'."""
    items = data["items"]
    ids = [str(i) for i in range(1, items + 1)] if isinstance(items, int) else [*map(str, items)]
    if not all(item.isdigit() and str(int(item)) == item for item in ids):
        return data
    return {key: _compacted(key, value, ids) for key, value in data.items()}


_ID_LISTS = frozenset({"items", "reverse"})
_ID_KEYS = frozenset({"answers", "when"})


def _compacted(key: str, value: Any, ids: Sequence[str]) -> Any:
    if key in _ID_LISTS and isinstance(value, list):
        return _runs(value, ids)
    if key == "unscored":
        return {kind: _runs(items, ids) for kind, items in value.items()}
    if key in _ID_KEYS or (key == "items" and isinstance(value, dict)):
        return {_whole(item): answer for item, answer in value.items()}
    if isinstance(value, dict):
        return {name: _compacted(str(name), part, ids) for name, part in value.items()}
    if isinstance(value, list):
        return [_compacted("", part, ids) for part in value]
    return _whole(value) if isinstance(value, float) else value


def _runs(items: Sequence[str], ids: Sequence[str]) -> list[Any]:
    """Write three and more neighbours on the form as a range; the order stays."""
    runs: list[list[str]] = []
    for item in items:
        if runs and ids.index(item) == ids.index(runs[-1][-1]) + 1:
            runs[-1].append(item)
        else:
            runs.append([item])
    out: list[Any] = []
    for run in runs:
        out += [f"{run[0]}-{run[-1]}"] if len(run) > 2 else map(_whole, run)
    return out


def _whole(value: Any) -> Any:
    """Return a whole number as an integer; leave everything else."""
    if isinstance(value, str) and value.isdigit():
        return int(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _set_fields(value: Any) -> dict[str, Any]:
    """Return the fields of a model that differ from their default, tuples as lists."""
    out = {}
    for name, field in type(value).model_fields.items():
        part = getattr(value, name)
        if part == field.default and not field.is_required():
            continue
        if isinstance(part, tuple):
            part = list(part)
        elif isinstance(part, Mapping):
            part = _words(part)
        out[name] = part
    return out


def _words(words: Mapping[str, Any] | None) -> Any:
    if words is None:
        return None
    return words[UNDETERMINED] if set(words) == {UNDETERMINED} else dict(words)


def _items(items: Sequence[Item], *, wording: bool) -> Any:
    """Write the items; wording from an overlay belongs to the user, not to the definition."""
    if not any((item.text and wording) or item.hint for item in items):
        ids = [item.id for item in items]
        counted = ids == [str(i) for i in range(1, len(ids) + 1)]
        return len(ids) if counted else ids
    return {
        item.id: {
            key: _words(value)
            for key, value in (("text", item.text if wording else None), ("hint", item.hint))
            if value is not None
        }
        for item in items
    }


def _block(block: Responses) -> dict[str, Any]:
    data: dict[str, Any] = {"items": list(block.items)}
    if block.type != "single":
        data["type"] = block.type
    if block.options:
        data["options"] = {option.code: _labels(option.labels) for option in block.options}
    for name in ("min", "max", "if_blank", "coding"):
        if getattr(block, name) is not None:
            data[name] = getattr(block, name)
    if block.none:
        data["none"] = list(block.none)
    if block.codings:
        data["codings"] = {
            coding.name: "ticked_count" if coding.ticked_count else dict(coding.map)
            for coding in block.codings
        }
    if block.shared_labels:
        data["shared_labels"] = list(block.shared_labels)
    if block.note is not None:
        data["note"] = _words(block.note)
    return data


def _labels(labels: Mapping[str, Sequence[str]]) -> Any:
    if not labels:
        return None
    short = {tag: words[0] if len(words) == 1 else list(words) for tag, words in labels.items()}
    return (
        short[UNDETERMINED]
        if set(short) == {UNDETERMINED} and isinstance(short[UNDETERMINED], str)
        else short
    )


def _recode(table: Recode) -> dict[str, Any]:
    return {"items": list(table.items), "map": dict(table.map)}


def _scale(scale: Scale) -> dict[str, Any]:
    data = _set_fields(scale)
    del data["name"]
    if scale.reverse is not None:
        data["reverse"] = list(scale.reverse)
    if scale.recode is not None:
        data["recode"] = [_recode(table) for table in scale.recode]
    if scale.weights:
        data["weights"] = dict(scale.weights)
    if scale.missing is not None:
        data["missing"] = _set_fields(scale.missing)
    if scale.transform:
        data["transform"] = [_step(step) for step in scale.transform]
    if scale.bands:
        data["bands"] = {name: _bands(bands) for name, bands in scale.bands.items()}
    return data


def _step(step: Step) -> dict[str, Any]:
    if step.kind in ("multiply", "add"):
        return {step.kind: step.number}
    if step.kind == "rescale":
        return {"rescale": {"from": list(step.source or ()), "to": list(step.target or ())}}
    if step.kind == "round":
        return {"round": {"mode": step.mode, "digits": step.digits} if step.digits else step.mode}
    if step.kind == "lookup":
        return {"lookup": dict(step.table)}
    cuts = [{"above" if c.strict else "from": c.at, "value": c.value} for c in step.cuts]
    return {"cut": cuts}


def _bands(bands: BandSet) -> dict[str, Any]:
    data = _set_fields(bands)
    data["cuts"] = [
        {"above" if band.strict else "from": band.at, "label": _words(band.label)}
        for band in bands.cuts
    ]
    return data


def _check(check: Check) -> dict[str, Any]:
    answers: dict[str, Any] = {
        item: list(answer) if isinstance(answer, tuple) else answer
        for item, answer in check.answers.items()
    }
    if check.rest is not None:
        answers["rest"] = check.rest
    data: dict[str, Any] = {"name": check.name}
    if check.coding is not None:
        data["coding"] = check.coding
    return {**data, "answers": answers, "expect": dict(check.expect)}
