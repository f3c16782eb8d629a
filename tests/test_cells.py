"""Every shape of a cell: what it is read as, and with which words it is refused."""

import math
from decimal import Decimal

import pytest

import scales
from samples import DATA
from scales._cells import CellReader, clean, folded
from scales.instrument import Coding, Option, Responses

AGREE = Responses(
    items=("1",),
    options=(
        Option(code=1, labels={"en": ("strongly disagree",), "zh": ("非常不同意", "很不同意")}),
        Option(code=2, labels={"en": ("disagree",), "zh": ("不同意",)}),
        Option(code=4, labels={"en": ("agree",), "zh": ("同意",)}),
        Option(code=5, labels={"en": ("strongly agree", "Yes!"), "zh": ("非常同意",)}),
    ),
    coding="agree_last",
    codings=(
        Coding(name="agree_first", map={1: 5, 2: 4, 4: 2, 5: 1}),
        Coding(name="zero_based", map={0: 1, 1: 2, 2: 4, 3: 5}),
    ),
)
BARE = Responses(items=("1",), min=1, max=5)
TICKS = Responses(
    items=("1",),
    type="multiple",
    none=("N",),
    options=(
        Option(code="A", labels={"en": ("partner",), "zh": ("配偶",)}),
        Option(code="B", labels={"en": ("family, near or far",), "zh": ("家人",)}),
        Option(code="C", labels={"zh": ("朋友",)}),
        Option(code="D", labels={"zh": ("同事",)}),
        Option(code="N", labels={"en": ("nobody",), "zh": ("无",)}),
    ),
    codings=(Coding(name="counts", ticked_count=True),),
)
FREE = Responses(items=("1",), type="number", min=0, max=24)


def said(block, cell, coding=None):
    """The value that a cell gives, or the rule and the words of a misfit."""
    reading = CellReader(block, coding).read(cell)
    return (reading.rule, reading.fault) if reading.fault else reading.value


# --- cleaning ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (5, 5),
        (5.0, 5.0),
        ("5", 5),
        (" 5 ", 5),
        ("５", 5),
        ("２．５", 2.5),
        ("\u200b5\ufeff", 5),
        ("5.0", 5),
        ("\u30005", 5),
        ("−3", -3),
        ("-3", -3),
        ("+3", 3),
        (".5", 0.5),
        ("1e3", "1e3"),
        ("", None),
        ("  \u200d ", None),
        (None, None),
        (math.nan, None),
        (math.inf, math.inf),
        (True, "True"),
        (False, "False"),
        (Decimal("4"), 4),
        (Decimal("4.5"), 4.5),
        (" 非常\u3000 同意 ", "非常 同意"),
        ("（空）", "(空)"),
        ("1,5", "1,5"),
    ],
)
def test_clean(cell, value):
    assert clean(cell) == value
    assert type(clean(cell)) is type(value)


def test_folded_labels_are_compared_without_case_width_and_full_stop():
    assert folded(" Strongly  AGREE. ") == folded("strongly agree") == "strongly agree"
    assert folded("Ａ lot。") == "a lot"
    assert folded("同意") != folded("不同意")


# --- codes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "value"),
    [(1, 1), (5, 5), ("5", 5), ("５", 5), (" 4 ", 4), (4.0, 4), ("4.0", 4), ("\u200b2", 2)],
)
@pytest.mark.parametrize(
    ("coding", "table"),
    [
        (None, {1: 1, 2: 2, 4: 4, 5: 5}),
        ("agree_last", {1: 1, 2: 2, 4: 4, 5: 5}),
        ("agree_first", {1: 5, 2: 4, 4: 2, 5: 1}),
    ],
)
def test_codes_go_through_the_named_coding(cell, value, coding, table):
    reading = CellReader(AGREE, coding).read(cell)
    assert (reading.value, reading.by) == (table[value], "code")


