"""What a form must not get wrong: items, answers, codings and skips."""

import os
import subprocess
import sys

import pytest

from samples import changed, refused

SLIPS = [
    (
        [("items: all", "items: [1-3]")],
        "f:7: items: item 4 is in no scale; list it under 'unscored' if meant\nf:19: checks.0.expect.total: 'highest' expects 20, but the key gives 15",
    ),
    (
        [("reverse: [3]", "reverse: [3]\nunscored: {filler: 4}"), ("items: all", "items: 1-4")],
        "f:12: unscored.filler: item 4 is also in scale 'total'",
    ),
    (
        [("  min: 1\n  max: 5\n", "  - {items: [1-3], min: 1, max: 5}\n")],
        "f:8: responses: item 4 has no answers; give it a block",
    ),
    (
        [
            (
                "  min: 1\n  max: 5\n",
                "  - {items: [1-3], min: 1, max: 5}\n  - {items: [3-4], min: 1, max: 5}\n",
            )
        ],
        "f:8: responses: item 3 is in 2 blocks; one is enough",
    ),
    (
        [
            (
                "  min: 1\n  max: 5\n",
                "  - {items: [1-3], min: 1, max: 5, coding: a}\n  - {items: 4, min: 1, max: 5}\n",
            )
        ],
        "f:8: responses: blocks name different primary codings: a, published",
    ),
    (
        [("  min: 1\n  max: 5\n", "  options: {1: a, 5: b}\n  min: 1\n")],
        "f:8: responses: give 'options' or 'min' and 'max', not both",
    ),
    (
        [("  min: 1\n  max: 5\n", "  type: number\n  options: {1: a}\n")],
        "f:10: responses.options: a number has no options; give 'min' and 'max'",
    ),
    (
        [("  min: 1\n  max: 5\n", "  min: 1\n")],
        "f:8: responses: give 'options', or 'min' and 'max'",
    ),
    (
        [("  min: 1\n  max: 5\n", "  min: 1.5\n  max: 5\n")],
        "f:8: responses: 'min' and 'max' of choices are whole numbers (or say type: number)",
    ),
    (
        [("  min: 1\n  max: 5\n", "  min: 5\n  max: 5\n")],
        "f:8: responses: min 5 is not below max 5",
    ),
    (
        [("  min: 1\n  max: 5\n", "  options: {a: x, 5: y}\n")],
        "f:9: responses.options: code 'a' must be a number",
    ),
    (
        [("  min: 1\n  max: 5\n", "  type: multiple\n")],
        "f:8: responses: a multiple choice needs 'options'",
    ),
    (
        [("  min: 1\n  max: 5\n", "  type: multiple\n  none: [9]\n  options: {0: a, 1: b}\n")],
        "f:10: responses.none: 9 is no option",
    ),
    (
        [("  min: 1\n  max: 5\n", "  none: 1\n  options: {1: a, 5: b}\n")],
        "f:9: responses.none: 'none' belongs to type: multiple",
    ),
    (
        [("  min: 1\n  max: 5\n", "  options: {1: [a, Some.], 5: some}\n")],
        "f:9: responses.options: label 'some' stands for codes 1 and 5; if the form prints it so, list it under 'shared_labels'",
    ),
    (
        [("  min: 1\n  max: 5\n", "  options: {1: a, 5: b}\n  shared_labels: a\n")],
        "f:10: responses.shared_labels: 'a' is not shared by two options",
    ),
    (
        [("  min: 1\n  max: 5\n", "  min: 1\n  max: 5\n  if_blank: 6\n")],
        "f:11: responses.if_blank: 6 is no answer of these items",
    ),
    (
        [("  min: 1\n  max: 5\n", "  options: {1: a, 5: b}\n  if_blank: 3\n")],
        "f:10: responses.if_blank: 3 is no answer of these items",
    ),
    (
        [
            (
                "  min: 1\n  max: 5\n",
                "  - items: all\n    min: 1\n    max: 5\n    codings:\n      x: {0: 1, 1: 2, 2: 3, 3: 4}\n",
            )
        ],
        "f:13: responses.0.codings.x: no code for 5",
    ),
    (
        [
            (
                "  min: 1\n  max: 5\n",
                "  - items: all\n    min: 1\n    max: 5\n    codings:\n      x: {0: 1, 1: 2, 2: 3, 3: 4, 4: 6}\n",
            )
        ],
        "f:13: responses.0.codings.x: 6 is no code of this form",
    ),
    (
        [
            (
                "  min: 1\n  max: 5\n",
                "  - items: all\n    min: 1\n    max: 5\n    codings:\n      x: {0: 1, 1: 2, 2: 3, 3: 4, 4: 5, 5: 5}\n",
            )
        ],
        "f:13: responses.0.codings.x: two codes lead to one answer",
    ),
    (
        [
            (
                "  min: 1\n  max: 5\n",
                "  - items: all\n    min: 1\n    max: 5\n    codings:\n      x: {a: 1, 1: 2, 2: 3, 3: 4, 4: 5}\n",
            )
        ],
        "f:13: responses.0.codings.x: code 'a' must be a number",
    ),
    (
        [
            (
                "  min: 1\n  max: 5\n",
                "  - items: all\n    min: 1\n    max: 5\n    codings:\n      x: ticked_count\n",
            )
        ],
        "f:13: responses.0.codings.x: ticked_count belongs to type: multiple",
    ),
    (
        [
            (
                "  min: 1\n  max: 5\n",
                "  min: 1\n  max: 5\n  codings: {published: {0: 1, 1: 2, 2: 3, 3: 4, 4: 5}}\n",
            )
        ],
        "f:11: responses.codings: 'published' is the primary coding; name the other one",
    ),
    (
        [
            (
                "  min: 1\n  max: 5\n",
                "  min: 1\n  max: 5\n  coding: x\n  codings: {x: {0: 1, 1: 2, 2: 3, 3: 4, 4: 5}}\n",
            )
        ],
        "f:12: responses.codings: 'x' is the primary coding; name the other one",
    ),
    (
        [("reverse: [3]", "reverse: [3]\nskips: {when: {1: 9}, items: 2, value: 0}")],
        "f:12: skips.value: 0 is no answer of item 2\nf:12: skips.when: 9 is no answer of item 1",
    ),
    (
        [("reverse: [3]", "reverse: [3]\nskips: {when: {1: 1}, items: 2, value: 1, source: papr}")],
        "f:12: skips.source: there is no reference 'papr'",
    ),
    (
        [
            (
                "reverse: [3]",
                "reverse: [3]\nskips:\n  - {when: {1: 1}, items: 2, value: 5}\n  - {when: {1: 1}, items: 2, value: 7}",
            )
        ],
        "f:14: skips.1.value: 7 is no answer of item 2",
    ),
]
"""Changes of the small definition, and the whole message with which the loader answers."""


@pytest.mark.parametrize(("changes", "message"), SLIPS)
def test_slip_and_answer(changes, message):
    assert refused(changed(*changes)) == message


MANY = changed(
    ("  min: 1\n  max: 5\n", "  options: {1: a, 5: b}\n  shared_labels: [p, q, r, s, t, u]\n")
)


def test_the_same_file_gives_the_same_message_in_every_process():
    code = "import sys, scales\ntry: scales.Instrument.from_yaml(sys.stdin.read())\n"
    code += "except scales.DefinitionError as error: print(error)"
    messages = {
        subprocess.run(
            [sys.executable, "-c", code],
            input=MANY,
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(messages) == 1
