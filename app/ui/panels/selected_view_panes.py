"""What the selected view shows, picture by picture: one, or four side by side."""

from collections.abc import Callable
from dataclasses import dataclass

from PyQt6.QtCore import QRectF, QSizeF, Qt
from PyQt6.QtGui import QImage

from app.ui.colour_images import (
    DIFFERENCE_GAIN,
    Gradient,
    blend,
    colour_image,
    difference,
    gradient_colours,
)
from app.ui.panels.selected_view_photo import PhotoLook, photo_image
from app.ui.panels.selected_view_source import CanvasPicture, InColour
from app.ui.theme import theme
from app.ui.view_images import ColourTable, PictureMode, colour_table, view_image

NOT_RENDERED = "The mesh is not rendered from here."
NO_GRADIENT = "No gradient here yet: a step (S) brings it."
_FOUR = (PictureMode.TARGET, PictureMode.RENDERED, PictureMode.XOR)
_GAP = 6.0  # between panes, logical pixels


@dataclass(frozen=True, eq=False)
class Pane:
    """One picture of a view.

    Args:
        title: over it, where there are several.
        paint: makes the picture; None where there is none.
        pixels: (height, width) of that picture.
        note: a few words in the place of a picture that is not there.
        look: of a photograph; its outlines are drawn where it wants them.
    """

    title: str
    paint: Callable[[], QImage] | None
    pixels: tuple[int, int]
    note: str = ""
    look: PhotoLook | None = None


class PaneMaker:
    """Makes panes; keeps what the theme's colours are looked up in."""

    def __init__(self) -> None:
        self._tables: dict[PictureMode, ColourTable] = {}
        self._share = 0.5

    def take_colours(self, share: float) -> None:
        """Use the present theme, and so much of the rendered picture in a blend, in [0, 1]."""
        self._tables.clear()
        self._share = share

    def panes(self, mode: PictureMode, picture: CanvasPicture) -> tuple[Pane, ...]:
        """All panes of a mode, in colour where the picture has colours."""
        if mode is not PictureMode.ALL:
            return (self._pane(mode, picture),)
        last = PictureMode.BLEND if picture.colour is None else PictureMode.GRADIENT
        return tuple(self._pane(each, picture) for each in (*_FOUR, last))

    def photo_pane(self, picture: CanvasPicture, look: PhotoLook) -> Pane:
        """A photograph, mixed with what is rendered."""
        return Pane("Photo", lambda: photo_image(look, picture.rendered, theme()), look.colours.shape[:2], look=look)

    def _pane(self, mode: PictureMode, picture: CanvasPicture) -> Pane:
        if picture.colour is not None:
            return self._in_colour(mode, picture.colour)
        is_alone = picture.rendered is None
        if is_alone and mode is PictureMode.RENDERED:
            return Pane(_TITLES[mode], None, picture.target.shape, NOT_RENDERED)
        table = PictureMode.TARGET if is_alone else mode
        return Pane(
            _TITLES[mode],
            lambda: view_image(picture.target, picture.rendered, self._table(table)),
            picture.target.shape,
        )

    def _in_colour(self, mode: PictureMode, colour: InColour) -> Pane:
        target, rendered = colour.target, colour.rendered
        size = target.shape[:2]
        title = f"Difference x {DIFFERENCE_GAIN}" if mode is PictureMode.XOR else _TITLES[mode]
        if mode is PictureMode.GRADIENT:
            return _gradient_pane(title, colour.gradient, size)
        if mode is PictureMode.TARGET or (rendered is None and mode is not PictureMode.RENDERED):
            return Pane(title, lambda: colour_image(target), size)
        if rendered is None:
            return Pane(title, None, size, NOT_RENDERED)
        if mode is PictureMode.RENDERED:
            return Pane(title, lambda: colour_image(rendered), size)
        if mode is PictureMode.XOR:
            return Pane(title, lambda: colour_image(difference(target, rendered)), size)
        return Pane(title, lambda: colour_image(blend(target, rendered, self._share)), size)

    def _table(self, mode: PictureMode) -> ColourTable:
        if mode not in self._tables:
            self._tables[mode] = colour_table(mode, theme(), self._share)
        return self._tables[mode]


_TITLES = {
    PictureMode.PHOTO: "Photo",
    PictureMode.TARGET: "Target",
    PictureMode.RENDERED: "Rendered",
    PictureMode.XOR: "Difference",
    PictureMode.BLEND: "Blend",
    PictureMode.GRADIENT: "Gradient of the colours",
}


def _gradient_pane(title: str, gradient: Gradient | None, size: tuple[int, int]) -> Pane:
    if gradient is None:
        return Pane(title, None, size, NO_GRADIENT)
    return Pane(title, lambda: colour_image(gradient_colours(gradient)), gradient.shape[:2])


def arranged(room: QRectF, count: int, picture: QSizeF, title_height: float) -> list[QRectF]:
    """Where so many pictures go, so that they are as large as can be.

    Args:
        room: that there is.
        count: how many, 1 or 4.
        picture: the shape of each.
        title_height: kept free above each, where there are several.

    Returns:
        A rectangle for each, without its title.
    """
    if count == 1:
        return [room]
    grids = [_grid(room, columns, -(-count // columns), title_height) for columns in range(1, count + 1)]

    def width(grid: list[QRectF]) -> float:
        return picture.scaled(grid[0].size(), Qt.AspectRatioMode.KeepAspectRatio).width()

    return max(grids, key=width)[:count]


def _grid(room: QRectF, columns: int, rows: int, title_height: float) -> list[QRectF]:
    width = max(1.0, (room.width() - (columns - 1) * _GAP) / columns)
    height = max(1.0, (room.height() - (rows - 1) * _GAP) / rows - title_height)
    return [
        QRectF(
            room.left() + column * (width + _GAP),
            room.top() + row * (height + title_height + _GAP) + title_height,
            width,
            height,
        )
        for row in range(rows)
        for column in range(columns)
    ]
