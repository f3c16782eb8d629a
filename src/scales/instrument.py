"""What an instrument is: a frozen value, read from a checked definition.

Nothing here computes a score. Ids of items are text, so that ``5`` and ``5a`` mix; the order
of the items is the order of the printed form and part of the key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Generic, Literal, NoReturn, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator

if TYPE_CHECKING:
    import os

    import pandas as pd

K = TypeVar("K")
V = TypeVar("V")

UNDETERMINED = "und"
"""Language tag of text that was written without one (BCP 47: undetermined)."""


class FrozenDict(dict[K, V], Generic[K, V]):
    """A dictionary that cannot be changed, can be hashed and can be pickled."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("an instrument is a value: change its definition file instead")

    __setitem__ = __delitem__ = _refuse
    update = setdefault = pop = popitem = clear = __ior__ = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[Any, ...]:
        return FrozenDict, (dict(self),)


def _number(value: object) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"expected a number, got {value!r}")
    return value


def _code(value: object) -> int | float | str:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"expected a number or text, got {value!r}")
    return value


def _answer(value: object) -> int | float | str | tuple[int | float | str, ...] | None:
    if isinstance(value, tuple | list):
        return tuple(_code(part) for part in value)
    if value is None or (isinstance(value, int | float | str) and not isinstance(value, bool)):
        return value
    raise ValueError(f"expected a code, a label, a list of them, or null; got {value!r}")


def _outcome(value: object) -> int | float | str | None:
    if value is None or (isinstance(value, int | float | str) and not isinstance(value, bool)):
        return value
    raise ValueError(f"expected a number, the label of a band, or null; got {value!r}")


Number = Annotated[int | float, PlainValidator(_number)]
Code = Annotated[int | float | str, PlainValidator(_code)]
Answer = Annotated[
    int | float | str | tuple[int | float | str, ...] | None, PlainValidator(_answer)
]
Outcome = Annotated[int | float | str | None, PlainValidator(_outcome)]
Text = Annotated[str, Field(strict=True, min_length=1)]
Words = Annotated[dict[str, Text], AfterValidator(FrozenDict)]
Labels = Annotated[dict[str, tuple[Text, ...]], AfterValidator(FrozenDict)]
CodeMap = Annotated[dict[Code, Number], AfterValidator(FrozenDict)]
Direction = Literal["better", "worse", "neither"]
Method = Literal["sum", "mean", "min", "max", "count"]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=False)


class Item(_Value):
    """One question: ``hint`` is a few words of our own, ``text`` the wording where it may be."""

    id: Text
    text: Words | None = None
    hint: Words | None = None


class Option(_Value):
    """One answer: its code and its labels by language (the official one first, then synonyms)."""

    code: Code
    labels: Labels = FrozenDict()


class Coding(_Value):
    """Another raw coding of the same form: code in the data → code used here.

    ``ticked_count`` says instead that the data hold how many options were ticked
    (multiple choice only); ``map`` is then empty.
    """

    name: Text
    map: CodeMap = FrozenDict()
    ticked_count: bool = False


class Responses(_Value):
    """How a block of items is answered."""

    items: tuple[Text, ...]
    type: Literal["single", "multiple", "number"] = "single"
    options: tuple[Option, ...] = ()
    min: Number | None = None
    max: Number | None = None
    none: tuple[Code, ...] = ()
    if_blank: Number | None = None
    coding: Text | None = None
    codings: tuple[Coding, ...] = ()
    shared_labels: tuple[Text, ...] = ()
    note: Words | None = None

    @property
    def codes(self) -> tuple[int | float | str, ...]:
        """The codes that an answer may hold; empty for free numbers."""
        if self.options:
            return tuple(option.code for option in self.options)
        if self.type == "single" and self.min is not None and self.max is not None:
            return tuple(range(int(self.min), int(self.max) + 1))
        return ()

    @property
    def bounds(self) -> tuple[int | float, int | float]:
        """Lowest and highest value that one answered item takes before recoding."""
        if self.type == "multiple":
            ticks = len(self.options) - len(self.none)
            return (0 if self.none else 1), ticks
        numbers = [code for code in self.codes if not isinstance(code, str)]
        if numbers:
            return min(numbers), max(numbers)
        return (
            self.min if self.min is not None else float("-inf"),
            self.max if self.max is not None else float("inf"),
        )


