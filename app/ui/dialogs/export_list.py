"""The list of what can be exported."""

from collections.abc import Iterable

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtWidgets import QButtonGroup, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.ui.dialogs.export_kinds import Export, ExportKind
from app.ui.icons import icon

_WIDTH = 150
_ICON = QSize(18, 18)


class ExportList(QWidget):
    """One of the kinds is always chosen; `chosen` tells of another one, by click or arrow key.

    Args:
        exports: the kinds, from top to bottom.
        parent: owner.
    """

    chosen = pyqtSignal()

    def __init__(self, exports: Iterable[Export], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(_WIDTH)
        self._buttons: dict[ExportKind, QToolButton] = {}
        group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for export in exports:
            button = QToolButton()
            button.setObjectName(f"export-{export.kind}")
            button.setText(f" {export.title}")
            button.setIcon(icon(export.icon))
            button.setIconSize(_ICON)
            button.setToolTip(export.about)
            button.setCheckable(True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setMinimumHeight(30)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.toggled.connect(lambda is_on: self.chosen.emit() if is_on else None)
            group.addButton(button)
            layout.addWidget(button)
            self._buttons[export.kind] = button
        layout.addStretch(1)
        next(iter(self._buttons.values())).setChecked(True)

    @property
    def kind(self) -> ExportKind:
        """What is chosen."""
        return next(kind for kind, button in self._buttons.items() if button.isChecked())

    def choose(self, kind: ExportKind) -> None:
        """Choose a kind and put the keyboard there."""
        self._buttons[kind].setChecked(True)
        self._buttons[kind].setFocus()
