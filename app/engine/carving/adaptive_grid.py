"""Fields of signed distances sampled only where their surface can be."""

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.engine.carving.surface_extraction import Grid
from app.engine.one_thread import one_thread

DistanceField = Callable[[Tensor], Tensor]
"""Signed distances (P,) of points (P, 3), both float32, < 0 inside."""

_BLOCK_CELLS = 8  # along each side of the blocks that a field is first sampled in; the last ones have 2
_COARSE_CELLS = 32  # along the longest side of a box in which a shape is looked for
_COARSE_ROUNDS = 4  # each halves the cells
_CAUTION = 1.1  # signed distances between pixels, and off the middle of an image, are not quite distances


@dataclass(frozen=True, eq=False)
class Box:
    """A box along the axes.

    Args:
        low: (3,), kept as float64.
        high: (3,), kept as float64, above `low`.

    Raises:
        ValueError: a value is not as above.
    """

    low: NDArray[np.float64]
    high: NDArray[np.float64]

    def __post_init__(self) -> None:
        low, high = np.asarray(self.low, dtype=np.float64), np.asarray(self.high, dtype=np.float64)
        if low.shape != (3,) or high.shape != (3,) or not (np.isfinite([low, high]).all() and (low < high).all()):
            raise ValueError(f"Box: high must be above low, both 3 finite numbers, got {self.low} and {self.high}")
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high)

    @classmethod
    def cube(cls, half_side: float) -> "Box":
        """The box about the origin."""
        return cls(np.full(3, -half_side), np.full(3, half_side))

    @classmethod
    def around(cls, points: NDArray[np.float64]) -> "Box":
        """The box around points (..., 3)."""
        points = points.reshape(-1, 3)
        return cls(points.min(axis=0), points.max(axis=0))

    @property
    def longest_side(self) -> float:
        """In units of the coordinates."""
        return float((self.high - self.low).max())

    def grown(self, margin: float) -> "Box":
        """The box with so much more at either end of each side."""
        return Box(self.low - margin, self.high + margin)

    def joined(self, other: "Box") -> "Box":
        """The box around two."""
        return Box(np.minimum(self.low, other.low), np.maximum(self.high, other.high))

    def closing(self, distance: DistanceField) -> DistanceField:
        """The field whose inside is that of another one within the box."""
        middle = torch.as_tensor((self.low + self.high) / 2, dtype=torch.float32)
        half = torch.as_tensor((self.high - self.low) / 2, dtype=torch.float32)

        def closed(points: Tensor) -> Tensor:
            beyond = (points - middle.to(points)).abs_().sub_(half.to(points))
            x, y, z = beyond.unbind(dim=1)
            return torch.maximum(distance(points), torch.maximum(torch.maximum(x, y), z))

        return closed

    def grid(self, cells_along_longest: int) -> Grid:
        """A grid of cubic cells that covers the box, as many along each side as a sampled field needs."""
        spacing = self.longest_side / cells_along_longest
        counts = np.ceil((self.high - self.low) / spacing / _BLOCK_CELLS - 1e-6).astype(int) * _BLOCK_CELLS
        x, y, z = (int(count) for count in counts)
        return Grid((self.low + self.high - spacing * counts) / 2, spacing, (x, y, z))


def occupied_box(distance: DistanceField, box: Box, steepness: float, device: torch.device) -> Box | None:
    """Find a box around all that a field has inside, a percent of its search box too large or less.

    Args:
        distance: the field.
        box: where to look.
        steepness: how much the field changes along a unit of length, at most.
        device: where the points are made.

    Returns:
        The box, within that which was searched; None if there is certainly nothing inside.
    """
    spacing = box.longest_side / _COARSE_CELLS
    counts = np.ceil((box.high - box.low) / spacing).astype(int)
    cells = np.stack(np.meshgrid(*(np.arange(n) for n in counts), indexing="ij"), axis=-1).reshape(-1, 3)
    within: list[NDArray[np.float64]] = []
    for _ in range(_COARSE_ROUNDS):
        values = _at(distance, box.low + spacing / 2, spacing, cells, device)
        margin = _margin(spacing, steepness)
        within += _corners(cells[values < -margin], box.low, spacing)
        cells, spacing = _children(cells[np.abs(values) <= margin]), spacing / 2
        cells = cells[_sticking_out(cells, box.low, spacing, within)]
    within += _corners(cells, box.low, spacing)
    if not within:
        return None
    corners = np.stack(within)
    return Box(np.maximum(corners.min(axis=0), box.low), np.minimum(corners.max(axis=0), box.high))


