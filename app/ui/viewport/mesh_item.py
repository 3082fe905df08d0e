"""The evolving mesh on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.ui.viewport.colours import COLOUR_MAPS, rgb
from app.ui.viewport.display import DisplayMode, DisplaySettings
from app.ui.viewport.gl import GL
from app.ui.viewport.lights import set_lights
from app.ui.viewport.shader_program import ShaderProgram
from app.ui.viewport.textures import ColourMapTexture
from app.ui.viewport.vertex_array import VertexArray

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.engine.fitting.readings import Quantity, Reading
    from app.engine.fitting.snapshot import Snapshot
    from app.engine.meshes.frame import Frame
    from app.ui.theme_colours import Theme
    from app.ui.viewport.drawing import Drawing

POSITION, NORMAL, VALUE = 0, 1, 2  # locations of the attributes in mesh.vert
WIRE_PIXELS = 1.1
BACKFACE_TINT = 0.4  # of the warning's colour where the mesh shows its inside: enough to notice, not to alarm
WIRE_RECEDING = 0.32  # how far faces go towards the background, so that their sides stand out


class MeshItem:
    """Draws a snapshot; what has not changed since the last one is not sent again."""

    def __init__(self) -> None:
        self._snapshot: Snapshot | None = None
        self._frame: Frame | None = None
        self._changed = False
        self._sent_faces: NDArray[np.int32] | None = None
        self._array: VertexArray | None = None
        self._colour_maps: dict[Quantity, ColourMapTexture] = {}
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

    def draw(
        self, drawing: Drawing, display: DisplaySettings, reading: Reading | None, last_value: float, opacity: float
    ) -> None:
        """Draw it.

        Args:
            drawing: the frame.
            display: mode, flat or smooth, colours.
            reading: of the snapshot's vertices, in a mode that shows one; None where it is not known yet.
            last_value: of the reading, that has the last colour.
            opacity: of the surface that is nearest to the viewer; nothing of the mesh is seen through it.
        """
        if self._snapshot is None or opacity == 0:
            return
        array = self._ready()
        mode = display.mode
        if mode.quantity is not None and reading is None:
            mode = DisplayMode.SHADED
        program = self._program(mode, display.smooth)
        program.use()
        program.set_matrix("clip_from_local", drawing.clip_from_local)
        set_lights(program, drawing)
        program.set_vector("clay", *_clay(mode, display.colours))
        program.set_vector("backface", *_backface(display.colours))
        if mode is DisplayMode.WIREFRAME:
            program.set_vector("viewport_pixels", drawing.size.width, drawing.size.height)
            program.set_vector("wire_pixels", WIRE_PIXELS * drawing.size.ratio)
            program.set_vector("wire", *rgb(display.colours.wire))
        if mode.quantity is not None:
            program.set_vector("shares_per_value", 1 / last_value)
            self._map(mode.quantity).bind()
        program.set_vector("opacity", opacity)
        array.bind()
        count = self._snapshot.faces.size
        if opacity < 1:
            GL.glColorMask(False, False, False, False)
            GL.glDrawElements(GL.GL_TRIANGLES, count, GL.GL_UNSIGNED_INT, None)
            GL.glColorMask(True, True, True, True)
            GL.glDepthFunc(GL.GL_EQUAL)
        GL.glDrawElements(GL.GL_TRIANGLES, count, GL.GL_UNSIGNED_INT, None)
        GL.glDepthFunc(GL.GL_LEQUAL)

    def draw_coverage(self, drawing: Drawing) -> None:
        """Draw 1 wherever the mesh is, without depth."""
        if self._snapshot is None:
            return
        array = self._ready()
        if self._coverage is None:
            self._coverage = ShaderProgram("mesh", fragment="coverage")
        self._coverage.use()
        self._coverage.set_matrix("clip_from_local", drawing.clip_from_local)
        array.bind()
        GL.glDrawElements(GL.GL_TRIANGLES, self._snapshot.faces.size, GL.GL_UNSIGNED_INT, None)

    def release(self) -> None:
        """Free what OpenGL holds; the context must be current. The next `draw` sends it again."""
        for held in (self._array, self._coverage, *self._colour_maps.values(), *self._programs.values()):
            if held is not None:
                held.delete()
        self._array, self._coverage, self._sent_faces, self._changed = None, None, None, True
        self._colour_maps.clear()
        self._programs.clear()

    def _ready(self) -> VertexArray:
        if self._array is None:
            self._array = VertexArray()
            self._array.add("positions", POSITION, 3)
            self._array.add("normals", NORMAL, 3)
            self._array.add("values", VALUE, 1)
            self._array.add_indices()
            self._changed = True
        if self._changed:
            self._send(self._array)
            self._changed = False
        return self._array

    def _send(self, array: VertexArray) -> None:
        assert self._snapshot is not None and self._frame is not None
        snapshot = self._snapshot
        local = np.ascontiguousarray(self._frame.from_world(snapshot.positions_world), dtype=np.float32)
        array.upload("positions", local)
        array.upload("normals", np.ascontiguousarray(snapshot.normals, dtype=np.float32))
        # A buffer that an attribute reads must be as long as the others, also where the shader does not use it.
        reading = snapshot.reading
        array.upload("values", np.zeros(len(local), np.float32) if reading is None else reading.values)
        if self._sent_faces is not snapshot.faces:
            array.upload_indices(np.ascontiguousarray(snapshot.faces, dtype=np.int32))
            self._sent_faces = snapshot.faces

    def _program(self, mode: DisplayMode, smooth: bool) -> ShaderProgram:
        defines = (mode.name if mode.quantity is None else "READING", "SMOOTH" if smooth else "FLAT")
        if defines not in self._programs:
            self._programs[defines] = ShaderProgram("mesh", defines, geometry=mode is DisplayMode.WIREFRAME)
        return self._programs[defines]

    def _map(self, quantity: Quantity) -> ColourMapTexture:
        if quantity not in self._colour_maps:
            self._colour_maps[quantity] = ColourMapTexture(COLOUR_MAPS[quantity])
        return self._colour_maps[quantity]


def _clay(mode: DisplayMode, colours: Theme) -> NDArray[np.float64]:
    clay, background = np.array(rgb(colours.mesh)), np.array(rgb(colours.viewport_bottom))
    return np.asarray(clay + (WIRE_RECEDING if mode is DisplayMode.WIREFRAME else 0.0) * (background - clay))


def _backface(colours: Theme) -> NDArray[np.float64]:
    clay, warning = np.array(rgb(colours.mesh)), np.array(rgb(colours.warning))
    return np.asarray(clay + BACKFACE_TINT * (warning - clay))
