"""The photograph behind the mesh on screen, and the outlines of its mask and of the mesh over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.ui.viewport.colours import rgb
from app.ui.viewport.gl import GL
from app.ui.viewport.multisample_buffer import MultisampleBuffer
from app.ui.viewport.screen_buffer import ScreenBuffer
from app.ui.viewport.screen_items import screen_rectangle
from app.ui.viewport.shader_program import ShaderProgram
from app.ui.viewport.textures import PhotographTexture
from app.ui.viewport.vertex_array import VertexArray

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.engine.cameras.view_mask import ViewMask
    from app.ui.viewport.backdrop import Backdrop
    from app.ui.viewport.display import DisplaySettings
    from app.ui.viewport.drawing import Drawing
    from app.ui.viewport.mesh_item import MeshItem
    from app.ui.viewport.pose import FrameRectangle

TARGET_HALF_WIDTH, MESH_HALF_WIDTH = 1.5, 0.9  # pixels; where both lines lie on one another, both are still seen
HIDDEN = -9.0
SQUARE_PIXELS = 16  # as in outline.vert


class PhotographItem:
    """Draws a photograph on the rectangle of the image that is looked through, and outlines over it.

    Both outlines are found on the screen, from what the mask and the mesh cover there, so that they belong to what is
    shown at any size and with any mesh.
    """

    def __init__(self) -> None:
        self._array: VertexArray | None = None
        self._programs: dict[str, ShaderProgram] = {}
        self._colours: tuple[object, PhotographTexture] | None = None
        self._mask: tuple[object, PhotographTexture] | None = None
        self._multisampled, self._coverage = MultisampleBuffer(), ScreenBuffer()

    def draw_photograph(self, backdrop: Backdrop, rectangle: FrameRectangle, drawing: Drawing, opacity: float) -> None:
        """Draw the photograph; without test of depth."""
        program = self._use("photograph", "image")
        program.set_vector("rectangle", *screen_rectangle(rectangle, drawing.size))
        program.set_vector("opacity", opacity)
        if self._colours is None or self._colours[0] is not backdrop.colours:
            _delete(self._colours)
            self._colours = (backdrop.colours, PhotographTexture(backdrop.colours))
        self._colours[1].bind()
        GL.glDrawArrays(GL.GL_TRIANGLE_STRIP, 0, 4)

    def draw_outlines(
        self,
        mask: ViewMask | None,
        mesh: MeshItem,
        rectangle: FrameRectangle,
        drawing: Drawing,
        display: DisplaySettings,
        framebuffer: int,
        samples: int,
    ) -> None:
        """Draw the outlines that are to be seen, within the rectangle.

        Args:
            mask: of the photograph; None draws the mesh's outline alone.
            mesh: the mesh.
            rectangle: where the photograph is.
            drawing: the frame.
            display: which outlines, and in which colours.
            framebuffer: where to.
            samples: of a pixel, for the mesh's coverage.
        """
        has_target = display.target_outline and mask is not None
        if not has_target and not display.mesh_outline:
            return
        self._cover(mask if has_target else None, mesh if display.mesh_outline else None, rectangle, drawing, samples)
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, framebuffer)
        size = drawing.size
        program = self._use("outline", "outline")
        program.set_vector("viewport_pixels", size.width, size.height)
        program.set_vector("ratio", size.ratio)
        program.set_vector("mesh_colour", *rgb(display.colours.rendered_outline))
        program.set_vector("target_colour", *rgb(display.colours.target_outline))
        program.set_vector("casing", *rgb(display.colours.outline_casing))
        program.set_vector(
            "half_widths",
            MESH_HALF_WIDTH if display.mesh_outline else HIDDEN,
            TARGET_HALF_WIDTH if has_target else HIDDEN,
        )
        self._coverage.bind_texture()
        bottom = size.height - rectangle.top - rectangle.height
        GL.glEnable(GL.GL_SCISSOR_TEST)
        GL.glScissor(*(round(value) for value in (rectangle.left, bottom, rectangle.width, rectangle.height)))
        squares = -(-size.width // SQUARE_PIXELS) * -(-size.height // SQUARE_PIXELS)
        GL.glDrawArraysInstanced(GL.GL_TRIANGLE_STRIP, 0, 4, squares)
        GL.glDisable(GL.GL_SCISSOR_TEST)

    def release(self) -> None:
        """Free what OpenGL holds; the context must be current. The next `draw` sends it again."""
        if self._array is not None:
            self._array.delete()
        for program in self._programs.values():
            program.delete()
        _delete(self._colours)
        _delete(self._mask)
        self._multisampled.release()
        self._coverage.release()
        self._array = self._colours = self._mask = None
        self._programs.clear()

    def _cover(
        self, mask: ViewMask | None, mesh: MeshItem | None, rectangle: FrameRectangle, drawing: Drawing, samples: int
    ) -> None:
        """Mark what the mesh covers on the screen in one channel, what the mask covers in another."""
        size = drawing.size
        self._coverage.prepare(size.width, size.height)
        if samples:
            self._multisampled.bind(size.width, size.height, samples)
        else:
            self._coverage.bind()
        GL.glDisable(GL.GL_BLEND)
        GL.glClearColor(0.0, 0.0, 0.0, 0.0)
        GL.glClear(GL.GL_COLOR_BUFFER_BIT)
        if mesh is not None:
            GL.glColorMask(True, False, False, False)
            mesh.draw_coverage(drawing)
        if samples:
            GL.glColorMask(True, True, True, True)
            self._multisampled.resolve(self._coverage.framebuffer)
        if mask is not None:
            GL.glColorMask(False, True, True, False)
            self._draw_mask(mask, rectangle, drawing)
        GL.glColorMask(True, True, True, True)
        GL.glEnable(GL.GL_BLEND)
        self._coverage.make_smaller_copies()

    def _draw_mask(self, mask: ViewMask, rectangle: FrameRectangle, drawing: Drawing) -> None:
        program = self._use("mask", "frame")
        program.set_vector("corner_pixels", rectangle.left, drawing.size.height - rectangle.top - rectangle.height)
        program.set_vector("size_pixels", rectangle.width, rectangle.height)
        if self._mask is None or self._mask[0] is not mask:
            _delete(self._mask)
            self._mask = (mask, PhotographTexture(_mask_pixels(mask)))
        self._mask[1].bind()
        GL.glDrawArrays(GL.GL_TRIANGLES, 0, 3)

    def _use(self, fragment: str, vertex: str) -> ShaderProgram:
        if self._array is None:
            self._array = VertexArray()
        if fragment not in self._programs:
            self._programs[fragment] = ShaderProgram(vertex, fragment=fragment)
        self._programs[fragment].use()
        self._array.bind()
        return self._programs[fragment]


def _mask_pixels(mask: ViewMask) -> NDArray[np.uint8]:
    """(H, W, 3) uint8: the coverage, and where it is known."""
    pixels = np.zeros((*mask.image_size, 3), dtype=np.uint8)
    pixels[..., 0] = mask.coverage
    pixels[..., 1] = 255 if mask.known is None else np.where(mask.known, 255, 0)
    return pixels


def _delete(held: tuple[object, PhotographTexture] | None) -> None:
    if held is not None:
        held[1].delete()
