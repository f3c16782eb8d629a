"""One cell of a file of answers: what was written, and which answer code that is.

Pure Python, so that the loader can run worked examples through the same reading as real data.
A cell is never guessed at: what is no code and no label of the item is a misfit.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from scales.instrument import Responses

_BLANK = frozenset(
    {"", "nan", "null", "none", "na", "n/a", "<na>", "#null!", ".", "(空)", "(跳过)", "空", "未填"}
)
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff"))
_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)")
_PREFIXED = re.compile(r"[(\[]?(?P<code>[-+]?\d+|[A-Za-z])[)\]]?\s*[.:=、)\-_]*\s*(?P<label>\S.*)")
_SUFFIXED = re.compile(r"(?P<label>.*\S)\s*[(\[](?P<code>[-+]?\d+)[)\]]")
_SEPARATORS = (r"┋", r"[┋;|]", r"[┋;|,/]", r"[┋;|,/、]")

By = Literal["blank", "code", "label"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says: the answer (None = blank or misfit), how it was read, what is wrong."""

    value: float | None
    by: By = "blank"
    fault: str | None = None
    rule: str | None = None


BLANK = Reading(None)


def _misfit(rule: str, fault: str) -> Reading:
    return Reading(None, fault=fault, rule=rule)


def clean(cell: object) -> float | int | str | None:
    """Return a number, normalised text, or None for a blank cell.

    Full-width digits, stray and invisible spaces are put right; nothing else is changed.
    """
    if cell is None or isinstance(cell, bool):
        return None if cell is None else str(cell)
    if isinstance(cell, int):
        return cell
    if isinstance(cell, float):
        return None if math.isnan(cell) else cell
    if not isinstance(cell, str):
        return _clean_other(cell)
    text = unicodedata.normalize("NFKC", cell).translate(_INVISIBLE)
    text = " ".join(text.replace("−", "-").split())
    if _NUMBER.fullmatch(text):
        number = float(text)
        return int(number) if number.is_integer() else number
    return text or None


def _clean_other(cell: Any) -> float | int | str | None:
    """Read NumPy, pandas and decimal scalars without importing their libraries."""
    kind = type(cell).__name__
    if kind in ("NAType", "NaTType"):
        return None
    if kind in ("bool", "bool_"):
        return str(bool(cell))
    try:
        number = float(cell)
    except (TypeError, ValueError):
        return clean(str(cell))
    return clean(int(number) if number.is_integer() else number)


def folded(label: str) -> str:
    """Return a label in the form in which labels are compared."""
    text = unicodedata.normalize("NFKC", label).translate(_INVISIBLE)
    return " ".join(text.split()).casefold().rstrip(".。")


