"""The cameras on screen: outlines, and their targets or photographs on their images."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.ui.viewport.colours import rgb, rgba
from app.ui.viewport.frustum_geometry import up_mark
from app.ui.viewport.gl import GL
from app.ui.viewport.line_batch import LineBatch, line_records
from app.ui.viewport.picking import FRUSTUM_EDGES
from app.ui.viewport.shader_program import ShaderProgram
from app.ui.viewport.textures import ThumbnailTextures
from app.ui.viewport.vertex_array import VertexArray

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from app.engine.cameras.view import View
    from app.ui.viewport.display import DisplaySettings
    from app.ui.viewport.drawing import Drawing

_CARD_RECORD = [(0, 3), (1, 3), (2, 3), (3, 3), (4, 3), (5, 3)]  # locations and components in card.vert
LINE_PIXELS, SELECTED_PIXELS = 1.3, 2.2  # logical
DASH_PIXELS = 7.0
GIVEN_PIXELS, GIVEN_ALPHA = 1.0, 0.38
FRONT_OPACITY, BACK_OPACITY = 0.92, 0.30  # of an image seen from its front, and from behind, where it hides the model


@dataclass(frozen=True, eq=False)
class ShownFrusta:
    """Cameras to draw.

    Args:
        views: N of them.
        points_local: (N, 5, 3), as `frustum_points`, in the scene's frame.
        selected: (N,), whether each is.
        hovered: (N,), whether each is under the cursor or being dragged.
        given_local: (K, 5, 3), where those that a fit has moved were before; they are drawn faintly.
    """

    views: Sequence[View]
    points_local: NDArray[np.float64]
    selected: NDArray[np.bool_]
    hovered: NDArray[np.bool_]
    given_local: NDArray[np.float64]


class FrustumItem:
    """Draws all cameras in three calls: images seen from their front, outlines, and images seen from behind."""

    def __init__(self) -> None:
        self._lines = LineBatch()
        self._thumbnails = ThumbnailTextures()
        self._array: VertexArray | None = None
        self._program: ShaderProgram | None = None

    def draw_fronts(
        self,
        drawing: Drawing,
        display: DisplaySettings,
        shown: ShownFrusta,
        thumbnails: Mapping[str, NDArray[np.uint8]],
    ) -> None:
        """Draw the outlines, and the images that show their front: those beyond the model."""
        if not len(shown.views):
            return
        self._thumbnails.update(thumbnails)
        front = _shows_front(shown.points_local, drawing.eye_local)
        self._draw_cards(drawing, display, shown, front, FRONT_OPACITY)
        self._lines.show(_outlines(shown, display, drawing.size.ratio))
        self._lines.draw(drawing.clip_from_local, drawing.size)

    def draw_backs(self, drawing: Drawing, display: DisplaySettings, shown: ShownFrusta) -> None:
        """Draw the images that show their back, faintly: those between the viewer and the model."""
        if not len(shown.views):
            return
        GL.glDepthMask(False)
        back = ~_shows_front(shown.points_local, drawing.eye_local)
        self._draw_cards(drawing, display, shown, back, BACK_OPACITY)
        GL.glDepthMask(True)

    def release(self) -> None:
        """Free what OpenGL holds; the context must be current. The next `draw` sends it again."""
        self._lines.release()
        self._thumbnails.delete()
        if self._array is not None:
            self._array.delete()
        if self._program is not None:
            self._program.delete()
        self._array = self._program = None

    def _draw_cards(
        self, drawing: Drawing, display: DisplaySettings, shown: ShownFrusta, which: NDArray[np.bool_], opacity: float
    ) -> None:
        chosen = np.flatnonzero(which)
        if not len(chosen):
            return
        corners = shown.points_local[chosen, 1:]
        order = np.argsort(-np.linalg.norm(corners.mean(axis=1) - drawing.eye_local, axis=1))  # the farthest first
        records = np.empty((len(chosen), 18), dtype=np.float32)
        records[:, :12] = corners[order].reshape(-1, 12)
        records[:, 12:15] = _line_colours(shown, display)[chosen[order], :3]
        dimmed = [1.0 if shown.views[index].enabled else 0.4 for index in chosen[order]]
        records[:, 15] = np.multiply(opacity, dimmed)
        records[:, 16] = [self._layer(shown.views[index].id, display) for index in chosen[order]]
        records[:, 17] = [self._thumbnails.is_photograph(shown.views[index].id) for index in chosen[order]]
        if self._array is None or self._program is None:
            self._array = VertexArray()
            self._array.add_record("cards", _CARD_RECORD, instanced=True)
            self._program = ShaderProgram("card")
        self._array.upload("cards", records)
        self._program.use()
        self._program.set_matrix("clip_from_local", drawing.clip_from_local)
        self._program.set_vector("covered", *rgb(display.colours.target))
        self._program.set_vector("paper", *rgb(display.colours.picture_background))
        self._thumbnails.bind()
        self._array.bind()
        GL.glDrawArraysInstanced(GL.GL_TRIANGLE_STRIP, 0, 4, len(records))

    def _layer(self, view_id: str, display: DisplaySettings) -> int:
        layer = self._thumbnails.layer(view_id) if display.thumbnails else None
        return -1 if layer is None else layer


def _shows_front(points: NDArray[np.float64], eye: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each image (N, 5, 3) is seen from the model's side rather than from the camera's."""
    forward = points[:, 1:].mean(axis=1) - points[:, 0]
    return np.asarray(((eye - points[:, 1]) * forward).sum(axis=1) > 0)


def _line_colours(shown: ShownFrusta, display: DisplaySettings) -> NDArray[np.float32]:
    colours = display.colours
    enabled = np.array([view.enabled for view in shown.views])
    lines = np.where(enabled[:, None], rgba(colours.frustum, 0.85), rgba(colours.frustum_disabled, 0.8))
    lines[shown.hovered] = rgba(colours.accent)
    lines[shown.selected] = rgba(colours.frustum_selected)
    return np.asarray(lines, dtype=np.float32)


def _outlines(shown: ShownFrusta, display: DisplaySettings, ratio: float) -> NDArray[np.float32]:
    starts, ends = _edges(shown.points_local)
    per_frustum = len(starts) // max(1, len(shown.views))
    strong = shown.selected | shown.hovered
    widths = np.where(strong, SELECTED_PIXELS, LINE_PIXELS) * ratio
    dashes = np.where([view.enabled for view in shown.views], 0.0, DASH_PIXELS * ratio)
    lines = line_records(
        starts,
        ends,
        np.repeat(_line_colours(shown, display), per_frustum, axis=0),
        np.repeat(widths, per_frustum),
        np.repeat(dashes, per_frustum),
    )
    given = line_records(*_edges(shown.given_local), rgba(display.colours.frustum, GIVEN_ALPHA), GIVEN_PIXELS * ratio)
    return np.concatenate([given, lines])


def _edges(points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Both ends of all lines of frusta (N, 5, 3), one frustum after the other, (L, 3) each."""
    tip = up_mark(points)[:, None]
    starts = np.concatenate([points[:, FRUSTUM_EDGES[:, 0]], points[:, 1:3]], axis=1)
    ends = np.concatenate([points[:, FRUSTUM_EDGES[:, 1]], tip, tip], axis=1)
    return starts.reshape(-1, 3), ends.reshape(-1, 3)
