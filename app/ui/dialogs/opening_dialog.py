"""Shows photographs being read, while work goes on behind it."""

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QSize, Qt, QTimer
from PyQt6.QtGui import QIcon, QImage, QPixmap
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.capture_opening import CaptureOpening
from app.ui.widgets.labels import ElidedLabel, set_kind

_SIZE = QSize(620, 440)
_PICTURE = QSize(104, 78)
_CELL = QSize(114, 106)
_PATIENCE_MILLISECONDS = 300  # a dialog that comes and goes at once would only startle


class OpeningDialog(QDialog):
    """Tells how far it is and shows the pictures as they come; closing it gives the opening up.

    It shows itself when reading takes long, and goes when that ends.

    Args:
        opening: not started yet.
        parent: the window that it belongs to, which stays free.
    """

    def __init__(self, opening: CaptureOpening, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("opening_dialog")
        self.setWindowTitle(opening.job.title)
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(_SIZE)
        self._job = opening.job
        self._text = ElidedLabel("Looking at the cameras")
        self._text.setObjectName("opening_text")
        self._share = QLabel()
        self._bar = QProgressBar()
        self._pictures = QListWidget()
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._build(opening.job.title)
        self._patience.timeout.connect(self.show)
        self._buttons.rejected.connect(self.reject)
        opening.pictured.connect(self._add_picture)
        opening.job.progressed.connect(self._show_progress)
        for ended in (opening.job.succeeded, opening.job.failed, opening.job.cancelled):
            ended.connect(self._end)
        self._patience.start(_PATIENCE_MILLISECONDS)

    def reject(self) -> None:
        """Give the opening up; the present work stays."""
        self._job.cancel()
        self._end()

    def _end(self) -> None:
        self._patience.stop()
        self.done(QDialog.DialogCode.Accepted)
        self.deleteLater()  # also where it was never shown

    def _build(self, title: str) -> None:
        heading = ElidedLabel(title, Qt.TextElideMode.ElideMiddle)
        set_kind(heading, "heading")
        remark = QLabel("The present work stays until all of it has been read.")
        set_kind(remark, "muted")
        self._bar.setObjectName("opening_bar")
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(6)
        self._share.setMinimumWidth(self.fontMetrics().horizontalAdvance("100 %"))
        self._share.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line = QHBoxLayout()
        line.addWidget(self._text, 1)
        line.addWidget(self._share)
        self._set_up_pictures()
        for button in self._buttons.buttons():
            button.setIcon(QIcon())
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)  # giving up is not what the dialog asks for
            button.setObjectName("opening_cancel")
            button.setToolTip("Give up reading; the present work stays")
        foot = QHBoxLayout()
        foot.addWidget(remark, 1)
        foot.addWidget(self._buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(heading)
        layout.addLayout(line)
        layout.addWidget(self._bar)
        layout.addSpacing(2)
        layout.addWidget(self._pictures, 1)
        layout.addLayout(foot)

    def _set_up_pictures(self) -> None:
        pictures = self._pictures
        pictures.setObjectName("opening_pictures")
        pictures.setAccessibleName("Photographs read so far")
        pictures.setViewMode(QListWidget.ViewMode.IconMode)
        pictures.setMovement(QListWidget.Movement.Static)
        pictures.setResizeMode(QListWidget.ResizeMode.Adjust)
        pictures.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        pictures.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        pictures.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        pictures.setUniformItemSizes(True)
        pictures.setIconSize(_PICTURE)
        pictures.setGridSize(_CELL)
        pictures.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        viewport = pictures.viewport()
        if viewport is not None:
            viewport.setAttribute(Qt.WidgetAttribute.WA_Hover, False)  # nothing happens on a click

    def _show_progress(self, share: float, text: str) -> None:
        self._bar.setValue(round(1000 * share))
        self._share.setText(f"{100 * share:.0f} %")
        self._text.setText(text[:1].upper() + text[1:])

    def _add_picture(self, view_id: str, colours: NDArray[np.uint8]) -> None:
        item = QListWidgetItem(QIcon(_framed(colours, self.devicePixelRatioF())), view_id)
        item.setToolTip(view_id)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self._pictures.addItem(item)
        self._pictures.scrollToItem(item)


def _framed(colours: NDArray[np.uint8], scale: float) -> QPixmap:
    """A picture in the middle of a cell, all of which have one size."""
    height, width = colours.shape[:2]
    image = QImage(np.ascontiguousarray(colours).tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
    smooth = Qt.TransformationMode.SmoothTransformation
    small = QPixmap.fromImage(image.scaled(_PICTURE * scale, Qt.AspectRatioMode.KeepAspectRatio, smooth))
    small.setDevicePixelRatio(scale)
    return small
