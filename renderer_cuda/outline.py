# SPDX-License-Identifier: MIT
"""The kernels of the silhouette stage, on the device where the tensors are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renderer_cuda import _native

if TYPE_CHECKING:
    from torch import Tensor

    from renderer_cuda._native import OutlineRecord
    from renderer_cuda.topology import Topology


def forward(
    positions: Tensor,
    matrices: Tensor,
    topology: Topology,
    image_size: tuple[int, int],
    softness_pixels: float,
    reach_pixels: float,
    *,
    keep_record: bool,
) -> tuple[Tensor, OutlineRecord | None]:
    """Renders all views.

    Args:
        positions: (V, 3) float32 or float64, contiguous.
        matrices: (N, 4, 4) like positions, contiguous.
        topology: on the device of positions.
        image_size: (height, width).
        softness_pixels: > 0 for coverage, 0 for signed distance.
        reach_pixels: how far from the outline pixels depend on it.
        keep_record: whether `backward` will follow.

    Returns:
        (N, H, W) image, and what `backward` needs.
    """
    if not positions.is_cuda:
        return _native.forward(
            positions, matrices, topology, image_size, softness_pixels, reach_pixels, keep_record=keep_record
        )
    # Imported here: nothing of CUDA is needed, nor looked for, where torch has none.
    from renderer_cuda import silhouette_cuda

    with silhouette_cuda.launching(positions) as launcher:
        image, record = silhouette_cuda.forward(
            launcher, positions, matrices, topology, image_size, softness_pixels, reach_pixels
        )
    return image, record if keep_record else None


def backward(positions: Tensor, matrices: Tensor, record: OutlineRecord, grad_image: Tensor) -> tuple[Tensor, Tensor]:
    """Gradients by positions (V, 3) and matrices (N, 4, 4) of an image gradient (N, H, W) with any strides."""
    if not positions.is_cuda:
        return _native.backward(positions, matrices, record, grad_image)
    from renderer_cuda import silhouette_cuda

    with silhouette_cuda.launching(positions) as launcher:
        return silhouette_cuda.backward(launcher, positions, matrices, record, grad_image)
