# SPDX-License-Identifier: MIT
"""Calls the compiled CPU kernels of rasterization with tensors."""

from __future__ import annotations

import torch
from torch import Tensor

from renderer_cuda._compiled import SUFFIX, kernels
from renderer_cuda.image_memory import new_image
from renderer_cuda.threads import kernel_threads


def _address(tensor: Tensor | None) -> int:
    return 0 if tensor is None else tensor.data_ptr()


def rasterize(
    positions: Tensor, matrices: Tensor, nears: Tensor, faces: Tensor, image_size: tuple[int, int]
) -> tuple[Tensor, Tensor, Tensor]:
    """Face indices (N, H, W), barycentrics (N, H, W, 2) and depth (N, H, W); arguments as in rasterization.py."""
    views, (height, width) = matrices.shape[0], image_size
    face_indices = new_image((views, height, width), torch.int32)
    barycentrics = new_image((views, height, width, 2), positions.dtype)
    depth = new_image((views, height, width), positions.dtype)
    getattr(kernels, f"rasterize_forward_{SUFFIX[positions.dtype]}")(
        positions.data_ptr(),
        matrices.data_ptr(),
        nears.data_ptr(),
        faces.data_ptr(),
        positions.shape[0],
        faces.shape[0],
        views,
        height,
        width,
        face_indices.data_ptr(),
        barycentrics.data_ptr(),
        depth.data_ptr(),
        kernel_threads(),
    )
    return face_indices, barycentrics, depth


def rasterize_backward(
    positions: Tensor,
    matrices: Tensor,
    faces: Tensor,
    face_indices: Tensor,
    barycentrics: Tensor,
    grad_barycentrics: Tensor | None,
    grad_depth: Tensor | None,
) -> tuple[Tensor, Tensor]:
    """Gradients by positions (V, 3) and matrices (N, 4, 4); arguments as in rasterization.py."""
    grad_positions, grad_matrices = torch.empty_like(positions), torch.empty_like(matrices)
    getattr(kernels, f"rasterize_backward_{SUFFIX[positions.dtype]}")(
        positions.data_ptr(),
        matrices.data_ptr(),
        faces.data_ptr(),
        positions.shape[0],
        faces.shape[0],
        *face_indices.shape,
        face_indices.data_ptr(),
        barycentrics.data_ptr(),
        _address(grad_barycentrics),
        _address(grad_depth),
        grad_positions.data_ptr(),
        grad_matrices.data_ptr(),
        kernel_threads(),
    )
    return grad_positions, grad_matrices
