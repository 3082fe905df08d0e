"""Settings as files keep them: a table of names and values that older and newer programs can read as well."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.engine.fitting.settings import FitSettings

SettingValue = int | float | str


@dataclass(frozen=True)
class ReadSettings:
    """Settings that came from a record.

    Args:
        settings: with defaults for what the record lacks.
        unknown: names in the record that this program does not know, left out.
    """

    settings: FitSettings
    unknown: tuple[str, ...] = ()


def settings_record(settings: FitSettings) -> dict[str, SettingValue]:
    """The settings as a table that JSON can hold exactly."""
    record: dict[str, SettingValue] = {}
    for field in dataclasses.fields(settings):
        kind: Any = type(field.default)  # 10 is allowed for 10.0, and NumPy's numbers for Python's
        record[field.name] = kind(getattr(settings, field.name))
    return record


def settings_of(record: Mapping[str, object]) -> ReadSettings:
    """The settings that a table holds.

    Args:
        record: values by name; a setting that is missing gets its default.

    Raises:
        ValueError: a value is not allowed.
    """
    known = {field.name for field in dataclasses.fields(FitSettings)}
    values = {name: value for name, value in record.items() if name in known}
    settings = FitSettings(**values)  # type: ignore[arg-type]  # it checks each value itself
    return ReadSettings(settings, tuple(sorted(set(record) - known)))
