"""The card of an instrument and its key as text: what a person checks against the paper."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from scales._codings import coding_meaning, opposing_codings
from scales._terms import ScalePlan, Term
from scales.instrument import Instrument, Responses, Scale, in_language
from scales.plan import plan_of

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "about": "About", "items": "Items", "answers": "Answers", "codings": "Codings",
        "scales": "Scales and key", "missing": "Blank answers", "bands": "Cut points",
        "norms": "Norms", "rights": "Rights", "evidence": "Evidence", "sources": "Sources",
        "measures": "measures", "informant": "answered by", "age": "age", "recall": "period",
        "form": "form", "scored": "{n} items, {m} scored", "unscored": "not scored",
        "better": "higher is better", "worse": "higher is worse", "neither": "no direction",
        "no_blank": "no blank allowed: one blank gives no score",
        "no_norms": "none shipped", "no_bands": "none shipped",
        "wording_no": "the wording is not included; add your own with a wording file "
        "{id}.text.<lang>.yaml",
        "wording_yes": "the wording is included under {licence}",
        "name_coding": "the coding must be named: the same numbers mean opposite things",
        "default": "default", "primary": "the key below is written for this one",
        "grade": "key grade", "reversed": "reversed", "forward": "forward",
    },
    "zh": {
        "about": "简介", "items": "题目", "answers": "作答方式", "codings": "编码",
        "scales": "计分键", "missing": "缺失作答", "bands": "分界值",
        "norms": "常模", "rights": "版权", "evidence": "依据", "sources": "文献",
        "measures": "测量内容", "informant": "填答者", "age": "年龄", "recall": "时间范围",
        "form": "版本", "scored": "共{n}题, 计分{m}题", "unscored": "不计分",
        "better": "得分越高越好", "worse": "得分越高越差", "neither": "无方向",
        "no_blank": "不允许缺失: 缺一题即无分",
        "no_norms": "暂无", "no_bands": "暂无",
        "wording_no": "不含题目原文; 可用 {id}.text.<lang>.yaml 自行补充",
        "wording_yes": "含题目原文, 许可: {licence}",
        "name_coding": "必须指明编码: 同一数字在不同编码中含义相反",
        "default": "默认", "primary": "下列计分键按此编码书写",
        "grade": "计分键等级", "reversed": "反向", "forward": "正向",
    },
}  # fmt: skip


def card(instrument: Instrument, language: str = "en") -> str:
    """Return the card: what, who for, answers, codings, key, blanks, bands, rights, sources.

    Parameters
    ----------
    instrument : Instrument
        The form.
    language : str
        ``"en"`` or ``"zh"``.

    Returns
    -------
    str
        Lines of plain text.
    """
    words = _WORDS.get(language, _WORDS["en"])
    title = in_language(instrument.title, language)
    short = f" ({instrument.short})" if instrument.short else ""
    lines = [f"{instrument.id} {instrument.version} · {title}{short}"]
    sections: list[tuple[str, list[str]]] = [
        ("about", _about(instrument, words, language)),
        ("items", _items(instrument, words)),
        ("answers", _answers(instrument, language)),
        ("codings", _codings(instrument, words, language)),
        ("scales", _scales(instrument, words, language)),
        ("missing", _missing(instrument, words)),
        ("bands", _bands(instrument, language) or [words["no_bands"]]),
        ("norms", [words["no_norms"]]),
        ("rights", _rights(instrument, words, language)),
        ("evidence", _evidence(instrument, words, language)),
        ("sources", [f"[{name}] {_source(ref)}" for name, ref in instrument.references.items()]),
    ]
    for name, body in sections:
        if body:
            lines += ["", words[name], *(f"  {line}" for line in body)]
    return "\n".join(lines)


def key_table(instrument: Instrument, language: str = "en") -> list[dict[str, str]]:
    """Return the key as a sheet: one row per item, one column per scale (+, −, × weight)."""
    plans = {scale.name: scale for scale in plan_of(instrument).scales}
    own = [name for name, plan in plans.items() if not plan.composite]
    own = [name for name in instrument.scales if name in own]
    rows = []
    for item in instrument.items:
        row = {"item": item.id, "hint": in_language(item.hint, language)}
        for name in own:
            term = next((t for t in plans[name].terms if t.name == item.id), None)
            row[name] = "" if term is None else _mark(term)
        if item.id in instrument.unscored_items:
            kind = next(k for k, ids in instrument.unscored.items() if item.id in ids)
            row[own[0]] = f"({kind})"
        rows.append(row)
    return rows


def text_table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return rows as an aligned table; Chinese characters count as two columns."""
    if not rows:
        return "(no rows)"
    names = list(rows[0])
    body = [[str(row[name]) for name in names] for row in rows]
    widths = [max(_width(line[i]) for line in [names, *body]) for i in range(len(names))]
    numeric = [all(_is_number(line[i]) for line in body) for i in range(len(names))]

    def laid_out(line: Sequence[str]) -> str:
        parts = []
        for text, width, right in zip(line, widths, numeric, strict=True):
            gap = " " * (width - _width(text))
            parts.append(gap + text if right else text + gap)
        return "  ".join(parts).rstrip()

    return "\n".join([laid_out(names), *map(laid_out, body)])


