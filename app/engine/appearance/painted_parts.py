"""Several painted parts as one: their colours joined, their textures side by side in one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.appearance.surface_colours import SurfaceColours
from app.engine.appearance.texture_atlas import PlacedTexture, packed


@dataclass(frozen=True, eq=False)
class Texture:
    """A picture to be laid on surfaces.

    Args:
        pixels_srgb: (H, W, 3) uint8, rows top-down.
        wrap: what lies beyond its borders, as in `SurfaceColours`.
    """

    pixels_srgb: NDArray[np.uint8]
    wrap: str = "repeat"


@dataclass(frozen=True, eq=False)
class PaintedPart:
    """A part of a mesh and what a file says of its colours.

    Args:
        vertex_count: V.
        faces: (F, 3), of its own vertices.
        colour_linear: (3,) in [0, 1], of its material; None where nothing is said.
        vertex_colours_linear: (V, 3) in [0, 1], or None.
        uv: (V, 2), v down, or None.
        texture: one value for all the parts that share it; None if there is none.
    """

    vertex_count: int
    faces: NDArray[np.integer]
    colour_linear: NDArray[np.float64] | None = None
    vertex_colours_linear: NDArray[np.float32] | None = None
    uv: NDArray[np.float64] | None = None
    texture: Texture | None = None

    @property
    def is_textured(self) -> bool:
        """Whether it has a texture and a place in it."""
        return self.texture is not None and self.uv is not None

    @property
    def is_painted(self) -> bool:
        """Whether anything is said about its colours."""
        return self.colour_linear is not None or self.vertex_colours_linear is not None or self.is_textured


def joined_colours(parts: Sequence[PaintedPart], warn: Callable[[str], None]) -> SurfaceColours | None:
    """Join parts in order; one of which nothing is said, beside others, is white.

    Args:
        parts: at least one.
        warn: told, in half a sentence, what could not be kept.

    Returns:
        The colours of all parts as one mesh; None if nothing is said of any.
    """
    if not any(part.is_painted for part in parts):
        return None
    factors = [np.ones(3) if part.colour_linear is None else part.colour_linear for part in parts]
    shared = all((factor == factors[0]).all() for factor in factors)
    base = factors[0] if shared else np.ones(3)
    vertex_colours = _vertex_colours(parts, [np.ones(3)] * len(parts) if shared else factors)
    if not any(part.is_textured for part in parts):
        return SurfaceColours(base, vertex_colours)
    first = next(part.texture for part in parts if part.is_textured)
    assert first is not None
    if all(part.is_textured and part.texture is first for part in parts):
        starts = np.cumsum([0] + [part.vertex_count for part in parts[:-1]])
        uv = np.concatenate([np.asarray(part.uv, dtype=np.float32) for part in parts])
        uv_faces = np.concatenate([part.faces + start for part, start in zip(parts, starts, strict=True)])
        return SurfaceColours(base, vertex_colours, uv, uv_faces.astype(np.int32), first.pixels_srgb, first.wrap)
    atlas = packed([_placed(part) for part in parts], warn)
    return SurfaceColours(base, vertex_colours, *_indexed(atlas.corner_uv), atlas.texture_srgb, "clamp")


def _vertex_colours(parts: Sequence[PaintedPart], factors: Sequence[NDArray[np.float64]]) -> NDArray[np.float32] | None:
    if all(part.vertex_colours_linear is None for part in parts) and all((factor == 1).all() for factor in factors):
        return None
    return np.concatenate(
        [
            np.tile(factor, (part.vertex_count, 1)).astype(np.float32)
            if part.vertex_colours_linear is None
            else (part.vertex_colours_linear * factor).astype(np.float32)
            for part, factor in zip(parts, factors, strict=True)
        ]
    )


def _placed(part: PaintedPart) -> PlacedTexture:
    if part.texture is None or part.uv is None:
        return PlacedTexture(None, "clamp", np.zeros((*part.faces.shape, 2)))
    return PlacedTexture(part.texture.pixels_srgb, part.texture.wrap, part.uv[part.faces])


def _indexed(corner_uv: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """The different ones of (F, 3, 2) and where each corner finds its own."""
    rows = np.ascontiguousarray(corner_uv.reshape(-1, 2)).view(np.uint64).ravel()
    _, first, inverse = np.unique(rows, return_index=True, return_inverse=True)
    return corner_uv.reshape(-1, 2)[first], inverse.reshape(-1, 3).astype(np.int32)
