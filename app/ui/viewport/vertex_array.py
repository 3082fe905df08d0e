"""Arrays of vertices in the memory of OpenGL, which stay there between frames."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

from OpenGL.raw.GL.VERSION.GL_2_0 import glVertexAttribPointer  # the wrapped one keeps each pointer alive

from app.ui.viewport.gl import GL

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class VertexArray:
    """Buffers and how a shader reads them, in the current context."""

    def __init__(self) -> None:
        self._handle = int(GL.glGenVertexArrays(1))
        self._buffers: dict[str, int] = {}

    def add(self, name: str, location: int, components: int, *, instanced: bool = False) -> None:
        """A buffer of its own for an attribute of float32.

        Args:
            name: for `upload`.
            location: of the attribute.
            components: 1 to 4.
            instanced: whether a value is for a whole instance.
        """
        self.add_record(name, [(location, components)], instanced=instanced)

    def add_record(self, name: str, attributes: list[tuple[int, int]], *, instanced: bool = False) -> None:
        """A buffer of records of float32, each the values of several attributes.

        Args:
            name: for `upload`.
            attributes: (location, components) in their order in a record.
            instanced: whether a record is for a whole instance.
        """
        self._buffers[name] = int(GL.glGenBuffers(1))
        GL.glBindVertexArray(self._handle)
        GL.glBindBuffer(GL.GL_ARRAY_BUFFER, self._buffers[name])
        stride = 4 * sum(components for _, components in attributes)
        offset = 0
        for location, components in attributes:
            GL.glEnableVertexAttribArray(location)
            glVertexAttribPointer(location, components, GL.GL_FLOAT, False, stride, ctypes.c_void_p(offset))
            if instanced:
                GL.glVertexAttribDivisor(location, 1)
            offset += 4 * components
        GL.glBindVertexArray(0)

    def add_indices(self) -> None:
        """A buffer for the corners of faces."""
        self._buffers["indices"] = int(GL.glGenBuffers(1))
        GL.glBindVertexArray(self._handle)
        GL.glBindBuffer(GL.GL_ELEMENT_ARRAY_BUFFER, self._buffers["indices"])
        GL.glBindVertexArray(0)

    def upload(self, name: str, values: NDArray[np.float32]) -> None:
        """Replace what a buffer holds."""
        GL.glBindBuffer(GL.GL_ARRAY_BUFFER, self._buffers[name])
        GL.glBufferData(GL.GL_ARRAY_BUFFER, values.nbytes, values, GL.GL_DYNAMIC_DRAW)

    def upload_indices(self, corners: NDArray[np.int32]) -> None:
        """Replace the corners of faces."""
        GL.glBindVertexArray(self._handle)
        GL.glBufferData(GL.GL_ELEMENT_ARRAY_BUFFER, corners.nbytes, corners, GL.GL_STATIC_DRAW)
        GL.glBindVertexArray(0)

    def bind(self) -> None:
        """Draw from it from now on."""
        GL.glBindVertexArray(self._handle)

    def delete(self) -> None:
        """Free it; its context must be current."""
        handles: Any = list(self._buffers.values())
        GL.glDeleteBuffers(len(handles), handles)
        GL.glDeleteVertexArrays(1, [self._handle])
