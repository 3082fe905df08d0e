"""What the program remembers of its user between two starts, in one small text file."""

import dataclasses
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from PyQt6.QtCore import QByteArray, QObject, QSettings, QStandardPaths, pyqtSignal

from app.engine.fitting.history import DEFAULT_LIMIT_BYTES
from app.engine.setting_fields import setting, setting_problem
from app.ui.theme import ThemeChoice
from app.ui.viewport.display import DisplaySettings

MOST_RECENT_FILES = 10

Values = TypeVar("Values", "PreferenceValues", DisplaySettings)


@dataclass(frozen=True)
class PreferenceValues:
    """What the preferences dialog offers; each number's metadata is that of `setting`.

    Raises:
        ValueError: a value is of the wrong type, out of range, or not among its choices.
    """

    theme: str = setting(
        ThemeChoice.SYSTEM.value,
        label="Theme",
        group="Appearance",
        help="light, dark, or as the desktop has it",
        choices=tuple(choice.value for choice in ThemeChoice),
    )
    history_limit_mib: int = setting(
        DEFAULT_LIMIT_BYTES // 2**20,
        label="Memory for it",
        group="History",
        help="how much memory the kept moments of a run may take; then they are thinned out evenly",
        unit="MiB",
        minimum=16,
        maximum=65_536,
        logarithmic=True,
    )
    autosave_seconds: int = setting(
        10,
        label="Autosave every",
        group="Safety",
        help="how often the work is put aside, to be offered back after a crash; your own file is never touched",
        unit="s",
        minimum=1,
        maximum=3600,
        logarithmic=True,
    )
    confirm_close: bool = field(
        default=True,
        metadata={
            "label": "Ask before closing unsaved work",
            "group": "Safety",
            "help": "whether closing the window with unsaved changes or a running fit asks first",
        },
    )

    def __post_init__(self) -> None:
        for item in dataclasses.fields(self):
            value = getattr(self, item.name)
            if isinstance(item.default, bool):
                problem = None if isinstance(value, bool) else f"must be yes or no, got {value!r}"
            else:
                problem = setting_problem(item, value)
            if problem:
                raise ValueError(f"PreferenceValues: {item.name} {problem}")


class Preferences(QObject):
    """Reads and writes the file; what is missing or makes no sense there is its default.

    Args:
        path: of the file; None for its place in the user's configuration.
        parent: owner.
    """

    changed = pyqtSignal()
    """`values` are others."""

    def __init__(self, path: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = path or _usual_path()
        self._file = QSettings(str(self.path), QSettings.Format.IniFormat)
        self._values = self._read("preferences", PreferenceValues())

    @property
    def values(self) -> PreferenceValues:
        """What the user prefers."""
        return self._values

    def set_values(self, values: PreferenceValues) -> None:
        """Remember other preferences, and tell."""
        if values != self._values:
            self._values = values
            self._write("preferences", values)
            self.changed.emit()

    def display(self) -> DisplaySettings:
        """What the viewport showed last, in whatever colours."""
        return self._read("viewport", DisplaySettings())

    def set_display(self, display: DisplaySettings) -> None:
        """Remember what the viewport shows."""
        self._write("viewport", display)

    @property
    def recent_files(self) -> tuple[Path, ...]:
        """The files that were opened last, the latest first."""
        stored = self._file.value("files/recent", [])
        names = [stored] if isinstance(stored, str) else list(stored or [])
        return tuple(Path(name) for name in names if isinstance(name, str) and name)[:MOST_RECENT_FILES]

    def add_recent_file(self, path: Path) -> None:
        """Put a file at the head of the recent ones, and its folder in `last_folder`."""
        path = path.absolute()
        self._set_recent((path, *(known for known in self.recent_files if known != path)))
        self.last_folder = path.parent

    def forget_recent_file(self, path: Path) -> None:
        """Take a file off the recent ones, because it is no longer there."""
        self._set_recent(tuple(known for known in self.recent_files if known != path))

    def clear_recent_files(self) -> None:
        """Forget all recent files."""
        self._set_recent(())

    @property
    def last_folder(self) -> Path:
        """Where the user was last, if that is still there, or else at home."""
        stored = Path(str(self._file.value("files/last_folder", "")))
        return stored if stored.is_absolute() and stored.is_dir() else Path.home()

    @last_folder.setter
    def last_folder(self, folder: Path) -> None:
        self._put("files/last_folder", str(folder))

    @property
    def export_folder(self) -> Path:
        """Where the last export went, if that is still there, or else the user's documents."""
        stored = Path(str(self._file.value("files/export_folder", "")))
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        places = (stored, Path(documents), Path.home())
        return next(place for place in places if place == Path.home() or (place.is_absolute() and place.is_dir()))

    @export_folder.setter
    def export_folder(self, folder: Path) -> None:
        self._put("files/export_folder", str(folder))

    @property
    def window_geometry(self) -> bytes:
        """As `QWidget.saveGeometry` gave it; empty before the first time."""
        return self._bytes("window/geometry")

    @window_geometry.setter
    def window_geometry(self, geometry: bytes) -> None:
        self._put("window/geometry", QByteArray(geometry))

    @property
    def window_state(self) -> bytes:
        """As `QMainWindow.saveState` gave it; empty before the first time."""
        return self._bytes("window/state")

    @window_state.setter
    def window_state(self, state: bytes) -> None:
        self._put("window/state", QByteArray(state))

    @property
    def is_hint_dismissed(self) -> bool:
        """Whether the user has read the first hint."""
        return str(self._file.value("hints/first_run_dismissed")) == "true"

    @is_hint_dismissed.setter
    def is_hint_dismissed(self, is_dismissed: bool) -> None:
        self._put("hints/first_run_dismissed", _written(is_dismissed))

    @property
    def wants_colours(self) -> bool:
        """Whether views are shown in colour where they have colours, rather than as outlines."""
        return str(self._file.value("views/colours", "true")) == "true"

    @wants_colours.setter
    def wants_colours(self, wanted: bool) -> None:
        self._put("views/colours", _written(wanted))

    def _set_recent(self, paths: tuple[Path, ...]) -> None:
        self._put("files/recent", [str(path) for path in paths[:MOST_RECENT_FILES]])

    def _bytes(self, key: str) -> bytes:
        stored = self._file.value(key)
        return stored.data() if isinstance(stored, QByteArray) else b""

    def _put(self, key: str, value: object) -> None:
        self._file.setValue(key, value)
        self._file.sync()

    def _read(self, section: str, values: Values) -> Values:
        """The values of a dataclass as the file has them, one by one, so that a bad one spoils no other."""
        for item in dataclasses.fields(values):
            key = f"{section}/{item.name}"
            if self._file.contains(key):
                try:
                    read = _parsed(self._file.value(key), getattr(values, item.name))
                    values = dataclasses.replace(values, **{item.name: read})
                except (TypeError, ValueError):
                    continue
        return values

    def _write(self, section: str, values: Values) -> None:
        for item in dataclasses.fields(values):
            value = getattr(values, item.name)
            if isinstance(value, bool | int | float | str):
                self._file.setValue(f"{section}/{item.name}", _written(value))
        self._file.sync()


def _written(value: bool | int | float | str) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _parsed(stored: object, default: Any) -> Any:
    """What a text of the file means for a value of the default's type."""
    if isinstance(default, bool):
        words = {"true": True, "false": False}
        if str(stored).lower() not in words:
            raise ValueError(f"expected true or false, got {stored!r}")
        return words[str(stored).lower()]
    return type(default)(stored)


def _usual_path() -> Path:
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppConfigLocation)
    return Path(folder) / "preferences.ini"
