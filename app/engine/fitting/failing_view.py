"""In which view a fit's numbers stopped being numbers."""

import torch

from app.engine.fitting.finite import all_finite, numbers_of
from app.engine.fitting.moving_mesh import MovingMesh
from app.engine.fitting.view_pyramid import ViewLevel
from app.engine.losses.objective import LossWeights, objective


def failing_view(moving: MovingMesh, level: ViewLevel, softness_pixels: float, kind: str) -> str | None:
    """Return the first view whose own loss or gradient is not finite, at the present mesh; None if there is none.

    Args:
        moving: the mesh.
        level: the views.
        softness_pixels: of the outlines, in pixels of the views.
        kind: of the silhouettes' loss.
    """
    positions = moving.positions_local().requires_grad_()
    for view_id, alone in level.single_views():
        pairs = alone.pairs(alone.rendered(positions, moving.topology, softness_pixels), softness_pixels)
        value = objective(positions, pairs, moving.connectivity, LossWeights(silhouette_kind=kind))
        (gradient,) = torch.autograd.grad(value.total, positions)
        if not all_finite(numbers_of(value, [gradient])):
            return view_id
    return None
