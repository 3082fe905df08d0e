"""The lamp that lights the model, as a small sun beside it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from app.ui.viewport.colours import rgb, rgba
from app.ui.viewport.gl import GL
from app.ui.viewport.line_batch import LineBatch, line_records
from app.ui.viewport.shader_program import ShaderProgram
from app.ui.viewport.vertex_array import VertexArray

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.ui.theme_colours import Theme
    from app.ui.viewport.drawing import Drawing

LAMP_PIXELS, STRONG_PIXELS = 14.0, 17.0  # radius with its rays, logical; the second under the cursor
CASING_PIXELS = 1.6
LINE_PIXELS, LINE_ALPHA = 1.3, 0.55
HIDDEN_OPACITY = 0.4  # where something lies before it, so that it can be found behind the model
_SHORTEST_RAYS = 0.76  # of the radius, for the weakest light


class LampItem:
    """Draws the lamp and the line from it to the middle of the model."""

    def __init__(self) -> None:
        self._line = LineBatch()
        self._array: VertexArray | None = None
        self._program: ShaderProgram | None = None

    def draw(
        self, drawing: Drawing, colours: Theme, place_local: NDArray[np.float64], strength: float, *, strong: bool
    ) -> None:
        """Draw it over the scene, fainter behind what is there.

        Args:
            drawing: the frame.
            colours: of the theme in use.
            place_local: (3,), in the scene's frame.
            strength: of the light; its rays are longer for more.
            strong: whether it is under the cursor or held.
        """
        GL.glDepthMask(False)
        line_alpha = 0.9 if strong else LINE_ALPHA
        colour, width = rgba(colours.lamp, line_alpha), LINE_PIXELS * drawing.size.ratio
        self._line.show(line_records(place_local[None], np.zeros((1, 3)), colour, width))
        self._line.draw(drawing.clip_from_local, drawing.size)
        if self._array is None or self._program is None:
            self._array, self._program = VertexArray(), ShaderProgram("lamp")
        program = self._program
        program.use()
        program.set_matrix("clip_from_local", drawing.clip_from_local)
        program.set_vector("place", *place_local)
        program.set_vector("viewport_pixels", drawing.size.width, drawing.size.height)
        program.set_vector("radius_pixels", (STRONG_PIXELS if strong else LAMP_PIXELS) * drawing.size.ratio)
        program.set_vector("casing_pixels", CASING_PIXELS * drawing.size.ratio)
        program.set_vector("rays", _ray_length(strength))
        program.set_vector("colour", *rgb(colours.lamp))
        program.set_vector("casing", *rgb(colours.lamp_casing))
        self._array.bind()
        for test, opacity in ((GL.GL_GREATER, HIDDEN_OPACITY), (GL.GL_LEQUAL, 1.0)):
            GL.glDepthFunc(test)
            program.set_vector("opacity", opacity)
            GL.glDrawArrays(GL.GL_TRIANGLE_STRIP, 0, 4)
        GL.glDepthMask(True)

    def release(self) -> None:
        """Free what OpenGL holds; the context must be current. The next `draw` sends it again."""
        self._line.release()
        if self._array is not None:
            self._array.delete()
        if self._program is not None:
            self._program.delete()
        self._array = self._program = None


def _ray_length(strength: float) -> float:
    """How far rays reach, as a share of the radius: all the way for light four times as strong as usual."""
    share = min(1.0, max(0.0, 0.5 + 0.25 * math.log2(max(strength, 1e-3))))
    return _SHORTEST_RAYS + (1 - _SHORTEST_RAYS) * share
