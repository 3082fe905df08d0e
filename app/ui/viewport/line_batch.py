"""Many straight lines in one call, of any width, smooth and dashed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.ui.viewport.gl import GL
from app.ui.viewport.shader_program import ShaderProgram
from app.ui.viewport.vertex_array import VertexArray

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from app.ui.viewport.navigation import ScreenSize

_RECORD = [(0, 3), (1, 3), (2, 4), (3, 2)]  # locations and components in line.vert
FLOATS_PER_LINE = sum(components for _, components in _RECORD)


def line_records(
    starts: NDArray[np.float64],
    ends: NDArray[np.float64],
    colours: ArrayLike,
    widths: ArrayLike,
    dashes: ArrayLike = 0.0,
) -> NDArray[np.float32]:
    """Lines as `LineBatch` takes them.

    Args:
        starts: (N, 3).
        ends: (N, 3).
        colours: (N, 4) or (4,), in [0, 1].
        widths: (N,) or one, pixels of the framebuffer.
        dashes: (N,) or one: length of a dash and its gap, pixels of the framebuffer; 0 for none.

    Returns:
        (N, 12) float32.
    """
    records = np.empty((len(starts), FLOATS_PER_LINE), dtype=np.float32)
    records[:, :3], records[:, 3:6], records[:, 6:10] = starts, ends, colours
    records[:, 10], records[:, 11] = widths, dashes
    return records


class LineBatch:
    """Lines that are drawn together.

    Args:
        fading: whether they fade with the distance from a point; such lines are not dashed.
    """

    def __init__(self, *, fading: bool = False) -> None:
        self._fading = fading
        self._records = np.empty((0, FLOATS_PER_LINE), dtype=np.float32)
        self._changed = True
        self._array: VertexArray | None = None
        self._program: ShaderProgram | None = None

    def show(self, records: NDArray[np.float32]) -> None:
        """Take other lines, from `line_records`; needs no context."""
        self._records, self._changed = records, True

    def draw(
        self,
        clip_from_local: NDArray[np.float64],
        size: ScreenSize,
        center: ArrayLike = (0.0, 0.0, 0.0),
        fade_radius: float = 1.0,
    ) -> None:
        """Draw them.

        Args:
            clip_from_local: (4, 4).
            size: of the framebuffer.
            center: (3,), from where fading lines fade.
            fade_radius: where fading lines are gone.
        """
        if not len(self._records):
            return
        if self._array is None or self._program is None:
            self._array = VertexArray()
            self._array.add_record("lines", _RECORD, instanced=True)
            self._program = ShaderProgram("line", ("FADING",) if self._fading else ())
            self._changed = True
        if self._changed:
            self._array.upload("lines", self._records)
            self._changed = False
        self._program.use()
        self._program.set_matrix("clip_from_local", clip_from_local)
        self._program.set_vector("viewport_pixels", size.width, size.height)
        if self._fading:
            self._program.set_vector("fade_center", *np.asarray(center, dtype=np.float64))
            self._program.set_vector("fade_radius", fade_radius)
        self._array.bind()
        GL.glDrawArraysInstanced(GL.GL_TRIANGLE_STRIP, 0, 4, len(self._records))

    def release(self) -> None:
        """Free what OpenGL holds; the context must be current. The next `draw` sends it again."""
        if self._array is not None:
            self._array.delete()
        if self._program is not None:
            self._program.delete()
        self._array = self._program = None
        self._changed = True