class Recode(_Value):
    """A recode table as manuals print it: old code → new value, for some items."""

    items: tuple[Text, ...]
    map: Annotated[dict[Number, Number], AfterValidator(FrozenDict)]


class Missing(_Value):
    """What happens when answers are blank. Exactly one limit; ``then`` names the rule."""

    max_missing: int | None = Field(default=None, ge=0, strict=True)
    max_fraction: Number | None = None
    min_answered: int | None = Field(default=None, ge=1, strict=True)
    then: Literal["none", "prorate", "partial"] | None = None
    source: Text

    def allowed(self, k: int) -> int:
        """Return how many of ``k`` may be blank."""
        if self.max_missing is not None:
            return min(self.max_missing, k)
        if self.min_answered is not None:
            return max(0, k - self.min_answered)
        return int((self.max_fraction or 0) * k + 1e-9)


class CaseMissing(_Value):
    """A rule for the whole form: with more blanks than allowed there is no score at all."""

    items: tuple[Text, ...]
    max_missing: int | None = Field(default=None, ge=0, strict=True)
    max_fraction: Number | None = None
    min_answered: int | None = Field(default=None, ge=1, strict=True)
    source: Text

    def allowed(self) -> int:
        """Return how many of the items may be blank."""
        rule = Missing(
            max_missing=self.max_missing,
            max_fraction=self.max_fraction,
            min_answered=self.min_answered,
            source=self.source,
        )
        return rule.allowed(len(self.items))


class Skip(_Value):
    """Items that the form itself skips: blank counts as ``value`` when all of ``when`` holds."""

    when: Annotated[dict[Text, tuple[Number, ...]], AfterValidator(FrozenDict)]
    items: tuple[Text, ...]
    value: Number = 0
    source: Text | None = None


class Cut(_Value):
    """A step of a cut: from this value on (or strictly above it) the result is ``value``."""

    at: Number
    strict: bool = False
    value: Number


class Step(_Value):
    """One transform step; the field that is set says which."""

    kind: Literal["multiply", "add", "rescale", "round", "cut", "lookup"]
    number: Number | None = None
    source: tuple[Number, Number] | None = None
    target: tuple[Number, Number] | None = None
    mode: Literal["floor", "ceil", "half_up", "half_even"] | None = None
    digits: int = Field(default=0, ge=0, le=12, strict=True)
    cuts: tuple[Cut, ...] = ()
    table: Annotated[dict[Number, Number], AfterValidator(FrozenDict)] = FrozenDict()


class Band(_Value):
    """A lower bound (strict where the source says 'above') and its label."""

    at: Number
    strict: bool = False
    label: Words


class BandSet(_Value):
    """Named cut points for one population, from one source."""

    population: Words
    source: tuple[Text, ...]
    kind: Literal["severity", "screening", "norm", "descriptive"] | None = None
    grade: Literal["A", "B", "C"] | None = None
    cuts: tuple[Band, ...]
    note: Words | None = None


