"""Which column of the data holds which item: recognised by name, proposed, never guessed.

Three families of names are known. *Named* columns carry the instrument (``cls_1``, ``CLS01``,
``q1_cls``, or an item id that is a word of its own). *Generic* ones carry only a number
(``Q1``, ``item 3``, ``题5``), *bare* ones are the number. Each may have a wave before or behind
it (``T1``, ``pre``, ``前测``). A proposal counts only when every scored item is found exactly
once and, where the name does not say the instrument, in the order of the form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scales.errors import ColumnError
from scales.instrument import Instrument

Columns = Mapping[Any, str] | Sequence[str] | str

_FAMILIES = ("named", "generic", "bare")
_LATIN_WAVE = (
    r"(?:t|time|w|wave)[_ ]?\d{1,2}|pre(?:test)?|post(?:test)?|baseline|before|after"
    r"|follow[-_ ]?up\d*|fu\d*"
)
_CHINESE_WAVE = r"前测|后测|追踪\d*|第[一二三四五]次"
_SEP = r"[_. \-]"
_WAVE_FIRST = re.compile(
    rf"(?P<wave>(?:{_LATIN_WAVE}){_SEP}+|(?:{_CHINESE_WAVE}){_SEP}*)(?P<rest>.+)"
)
_WAVE_LAST = re.compile(
    rf"(?P<rest>.+?)(?P<wave>{_SEP}+(?:{_LATIN_WAVE})|{_SEP}*(?:{_CHINESE_WAVE}))"
)


@dataclass(frozen=True, slots=True)
class Match:
    """A column that looks like an item."""

    column: str
    item: str
    family: str
    wave: str


def find_columns(
    names: Sequence[str],
    instrument: Instrument,
    *,
    columns: Columns | None = None,
    wave: str | None = None,
) -> dict[str, str]:
    """Return item id → column name for every item that was found.

    Parameters
    ----------
    names : sequence of str
        Column names of the data, in order.
    instrument : Instrument
        The form.
    columns : mapping, sequence or pattern, optional
        Item → column; or the columns in the order of the form (all items, or the scored ones);
        or a pattern such as ``"Q{}"`` where ``{}`` is the item id.
    wave : str, optional
        Take the columns of this wave (``"T1"``, ``"pre"``, ``"前测"``).

    Raises
    ------
    ColumnError
        If the columns are not complete, unique and in order.
    """
    twice = sorted({name for name in names if names.count(name) > 1})
    if columns is not None:
        found = _given(names, instrument, columns)
    else:
        found = _proposed(names, instrument, wave)
    if clash := [name for name in twice if name in found.values()]:
        raise ColumnError(f"{instrument.id}: column {', '.join(clash)} is there twice")
    return found


# --- given by the caller -----------------------------------------------------------------------


def _given(names: Sequence[str], instrument: Instrument, columns: Columns) -> dict[str, str]:
    wanted = _as_mapping(instrument, columns)
    problems = [f"there is no item {item}" for item in wanted if item not in instrument.item_ids]
    problems += [
        f"item {item}: there is no column {column!r}"
        for item, column in wanted.items()
        if column not in names
    ]
    for column in sorted({c for c in wanted.values() if list(wanted.values()).count(c) > 1}):
        holders = [item for item, c in wanted.items() if c == column]
        problems.append(f"column {column!r} is given for items {', '.join(holders)}")
    if lacking := [item for item in instrument.scored_items if item not in wanted]:
        problems.append(f"no column is given for item {', '.join(lacking)}")
    if problems:
        raise ColumnError(f"{instrument.id}: columns= does not fit: {'; '.join(problems)}")
    return wanted


def _as_mapping(instrument: Instrument, columns: Columns) -> dict[str, str]:
    if isinstance(columns, Mapping):
        return {str(item): str(column) for item, column in columns.items()}
    if isinstance(columns, str):
        if "{}" not in columns:
            raise ColumnError(
                f"{instrument.id}: a column pattern needs {{}} where the item id stands, "
                f"for example 'Q{{}}'; got {columns!r}"
            )
        return {item: columns.replace("{}", item) for item in instrument.scored_items}
    given = [str(column) for column in columns]
    for ids in (instrument.item_ids, instrument.scored_items):
        if len(ids) == len(given):
            return dict(zip(ids, given, strict=True))
    n, scored = len(instrument.item_ids), len(instrument.scored_items)
    expected = f"{n}" if n == scored else f"{n} (all items) or {scored} (the scored ones)"
    raise ColumnError(f"{instrument.id}: {len(given)} columns are given; expected {expected}")


# --- proposed by name --------------------------------------------------------------------------


def _proposed(names: Sequence[str], instrument: Instrument, wave: str | None) -> dict[str, str]:
    matches = _all_matches(names, instrument)
    family = next((f for f in _FAMILIES if any(m.family == f for m in matches)), None)
    if family is None:
        shown = _listed(names)
        raise ColumnError(
            f"{instrument.id}: no column looks like an item of this form "
            f"({instrument.id}_1, Q1, 1 …). Columns in the data: {shown}. "
            "Pass columns={item: column, …}, the columns in the order of the form, "
            "or a pattern such as 'Q{}'."
        )
    matches = _of_wave([m for m in matches if m.family == family], instrument, wave)
    problems = _doubts(matches, names, instrument, family)
    if problems:
        found = _listed([m.column for m in matches])
        raise ColumnError(
            f"{instrument.id}: the item columns are not beyond doubt: {'; '.join(problems)}. "
            f"Found: {found}. Columns in the data: {_listed(names)}. "
            "Pass columns={item: column, …} to settle it."
        )
    by_item = {match.item: match.column for match in matches}
    return {item: by_item[item] for item in instrument.item_ids if item in by_item}


def _of_wave(matches: list[Match], instrument: Instrument, wave: str | None) -> list[Match]:
    waves = list(dict.fromkeys(match.wave for match in matches))
    if wave is not None:
        chosen = [match for match in matches if match.wave == _folded(wave)]
        if not chosen:
            known = ", ".join(repr(w) for w in waves if w) or "none"
            raise ColumnError(f"{instrument.id}: no column of wave {wave!r}; waves found: {known}")
        return chosen
    if len(waves) > 1:
        shown = ", ".join(repr(w) if w else "no wave ('')" for w in waves)
        raise ColumnError(
            f"{instrument.id}: the data hold several waves ({shown}); "
            f"pass wave={next(w for w in waves if w)!r} and score each one"
        )
    return matches


def _doubts(
    matches: Sequence[Match], names: Sequence[str], instrument: Instrument, family: str
) -> list[str]:
    problems = []
    columns_of: dict[str, list[str]] = {}
    for match in matches:
        columns_of.setdefault(match.item, []).append(match.column)
    for item, columns in columns_of.items():
        if len(columns) > 1:
            problems.append(f"item {item} matches {' and '.join(columns)}")
    lacking = [item for item in instrument.scored_items if item not in columns_of]
    if lacking:
        problems.append(f"no column for item {', '.join(lacking)}")
        problems += _reversed_copies(names, instrument, lacking)
    order = [match.item for match in matches]
    in_form = sorted(order, key=instrument.item_ids.index)
    if family != "named" and not problems and order != in_form:
        problems.append(
            f"the numbers do not stand in the order of the form ({', '.join(order[:6])}, …)"
        )
    return problems


def _reversed_copies(
    names: Sequence[str], instrument: Instrument, lacking: Iterable[str]
) -> list[str]:
    """Point to ``cls_3r``: it may hold item 3 after somebody reversed it."""
    hints: list[str] = []
    for name in names:
        stripped = re.sub(r"[_. ]?(r|rev|reversed)$", "", _folded(name))
        matches = [] if stripped == _folded(name) else _all_matches([stripped], instrument)
        hints += [
            f"{name} looks like item {match.item} reversed already (if it is, pass it in "
            f"columns= and already_reversed=[{match.item!r}])"
            for match in matches
            if match.item in lacking
        ]
    return hints


def _all_matches(names: Sequence[str], instrument: Instrument) -> list[Match]:
    shapes = _shapes(instrument)
    # Ids that are words all through (A1, lone3) say the instrument by themselves.
    words = not any(item.isdigit() for item in instrument.item_ids)
    ids = {item.casefold(): item for item in instrument.item_ids}
    return [match for name in names if (match := _match(name, ids, shapes, words)) is not None]


def _match(
    name: str,
    ids: Mapping[str, str],
    shapes: Sequence[tuple[str, re.Pattern[str]]],
    words: bool,
) -> Match | None:
    text = _folded(name)
    splits = [(text, "")]
    splits += [
        (found["rest"], found["wave"].strip("_. -"))
        for pattern in (_WAVE_FIRST, _WAVE_LAST)
        if (found := pattern.fullmatch(text))
    ]
    for rest, wave in splits:
        for family, shape in shapes:
            if found := shape.fullmatch(rest):
                item = ids[found["item"]]
                telling = words and family == "bare"
                return Match(name, item, "named" if telling else family, wave)
    return None


def _shapes(instrument: Instrument) -> list[tuple[str, re.Pattern[str]]]:
    """Return the patterns of the three families for one instrument, most telling first."""
    ids = sorted((item.casefold() for item in instrument.item_ids), key=len, reverse=True)
    item = "0*(?P<item>" + "|".join(re.escape(i) for i in ids) + ")"
    stems = (instrument.id, instrument.short, *instrument.aliases)
    words = {_folded(stem) for stem in stems if stem}
    words |= {re.sub(r"[_. \-]", "", word) for word in words}
    stem = "(?:" + "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)) + ")"
    return [
        ("named", re.compile(rf"{stem}{_SEP}*(?:item|i|q)?{_SEP}*{item}")),
        ("named", re.compile(rf"(?:item|i|q)?{_SEP}*{item}{_SEP}+{stem}")),
        ("generic", re.compile(rf"(?:question|item|i|q|v|题|第){_SEP}*{item}{_SEP}*题?")),
        ("bare", re.compile(item)),
    ]


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", str(name)).strip().strip("\ufeff").casefold()


def _listed(names: Sequence[str], most: int = 12) -> str:
    shown = ", ".join(names[:most])
    return f"{shown}, … ({len(names)} in all)" if len(names) > most else shown or "none"
