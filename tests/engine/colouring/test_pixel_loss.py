"""The loss of pixels: plain formulas, finite differences, its bands, and that no other pixel counts."""

import pytest
import torch

from app.engine.colouring import pixel_loss as module
from app.engine.colouring.pixel_loss import CountedPixels, pixel_loss
from app.engine.colouring.srgb import encoded

KINDS = ("l2", "l1")


def some_pixels(count: int) -> CountedPixels:
    """Of two pictures of 5 x 4 pixels."""
    generator = torch.Generator().manual_seed(1)
    pixels = torch.randperm(40, generator=generator)[:count]
    targets, weights = torch.rand(count, 3, generator=generator), torch.rand(count, generator=generator)
    return CountedPixels(pixels, targets.double(), weights.double())


def some_pictures() -> torch.Tensor:
    generator = torch.Generator().manual_seed(2)
    contrast = torch.rand(2, 5, 4, 3, generator=generator, dtype=torch.float64) - 0.05  # some in the curve's toe
    return contrast.requires_grad_()


BACKGROUND = torch.tensor([0.04, 0.0, 0.02], dtype=torch.float64)


def expected_loss(
    contrast: torch.Tensor, counted: CountedPixels, kind: str, log_exposures: torch.Tensor
) -> torch.Tensor:
    """By plain formulas."""
    colours = (contrast + BACKGROUND).reshape(-1, 3)[counted.pixels] * torch.exp(log_exposures)[:, None]
    difference = encoded(colours) - counted.targets_srgb
    costs = difference.square() if kind == "l2" else difference.abs()
    return (counted.weights * costs.mean(1)).sum()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("band_pixels", [4, 16384])
def test_loss_and_gradients_are_those_of_plain_formulas(
    kind: str, band_pixels: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_BAND_PIXELS", band_pixels)
    counted, contrast = some_pixels(30), some_pictures()
    log_exposures = torch.linspace(-0.5, 0.5, 30, dtype=torch.float64, requires_grad=True)
    expected = expected_loss(contrast, counted, kind, log_exposures)
    loss = pixel_loss(contrast, BACKGROUND, counted, kind, log_exposures)
    torch.testing.assert_close(loss, expected)
    wanted = torch.autograd.grad(3 * expected, (contrast, log_exposures))
    torch.testing.assert_close(torch.autograd.grad(3 * loss, (contrast, log_exposures)), wanted)


@pytest.mark.parametrize("kind", KINDS)
def test_gradients_are_those_of_finite_differences(kind: str) -> None:
    counted, contrast = some_pixels(12), some_pictures()
    log_exposures = torch.full((12,), 0.1, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda c, e: pixel_loss(c, BACKGROUND, counted, kind, e), (contrast, log_exposures))


@pytest.mark.parametrize("kind", KINDS)
def test_no_exposure_is_the_exposure_zero(kind: str) -> None:
    counted, contrast = some_pixels(30), some_pictures()
    zero = torch.zeros(30, dtype=torch.float64)
    expected = pixel_loss(contrast, BACKGROUND, counted, kind, zero)
    torch.testing.assert_close(pixel_loss(contrast, BACKGROUND, counted, kind), expected)


def test_pixels_that_are_as_they_should_be_have_no_loss_and_no_gradient() -> None:
    contrast, some = torch.full((1, 2, 2, 3), 0.3, dtype=torch.float64, requires_grad=True), some_pixels(4)
    shown = encoded(torch.full((4, 3), 0.3, dtype=torch.float64) + BACKGROUND)
    loss = pixel_loss(contrast, BACKGROUND, CountedPixels(torch.arange(4), shown, some.weights), "l2")
    (gradient,) = torch.autograd.grad(loss, contrast)
    assert loss.item() == pytest.approx(0)
    torch.testing.assert_close(gradient, torch.zeros_like(gradient))


def test_other_pixels_neither_count_nor_move() -> None:
    counted, contrast = some_pixels(6), some_pictures()
    loss = pixel_loss(contrast, BACKGROUND, counted, "l2")
    (gradient,) = torch.autograd.grad(loss, contrast)
    others = torch.ones(40, dtype=torch.bool)
    others[counted.pixels] = False
    assert not gradient.reshape(-1, 3)[others].any()
    changed = contrast.detach().clone()
    changed.reshape(-1, 3)[others] = 7.0
    assert torch.equal(pixel_loss(changed, BACKGROUND, counted, "l2"), loss)


def test_no_pixel_is_no_loss() -> None:
    contrast = some_pictures()
    nothing = CountedPixels(torch.zeros(0, dtype=torch.int64), torch.zeros(0, 3).double(), torch.zeros(0).double())
    loss = pixel_loss(contrast, BACKGROUND, nothing, "l1")
    (gradient,) = torch.autograd.grad(loss, contrast)
    assert loss.item() == 0 and not gradient.any()
