"""One setting as a row of a form: its name, its editor, a way back to the default, and what there is to say of it."""

from html import escape

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from app.ui.widgets.labels import ElidedLabel, ProblemLabel, set_kind
from app.ui.widgets.reset_button import ResetButton

_WIDEST_LABEL = "Softness at first "


class SettingRow(QWidget):
    """The editor is the caller's; the row lays it out.

    `reset_wanted` asks for the default; `fit_reset_wanted` to begin the fit again.

    Args:
        name: of the setting; the row's objects are named after it.
        label: in front of the editor; "" for a row that goes on with the one before it.
        editor: takes the room that there is.
        default_text: the default as the user reads it.
        tooltip: of name and editor.
        parent: owner.
    """

    reset_wanted = pyqtSignal()
    fit_reset_wanted = pyqtSignal()

    def __init__(
        self, name: str, label: str, editor: QWidget, default_text: str, tooltip: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"setting-{name}")
        editor.setObjectName(f"edit-{name}")
        self.editor = editor
        caption = ElidedLabel(label)
        caption.setBuddy(editor)
        caption.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        caption.setFixedWidth(self.fontMetrics().horizontalAdvance(_WIDEST_LABEL))
        caption.setVisible(bool(label))
        self._caption = caption
        self._tooltip = tooltip
        self.show_idle(None)
        self.problem = ProblemLabel()
        self.problem.setObjectName(f"problem-{name}")
        self.reset = ResetButton(default_text)
        self.reset.setObjectName(f"default-{name}")
        self.reset.clicked.connect(self.reset_wanted)
        self._note = _ResetNote(name)
        self._note.button.clicked.connect(self.fit_reset_wanted)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(6)
        layout.setVerticalSpacing(2)
        layout.addWidget(caption, 0, 0)
        layout.addWidget(editor, 0, 1)
        layout.addWidget(self.reset, 0, 2)
        layout.addWidget(self.problem, 1, 1, 1, 2)
        layout.addWidget(self._note, 2, 1, 1, 2)
        layout.setColumnStretch(1, 1)

    def show_idle(self, reason: str | None) -> None:
        """Let it be edited, or grey it and say in its tooltip why it makes no difference now."""
        note = f"<p style='margin: 2px 0'><i>Of no use now: {escape(reason)}</i></p>" if reason else ""
        for widget in (self._caption, self.editor):
            widget.setToolTip(self._tooltip + note)
            widget.setEnabled(not reason)

    def keep_no_room_for_reset(self) -> None:
        """Let the way back to the default take room only while it is there."""
        policy = self.reset.sizePolicy()
        policy.setRetainSizeWhenHidden(False)
        self.reset.setSizePolicy(policy)

    def show_status(self, is_default: bool, needs_reset: bool) -> None:
        """Offer the default while the value differs from it, and say when the value does not hold yet."""
        self.reset.setVisible(not is_default)
        self._note.setVisible(needs_reset)


class _ResetNote(QWidget):
    def __init__(self, name: str) -> None:
        super().__init__()
        text = QLabel("Takes hold after a reset")
        text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        set_kind(text, "warning")
        self.setObjectName(f"needs-reset-{name}")
        self.button = QPushButton("Reset now")
        self.button.setObjectName(f"reset-now-{name}")
        self.button.setProperty("compact", True)
        self.button.setToolTip("Begin the fit again with these settings; undo brings the present one back")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 2)
        layout.addWidget(text, 1)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignRight)
        self.hide()
