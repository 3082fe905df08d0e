"""The sheet of all keys and mouse gestures, made from the table of actions."""

from collections.abc import Sequence
from dataclasses import dataclass

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from app.ui.actions import ACTIONS, GESTURES, MENUS
from app.ui.dialogs.shortcut_keys import ShortcutKeys

_SIZE = (900, 740)
_MOUSE = "Mouse in the viewport"


@dataclass(frozen=True)
class _Line:
    """What is done, how, and all words that a search may be for."""

    effect: str
    tip: str
    keys: tuple[str, ...]
    gesture: str

    @property
    def words(self) -> str:
        return " ".join((self.effect, self.tip, *self.keys, self.gesture)).casefold()


class ShortcutSheet(QDialog):
    """Two columns of groups and a search field. Blocks nothing: `open` it.

    Args:
        parent: the window.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shortcut_sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Keys and mouse")
        self.resize(*_SIZE)
        self._groups = [_Group(title, lines) for title, lines in _table().items()]
        self._search = QLineEdit(self)
        self._search.setObjectName("shortcut_search")
        self._search.setPlaceholderText("Search by what it does or by key")
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._filter)
        self._nothing = QLabel("Nothing found.", self)
        self._nothing.setProperty("kind", "muted")
        self._nothing.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        layout.addWidget(self._search)
        layout.addWidget(self._nothing)
        layout.addWidget(self._columns(), 1)
        self._search.setFocus()

    @property
    def shown_effects(self) -> tuple[str, ...]:
        """What the lines that the search has left say."""
        return tuple(effect for group in self._groups for effect in group.shown_effects)

    def _columns(self) -> QScrollArea:
        inner = QWidget()
        row = QHBoxLayout(inner)
        row.setContentsMargins(2, 2, 8, 2)
        row.setSpacing(32)
        half = sum(group.line_count + 2 for group in self._groups) / 2
        columns = [QVBoxLayout(), QVBoxLayout()]
        done = 0
        for group in self._groups:
            columns[0 if done + (group.line_count + 2) / 2 <= half else 1].addWidget(group)
            done += group.line_count + 2
        for column in columns:
            column.setSpacing(14)
            column.addStretch()
            row.addLayout(column, 1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setWidget(inner)
        inner.setAutoFillBackground(False)
        return area

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        for group in self._groups:
            group.filter(words)
        self._nothing.setVisible(not self.shown_effects)


class _Group(QWidget):
    def __init__(self, title: str, lines: Sequence[_Line]) -> None:
        super().__init__()
        self._rows = [(line, _row(line)) for line in lines]
        self._left = [line for line, _ in self._rows]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        heading = QLabel(title, self)
        heading.setProperty("kind", "heading")
        layout.addWidget(heading)
        for _, row in self._rows:
            layout.addWidget(row)

    @property
    def line_count(self) -> int:
        return len(self._rows)

    @property
    def shown_effects(self) -> list[str]:
        return [line.effect for line in self._left]

    def filter(self, words: Sequence[str]) -> None:
        self._left = [line for line, _ in self._rows if all(word in line.words for word in words)]
        for line, row in self._rows:
            row.setVisible(line in self._left)
        self.setVisible(bool(self._left))


def _row(line: _Line) -> QWidget:
    row = QWidget()
    row.setToolTip(line.tip)
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(10)
    effect = QLabel(line.effect)
    effect.setWordWrap(True)
    if line.keys:
        layout.addWidget(effect, 1)
        layout.addWidget(ShortcutKeys(line.keys))
    else:
        gesture = QLabel(line.gesture)
        gesture.setWordWrap(True)
        effect.setProperty("kind", "muted")
        layout.setContentsMargins(0, 2, 0, 2)
        layout.addWidget(gesture, 2, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(effect, 3, Qt.AlignmentFlag.AlignTop)
    return row


def _table() -> dict[str, list[_Line]]:
    """The lines by the titles of their groups."""
    table = {
        menu.replace("&", ""): [
            _Line(spec.title, f"{spec.tip}.", spec.shortcuts, "")
            for spec in ACTIONS
            if spec.menu == menu and spec.shortcuts
        ]
        for menu in MENUS
    }
    table[_MOUSE] = [_Line(gesture.effect, "", (), gesture.input) for gesture in GESTURES]
    return {title: lines for title, lines in table.items() if lines}
