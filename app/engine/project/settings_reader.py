"""Settings in a project file, which an older or a newer program may have written."""

from app.engine.fitting.settings import FitSettings
from app.engine.fitting.settings_record import settings_of
from app.engine.project.fields import Fields


class SettingsReader:
    """Reads settings and remembers the names that this program does not know."""

    def __init__(self) -> None:
        self._unknown: dict[str, None] = {}  # in the order met

    @property
    def unknown(self) -> tuple[str, ...]:
        """The names left out, each once."""
        return tuple(self._unknown)

    def read(self, fields: Fields) -> FitSettings:
        """The settings that a record holds, with defaults for those that it lacks.

        Raises:
            ValueError: a value is not allowed.
        """
        try:
            read = settings_of(fields.values)
        except ValueError as error:
            raise ValueError(f"{fields.where}: {error}") from error
        self._unknown.update(dict.fromkeys(read.unknown))
        return read.settings