@pytest.mark.parametrize(
    ("cell", "coding", "expected"),
    [
        (7, None, ("out_of_range", "7 is outside 1, 2, 4, 5")),
        ("7", None, ("out_of_range", "7 is outside 1, 2, 4, 5")),
        (3, None, ("out_of_range", "3 is outside 1, 2, 4, 5")),
        (0, None, ("out_of_range", "0 is outside 1, 2, 4, 5")),
        (-3, None, ("out_of_range", "-3 is outside 1, 2, 4, 5")),
        (0, "zero_based", 1),
        (4, "zero_based", ("out_of_range", "4 is outside 0..3")),
        (2.5, None, ("fraction", "2.5 is a fraction; allowed is 1, 2, 4, 5")),
        ("2.5", None, ("fraction", "2.5 is a fraction; allowed is 1, 2, 4, 5")),
        (math.inf, None, ("out_of_range", "inf is outside 1, 2, 4, 5")),
        (-math.inf, None, ("out_of_range", "-inf is outside 1, 2, 4, 5")),
        (True, None, ("boolean", "True is true/false, not an answer code or label")),
        (False, None, ("boolean", "False is true/false, not an answer code or label")),
        ("maybe", None, ("unknown_label", "'maybe' is no option label; allowed is 1, 2, 4, 5")),
        ("12:30", None, ("unknown_label", "'12:30' is no option label; allowed is 1, 2, 4, 5")),
    ],
)
def test_what_is_no_answer(cell, coding, expected):
    assert said(AGREE, cell, coding) == expected


def test_a_block_without_labels_says_so():
    assert said(BARE, "agree") == ("unknown_label", "'agree' is no number; allowed is 1..5")
    assert said(BARE, 7) == ("out_of_range", "7 is outside 1..5")


@pytest.mark.parametrize(
    "cell",
    [
        *("", " ", "\u3000", "(空)", "（空）", "(跳过)", "（跳过）", "空", "未填", "."),
        *("#NULL!", "#null!", "NA", "N/A", "na", "<NA>", "nan", "NaN", "NULL", "None", "none"),
        *(None, math.nan),
    ],
)
@pytest.mark.parametrize("block", [AGREE, BARE, FREE])
@pytest.mark.parametrize("coding", [None, "agree_first"])
def test_blanks(cell, block, coding):
    reading = CellReader(block, coding).read(cell)
    assert (reading.value, reading.by, reading.fault) == (None, "blank", None)


def test_pandas_scalars():
    pandas = pytest.importorskip("pandas")
    numpy = pytest.importorskip("numpy")
    for blank in (pandas.NA, pandas.NaT, numpy.nan, numpy.float64("nan")):
        assert CellReader(AGREE).read(blank).by == "blank"
    assert [said(AGREE, numpy.int8(4)), said(AGREE, numpy.float32(4))] == [4, 4]
    assert said(AGREE, numpy.bool_(True))[0] == "boolean"


# --- labels ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("agree", 4),
        ("Agree", 4),
        (" STRONGLY   agree. ", 5),
        ("strongly\u00a0disagree", 1),
        ("yes!", 5),
        ("YES！", 5),
        ("同意", 4),
        ("同意。", 4),
        ("非常同意", 5),
        ("很不同意", 1),
        ("ａｇｒｅｅ", 4),
    ],
)
@pytest.mark.parametrize("coding", [None, "agree_last", "agree_first", "zero_based"])
def test_a_label_means_the_same_under_every_coding(cell, value, coding):
    reading = CellReader(AGREE, coding).read(cell)
    assert (reading.value, reading.by) == (value, "label")


PREFIXED = (
    "{}.非常同意",
    "{}、非常同意",
    "{}：非常同意",
    "{} 非常同意",
    "{}-非常同意",
    "({})非常同意",
    "（{}）非常同意",
    "[{}] 非常同意",
    "{}) strongly agree",
    "{} = Strongly agree",
    "非常同意({})",
    "非常同意（{}）",
    "非常同意 [{}]",
)


@pytest.mark.parametrize("shape", PREFIXED)
@pytest.mark.parametrize(
    ("number", "coding", "agrees"),
    [
        (5, None, True),  # the primary coding
        (1, None, True),  # agree_first: some declared coding gives that number
        (3, None, True),  # zero_based
        (2, None, False),
        (7, None, False),
        (5, "agree_last", True),
        (1, "agree_first", True),
        (5, "agree_first", False),
        (3, "zero_based", True),
        (5, "zero_based", False),
    ],
)
def test_a_number_beside_a_label_must_agree_in_a_declared_coding(shape, number, coding, agrees):
    cell = shape.format(number)
    reading = CellReader(AGREE, coding).read(cell)
    if agrees:
        assert (reading.value, reading.by, reading.fault) == (5, "label", None)
    else:
        assert reading.value is None
        assert reading.rule == "label_conflict"
        assert reading.fault.endswith(f": the number says {number}, the label says 5")


def test_naming_the_primary_coding_shuts_the_others_out():
    assert said(AGREE, "1.非常同意", "agree_last")[0] == "label_conflict"


