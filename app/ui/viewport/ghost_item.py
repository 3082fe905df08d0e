"""The target on screen, as a translucent film."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.ui.viewport.colours import rgb
from app.ui.viewport.gl import GL
from app.ui.viewport.lights import set_lights
from app.ui.viewport.mesh_item import NORMAL, POSITION
from app.ui.viewport.shader_program import ShaderProgram
from app.ui.viewport.vertex_array import VertexArray

if TYPE_CHECKING:
    from app.ui.viewport.display import DisplaySettings
    from app.ui.viewport.drawing import Drawing
    from app.ui.viewport.ghost_mesh import GhostMesh


class GhostItem:
    """Draws the target over what is there: first its nearest depth, then only what lies at that depth."""

    def __init__(self) -> None:
        self._mesh: GhostMesh | None = None
        self._changed = False
        self._array: VertexArray | None = None
        self._depth: ShaderProgram | None = None
        self._film: ShaderProgram | None = None

    def show(self, mesh: GhostMesh | None) -> None:
        """Take another target; needs no context."""
        self._mesh, self._changed = mesh, True

    def draw(self, drawing: Drawing, display: DisplaySettings) -> None:
        """Draw it, if it is to be seen."""
        if self._mesh is None or not display.ghost or display.ghost_opacity == 0:
            return
        array, depth, film = self._ready(self._mesh)
        array.bind()
        # Where both surfaces nearly coincide, the mesh is the one that is seen.
        GL.glEnable(GL.GL_POLYGON_OFFSET_FILL)
        GL.glPolygonOffset(1.0, 4.0)
        GL.glColorMask(False, False, False, False)
        depth.use()
        depth.set_matrix("clip_from_local", drawing.clip_from_local)
        GL.glDrawElements(GL.GL_TRIANGLES, self._mesh.faces.size, GL.GL_UNSIGNED_INT, None)
        GL.glColorMask(True, True, True, True)
        GL.glDepthFunc(GL.GL_EQUAL)
        GL.glDepthMask(False)
        film.use()
        film.set_matrix("clip_from_local", drawing.clip_from_local)
        set_lights(film, drawing)
        film.set_vector("colour", *rgb(display.colours.ghost))
        film.set_vector("opacity", display.ghost_opacity)
        GL.glDrawElements(GL.GL_TRIANGLES, self._mesh.faces.size, GL.GL_UNSIGNED_INT, None)
        GL.glDepthMask(True)
        GL.glDepthFunc(GL.GL_LEQUAL)
        GL.glDisable(GL.GL_POLYGON_OFFSET_FILL)

    def release(self) -> None:
        """Free what OpenGL holds; the context must be current. The next `draw` sends it again."""
        for held in (self._array, self._depth, self._film):
            if held is not None:
                held.delete()
        self._array = self._depth = self._film = None
        self._changed = True

    def _ready(self, mesh: GhostMesh) -> tuple[VertexArray, ShaderProgram, ShaderProgram]:
        if self._array is None or self._depth is None or self._film is None:
            self._array = VertexArray()
            self._array.add("positions", POSITION, 3)
            self._array.add("normals", NORMAL, 3)
            self._array.add_indices()
            self._depth = ShaderProgram("mesh", fragment="depth")
            self._film = ShaderProgram("mesh", fragment="ghost")
            self._changed = True
        if self._changed:
            self._array.upload("positions", mesh.positions_local)
            self._array.upload("normals", mesh.normals)
            self._array.upload_indices(np.ascontiguousarray(mesh.faces, dtype=np.int32))
            self._changed = False
        return self._array, self._depth, self._film
