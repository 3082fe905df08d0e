"""What one view should look like in colour."""

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True, eq=False)
class ColourTarget:
    """A view's picture.

    Args:
        view_id: the view it belongs to.
        picture_srgb: (H, W, 3) float32 in [0, 1], sRGB, the background included.

    Raises:
        ValueError: a shape, a type or a value is not as above.
    """

    view_id: str
    picture_srgb: Tensor

    def __post_init__(self) -> None:
        picture = self.picture_srgb
        if picture.ndim != 3 or picture.shape[2] != 3 or 0 in picture.shape or picture.dtype != torch.float32:
            raise ValueError(
                f"ColourTarget: picture_srgb must be float32 (H, W, 3), got {picture.dtype} {tuple(picture.shape)}"
            )
        low, high = (extreme.item() for extreme in torch.aminmax(picture))
        if not 0 <= low <= high <= 1:
            raise ValueError(f"ColourTarget: picture_srgb must be finite and in [0, 1], got {low:g} to {high:g}")

    @property
    def image_size(self) -> tuple[int, int]:
        """Height and width, pixels."""
        height, width, _ = self.picture_srgb.shape
        return height, width
