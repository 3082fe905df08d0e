# SPDX-License-Identifier: MIT
"""The texture stage on CUDA: one launch a pass, in which the host never waits for a result."""

from __future__ import annotations

from ctypes import c_int32, c_int64
from typing import TYPE_CHECKING

from renderer_cuda import _cuda_launch
from renderer_cuda._cuda_compile import SOURCES
from renderer_cuda._cuda_launch import blocks_for

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from torch import Tensor

    from renderer_cuda._cuda_launch import Argument, Launcher
    from renderer_cuda.texture_sampling import Samples, TextureGradients

SOURCE = SOURCES / "texture" / "texture_cuda.cu"
"""The kernels; texture_cuda.cu says what each does."""


def launching(tensor: Tensor) -> AbstractContextManager[Launcher]:
    """The launcher of this stage's kernels for the dtype and the GPU of a tensor."""
    return _cuda_launch.launching(SOURCE, tensor.dtype, tensor.device)


def forward(launcher: Launcher, samples: Samples, wrap: int, is_nearest: bool, image: Tensor) -> None:
    """Writes the image (P..., C)."""
    pixels = samples.uv.numel() // 2
    launcher.launch("sample_pixels", blocks_for(pixels), *_arguments(samples, wrap, is_nearest), image)


def backward(
    launcher: Launcher,
    samples: Samples,
    wrap: int,
    is_nearest: bool,
    grad_image: Tensor,
    gradients: TextureGradients,
) -> None:
    """Writes those gradients that have elements.

    The order of a texel's sum, and so its last digits, differ from call to call.
    """
    gradients.texels.zero_()
    gradients.coarser.zero_()
    pixels = samples.uv.numel() // 2
    arguments = (*_arguments(samples, wrap, is_nearest), grad_image, *gradients)
    launcher.launch("pixels_to_texels", blocks_for(pixels), *arguments)


def _arguments(samples: Samples, wrap: int, is_nearest: bool) -> tuple[Argument, ...]:
    shape = (*samples.texels.shape, samples.levels, wrap, int(is_nearest))
    return (c_int64(samples.uv.numel() // 2), *(c_int32(size) for size in shape), *samples)
