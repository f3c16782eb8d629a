"""The column kernel: a compiled plan executed by NumPy, block by block.

Blocks stay in the processor's cache; within a block each item is prepared once and added to
every scale that holds it, in the order of the form. That is the order in which
:func:`scales.plan.evaluate` adds, so both give the same last bit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from scales._terms import ScalePlan, Term
from scales._transform import TOLERANCE
from scales.algorithms import find_algorithm
from scales.instrument import Step
from scales.plan import CASE_RULE, COMPLETE, NO_RESULT, PARTIAL, PRORATED, TOO_FEW, Plan
from scales.responses import Answers, ItemColumn

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
Scored = tuple[Floats, Counts, npt.NDArray[np.uint8]]

BLOCK_ROWS = 32_768
_RULES = np.array([COMPLETE, PRORATED, PARTIAL, TOO_FEW, CASE_RULE, NO_RESULT], dtype=object)
_COMPLETE, _PRORATED, _PARTIAL, _TOO_FEW, _CASE, _NO_RESULT = range(len(_RULES))


def run(
    plan: Plan,
    answers: Answers,
    undo: Collection[str],
    *,
    keyed_items: bool = False,
    rules: bool = False,
) -> dict[str, npt.NDArray[Any]]:
    """Execute a plan over all rows.

    Parameters
    ----------
    plan : Plan
        The compiled key.
    answers : Answers
        Read and checked; one array per item.
    undo : collection of str
        Items whose data were reversed before.
    keyed_items, rules : bool
        Whether to add keyed item scores and the rule that fired.

    Returns
    -------
    dict of str to array of shape (n_rows,)
        ``<scale>`` (float, NaN = no score), ``<scale>_answered`` (int) and what was asked for.
    """
    n = answers.n_rows
    out: dict[str, npt.NDArray[Any]] = {}
    for name in plan.output_scales:
        out[name] = np.empty(n)
        out[f"{name}_answered"] = np.empty(n, np.int64)
        if rules:
            out[f"{name}_rule"] = np.empty(n, object)
    if keyed_items:
        out |= {column: np.empty(n) for column, _ in _keyed_columns(plan)}
    for start in range(0, n, BLOCK_ROWS):
        rows = slice(start, min(start + BLOCK_ROWS, n))
        block = _Block(plan, answers, undo, rows)
        for name, (values, answered, rule) in block.scores().items():
            out[name][rows] = values
            out[f"{name}_answered"][rows] = answered
            if rules:
                out[f"{name}_rule"][rows] = _RULES[rule]
        if keyed_items:
            for column, term in _keyed_columns(plan):
                out[column][rows] = term.weight * keyed(term, block.items[term.name])
    return out


def _keyed_columns(plan: Plan) -> Iterator[tuple[str, Term]]:
    for scale in plan.scales:
        if not scale.composite and scale.algorithm is None:
            for term in scale.terms:
                yield f"{scale.name}_item_{term.name}", term


class _Block:
    """The rows of one block: prepared items, then scales."""

    def __init__(self, plan: Plan, answers: Answers, undo: Collection[str], rows: slice) -> None:
        self.plan = plan
        self.n = rows.stop - rows.start
        instrument = plan.instrument
        self.items: dict[str, Floats] = {}
        for item in instrument.item_ids:
            column = answers.items.get(item)
            block = instrument.block_of(item)
            values = np.full(self.n, np.nan) if column is None else _codes(column, rows)
            if item in undo:
                low, high = block.bounds
                values = float(low + high) - values
            if block.if_blank is not None:
                values[np.isnan(values)] = block.if_blank
            self.items[item] = values
        for skip in instrument.skips:
            holds = np.ones(self.n, bool)
            for item, allowed in skip.when.items():
                holds &= np.isin(self.items[item], allowed)
            for item in skip.items:
                self.items[item][holds & np.isnan(self.items[item])] = skip.value
        self.blank = {item: np.isnan(values) for item, values in self.items.items()}

    def scores(self) -> dict[str, Scored]:
        """Return value, answered and rule of every scale, in the order of the definition."""
        done: dict[str, Scored] = {}
        totals = self._accumulate()
        void = self._void()
        for scale in self.plan.scales:
            if scale.algorithm is not None:
                result = self._by_function(scale)
            elif scale.composite:
                result = self._composite(scale, done)
            else:
                total, missing = totals[scale.name]
                result = _finish(scale, total, missing, scale.k - missing)
            done[scale.name] = result
        if void is not None:
            for values, _, rule in done.values():
                values[void] = np.nan
                rule[void] = _CASE
        return {name: done[name] for name in self.plan.output_scales}

    def _accumulate(self) -> dict[str, tuple[Floats, Counts]]:
        """Go through the items once; add each to every scale that holds it."""
        plain = [s for s in self.plan.scales if not s.composite and s.algorithm is None]
        users: dict[str, list[tuple[ScalePlan, Term]]] = {}
        for scale in plain:
            for term in scale.terms:
                users.setdefault(term.name, []).append((scale, term))
        sums = {scale.name: _start(scale, self.n) for scale in plain}
        missing = {scale.name: np.zeros(self.n, np.int64) for scale in plain}
        for item in self.plan.instrument.item_ids:
            ready: dict[Any, Floats] = {}
            for scale, term in users.get(item, ()):
                same = (term.reversed, term.mirror, term.weight, id(term.recode))
                if term.recode is not None or same not in ready:
                    ready[same] = term.weight * keyed(term, self.items[item])
                _add(scale, sums[scale.name], ready[same], self.blank[item])
                missing[scale.name] += self.blank[item]
        return {name: (sums[name], missing[name]) for name in sums}

    def _composite(
        self,
        scale: ScalePlan,
        done: Mapping[str, Scored],
    ) -> Scored:
        total, missing = _start(scale, self.n), np.zeros(self.n, np.int64)
        answered = np.zeros(self.n, np.int64)
        prorated, partial = np.zeros(self.n, bool), np.zeros(self.n, bool)
        for term in scale.terms:
            values, count, rule = done[term.name]
            blank = np.isnan(values)
            _add(scale, total, term.weight * values, blank)
            missing += blank
            answered += count
            prorated |= rule == _PRORATED
            partial |= rule == _PARTIAL
        values, _, rule = _finish(scale, total, missing, scale.k - missing)
        rule[(rule == _COMPLETE) & prorated] = _PRORATED
        rule[np.isin(rule, (_COMPLETE, _PRORATED)) & partial & (missing == 0)] = _PARTIAL
        return values, answered, rule

    def _by_function(self, scale: ScalePlan) -> Scored:
        function = find_algorithm(str(scale.algorithm))
        names = [term.name for term in scale.terms]
        columns = [self.items[name].tolist() for name in names]
        values = np.full(self.n, np.nan)
        for row, given in enumerate(zip(*columns, strict=True)):
            answers = {
                name: None if value != value else value
                for name, value in zip(names, given, strict=True)
            }
            result = function(answers)
            if result is not None:
                values[row] = result
        answered = scale.k - sum(self.blank[name].astype(np.int64) for name in names)
        rule = np.where(np.isnan(values), _TOO_FEW, _COMPLETE).astype(np.uint8)
        return _transformed(scale, values, rule)[0], np.asarray(answered), rule

    def _void(self) -> npt.NDArray[np.bool_] | None:
        rule = self.plan.instrument.case_missing
        if rule is None:
            return None
        blanks = sum(self.blank[item].astype(np.int64) for item in rule.items)
        return np.asarray(blanks > rule.allowed())


def _codes(column: ItemColumn, rows: slice) -> Floats:
    """Return the answers of some rows as codes of the definition, NaN where blank."""
    values = np.array(column.values[rows], dtype=np.float64)
    return values if column.table is None else _mapped(column.table, values)


def keyed(term: Term, values: Floats) -> Floats:
    """Recode and reverse; NaN stays NaN. The weight comes after."""
    if term.recode is not None:
        values = _mapped(term.recode, values)
    return term.mirror - values if term.reversed else values


def _mapped(table: Mapping[float, float], values: Floats) -> Floats:
    """Look every value up in a small table; NaN and what is not in it become NaN."""
    codes = np.array(sorted(table), dtype=np.float64)
    targets = np.array([table[code] for code in sorted(table)], dtype=np.float64)
    at = np.searchsorted(codes, values)
    at[at == len(codes)] = 0
    return np.where(codes[at] == values, targets[at], np.nan)


def _start(scale: ScalePlan, n: int) -> Floats:
    fill = {"min": np.inf, "max": -np.inf}.get(scale.method, 0.0)
    return np.full(n, fill)


def _add(scale: ScalePlan, total: Floats, values: Floats, blank: npt.NDArray[np.bool_]) -> None:
    if scale.method == "count":
        total += np.isin(values, scale.count_values)
    elif scale.method == "min":
        np.fmin(total, values, out=total)
    elif scale.method == "max":
        np.fmax(total, values, out=total)
    else:
        np.add(total, values, out=total, where=~blank)


def _finish(
    scale: ScalePlan,
    total: Floats,
    missing: Counts,
    given: Counts,
) -> Scored:
    """Apply the missing rule, combine and transform."""
    too_few = (missing > scale.allowed_missing) | (given == 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        if scale.method == "mean":
            values = total / given
        elif scale.then == "prorate":
            values = np.where(missing > 0, total * scale.k / given, total)
        else:
            values = total
    values[too_few] = np.nan
    filled = _PARTIAL if scale.then == "partial" else _PRORATED
    rule = np.where(missing > 0, filled, _COMPLETE).astype(np.uint8)
    rule[too_few] = _TOO_FEW
    return _transformed(scale, values, rule)[0], given, rule


def _transformed(
    scale: ScalePlan, values: Floats, rule: npt.NDArray[np.uint8]
) -> tuple[Floats, npt.NDArray[np.uint8]]:
    had_value = ~np.isnan(values)
    for step in scale.steps:
        values = _STEPS[step.kind](step, values)
    rule[had_value & np.isnan(values)] = _NO_RESULT
    return values, rule


def _multiply(step: Step, x: Floats) -> Floats:
    return x * float(step.number or 0)


def _plus(step: Step, x: Floats) -> Floats:
    return x + float(step.number or 0)


def _rescale(step: Step, x: Floats) -> Floats:
    (a, b), (c, d) = step.source or (0, 1), step.target or (0, 1)
    return c + (x - a) * (d - c) / (b - a)


def _round(step: Step, x: Floats) -> Floats:
    unit = 10.0**step.digits
    y = x * unit
    below: Floats = np.floor(y + TOLERANCE)
    if step.mode == "ceil":
        below = np.ceil(y - TOLERANCE)
    elif step.mode == "half_up":
        below = np.floor(y + 0.5 + TOLERANCE)
    elif step.mode == "half_even":
        rest = y - below
        below = below + np.where(np.abs(rest - 0.5) <= TOLERANCE, below % 2 == 1, rest > 0.5)
    return below / unit


def _cut(step: Step, x: Floats) -> Floats:
    out = np.full(len(x), np.nan)
    for cut in step.cuts:
        reached = x > cut.at + TOLERANCE if cut.strict else x >= cut.at - TOLERANCE
        out[reached] = cut.value
    return out


def _lookup(step: Step, x: Floats) -> Floats:
    out = np.full(len(x), np.nan)
    for raw, value in reversed(step.table.items()):
        out[np.abs(x - raw) <= TOLERANCE] = value
    return out


_STEPS: Mapping[str, Any] = {
    "multiply": _multiply,
    "add": _plus,
    "rescale": _rescale,
    "round": _round,
    "cut": _cut,
    "lookup": _lookup,
}
