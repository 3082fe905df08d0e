"""The evolving mesh on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.ui.viewport.colours import COLOUR_MAPS, DEPTH_MAP, rgb
from app.ui.viewport.display import DisplayMode, DisplaySettings
from app.ui.viewport.gl import GL
from app.ui.viewport.lights import set_lights
from app.ui.viewport.mesh_buffers import MeshBuffers
from app.ui.viewport.shader_program import ShaderProgram
from app.ui.viewport.textures import ColourMapTexture

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.engine.fitting.snapshot import Snapshot
    from app.engine.meshes.frame import Frame
    from app.ui.theme_colours import Theme
    from app.ui.viewport.drawing import Drawing
    from app.ui.viewport.mesh_look import DepthRange, MeshLook

WIRE_PIXELS = 1.1
BACKFACE_TINT = 0.4  # of the warning's colour where the mesh shows its inside: enough to notice, not to alarm
WIRE_RECEDING = 0.32  # how far faces go towards the background, so that their sides stand out


class MeshItem:
    """Draws a snapshot."""

    def __init__(self) -> None:
        self._snapshot: Snapshot | None = None
        self._frame: Frame | None = None
        self._changed = False
        self._buffers: MeshBuffers | None = None
        self._colour_maps: dict[DisplayMode, ColourMapTexture] = {}
        self._programs: dict[tuple[str, ...], ShaderProgram] = {}
        self._coverage: ShaderProgram | None = None

    def show(self, snapshot: Snapshot | None, frame: Frame) -> None:
        """Take another snapshot; needs no context.

        Args:
            snapshot: what to draw, or None.
            frame: of the scene.
        """
        if snapshot is not self._snapshot or frame is not self._frame:
            self._snapshot, self._frame, self._changed = snapshot, frame, True

    def draw(self, drawing: Drawing, display: DisplaySettings, look: MeshLook) -> None:
        """Draw it.

        Args:
            drawing: the frame.
            display: mode, flat or smooth, colours.
            look: what else the mode needs.
        """
        if self._snapshot is None or look.opacity == 0:
            return
        buffers = self._ready()
        mode = DisplayMode.SHADED if display.mode.quantity is not None and look.reading is None else display.mode
        program = self._program(mode, display.smooth, look, is_textured=buffers.is_textured)
        program.use()
        program.set_matrix("clip_from_local", drawing.clip_from_local)
        set_lights(program, drawing)
        self._give_mode(program, mode, drawing, display.colours, look)
        program.set_vector("opacity", look.opacity)
        if look.opacity < 1:
            GL.glColorMask(False, False, False, False)
            buffers.draw()
            GL.glColorMask(True, True, True, True)
            GL.glDepthFunc(GL.GL_EQUAL)
        buffers.draw()
        GL.glDepthFunc(GL.GL_LEQUAL)

    def draw_coverage(self, drawing: Drawing) -> None:
        """Draw 1 wherever the mesh is, without depth."""
        if self._snapshot is None:
            return
        buffers = self._ready()
        if self._coverage is None:
            self._coverage = ShaderProgram("mesh", fragment="coverage")
        self._coverage.use()
        self._coverage.set_matrix("clip_from_local", drawing.clip_from_local)
        buffers.draw()

    def release(self) -> None:
        """Free what OpenGL holds; the context must be current. The next `draw` sends it again."""
        for held in (self._buffers, self._coverage, *self._colour_maps.values(), *self._programs.values()):
            if held is not None:
                held.delete()
        self._buffers, self._coverage, self._changed = None, None, True
        self._colour_maps.clear()
        self._programs.clear()

    def _ready(self) -> MeshBuffers:
        if self._buffers is None:
            self._buffers, self._changed = MeshBuffers(), True
        if self._changed:
            assert self._snapshot is not None and self._frame is not None
            self._buffers.send(self._snapshot, self._frame)
            self._changed = False
        return self._buffers

    def _give_mode(
        self, program: ShaderProgram, mode: DisplayMode, drawing: Drawing, colours: Theme, look: MeshLook
    ) -> None:
        """Give a program in use what its mode needs."""
        program.set_vector("clay", *_clay(mode, colours))
        program.set_vector("backface", *_backface(colours))
        if mode is DisplayMode.WIREFRAME:
            program.set_vector("viewport_pixels", drawing.size.width, drawing.size.height)
            program.set_vector("wire_pixels", WIRE_PIXELS * drawing.size.ratio)
            program.set_vector("wire", *rgb(colours.wire))
        if mode.quantity is not None:
            program.set_vector("shares_per_value", 1 / look.last_value)
            self._map(mode).bind()
        if mode is DisplayMode.DEPTH and look.depths is not None:
            self._give_depths(program, drawing, look.depths)
        if mode.is_lit:
            look.light.give(program)
        if mode.is_painted and self._buffers is not None and self._buffers.is_textured:
            program.set_vector("tint", 1.0, 1.0, 1.0)
            self._buffers.bind_texture()

    def _give_depths(self, program: ShaderProgram, drawing: Drawing, depths: DepthRange) -> None:
        assert self._frame is not None
        program.set_vector("forward", *drawing.rotation[2])
        program.set_vector("nearest", depths.near / self._frame.scale)
        program.set_vector("shares_per_depth", self._frame.scale / (depths.far - depths.near))
        self._map(DisplayMode.DEPTH).bind()

    def _program(self, mode: DisplayMode, smooth: bool, look: MeshLook, *, is_textured: bool) -> ShaderProgram:
        defines = (
            mode.name if mode.quantity is None else "READING",
            "SMOOTH" if smooth else "FLAT",
            *(look.light.defines if mode.is_lit else ()),
            *(("TEXTURED",) if is_textured and mode.is_painted else ()),
        )
        if defines not in self._programs:
            self._programs[defines] = ShaderProgram("mesh", defines, geometry=mode is DisplayMode.WIREFRAME)
        return self._programs[defines]

    def _map(self, mode: DisplayMode) -> ColourMapTexture:
        if mode not in self._colour_maps:
            colours = DEPTH_MAP if mode.quantity is None else COLOUR_MAPS[mode.quantity]
            self._colour_maps[mode] = ColourMapTexture(colours)
        return self._colour_maps[mode]


def _clay(mode: DisplayMode, colours: Theme) -> NDArray[np.float64]:
    clay, background = np.array(rgb(colours.mesh)), np.array(rgb(colours.viewport_bottom))
    return np.asarray(clay + (WIRE_RECEDING if mode is DisplayMode.WIREFRAME else 0.0) * (background - clay))


def _backface(colours: Theme) -> NDArray[np.float64]:
    clay, warning = np.array(rgb(colours.mesh)), np.array(rgb(colours.warning))
    return np.asarray(clay + BACKFACE_TINT * (warning - clay))
