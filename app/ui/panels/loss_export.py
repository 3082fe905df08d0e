"""Saving the loss curves: asks where, and writes beside the window."""

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import QObject, Qt
from PyQt6.QtGui import QAction, QImage, QPainter
from PyQt6.QtWidgets import QFileDialog, QWidget

from app.engine.atomic_file import atomic_file
from app.engine.export.loss_data import write_loss_data
from app.ui.background_job import BackgroundJob
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.image_bytes import png_bytes
from app.ui.panels.loss_plot import LossPlot
from app.ui.theme import theme

PICTURE_SCALE = 2.0


class LossExport(QObject):
    """Asks for a file and writes picture or table into it; the controller's messages tell how it went.

    Args:
        parent: the panel.
        document: names the files.
        controller: has the numbers.
        shown: what the picture shows.
        plot: in it.
    """

    def __init__(
        self, parent: QWidget, document: Document, controller: FitController, shown: QWidget, plot: LossPlot
    ) -> None:
        super().__init__(parent)
        self._panel = parent
        self._document = document
        self._controller = controller
        self._shown = shown
        self._plot = plot

    def ask_for_picture(self) -> None:
        """Save the curves as they are shown, at twice the size."""
        self._ask("Save the loss curves", ".png", "Picture (*.png)", self.write_picture)

    def ask_for_table(self) -> None:
        """Save every step's numbers."""
        self._ask("Save the loss table", ".csv", "Table (*.csv)", self.write_table)

    def write_picture(self, path: Path) -> None:
        """Write the PNG."""
        self._plot.draw_for(PICTURE_SCALE)
        content = png_bytes(picture_of(self._shown))
        self._plot.draw_for(self._plot.devicePixelRatioF())

        def write() -> None:
            with atomic_file(path) as beside:
                beside.write_bytes(content)

        self._start(path, write)

    def write_table(self, path: Path) -> None:
        """Write the CSV."""
        run_log = self._controller.run_log.copy()
        self._start(path, lambda: write_loss_data(path, run_log))

    def show_what_can_be_done(self) -> None:
        """Switch the menu's actions on or off."""
        has_rows = len(self._controller.run_log.columns) > 0
        for action in self._panel.findChildren(QAction):
            action.setEnabled(has_rows)

    def _ask(self, title: str, suffix: str, kind: str, write: Callable[[Path], None]) -> None:
        dialog = QFileDialog(self._panel, title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(kind)
        dialog.setDefaultSuffix(suffix)
        subject = self._document.subject
        dialog.selectFile(f"{subject.name if subject is not None else 'photosculpture'}-loss{suffix}")
        dialog.fileSelected.connect(lambda name: write(Path(name)))
        dialog.open()

    def _start(self, path: Path, write: Callable[[], None]) -> None:
        job = BackgroundJob(f"Saving {path.name}", lambda progress: write())
        job.succeeded.connect(lambda result: self._controller.message.emit("info", f"Saved {path}."))
        job.failed.connect(lambda sentence: self._controller.message.emit("error", sentence))
        job.start()


def picture_of(widget: QWidget) -> QImage:
    """A widget as it looks, drawn anew at `PICTURE_SCALE`."""
    image = QImage(widget.size() * PICTURE_SCALE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(PICTURE_SCALE)
    image.fill(theme().plot_background)
    painter = QPainter(image)
    widget.render(painter, flags=QWidget.RenderFlag.DrawChildren)
    painter.end()
    return image
