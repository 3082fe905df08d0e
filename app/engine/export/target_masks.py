"""What cameras see of a model, one after the other. torch is imported when the first one is made."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from app.engine.cameras.view import View
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh


def target_masks(mesh: Mesh, views: Sequence[View]) -> Iterator[NDArray[np.float32]]:
    """The silhouettes that a fit takes for its targets, made on the CPU: a running fit keeps the GPU to itself.

    Args:
        mesh: what is seen, world coordinates.
        views: by whom.

    Returns:
        For each view (H, W) float32 in [0, 1], anti-aliased.
    """
    import torch

    from app.engine.targets.rendered import RenderedTargets

    targets = RenderedTargets(mesh, Frame.around(mesh), torch.device("cpu"))
    for view in views:
        yield np.asarray(targets.targets([view])[0].mask.numpy())
