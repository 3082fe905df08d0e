# SPDX-License-Identifier: MIT
"""Slopes of attributes as a registered torch operator, in eager and in compiled code; it has no gradient."""

from __future__ import annotations

import torch
from torch import Tensor

from renderer_cuda._compiled import SUFFIX, kernels
from renderer_cuda.threads import kernel_threads


@torch.library.custom_op("photosculpture::screen_slopes", mutates_args=())
def screen_slopes_operator(
    attributes: Tensor, faces: Tensor, face_indices: Tensor, positions: Tensor, welded_faces: Tensor, matrices: Tensor
) -> Tensor:
    """Slopes in all views.

    Args:
        attributes: (V', C) or (N, V', C) float32 or float64; this and all others contiguous.
        faces: (F, 3) int32 of attributes.
        face_indices: (N, H, W) int32.
        positions: (V, 3) like attributes.
        welded_faces: (F, 3) int32 of positions.
        matrices: (N, 4, 4) like attributes.

    Returns:
        (N, H, W, C, 2).
    """
    arguments = (attributes, faces, face_indices, positions, welded_faces, matrices)
    if not attributes.is_cuda:
        return _on_cpu(*arguments)
    # Imported here: nothing of CUDA is needed, nor looked for, where torch has none.
    from renderer_cuda import screen_slopes_cuda

    with screen_slopes_cuda.launching(attributes) as launcher:
        return screen_slopes_cuda.forward(launcher, *arguments)


@screen_slopes_operator.register_fake
def _(
    attributes: Tensor, faces: Tensor, face_indices: Tensor, positions: Tensor, welded_faces: Tensor, matrices: Tensor
) -> Tensor:
    return attributes.new_empty((*face_indices.shape, attributes.shape[-1], 2))


def _on_cpu(
    attributes: Tensor, faces: Tensor, face_indices: Tensor, positions: Tensor, welded_faces: Tensor, matrices: Tensor
) -> Tensor:
    slopes = torch.empty((*face_indices.shape, attributes.shape[-1], 2), dtype=attributes.dtype)
    getattr(kernels, f"screen_slopes_{SUFFIX[attributes.dtype]}")(
        attributes.data_ptr(),
        attributes.ndim == 3,
        faces.data_ptr(),
        positions.data_ptr(),
        welded_faces.data_ptr(),
        matrices.data_ptr(),
        attributes.shape[-2],
        faces.shape[0],
        attributes.shape[-1],
        *face_indices.shape,
        face_indices.data_ptr(),
        kernel_threads(),
        slopes.data_ptr(),
    )
    return slopes
