"""The value that holds a view's picture."""

import pytest
import torch

from app.engine.targets.colour_target import ColourTarget


def test_its_size_is_height_and_width() -> None:
    assert ColourTarget("a", torch.zeros(4, 6, 3)).image_size == (4, 6)


@pytest.mark.parametrize(
    ("picture", "message"),
    [
        (torch.zeros(4, 6), r"must be float32 \(H, W, 3\), got torch.float32 \(4, 6\)"),
        (torch.zeros(4, 6, 3, dtype=torch.float64), "must be float32"),
        (torch.full((4, 6, 3), 1.5), r"must be finite and in \[0, 1\], got 1.5 to 1.5"),
        (torch.full((4, 6, 3), torch.nan), "must be finite"),
    ],
)
def test_what_is_wrong_is_named(picture: torch.Tensor, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ColourTarget("a", picture)
