"""The curve of pictures in tensors: that of NumPy, and its gradient."""

import numpy as np
import torch

from app.engine.appearance.srgb import linear_from_srgb, srgb_from_linear
from app.engine.colouring.srgb import encoded, linear


def test_it_is_the_curve_of_numpy() -> None:
    values = np.linspace(0, 1.5, 301)
    np.testing.assert_allclose(linear(torch.tensor(values)), linear_from_srgb(values), rtol=1e-12)
    np.testing.assert_allclose(encoded(torch.tensor(values)), srgb_from_linear(values), rtol=1e-12)


def test_gradients_are_right_and_finite_at_black() -> None:
    values = torch.tensor([0.0, 1e-9, 0.002, 0.01, 0.04, 0.3, 1.0, 1.7], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(linear, values)
    assert torch.autograd.gradcheck(encoded, values)
    (slope,) = torch.autograd.grad(encoded(values).sum(), values)
    assert torch.isfinite(slope).all()
