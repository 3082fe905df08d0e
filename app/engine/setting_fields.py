"""Fields of settings dataclasses that know their help text and limits, from which forms and options are made."""

import dataclasses
import math
import numbers
from dataclasses import field
from typing import Any, TypeVar

T = TypeVar("T", int, float, str)


def setting(
    default: T,
    *,
    help: str,
    label: str = "",
    group: str = "",
    unit: str = "",
    live: bool = True,
    minimum: float | None = None,
    maximum: float | None = None,
    choices: tuple[str, ...] = (),
    logarithmic: bool = False,
    zero: str = "",
) -> T:
    """A dataclass field that carries what a form needs to know about it.

    Args:
        default: of the field; its type is the field's.
        help: half a sentence.
        label: a word or two in front of the value.
        group: the section of a form it belongs to.
        unit: shown after the value.
        live: whether it may change while a fit runs.
        minimum: the least value allowed, None for no limit.
        maximum: the greatest value allowed, None for no limit.
        choices: the texts allowed, empty for any.
        logarithmic: whether factors matter rather than differences.
        zero: what 0 stands for, a word; empty where it is a number like others.
    """
    metadata = {
        "help": help,
        "label": label,
        "group": group,
        "unit": unit,
        "live": live,
        "minimum": minimum,
        "maximum": maximum,
        "choices": choices,
        "logarithmic": logarithmic,
        "zero": zero,
    }
    return field(default=default, metadata=metadata)


def check_settings(settings: Any) -> None:
    """Compare each field of a settings dataclass with its type, limits and choices.

    Raises:
        ValueError: the first field that is off, by the dataclass's name and its own.
    """
    for item in dataclasses.fields(settings):
        problem = setting_problem(item, getattr(settings, item.name))
        if problem:
            raise ValueError(f"{type(settings).__name__}: {item.name} {problem}")


def setting_problem(item: dataclasses.Field[Any], value: object) -> str | None:
    """What keeps a value from being that field's, such as "must lie between 1 and 9, got 0"; None if nothing does."""
    if isinstance(item.default, str):
        return _text_problem(value, item.metadata["choices"])
    return _number_problem(value, isinstance(item.default, int), item.metadata["minimum"], item.metadata["maximum"])


def _text_problem(value: object, choices: tuple[str, ...]) -> str | None:
    if not isinstance(value, str) or not value:
        return f"must be a text, got {value!r}"
    if choices and value not in choices:
        return f"must be one of {', '.join(choices)}, got {value!r}"
    return None


def _number_problem(value: object, whole: bool, low: float | None, high: float | None) -> str | None:
    kind = numbers.Integral if whole else numbers.Real
    if isinstance(value, bool) or not isinstance(value, kind) or not math.isfinite(float(value)):
        return f"must be a {'whole' if whole else 'finite'} number, got {value!r}"
    number = float(value)
    if low is not None and high is not None and not low <= number <= high:
        return f"must lie between {low:g} and {high:g}, got {number:g}"
    if low is not None and number < low:
        return f"must be at least {low:g}, got {number:g}"
    if high is not None and number > high:
        return f"must be at most {high:g}, got {number:g}"
    return None
