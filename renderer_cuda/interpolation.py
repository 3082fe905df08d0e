# SPDX-License-Identifier: MIT
"""The kernels of interpolation, on the device where the tensors are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renderer_cuda import _native_interpolate

if TYPE_CHECKING:
    from torch import Tensor


def forward(attributes: Tensor, faces: Tensor, face_indices: Tensor, barycentrics: Tensor) -> Tensor:
    """Interpolates in all views.

    Args:
        attributes: (V, C) or (N, V, C) float32 or float64, contiguous.
        faces: (F, 3) int32, contiguous.
        face_indices: (N, H, W) int32, contiguous.
        barycentrics: (N, H, W, 2) like attributes, contiguous.

    Returns:
        (N, H, W, C).
    """
    if not attributes.is_cuda:
        return _native_interpolate.interpolate(attributes, faces, face_indices, barycentrics)
    # Imported here: nothing of CUDA is needed, nor looked for, where torch has none.
    from renderer_cuda import interpolate_cuda

    with interpolate_cuda.launching(attributes) as launcher:
        return interpolate_cuda.forward(launcher, attributes, faces, face_indices, barycentrics)


def backward(
    attributes: Tensor,
    faces: Tensor,
    face_indices: Tensor,
    barycentrics: Tensor,
    grad_image: Tensor,
    wanted: tuple[bool, bool],
) -> tuple[Tensor | None, Tensor | None]:
    """Gradients by attributes and by barycentrics; those not wanted may be None."""
    arguments = (attributes, faces, face_indices, barycentrics, grad_image.contiguous(), wanted)
    if not attributes.is_cuda:
        return _native_interpolate.interpolate_backward(*arguments)
    from renderer_cuda import interpolate_cuda

    with interpolate_cuda.launching(attributes) as launcher:
        return interpolate_cuda.backward(launcher, *arguments)
