"""How much each vertex counts in the penalties on the shape: least where outlines tell the shape."""

import numpy as np
import torch
from numpy.typing import NDArray

from app.engine.advice.constraint import constraint_by
from app.engine.fitting.fit_views import FitViews
from app.engine.fitting.settings import FitSettings
from app.engine.losses.objective import VertexShares
from app.engine.remeshing.thickness import local_thickness

STIFF_FROM_PIXELS = 16.0
"""Thickness of a part from which on the angles of its faces count in full. A rod of two pixels is all outline, and
turns so sharply that to flatten it would be to dissolve it."""

STIFFNESS_POWER = 3


def vertex_shares(
    rest_local: NDArray[np.float64], faces: NDArray[np.int32], views: FitViews, with_fairness: bool
) -> VertexShares:
    """Return the shares of a mesh's vertices, where they were when they were joined.

    Args:
        rest_local: (V, 3), in the fit's frame.
        faces: (F, 3), wound outward.
        views: of the fit.
        with_fairness: whether those of the fairness are needed.
    """
    thickness_pixels = local_thickness(rest_local, faces) / views.pixel_local
    stiffness = np.minimum(1.0, thickness_pixels / STIFF_FROM_PIXELS) ** STIFFNESS_POWER
    device = views.cones.device
    fairness = None
    if with_fairness:
        fairness = torch.as_tensor(1 - constraint_by(views.cones, rest_local, faces), device=device)
    return VertexShares(torch.as_tensor(stiffness, dtype=torch.float32, device=device), fairness)


class KeptShares:
    """The shares of a mesh at rest, found again when it, the views or what is asked for are others."""

    def __init__(self) -> None:
        self._rest_local: NDArray[np.float64] | None = None
        self._views: FitViews | None = None
        self._with_fairness = False
        self._shares = VertexShares()

    def of(
        self, rest_local: NDArray[np.float64], faces: NDArray[np.int32], views: FitViews, settings: FitSettings
    ) -> VertexShares:
        """Return the shares, as `vertex_shares`."""
        with_fairness = settings.fairness_weight > 0
        same = self._rest_local is rest_local and self._views is views and self._with_fairness == with_fairness
        if not same:
            self._shares = vertex_shares(rest_local, faces, views, with_fairness)
            self._rest_local, self._views, self._with_fairness = rest_local, views, with_fairness
        return self._shares
