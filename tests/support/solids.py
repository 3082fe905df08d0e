"""Surfaces with known properties, and what is measured of any surface."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere

_QUADS = {  # the corners of a cube's sides, seen from outside
    (1, 0, 0): [(1, 0, 0), (1, 1, 0), (1, 1, 1), (1, 0, 1)],
    (-1, 0, 0): [(0, 0, 0), (0, 0, 1), (0, 1, 1), (0, 1, 0)],
    (0, 1, 0): [(0, 1, 0), (0, 1, 1), (1, 1, 1), (1, 1, 0)],
    (0, -1, 0): [(0, 0, 0), (1, 0, 0), (1, 0, 1), (0, 0, 1)],
    (0, 0, 1): [(0, 0, 1), (1, 0, 1), (1, 1, 1), (0, 1, 1)],
    (0, 0, -1): [(0, 0, 0), (0, 1, 0), (1, 1, 0), (1, 0, 0)],
}


def cubes(occupied: ArrayLike) -> Mesh:
    """The skin of unit cubes, (X, Y, Z) bool; cubes that touch must share a side."""
    padded = np.pad(np.asarray(occupied, dtype=bool), 1)
    quads = []
    for cube in np.argwhere(padded):
        quads += [cube + corners for step, corners in _QUADS.items() if not padded[tuple(cube + step)]]
    places, corners = np.unique(np.concatenate(quads), axis=0, return_inverse=True)
    faces = corners.reshape(-1, 4)[:, [0, 1, 2, 0, 2, 3]].reshape(-1, 3)
    return Mesh(places - 1.0, faces.astype(np.int32))


def double_torus() -> Mesh:
    """A plate of 5 x 3 cubes with two holes: genus 2, sharp edges, volume 13."""
    plate = np.ones((5, 3, 1), dtype=bool)
    plate[[1, 3], 1] = False
    return cubes(plate)


def torus(ring: float, tube: float, ring_count: int, tube_count: int) -> Mesh:
    """A torus around z; `ring` and `tube` are its radii."""
    u, v = np.meshgrid(np.arange(ring_count), np.arange(tube_count), indexing="ij")
    around, across = 2 * np.pi * u / ring_count, 2 * np.pi * v / tube_count
    radius = ring + tube * np.cos(across)
    positions = np.stack([radius * np.cos(around), radius * np.sin(around), tube * np.sin(across)], axis=-1)
    index = u * tube_count + v
    right, up = np.roll(index, -1, axis=0), np.roll(index, -1, axis=1)
    both = np.roll(right, -1, axis=1)
    faces = np.concatenate(
        [np.stack([index, right, both], -1).reshape(-1, 3), np.stack([index, both, up], -1).reshape(-1, 3)]
    )
    return Mesh(positions.reshape(-1, 3), faces.astype(np.int32))


def bumpy(seed: int, level: int = 4, height: float = 0.15) -> Mesh:
    """A sphere with random smooth bumps, genus 0."""
    rng = np.random.default_rng(seed)
    sphere = icosphere(level)
    waves = np.sin(sphere.positions @ rng.normal(size=(3, 8)) * 4 + rng.uniform(0, 6, 8)).mean(axis=1, keepdims=True)
    return Mesh(sphere.positions * (1 + 2 * height * waves), sphere.faces)


def open_square(count: int) -> Mesh:
    """A flat square of side 1 in z = 0, seen from above, `count` x `count` cells cut in two."""
    x, y = np.meshgrid(np.arange(count + 1), np.arange(count + 1), indexing="ij")
    index = (x * (count + 1) + y)[:-1, :-1].ravel()
    right, up = index + count + 1, index + 1
    faces = np.concatenate([np.stack([index, right, right + 1], 1), np.stack([index, right + 1, up], 1)])
    positions = np.stack([x.ravel(), y.ravel(), 0.0 * x.ravel()], axis=1) / count
    return Mesh(positions, faces.astype(np.int32))


def volume(positions: NDArray[np.float64], faces: NDArray[np.int32]) -> float:
    a, b, c = positions[faces].transpose(1, 0, 2)
    return float((a * np.cross(b, c)).sum() / 6)


def edge_lengths(positions: NDArray[np.float64], faces: NDArray[np.int32]) -> NDArray[np.float64]:
    """Length of every edge, once."""
    edges = unique_edges(faces)
    return np.asarray(np.linalg.norm(positions[edges[:, 0]] - positions[edges[:, 1]], axis=1))


def unique_edges(faces: NDArray[np.int32]) -> NDArray[np.int32]:
    sides = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    return np.unique(np.sort(sides, axis=1), axis=0)


def euler(faces: NDArray[np.int32]) -> int:
    """Vertices minus edges plus faces."""
    return len(np.unique(faces)) - len(unique_edges(faces)) + len(faces)
