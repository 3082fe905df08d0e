"""Normals of a mesh's vertices."""

import numpy as np
from numpy.typing import NDArray


def vertex_normals(positions: NDArray[np.float64], faces: NDArray[np.int32]) -> NDArray[np.float64]:
    """Unit normals (V, 3), each the area-weighted mean of the faces around the vertex; 0 where no face is.

    Args:
        positions: (V, 3), any unit.
        faces: (F, 3), counter-clockwise seen from outside.
    """
    a, b, c = positions[faces].transpose(1, 0, 2)
    of_faces = np.repeat(np.cross(b - a, c - a), 3, axis=0)
    count = len(positions)
    sums = [np.bincount(faces.ravel(), of_faces[:, axis], minlength=count) for axis in range(3)]
    return unit_vectors(np.stack(sums, axis=1))


def unit_vectors(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """The vectors (..., 3) at length 1; zero stays zero."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(length > 0, length, 1))
