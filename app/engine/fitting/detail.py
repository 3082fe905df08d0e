"""How long the edges of a mesh should be, so that vertices end where the outlines need them."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, diags_array

from app.engine.meshes.normals import unit_vectors, vertex_normals
from app.engine.remeshing.thickness import local_thickness

EDGES_ACROSS = 1.5
"""A part gets edges so short that this many span its thickness."""

SHORTEST_PIXELS = 1.0
"""Of an edge where the object is thin: what is thinner is beyond the images."""

TURN_DEGREES = 30.0
"""By which the surface may turn along an edge; where it turns faster, edges become shorter."""

SHORTEST_SHARE_BY_TURN = 0.5
"""Of the edge length that is asked for: sharp edges turn at any length."""


MOST_ROUNDS = 30


def edge_lengths(
    positions: NDArray[np.float64], faces: NDArray[np.int32], longest: float, pixel: float
) -> NDArray[np.float64]:
    """Return the length that the edges at each vertex should have: shorter where the surface is thin or curved.

    Args:
        positions: (V, 3), any unit.
        faces: (F, 3), closed.
        longest: of all edges, > 0, in the unit of the positions.
        pixel: how wide a pixel is at the object, > 0, in that unit.

    Returns:
        (V,), > 0, at most `longest`.
    """
    by_turn = longest * np.clip(np.radians(TURN_DEGREES) / _turn(positions, faces, longest), SHORTEST_SHARE_BY_TURN, 1)
    by_thickness = local_thickness(positions, faces) / EDGES_ACROSS
    return np.asarray(np.minimum(by_turn, np.maximum(by_thickness, min(SHORTEST_PIXELS * pixel, longest))))


def _turn(positions: NDArray[np.float64], faces: NDArray[np.int32], way: float) -> NDArray[np.float64]:
    """By how much the normal would turn along a way as it does towards the neighbours, in the mean, (V,) radians."""
    a, b = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]).T
    length = np.linalg.norm(positions[b] - positions[a], axis=1)
    normals = _smoothed(vertex_normals(positions, faces), a, b, (way / 2 / length.mean()) ** 2)
    rate = np.linalg.norm(normals[b] - normals[a], axis=1) / np.maximum(length, np.finfo(float).tiny)
    # Every edge of a closed surface is met twice, once in each direction: its end alone need be counted.
    count = np.bincount(b, minlength=len(positions))
    mean = np.bincount(b, rate, len(positions)) / np.maximum(count, 1)
    return np.maximum(way * mean, 1e-9)


def _smoothed(
    values: NDArray[np.float64], a: NDArray[np.int32], b: NDArray[np.int32], rounds: float
) -> NDArray[np.float64]:
    """Directions averaged with the neighbours' so many times, so that what is small against the way does not count."""
    count = len(values)
    to_itself = np.arange(count)
    ones = np.ones(len(a) + count)
    mean = coo_array((ones, (np.r_[b, to_itself], np.r_[a, to_itself])), shape=(count, count)).tocsr()
    mean = diags_array(1 / (mean @ np.ones(count))) @ mean
    for _ in range(min(int(rounds), MOST_ROUNDS)):
        values = mean @ values
    return unit_vectors(values)
