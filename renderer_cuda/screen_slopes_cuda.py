# SPDX-License-Identifier: MIT
"""Slopes of attributes on CUDA: one launch, for which the host does not wait."""

from __future__ import annotations

from ctypes import c_int32, c_int64
from typing import TYPE_CHECKING

from renderer_cuda import _cuda_launch
from renderer_cuda._cuda_compile import SOURCES
from renderer_cuda._cuda_launch import blocks_for

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from torch import Tensor

    from renderer_cuda._cuda_launch import Launcher

SOURCE = SOURCES / "screen_slopes" / "screen_slopes_cuda.cu"
"""The kernel; screen_slopes_cuda.cu says what it does."""


def launching(tensor: Tensor) -> AbstractContextManager[Launcher]:
    """The launcher of this stage's kernel for the dtype and the GPU of a tensor."""
    return _cuda_launch.launching(SOURCE, tensor.dtype, tensor.device)


def forward(
    launcher: Launcher,
    attributes: Tensor,
    faces: Tensor,
    face_indices: Tensor,
    positions: Tensor,
    welded_faces: Tensor,
    matrices: Tensor,
) -> Tensor:
    """Slopes (N, H, W, C, 2); arguments as in screen_slopes_operator.py."""
    views, height, width = face_indices.shape
    slopes = attributes.new_empty((*face_indices.shape, attributes.shape[-1], 2))
    sizes = (views, *attributes.shape[-2:], faces.shape[0], height, width)
    stride = c_int64(attributes.stride(0) if attributes.ndim == 3 else 0)
    mesh = (attributes, faces, positions, welded_faces, matrices, face_indices)
    blocks = blocks_for(face_indices.numel())
    launcher.launch("slopes_of_pixels", blocks, *(c_int32(x) for x in sizes), stride, *mesh, slopes)
    return slopes
