"""A small picture of what will be exported, drawn beside the window."""

from typing import TYPE_CHECKING, cast

from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PyQt6.QtWidgets import QWidget

from app.ui.background_job import BackgroundJob
from app.ui.dialogs.export_kinds import Draw
from app.ui.theme import theme

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_RADIUS = 6.0


class ExportPreview(QWidget):
    """Shows the latest of what it was asked to draw; the one before stays until that is done.

    Args:
        side: width and height.
        parent: owner.
    """

    def __init__(self, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("export-film-preview")
        self.setToolTip("The mesh that will be in the file; a film begins like this")
        self.setFixedSize(side, side)
        self.image: QImage | None = None
        self._job: BackgroundJob | None = None
        self._next: Draw | None = None
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)

    def draw(self, draw: Draw | None) -> None:
        """Draw something else, or nothing."""
        self.setVisible(draw is not None)
        self._next = draw
        if self._job is None:
            self._begin()

    def _begin(self) -> None:
        draw, self._next = self._next, None
        if draw is None:
            return
        pixels = round(self.width() * self.devicePixelRatioF())
        self._job = BackgroundJob("Drawing a preview", lambda progress: draw(pixels))
        self._job.succeeded.connect(self._take)
        self._job.failed.connect(self._go_on)
        self._job.cancelled.connect(self._go_on)
        self._job.start()

    def _take(self, picture: object) -> None:
        colors = cast("NDArray[np.uint8]", picture)
        height, width = colors.shape[:2]
        # A copy: the image would keep a pointer into the array, not the array.
        self.image = QImage(colors.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()
        self.update()
        self._go_on()

    def _go_on(self) -> None:
        self._job = None
        self._begin()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        if self.image is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        plate = QPainterPath()
        plate.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        painter.setClipPath(plate)
        painter.drawImage(self.rect(), self.image)
        painter.setClipping(False)
        painter.setPen(QPen(theme().border))
        painter.drawPath(plate)
