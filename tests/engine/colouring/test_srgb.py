"""The sRGB curve of tensors: the one of arrays, its inverse, and slopes that never end a fit."""

import numpy as np
import pytest
import torch

from app.engine.appearance.srgb import TOE_LINEAR, TOE_SRGB, linear_from_srgb, srgb_from_linear
from app.engine.colouring.srgb import encoded, linear

VALUES = torch.cat(
    [torch.linspace(-0.5, 3.0, 4001, dtype=torch.float64), torch.tensor([0.0, 1.0, TOE_LINEAR, TOE_SRGB])]
)


def test_it_is_the_curve_of_arrays() -> None:
    np.testing.assert_allclose(encoded(VALUES), srgb_from_linear(VALUES.numpy()), rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(linear(VALUES), linear_from_srgb(VALUES.numpy()), rtol=1e-12, atol=1e-15)


def test_single_precision_is_exact_far_below_a_step_of_eight_bits() -> None:
    for curve in (encoded, linear):
        torch.testing.assert_close(curve(VALUES.float()).double(), curve(VALUES), rtol=1e-6, atol=1e-7)


def test_there_and_back() -> None:
    torch.testing.assert_close(linear(encoded(VALUES)), VALUES, rtol=1e-6, atol=1e-7)  # the norm's branches meet so


@pytest.mark.parametrize("curve", [encoded, linear])
def test_gradients_are_those_of_finite_differences(curve: torch.nn.Module) -> None:
    away_from_the_joint = torch.tensor([-0.3, -0.001, 0.0, 0.001, 0.02, 0.06, 0.5, 1.0, 2.5], dtype=torch.float64)
    assert torch.autograd.gradcheck(curve, away_from_the_joint.requires_grad_())


@pytest.mark.parametrize("curve", [encoded, linear])
def test_slope_is_finite_and_positive_everywhere(curve: torch.nn.Module) -> None:
    values = torch.cat([VALUES.float(), torch.tensor([-1e6, -1e-38, -0.0, 1e-38, 1e6])]).requires_grad_()
    (slope,) = torch.autograd.grad(curve(values).sum(), values)
    assert bool((slope > 0).all() and slope.isfinite().all())


def test_its_input_is_left_alone() -> None:
    values = VALUES.clone()
    encoded(values)
    linear(values)
    assert torch.equal(values, VALUES)
