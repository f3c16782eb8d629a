"""Ask for what a definition needs and build it: for one's own questionnaire (自编问卷)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from scales._reading import Reader
from scales._terms import ScalePlan
from scales.definitions import parse_json
from scales.instrument import Instrument, Scale
from scales.plan import plan_of

Ask = Callable[[str], str]
Say = Callable[[str], None]


def ask_for_definition(ask: Ask, say: Say) -> Instrument:
    """Ask the questions and return a checked instrument.

    The worked examples are built from the answers: highest and lowest possible score of each
    scale. They hold the key that was typed; whether it is the key of the form, only a person
    with the form in hand can say, so the key is shown before anything is written.
    """
    data: dict[str, Any] = {"format": "scales/1"}
    data["id"] = _until(ask, say, "Short id (letters, digits, _): ", _as_id)
    data["version"] = "1.0.0"
    data["title"] = _until(ask, say, "Title: ", _as_text)
    data["text"] = {"status": "unknown", "shipped": False}
    cite = _until(ask, say, "Source (author, year, title; or 自编): ", _as_text)
    data["references"] = {"source": cite}
    n = _until(ask, say, "How many items? ", _as_count)
    data["items"] = n
    low = _until(ask, say, "Lowest answer code (for example 1): ", _as_integer)
    high = _until(ask, say, "Highest answer code (for example 5): ", _above(low))
    data["responses"] = {"options": _labels(ask, say, low, high)}
    data["reverse"] = _until(ask, say, _REVERSED, _items_within(n))
    data["scales"] = _ask_scales(ask, say, n)
    used = {item for scale in data["scales"].values() for item in scale["items"]}
    if left := [i for i in range(1, n + 1) if i not in used]:
        say(f"Items in no scale are kept as fillers: {', '.join(map(str, left))}")
        data["unscored"] = {"filler": left}
    data["reverse"] = [item for item in data["reverse"] if item in used]
    return _with_checks(data, low, high)


_REVERSED = "Reversed items (for example 3 5 8; empty for none): "


def _ask_scales(ask: Ask, say: Say, n: int) -> dict[str, Any]:
    scales: dict[str, Any] = {}
    while True:
        more = "First scale" if not scales else "Next scale (empty when done)"
        name = ask(f"{more}, a name such as total: ").strip()
        if not name and scales:
            return scales
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name) or name in scales:
            say("  a new name of letters, digits and _, a letter first, please")
            continue
        items = _until(ask, say, "  Items (for example 1-7 9; empty for all): ", _items_within(n))
        method = _until(ask, say, "  sum or mean? ", _one_of("sum", "mean"))
        direction = _until(
            ask,
            say,
            "  Is higher better, worse or neither? ",
            _one_of("better", "worse", "neither"),
        )
        scales[name] = {
            "items": items or list(range(1, n + 1)),
            "method": method,
            "higher_is": direction,
        }
        question = "  How many blanks may be filled by the person's mean? (0): "
        blanks = _until(ask, say, question, _below(len(scales[name]["items"])))
        if blanks:
            source = "convention of this questionnaire's author"
            scales[name]["missing"] = {"max_missing": blanks, "then": "prorate", "source": source}


def _labels(ask: Ask, say: Say, low: int, high: int) -> dict[str, Any]:
    say("Label of each answer (empty to leave it out):")
    return {str(code): ask(f"  {code} = ").strip() or None for code in range(low, high + 1)}


def _with_checks(data: dict[str, Any], low: int, high: int) -> Instrument:
    """Build the instrument, with the two extreme answer patterns of every scale as checks."""
    draft = dict(data, checks=[{"answers": {"rest": low}, "expect": {}}])
    bare = _unchecked(draft)
    plans = {plan.name: plan for plan in plan_of(bare).scales}
    for name, scale in data["scales"].items():
        scale["range"] = list(plans[name].attainable)
    data["checks"] = [
        _extreme(name, plans[name], bare.scales[name], low, high, top=top)
        for name in data["scales"]
        for top in (True, False)
    ]
    return parse_json(json.dumps(data, ensure_ascii=False), name=f"{data['id']}.yaml")


def _unchecked(draft: dict[str, Any]) -> Instrument:
    """Build the instrument before its checks exist, only to ask it for its ranges."""
    return Instrument.model_validate(Reader().read(draft))


def _extreme(
    name: str, plan: ScalePlan, scale: Scale, low: int, high: int, *, top: bool
) -> dict[str, Any]:
    answers: dict[str, Any] = {
        term.name: high if term.reversed is not top else low for term in plan.terms
    }
    score = plan.attainable[1] if top else plan.attainable[0]
    return {
        "name": f"{'highest' if top else 'lowest'} {name}",
        "answers": {**answers, "rest": None},
        "expect": {scale.name: score},
    }


# --- reading one answer ------------------------------------------------------------------------


def _until(ask: Ask, say: Say, question: str, read: Callable[[str], Any]) -> Any:
    while True:
        try:
            return read(ask(question).strip())
        except ValueError as error:
            say(f"  {error}")


def _as_id(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", text):
        raise ValueError("small letters, digits and _, a letter first, please")
    return text


def _as_text(text: str) -> str:
    if not text:
        raise ValueError("this cannot be empty")
    return text


def _as_integer(text: str) -> int:
    if not re.fullmatch(r"-?\d+", text):
        raise ValueError("a whole number, please")
    return int(text)


def _as_count(text: str) -> int:
    number = _as_integer(text)
    if not 1 <= number <= 500:
        raise ValueError("between 1 and 500, please")
    return number


def _below(n: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = _as_integer(text) if text else 0
        if not 0 <= number < n:
            raise ValueError(f"between 0 and {n - 1}, please")
        return number

    return read


def _above(low: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = _as_integer(text)
        if not low < number <= low + 20:
            raise ValueError(f"above {low}, and at most {low + 20}, please")
        return number

    return read


def _one_of(*words: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text.lower() not in words:
            raise ValueError(f"one of {', '.join(words)}, please")
        return text.lower()

    return read


def _items_within(n: int) -> Callable[[str], list[int]]:
    def read(text: str) -> list[int]:
        items: list[int] = []
        for part in re.split(r"[\s,，、]+", text):
            if not part:
                continue
            match = re.fullmatch(r"(\d+)(?:[-–](\d+))?", part)
            if not match:
                raise ValueError(f"{part!r} is no item number or range")
            first, last = int(match[1]), int(match[2] or match[1])
            if not 1 <= first <= last <= n:
                raise ValueError(f"{part} is outside 1..{n}")
            items += range(first, last + 1)
        return sorted(set(items))

    return read
