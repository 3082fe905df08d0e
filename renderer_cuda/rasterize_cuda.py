# SPDX-License-Identifier: MIT
"""The rasterizer on CUDA: one sequence of launches for all views, in which the host never waits for a result."""

from __future__ import annotations

from ctypes import c_int32, c_int64
from typing import TYPE_CHECKING

import torch

from renderer_cuda import _cuda_launch
from renderer_cuda._cuda_compile import SOURCES
from renderer_cuda._cuda_launch import THREADS_PER_BLOCK, blocks_for

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from torch import Tensor

    from renderer_cuda._cuda_launch import Launcher

SOURCE = SOURCES / "rasterize" / "rasterize_cuda.cu"
"""The kernels; rasterize_cuda.cu says what each does."""

_WARP = 32


def launching(tensor: Tensor) -> AbstractContextManager[Launcher]:
    """The launcher of this stage's kernels for the dtype and the GPU of a tensor."""
    return _cuda_launch.launching(SOURCE, tensor.dtype, tensor.device)


def forward(
    launcher: Launcher, positions: Tensor, matrices: Tensor, nears: Tensor, faces: Tensor, image_size: tuple[int, int]
) -> tuple[Tensor, Tensor, Tensor]:
    """Face indices, barycentrics and depth; arguments as in rasterization.py."""
    shape = (matrices.shape[0], *image_size)
    keys = positions.new_empty(shape, dtype=torch.int64)
    corners = positions.new_empty((shape[0], positions.shape[0], 4), dtype=torch.float64)
    face_indices, depth = positions.new_empty(shape, dtype=torch.int32), positions.new_empty(shape)
    barycentrics = positions.new_empty((*shape, 2))

    views, height, width = (c_int32(x) for x in shape)
    vertices, face_count = c_int32(positions.shape[0]), c_int32(faces.shape[0])
    launcher.launch("project_corners", blocks_for(corners.numel() // 4), views, vertices, positions, matrices, corners)
    launcher.launch("begin_pixels", blocks_for(keys.numel()), c_int64(keys.numel()), keys)
    padded = -(-faces.shape[0] // _WARP) * _WARP
    launcher.launch(
        "draw_faces", blocks_for(shape[0] * padded), views, vertices, face_count, height, width, faces, corners, keys
    )
    images = (keys, face_indices, barycentrics, depth)
    launcher.launch(
        "resolve_pixels", blocks_for(keys.numel()), views, vertices, height, width, faces, corners, nears, *images
    )
    return face_indices, barycentrics, depth


def backward(
    launcher: Launcher,
    positions: Tensor,
    matrices: Tensor,
    faces: Tensor,
    face_indices: Tensor,
    barycentrics: Tensor,
    grad_barycentrics: Tensor | None,
    grad_depth: Tensor | None,
) -> tuple[Tensor, Tensor]:
    """Gradients by positions (V, 3) and matrices (N, 4, 4); arguments as in rasterization.py, contiguous.

    The order of the sums, and so the last digits, differ from call to call.
    """
    grad_positions, grad_matrices = torch.zeros_like(positions), torch.zeros_like(matrices)
    views, height, width = face_indices.shape
    none = positions.new_empty(0)
    launcher.launch(
        "fragments_to_mesh",
        blocks_for(views * height, THREADS_PER_BLOCK // _WARP),
        c_int32(views),
        c_int32(faces.shape[0]),
        c_int32(height),
        c_int32(width),
        positions,
        matrices,
        faces,
        face_indices,
        barycentrics,
        none if grad_barycentrics is None else grad_barycentrics,
        none if grad_depth is None else grad_depth,
        grad_positions,
        grad_matrices,
    )
    return grad_positions, grad_matrices
