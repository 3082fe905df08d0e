"""A mesh opened where silhouettes show a hole that it lacks, and completed where they show a part that it lacks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.ndimage import binary_dilation, distance_transform_edt
from torch import Tensor

from app.engine.carving.adaptive_grid import Box, DistanceField, occupied_box, sampled_field
from app.engine.carving.floaters import wanted_parts
from app.engine.carving.mesh_field import mesh_field
from app.engine.carving.outline_differences import TOLERANCE_PIXELS, DifferenceKind, OutlineDifference
from app.engine.carving.regridding import RESOLUTION, average_edge
from app.engine.carving.settling import settled_on
from app.engine.carving.solid import Solid, solid
from app.engine.carving.surface_extraction import Grid, Surface
from app.engine.carving.surface_parts import surface_parts
from app.engine.carving.view_cones import ConeGroup, ViewCones
from app.engine.carving.visual_hull import SEARCH_BOX

_OVERLAP_PIXELS = 2  # of what is carved or filled with what surrounds it
_MARGIN_CELLS = 2.0


@dataclass(frozen=True, eq=False)
class Recarved:
    """A mesh after its repair.

    Args:
        solid: the new mesh, in the frame of the old one.
        genus_before: handles of the old one.
        parts_before: separate bodies of the old one.
    """

    solid: Solid
    genus_before: int
    parts_before: int


def recarved(
    positions: NDArray[np.float64],
    faces: NDArray[np.int32],
    cones: ViewCones,
    differences: Sequence[OutlineDifference],
    resolution: int = RESOLUTION,
    *,
    tolerance_pixels: float = TOLERANCE_PIXELS,
    edge_length: float | None = None,
) -> Recarved:
    """Repair a mesh where its outlines differ from the silhouettes, and keep it elsewhere.

    What a view shows as free is cut away along its lines of sight: exactly at the pixels to carve, and where the mesh
    goes beyond a silhouette by more than the tolerance. At the pixels to fill, all that the silhouettes allow on the
    lines of sight through them is added. Parts that overlap become one, and cavities vanish.

    Args:
        positions: (V, 3), in the frame of the cones.
        faces: (F, 3), closed and wound outward.
        cones: of the views.
        differences: which to repair.
        resolution: cells along the longest side of the bounding box.
        tolerance_pixels: how far the mesh may go beyond the silhouettes.
        edge_length: of the new triangles; None for the average edge of the old ones.

    Raises:
        ValueError: nothing is left.
    """
    surface = Surface(positions, faces)
    fill = _fill(cones, [difference for difference in differences if difference.kind is DifferenceKind.FILL])
    grid = _grid(surface, fill, cones, resolution)
    field = mesh_field(surface, grid)
    carve = _carving_cones(cones, differences, tolerance_pixels)
    cut = sampled_field(carve.signed_distance, grid, cones.steepness, cones.device)
    np.maximum(field, cut, out=field)
    if fill is not None:
        np.minimum(field, sampled_field(fill, grid, cones.steepness, cones.device), out=field)
    found = solid(field, grid, edge_length or average_edge(surface), lambda new, parts: wanted_parts(new, parts, cones))
    if found is None:
        raise ValueError("recarved: nothing of the mesh is inside the silhouettes")
    before = surface_parts(surface)
    found = replace(found, surface=settled_on(found.surface, surface, grid.spacing))
    return Recarved(found, int(before.genera.sum()), before.count)


def _grid(surface: Surface, fill: DistanceField | None, cones: ViewCones, resolution: int) -> Grid:
    box = Box.around(surface.positions[surface.faces])
    margin = _MARGIN_CELLS * box.longest_side / resolution
    box = box.grown(margin)
    if fill is not None:
        # What is missing reaches beyond the mesh, as far as the silhouettes allow.
        added = occupied_box(fill, box.joined(SEARCH_BOX), cones.steepness, cones.device)
        box = box if added is None else box.joined(added.grown(margin))
    return box.grid(resolution)


def _carving_cones(cones: ViewCones, differences: Sequence[OutlineDifference], tolerance_pixels: float) -> ViewCones:
    """Silhouettes widened by the tolerance, but for the pixels to carve."""
    exact = _masks(cones, differences, DifferenceKind.CARVE)
    groups = []
    for group in cones.groups:
        distances = group.distances_pixels - tolerance_pixels
        for index, member in enumerate(group.members):
            if member in exact:
                around = torch.as_tensor(_dilated(exact[member], _OVERLAP_PIXELS), device=distances.device)
                distances[index] += tolerance_pixels * around
        groups.append(replace(group, distances_pixels=distances))
    return ViewCones(cones.view_ids, groups, cones.tolerance_pixels)


def _fill(cones: ViewCones, differences: Sequence[OutlineDifference]) -> DistanceField | None:
    """The part of the hull that is seen in the pixels to fill, in any view."""
    missing = _masks(cones, differences, DifferenceKind.FILL)
    if not missing:
        return None
    seen = ViewCones(
        cones.view_ids, [_seen_in(group, missing) for group in cones.groups if missing.keys() & group.members]
    )

    def distance(points: Tensor) -> Tensor:
        return torch.maximum(cones.signed_distance(points), seen.signed_distance_to_any(points))

    return distance


def _seen_in(group: ConeGroup, missing: dict[int, NDArray[np.bool_]]) -> ConeGroup:
    """The cones behind the pixels to fill, of the views of a group that have some."""
    chosen = [index for index, member in enumerate(group.members) if member in missing]
    masks = [_dilated(missing[group.members[index]], _OVERLAP_PIXELS) for index in chosen]
    signed = [np.where(m, 0.5 - distance_transform_edt(m), distance_transform_edt(~m) - 0.5) for m in masks]
    distances = torch.as_tensor(np.stack(signed)).to(group.distances_pixels)
    return ConeGroup(tuple(group.members[index] for index in chosen), group.camera[chosen], distances)


def _masks(
    cones: ViewCones, differences: Sequence[OutlineDifference], kind: DifferenceKind
) -> dict[int, NDArray[np.bool_]]:
    """All pixels of a kind, by the position of their view."""
    masks: dict[int, NDArray[np.bool_]] = {}
    for difference in differences:
        if difference.kind is kind:
            member = cones.view_ids.index(difference.view_id)
            masks[member] = masks[member] | difference.mask if member in masks else difference.mask
    return masks


def _dilated(mask: NDArray[np.bool_], pixels: int) -> NDArray[np.bool_]:
    return np.asarray(binary_dilation(mask, np.ones((3, 3), dtype=bool), iterations=pixels))
