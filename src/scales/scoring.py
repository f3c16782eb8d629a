"""Score answers: the compiled plan executed over columns, or in plain Python for one person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from typing import Any

from scales import _frames, _kernel
from scales._columns import Columns
from scales._misfits import OnInvalid, settle
from scales.errors import CodingError, ColumnError
from scales.instrument import Instrument
from scales.plan import evaluate, plan_of, prepare
from scales.responses import read_answers, read_person

AlreadyReversed = str | Sequence[Any]


def score(
    data: Any,
    instrument: Instrument,
    *,
    columns: Columns | None = None,
    coding: str | None = None,
    already_reversed: AlreadyReversed = (),
    wave: str | None = None,
    id: str | Sequence[str] | None = None,
    prefix: str | None = None,
    on_invalid: OnInvalid = "raise",
    keep_items: bool = False,
    keyed_items: bool = False,
    rules: bool = False,
) -> Any:
    """Score answers with an instrument.

    Parameters
    ----------
    data : data frame or mapping
        One row per person: pandas (NumPy, nullable or Arrow columns), Polars or pyarrow.
        Or the answers of one person, ``{item: answer}``, with None for a blank.
    instrument : Instrument
        From :func:`scales.load_instrument` or :meth:`scales.Instrument.from_file`.
    columns : mapping, sequence or pattern, optional
        Item → column name; or the columns in the order of the form (all items, or the scored
        ones); or a pattern such as ``"Q{}"``. By default columns are recognised by name, and
        what is not complete, unique and in order is refused.
    coding : str, optional
        Name of the raw coding of the data. Required where codings that run opposite ways
        circulate, unless the data hold labels.
    already_reversed : sequence of items, or "all"
        Items whose data were reversed before: they are turned back first.
    wave : str, optional
        Score the columns of this wave (``"T1"``, ``"pre"``, ``"前测"``); it becomes part of the
        names of the result.
    id : str or sequence of str, optional
        Column(s) that identify a row: named in errors, and required to be unique.
    prefix : str, optional
        Start of the names of the result; by default the instrument's id (``t1_cls`` for a wave).
    on_invalid : {"raise", "missing"}
        What to do with answers that do not fit.
    keep_items : bool
        Keep the item columns of the data among the passengers.
    keyed_items : bool
        Add every item as it enters each scale, after recoding, reversal and weight:
        ``<prefix>_<scale>_item_<item>``.
    rules : bool
        Add ``<prefix>_<scale>_rule``: complete, prorated, partial, too_few_answered,
        too_few_in_form or outside_transform.

    Returns
    -------
    data frame of the same kind, or dict
        All rows in their order; the passengers; then for each scale ``<prefix>_<scale>``
        (score points, missing where the rule for blanks gives no score) and
        ``<prefix>_<scale>_answered`` (number of answered items). Unrounded. A mapping gives a
        dictionary with the same names and None where there is no score.

    Raises
    ------
    ResponseError
        If answers do not fit; ``.cases`` holds every misfit.
    ColumnError
        If the item columns are not found beyond doubt, or a result would overwrite a column.
    CodingError
        If the coding must be named, or ``already_reversed`` names an item that the key does not
        reverse.
    TypeError
        If ``data`` is no eager data frame and no mapping.

    Notes
    -----
    Order of work: cell → option code (coding or label) → already reversed turned back → blanks
    that the form explains → recode → reverse (lowest + highest − x, the *declared* bounds of the
    item, never the observed ones) → weight → missing rule → combine → transform.

    Examples
    --------
    >>> import scales
    >>> brs = scales.load_instrument("brs")
    >>> scales.score({"1": 4, "2": 2, "3": 4, "4": 2, "5": 3, "6": None}, brs)["brs_mean"]
    3.8
    """
    if isinstance(data, Mapping):
        return _score_person(
            data,
            instrument,
            columns=columns,
            coding=coding,
            already_reversed=already_reversed,
            wave=wave,
            prefix=prefix,
            on_invalid=on_invalid,
            keyed_items=keyed_items,
            rules=rules,
        )
    frame = _frames.open_frame(data)
    answers = read_answers(frame, instrument, columns=columns, coding=coding, wave=wave, id=id)
    settle(answers.report, instrument, on_invalid)
    start = result_prefix(instrument, prefix, wave)
    undo = reversed_before(instrument, already_reversed)
    result = _kernel.run(plan_of(instrument), answers, undo, keyed_items=keyed_items, rules=rules)
    new = {f"{start}{name}": values for name, values in result.items()}
    item_columns = tuple(answers.report.columns.values())
    drop = () if keep_items else item_columns
    if clash := [name for name in new if name in frame.names and name not in drop]:
        raise ColumnError(
            f"{instrument.id}: the data hold {', '.join(clash)} already; "
            "pass prefix= to give the result other names"
        )
    return _frames.give_back(frame, drop, new, like=item_columns[:1])


def reversed_before(instrument: Instrument, items: AlreadyReversed) -> frozenset[str]:
    """Return the items that the caller says were reversed in the data already."""
    reversible = dict.fromkeys(instrument.reverse)
    for scale in instrument.scales.values():
        reversible |= dict.fromkeys(scale.reverse or ())
    if isinstance(items, str):
        if items != "all":
            raise CodingError(f"already_reversed is a list of items or 'all', got {items!r}")
        return frozenset(reversible)
    named = [str(item) for item in items]
    if wrong := [item for item in named if item not in reversible]:
        raise CodingError(
            f"{instrument.id}: item {', '.join(wrong)} is not reversed by the key; "
            f"reversed are {', '.join(reversible) or 'none'}"
        )
    return frozenset(named)


def provenance(instrument: Instrument, **options: Any) -> dict[str, Any]:
    """Return what a document must say about a score: library, instrument, key and options.

    Parameters
    ----------
    instrument : Instrument
        The form.
    **options
        The options that were used (coding, already_reversed, …); None is left out.

    Returns
    -------
    dict
        library, library_version, instrument, instrument_version, definition_sha256,
        evidence_grade, options.

    Examples
    --------
    >>> import scales
    >>> scales.provenance(scales.load_instrument("brs"))["instrument"]
    'brs'
    """
    return {
        "library": "psychscales",
        "library_version": version("psychscales"),
        "instrument": instrument.id,
        "instrument_version": instrument.version,
        "definition_sha256": instrument.fingerprint,
        "evidence_grade": instrument.evidence.grade if instrument.evidence else None,
        "options": {name: value for name, value in options.items() if value not in (None, ())},
    }


def result_prefix(instrument: Instrument, prefix: str | None, wave: str | None) -> str:
    """Return what stands before a scale's name in the result, the underscore included."""
    if prefix is not None:
        return f"{prefix}_" if prefix else ""
    return f"{wave.casefold()}_{instrument.id}_" if wave else f"{instrument.id}_"


