"""Which parts of a carved shape stay: not the crumbs that silhouettes cannot exclude but do not need either."""

import numpy as np
import torch
from numpy.typing import NDArray

from app.engine.carving.surface_extraction import Surface
from app.engine.carving.surface_parts import SurfaceParts, with_parts
from app.engine.carving.view_cones import ViewCones
from renderer_cuda import Topology, project, signed_distance

SMALL_SHARE = 0.01
"""Parts of less than this share of the largest one's volume have to be seen beside the others to stay."""

_BESIDE_PIXELS = 1.0  # a part that is farther than this from the outline of the others is seen there


def wanted_parts(surface: Surface, parts: SurfaceParts, cones: ViewCones) -> NDArray[np.bool_]:
    """Tell which parts of a hull are part of the object.

    Walls of cavities are not, as no outline can show one. Large parts are. A small part is if a silhouette would lose
    pixels without it: it is seen beside all large parts in some view, as a small object next to a large one is, and a
    crumb of space that happens to lie behind the object in every view is not.

    Args:
        surface: the hull.
        parts: of it.
        cones: that it was carved by.

    Returns:
        (C,) True for the parts that stay.
    """
    large = parts.volumes >= SMALL_SHARE * parts.volumes.max()
    small = np.flatnonzero((parts.volumes > 0) & ~large)
    if len(small) == 0:
        return np.asarray(large)
    rest = with_parts(surface, parts, large)
    seen = _seen_beside(surface, np.isin(parts.vertex_parts, small), rest, cones)
    large[parts.vertex_parts[seen]] = True
    return np.asarray(large)


def _seen_beside(surface: Surface, candidates: NDArray[np.bool_], rest: Surface, cones: ViewCones) -> NDArray[np.int64]:
    """The candidate vertices that a view shows beside the rest of the surface."""
    vertices = np.flatnonzero(candidates)
    points = torch.as_tensor(surface.positions[vertices], dtype=torch.float32, device=cones.device)
    positions = torch.as_tensor(rest.positions, dtype=torch.float32, device=cones.device)
    topology = Topology.from_faces(torch.as_tensor(rest.faces, device=cones.device), positions)
    seen = np.zeros(len(vertices), dtype=bool)
    for group in cones.groups:
        covered = signed_distance(positions, topology, group.camera, group.image_size, 2 * _BESIDE_PIXELS)
        pixels = project(points, group.camera)
        columns, rows = (pixels[:, :, axis] / pixels[:, :, 3] for axis in (0, 1))
        height, width = group.image_size
        inside = (pixels[:, :, 2] > 0) & (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
        views, which = torch.nonzero(inside, as_tuple=True)
        places = (views, rows[views, which].long(), columns[views, which].long())
        beside = covered[places] > _BESIDE_PIXELS
        if group.weights is not None:
            beside &= group.weights[places] > 0
        seen[which[beside].cpu().numpy()] = True
    return vertices[seen]
