"""The same surface in smaller triangles."""

import numpy as np

from app.engine.meshes.mesh import Mesh

MAX_FACES = 4_000_000


def subdivided(mesh: Mesh, times: int) -> Mesh:
    """Quarter every face so many times, at the middles of its edges; colours are left out then.

    Args:
        mesh: what to divide.
        times: >= 0.

    Raises:
        ValueError: there would be more than four million faces.
    """
    if len(mesh.faces) * 4**times > MAX_FACES:
        raise ValueError(
            f"subdivided: {len(mesh.faces):,} faces quartered {times} times are more than {MAX_FACES:,}: choose fewer"
        )
    if times == 0:
        return mesh
    from trimesh.remesh import subdivide  # slow to import, and the window opens without it

    positions, faces = mesh.positions, mesh.faces
    for _ in range(times):
        positions, faces = subdivide(positions, faces)
    return Mesh(np.asarray(positions), np.asarray(faces, dtype=np.int32))
