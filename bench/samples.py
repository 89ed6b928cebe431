"""What was measured, round by round, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median


@dataclass
class Samples:
    """Values by measure and side, one per round."""

    values: dict[str, dict[str, list[float]]] = field(default_factory=dict)

    def add(self, side: str, found: Mapping[str, float]) -> None:
        """Add what one side's turn in a round found."""
        for measure, value in found.items():
            self.values.setdefault(measure, {}).setdefault(side, []).append(value)

    def of(self, measure: str, side: str) -> list[float]:
        """One side's values of a measure, in the order of the rounds."""
        return self.values[measure][side]


@dataclass(frozen=True)
class Comparison:
    """Ours beside another, and the target between them.

    Attributes:
        ours, other: one value per round; the n-th of both were measured side by side.
        limit: what the ratio, or the difference, may be at most.
        difference: whether ours minus the other counts, rather than ours divided by it.
    """

    ours: Sequence[float]
    other: Sequence[float]
    limit: float
    difference: bool = False

    @property
    def compared(self) -> float:
        """The median over the rounds of the ratio (or difference) within each.

        What slows the machine down for a while slows both sides of a round, so that pairs say more
        than the two medians do.
        """
        pairs = zip(self.ours, self.other, strict=True)
        return median(a - b if self.difference else a / b for a, b in pairs)

    @property
    def spread(self) -> tuple[float, float]:
        """The smallest and the largest of these."""
        pairs = zip(self.ours, self.other, strict=True)
        found = [a - b if self.difference else a / b for a, b in pairs]
        return min(found), max(found)

    @property
    def met(self) -> bool:
        return self.compared <= self.limit


def stays_flat(sizes: Sequence[int], taken: Sequence[float], allowed: float = 1.5) -> bool:
    """Whether the largest size takes no more than `allowed` times as long as the smallest."""
    del sizes
    return taken[-1] <= allowed * taken[0]


def linear_or_better(sizes: Sequence[int], taken: Sequence[float], slack: float = 1.25) -> bool:
    """Whether no step grows faster than the size, give or take what timing varies by.

    A small size is mostly fixed cost, which would hide a square: so each step is looked at, and
    not only the first and the last size.
    """
    return all(
        taken[n + 1] / taken[n] <= slack * sizes[n + 1] / sizes[n] for n in range(len(sizes) - 1)
    )
