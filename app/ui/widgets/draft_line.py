"""A line of text whose draft belongs to the user until it is committed."""

from PyQt6.QtCore import QEvent, Qt, pyqtSignal
from PyQt6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PyQt6.QtWidgets import QLineEdit, QWidget

_LOOKING_AWAY = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)


class DraftLine(QLineEdit):
    """Enter and leaving the field commit, Escape reverts; what is being typed is never overwritten.

    `committed` brings the text; who takes it shows the text that holds from then on, or refuses it.
    """

    committed = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = ""
        self._is_wrong = False
        self.returnPressed.connect(self._enter)

    @property
    def is_wrong(self) -> bool:
        """Whether the text was refused and stands there to be mended."""
        return self._is_wrong

    def show_text(self, text: str) -> None:
        """Show what holds now, unless there is a draft; a refused text goes only when something else holds."""
        is_news = text != self._shown
        self._shown = text
        if not self.isModified() and (is_news or not self._is_wrong):
            self.revert()

    def revert(self) -> None:
        """Drop the draft for what holds."""
        self.setText(self._shown)
        self.setCursorPosition(0)
        self._mark(False)

    def refuse(self) -> None:
        """Leave the text that was just committed where it is, marked as wrong."""
        self._mark(True)

    def commit(self) -> None:
        """Hand on the draft, if there is one."""
        if self.isModified():
            self.setModified(False)
            self._mark(False)
            self.committed.emit(self.text())

    def _enter(self) -> None:
        self.commit()
        self.selectAll()

    def _mark(self, is_wrong: bool) -> None:
        if is_wrong != self._is_wrong:
            self._is_wrong = is_wrong
            self.setProperty("wrong", is_wrong)
            style = self.style()
            if style is not None:
                style.unpolish(self)
                style.polish(self)

    @property
    def _has_draft(self) -> bool:
        return self.isModified() or self._is_wrong

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        super().focusOutEvent(event)
        if event is not None and event.reason() not in _LOOKING_AWAY:
            self.commit()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape and self._has_draft:
            self.revert()
            self.selectAll()
            return
        super().keyPressEvent(event)
        if event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()  # else it would press a dialog's button too

    def _would_begin_with(self, event: QKeyEvent) -> bool:
        """Whether the key is a space before all that would stay: nobody types that, and the window has a use for it."""
        first = self.selectionStart() if self.hasSelectedText() else self.cursorPosition()
        return event.key() == Qt.Key.Key_Space and first == 0

    def event(self, event: QEvent | None) -> bool:
        """Claim Escape while there is a draft; leave undo, redo and Space to the window while there is none."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            if event.key() == Qt.Key.Key_Escape and self._has_draft:
                event.accept()
                return True
            undoing = event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)
            if (undoing or self._would_begin_with(event)) and not self.isModified():
                event.ignore()
                return False
        return super().event(event)
