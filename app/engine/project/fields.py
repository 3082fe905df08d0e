"""Values out of JSON that somebody else may have written: each is checked, and a wrong one is named."""

import math
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from app.engine.project.array_store import Array, ArrayReader

Json = dict[str, object]


class Fields:
    """The members of a JSON object.

    Args:
        where: the object's place, for messages: `keyframes[3].snapshot`.
        values: the object.
        arrays: where the arrays are that it names.

    Raises:
        ValueError: by every method, where a member is missing or not what it must be.
    """

    def __init__(self, where: str, values: object, arrays: ArrayReader) -> None:
        if not isinstance(values, dict):
            raise ValueError(f"{where} must be a table")
        self.where = where
        self.values: Mapping[str, object] = values
        self._arrays = arrays

    def place(self, key: str) -> str:
        """The place of a member, for messages."""
        return f"{self.where}.{key}" if self.where else key

    def has(self, key: str) -> bool:
        """Whether there is a member that is not null."""
        return self._value(key) is not None

    def whole(self, key: str, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        value = self._value(key)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError(f"{self.place(key)} must be a whole number between {low} and {high}")
        return value

    def number(self, key: str) -> float:
        """A finite number."""
        return _number(self._value(key), self.place(key))

    def vector(self, key: str, shape: tuple[int, ...]) -> NDArray[np.float64]:
        """A list of as many finite numbers as an array of that shape has."""
        values = [_number(value, self.place(key)) for value in self.items(key)]
        if len(values) != math.prod(shape):
            raise ValueError(f"{self.place(key)} must be {math.prod(shape)} numbers, got {len(values)}")
        return np.array(values, dtype=np.float64).reshape(shape)

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self._value(key)
        if not isinstance(value, bool):
            raise ValueError(f"{self.place(key)} must be true or false")
        return value

    def text(self, key: str) -> str:
        """A text."""
        value = self._value(key)
        if not isinstance(value, str):
            raise ValueError(f"{self.place(key)} must be a text")
        return value

    def items(self, key: str) -> list[object]:
        """A list."""
        value = self._value(key)
        if not isinstance(value, list):
            raise ValueError(f"{self.place(key)} must be a list")
        return value

    def fields(self, key: str) -> "Fields":
        """A table."""
        return Fields(self.place(key), self._value(key), self._arrays)

    def each(self, key: str) -> Iterator["Fields"]:
        """The tables of a list."""
        for index, value in enumerate(self.items(key)):
            yield Fields(f"{self.place(key)}[{index}]", value, self._arrays)

    def array(self, key: str, dtype: str, shape: tuple[int | None, ...]) -> Array:
        """An array of that type and shape, where None stands for any length."""
        array = self._arrays.read(self.text(key))
        fits = array.ndim == len(shape) and all(
            wanted in (None, length) for wanted, length in zip(shape, array.shape, strict=True)
        )
        if not fits or array.dtype != dtype:
            lengths = ", ".join("any" if length is None else str(length) for length in shape)
            raise ValueError(
                f"{self.place(key)} must be {dtype} of shape ({lengths}), got {array.dtype} of shape {array.shape}"
            )
        return array

    def optional_array(self, key: str, dtype: str, shape: tuple[int | None, ...]) -> Array | None:
        """As `array`; None for null."""
        return self.array(key, dtype, shape) if self.has(key) else None

    def _value(self, key: str) -> object:
        if key not in self.values:
            raise ValueError(f"{self.place(key)} is missing")
        return self.values[key]


def _number(value: object, place: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{place} must be a number")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError(f"{place} must be a finite number")
    return number
