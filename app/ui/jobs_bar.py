"""A strip at the foot of the window with a line for each job in the background."""

from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from app.ui.background_job import BackgroundJob
from app.ui.job_row import JobRow
from app.ui.theme import theme

MOST_MESSAGES = 2


class JobsBar(QWidget):
    """Takes no room while there is nothing to show.

    Args:
        parent: owner.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("jobs-bar")
        self._rows: list[JobRow] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 2, 0, 1)
        self._layout.setSpacing(0)
        self.hide()

    @property
    def rows(self) -> tuple[JobRow, ...]:
        """All lines, oldest first."""
        return tuple(self._rows)

    def run(self, job: BackgroundJob) -> None:
        """Start a job and show it, if it takes long, until it ends; whoever made it tells how."""
        self._add(job, keeps_end=False)

    def run_export(self, job: BackgroundJob) -> None:
        """Start a job and show it, and afterwards what came of it; its result is a `FileWritten`."""
        self._add(job, keeps_end=True)

    def _add(self, job: BackgroundJob, keeps_end: bool) -> None:
        row = JobRow(job, keeps_end)
        row.closed.connect(lambda: self._remove(row))
        for end in (job.succeeded, job.failed):
            end.connect(self._drop_old_messages)  # after the row, which has been told before
        self._rows.append(row)
        self._layout.addWidget(row)
        row.appeared.connect(self.show)
        row.appear(at_once=keeps_end)
        job.start()

    def _drop_old_messages(self) -> None:
        for row in [row for row in self._rows if row.is_over][:-MOST_MESSAGES]:
            self._remove(row)

    def _remove(self, row: JobRow) -> None:
        if row in self._rows:
            self._rows.remove(row)
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.setVisible(any(not other.isHidden() for other in self._rows))

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().window)
        painter.setPen(theme().border)
        painter.drawLine(0, 0, self.width(), 0)
