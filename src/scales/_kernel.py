"""The column kernel: a compiled plan executed by NumPy, block by block.

Blocks stay in the processor's cache; within a block each item is prepared once and added to
every scale that holds it, in the order of the form. That is the order in which
:func:`scales.plan.evaluate` adds, so both give the same last bit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
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
        out |= {column: np.empty(n) for column, _ in plan.keyed_terms()}
    for start in range(0, n, BLOCK_ROWS):
        rows = slice(start, min(start + BLOCK_ROWS, n))
        block = _Block(plan, answers, undo, rows)
        for name, (values, answered, rule) in block.scores().items():
            out[name][rows] = values
            out[f"{name}_answered"][rows] = answered
            if rules:
                out[f"{name}_rule"][rows] = _RULES[rule]
        if keyed_items:
            for column, term in plan.keyed_terms():
                out[column][rows] = term.weight * keyed(term, block.items[term.name])
    return out


class _Block:
    """The rows of one block: prepared items, then scales."""

    def __init__(self, plan: Plan, answers: Answers, undo: Collection[str], rows: slice) -> None:
        self.plan = plan
        self.n = rows.stop - rows.start
        instrument = plan.instrument
        self.items: dict[str, Floats] = {}
        self.blank: dict[str, npt.NDArray[np.bool_] | None] = {}
        for item in _needed(plan):
            block = instrument.block_of(item)
            values, whole = _codes(answers.items.get(item), rows, self.n)
            if item in undo:
                low, high = block.bounds
                values = float(low + high) - values
            if block.if_blank is not None:
                values[np.isnan(values)] = block.if_blank
            self.items[item] = values
            self.blank[item] = None if whole else np.isnan(values)
        for skip in instrument.skips:
            holds = np.ones(self.n, bool)
            for item, allowed in skip.when.items():
                holds &= np.isin(self.items[item], allowed)
            for item in skip.items:
                self.items[item][holds & np.isnan(self.items[item])] = skip.value
                self.blank[item] = np.isnan(self.items[item])

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
            blank = self.blank.get(item)
            for scale, term in users.get(item, ()):
                same = (term.reversed, term.mirror, term.weight, id(term.recode))
                if term.recode is not None or same not in ready:
                    ready[same] = _term_values(term, self.items[item], blank)
                _add(scale, sums[scale.name], ready[same], blank)
                if blank is not None:
                    missing[scale.name] += blank
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
            weighted = term.weight * values
            weighted[blank] = 0.0
            _add(scale, total, weighted, blank)
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
        answered = scale.k - self._blanks(names)
        rule = np.where(np.isnan(values), _TOO_FEW, _COMPLETE).astype(np.uint8)
        return _transformed(scale, values, rule)[0], answered, rule

    def _void(self) -> npt.NDArray[np.bool_] | None:
        rule = self.plan.instrument.case_missing
        if rule is None:
            return None
        return self._blanks(rule.items) > rule.allowed()

    def _blanks(self, items: Iterable[str]) -> Counts:
        """Count how many of some items are blank, row by row."""
        count = np.zeros(self.n, np.int64)
        for item in items:
            blank = self.blank[item]
            if blank is not None:
                count += blank
        return count


def _needed(plan: Plan) -> list[str]:
    """Return the items that some score depends on, in the order of the form."""
    instrument = plan.instrument
    used = {term.name for scale in plan.scales if not scale.composite for term in scale.terms}
    used |= {item for skip in instrument.skips for item in (*skip.when, *skip.items)}
    used |= set(instrument.case_missing.items if instrument.case_missing else ())
    return [item for item in instrument.item_ids if item in used]


def _codes(column: ItemColumn | None, rows: slice, n: int) -> tuple[Floats, bool]:
    """Return a block of answers as codes of the definition, and whether none can be blank."""
    if column is None:
        return np.full(n, np.nan), False
    values = np.array(column.values[rows], dtype=np.float64)
    whole = column.values.dtype.kind in "iu"
    return (values if column.table is None else _mapped(column.table, values)), whole


def _term_values(term: Term, values: Floats, blank: npt.NDArray[np.bool_] | None) -> Floats:
    """Return what a term adds: keyed and weighted, nothing where blank."""
    out = keyed(term, values)
    out = out * term.weight if term.weight != 1 else out
    if blank is not None and blank.any():
        out = np.where(blank, 0.0, out)
    return out


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


def _add(
    scale: ScalePlan, total: Floats, values: Floats, blank: npt.NDArray[np.bool_] | None
) -> None:
    """Take one term into the running result; ``values`` are 0 where ``blank``."""
    given: Any = True if blank is None else ~blank
    if scale.method == "count":
        np.add(total, np.isin(values, scale.count_values), out=total, where=given)
    elif scale.method == "min":
        np.minimum(total, values, out=total, where=given)
    elif scale.method == "max":
        np.maximum(total, values, out=total, where=given)
    else:
        np.add(total, values, out=total)


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
