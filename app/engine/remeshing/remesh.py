"""A surface in triangles of a wanted size."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.engine.meshes.mesh import Mesh
from app.engine.remeshing._native import kernels

DEFAULT_ITERATIONS = 5


@dataclass(frozen=True, eq=False)
class Remeshed:
    """A mesh on the surface of another one.

    Args:
        positions: (V, 3) float64.
        faces: (F, 3) int32, wound like the old ones.
        source_faces: (V,) int32, the old face that each vertex lies on.
        source_weights: (V, 3) float64 >= 0 with a sum of 1, what that face's corners count: `positions` is what the
            old positions give with them, up to rounding.
        old_faces: (F_old, 3) int32, the faces before.
    """

    positions: NDArray[np.float64]
    faces: NDArray[np.int32]
    source_faces: NDArray[np.int32]
    source_weights: NDArray[np.float64]
    old_faces: NDArray[np.int32]

    def carried(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values of the old vertices at the new ones, linear in each old face.

        Args:
            values: (V_old, K) or (V_old,).

        Returns:
            (V, K) or (V,).
        """
        corners = np.asarray(values)[self.old_faces[self.source_faces]]
        return np.asarray(np.einsum("vi,vi...->v...", self.source_weights, corners))


def remeshed(
    positions: NDArray[np.float64],
    faces: NDArray[np.int32],
    edge_lengths: ArrayLike,
    iterations: int = DEFAULT_ITERATIONS,
) -> Remeshed:
    """Cover a surface with nearly equilateral triangles of a wanted size.

    Edges longer than 4/3 of what is wanted are split and those shorter than 4/5 collapsed, edges are flipped for even
    valences and larger angles, and vertices slide on the old surface towards the middle of their neighbours. What the
    surface is stays: its genus, components, boundaries and winding.

    Args:
        positions: (V, 3), any unit.
        faces: (F, 3), an oriented manifold, closed or with boundaries.
        edge_lengths: (V,) or one number, > 0, in the unit of the positions: what is wanted at each vertex. Lowered
            where it grows by more than 0.3 for each unit along the surface, so that neighbours stay alike.
        iterations: >= 1.

    Returns:
        The new mesh. Vertices lie on the old surface; vertices that no face used are left out, and where fans of faces
        met in one vertex only, each has its own.

    Raises:
        ValueError: an edge has more than two faces, or two that are wound against each other; a shape or value is not
            as above; or more than four million faces would be needed.

    Source: Botsch and Kobbelt, A Remeshing Approach to Multiresolution Modeling, 2004.
    """
    mesh = Mesh(positions, faces)
    wanted = np.asarray(edge_lengths, dtype=np.float64)
    if wanted.shape not in ((), (len(mesh.positions),)):
        raise ValueError(
            f"remeshed: edge_lengths must have shape ({len(mesh.positions)},) or be one number, got {wanted.shape}"
        )
    if not (np.isfinite(wanted) & (wanted > 0)).all():
        raise ValueError("remeshed: edge_lengths must be positive and finite")
    if iterations < 1:
        raise ValueError(f"remeshed: iterations must be at least 1, got {iterations}")
    new_positions, new_faces, source_faces, source_weights = kernels.remeshed(
        mesh.positions, mesh.faces, np.ascontiguousarray(np.broadcast_to(wanted, len(mesh.positions))), iterations
    )
    return Remeshed(new_positions, new_faces, source_faces, source_weights, mesh.faces)
