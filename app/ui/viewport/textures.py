"""Images in the memory of OpenGL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.ui.viewport.gl import GL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from PyQt6.QtGui import QImage

THUMBNAIL_SIDE = 128


class ColourMapTexture:
    """A row of colours (N, 3) uint8, read with interpolation."""

    def __init__(self, colours: NDArray[np.uint8]) -> None:
        self._handle = _new_texture(GL.GL_TEXTURE_2D, GL.GL_LINEAR)
        GL.glPixelStorei(GL.GL_UNPACK_ALIGNMENT, 1)
        data = np.ascontiguousarray(colours)
        GL.glTexImage2D(
            GL.GL_TEXTURE_2D, 0, GL.GL_RGB8, len(data), 1, 0, GL.GL_RGB, GL.GL_UNSIGNED_BYTE, data.tobytes()
        )

    def bind(self) -> None:
        """Read from it from now on."""
        GL.glBindTexture(GL.GL_TEXTURE_2D, self._handle)

    def delete(self) -> None:
        """Free it."""
        GL.glDeleteTextures(1, [self._handle])


class ImageTexture:
    """A picture drawn by Qt, with its alpha multiplied into its colours."""

    def __init__(self, image: QImage) -> None:
        self._handle = _new_texture(GL.GL_TEXTURE_2D, GL.GL_LINEAR)
        flat = image.convertToFormat(image.Format.Format_RGBA8888_Premultiplied)
        bits = flat.constBits()
        assert bits is not None
        GL.glPixelStorei(GL.GL_UNPACK_ALIGNMENT, 4)
        width, height = flat.width(), flat.height()
        GL.glTexImage2D(
            GL.GL_TEXTURE_2D,
            0,
            GL.GL_RGBA8,
            width,
            height,
            0,
            GL.GL_RGBA,
            GL.GL_UNSIGNED_BYTE,
            bits.asstring(flat.sizeInBytes()),
        )

    def bind(self) -> None:
        """Read from it from now on."""
        GL.glBindTexture(GL.GL_TEXTURE_2D, self._handle)

    def delete(self) -> None:
        """Free it."""
        GL.glDeleteTextures(1, [self._handle])


class PhotographTexture:
    """A picture (H, W, 3) uint8 that is read smoothly at any size."""

    def __init__(self, colours: NDArray[np.uint8]) -> None:
        self._handle = _new_picture(colours, GL.GL_RGB8)

    def bind(self) -> None:
        """Read from it from now on."""
        GL.glBindTexture(GL.GL_TEXTURE_2D, self._handle)

    def delete(self) -> None:
        """Free it."""
        GL.glDeleteTextures(1, [self._handle])


class SurfaceTexture:
    """A texture (H, W, 3) uint8 sRGB of a model, read as linear light.

    Args:
        texture_srgb: its first row is at the second coordinate 0.
        wrap: what lies beyond its borders, as in `SurfaceColours`.
    """

    def __init__(self, texture_srgb: NDArray[np.uint8], wrap: str) -> None:
        self._handle = _new_picture(texture_srgb, GL.GL_SRGB8)
        mode = {"clamp": GL.GL_CLAMP_TO_EDGE, "mirror": GL.GL_MIRRORED_REPEAT}.get(wrap, GL.GL_REPEAT)
        GL.glTexParameteri(GL.GL_TEXTURE_2D, GL.GL_TEXTURE_WRAP_S, mode)
        GL.glTexParameteri(GL.GL_TEXTURE_2D, GL.GL_TEXTURE_WRAP_T, mode)

    def bind(self) -> None:
        """Read from it from now on."""
        GL.glBindTexture(GL.GL_TEXTURE_2D, self._handle)

    def delete(self) -> None:
        """Free it."""
        GL.glDeleteTextures(1, [self._handle])


class TexelTexture:
    """Colours (H, W, 3) of linear light, read smoothly at any size; the first row is at the second coordinate 0."""

    def __init__(self, texels_linear: NDArray[np.float32]) -> None:
        self._handle = _new_texture(GL.GL_TEXTURE_2D, GL.GL_LINEAR_MIPMAP_LINEAR)
        GL.glPixelStorei(GL.GL_UNPACK_ALIGNMENT, 4)
        data = np.ascontiguousarray(texels_linear, dtype=np.float32)
        height, width = data.shape[:2]
        GL.glTexImage2D(GL.GL_TEXTURE_2D, 0, GL.GL_RGB16F, width, height, 0, GL.GL_RGB, GL.GL_FLOAT, data)
        GL.glGenerateMipmap(GL.GL_TEXTURE_2D)

    def bind(self) -> None:
        """Read from it from now on."""
        GL.glBindTexture(GL.GL_TEXTURE_2D, self._handle)

    def delete(self) -> None:
        """Free it."""
        GL.glDeleteTextures(1, [self._handle])


class ThumbnailTextures:
    """Small pictures, a layer each; only those that changed are sent.

    A picture is uint8, neither side longer than `THUMBNAIL_SIDE`: (h, w), what is covered, or (h, w, 4), a photograph
    with what is covered as its fourth channel.
    """

    def __init__(self) -> None:
        self._handle = 0
        self._capacity = 0
        self._layers: dict[str, int] = {}
        self._sent: dict[str, NDArray[np.uint8]] = {}

    def update(self, pictures: Mapping[str, NDArray[np.uint8]]) -> None:
        """Hold these pictures and no others; the context must be current.

        Args:
            pictures: by view.
        """
        for view_id in self._layers.keys() - pictures.keys():
            del self._layers[view_id]
            self._sent.pop(view_id, None)
        if len(pictures) > self._capacity:
            self._allocate(len(pictures))
        changed = [view_id for view_id, picture in pictures.items() if self._sent.get(view_id) is not picture]
        if not changed:
            return
        GL.glBindTexture(GL.GL_TEXTURE_2D_ARRAY, self._handle)
        GL.glPixelStorei(GL.GL_UNPACK_ALIGNMENT, 1)
        free = iter(sorted(set(range(self._capacity)) - set(self._layers.values())))
        for view_id in changed:
            if view_id not in self._layers:
                layer = next(free, None)
                if layer is None:
                    continue
                self._layers[view_id] = layer
            _send_layer(self._layers[view_id], pictures[view_id])
            self._sent[view_id] = pictures[view_id]
        GL.glGenerateMipmap(GL.GL_TEXTURE_2D_ARRAY)

    def layer(self, view_id: str) -> int | None:
        """Where the picture of a view is."""
        return self._layers.get(view_id)

    def is_photograph(self, view_id: str) -> bool:
        """Whether the picture of a view has colours."""
        return view_id in self._sent and self._sent[view_id].ndim == 3

    def bind(self) -> None:
        """Read from them from now on."""
        GL.glBindTexture(GL.GL_TEXTURE_2D_ARRAY, self._handle)

    def delete(self) -> None:
        """Free them."""
        if self._handle:
            GL.glDeleteTextures(1, [self._handle])
        self._handle = self._capacity = 0
        self._layers.clear()
        self._sent.clear()

    def _allocate(self, count: int) -> None:
        self.delete()
        most = int(GL.glGetIntegerv(GL.GL_MAX_ARRAY_TEXTURE_LAYERS))
        self._capacity = min(most, 1 << max(4, (count - 1).bit_length()))
        self._handle = _new_texture(GL.GL_TEXTURE_2D_ARRAY, GL.GL_LINEAR_MIPMAP_LINEAR)
        side = THUMBNAIL_SIDE
        GL.glTexImage3D(
            GL.GL_TEXTURE_2D_ARRAY, 0, GL.GL_RGBA8, side, side, self._capacity, 0, GL.GL_RGBA, GL.GL_UNSIGNED_BYTE, None
        )


def _send_layer(layer: int, picture: NDArray[np.uint8]) -> None:
    """The picture fills its layer, so that coarser levels do not mix it with what lies beside it."""
    side = THUMBNAIL_SIDE
    rows = np.arange(side) * picture.shape[0] // side
    columns = np.arange(side) * picture.shape[1] // side
    stretched = np.zeros((side, side, 4), dtype=np.uint8)
    stretched[..., 3 if picture.ndim == 2 else slice(4)] = picture[rows[:, None], columns]
    GL.glTexSubImage3D(
        GL.GL_TEXTURE_2D_ARRAY, 0, 0, 0, layer, side, side, 1, GL.GL_RGBA, GL.GL_UNSIGNED_BYTE, stretched.tobytes()
    )


def _new_picture(colours: NDArray[np.uint8], kept_as: int) -> int:
    """A texture of a picture (H, W, 3) with ever smaller copies; one that is too large is thinned out."""
    most = int(GL.glGetIntegerv(GL.GL_MAX_TEXTURE_SIZE))
    stride = -(-max(colours.shape[:2]) // most)
    data = np.ascontiguousarray(colours[::stride, ::stride])
    handle = _new_texture(GL.GL_TEXTURE_2D, GL.GL_LINEAR_MIPMAP_LINEAR)
    GL.glPixelStorei(GL.GL_UNPACK_ALIGNMENT, 1)
    height, width = data.shape[:2]
    GL.glTexImage2D(GL.GL_TEXTURE_2D, 0, kept_as, width, height, 0, GL.GL_RGB, GL.GL_UNSIGNED_BYTE, data)
    GL.glGenerateMipmap(GL.GL_TEXTURE_2D)
    return handle


def _new_texture(kind: int, minified: int) -> int:
    handle = int(GL.glGenTextures(1))
    GL.glBindTexture(kind, handle)
    GL.glTexParameteri(kind, GL.GL_TEXTURE_MIN_FILTER, minified)
    GL.glTexParameteri(kind, GL.GL_TEXTURE_MAG_FILTER, GL.GL_LINEAR)
    GL.glTexParameteri(kind, GL.GL_TEXTURE_WRAP_S, GL.GL_CLAMP_TO_EDGE)
    GL.glTexParameteri(kind, GL.GL_TEXTURE_WRAP_T, GL.GL_CLAMP_TO_EDGE)
    return handle
