"""Options made from the fields of settings dataclasses."""

import argparse
import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from app.engine.setting_fields import setting_problem

S = TypeVar("S")


@dataclass(frozen=True)
class Option:
    """An option that sets one field of a settings dataclass, under a name and with a placeholder of its own.

    Args:
        flag: with its dashes.
        field: its name in the dataclass.
        placeholder: for the value; the choices where it is not given.
    """

    flag: str
    field: str
    placeholder: str | None = None


def add_options(group: Any, settings: type[Any], options: Sequence[Option]) -> None:
    """Add options to a parser or a group of one; one that is not given has the value None.

    Args:
        group: of argparse.
        settings: the dataclass.
        options: of its fields.
    """
    fields = {field.name: field for field in dataclasses.fields(settings)}
    for option in options:
        field = fields[option.field]
        group.add_argument(
            option.flag,
            dest=option.flag,
            metavar=option.placeholder or "|".join(field.metadata["choices"]),
            type=_converter(field),
            help=_help(field),
        )


def settings_of(settings: type[S], options: Sequence[Option], given: argparse.Namespace) -> S:
    """Make settings of what was given; the rest has its defaults."""
    values = {option.field: getattr(given, option.flag) for option in options}
    return settings(**{name: value for name, value in values.items() if value is not None})


def first_given(options: Sequence[Option], given: argparse.Namespace) -> str | None:
    """The flag of the first of these options that was given; None if none was."""
    return next((option.flag for option in options if getattr(given, option.flag) is not None), None)


def _help(field: dataclasses.Field[Any]) -> str:
    default = f"{field.default:g}" if isinstance(field.default, float) else str(field.default)
    unit = field.metadata["unit"]
    return f"{field.metadata['help']} (default: {default}{f' {unit}' if unit else ''})".replace("%", "%%")


def _converter(field: dataclasses.Field[Any]) -> Callable[[str], Any]:
    kind: type[Any] = type(field.default)

    def convert(text: str) -> Any:
        try:
            value = kind(text)
        except ValueError:
            expected = "whole number" if kind is int else "number"
            raise argparse.ArgumentTypeError(f"must be a {expected}, got {text!r}") from None
        problem = setting_problem(field, value)
        if problem:
            raise argparse.ArgumentTypeError(problem)
        return value

    return convert
