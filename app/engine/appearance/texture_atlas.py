"""Several textures side by side in one, an atlas."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.engine.appearance.texture_size import LARGEST_TEXTURE_PIXELS, reduced

_GUTTER_PIXELS = 8  # around each texture, so that no filter reaches from one into the next
_WHITE = np.full((1, 1, 3), 255, dtype=np.uint8)
_AT_BORDER = 1e-4  # of a texture: so far beyond its border a corner still counts as within


@dataclass(frozen=True, eq=False)
class PlacedTexture:
    """A texture and where the corners of some faces lie in it.

    Args:
        texture_srgb: (H, W, 3), one array for all that share it; None for white.
        wrap: as in `SurfaceColours`.
        corner_uv: (F, 3, 2), v down.
    """

    texture_srgb: NDArray[np.uint8] | None
    wrap: str
    corner_uv: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Atlas:
    """The textures in one.

    Args:
        texture_srgb: (H, W, 3).
        corner_uv: (F, 3, 2) float32, of all faces in order, in [0, 1].
    """

    texture_srgb: NDArray[np.uint8]
    corner_uv: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class _Tile:
    """A texture, repeated as often as its faces need it; `corner_uv` >= 0, in widths and heights of the texture."""

    texture_srgb: NDArray[np.uint8]
    wrap: str
    corner_uv: NDArray[np.float64]

    @property
    def repeats(self) -> tuple[int, int]:
        """How often it lies above itself and beside itself."""
        if self.corner_uv.size == 0:
            return 1, 1
        right, down = np.maximum(np.ceil(self.corner_uv.max(axis=(0, 1)) - _AT_BORDER), 1).astype(int)
        return int(down), int(right)

    @property
    def size(self) -> tuple[int, int]:
        """Height and width with all repeats and the gutter, pixels."""
        down, right = self.repeats
        height, width = self.texture_srgb.shape[:2]
        return down * height + 2 * _GUTTER_PIXELS, right * width + 2 * _GUTTER_PIXELS

    def pixels(self) -> NDArray[np.uint8]:
        """What lies in the atlas."""
        around = ((_GUTTER_PIXELS, _GUTTER_PIXELS), (_GUTTER_PIXELS, _GUTTER_PIXELS), (0, 0))
        repeated = np.tile(self.texture_srgb, (*self.repeats, 1))
        return np.pad(repeated, around, mode="edge" if self.wrap == "clamp" else "wrap")


def packed(textures: Sequence[PlacedTexture], warn: Callable[[str], None]) -> Atlas:
    """Put textures side by side.

    Args:
        textures: in the order of the faces; several may share one.
        warn: told, in half a sentence, what could not be kept.
    """
    owners = _owners(textures)
    within = [_within(texture, warn) for texture in textures]
    tiles = [_joined([within[index] for index in members]) for members in owners]
    factor, origins, size = 1, *_shelves([tile.size for tile in tiles])
    while max(size) > LARGEST_TEXTURE_PIXELS and any(max(tile.texture_srgb.shape[:2]) > 1 for tile in tiles):
        factor *= 2
        tiles = [replace(tile, texture_srgb=reduced(tile.texture_srgb, 2)) for tile in tiles]
        origins, size = _shelves([tile.size for tile in tiles])
    if factor > 1:
        warn(f"has textures too large for one of {LARGEST_TEXTURE_PIXELS} pixels; they are reduced {factor} times")
    atlas = np.full((*size, 3), 255, dtype=np.uint8)
    corner_uv: list[NDArray[np.float32]] = [np.empty((0, 3, 2), dtype=np.float32)] * len(textures)
    for tile, (row, column), members in zip(tiles, origins, owners, strict=True):
        atlas[row : row + tile.size[0], column : column + tile.size[1]] = tile.pixels()
        start = np.array([column, row]) + _GUTTER_PIXELS
        for index in members:
            pixels = start + within[index].corner_uv * tile.texture_srgb.shape[1::-1]
            corner_uv[index] = (pixels / size[::-1]).astype(np.float32)
    return Atlas(atlas, np.concatenate(corner_uv))


def _owners(textures: Sequence[PlacedTexture]) -> list[list[int]]:
    """The positions of those that share a texture, together."""
    groups: dict[tuple[int, str], list[int]] = {}
    for index, texture in enumerate(textures):
        groups.setdefault((id(texture.texture_srgb), texture.wrap), []).append(index)
    return list(groups.values())


def _within(texture: PlacedTexture, warn: Callable[[str], None]) -> _Tile:
    """Each face moved by whole textures to where it begins in the first, as far as an atlas has room."""
    if texture.texture_srgb is None:
        return _Tile(_WHITE, "clamp", np.full_like(texture.corner_uv, 0.5))
    pixels, corner_uv = texture.texture_srgb, texture.corner_uv
    if texture.wrap == "clamp":
        return _Tile(pixels, "clamp", np.clip(corner_uv, 0.0, 1.0))
    if texture.wrap == "mirror":  # twice as wide and high it repeats itself
        pixels = np.concatenate([pixels, pixels[:, ::-1]], axis=1)
        pixels = np.concatenate([pixels, pixels[::-1]], axis=0)
        corner_uv = corner_uv / 2
    moved = corner_uv - np.floor(corner_uv.min(axis=1, keepdims=True) + _AT_BORDER)
    most = np.maximum(LARGEST_TEXTURE_PIXELS // np.array(pixels.shape[1::-1]), 1)
    if (moved > most + _AT_BORDER).any():
        warn("repeats a texture more often than one of several textures can be; the rest shows its border")
    return _Tile(pixels, "repeat", np.clip(moved, 0.0, most))


def _joined(tiles: Sequence[_Tile]) -> _Tile:
    return replace(tiles[0], corner_uv=np.concatenate([tile.corner_uv for tile in tiles]))


def _shelves(sizes: Sequence[tuple[int, int]]) -> tuple[list[tuple[int, int]], tuple[int, int]]:
    """Rectangles in rows, the highest first: the row and column where each begins, and the size of all."""
    area = sum(height * width for height, width in sizes)
    longest = max(max(width for _, width in sizes), int(np.ceil(np.sqrt(area))))
    origins = [(0, 0)] * len(sizes)
    top = left = bottom = right = 0
    for index in sorted(range(len(sizes)), key=lambda index: -sizes[index][0]):
        height, width = sizes[index]
        if left + width > longest and left > 0:
            top, left = bottom, 0
        origins[index] = (top, left)
        left += width
        bottom, right = max(bottom, top + height), max(right, left)
    return origins, (bottom, right)
