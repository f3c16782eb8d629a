"""The compiled key: what every executor does, and the scores of one person in plain Python.

An instrument is compiled once. For each scale the plan lists, in the order of the form, how
every item enters (recode, reverse, weight), then the missing rule, how values combine and the
transform steps. :func:`evaluate` runs it for one person; :mod:`scales.scoring` runs the same
plan over columns. Both add in the same order, so their results are equal to the last bit.

The order of work is fixed: prepared answer → recode → reverse (lowest + highest − x, the bounds
of that item in that scale after recoding) → weight → missing rule → combine → transform.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from scales._attainable import NoRangeError, attainable
from scales._terms import ScalePlan, Term
from scales._transform import transform
from scales.algorithms import find_algorithm
from scales.errors import ScalesError
from scales.instrument import Instrument, Recode, Responses, Scale, in_language

_MOST_COMPILED = 256

COMPLETE, PRORATED, PARTIAL, TOO_FEW, CASE_RULE, NO_RESULT = (
    "complete",
    "prorated",
    "partial",
    "too_few_answered",
    "too_few_in_form",
    "outside_transform",
)


class PlanError(ScalesError, ValueError):
    """The key cannot be compiled; ``path`` says which part of the definition is at fault."""

    def __init__(self, path: tuple[str, ...], message: str) -> None:
        super().__init__(message)
        self.path = path


@dataclass(frozen=True, slots=True)
class Plan:
    """A compiled instrument: scales in an order in which each follows its components."""

    instrument: Instrument
    scales: tuple[ScalePlan, ...]

    @property
    def output_scales(self) -> tuple[str, ...]:
        """Scale names in the order of the definition, the order of result columns."""
        return tuple(self.instrument.scales)

    def keyed_terms(self) -> Iterator[tuple[str, Term]]:
        """Yield (name of the column, term) for every item as it enters a scale."""
        for scale in self.scales:
            if not scale.composite and scale.algorithm is None:
                for term in scale.terms:
                    yield f"{scale.name}_item_{term.name}", term


@dataclass(frozen=True, slots=True)
class Score:
    """One score of one person: the value, how many items were answered, which rule fired."""

    value: float | None
    answered: int
    rule: str


def compile_plan(instrument: Instrument) -> Plan:
    """Compile the key of an instrument; raise :class:`PlanError` where it makes no sense."""
    compiled: dict[str, ScalePlan] = {}
    for name in _in_dependency_order(instrument):
        compiled[name] = _compile_scale(instrument, instrument.scales[name], compiled)
    return Plan(instrument, tuple(compiled.values()))


_compiled: dict[int, Plan] = {}


def plan_of(instrument: Instrument) -> Plan:
    """Return the compiled key of an instrument; the same object is compiled once."""
    plan = _compiled.get(id(instrument))
    if plan is None or plan.instrument is not instrument:
        if len(_compiled) >= _MOST_COMPILED:
            _compiled.clear()
        plan = _compiled[id(instrument)] = compile_plan(instrument)
    return plan


def evaluate(plan: Plan, answers: Mapping[str, float | None]) -> dict[str, Score]:
    """Score one person.

    Parameters
    ----------
    plan : Plan
        From :func:`compile_plan`.
    answers : mapping of item id to number or None
        Prepared answers (see :func:`prepare`): codes of this definition, counts of ticked
        options for multiple choice, None where blank.

    Returns
    -------
    dict of scale name to Score
        In the order of the definition.
    """
    scores: dict[str, Score] = {}
    void = case_is_void(plan.instrument, answers)
    for scale in plan.scales:
        score = evaluate_scale(scale, answers, scores)
        scores[scale.name] = Score(None, score.answered, CASE_RULE) if void else score
    return {name: scores[name] for name in plan.output_scales}


def evaluate_scale(
    scale: ScalePlan, answers: Mapping[str, float | None], scores: Mapping[str, Score]
) -> Score:
    """Score one scale of one person, given the scores of the scales that it builds on."""
    if scale.composite:
        values = [scores[term.name].value for term in scale.terms]
        answered = sum(scores[term.name].answered for term in scale.terms)
        inherited = [scores[term.name].rule for term in scale.terms]
    else:
        values = [answers.get(term.name) for term in scale.terms]
        answered = sum(value is not None for value in values)
        inherited = []
    blank = sum(value is None for value in values)
    if scale.algorithm is not None:
        given = {term.name: value for term, value in zip(scale.terms, values, strict=True)}
        result = find_algorithm(scale.algorithm)(given)
        rule = COMPLETE if result is not None else TOO_FEW
    elif blank > scale.allowed_missing or blank == scale.k:
        return Score(None, answered, TOO_FEW)
    else:
        result = _combine(scale, values)
        rule = _rule(scale, blank, inherited)
    if result is None:
        return Score(None, answered, rule)
    result = transform(scale.steps, float(result))
    return Score(result, answered, rule if result is not None else NO_RESULT)


def case_is_void(instrument: Instrument, answers: Mapping[str, float | None]) -> bool:
    """Say whether the rule for the whole form forbids any score for these answers."""
    rule = instrument.case_missing
    if rule is None:
        return False
    return sum(answers.get(item) is None for item in rule.items) > rule.allowed()


def prepare(instrument: Instrument, answers: Mapping[str, float | None]) -> dict[str, float | None]:
    """Fill the blanks that the form itself explains: ``if_blank``, then ``skips`` in order."""
    out = {item: answers.get(item) for item in instrument.item_ids}
    for block in instrument.responses:
        if block.if_blank is not None:
            for item in block.items:
                if out[item] is None:
                    out[item] = block.if_blank
    for skip in instrument.skips:
        if all(out[item] in values for item, values in skip.when.items()):
            for item in skip.items:
                if out[item] is None:
                    out[item] = skip.value
    return out


def _combine(scale: ScalePlan, values: list[float | None]) -> float:
    """Add from left to right, so that every executor gets the same last bit."""
    given = [
        (term, term.keyed(value))
        for term, value in zip(scale.terms, values, strict=True)
        if value is not None
    ]
    if scale.method == "min":
        return float(min(term.weight * value for term, value in given))
    if scale.method == "max":
        return float(max(term.weight * value for term, value in given))
    total = 0.0
    for term, value in given:
        if scale.method == "count":
            total += 1.0 if value in scale.count_values else 0.0
        else:
            total += term.weight * value
    if scale.method == "mean":
        return total / len(given)
    if scale.then == "prorate" and len(given) < scale.k:
        return total * scale.k / len(given)
    return total


def _rule(scale: ScalePlan, blank: int, inherited: list[str]) -> str:
    if blank:
        return PARTIAL if scale.then == "partial" else PRORATED
    for rule in (PARTIAL, PRORATED):
        if rule in inherited:
            return rule
    return COMPLETE


# --- compiling ---------------------------------------------------------------------------------


def _in_dependency_order(instrument: Instrument) -> list[str]:
    order: list[str] = []
    state: dict[str, str] = {}

    def visit(name: str, trail: tuple[str, ...]) -> None:
        if state.get(name) == "done":
            return
        if name in trail:
            circle = " → ".join((*trail[trail.index(name) :], name))
            raise PlanError(("scales", name, "of"), f"scales build on each other: {circle}")
        for part in instrument.scales[name].of:
            visit(part, (*trail, name))
        state[name] = "done"
        order.append(name)

    for name in instrument.scales:
        visit(name, ())
    return order


def _compile_scale(
    instrument: Instrument, scale: Scale, compiled: Mapping[str, ScalePlan]
) -> ScalePlan:
    if scale.of:
        terms = tuple(
            Term(
                part,
                weight=float(scale.weights.get(part, 1)),
                low=compiled[part].attainable[0],
                high=compiled[part].attainable[1],
            )
            for part in scale.of
        )
    else:
        in_scale = set(scale.items)
        terms = tuple(
            _item_term(instrument, scale, item) for item in instrument.item_ids if item in in_scale
        )
    missing = scale.missing
    allowed = missing.allowed(len(terms)) if missing is not None else 0
    then = (missing.then if missing is not None else None) or (
        "prorate" if scale.method == "mean" else "none"
    )
    plan = ScalePlan(
        name=scale.name,
        terms=terms,
        composite=bool(scale.of),
        algorithm=scale.algorithm,
        method=scale.method,
        count_values=tuple(float(value) for value in scale.count_values),
        allowed_missing=allowed,
        then=then,
        steps=scale.transform,
        attainable=(0.0, 0.0),
    )
    try:
        return replace(plan, attainable=attainable(plan, scale))
    except NoRangeError as error:
        raise PlanError(("scales", scale.name, "transform"), str(error)) from None


def _item_term(instrument: Instrument, scale: Scale, item: str) -> Term:
    block = instrument.block_of(item)
    tables = instrument.recode if scale.recode is None else scale.recode
    reverse = instrument.reverse if scale.reverse is None else scale.reverse
    table = _recode_of(tables, item)
    if table is not None:
        low, high = min(table.values()), max(table.values())
    else:
        low, high = block.bounds
    is_reversed = item in reverse
    if is_reversed and not (math.isfinite(low) and math.isfinite(high)):
        raise PlanError(
            ("scales", scale.name), f"item {item} is reversed but has no lowest and highest answer"
        )
    return Term(
        item,
        recode=None if table is None else {float(k): float(v) for k, v in table.items()},
        reversed=is_reversed,
        mirror=float(low + high) if is_reversed else 0.0,
        weight=float(scale.weights.get(item, 1)),
        low=float(low),
        high=float(high),
        codes=_answers_of(block),
    )


def _answers_of(block: Responses) -> tuple[float, ...]:
    """Return every prepared answer of a block; empty for free numbers."""
    if block.type == "multiple":
        low, high = block.bounds
        return tuple(float(ticks) for ticks in range(int(low), int(high) + 1))
    return tuple(float(code) for code in block.codes if not isinstance(code, str))


def _recode_of(tables: Iterable[Recode], item: str) -> Mapping[int | float, int | float] | None:
    return next((table.map for table in tables if item in table.items), None)


# --- the key, for people -----------------------------------------------------------------------


def key_rows(instrument: Instrument, language: str = "en") -> list[dict[str, Any]]:
    """Return the effective signed key: one row per scale and item (or component)."""
    hints = {item.id: in_language(item.hint, language) for item in instrument.items}
    rows = []
    plans = {plan.name: plan for plan in compile_plan(instrument).scales}
    for name, scale in instrument.scales.items():
        rows += [
            {
                "scale": name,
                "item": term.name,
                "hint": hints.get(term.name, ""),
                "sign": -1 if term.reversed else 1,
                "weight": term.weight,
                "recode": _recode_text(term),
                "lowest": term.low,
                "highest": term.high,
                "source": " ".join(scale.source),
            }
            for term in plans[name].terms
        ]
    return rows


def _recode_text(term: Term) -> str:
    if term.recode is None:
        return ""
    return ", ".join(f"{old:g}→{new:g}" for old, new in term.recode.items())
