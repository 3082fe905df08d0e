"""How thick a solid is beneath each place of its surface."""

import numpy as np
from numpy.typing import NDArray

from app.engine.meshes.mesh import Mesh
from app.engine.remeshing._native import kernels


def local_thickness(positions: NDArray[np.float64], faces: NDArray[np.int32]) -> NDArray[np.float64]:
    """Measure how far it is through the solid from each vertex, against its normal.

    The middle one of five distances: along the inward normal and along four directions 20 degrees from it, each to the
    first face that is reached from inside.

    Args:
        positions: (V, 3), any unit.
        faces: (F, 3), wound outward.

    Returns:
        (V,), > 0, in the unit of the positions; infinity where the rays meet nothing, as where the surface is open,
        and at vertices without faces. 20,000 vertices take about 0.1 s on two processors.

    Raises:
        ValueError: a shape or value is not as above.

    Source: after Shapira, Shamir and Cohen-Or, Consistent Mesh Partitioning and Skeletonisation Using the Shape
    Diameter Function, 2008.
    """
    mesh = Mesh(positions, faces)
    return np.asarray(kernels.local_thickness(mesh.positions, mesh.faces))