# --- sections, in their order ------------------------------------------------------------------


def _about(instrument: Instrument, words: Mapping[str, str], language: str) -> list[str]:
    age = instrument.age
    facts = {
        "measures": in_language(instrument.measures, language),
        "form": in_language(instrument.form, language),
        "informant": ", ".join(instrument.informant),
        "age": "" if age is None else f"{_or_blank(age[0])}–{_or_blank(age[1])}",
        "recall": in_language(instrument.recall, language),
    }
    return [f"{words[name]}: {text}" for name, text in facts.items() if text]


def _items(instrument: Instrument, words: Mapping[str, str]) -> list[str]:
    scored = len(instrument.scored_items)
    lines = [words["scored"].format(n=len(instrument.items), m=scored)]
    for kind, items in instrument.unscored.items():
        lines.append(f"{words['unscored']} ({kind}): {' '.join(items)}")
    return lines


def _answers(instrument: Instrument, language: str) -> list[str]:
    lines = []
    for block in instrument.responses:
        who = "" if len(instrument.responses) == 1 else f"{_spans(instrument, block.items)}: "
        lines.append(who + _options(block, language))
    return lines


def _options(block: Responses, language: str) -> str:
    if not block.options:
        return f"{block.type} {block.bounds[0]:g}..{block.bounds[1]:g}"
    parts = []
    for option in block.options:
        labels = option.labels.get(language) or next(iter(option.labels.values()), ())
        parts.append(f"{option.code} = {labels[0]}" if labels else str(option.code))
    many = "several of " if block.type == "multiple" else ""
    return many + ", ".join(parts)


def _codings(instrument: Instrument, words: Mapping[str, str], language: str) -> list[str]:
    names = instrument.coding_names
    if len(names) == 1:
        return []
    lines = [words["name_coding"]] if opposing_codings(instrument) else []
    for position, name in enumerate(names):
        mark = ""
        if position == 0:
            mark = words["primary"] if lines else f"{words['default']}; {words['primary']}"
        meaning = coding_meaning(instrument, name, language)
        lines.append(f"{name}: {meaning}" + (f" ({mark})" if mark else ""))
    return lines


def _scales(instrument: Instrument, words: Mapping[str, str], language: str) -> list[str]:
    plans = {scale.name: scale for scale in plan_of(instrument).scales}
    lines = []
    for name, scale in instrument.scales.items():
        plan = plans[name]
        low, high = plan.attainable
        title = in_language(scale.title, language)
        status = "" if scale.status == "official" else f" · {scale.status}"
        head = f"{name}: {title}" if title else name
        lines.append(f"{head} · {low:g}..{high:g} · {words[scale.higher_is]}{status}")
        lines += [f"    {line}" for line in _how(instrument, scale, plan, words)]
        if note := in_language(scale.note, language):
            lines.append(f"    {note}")
    return lines


def _how(
    instrument: Instrument, scale: Scale, plan: ScalePlan, words: Mapping[str, str]
) -> list[str]:
    if plan.algorithm is not None:
        return [f"function {plan.algorithm} of {_spans(instrument, scale.items)}"]
    if plan.composite:
        parts = [f"{'' if t.weight == 1 else f'{t.weight:g} × '}{t.name}" for t in plan.terms]
        lines = [f"{plan.method} of {', '.join(parts)}"]
    else:
        lines = []
        for sign, word in ((False, "forward"), (True, "reversed")):
            items = [term.name for term in plan.terms if term.reversed is sign]
            if items:
                lines.append(f"{plan.method} · {words[word]}: {' '.join(items)}")
        for table in dict.fromkeys(_recode(term) for term in plan.terms if term.recode):
            items = [term.name for term in plan.terms if term.recode and _recode(term) == table]
            lines.append(f"recoded {' '.join(items)}: {table}")
        weighted = [f"{t.name} × {t.weight:g}" for t in plan.terms if t.weight != 1]
        if weighted:
            lines.append(f"weights: {', '.join(weighted)}")
        if plan.count_values:
            lines.append(f"counted: {', '.join(f'{v:g}' for v in plan.count_values)}")
    lines += [f"then {_step(step)}" for step in plan.steps]
    return lines


