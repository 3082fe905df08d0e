"""The dialog for what should not have happened: one sentence, and a report that can be copied."""

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QFontDatabase
from PyQt6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.dialogs.about_facts import as_text, device_fact, version_facts
from app.ui.icons import icon, icon_pixmap

_ICON_SIZE = 32
_WIDTH = 560


class ErrorDialog(QDialog):
    """Blocks nothing: `open` it. Further reports join those that it shows.

    Args:
        parent: the window.
        device: what is computed on, in words.
    """

    def __init__(self, parent: QWidget | None, device: str) -> None:
        super().__init__(parent)
        self.setObjectName("error_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Something went wrong")
        self._device = device
        self._sentences: list[str] = []
        self._reports: list[str] = []
        self._make_head()
        self._make_report()
        self._make_buttons()
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self._symbol, 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(6)
        for label in (self._heading, self._sentence, self._comfort):
            texts.addWidget(label)
        row.addLayout(texts, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 18, 18, 14)
        layout.setSpacing(12)
        layout.addLayout(row)
        layout.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._report, 1)
        layout.addWidget(self._buttons)
        self.setMinimumWidth(_WIDTH)
        self._fit_height()

    @property
    def report(self) -> str:
        """All that is copied."""
        facts = as_text((*version_facts(), device_fact(self._device)))
        parts = [
            f"{sentence}\n\n{text.rstrip()}" for sentence, text in zip(self._sentences, self._reports, strict=True)
        ]
        return "\n\n".join([facts, *parts]) + "\n"

    def add(self, sentence: str, report: str) -> None:
        """Show one more.

        Args:
            sentence: what happened.
            report: for developers.
        """
        self._sentences.append(sentence)
        self._reports.append(report)
        others = len(self._sentences) - 1
        suffix = f"\nAnd {others} more, see the report." if others else ""
        self._sentence.setText(f"{self._sentences[0].rstrip('.')}.{suffix}")
        self._report.setPlainText(self.report)
        self._fit_height()

    def copy(self) -> None:
        """Copy the report."""
        clipboard = QApplication.clipboard()
        if clipboard is not None:
            clipboard.setText(self.report)

    def _make_head(self) -> None:
        self._symbol = QLabel(self)
        self._symbol.setPixmap(icon_pixmap("error", _ICON_SIZE, self.devicePixelRatioF(), "error"))
        self._heading = QLabel("Something went wrong in the program", self)
        self._heading.setProperty("kind", "heading")
        self._sentence = QLabel(self)
        self._sentence.setObjectName("error_sentence")
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setWordWrap(True)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._comfort = QLabel(
            "Your work is still there and you can go on; saving it now does no harm. "
            "The report helps to mend the fault: it holds no pictures and no models.",
            self,
        )
        self._comfort.setProperty("kind", "muted")
        self._comfort.setWordWrap(True)

    def _make_report(self) -> None:
        self._more = QToolButton(self)
        self._more.setObjectName("error_more")
        self._more.setText("Report")
        self._more.setToolTip("What a developer needs to know.")
        self._more.setIcon(icon("chevron-right"))
        self._more.setCheckable(True)
        self._more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._more.toggled.connect(self._show_report)
        self._report = QPlainTextEdit(self)
        self._report.setObjectName("error_report")
        self._report.setReadOnly(True)
        self._report.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._report.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._report.setMinimumHeight(240)
        self._report.hide()

    def _make_buttons(self) -> None:
        self._buttons = QDialogButtonBox(self)
        self._buttons.addButton("Close", QDialogButtonBox.ButtonRole.RejectRole)
        copy = QPushButton(icon("copy"), "Copy report", self)
        copy.setObjectName("error_copy")
        copy.setAutoDefault(False)
        copy.clicked.connect(self.copy)
        self._buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        self._buttons.rejected.connect(self.reject)

    def _show_report(self, is_shown: bool) -> None:
        self._more.setIcon(icon("chevron-down" if is_shown else "chevron-right"))
        self._report.setVisible(is_shown)
        self._fit_height()

    def _fit_height(self) -> None:
        """Lines that wrap need more height than Qt's own hint gives them."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(max(self.width(), _WIDTH), layout.totalHeightForWidth(max(self.width(), _WIDTH)))