def _score_person(
    data: Mapping[Any, Any],
    instrument: Instrument,
    *,
    columns: Columns | None,
    coding: str | None,
    already_reversed: AlreadyReversed,
    wave: str | None,
    prefix: str | None,
    on_invalid: OnInvalid,
    keyed_items: bool,
    rules: bool,
) -> dict[str, Any]:
    answers, report = read_person(data, instrument, coding=coding, columns=columns, wave=wave)
    settle(report, instrument, on_invalid)
    for item in reversed_before(instrument, already_reversed):
        value = answers.get(item)
        if value is not None:
            low, high = instrument.block_of(item).bounds
            answers[item] = low + high - value
    plan, ready = plan_of(instrument), prepare(instrument, answers)
    start = result_prefix(instrument, prefix, wave)
    out = dict(_person_columns(evaluate(plan, ready), start, rules))
    if keyed_items:
        for column, term in plan.keyed_terms():
            value = ready[term.name]
            out[f"{start}{column}"] = None if value is None else term.weight * term.keyed(value)
    return out


def _person_columns(
    scores: Mapping[str, Any], start: str, rules: bool
) -> Iterator[tuple[str, Any]]:
    for name, result in scores.items():
        yield f"{start}{name}", result.value
        yield f"{start}{name}_answered", result.answered
        if rules:
            yield f"{start}{name}_rule", result.rule