class Scale(_Value):
    """One score of the instrument and everything that defines it."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
    title: Words | None = None
    items: tuple[Text, ...] = ()
    of: tuple[Text, ...] = ()
    algorithm: Text | None = None
    reverse: tuple[Text, ...] | None = None
    recode: tuple[Recode, ...] | None = None
    weights: Annotated[dict[str, Number], AfterValidator(FrozenDict)] = FrozenDict()
    method: Method = "sum"
    count_values: tuple[Number, ...] = ()
    missing: Missing | None = None
    transform: tuple[Step, ...] = ()
    range: tuple[Number, Number] | None = None
    higher_is: Direction
    higher_means: Words | None = None
    status: Literal["official", "alternative", "derived"] = "official"
    source: tuple[Text, ...] = ()
    bands: Annotated[dict[str, BandSet], AfterValidator(FrozenDict)] = FrozenDict()
    reliability: bool = Field(default=True, strict=True)
    note: Words | None = None


class TextRights(_Value):
    """Who holds the wording and what may be done with it."""

    status: Literal[
        "public_domain",
        "open_licence",
        "free_for_research",
        "permission_required",
        "commercial",
        "unknown",
    ]
    shipped: bool = Field(strict=True)
    licence: Text | None = None
    holder: Text | None = None
    terms: Text | None = None
    note: Words | None = None


class Reference(_Value):
    """A source that the definition cites."""

    cite: Text
    doi: Text | None = None
    url: Text | None = None
    note: Words | None = None


class Check(_Value):
    """A worked example: answers, and the scores that they must give."""

    name: Text
    answers: Annotated[dict[str, Answer], AfterValidator(FrozenDict)]
    rest: Answer = None
    coding: Text | None = None
    expect: Annotated[dict[str, Outcome], AfterValidator(FrozenDict)]


class Evidence(_Value):
    """Where the key was read, and what was found."""

    grade: Literal["A", "B"]
    sources: tuple[Text, ...]
    found: Words
    conflicts: tuple[Words, ...] = ()
    traps: tuple[Words, ...] = ()


Informant = Literal["self", "parent", "teacher", "peer", "clinician", "observer"]


class Instrument(_Value):
    """A psychometric instrument: items, answers, key, scales, sources and worked examples.

    Read one with :func:`scales.load_instrument` or :meth:`Instrument.from_file`; both refuse
    a definition that contradicts itself.
    """

    format: Literal["scales/1"]
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    version: Text
    title: Words
    short: Text | None = None
    form: Words | None = None
    measures: Words | None = None
    variant_of: Text | None = None
    informant: tuple[Informant, ...] = ("self",)
    age: tuple[Number | None, Number | None] | None = None
    recall: Words | None = None
    aliases: tuple[Text, ...] = ()
    text: TextRights
    references: Annotated[dict[str, Reference], AfterValidator(FrozenDict)]
    items: tuple[Item, ...] = Field(min_length=1)
    responses: tuple[Responses, ...] = Field(min_length=1)
    recode: tuple[Recode, ...] = ()
    unscored: Annotated[dict[str, tuple[Text, ...]], AfterValidator(FrozenDict)] = FrozenDict()
    reverse: tuple[Text, ...] = ()
    case_missing: CaseMissing | None = None
    skips: tuple[Skip, ...] = ()
    scales: Annotated[dict[str, Scale], AfterValidator(FrozenDict)] = Field(min_length=1)
    checks: tuple[Check, ...] = Field(min_length=1)
    evidence: Evidence | None = None

    @cached_property
    def item_ids(self) -> tuple[str, ...]:
        """The ids of all items in the order of the form."""
        return tuple(item.id for item in self.items)

    @cached_property
    def unscored_items(self) -> frozenset[str]:
        """Fillers and other items that no scale uses."""
        return frozenset(item for items in self.unscored.values() for item in items)

    @cached_property
    def scored_items(self) -> tuple[str, ...]:
        """The ids of the items that some scale uses, in the order of the form."""
        return tuple(item for item in self.item_ids if item not in self.unscored_items)

    def block_of(self, item: str) -> Responses:
        """Return the response block that holds an item.

        Parameters
        ----------
        item : str
            Id of an item of this instrument.

        Returns
        -------
        Responses
            How the item is answered.
        """
        return next(block for block in self.responses if item in block.items)

    @cached_property
    def coding_names(self) -> tuple[str, ...]:
        """The names of all raw codings, the primary one first."""
        names: dict[str, None] = {}
        for block in self.responses:
            names.setdefault(block.coding or "published")
        primary = next(iter(names))
        others: dict[str, None] = {}
        for block in self.responses:
            for coding in block.codings:
                others.setdefault(coding.name)
        return (primary, *(name for name in others if name != primary))

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the normalised definition, as hexadecimal text.

        Normalised means: the data that :meth:`to_json` writes, keys sorted, without spaces.
        Wording of your own is no part of a definition that ships none, and does not change it.
        """
        from scales._writing import plain

        data = _normalised(plain(self))
        text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def key(self) -> pd.DataFrame:
        """Return the effective signed key as a frame, one row per scale and item.

        Returns
        -------
        pandas.DataFrame
            Columns: scale, item, hint, sign (+1 or -1), weight, recode (text), lowest and
            highest keyed value, source (ids of the references of the scale).

        Examples
        --------
        >>> import scales
        >>> key = scales.load_instrument("brs").key()
        >>> key.loc[(key.scale == "mean") & (key.sign == -1), "item"].tolist()
        ['2', '4', '6']
        """
        import pandas as pd

        from scales.plan import key_rows

        return pd.DataFrame(key_rows(self))

    @classmethod
    def from_file(
        cls,
        path: str | os.PathLike[str],
        *,
        wording: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] | None = None,
    ) -> Instrument:
        """Read and check a definition file (YAML, or JSON of the same shape).

        Parameters
        ----------
        path : path
            File of the format ``scales/1``.
        wording : path or several paths, optional
            Wording overlays ``<id>.text.<lang>.yaml`` with item texts of your own.

        Returns
        -------
        Instrument
            The checked value.

        Raises
        ------
        DefinitionError
            If anything in the file is wrong; it lists every fault with its line.
        """
        from scales.definitions import read_definition

        return read_definition(path, wording=wording)

    def with_wording(self, path: str | os.PathLike[str]) -> Instrument:
        """Return the instrument with item texts of your own.

        Parameters
        ----------
        path : path
            File ``<id>.text.<lang>.yaml`` that maps item ids to wording. Keep it in a folder of
            your own: the library ships no wording that it may not ship.

        Returns
        -------
        Instrument
            The same instrument with ``items[…].text`` filled in. Where the definition ships no
            wording, the fingerprint and :meth:`to_yaml` stay as they are.

        Raises
        ------
        DefinitionError
            If the name of the file does not fit, or an item does not exist.
        """
        from scales.definitions import with_wording

        return with_wording(self, path)

    @classmethod
    def from_yaml(cls, text: str, *, name: str = "<definition>") -> Instrument:
        """Read and check a definition given as YAML text.

        Parameters
        ----------
        text : str
            A whole definition of the format ``scales/1``.
        name : str
            What messages call the text.

        Returns
        -------
        Instrument
            The checked value.

        Raises
        ------
        DefinitionError
            If anything is wrong; it lists every fault with its line.
        """
        from scales.definitions import parse_yaml

        return parse_yaml(text, name=name)

    @classmethod
    def from_json(cls, text: str, *, name: str = "<definition>") -> Instrument:
        """Read and check a definition given as JSON text.

        Parameters
        ----------
        text : str
            A whole definition of the format ``scales/1``; keys that look like numbers are numbers.
        name : str
            What messages call the text.

        Returns
        -------
        Instrument
            The checked value.

        Raises
        ------
        DefinitionError
            If anything is wrong; it lists every fault.
        """
        from scales.definitions import parse_json

        return parse_json(text, name=name)

    def to_yaml(self) -> str:
        """Write the definition as YAML.

        Returns
        -------
        str
            Text that :meth:`from_yaml` reads back to an equal value.
        """
        from scales.definitions import dump_yaml

        return dump_yaml(self)

    def to_json(self) -> str:
        """Write the definition as JSON of the same shape, the form for machines.

        Returns
        -------
        str
            Text that :meth:`from_json` reads back to an equal value.
        """
        from scales.definitions import dump_json

        return dump_json(self)


def _normalised(data: Any) -> Any:
    """Return plain data with text keys and 5.0 as 5: what two spellings of one file share."""
    if isinstance(data, dict):
        return {str(key): _normalised(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_normalised(value) for value in data]
    return int(data) if isinstance(data, float) and data.is_integer() else data


def in_language(words: Mapping[str, str] | None, language: str = "en") -> str:
    """Return text in a language, else without a language, else in English, else the first.

    Parameters
    ----------
    words : mapping of language tag to text, or None
        As stored in an instrument.
    language : str
        BCP 47 tag; ``zh-CN`` also finds ``zh``.

    Returns
    -------
    str
        The text; empty when there is none.
    """
    if not words:
        return ""
    for tag in (language, language.split("-")[0], UNDETERMINED, "en"):
        if tag in words:
            return words[tag]
    return next(iter(words.values()))
