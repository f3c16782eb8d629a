"""Definitions that the tests share: samples of the whole format, and one small text to change."""

from pathlib import Path

import scales

DATA = Path(__file__).parent / "data"
FORMAT = sorted((DATA / "format").glob("*.yaml"))
"""Complete definitions that together use everything the format can say."""

SMALL = """\
format: scales/1
id: small
version: "1.0"
title: Small
text: {status: unknown, shipped: false}
references: {paper: "Author (2020). Title."}
items: 4
responses:
  min: 1
  max: 5
reverse: [3]
scales:
  total:
    items: all
    higher_is: better
checks:
  - name: highest
    answers: {3: 1, rest: 5}
    expect: {total: 20}
"""
"""A sound definition of 19 lines; tests change one place of it."""


@scales.algorithm("tests.hours_in_bed")
def hours_in_bed(answers):
    """From going to bed to getting up, over midnight."""
    if None in answers.values():
        return None
    return (answers["up"] - answers["bed"]) % 24


def changed(*changes):
    """Return SMALL with each (old, new) pair replaced once; a change that hits nothing is an error."""
    text = SMALL
    for old, new in changes:
        if text.count(old) != 1:
            raise ValueError(f"{old!r} occurs {text.count(old)} times")
        text = text.replace(old, new)
    return text


def refused(text, **options):
    """Return the whole message with which a definition is refused; "" if it is not."""
    from scales.definitions import parse_yaml

    try:
        parse_yaml(text, name="f", **options)
    except scales.DefinitionError as error:
        if str(error) != "\n".join(map(str, error.faults)):
            raise ValueError("message and faults differ") from error
        return str(error)
    return ""


def unchecked(text):
    """Read a definition past its checks: tests of the plan bring their own examples."""
    from scales._reading import Reader
    from scales._strict_yaml import load
    from scales.definitions import _resolve_all

    return scales.Instrument.model_validate(_resolve_all(Reader().read(load(text)[0])))
