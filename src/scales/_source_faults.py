"""What a definition must say about its sources, its wording and its evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from scales._worked_examples import Found, Path
from scales.instrument import Instrument, Scale


def source_faults(instrument: Instrument) -> Iterator[Found]:
    cited = [place for scale in instrument.scales.values() for place in _cited_by(scale)]
    for name, scale in instrument.scales.items():
        for set_name, bands in scale.bands.items():
            if not bands.source:
                yield ("scales", name, "bands", set_name), "cut points need a source"
    if instrument.case_missing is not None:
        cited.append((("case_missing", "source"), _cited(instrument.case_missing.source)))
    for i, skip in enumerate(instrument.skips):
        cited.append((("skips", str(i), "source"), _cited(skip.source or "")))
    if instrument.evidence is not None:
        cited.append((("evidence", "sources"), instrument.evidence.sources))
    for path, refs in cited:
        for ref in refs:
            if ref not in instrument.references:
                yield path, f"there is no reference '{ref}'"


def _cited_by(scale: Scale) -> Iterator[tuple[Path, Iterable[str]]]:
    path = ("scales", scale.name)
    yield (*path, "source"), scale.source
    for set_name, bands in scale.bands.items():
        yield (*path, "bands", set_name, "source"), bands.source
    if scale.missing is not None:
        yield (*path, "missing", "source"), _cited(scale.missing.source)


def _cited(source: str) -> tuple[str, ...]:
    """Return the reference that a rule cites; whose convention it is may be said in words."""
    return (source,) if re.fullmatch(r"[a-z][a-z0-9_]*", source) else ()


def wording_faults(instrument: Instrument) -> Iterator[Found]:
    rights = instrument.text
    if rights.shipped and rights.status not in ("public_domain", "open_licence"):
        yield ("text", "shipped"), f"wording may not be shipped under status '{rights.status}'"
    if rights.shipped and rights.licence is None:
        yield ("text",), "shipped wording needs its 'licence'"
    if not rights.shipped:
        for i, item in enumerate(instrument.items):
            if item.text is not None:
                yield (
                    ("items", str(i), "text"),
                    f"item {item.id}: the wording is here although text.shipped is false; "
                    "use a hint of your own words, or a wording file",
                )


def evidence_faults(instrument: Instrument) -> Iterator[Found]:
    evidence = instrument.evidence
    if evidence is None:
        yield ("evidence",), "a shipped definition says where its key was read"
        return
    if evidence.grade == "A" and len(evidence.sources) < 2:
        yield ("evidence", "grade"), "grade A needs two independent sources"
    if not evidence.sources:
        yield ("evidence", "sources"), "at least one source"
    for name, scale in instrument.scales.items():
        if not scale.source:
            yield ("scales", name), "a shipped scale needs its 'source'"
