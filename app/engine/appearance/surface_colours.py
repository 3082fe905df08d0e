"""What is painted on a mesh: one colour, colours of its vertices and a texture, multiplied as in glTF."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

WRAPS = ("repeat", "clamp", "mirror")


@dataclass(frozen=True, eq=False)
class SurfaceColours:
    """The base colours of a mesh of V vertices and F faces: the product of what is given.

    Args:
        base_colour_linear: (3,), kept as float64, in [0, 1]: a colour for all of it.
        vertex_colours_linear: (V, 3), kept as float32, in [0, 1], or None for white.
        uv: (M, 2), kept as float32: places in the texture, u to the right and v down, in widths and heights; (0, 0)
            is the texture's top left corner, as in glTF. None where there is no texture.
        uv_faces: (F, 3), kept as int32, the rows of `uv` at the corners of each face; None where there is no texture.
        texture_srgb: (Ht, Wt, 3) uint8, rows top-down; None for white.
        wrap: what lies beyond the texture's borders: one of `WRAPS`.

    Raises:
        ValueError: a shape, a type or a value is not as above.
    """

    base_colour_linear: NDArray[np.float64] = field(default_factory=lambda: np.ones(3))
    vertex_colours_linear: NDArray[np.float32] | None = None
    uv: NDArray[np.float32] | None = None
    uv_faces: NDArray[np.int32] | None = None
    texture_srgb: NDArray[np.uint8] | None = None
    wrap: str = "repeat"

    def __post_init__(self) -> None:
        self._keep("base_colour_linear", np.float64, (3,), in_unit=True)
        if self.vertex_colours_linear is not None:
            self._keep("vertex_colours_linear", np.float32, (None, 3), in_unit=True)
        if self.wrap not in WRAPS:
            raise ValueError(f"SurfaceColours: wrap must be one of {', '.join(WRAPS)}, got {self.wrap!r}")
        given = {name for name in ("uv", "uv_faces", "texture_srgb") if getattr(self, name) is not None}
        if len(given) == 3:
            self._check_texture()
        elif given:
            raise ValueError(f"SurfaceColours: uv, uv_faces and texture_srgb go together, got {' and '.join(given)}")

    def _check_texture(self) -> None:
        assert self.uv is not None and self.uv_faces is not None and self.texture_srgb is not None
        self._keep("uv", np.float32, (None, 2))
        faces = np.asarray(self.uv_faces)
        if faces.ndim != 2 or faces.shape[1] != 3 or not np.issubdtype(faces.dtype, np.integer):
            raise ValueError(
                f"SurfaceColours: uv_faces must be integers (F, 3), got {faces.dtype} of shape {faces.shape}"
            )
        if faces.size and (faces.min() < 0 or faces.max() >= len(self.uv)):
            raise ValueError(
                f"SurfaceColours: uv_faces must index 0 to {len(self.uv) - 1}, got {faces.min()} to {faces.max()}"
            )
        object.__setattr__(self, "uv_faces", np.ascontiguousarray(faces, dtype=np.int32))
        texture = np.asarray(self.texture_srgb)
        if texture.ndim != 3 or texture.shape[2] != 3 or 0 in texture.shape or texture.dtype != np.uint8:
            raise ValueError(
                f"SurfaceColours: texture_srgb must be uint8 (Ht, Wt, 3), got {texture.dtype} of shape {texture.shape}"
            )
        object.__setattr__(self, "texture_srgb", np.ascontiguousarray(texture))

    def _keep(self, name: str, dtype: Any, shape: tuple[int | None, ...], in_unit: bool = False) -> None:
        values = np.ascontiguousarray(getattr(self, name), dtype=dtype)
        if values.ndim != len(shape) or any(
            wanted not in (None, length) for wanted, length in zip(shape, values.shape, strict=True)
        ):
            lengths = ", ".join("any" if length is None else str(length) for length in shape)
            raise ValueError(f"SurfaceColours: {name} must have shape ({lengths}), got {values.shape}")
        if not np.isfinite(values).all():
            raise ValueError(f"SurfaceColours: {name} must be finite, got NaN or infinity")
        if in_unit and values.size and (values.min() < 0 or values.max() > 1):
            raise ValueError(f"SurfaceColours: {name} must be in [0, 1], got {values.min():g} to {values.max():g}")
        object.__setattr__(self, name, values)

    @property
    def has_texture(self) -> bool:
        """Whether there is a texture."""
        return self.texture_srgb is not None

    def problem(self, vertex_count: int, face_count: int) -> str | None:
        """What keeps the colours from being those of a mesh of that size; None if nothing does."""
        if self.vertex_colours_linear is not None and len(self.vertex_colours_linear) != vertex_count:
            return f"has colours of {len(self.vertex_colours_linear)} vertices, the mesh has {vertex_count}"
        if self.uv_faces is not None and len(self.uv_faces) != face_count:
            return f"has texture coordinates of {len(self.uv_faces)} faces, the mesh has {face_count}"
        return None

    def of_vertices(self, chosen: NDArray[np.integer]) -> "SurfaceColours":
        """The colours of a mesh that has only these vertices, in this order.

        Args:
            chosen: (K,), indices of vertices.
        """
        if self.vertex_colours_linear is None:
            return self
        return replace(self, vertex_colours_linear=self.vertex_colours_linear[chosen])

    def of_faces(self, chosen: NDArray[Any]) -> "SurfaceColours":
        """The colours of a mesh that has only these faces, in this order.

        Args:
            chosen: (K,) indices of faces, or (F,) bool.
        """
        return self if self.uv_faces is None else replace(self, uv_faces=self.uv_faces[chosen])


PLASTER = SurfaceColours(np.full(3, 0.8))
"""What a mesh is painted with of which nothing is said: a white that reflects four fifths, as most paints do."""
