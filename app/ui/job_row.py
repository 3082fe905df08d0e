"""One job as a line: how far it is, then what came of it."""

from dataclasses import dataclass
from pathlib import Path

from PyQt6.QtCore import QLocale, QSize, Qt, QTimer, QUrl, pyqtSignal
from PyQt6.QtGui import QDesktopServices, QGuiApplication
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QToolButton, QWidget

from app.ui.background_job import BackgroundJob
from app.ui.icons import icon
from app.ui.widgets.labels import ElidedLabel, set_kind

_GOOD_NEWS_MILLISECONDS = 15_000
_PATIENCE_MILLISECONDS = 300
_BAR_WIDTH, _ICON_SIDE = 140, 14


@dataclass(frozen=True)
class FileWritten:
    """What a job leaves behind.

    Args:
        path: of the file.
        size_bytes: of the file.
        notes: sentences on what is not in it as it should be.
    """

    path: Path
    size_bytes: int
    notes: tuple[str, ...] = ()


class JobRow(QWidget):
    """Follows a job to its end; `appeared` tells when there is something to see, `closed` when there is nothing more.

    Args:
        job: not started yet.
        keeps_end: whether success and failure are shown until they are closed.
        parent: owner.
    """

    appeared = pyqtSignal()
    closed = pyqtSignal()

    def __init__(self, job: BackgroundJob, keeps_end: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("job")
        self.job = job
        self._keeps_end = keeps_end
        self._path: Path | None = None
        self._sign = _sign("export", "muted_text")
        self.text = ElidedLabel(job.title)
        self.text.setObjectName("job-text")
        self.detail = QLabel()
        set_kind(self.detail, "muted")
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setFixedSize(_BAR_WIDTH, 6)
        self.share = QLabel()
        self.share.setObjectName("job-share")
        self.share.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.share.setMinimumWidth(self.fontMetrics().horizontalAdvance("100 %"))
        self.cancel = _button("Cancel", "job-cancel", "End this job; what it was writing is taken away again")
        self.show_folder = _button("Show in folder", "job-show", "Open the folder that the file is in")
        self.copy = _button("Copy path", "job-copy", "Copy where the file is, to paste it elsewhere")
        self.close_button = QToolButton()
        self.close_button.setObjectName("job-close")
        self.close_button.setIcon(icon("close", "muted_text"))
        self.close_button.setIconSize(QSize(12, 12))
        self.close_button.setToolTip("Put this message away")
        self._good_news = QTimer(self)
        self._good_news.setSingleShot(True)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._lay_out()
        self._show_end(False)
        self._connect()

    @property
    def is_over(self) -> bool:
        """Whether the job has ended and its row is only a message."""
        return not self.close_button.isHidden()

    def appear(self, at_once: bool) -> None:
        """Show up now, or else only if the job takes long: a line that comes and goes makes the window jump."""
        if at_once:
            self._appear()
        else:
            self.hide()
            self._patience.start(_PATIENCE_MILLISECONDS)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 3, 6, 3)
        layout.setSpacing(8)
        layout.addWidget(self._sign)
        layout.addWidget(self.text, 1)
        for widget in (self.detail, self._bar, self.share, self.cancel, self.show_folder, self.copy):
            layout.addWidget(widget)
        layout.addWidget(self.close_button)
        self._bar.hide()

    def _connect(self) -> None:
        self.job.progressed.connect(self._show_progress)
        self.job.succeeded.connect(self._show_success)
        self.job.failed.connect(self._show_failure)
        self.job.cancelled.connect(self.closed)
        self.cancel.clicked.connect(self._cancel)
        self.show_folder.clicked.connect(self._open_folder)
        self.copy.clicked.connect(self._copy)
        self.close_button.clicked.connect(self.closed)
        self._good_news.timeout.connect(self.closed)
        self._patience.timeout.connect(self._appear)

    def _appear(self) -> None:
        self.show()
        self.appeared.emit()

    def _show_progress(self, share: float, text: str) -> None:
        self._bar.show()
        self._bar.setValue(round(1000 * share))
        self.share.setText(f"{100 * share:.0f} %")
        if self.cancel.isEnabled():
            self.detail.setText(text)

    def _cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.detail.setText("Cancelling...")
        self.job.cancel()

    def _show_success(self, result: object) -> None:
        if not self._keeps_end:
            self.closed.emit()
            return
        has_notes = isinstance(result, FileWritten) and bool(result.notes)
        self._sign.setIcon(icon("warning", "warning") if has_notes else icon("ok", "ok"))
        self.text.setText(f"{self.job.title}: done")
        if isinstance(result, FileWritten):
            self._path = result.path
            size = QLocale.c().formattedDataSize(result.size_bytes, 1, QLocale.DataSizeFormat.DataSizeSIFormat)
            self.text.setText(" ".join([f"Saved {result.path.name} ({size}) in {result.path.parent}.", *result.notes]))
        self._show_end(True)
        if not has_notes:
            self._good_news.start(_GOOD_NEWS_MILLISECONDS)

    def _show_failure(self, sentence: str) -> None:
        if not self._keeps_end:
            self.closed.emit()
            return
        self._sign.setIcon(icon("error", "error"))
        self.text.setText(sentence)
        set_kind(self.text, "error")
        self._show_end(True)

    def _show_end(self, is_over: bool) -> None:
        for widget in (self.detail, self.share, self.cancel):
            widget.setVisible(not is_over)
        if is_over:
            self._bar.hide()
        self.close_button.setVisible(is_over)
        self.copy.setVisible(is_over)
        self.show_folder.setVisible(is_over and self._path is not None)
        if is_over and self._path is None:
            self.copy.setText("Copy")
            self.copy.setToolTip("Copy this message")

    def _open_folder(self) -> None:
        if self._path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path.parent)))

    def _copy(self) -> None:
        clipboard = QGuiApplication.clipboard()
        if clipboard is not None:
            clipboard.setText(str(self._path) if self._path is not None else self.text.text())


def _button(text: str, name: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setProperty("compact", True)
    button.setToolTip(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _sign(name: str, tint: str) -> QToolButton:
    """An icon that is only looked at, and follows the theme."""
    sign = QToolButton()
    sign.setIcon(icon(name, tint))
    sign.setIconSize(QSize(_ICON_SIDE, _ICON_SIDE))
    sign.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    sign.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return sign
