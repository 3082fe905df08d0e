"""What cameras see of a model in a light, one after the other. torch is imported when the first one is made."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from app.engine.appearance.picture_look import PictureLook
from app.engine.appearance.srgb import bytes_from_linear
from app.engine.cameras.view import View
from app.engine.meshes.model import Model


def target_pictures(model: Model, views: Sequence[View], look: PictureLook) -> Iterator[NDArray[np.uint8]]:
    """The pictures that a fit in colour takes for its targets, made on the CPU: a running fit keeps the GPU to itself.

    They are cut out: where the model covers a part of a pixel, its own colour is told, as goes with an alpha channel.

    Args:
        model: what is seen.
        views: by whom.
        look: light, shading, and the background, which is what there is beside the model.

    Returns:
        For each view (H, W, 3) uint8, sRGB.
    """
    import torch

    from app.engine.colouring.shaded_surface import ShadedSurface

    surface = ShadedSurface(model.mesh, model.colours, model.frame, torch.device("cpu"))
    for view in views:
        yield bytes_from_linear(surface.cut_out_linear(view, look)[..., :3].numpy())
