# SPDX-License-Identifier: MIT
"""Calls the CPU kernels of the antialias stage with tensors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from renderer_cuda._compiled import SUFFIX, kernels
from renderer_cuda._native import mesh_addresses
from renderer_cuda.image_memory import new_image
from renderer_cuda.threads import kernel_threads

if TYPE_CHECKING:
    from torch import Tensor

    from renderer_cuda.blending import BlendGradients, BlendRecord, SeenMesh
    from renderer_cuda.topology import Topology


def forward(seen: SeenMesh, topology: Topology, image: Tensor, *, intersections: bool) -> tuple[Tensor, BlendRecord]:
    """The blended image (N, H, W, C) and its record."""
    from renderer_cuda.blending import BlendRecord

    result = new_image(tuple(image.shape), image.dtype)
    handle = getattr(kernels, f"antialias_forward_{SUFFIX[image.dtype]}")(
        mesh_addresses(topology),
        kernels.ImageShape(*image.shape),
        *(tensor.data_ptr() for tensor in (*seen[:2], topology.parts, seen.face_indices, image, result)),
        intersections,
        kernel_threads(),
    )
    record = BlendRecord(
        torch.empty((handle.count, 7), dtype=torch.int32),
        torch.empty((handle.count, 2), dtype=torch.float64),
        torch.empty((image.shape[0] + 1,), dtype=torch.int64),
    )
    handle.write(*(tensor.data_ptr() for tensor in record))
    return result, record


def connected_parts(faces: np.ndarray, vertex_count: int) -> np.ndarray:
    """(F,) int32: faces (F, 3) that share a vertex, directly or over others, get the same number."""
    indices, parts = np.ascontiguousarray(faces, dtype=np.int32), np.empty(len(faces), dtype=np.int32)
    kernels.find_parts(indices.ctypes.data, len(faces), vertex_count, parts.ctypes.data)
    return parts


def backward(
    positions: Tensor,
    matrices: Tensor,
    faces: Tensor,
    image: Tensor,
    record: BlendRecord,
    grad_result: Tensor,
    gradients: BlendGradients,
) -> None:
    """Writes those gradients that have elements."""
    getattr(kernels, f"antialias_backward_{SUFFIX[image.dtype]}")(
        kernels.ImageShape(*image.shape),
        positions.shape[0],
        *(tensor.data_ptr() for tensor in (positions, faces, matrices, image, *record, grad_result)),
        *grad_result.stride(),
        *(tensor.data_ptr() if tensor.numel() else 0 for tensor in gradients),
        kernel_threads(),
    )
