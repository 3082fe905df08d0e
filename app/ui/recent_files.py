"""The menu of files that were opened last."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QMenu, QWidget

from app.ui.icons import icon
from app.ui.preferences import Preferences

_OF_CAMERAS = (".json", ".txt", ".bin")  # files that every capture calls alike
_DIGITS = 9  # that can be typed for an entry


class RecentFilesMenu(QMenu):
    """Made anew each time it is opened, so that a file that is gone cannot be chosen.

    Args:
        preferences: remember the files.
        parent: Qt's.
    """

    chosen = pyqtSignal(object)  # Path

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__("Open &recent", parent)
        self.setObjectName("recent_files")
        self.setIcon(icon("history"))
        self.setToolTipsVisible(True)
        self._preferences = preferences
        self.aboutToShow.connect(self._fill)
        self._fill()

    def _fill(self) -> None:
        self.clear()
        paths = self._preferences.recent_files
        for number, (path, name) in enumerate(zip(paths, distinct_names(paths), strict=True), start=1):
            self._add(path, f"&{number}  {_plain(name)}" if number <= _DIGITS else _plain(name))
        if paths:
            self.addSeparator()
        self._add_clearing("Remove &missing files", "recent_remove_missing", self._remove_missing)
        self._add_clearing("&Clear this list", "recent_clear", self._preferences.clear_recent_files)
        for action in self.actions()[-2:]:
            action.setEnabled(bool(paths))

    def _add(self, path: Path, text: str) -> None:
        action = QAction(text, self)
        is_there = path.exists()
        action.setObjectName("recent_file")
        action.setEnabled(is_there)
        action.setToolTip(str(path) if is_there else f"{path} is no longer there")
        action.triggered.connect(lambda: self.chosen.emit(path))
        self.addAction(action)

    def _add_clearing(self, text: str, name: str, clear: Callable[[], None]) -> None:
        action = QAction(text, self)
        action.setObjectName(name)
        action.triggered.connect(clear)
        self.addAction(action)

    def _remove_missing(self) -> None:
        for path in self._preferences.recent_files:
            if not path.exists():
                self._preferences.forget_recent_file(path)


def distinct_names(paths: Sequence[Path]) -> tuple[str, ...]:
    """A name for each path: that of the file, with its folder where others are, or usually are, called the same."""
    counts = Counter(path.name for path in paths)
    return tuple(
        f"{path.name}  ({path.parent})" if counts[path.name] > 1 or path.suffix in _OF_CAMERAS else path.name
        for path in paths
    )


def _plain(name: str) -> str:
    return name.replace("&", "&&")
