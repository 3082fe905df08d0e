"""The ground and the directions in space."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from app.ui.viewport.colours import rgba
from app.ui.viewport.gl import GL
from app.ui.viewport.line_batch import LineBatch, line_records
from app.ui.viewport.round_numbers import round_step
from app.ui.viewport.stage import GROUND_REACH

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PyQt6.QtGui import QColor

    from app.ui.theme_colours import Theme
    from app.ui.viewport.display import DisplaySettings
    from app.ui.viewport.drawing import Drawing
    from app.ui.viewport.up_axis import UpAxis

LINES_PER_HALF_SIZE = 2.5  # about; the step is a round number in world units
TRIAD_PIXELS = 34.0  # logical
TRIAD_INSET_PIXELS = 52.0


class GridItem:
    """Lines on the ground at a round distance; those through the middle have the colours of the axes they lie along."""

    def __init__(self) -> None:
        self._lines = LineBatch(fading=True)
        self._shown: tuple[float, float, Theme, bool, float, UpAxis] | None = None

    def draw(self, drawing: Drawing, display: DisplaySettings, scale_world: float, ground_local: float) -> None:
        """Draw it.

        Args:
            drawing: the frame.
            display: whether, and in which colours.
            scale_world: world units in one local unit.
            ground_local: height of the ground.
        """
        if not display.grid:
            return
        wanted = (scale_world, ground_local, display.colours, display.axes, drawing.size.ratio, drawing.up)
        if wanted != self._shown:
            step = round_step(scale_world / LINES_PER_HALF_SIZE) / scale_world
            self._lines.show(_grid_records(step, ground_local, display, drawing))
            self._shown = wanted
        GL.glDepthMask(False)
        clip_from_upright = drawing.clip_from_local.copy()
        clip_from_upright[:, :3] @= drawing.up.upright_from_world.T
        self._lines.draw(clip_from_upright, drawing.size, (0.0, ground_local, 0.0), GROUND_REACH)
        GL.glDepthMask(True)

    def release(self) -> None:
        """Free what OpenGL holds; the context must be current."""
        self._lines.release()


class TriadItem:
    """Three short arrows in a corner of the viewport, turned as the world is."""

    def __init__(self) -> None:
        self._lines = LineBatch()

    def draw(self, drawing: Drawing, display: DisplaySettings) -> None:
        """Draw it over everything else."""
        tips = triad_tips(drawing)
        order = np.argsort(-tips[:, 2])  # the farthest first
        middle = np.append(_triad_middle(drawing), 0.0)
        ends = np.concatenate([tips[:, :2], np.zeros((3, 1))], axis=1)[order]
        axes = np.array([rgba(colour) for colour in axis_colours(display.colours)])[order]
        axes[:, 3] = np.where(tips[order, 2] > 0.02, 0.55, 1.0)
        self._lines.show(line_records(np.tile(middle, (3, 1)), ends, axes, 2.4 * drawing.size.ratio))
        self._lines.draw(np.eye(4), drawing.size)

    def release(self) -> None:
        """Free what OpenGL holds; the context must be current."""
        self._lines.release()


def axis_colours(colours: Theme) -> tuple[QColor, QColor, QColor]:
    """Of x, y and z."""
    return colours.axis_x, colours.axis_y, colours.axis_z


def triad_tips(drawing: Drawing, length: float = 1.0) -> NDArray[np.float64]:
    """Where the arrows of the triad end, (3, 3): screen coordinates and the depth in arrows' lengths."""
    directions = drawing.rotation.T  # a row for each axis: right, down, forward
    pixels = np.array([drawing.size.width, drawing.size.height])
    reach = 2 * length * TRIAD_PIXELS * drawing.size.ratio / pixels
    places = _triad_middle(drawing) + directions[:, :2] * [1, -1] * reach
    return np.concatenate([places, directions[:, 2:]], axis=1)


def _triad_middle(drawing: Drawing) -> NDArray[np.float64]:
    pixels = np.array([drawing.size.width, drawing.size.height])
    return np.asarray(2 * TRIAD_INSET_PIXELS * drawing.size.ratio / pixels - 1)


def _colour_along(direction_world: NDArray[np.float64], colours: Theme) -> QColor | None:
    """The colour of the axis that a direction lies along; None if it lies along none."""
    axis = int(np.argmax(np.abs(direction_world)))
    return axis_colours(colours)[axis] if abs(direction_world[axis]) > 1 - 1e-6 else None


def _grid_records(step: float, ground: float, display: DisplaySettings, drawing: Drawing) -> NDArray[np.float32]:
    ratio = drawing.size.ratio
    count = math.floor(GROUND_REACH / step)
    places = np.arange(-count, count + 1) * step
    far = np.sqrt(np.maximum(GROUND_REACH**2 - places**2, 0))  # nothing is drawn where all has faded
    height = np.full_like(places, ground)
    along_x = np.stack([-far, height, places], axis=1), np.stack([far, height, places], axis=1)
    along_z = np.stack([places, height, -far], axis=1), np.stack([places, height, far], axis=1)
    strength = np.where(np.arange(-count, count + 1) % 5 == 0, 0.95, 0.45)
    lines = []
    for (starts, ends), axis in ((along_x, 0), (along_z, 2)):
        colours = np.tile(rgba(display.colours.grid), (len(places), 1))
        colours[:, 3] = strength
        widths = np.full(len(places), 1.0 * ratio)
        colour = _colour_along(drawing.up.upright_from_world[axis], display.colours)
        if display.axes and colour is not None:
            colours[count], widths[count] = rgba(colour, 0.75), 1.5 * ratio
        lines.append(line_records(starts, ends, colours, widths))
    return np.concatenate(lines)
