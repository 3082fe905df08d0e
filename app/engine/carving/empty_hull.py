"""Why silhouettes have nothing in common, in words."""

import numpy as np
import torch

from app.engine.carving.adaptive_grid import Box
from app.engine.carving.view_cones import ViewCones

_CELLS = 48  # along each side of the box
_NAMED = 3


def why_empty(cones: ViewCones, box: Box) -> str:
    """Say how many views carved everything away, and which of them to look at.

    Args:
        cones: of the views.
        box: where they were to have something in common.
    """
    empty = [
        cones.view_ids[member]
        for group in cones.groups
        for member, distances in zip(group.members, group.distances_pixels, strict=True)
        if not bool((distances < 0).any())
    ]
    if empty:
        return f"nothing can be carved: the silhouette of {_names(empty)} is empty"
    sentence = f"nothing can be carved: the {len(cones.view_ids)} silhouettes have no point in space in common"
    against = _few_against(cones, box)
    if against:
        return f"{sentence}; without {_names(against)} they would have: check camera and silhouette there"
    return f"{sentence}; check that cameras and silhouettes belong together and that inside is white"


def _few_against(cones: ViewCones, box: Box) -> list[str]:
    """The views that exclude the place that fewest exclude, if they are a minority."""
    axes = [torch.linspace(low, high, _CELLS, device=cones.device) for low, high in zip(box.low, box.high, strict=True)]
    points = torch.stack(torch.meshgrid(*axes, indexing="ij"), dim=-1).reshape(-1, 3)
    outside = (cones.per_view(points) > 0).cpu().numpy()
    votes = outside.sum(axis=0)
    against = outside[:, np.argmin(votes)]
    if not 0 < 2 * against.sum() < len(against):
        return []
    return [view_id for view_id, out in zip(cones.view_ids, against, strict=True) if out]


def _names(view_ids: list[str]) -> str:
    if len(view_ids) > _NAMED:
        return f"{', '.join(view_ids[:_NAMED])} and {len(view_ids) - _NAMED} more"
    return " and ".join(view_ids)
