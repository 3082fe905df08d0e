"""PSNR and SSIM: closed forms, others' code, and a slow definition where only some pixels count."""

import math

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from skimage.metrics import structural_similarity

from app.engine.metrics.picture_quality import psnr_decibels, ssim


def pictures(height: int = 21, width: int = 17, noise: float = 0.2) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    picture = torch.rand(height, width, 3, generator=generator, dtype=torch.float64)
    other = picture + noise * torch.randn(height, width, 3, generator=generator, dtype=torch.float64)
    return picture, other.clamp(0, 1)


def slow_masked_ssim(picture: NDArray[np.float64], target: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Window by window, pixel by pixel."""
    height, width, _ = picture.shape
    values = np.zeros((height, width, 3))
    for row, column, channel in np.ndindex(height, width, 3):
        near = [(r, c) for r in range(row - 5, row + 6) for c in range(column - 5, column + 6)]
        near = [(r, c) for r, c in near if 0 <= r < height and 0 <= c < width]
        shares = np.array([weights[r, c] * math.exp(-((r - row) ** 2 + (c - column) ** 2) / 4.5) for r, c in near])
        if weights[row, column] == 0:
            continue
        shares /= shares.sum()
        x, y = (np.array([image[r, c, channel] for r, c in near]) for image in (picture, target))
        mean_x, mean_y = shares @ x, shares @ y
        covariance = shares @ ((x - mean_x) * (y - mean_y))
        spread = shares @ (x - mean_x) ** 2 + shares @ (y - mean_y) ** 2
        alike = (2 * mean_x * mean_y + 1e-4) / (mean_x**2 + mean_y**2 + 1e-4)
        values[row, column, channel] = alike * (2 * covariance + 9e-4) / (spread + 9e-4)
    return float((values.mean(-1) * weights).sum() / weights.sum())


def test_psnr_of_a_known_difference() -> None:
    picture = torch.full((2, 4, 5, 3), 0.5)
    target = picture + torch.tensor([0.1, 0.01])[:, None, None, None]
    torch.testing.assert_close(psnr_decibels(picture, target), torch.tensor([20.0, 40.0]).double(), rtol=1e-5, atol=0)


def test_psnr_counts_pixels_as_they_weigh() -> None:
    picture, target = torch.zeros(4, 4, 3), torch.zeros(4, 4, 3)
    target[0] = 1.0
    weights = torch.ones(4, 4)
    weights[0] = 0
    assert psnr_decibels(picture, target, weights) == math.inf
    weights[0] = 1 / 9
    assert float(psnr_decibels(picture, target, weights)) == pytest.approx(10 * math.log10(28))
    assert psnr_decibels(picture, target, 0 * weights) == math.inf


def test_ssim_is_that_of_scikit_image() -> None:
    picture, target = pictures()
    expected = structural_similarity(
        picture.numpy(),
        target.numpy(),
        data_range=1.0,
        channel_axis=2,
        gaussian_weights=True,
        sigma=1.5,
        use_sample_covariance=False,
    )
    assert float(ssim(picture, target)) == pytest.approx(expected, abs=1e-12)
    assert float(ssim(picture.float(), target.float())) == pytest.approx(expected, abs=1e-5)


def test_ssim_of_some_pixels_is_the_definition() -> None:
    picture, target = pictures(9, 12)
    weights = torch.rand(9, 12, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    weights[:, :4] = 0
    expected = slow_masked_ssim(picture.numpy(), target.numpy(), weights.numpy())
    assert float(ssim(picture, target, weights)) == pytest.approx(expected, abs=1e-12)


def test_what_does_not_count_changes_nothing() -> None:
    picture, target = pictures()
    weights = torch.zeros(21, 17, dtype=torch.float64)
    weights[4:15, 3:12] = 1
    elsewhere = torch.where(weights[..., None] > 0, picture, 0.7)
    torch.testing.assert_close(ssim(elsewhere, target, weights), ssim(picture, target, weights))
    assert ssim(picture, target, 0 * weights) == 1


def test_same_pictures_are_as_alike_as_can_be_and_noise_is_not() -> None:
    picture, near = pictures(noise=0.05)
    _, far = pictures(noise=0.5)
    assert float(ssim(picture, picture)) == pytest.approx(1)
    assert 1 > float(ssim(picture, near)) > float(ssim(picture, far)) > float(ssim(picture, 1 - picture))


def test_pictures_of_any_arrangement_are_measured_one_by_one() -> None:
    picture, target = pictures()
    both, targets = torch.stack([picture, target])[:, None], torch.stack([target, target])[:, None]
    weights = torch.ones(2, 1, 21, 17, dtype=torch.float64)
    for measure in (psnr_decibels, ssim):
        torch.testing.assert_close(measure(both, targets)[0, 0], measure(picture, target))
        assert measure(both, targets, weights).shape == (2, 1)


@pytest.mark.parametrize("measure", [psnr_decibels, ssim])
def test_what_does_not_belong_together_is_refused(measure: torch.nn.Module) -> None:
    picture, target = pictures()
    with pytest.raises(ValueError, match=r"picture must have shape \(..., H, W, 3\), got \(21, 17\)"):
        measure(picture[..., 0], target)
    with pytest.raises(ValueError, match=r"target must have shape \(21, 17, 3\), got \(20, 17, 3\)"):
        measure(picture, target[1:])
    with pytest.raises(ValueError, match=r"weights must have shape \(21, 17\), got \(21, 17, 1\)"):
        measure(picture, target, picture[..., :1])


def test_pictures_without_a_whole_window_are_refused() -> None:
    picture, target = pictures(10, 30)
    with pytest.raises(ValueError, match="ssim: pictures must have at least 11 x 11 pixels, got 10 x 30"):
        ssim(picture, target)
