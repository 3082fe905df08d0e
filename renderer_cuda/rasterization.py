# SPDX-License-Identifier: MIT
"""The kernels of rasterization, on the device where the tensors are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renderer_cuda import _native_rasterize

if TYPE_CHECKING:
    from torch import Tensor


def forward(
    positions: Tensor, matrices: Tensor, nears: Tensor, faces: Tensor, image_size: tuple[int, int]
) -> tuple[Tensor, Tensor, Tensor]:
    """Rasterizes all views.

    Args:
        positions: (V, 3) float32 or float64, contiguous.
        matrices: (N, 4, 4) like positions, contiguous.
        nears: (N,) like positions, contiguous.
        faces: (F, 3) int32, contiguous.
        image_size: (height, width).

    Returns:
        Face indices (N, H, W) int32, barycentrics (N, H, W, 2), depth (N, H, W).
    """
    if not positions.is_cuda:
        return _native_rasterize.rasterize(positions, matrices, nears, faces, image_size)
    # Imported here: nothing of CUDA is needed, nor looked for, where torch has none.
    from renderer_cuda import rasterize_cuda

    with rasterize_cuda.launching(positions) as launcher:
        return rasterize_cuda.forward(launcher, positions, matrices, nears, faces, image_size)


def backward(
    positions: Tensor,
    matrices: Tensor,
    faces: Tensor,
    face_indices: Tensor,
    barycentrics: Tensor,
    grad_barycentrics: Tensor | None,
    grad_depth: Tensor | None,
) -> tuple[Tensor, Tensor]:
    """Gradients by positions (V, 3) and matrices (N, 4, 4); None stands for an image gradient of zeros."""
    arguments = (
        positions,
        matrices,
        faces,
        face_indices,
        barycentrics,
        None if grad_barycentrics is None else grad_barycentrics.contiguous(),
        None if grad_depth is None else grad_depth.contiguous(),
    )
    if not positions.is_cuda:
        return _native_rasterize.rasterize_backward(*arguments)
    from renderer_cuda import rasterize_cuda

    with rasterize_cuda.launching(positions) as launcher:
        return rasterize_cuda.backward(launcher, *arguments)
