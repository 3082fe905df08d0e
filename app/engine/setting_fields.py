"""Fields of settings dataclasses that know their help text and limits, from which forms and options are made."""

from __future__ import annotations

import dataclasses
import math
import numbers
from dataclasses import field
from typing import Any, TypeVar

T = TypeVar("T", int, float, str)


def setting(
    default: T,
    *,
    help: str,  # noqa: A002  the word a form shows it under
    unit: str = "",
    live: bool = True,
    minimum: float | None = None,
    maximum: float | None = None,
    choices: tuple[str, ...] = (),
) -> T:
    """A dataclass field that carries what a form needs to know about it.

    Args:
        default: of the field; its type is the field's.
        help: half a sentence.
        unit: shown after the value.
        live: whether it may change while a fit runs.
        minimum: the least value allowed, None for no limit.
        maximum: the greatest value allowed, None for no limit.
        choices: the texts allowed, empty for any.
    """
    metadata = {"help": help, "unit": unit, "live": live, "minimum": minimum, "maximum": maximum, "choices": choices}
    return field(default=default, metadata=metadata)


def check_settings(settings: Any) -> None:
    """Compare each field of a settings dataclass with its type, limits and choices.

    Raises:
        ValueError: the first field that is off, by the dataclass's name and its own.
    """
    for item in dataclasses.fields(settings):
        value = getattr(settings, item.name)
        name = f"{type(settings).__name__}: {item.name}"
        if isinstance(item.default, str):
            _check_text(name, value, item.metadata["choices"])
        else:
            _check_number(name, value, item)


def _check_text(name: str, value: object, choices: tuple[str, ...]) -> None:
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name} must be a text, got {value!r}")
    if choices and value not in choices:
        raise ValueError(f"{name} must be one of {', '.join(choices)}, got {value!r}")


def _check_number(name: str, value: object, item: dataclasses.Field[Any]) -> None:
    whole = isinstance(item.default, int)
    kind = numbers.Integral if whole else numbers.Real
    if isinstance(value, bool) or not isinstance(value, kind) or not math.isfinite(float(value)):
        raise ValueError(f"{name} must be a {'whole' if whole else 'finite'} number, got {value!r}")
    low, high = item.metadata["minimum"], item.metadata["maximum"]
    if (low is not None and float(value) < low) or (high is not None and float(value) > high):
        raise ValueError(f"{name} must lie between {low:g} and {high:g}, got {value:g}")