def _missing(instrument: Instrument, words: Mapping[str, str]) -> list[str]:
    rules: dict[str, list[str]] = {}
    for plan in plan_of(instrument).scales:
        scale = instrument.scales[plan.name]
        if plan.composite and scale.missing is None:
            continue
        if plan.allowed_missing == 0:
            text = words["no_blank"]
        else:
            source = scale.missing.source if scale.missing else ""
            text = f"{plan.allowed_missing} of {plan.k} may be blank, then {plan.then} [{source}]"
        rules.setdefault(text, []).append(plan.name)
    lines = [f"{', '.join(names)}: {text}" for text, names in rules.items()]
    if rule := instrument.case_missing:
        lines.append(f"whole form: {rule.allowed()} of {len(rule.items)} may be blank")
    return lines


def _bands(instrument: Instrument, language: str) -> list[str]:
    lines = []
    for name, scale in instrument.scales.items():
        for set_name, bands in scale.bands.items():
            cuts = ", ".join(
                f"{'>' if cut.strict else 'from'} {cut.at:g} {in_language(cut.label, language)}"
                for cut in bands.cuts
            )
            who = in_language(bands.population, language)
            lines.append(f"{name}@{set_name} ({who}; {', '.join(bands.source)}): {cuts}")
    return lines


def _rights(instrument: Instrument, words: Mapping[str, str], language: str) -> list[str]:
    rights = instrument.text
    holder = f" · {rights.holder}" if rights.holder else ""
    lines = [f"{rights.status}{holder}"]
    which = "wording_yes" if rights.shipped else "wording_no"
    lines.append(words[which].format(id=instrument.id, licence=rights.licence))
    lines += [line for line in (rights.terms, in_language(rights.note, language)) if line]
    return lines


def _evidence(instrument: Instrument, words: Mapping[str, str], language: str) -> list[str]:
    evidence = instrument.evidence
    if evidence is None:
        return []
    lines = [f"{words['grade']} {evidence.grade} [{', '.join(evidence.sources)}]"]
    lines.append(in_language(evidence.found, language))
    notes: Iterable[Mapping[str, str]] = (*evidence.conflicts, *evidence.traps)
    lines += [f"! {in_language(note, language)}" for note in notes]
    return lines


def _source(ref: Any) -> str:
    doi = f" doi:{ref.doi}" if ref.doi else ""
    url = f" {ref.url}" if ref.url else ""
    return f"{ref.cite}{doi}{url}"


# --- small pieces ------------------------------------------------------------------------------


def _mark(term: Term) -> str:
    sign = "−" if term.reversed else "+"
    weight = "" if term.weight == 1 else f"{term.weight:g}"
    table = f" ({_recode(term)})" if term.recode else ""
    return f"{sign}{weight}{table}"


def _recode(term: Term) -> str:
    return ", ".join(f"{old:g}→{new:g}" for old, new in (term.recode or {}).items())


def _step(step: Any) -> str:
    if step.kind in ("multiply", "add"):
        return f"{step.kind} {step.number:g}"
    if step.kind == "rescale":
        (a, b), (c, d) = step.source, step.target
        return f"rescale {a:g}..{b:g} to {c:g}..{d:g}"
    if step.kind == "round":
        return f"round {step.mode}, {step.digits} digits"
    if step.kind == "cut":
        cuts = [f"{'>' if c.strict else 'from'} {c.at:g}: {c.value:g}" for c in step.cuts]
        return f"cut {', '.join(cuts)}"
    return "look up " + ", ".join(f"{raw:g}→{value:g}" for raw, value in step.table.items())


def _spans(instrument: Instrument, items: Sequence[str]) -> str:
    """Write neighbours on the form as a range: 1–4, 8–10."""
    order = instrument.item_ids
    runs: list[list[str]] = []
    for item in sorted(items, key=order.index):
        if runs and order.index(item) == order.index(runs[-1][-1]) + 1:
            runs[-1].append(item)
        else:
            runs.append([item])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(run) for run in runs)


def _or_blank(number: float | None) -> str:
    return "" if number is None else f"{number:g}"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _is_number(text: str) -> bool:
    try:
        float(text or "0")
    except ValueError:
        return False
    return True
