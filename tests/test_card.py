from __future__ import annotations

import pytest

import scales
from scales._card import card, key_table, text_table

SMALL = scales.Instrument.from_yaml("""
format: scales/1
id: calm
version: "2.1"
title: {en: Calm (invented), zh: 平静（虚构）}
short: CS
measures: {en: calm, zh: 平静}
informant: [parent, teacher]
age: [6, null]
text: {status: unknown, shipped: false, holder: nobody}
references:
  paper: {cite: "Author (2020). Title.", doi: 10.1/x}
items:
  1: {hint: {en: at ease, zh: 自在}}
  2: {hint: {en: restless, zh: 坐立不安}}
  3: {hint: {en: filler, zh: 插入题}}
  4: {hint: {en: peaceful, zh: 安宁}}
responses:
  coding: never_first
  options:
    1: {en: never, zh: 从不}
    2: {en: often, zh: 经常}
    3: {en: always, zh: 总是}
  codings:
    always_first: {1: 3, 2: 2, 3: 1}
unscored: {filler: [3]}
reverse: [2]
scales:
  total:
    title: {en: Calm, zh: 平静总分}
    items: all
    missing: {max_missing: 1, then: prorate, source: paper}
    range: [3, 9]
    higher_is: better
    source: paper
    bands:
      school:
        population: {en: pupils, zh: 学生}
        source: paper
        cuts: [{from: 3, label: {en: low, zh: 低}}, {above: 6, label: {en: high, zh: 高}}]
  twice:
    of: total
    transform: [{multiply: 2}]
    range: [6, 18]
    higher_is: better
    status: alternative
    source: paper
checks:
  - {name: calmest, answers: {1: 3, 2: 1, 4: 3}, expect: {total: 9, total@school: high, twice: 18}}
""")

CARD = """\
calm 2.1 · Calm (invented) (CS)

About
  measures: calm
  answered by: parent, teacher
  age: 6–

Items
  4 items, 3 scored
  not scored (filler): 3

Answers
  1 = never, 2 = often, 3 = always

Codings
  the coding must be named: the same numbers mean opposite things
  never_first: 1 = never (the key below is written for this one)
  always_first: 1 = always

Scales and key
  total: Calm · 3..9 · higher is better
      sum · forward: 1 4
      sum · reversed: 2
  twice · 6..18 · higher is better · alternative
      sum of total
      then multiply 2

Blank answers
  total: 1 of 3 may be blank, then prorate [paper]

Cut points
  total@school (pupils; paper): from 3 low, > 6 high

Norms
  none shipped

Rights
  unknown · nobody
  the wording is not included; add your own with a wording file calm.text.<lang>.yaml

Sources
  [paper] Author (2020). Title. doi:10.1/x"""


def test_a_card_in_full():
    text = card(SMALL)
    # The mode of combining stands in the same words as in the definition.
    assert text == CARD


def test_a_card_in_chinese():
    text = card(SMALL, "zh")
    for line in (
        "calm 2.1 · 平静（虚构） (CS)",
        "  测量内容: 平静",
        "  共4题, 计分3题",
        "  1 = 从不, 2 = 经常, 3 = 总是",
        "  必须指明编码: 同一数字在不同编码中含义相反",
        "  total: 平静总分 · 3..9 · 得分越高越好",
        "      sum · 反向: 2",
        "  total@school (学生; paper): from 3 低, > 6 高",
    ):
        assert line in text.splitlines()


def test_an_unknown_language_is_english():
    assert card(SMALL, "fr").splitlines()[2] == "About"


@pytest.mark.parametrize("name", scales.list_instruments())
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_shipped_instrument_has_a_card(name, language):
    instrument = scales.load_instrument(name)
    text = card(instrument, language)
    assert text.startswith(f"{name} {instrument.version} · ")
    headings = {
        "en": [
            "Items",
            "Answers",
            "Scales and key",
            "Blank answers",
            "Norms",
            "Rights",
            "Evidence",
        ],
        "zh": ["题目", "作答方式", "计分键", "缺失作答", "常模", "版权", "依据"],
    }
    lines = text.splitlines()
    positions = [lines.index(heading) for heading in headings[language]]
    assert positions == sorted(positions)
    for scale in instrument.scales:
        assert any(line.startswith(f"  {scale}") for line in lines)
    for reference in instrument.references:
        assert any(line.startswith(f"  [{reference}] ") for line in lines)


def test_the_key_as_a_sheet():
    assert key_table(SMALL) == [
        {"item": "1", "hint": "at ease", "total": "+"},
        {"item": "2", "hint": "restless", "total": "−"},
        {"item": "3", "hint": "filler", "total": "(filler)"},
        {"item": "4", "hint": "peaceful", "total": "+"},
    ]
    assert key_table(SMALL, "zh")[1]["hint"] == "坐立不安"


def test_the_key_of_an_instrument_that_recodes():
    rows = key_table(scales.load_instrument("djg6"))
    assert rows[0] == {
        "item": "1",
        "hint": "emptiness",
        "emotional": "+ (1→0, 2→1, 3→1)",
        "social": "",
        "total": "+ (1→0, 2→1, 3→1)",
    }
    assert rows[1]["social"] == "+ (1→1, 2→1, 3→0)"


def test_the_key_of_cls_is_the_key_written_by_hand():
    marks = {row["item"]: row["total"] for row in key_table(scales.load_instrument("cls"))}
    fillers = {2, 5, 7, 11, 13, 15, 19, 23}
    reverse = {1, 4, 8, 10, 16, 22}
    assert marks == {
        str(i): "(filler)" if i in fillers else "−" if i in reverse else "+" for i in range(1, 25)
    }


def test_a_table_aligns_wide_characters_and_numbers():
    rows = [{"name": "小明", "n": "3"}, {"name": "Li", "n": "12"}, {"name": "x", "n": ""}]
    assert text_table(rows) == "name   n\n小明   3\nLi    12\nx"
    assert text_table([]) == "(no rows)"
