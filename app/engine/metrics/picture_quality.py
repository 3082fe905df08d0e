"""How much a picture looks like its target, in the two numbers that papers give."""

import torch
from torch import Tensor

from app.engine.one_thread import one_thread

WINDOW_PIXELS = 11
_SIGMA_PIXELS = 1.5
_STABILIZERS = (0.01**2, 0.03**2)  # K1 and K2, for pictures in [0, 1]


def psnr_decibels(picture: Tensor, target: Tensor, weights: Tensor | None = None) -> Tensor:
    """Return the peak signal-to-noise ratio, -10 log10 of the mean squared difference.

    Args:
        picture: (..., H, W, 3) sRGB in [0, 1].
        target: like picture.
        weights: (..., H, W) >= 0, how much each pixel counts; None for 1.

    Returns:
        (...,) float64; infinite where the pictures agree, or where no pixel counts.

    Raises:
        ValueError: the shapes do not belong together.
    """
    _check("psnr_decibels", picture, target, weights)
    with one_thread():
        squares = (picture - target).square()
        if weights is None:
            mean = squares.mean((-3, -2, -1), dtype=torch.float64)
        else:
            red, green, blue = squares.unbind(-1)  # a tenth of the time of a sum over three numbers each
            total = 3 * weights.sum((-2, -1), dtype=torch.float64)
            weighted = (weights * (red + green + blue)).sum((-2, -1), dtype=torch.float64)
            mean = weighted / total.clamp_min(torch.finfo(torch.float64).tiny)
        return -10.0 * mean.log10()


def ssim(picture: Tensor, target: Tensor, weights: Tensor | None = None) -> Tensor:
    """Return the structural similarity: the mean over channels and over windows about every pixel.

    Windows are Gaussians of sigma 1.5 in 11 x 11 pixels. Without weights, those that lie in the picture as a whole
    count. With weights, there is one about every pixel, it knows no pixels but those that count, and it counts as much
    as the pixel in its middle: what lies beside an object changes nothing.

    Args:
        picture: (..., H, W, 3) float32 or float64, sRGB in [0, 1]; without weights at least 11 x 11 pixels.
        target: like picture.
        weights: (..., H, W) >= 0, like picture; None as above.

    Returns:
        (...,) like picture, in [-1, 1]; 1 where the pictures agree, or where no pixel counts.

    Raises:
        ValueError: the shapes do not belong together, or no window lies in the picture.

    Source: Wang, Bovik, Sheikh and Simoncelli, Image Quality Assessment: From Error Visibility to Structural
    Similarity, 2004, without the downsampling of its later code.
    """
    _check("ssim", picture, target, weights)
    height, width, _ = picture.shape[-3:]
    if weights is None and min(height, width) < WINDOW_PIXELS:
        raise ValueError(f"ssim: pictures must have at least 11 x 11 pixels, got {height} x {width}")
    if picture.is_cuda and picture.dtype != torch.float64:
        # Convolutions of single numbers round them to 10 bits there.
        exact = None if weights is None else weights.double()
        return ssim(picture.double(), target.double(), exact).to(picture.dtype)
    pairs = zip(picture.reshape(-1, height, width, 3), target.reshape(-1, height, width, 3), strict=True)
    with one_thread():
        if weights is None:
            values = [_map_of_windows(*pair).mean() for pair in pairs]
        else:
            counts = weights.reshape(-1, height, width, 1)
            values = [_masked(*pair, count) for pair, count in zip(pairs, counts, strict=True)]
        return torch.stack(values).reshape(picture.shape[:-3])


def _map_of_windows(picture: Tensor, target: Tensor) -> Tensor:
    return _similarity(*_blurred(_moments(picture, target), 0))


def _masked(picture: Tensor, target: Tensor, count: Tensor) -> Tensor:
    if not bool(count.any()):
        return picture.new_ones(())
    counted = torch.cat([_moments(picture, target) * count, count.expand_as(picture)[None]])
    *moments, seen = _blurred(counted, WINDOW_PIXELS // 2)
    seen = seen.clamp_min(torch.finfo(seen.dtype).tiny)
    similarity = _similarity(*(moment / seen for moment in moments))
    return (similarity * count).sum() / (3 * count.sum())


def _moments(picture: Tensor, target: Tensor) -> Tensor:
    """(5, H, W, 3) what the means over a window are taken of."""
    return torch.stack([picture, target, picture.square(), target.square(), picture * target])


def _similarity(mean: Tensor, target_mean: Tensor, square: Tensor, target_square: Tensor, product: Tensor) -> Tensor:
    luminance, contrast = _STABILIZERS
    both, squares = mean * target_mean, mean.square() + target_mean.square()
    structure = (2 * (product - both) + contrast) / (square + target_square - squares + contrast)
    return structure * (2 * both + luminance) / (squares + luminance)


def _blurred(pictures: Tensor, padding: int) -> Tensor:
    """(K, H, W, 3) pictures seen through the window, the channels last in memory, for which torch is fastest."""
    offsets = torch.arange(WINDOW_PIXELS, dtype=pictures.dtype, device=pictures.device) - WINDOW_PIXELS // 2
    window = torch.exp(-0.5 * (offsets / _SIGMA_PIXELS).square())
    shares = (window / window.sum()).expand(3, 1, 1, -1).contiguous()
    channels = pictures.permute(0, 3, 1, 2)
    rows = torch.nn.functional.conv2d(channels, shares, padding=(0, padding), groups=3)
    return torch.nn.functional.conv2d(rows, shares.mT.contiguous(), padding=(padding, 0), groups=3).permute(0, 2, 3, 1)


def _check(caller: str, picture: Tensor, target: Tensor, weights: Tensor | None) -> None:
    if picture.ndim < 3 or picture.shape[-1] != 3:
        raise ValueError(f"{caller}: picture must have shape (..., H, W, 3), got {tuple(picture.shape)}")
    if target.shape != picture.shape:
        raise ValueError(f"{caller}: target must have shape {tuple(picture.shape)}, got {tuple(target.shape)}")
    if weights is not None and weights.shape != picture.shape[:-1]:
        raise ValueError(f"{caller}: weights must have shape {tuple(picture.shape[:-1])}, got {tuple(weights.shape)}")
