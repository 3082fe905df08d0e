"""The target on screen, as a translucent film."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.ui.viewport.colours import rgb
from app.ui.viewport.gl import GL
from app.ui.viewport.lights import set_lights
from app.ui.viewport.mesh_buffers import NORMAL, PAINT, POSITION
from app.ui.viewport.shader_program import ShaderProgram
from app.ui.viewport.textures import SurfaceTexture
from app.ui.viewport.vertex_array import VertexArray

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.ui.viewport.display import DisplayMode, DisplaySettings
    from app.ui.viewport.drawing import Drawing
    from app.ui.viewport.ghost_mesh import GhostMesh
    from app.ui.viewport.scene_light import SceneLight


HIDDEN_SHARE = 0.55  # of the opacity, where the mesh lies before the target
# A mesh that nearly fits is not tinted in patches: the target counts as hidden only that far below it, as covering it
# only that far above it.
LEAST_DEPTH_LOCAL, LEAST_HEIGHT_LOCAL = 0.05, 0.02


class GhostItem:
    """Draws the target over what is there: first its nearest depth, then only what lies at that depth."""

    def __init__(self) -> None:
        self._mesh: GhostMesh | None = None
        self._changed = False
        self._array: VertexArray | None = None
        self._depth: ShaderProgram | None = None
        self._films: dict[tuple[str, ...], ShaderProgram] = {}
        self._hidden: ShaderProgram | None = None
        self._texture: SurfaceTexture | None = None

    def show(self, mesh: GhostMesh | None) -> None:
        """Take another target; needs no context."""
        self._mesh, self._changed = mesh, True

    def draw(self, drawing: Drawing, display: DisplaySettings, light: SceneLight) -> None:
        """Draw it, if it is to be seen; in its own colours, under the scene's light, in the modes that show these."""
        if self._mesh is None or not display.ghost or display.ghost_opacity == 0:
            return
        self._ready(self._mesh).bind()
        if self._depth is None:
            self._depth = ShaderProgram("mesh", fragment="depth")
        depth, film = self._depth, self._film(self._mesh, display.mode, light)
        _begin(self._mesh)
        clip_from_local = drawing.clip_from_local @ _towards_eye(drawing.eye_local, -LEAST_HEIGHT_LOCAL)
        GL.glColorMask(False, False, False, False)
        depth.use()
        depth.set_matrix("clip_from_local", clip_from_local)
        GL.glDrawElements(GL.GL_TRIANGLES, self._mesh.faces.size, GL.GL_UNSIGNED_INT, None)
        GL.glColorMask(True, True, True, True)
        GL.glDepthFunc(GL.GL_EQUAL)
        GL.glDepthMask(False)
        film.use()
        film.set_matrix("clip_from_local", clip_from_local)
        set_lights(film, drawing)
        if display.mode.is_lit:
            light.give(film)
        if self._texture is not None and self._mesh.colours is not None and display.mode.is_painted:
            film.set_vector("tint", *self._mesh.colours.base_colour_linear)
            self._texture.bind()
        film.set_vector("colour", *rgb(display.colours.ghost))
        film.set_vector("opacity", display.ghost_opacity)
        GL.glDrawElements(GL.GL_TRIANGLES, self._mesh.faces.size, GL.GL_UNSIGNED_INT, None)
        GL.glDepthMask(True)
        GL.glDepthFunc(GL.GL_LEQUAL)
        GL.glDisable(GL.GL_CULL_FACE)

    def draw_hidden(self, drawing: Drawing, display: DisplaySettings) -> None:
        """Tint the mesh where the target lies well below it, so that one sees what is still to be taken away."""
        if self._mesh is None or not display.ghost or display.ghost_opacity == 0:
            return
        self._ready(self._mesh).bind()
        if self._hidden is None:
            self._hidden = ShaderProgram("mesh", fragment="hidden")
        clip_from_local = drawing.clip_from_local @ _towards_eye(drawing.eye_local, LEAST_DEPTH_LOCAL)
        self._hidden.use()
        self._hidden.set_matrix("clip_from_local", clip_from_local)
        self._hidden.set_vector("colour", *rgb(display.colours.ghost))
        self._hidden.set_vector("opacity", HIDDEN_SHARE * display.ghost_opacity)
        _begin(self._mesh)
        GL.glEnable(GL.GL_STENCIL_TEST)
        GL.glDepthMask(False)
        # First mark where any layer of the target lies before the mesh: there, the mesh does not hide it.
        GL.glStencilFunc(GL.GL_ALWAYS, 1, 0xFF)
        GL.glStencilOp(GL.GL_KEEP, GL.GL_KEEP, GL.GL_REPLACE)
        GL.glColorMask(False, False, False, False)
        GL.glDrawElements(GL.GL_TRIANGLES, self._mesh.faces.size, GL.GL_UNSIGNED_INT, None)
        GL.glColorMask(True, True, True, True)
        # Then tint the rest, each pixel once.
        GL.glStencilFunc(GL.GL_EQUAL, 0, 0xFF)
        GL.glStencilOp(GL.GL_KEEP, GL.GL_KEEP, GL.GL_INCR)
        GL.glDepthFunc(GL.GL_GREATER)
        GL.glDrawElements(GL.GL_TRIANGLES, self._mesh.faces.size, GL.GL_UNSIGNED_INT, None)
        GL.glDepthFunc(GL.GL_LEQUAL)
        GL.glDepthMask(True)
        GL.glDisable(GL.GL_STENCIL_TEST)
        GL.glDisable(GL.GL_CULL_FACE)

    def release(self) -> None:
        """Free what OpenGL holds; the context must be current. The next `draw` sends it again."""
        for held in (self._array, self._depth, self._hidden, self._texture, *self._films.values()):
            if held is not None:
                held.delete()
        self._array = self._depth = self._hidden = self._texture = None
        self._films.clear()
        self._changed = True

    def _film(self, mesh: GhostMesh, mode: DisplayMode, light: SceneLight) -> ShaderProgram:
        own = mode.name if mode.is_lit or mode.is_painted else "FILM"
        textured = mode.is_painted and mesh.colours is not None
        defines = (own, *(light.defines if mode.is_lit else ()), *(("TEXTURED",) if textured else ()))
        if defines not in self._films:
            self._films[defines] = ShaderProgram("mesh", defines, fragment="ghost")
        return self._films[defines]

    def _ready(self, mesh: GhostMesh) -> VertexArray:
        if self._array is None:
            self._array = VertexArray()
            self._array.add("positions", POSITION, 3)
            self._array.add("normals", NORMAL, 3)
            self._array.add("paint", PAINT, 3)
            self._array.add_indices()
            self._changed = True
        if self._changed:
            self._array.upload("positions", mesh.positions_local)
            self._array.upload("normals", mesh.normals)
            self._array.upload("paint", np.ascontiguousarray(mesh.paint))
            self._send_texture(mesh)
            self._array.upload_indices(np.ascontiguousarray(mesh.faces, dtype=np.int32))
            self._changed = False
        return self._array

    def _send_texture(self, mesh: GhostMesh) -> None:
        if self._texture is not None:
            self._texture.delete()
        self._texture = None
        if mesh.colours is not None and mesh.colours.texture_srgb is not None:
            self._texture = SurfaceTexture(mesh.colours.texture_srgb, mesh.colours.wrap)


def _begin(mesh: GhostMesh) -> None:
    """Leave out the backs where they cannot be seen: half of the work. For others, both sides count."""
    if mesh.encloses:
        GL.glEnable(GL.GL_CULL_FACE)


def _towards_eye(eye: NDArray[np.float64], by: float) -> NDArray[np.float64]:
    """Brings points about the origin nearer to the viewer by so much; on screen they stay in place."""
    share = max(0.5, 1 - by / max(float(np.linalg.norm(eye)), 1e-6))
    matrix = np.diag([share, share, share, 1.0])
    matrix[:3, 3] = (1 - share) * eye
    return matrix
