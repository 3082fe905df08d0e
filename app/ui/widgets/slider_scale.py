"""Which value a slider's position stands for."""

import math
from dataclasses import dataclass
from typing import Protocol

POSITIONS = 1000


class SliderScale(Protocol):
    """Positions are whole numbers from 0 to `last`; values out of the scale's range lie at its ends."""

    @property
    def last(self) -> int:
        """The last position."""
        ...

    def value_at(self, position: int) -> float:
        """The value, rounded to one that is easy to read."""
        ...

    def position_of(self, value: float) -> int:
        """The nearest position."""
        ...


@dataclass(frozen=True)
class LogScale:
    """Equal ways are equal factors.

    Args:
        minimum: the least value, > 0.
        maximum: the greatest value, > minimum.
        has_zero: whether the first position means zero.

    Raises:
        ValueError: the limits are not as above.
    """

    minimum: float
    maximum: float
    has_zero: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.minimum < self.maximum:
            raise ValueError(f"LogScale: limits must ascend from above zero, got {self.minimum} and {self.maximum}")

    @property
    def last(self) -> int:
        """The last position."""
        return POSITIONS

    def value_at(self, position: int) -> float:
        """The value, rounded to two digits."""
        if position <= 0:
            return 0.0 if self.has_zero else self.minimum
        if position >= POSITIONS:
            return self.maximum
        value = self.minimum * (self.maximum / self.minimum) ** (position / POSITIONS)
        return float(f"{value:.1e}")

    def position_of(self, value: float) -> int:
        """The nearest position."""
        if value < self.minimum:
            return 0
        share = math.log(value / self.minimum) / math.log(self.maximum / self.minimum)
        return max(1 if self.has_zero else 0, min(POSITIONS, round(share * POSITIONS)))


@dataclass(frozen=True)
class LinearScale:
    """Equal ways are equal differences.

    Args:
        minimum: the least value.
        maximum: the greatest value, > minimum.
        step: from one value to the next, > 0.

    Raises:
        ValueError: the arguments are not as above.
    """

    minimum: float
    maximum: float
    step: float

    def __post_init__(self) -> None:
        if not (self.minimum < self.maximum and self.step > 0):
            raise ValueError(
                f"LinearScale: limits must ascend in steps above zero, got {self.minimum}, {self.maximum}, {self.step}"
            )

    @property
    def last(self) -> int:
        """The last position."""
        return round((self.maximum - self.minimum) / self.step)

    def value_at(self, position: int) -> float:
        """The value, without the noise of binary fractions."""
        return float(f"{self.minimum + position * self.step:.9g}")

    def position_of(self, value: float) -> int:
        """The nearest position."""
        return max(0, min(self.last, round((value - self.minimum) / self.step)))


@dataclass(frozen=True)
class LadderScale:
    """Only certain values.

    Args:
        values: at least two, ascending.

    Raises:
        ValueError: they are not.
    """

    values: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.values) < 2 or list(self.values) != sorted(set(self.values)):
            raise ValueError(f"LadderScale: values must be two or more and ascend, got {self.values}")

    @property
    def last(self) -> int:
        """The last position."""
        return len(self.values) - 1

    def value_at(self, position: int) -> float:
        """The value."""
        return self.values[position]

    def position_of(self, value: float) -> int:
        """The position of the nearest value."""
        return min(range(len(self.values)), key=lambda position: abs(self.values[position] - value))
