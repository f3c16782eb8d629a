"""Random small instruments and answers to them, for properties that hold for any key."""

from hypothesis import strategies as st

from scales.instrument import (
    Check,
    Cut,
    Instrument,
    Item,
    Missing,
    Option,
    Recode,
    Reference,
    Responses,
    Scale,
    Step,
    TextRights,
)

small = st.integers(-4, 9)


@st.composite
def blocks(draw, item):
    """One item with codes of its own: a run of whole numbers, or any whole numbers."""
    if draw(st.booleans()):
        low = draw(st.integers(-2, 2))
        return Responses(items=(item,), min=low, max=low + draw(st.integers(1, 3)))
    codes = draw(st.lists(small, min_size=2, max_size=4, unique=True))
    return Responses(items=(item,), options=tuple(Option(code=code) for code in codes))


monotone_steps = st.one_of(
    st.builds(lambda n: Step(kind="multiply", number=n), st.sampled_from([-2, 0.5, 1.25, 3])),
    st.builds(lambda n: Step(kind="add", number=n), st.integers(-20, 20)),
    st.builds(
        lambda a, w, c, d: Step(kind="rescale", source=(a, a + w), target=(c, d)),
        *(st.integers(-10, 10), st.integers(1, 20), st.integers(-9, 9), st.integers(-9, 9)),
    ),
    st.builds(
        lambda mode, digits: Step(kind="round", mode=mode, digits=digits),
        *(st.sampled_from(["floor", "ceil", "half_up", "half_even"]), st.integers(0, 2)),
    ),
)


@st.composite
def cut_steps(draw):
    bounds = sorted(draw(st.sets(st.integers(-20, 40), min_size=1, max_size=3)))
    first = Cut(at=-1e9, value=draw(small))
    return Step(
        kind="cut",
        cuts=(first, *(Cut(at=b, strict=draw(st.booleans()), value=draw(small)) for b in bounds)),
    )


@st.composite
def missing_rules(draw, k, thens):
    limit = draw(
        st.sampled_from([{"max_missing": 1}, {"max_fraction": 0.5}, {"min_answered": 1}])
        if k > 1
        else st.just({"max_missing": 1})
    )
    return Missing(**limit, then=draw(st.sampled_from(thens)), source="paper")


@st.composite
def scales_of(draw, name, *, items=(), of=(), steps, methods, plain=False):
    """One scale over items or over other scales, with everything that the format allows."""
    parts = items or of
    method = draw(st.sampled_from(methods))
    weights = {}
    if not plain and method in ("sum", "mean") and draw(st.booleans()):
        weights = {part: draw(st.sampled_from([-2, -1, 0.5, 2])) for part in parts}
    thens = ["prorate"] if method == "mean" else ["partial"]
    if method == "sum" and len(set(weights.values())) <= 1:
        thens.append("prorate")
    equal = len({weights.get(part, 1) for part in parts}) == 1
    missing = None
    if not plain and draw(st.booleans()) and (equal or method != "mean"):
        missing = draw(missing_rules(len(parts), thens))
    reverse = None
    if items:
        reverse = draw(st.none() | st.lists(st.sampled_from(items), unique=True).map(tuple))
    return Scale(
        name=name,
        items=tuple(items),
        of=tuple(of),
        reverse=reverse,
        weights=weights,
        method=method,
        count_values=(0, 1, 2) if method == "count" else (),
        missing=missing,
        transform=tuple(draw(st.lists(steps, max_size=2))),
        higher_is="neither",
    )


def instrument_of(blocks, scales, *, recode=(), reverse=()):
    """Put the parts together, past the loader: its examples would have to be computed first."""
    return Instrument(
        format="scales/1",
        id="random",
        version="0",
        title={"en": "Random"},
        text=TextRights(status="unknown", shipped=False),
        references={"paper": Reference(cite="Author (2020).")},
        items=tuple(Item(id=item) for block in blocks for item in block.items),
        responses=tuple(blocks),
        recode=tuple(recode),
        reverse=tuple(reverse),
        scales={scale.name: scale for scale in scales},
        checks=(Check(name="none", answers={}, expect={}),),
    )


ALL_METHODS = ("sum", "mean", "min", "max", "count")


@st.composite
def instruments(draw, *, most=5, steps=None, methods=ALL_METHODS, composite=True):
    """A whole random instrument with two scales of items and, where wanted, one of scales."""
    steps = (monotone_steps | cut_steps()) if steps is None else steps
    items = [f"q{i}" for i in range(1, draw(st.integers(1, most)) + 1)]
    answers = [draw(blocks(item)) for item in items]
    recode = [
        Recode(items=block.items, map={code: draw(small) for code in block.codes})
        for block in answers
        if draw(st.integers(0, 2)) == 0
    ]
    some = draw(st.lists(st.sampled_from(items), min_size=1, unique=True))
    scales = [
        draw(scales_of("one", items=items, steps=steps, methods=methods)),
        draw(scales_of("two", items=some, steps=steps, methods=methods)),
    ]
    if composite:
        methods = [method for method in methods if method != "count"]
        scales.insert(
            draw(st.integers(0, 2)),
            draw(scales_of("both", of=("two", "one"), steps=steps, methods=methods)),
        )
    reverse = draw(st.lists(st.sampled_from(items), unique=True))
    return instrument_of(answers, scales, recode=recode, reverse=reverse)


@st.composite
def answers_to(draw, instrument, *, blanks=True):
    """One person's answers: codes of the form, some of them blank."""
    out = {}
    for block in instrument.responses:
        for item in block.items:
            given = st.sampled_from([float(code) for code in block.codes])
            out[item] = draw(st.none() | given) if blanks else draw(given)
    return out


@st.composite
def answered_instruments(draw, **options):
    instrument = draw(instruments(**options))
    return instrument, draw(answers_to(instrument))
