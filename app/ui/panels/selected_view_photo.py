"""A photograph in the selected view: blended with what is rendered, and outlines to draw over it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QPointF
from PyQt6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF, QTransform

from app.engine.cameras.view_mask import ViewMask
from app.ui.theme_colours import Theme
from app.ui.view_images import Picture

Photo = NDArray[np.uint8]

TARGET_WIDTH, RENDERED_WIDTH, CASING = 2.6, 1.5, 1.8  # logical pixels; where both lines meet, both are still seen
_ROOMY, _FINEST = 480.0, 0.5  # pixels: in a narrower picture lines are finer, down to that share
_CASING_ALPHA = 115


@dataclass(frozen=True, eq=False)
class PhotoLook:
    """How a photograph is shown.

    Args:
        colours: (H, W, 3) uint8.
        mask: of the photograph, whose outline is drawn; None if it has none.
        share: of the rendered picture in a blend with the photograph, in [0, 1].
        outlined: whether outlines are drawn.
    """

    colours: Photo
    mask: ViewMask | None
    share: float
    outlined: bool


def photo_image(look: PhotoLook, rendered: Picture | None, theme: Theme) -> QImage:
    """The photograph, mixed with what is rendered.

    Args:
        look: the photograph, and how much of the other there is.
        rendered: (h, w) coverage of the same view; None to show the photograph alone.
        theme: colours of the window.
    """
    height, width = look.colours.shape[:2]
    mixed = look.colours
    if look.share > 0 and rendered is not None:
        values = np.arange(256)
        ground, covered = (np.array(colour.getRgb()[:3]) for colour in (theme.picture_background, theme.rendered))
        painted = ground + values[:, None] / 255 * (covered - ground)
        # The halves are rounded so that no sum is greater than 255.
        of_photo = np.floor((1 - look.share) * values).astype(np.uint8)
        of_rendered = np.floor(look.share * painted).astype(np.uint8)
        mixed = of_photo[mixed] + of_rendered[_resized(rendered, height, width)]
    return QImage(mixed.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()


class Outlines:
    """Of a picture, each found once."""

    def __init__(self) -> None:
        self.target, self.rendered = QPainterPath(), QPainterPath()
        self._of_target: object = None
        self._of_rendered: object = None

    def find(self, mask: ViewMask | None, target: Picture, rendered: Picture | None) -> None:
        """Find them again where they are others.

        Args:
            mask: of the photograph; None to take the target.
            target: (h, w) coverage.
            rendered: (h, w) coverage; None for no outline.
        """
        of_target = target if mask is None else mask
        if self._of_target is not of_target:
            self.target = outline(target) if mask is None else outline(mask.coverage, mask.known)
            self._of_target = of_target
        if self._of_rendered is not rendered:
            self.rendered = QPainterPath() if rendered is None else outline(rendered)
            self._of_rendered = rendered


def outline(coverage: Picture, known: NDArray[np.bool_] | None = None) -> QPainterPath:
    """Where a coverage passes half, between the pixels, as shares of the picture's sides.

    Args:
        coverage: (h, w) uint8.
        known: (h, w), where there may be an outline; None for everywhere.
    """
    from skimage.measure import find_contours  # slow to import

    height, width = coverage.shape
    path = QPainterPath()
    if min(height, width) < 2:
        return path
    for line in find_contours(coverage.astype(np.float32), 127.5, mask=known):
        shares = (line[:, ::-1] + 0.5) / [width, height]
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in shares.tolist()]))
    return path


def draw_outlines(painter: QPainter, outlines: Outlines, place: QTransform, theme: Theme) -> None:
    """Draw both outlines, with a casing that keeps them apart from what is below.

    Args:
        painter: what to draw with.
        outlines: in shares of the picture's sides.
        place: from shares to the painter's coordinates.
        theme: colours of the window.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    casing = QColor(theme.outline_casing)
    casing.setAlpha(_CASING_ALPHA)
    scale = min(1.0, max(_FINEST, place.m11() / _ROOMY))
    paths = [(place.map(outlines.target), TARGET_WIDTH), (place.map(outlines.rendered), RENDERED_WIDTH)]
    for path, width in paths:
        painter.strokePath(path, QPen(casing, scale * (width + CASING)))
    for (path, width), colour in zip(paths, (theme.target_outline, theme.rendered_outline), strict=True):
        painter.strokePath(path, QPen(colour, scale * width))


def _resized(picture: Picture, height: int, width: int) -> Picture:
    """The nearest pixels; the same object if it has that size."""
    if picture.shape == (height, width):
        return picture
    rows = np.arange(height) * picture.shape[0] // height
    columns = np.arange(width) * picture.shape[1] // width
    return np.asarray(picture[rows[:, None], columns])