class CellReader:
    """Reads the cells of one response block under one coding.

    Parameters
    ----------
    block : Responses
        The declared answers.
    coding : str, optional
        Name of the raw coding of the data; None means the primary one.
    """

    def __init__(self, block: Responses, coding: str | None = None) -> None:
        self.block = block
        self.coding = next((c for c in block.codings if c.name == coding), None)
        self._named = coding is not None
        self._codes: dict[Any, float | str] = self._code_table()

    def _code_table(self) -> dict[Any, float | str]:
        """Map what the data hold to the codes of the definition."""
        if self.coding is not None and not self.coding.ticked_count:
            return {same_code(code): float(value) for code, value in self.coding.map.items()}
        return {same_code(c): c if isinstance(c, str) else float(c) for c in self.block.codes}

    @cached_property
    def numeric_codes(self) -> tuple[tuple[float, float], ...]:
        """Pairs (code in the data, code of the definition); empty where bounds rule."""
        if self.block.type != "single":
            return ()
        return tuple(
            (float(code), float(value))
            for code, value in self._codes.items()
            if not isinstance(code, str)
        )

    @property
    def allowed(self) -> str:
        """The answers that fit, in words: ``1..5`` or ``0, 2, 4``."""
        if self.block.type == "number":
            low, high = self.block.bounds
            return f"{low:g}..{high:g}"
        if self.counts:
            low, high = self.block.bounds
            return f"the number of ticked options, {low:g}..{high:g}"
        codes = list(self._codes)
        numbers = sorted(code for code in codes if not isinstance(code, str))
        if len(numbers) == len(codes) and numbers == list(
            range(int(numbers[0]), int(numbers[0]) + len(numbers))
        ):
            return f"{numbers[0]:g}..{numbers[-1]:g}"
        return ", ".join(f"{code:g}" if not isinstance(code, str) else code for code in codes)

    @property
    def counts(self) -> bool:
        """Whether the data hold how many options were ticked."""
        return self.coding is not None and self.coding.ticked_count

    @cached_property
    def _names(self) -> frozenset[str]:
        """All texts that stand for an option."""
        return frozenset(self._labels) | {
            code.casefold() for code in self._codes if isinstance(code, str)
        }

    @cached_property
    def _labels(self) -> dict[str, list[float | str]]:
        table: dict[str, list[float | str]] = {}
        for option in self.block.options:
            code = option.code if isinstance(option.code, str) else float(option.code)
            for labels in option.labels.values():
                for label in labels:
                    codes = table.setdefault(folded(label), [])
                    if code not in codes:
                        codes.append(code)
        return table

    def read(self, cell: object) -> Reading:
        """Read one cell."""
        if isinstance(cell, str) and cell == "None" and "none" in self._names:
            return _misfit("unknown_label", "'None' may be a blank or the answer none; say which")
        if self.block.type == "multiple" and not self.counts:
            return self._read_ticks(cell)
        value = clean(cell)
        if value is None:
            return BLANK
        if isinstance(value, str):
            return self._read_text(value)
        return self._read_number(value)

    def _read_number(self, value: float) -> Reading:
        if self.block.type == "number" or self.counts:
            low, high = self.block.bounds
            if not low <= value <= high:
                return _misfit("out_of_range", f"{_shown(value)} is outside {self.allowed}")
            if self.counts and value != int(value):
                return _misfit("fraction", f"{_shown(value)} is no whole number of ticks")
            return Reading(float(value), "code")
        if value in self._codes:
            return Reading(float(self._codes[value]), "code")
        if math.isfinite(value) and value != int(value):
            return _misfit("fraction", f"{_shown(value)} is a fraction; allowed is {self.allowed}")
        return _misfit("out_of_range", f"{_shown(value)} is outside {self.allowed}")

    def _read_text(self, text: str) -> Reading:
        if self.counts and self._tick(text) in self.block.none:
            return Reading(0.0, "code")
        found = None if self.counts else self._by_label(text)
        if found is not None:
            return found
        if text.casefold() in _BLANK:
            return BLANK
        for pattern in () if self.counts else (_PREFIXED, _SUFFIXED):
            match = pattern.fullmatch(text)
            if match and (inner := self._by_label(match["label"])) is not None:
                return self._agreeing(text, match["code"], inner)
        if text in ("True", "False"):
            return _misfit("boolean", f"{text} is true/false, not an answer code or label")
        what = "option label" if self._labels else "number"
        return _misfit("unknown_label", f"{text!r} is no {what}; allowed is {self.allowed}")

    def _by_label(self, text: str) -> Reading | None:
        codes = self._labels.get(folded(text))
        if codes is None:
            return None
        if len(codes) > 1:
            both = " or ".join(f"{c:g}" if isinstance(c, float) else c for c in codes)
            return _misfit("shared_label", f"{text!r} stands for {both}; give the code instead")
        return Reading(float(codes[0]), "label")

    def _agreeing(self, text: str, prefix: str, reading: Reading) -> Reading:
        """Accept a label with a number only if some declared coding gives that number."""
        if reading.value is None:
            return reading
        if not _NUMBER.fullmatch(prefix):
            return reading  # a letter is no code: the label says it all
        number = float(prefix)
        tables: list[Mapping[Any, Any]] = [self._codes]
        if not self._named:
            tables += [coding.map for coding in self.block.codings]
        if any(float(t[number]) == reading.value for t in tables if number in t):
            return reading
        return _misfit(
            "label_conflict",
            f"{text!r}: the number says {prefix}, the label says {reading.value:g}",
        )

    def _read_ticks(self, cell: object) -> Reading:
        splits = _splits(cell)
        if not splits[0]:
            return BLANK
        for tokens in splits:
            codes = {self._tick(token) for token in tokens}
            if None not in codes:
                break
        else:
            wrong = next(token for token in splits[-1] if self._tick(token) is None)
            return _misfit(
                "unknown_option", f"{_shown(wrong)} is no option; allowed is {self.allowed}"
            )
        none = {same_code(code) for code in self.block.none}
        if codes & none and codes - none:
            return _misfit(
                "none_with_others", f"{_shown(cell)}: 'none' was ticked with other options"
            )
        return Reading(float(len(codes - none)), "code")

    def _tick(self, token: float | str) -> float | int | str | None:
        """Return the code of one ticked option; None if there is no such option."""
        if not isinstance(token, str):
            return token if token in self._codes else None
        for code in self._codes:
            if isinstance(code, str) and code.casefold() == token.casefold():
                return code
        codes = self._labels.get(folded(token))
        if codes is None and (match := _PREFIXED.fullmatch(token)):
            codes = self._labels.get(folded(match["label"]))
        return same_code(codes[0]) if codes is not None and len(codes) == 1 else None


def _splits(cell: object) -> list[list[float | str]]:
    """Return the ways to take a cell of ticks apart, the coarsest first.

    A label may hold a comma and a prefix may end in one (``D、同事``), so a cell is split no
    finer than it takes to recognise every part.
    """
    if not isinstance(cell, str):
        parts = cell if isinstance(cell, Iterable) else [cell]
        return [[token for part in parts if (token := clean(part)) is not None]]
    whole = clean(cell)
    if whole is None or (isinstance(whole, str) and whole.casefold() in _BLANK - {"none"}):
        return [[]]
    if not isinstance(whole, str):
        return [[whole]]
    ways = [[whole], *(re.split(separator, whole) for separator in _SEPARATORS)]
    return [[token for part in way if (token := clean(part)) is not None] for way in ways]


def same_code(code: float | str) -> float | int | str:
    if isinstance(code, str):
        return code
    return int(code) if float(code).is_integer() else float(code)


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, int | float) else repr(value)
