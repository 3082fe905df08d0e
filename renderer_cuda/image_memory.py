# SPDX-License-Identifier: MIT
"""Memory for images on the CPU that is used again: fresh memory costs more than what is written into it."""

from __future__ import annotations

import math
from typing import cast

import torch
from torch import Tensor

from renderer_cuda._compiled import kernels

_KEPT = {
    torch.float32: kernels.new_image_float32,
    torch.float64: kernels.new_image_float64,
    torch.int32: kernels.new_image_int32,
}
_LEAST_BYTES = 1 << 18  # smaller blocks are used again by the C library


def new_image(shape: tuple[int, ...], dtype: torch.dtype) -> Tensor:
    """An image on the CPU with unspecified contents.

    Its memory is kept when the last tensor that shares it is gone, for the next image of that size: up to 1 GiB in all,
    until it was not wanted for long.

    Args:
        shape: of up to eight axes.
        dtype: float32, float64 or int32.
    """
    if math.prod(shape) * dtype.itemsize < _LEAST_BYTES:
        return torch.empty(shape, dtype=dtype)
    return cast("Tensor", _KEPT[dtype](shape))


def free_image_memory() -> int:
    """Gives back to the system what is kept, and tells how many bytes that were."""
    return int(kernels.free_image_memory())
