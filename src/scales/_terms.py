"""The parts of a compiled key: how an item enters a scale, and a scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from scales.instrument import Method, Step


@dataclass(frozen=True, slots=True)
class Term:
    """How one item (or one component scale) enters a scale.

    Keyed value: ``r(x)`` recodes, then ``mirror − r(x)`` where ``reversed``, then × ``weight``.
    ``low`` and ``high`` bound the keyed value before the weight. ``codes`` are the prepared
    answers that the item may hold (for a composite the whole scores of a component do not count).
    """

    name: str
    recode: Mapping[float, float] | None = None
    reversed: bool = False
    mirror: float = 0.0
    weight: float = 1.0
    low: float = 0.0
    high: float = 0.0
    codes: tuple[float, ...] = ()

    @property
    def values(self) -> tuple[float, ...]:
        """The keyed values that an answer can give; empty for free numbers and composites."""
        return tuple(self.keyed(code) for code in self.codes)

    def keyed(self, answer: float) -> float:
        """Return the keyed value of a prepared answer, before the weight."""
        value = self.recode[answer] if self.recode is not None else answer
        return self.mirror - value if self.reversed else value

    def flipped(self) -> Term:
        """Return the same term with its direction turned round (a wrong key on purpose)."""
        return replace(self, reversed=not self.reversed, mirror=self.low + self.high)


@dataclass(frozen=True, slots=True)
class ScalePlan:
    """One scale, compiled."""

    name: str
    terms: tuple[Term, ...]
    composite: bool
    algorithm: str | None
    method: Method
    count_values: tuple[float, ...]
    allowed_missing: int
    then: str
    steps: tuple[Step, ...]
    attainable: tuple[float, float]

    @property
    def k(self) -> int:
        """How many items (or components) enter."""
        return len(self.terms)
