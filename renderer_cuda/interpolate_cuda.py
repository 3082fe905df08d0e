# SPDX-License-Identifier: MIT
"""Interpolation on CUDA: one launch a pass, in which the host never waits for a result."""

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

    from renderer_cuda._cuda_launch import Argument, Launcher

SOURCE = SOURCES / "interpolate" / "interpolate_cuda.cu"
"""The kernels; interpolate_cuda.cu says what each does."""


def launching(tensor: Tensor) -> AbstractContextManager[Launcher]:
    """The launcher of this stage's kernels for the dtype and the GPU of a tensor."""
    return _cuda_launch.launching(SOURCE, tensor.dtype, tensor.device)


def forward(
    launcher: Launcher, attributes: Tensor, faces: Tensor, face_indices: Tensor, barycentrics: Tensor
) -> Tensor:
    """Image (N, H, W, C); arguments as in interpolation.py."""
    image = attributes.new_empty((*face_indices.shape, attributes.shape[-1]))
    arguments = _arguments(attributes, faces, face_indices, barycentrics)
    launcher.launch("interpolate_pixels", blocks_for(face_indices.numel()), *arguments, image)
    return image


def backward(
    launcher: Launcher,
    attributes: Tensor,
    faces: Tensor,
    face_indices: Tensor,
    barycentrics: Tensor,
    grad_image: Tensor,
    wanted: tuple[bool, bool],
) -> tuple[Tensor | None, Tensor | None]:
    """Gradients by attributes and by barycentrics, where wanted; arguments as in interpolation.py, contiguous.

    The order of an attribute's sum, and so its last digits, differ from call to call.
    """
    none = attributes.new_empty(0)
    grad_attributes = torch.zeros_like(attributes) if wanted[0] else none
    grad_barycentrics = torch.empty_like(barycentrics) if wanted[1] else none
    rows = face_indices.shape[0] * face_indices.shape[1]
    arguments = _arguments(attributes, faces, face_indices, barycentrics)
    blocks = blocks_for(rows, THREADS_PER_BLOCK // 32)
    launcher.launch("pixels_to_attributes", blocks, *arguments, grad_image, grad_attributes, grad_barycentrics)
    return grad_attributes if wanted[0] else None, grad_barycentrics if wanted[1] else None


def _arguments(attributes: Tensor, faces: Tensor, face_indices: Tensor, barycentrics: Tensor) -> tuple[Argument, ...]:
    views, height, width = face_indices.shape
    sizes = (views, *attributes.shape[-2:], faces.shape[0], height, width)
    stride = attributes.stride(0) if attributes.ndim == 3 else 0
    return (*(c_int32(x) for x in sizes), c_int64(stride), attributes, faces, face_indices, barycentrics)