def _sticking_out(
    cells: NDArray[np.int64], origin: NDArray[np.float64], spacing: float, within: list[NDArray[np.float64]]
) -> NDArray[np.bool_]:
    """Which cells would make the box around what is certain to be inside larger."""
    if not within:
        return np.ones(len(cells), dtype=bool)
    low, high = np.min(within, axis=0), np.max(within, axis=0)
    corners = origin + spacing * cells
    return np.asarray(((corners < low) | (corners + spacing > high)).any(axis=1))


def _corners(cells: NDArray[np.int64], origin: NDArray[np.float64], spacing: float) -> list[NDArray[np.float64]]:
    if len(cells) == 0:
        return []
    return [origin + spacing * cells.min(axis=0), origin + spacing * (cells.max(axis=0) + 1)]


def sampled_field(distance: DistanceField, grid: Grid, steepness: float, device: torch.device) -> NDArray[np.float32]:
    """Sample a field at the points of a grid that are near its surface; elsewhere only its sign is right.

    Blocks of 8 cells a side are divided as long as the distance at their middle leaves a surface in them possible, down
    to 2 cells, whose corners are sampled.

    Args:
        distance: the field.
        grid: as `Box.grid` makes it.
        steepness: how much the field changes along a unit of length, at most.
        device: where the points are made.

    Returns:
        (X, Y, Z) at the grid's points.
    """
    size = _BLOCK_CELLS
    shape = tuple(count // size for count in grid.cells)
    blocks = np.stack(np.meshgrid(*(np.arange(n) for n in shape), indexing="ij"), axis=-1).reshape(-1, 3)
    middles = np.empty(shape, dtype=np.float32)
    while True:
        side = size * grid.spacing
        values = _at(distance, grid.origin + side / 2, side, blocks, device)
        middles[tuple(blocks.T)] = values
        blocks = blocks[np.abs(values) <= _margin(side, steepness)]
        if size == 2:
            break
        blocks, size = _children(blocks), size // 2
        middles = _upsampled(middles)
    field = np.pad(_upsampled(middles), ((0, 1), (0, 1), (0, 1)), mode="edge")
    points = _corner_points(blocks, grid.shape)
    field[tuple(points.T)] = _at(distance, grid.origin, grid.spacing, points, device)
    return field


def _corner_points(blocks: NDArray[np.int64], shape: tuple[int, int, int]) -> NDArray[np.int64]:
    """The grid's points in and around blocks of 2 cells, each once."""
    needed = np.zeros(shape, dtype=bool)
    x, y, z = 2 * blocks.T
    for i, j, k in itertools.product(range(3), repeat=3):
        needed[x + i, y + j, z + k] = True
    return np.stack(np.nonzero(needed), axis=1)


def _at(
    distance: DistanceField,
    origin: NDArray[np.float64],
    spacing: float,
    indices: NDArray[np.int64],
    device: torch.device,
) -> NDArray[np.float32]:
    offset = torch.as_tensor(origin, dtype=torch.float32, device=device)
    with one_thread():
        points = torch.as_tensor(indices, device=device).to(torch.float32).mul_(spacing).add_(offset)
    return np.asarray(distance(points).cpu().numpy())


def _margin(side: float, steepness: float) -> float:
    return _CAUTION * steepness * math.sqrt(3) / 2 * side


def _children(cells: NDArray[np.int64]) -> NDArray[np.int64]:
    offsets = np.array(list(itertools.product(range(2), repeat=3)))
    return np.asarray((2 * cells[:, None] + offsets).reshape(-1, 3))


def _upsampled(values: NDArray[np.float32]) -> NDArray[np.float32]:
    return values.repeat(2, axis=0).repeat(2, axis=1).repeat(2, axis=2)
