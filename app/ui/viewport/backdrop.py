"""The photograph behind the mesh while its view is looked through."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.cameras.view_mask import ViewMask


@dataclass(frozen=True, eq=False)
class Backdrop:
    """What a camera saw.

    Args:
        view_id: of the view that it belongs to; it is shown only while that is looked through.
        colours: (H, W, 3) uint8, sRGB, the whole image of the view.
        mask: where the object is in it; None if nobody has told.
    """

    view_id: str
    colours: NDArray[np.uint8]
    mask: ViewMask | None
