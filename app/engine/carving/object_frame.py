"""The frame about an object of which only silhouettes are known: no size, no place."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.engine.cameras.view import View
from app.engine.carving.adaptive_grid import Box, occupied_box, sampled_field
from app.engine.carving.agreement import agreement
from app.engine.carving.floaters import wanted_parts
from app.engine.carving.silhouette_ball import silhouette_ball
from app.engine.carving.solid import solid
from app.engine.carving.view_cones import ViewCones, view_cones
from app.engine.meshes.frame import LARGEST_COORDINATE, Frame
from app.engine.targets.reduced import reduced_pair, silhouette_pairs
from app.engine.targets.target_set import Target

_LONGEST_SIDE_PIXELS = 320  # about; in smaller images thin parts are lost
_CELLS = 48  # along the longest side of the hull
_THICKENING_CELLS = 0.9  # to either side: more than the half diagonal of a cell
_FIRST_HALF_SIDE, _DOUBLINGS = 2.0, 3
"""Of the cube that the hull is looked for in, radii of the ball about the silhouettes."""

_OPEN_SHARE = 0.02  # of the cube's side: a hull that comes so close was cut off by it
_MARGIN = 0.05  # around a hull's box, of its longest side, where it is looked for again
_ROUNDS = 3
_TOLERANCES_PIXELS = (0.0, 1.0, 4.0)  # of the small images, tried one after the other
_LEAST_SHARE = 0.5  # silhouettes that explain less of each other tell nothing of the place


def object_frame(views: Sequence[View], targets: Sequence[Target], around: Frame, device: torch.device) -> Frame:
    """Return the frame in which a rough hull of the silhouettes is centred and its longest side is 2 * 0.9.

    Small images are enough for it. Views that few others agree with are left out, as a wrong mask would carve away what
    the others show. What reaches beyond an image is let go on there.

    Args:
        views: all of them; those that are off, or of which no silhouette is known, do not count.
        targets: one a view.
        around: about where to look, and where to stay if the silhouettes have nothing in common.
        device: where to carve.

    Returns:
        Where the views leave the hull open, as a single one does, a frame about the ball that covers the silhouettes.

    Raises:
        ValueError: a target's size is not its view's.
    """
    seen = silhouette_pairs(list(zip(views, targets, strict=True)))
    if not seen:
        return around
    pairs = [reduced_pair(view, target, _LONGEST_SIDE_PIXELS) for view, target in seen]
    chosen, silhouettes = [view for view, _ in pairs], [target for _, target in pairs]
    ball = silhouette_ball(chosen, silhouettes, around)
    agreed = agreement(chosen, silhouettes, ball, device)
    if agreed.share < _LEAST_SHARE:
        return around
    kept = [index for index, view in enumerate(chosen) if view.id not in agreed.against]
    chosen, silhouettes = [chosen[index] for index in kept], [silhouettes[index] for index in kept]
    for tolerance_pixels in _TOLERANCES_PIXELS:
        cones = view_cones(chosen, silhouettes, ball, device, tolerance_pixels)
        box = _bounded_box(cones)
        bounds = None if box is None else _bounds(cones, box)
        if bounds is not None:
            low, high = ball.to_world(bounds)
            return Frame((low + high) / 2, float((high - low).max()) / 2 / LARGEST_COORDINATE)
    return Frame(ball.center_world, ball.scale / LARGEST_COORDINATE)


def _bounded_box(cones: ViewCones) -> Box | None:
    """Around the hull in the ball's frame; None if there is none, or no end of it."""
    if len(cones.view_ids) == 1:
        return None
    half = _FIRST_HALF_SIDE
    for _ in range(_DOUBLINGS + 1):
        search = Box.cube(half)
        box = occupied_box(cones.signed_distance, search, cones.steepness, cones.device)
        if box is None:
            return None
        if not _reaches(box, search):
            return _tight(cones, box)
        half *= 2
    return None


def _reaches(box: Box, search: Box) -> bool:
    rest = _OPEN_SHARE * search.longest_side
    return bool((box.low < search.low + rest).any() or (box.high > search.high - rest).any())


def _tight(cones: ViewCones, box: Box) -> Box | None:
    """A box is found to a percent of that which is searched: one that is searched in turn is closer."""
    for _ in range(_ROUNDS):
        search = box.grown(_MARGIN * box.longest_side)
        found = occupied_box(cones.signed_distance, search, cones.steepness, cones.device)
        if found is None or found.longest_side > 0.98 * box.longest_side:
            return found
        box = found
    return box


def _bounds(cones: ViewCones, box: Box) -> NDArray[np.float64] | None:
    """Of the parts of the hull that silhouettes need, (2, 3) in the ball's frame.

    They are told from the others on a coarse grid, made so much thicker that none slips through it.
    """
    thickening = _THICKENING_CELLS * box.longest_side / _CELLS
    search = box.grown(2 * thickening)

    def thicker(points: Tensor) -> Tensor:
        return cones.signed_distance(points) - thickening

    grid = search.grid(_CELLS)
    field = sampled_field(search.closing(thicker), grid, cones.steepness, cones.device)
    hull = solid(field, grid, None, lambda surface, parts: wanted_parts(surface, parts, cones))
    if hull is None:
        return None
    positions = hull.surface.positions
    low = np.maximum(positions.min(axis=0) + thickening, box.low)
    high = np.minimum(positions.max(axis=0) - thickening, box.high)
    return np.stack([low, high]) if (low < high).all() else None
