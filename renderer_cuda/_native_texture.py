# SPDX-License-Identifier: MIT
"""Calls the CPU kernels of the texture stage with tensors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from renderer_cuda._compiled import SUFFIX, kernels
from renderer_cuda.threads import kernel_threads

if TYPE_CHECKING:
    from torch import Tensor

    from renderer_cuda.texture_sampling import Samples, TextureGradients


def forward(samples: Samples, wrap: int, is_nearest: bool, image: Tensor) -> None:
    """Writes the image (P..., C)."""
    call = getattr(kernels, f"texture_forward_{SUFFIX[image.dtype]}")
    call(*_arguments(samples, wrap, is_nearest), image.data_ptr())


def backward(samples: Samples, wrap: int, is_nearest: bool, grad_image: Tensor, gradients: TextureGradients) -> None:
    """Writes those gradients that have elements."""
    call = getattr(kernels, f"texture_backward_{SUFFIX[grad_image.dtype]}")
    addresses = (tensor.data_ptr() for tensor in (grad_image, *gradients))
    call(*_arguments(samples, wrap, is_nearest), *addresses)


def _arguments(samples: Samples, wrap: int, is_nearest: bool) -> tuple[Any, ...]:
    shape = kernels.TextureShape(*samples.texels.shape, samples.levels, wrap, int(is_nearest))
    addresses = kernels.TextureAddresses(*(tensor.data_ptr() for tensor in samples))
    return shape, addresses, samples.uv.numel() // 2, kernel_threads()