@pytest.mark.parametrize("cell", ["A. agree", "d、同意", "(B) agree", "[c]agree"])
def test_a_letter_before_a_label_says_nothing(cell):
    assert said(AGREE, cell) == 4


def test_a_shared_label_asks_for_the_code():
    shared = scales.Instrument.from_file(DATA / "format" / "blocks.yaml").block_of("3a")
    assert said(shared, "some") == (
        "shared_label",
        "'some' stands for 1 or 2; give the code instead",
    )
    assert said(shared, "2. some")[0] == "shared_label"
    assert said(shared, "a little") == 1


def test_the_answer_none_is_not_told_from_a_blank_that_a_program_wrote():
    block = Responses(
        items=("1",), options=(Option(code=0, labels={"en": ("none",)}), Option(code=1))
    )
    assert said(block, "none") == 0
    assert said(block, None) is None
    assert said(block, "None") == (
        "unknown_label",
        "'None' may be a blank or the answer none; say which",
    )


# --- free numbers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (7.5, 7.5),
        ("7.5", 7.5),
        (0, 0),
        (24, 24),
        (24.1, ("out_of_range", "24.1 is outside 0..24")),
        (-1, ("out_of_range", "-1 is outside 0..24")),
        (math.inf, ("out_of_range", "inf is outside 0..24")),
        ("22:30", ("unknown_label", "'22:30' is no number; allowed is 0..24")),
    ],
)
def test_free_numbers(cell, expected):
    assert said(FREE, cell) == expected


# --- ticks -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("A", 1),
        ("a", 1),
        ("A;C", 2),
        ("A;C;D", 3),
        ("A┋C", 2),
        ("A|C", 2),
        ("A,C", 2),
        ("A，C", 2),
        ("A、C", 2),
        ("A/C", 2),
        ("A; C ;", 2),
        ("A;A", 1),
        (["A", "C"], 2),
        (("A",), 1),
        ([], None),
        ([None, ""], None),
        ("配偶┋朋友", 2),
        ("配偶;朋友;同事", 3),
        ("D、同事", 1),
        ("A.配偶┋C.朋友", 2),
        ("D、同事┋A、配偶", 2),
        ("family, near or far", 1),
        ("family, near or far;partner", 2),
        ("Partner", 1),
        ("N", 0),
        ("n", 0),
        (["N"], 0),
        ("nobody", 0),
        ("无", 0),
        ("", None),
        (None, None),
        (math.nan, None),
        ("(空)", None),
        ("(跳过)", None),
        ("#NULL!", None),
        ("A;N", ("none_with_others", "'A;N': 'none' was ticked with other options")),
        (["N", "C"], ("none_with_others", "['N', 'C']: 'none' was ticked with other options")),
        ("A;X", ("unknown_option", "'X' is no option; allowed is A, B, C, D, N")),
        ("X", ("unknown_option", "'X' is no option; allowed is A, B, C, D, N")),
        (3, ("unknown_option", "3 is no option; allowed is A, B, C, D, N")),
        ("3", ("unknown_option", "3 is no option; allowed is A, B, C, D, N")),
    ],
)
def test_ticks(cell, expected):
    assert said(TICKS, cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (0, 0),
        (3, 3),
        ("3", 3),
        (4.0, 4),
        ("N", 0),
        ("nobody", 0),
        ("", None),
        (None, None),
        ("(空)", None),
        (5, ("out_of_range", "5 is outside the number of ticked options, 0..4")),
        (-1, ("out_of_range", "-1 is outside the number of ticked options, 0..4")),
        (1.5, ("fraction", "1.5 is no whole number of ticks")),
    ],
)
def test_counts_of_ticks(cell, expected):
    assert said(TICKS, cell, "counts") == expected


def test_letters_are_no_counts():
    assert said(TICKS, "A;C", "counts")[0] == "unknown_label"


@pytest.mark.parametrize(
    "cell", ["A;C;H", "A┋C┋H", ["A", "C", "H"], "A、配偶┋C、亲戚┋H、非官方组织"]
)
def test_ticks_of_a_shipped_form(cell):
    assert said(scales.load_instrument("ssrs").block_of("6"), cell) == 3


def test_numeric_codes_are_pairs_of_data_and_definition():
    assert CellReader(AGREE, "agree_first").numeric_codes == ((1, 5), (2, 4), (4, 2), (5, 1))
    assert CellReader(TICKS).numeric_codes == ()
    assert CellReader(FREE).numeric_codes == ()
    assert CellReader(FREE).allowed == "0..24"
