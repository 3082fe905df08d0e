"""The losses of colour: closed forms, gradients, and that only valid pixels, edges and texels count."""

import numpy as np
import pytest
import torch

from app.engine.losses.colour import colour_smoothness_loss, dssim_loss, texture_variation_loss
from app.engine.losses.connectivity import Connectivity

KINDS = ("l2", "l1")
TETRAHEDRON = np.array([[0, 1, 2], [0, 3, 1], [0, 2, 3], [1, 3, 2]], dtype=np.int32)


def pictures(count: int = 2, height: int = 6, width: int = 5) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    picture, target = torch.rand(2, count, height, width, 3, generator=generator, dtype=torch.float64)
    weight = torch.rand(count, height, width, generator=generator, dtype=torch.float64)
    weight[0, :3] = 0
    return picture, target, weight


def tetrahedron() -> Connectivity:
    return Connectivity.of(TETRAHEDRON, np.eye(4, 3), torch.device("cpu"))


def test_structure_that_fits_or_is_unknown_is_no_loss_and_no_gradient() -> None:
    picture, target, weight = pictures()
    target[0] = picture[0]
    weight[0], weight[1] = 1, 0
    picture.requires_grad_()
    losses = dssim_loss(picture, target, weight)
    (gradient,) = torch.autograd.grad(losses.sum(), picture)
    torch.testing.assert_close(losses, torch.zeros(2, dtype=torch.float64))
    torch.testing.assert_close(gradient, torch.zeros_like(gradient))


def test_paint_of_one_colour_is_even_and_steps_cost_their_size() -> None:
    colours = torch.full((4, 3), 0.4, dtype=torch.float64)
    assert float(colour_smoothness_loss(colours, tetrahedron())) == pytest.approx(0)
    colours[0] += 0.5  # three of six edges
    assert float(colour_smoothness_loss(colours, tetrahedron())) == pytest.approx((np.hypot(0.5, 0.02) - 0.02) / 2)


def test_an_edge_of_paint_is_pulled_no_harder_than_a_smaller_one() -> None:
    slopes = []
    for step in (0.01, 0.2, 0.8):
        colours = torch.zeros(4, 3, dtype=torch.float64)
        colours[0] = step
        colours.requires_grad_()
        (gradient,) = torch.autograd.grad(colour_smoothness_loss(colours, tetrahedron()), colours)
        slopes.append(float(gradient[0, 0]))
    assert slopes[0] < 0.5 * slopes[1]
    assert slopes[1] == pytest.approx(slopes[2], rel=0.01)


def test_smoothness_gradients_are_those_of_finite_differences() -> None:
    colours = torch.rand(4, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(0)).requires_grad_()
    assert torch.autograd.gradcheck(lambda c: colour_smoothness_loss(c, tetrahedron()), colours)


@pytest.mark.parametrize("size", [(5, 4), (1, 6), (1, 1)])
def test_variation_gradients_are_those_of_finite_differences(size: tuple[int, int]) -> None:
    generator = torch.Generator().manual_seed(0)
    texels = torch.rand(*size, 3, dtype=torch.float64, generator=generator).requires_grad_()
    valid = torch.rand(*size, generator=generator) > 0.3
    assert torch.autograd.gradcheck(texture_variation_loss, texels)
    assert torch.autograd.gradcheck(lambda t: texture_variation_loss(t, valid), texels)


def test_texels_that_are_nowhere_on_the_mesh_do_not_count() -> None:
    texels = torch.rand(5, 6, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    valid = torch.zeros(5, 6, dtype=torch.bool)
    valid[1:4, 2:] = True
    torch.testing.assert_close(texture_variation_loss(texels, valid), texture_variation_loss(texels[1:4, 2:]))
    assert texture_variation_loss(texels, torch.zeros_like(valid)) == 0


def test_variation_counts_steps_between_neighbours() -> None:
    texels = torch.zeros(2, 3, 1, dtype=torch.float64)
    texels[0, 0] = 1.0  # two of seven pairs
    assert float(texture_variation_loss(texels)) == pytest.approx(2 / 7 * (np.hypot(1, 0.02) - 0.02))


def test_large_textures_vary_as_a_whole() -> None:
    texels = torch.rand(700, 300, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(0)).requires_grad_()
    steps = torch.cat([texels.diff(dim=axis).flatten() for axis in (0, 1)])
    expected = (steps.square() + 0.02**2).sqrt().mean() - 0.02
    loss = texture_variation_loss(texels)
    torch.testing.assert_close(loss, expected)
    torch.testing.assert_close(torch.autograd.grad(loss, texels), torch.autograd.grad(expected, texels))
