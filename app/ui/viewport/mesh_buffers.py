"""A snapshot in the memory of OpenGL; what has not changed since the last one is not sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.engine.appearance.surface_colours import PLASTER
from app.ui.viewport.drawn_corners import DrawnCorners, split_at_seams
from app.ui.viewport.gl import GL
from app.ui.viewport.textures import TexelTexture
from app.ui.viewport.vertex_array import VertexArray

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.engine.fitting.colour_state import ColourState, TextureState
    from app.engine.fitting.snapshot import Snapshot
    from app.engine.meshes.frame import Frame

POSITION, NORMAL, VALUE, PAINT = 0, 1, 2, 3  # locations of the attributes in mesh.vert


class MeshBuffers:
    """Vertices, faces and the texture of a mesh, in the current context."""

    def __init__(self) -> None:
        self._array = VertexArray()
        self._array.add("positions", POSITION, 3)
        self._array.add("normals", NORMAL, 3)
        self._array.add("values", VALUE, 1)
        self._array.add("paint", PAINT, 3)
        self._array.add_indices()
        self._corners: DrawnCorners | None = None
        self._made_of: tuple[object, object] = (None, None)  # faces of the mesh and in the texture
        self._texels: NDArray[np.float32] | None = None
        self._texture: TexelTexture | None = None
        self.count = 0

    @property
    def is_textured(self) -> bool:
        """Whether the colours are in a texture."""
        return self._texture is not None

    def send(self, snapshot: Snapshot, frame: Frame) -> None:
        """Hold another snapshot.

        Args:
            snapshot: what is drawn.
            frame: of the scene.
        """
        colours = snapshot.state.colours
        texture = None if colours is None else colours.texture
        corners = self._send_faces(snapshot.faces, texture)
        local = frame.from_world(snapshot.positions_world).astype(np.float32)
        self._array.upload("positions", np.ascontiguousarray(corners.of_vertices(local)))
        normals = np.ascontiguousarray(snapshot.normals, dtype=np.float32)
        self._array.upload("normals", np.ascontiguousarray(corners.of_vertices(normals)))
        # A buffer that an attribute reads must be as long as the others, also where the shader does not use it.
        reading = snapshot.reading
        values = np.zeros(len(local), np.float32) if reading is None else reading.values
        self._array.upload("values", np.ascontiguousarray(corners.of_vertices(values)))
        self._array.upload("paint", _paint(colours, corners, len(local)))
        self._send_texels(None if texture is None else texture.texels_linear)

    def draw(self) -> None:
        """Draw all faces with the program in use."""
        self._array.bind()
        GL.glDrawElements(GL.GL_TRIANGLES, self.count, GL.GL_UNSIGNED_INT, None)

    def bind_texture(self) -> None:
        """Read colours from the texture from now on, where there is one."""
        if self._texture is not None:
            self._texture.bind()

    def delete(self) -> None:
        """Free it; its context must be current."""
        self._array.delete()
        self._send_texels(None)

    def _send_faces(self, faces: NDArray[np.int32], texture: TextureState | None) -> DrawnCorners:
        made_of = (faces, None if texture is None else texture.uv_faces)
        if self._corners is None or any(new is not old for new, old in zip(made_of, self._made_of, strict=True)):
            whole = DrawnCorners(np.ascontiguousarray(faces, dtype=np.int32))
            self._corners = whole if texture is None else split_at_seams(faces, texture.uv_faces)
            self._made_of = made_of
            self._array.upload_indices(self._corners.faces)
            self.count = self._corners.faces.size
        return self._corners

    def _send_texels(self, texels: NDArray[np.float32] | None) -> None:
        if texels is self._texels:
            return
        if self._texture is not None:
            self._texture.delete()
        self._texels = texels
        self._texture = None if texels is None else TexelTexture(texels)


def _paint(colours: ColourState | None, corners: DrawnCorners, vertex_count: int) -> NDArray[np.float32]:
    """What each drawn vertex has for a colour (K, 3): linear light, or its place in the texture."""
    if colours is None:
        return np.tile(PLASTER.base_colour_linear.astype(np.float32), (vertex_count, 1))
    if colours.texture is not None:
        return corners.places_of(colours.texture.uv)
    return np.ascontiguousarray(colours.vertex_albedo_linear, dtype=np.float32)
