"""The about box: what the program is, what it is made of, and what it runs on."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.dialogs.about_facts import Fact, as_text, device_fact, version_facts
from app.ui.icons import icon

_ICON_SIZE = 72
_WHAT = "Sculpts a mesh from silhouettes by differentiable rasterization."
_LICENCE = "© 2026 Photosculpture contributors. Free software under the MIT License."


class AboutDialog(QDialog):
    """Blocks nothing: `open` it.

    Args:
        device: what is computed on, in words; empty while it is not known.
        opengl: what the viewport is drawn with.
        parent: the window.
    """

    def __init__(self, device: str, opengl: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("about_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("About Photosculpture")
        self._facts = (*version_facts(), Fact("OpenGL", opengl), device_fact(device))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 22, 24, 16)
        layout.setSpacing(16)
        layout.addLayout(self._head())
        layout.addLayout(self._table())
        layout.addWidget(_label(_LICENCE, "muted"))
        layout.addWidget(self._buttons())
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)

    def copy(self) -> None:
        """Copy the versions, for a report."""
        clipboard = QApplication.clipboard()
        if clipboard is not None:
            clipboard.setText(as_text(self._facts) + "\n")

    def _head(self) -> QHBoxLayout:
        picture = QLabel(self)
        picture.setPixmap(icon("app").pixmap(_ICON_SIZE, _ICON_SIZE))
        name = _label("Photosculpture", "heading")
        font = name.font()
        font.setPointSizeF(font.pointSizeF() * 1.7)
        font.setBold(True)
        name.setFont(font)
        texts = QVBoxLayout()
        texts.setSpacing(4)
        texts.addStretch()
        texts.addWidget(name)
        texts.addWidget(_label(_WHAT, "muted"))
        texts.addStretch()
        head = QHBoxLayout()
        head.setSpacing(18)
        head.addWidget(picture)
        head.addLayout(texts, 1)
        return head

    def _table(self) -> QGridLayout:
        table = QGridLayout()
        table.setHorizontalSpacing(18)
        table.setVerticalSpacing(5)
        table.setColumnStretch(1, 1)
        for row, fact in enumerate(self._facts):
            value = _label(fact.value)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            value.setWordWrap(True)
            value.setMinimumWidth(300)
            table.addWidget(_label(fact.name, "muted"), row, 0, Qt.AlignmentFlag.AlignTop)
            table.addWidget(value, row, 1)
        return table

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(self)
        buttons.addButton("Close", QDialogButtonBox.ButtonRole.RejectRole)
        copy = QPushButton(icon("copy"), "Copy versions", self)
        copy.setObjectName("about_copy")
        copy.setToolTip("Copy this table, to go with a question or a report.")
        copy.setAutoDefault(False)
        copy.clicked.connect(self.copy)
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        return buttons


def _label(text: str, kind: str = "") -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("kind", kind)
    return label
