# SPDX-License-Identifier: MIT
"""Calls the compiled CPU kernels of the silhouette stage with tensors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from torch import Tensor

from renderer_cuda._compiled import SUFFIX, kernels
from renderer_cuda.image_memory import new_image
from renderer_cuda.threads import kernel_threads

if TYPE_CHECKING:
    from renderer_cuda.topology import Topology


class OutlineRecord(NamedTuple):
    """What a forward pass keeps for its backward pass.

    On the CPU: C contour edges, S segments, B band pixels, as csrc/silhouette/silhouette_cpu.h says. On CUDA, where the
    sizes must not be asked for, buffers of a size known beforehand (silhouette_cuda.py).
    """

    contour: Tensor
    segments: Tensor
    intervals: Tensor
    band_pixels: Tensor
    band_segments: Tensor
    band_slopes: Tensor
    offsets: Tensor


def instruction_set() -> str:
    """The instruction set that the inner loops run with: baseline, v3 (AVX2) or v4 (AVX-512)."""
    return str(kernels.instruction_set())


def mesh_addresses(topology: Topology) -> Any:
    """A mesh as the kernels get it."""
    return kernels.MeshAddresses(
        topology.faces.data_ptr(),
        topology.edges.data_ptr(),
        topology.pair_codes.data_ptr(),
        topology.fan_offsets.data_ptr(),
        topology.fan_codes.data_ptr(),
        topology.vertex_count,
        topology.faces.shape[0],
        topology.edges.shape[0],
        topology.pair_codes.shape[0],
    )


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
    """Image (N, H, W) of coverage, or of signed distance where softness_pixels is 0, and its record if wanted."""
    height, width = image_size
    image = new_image((matrices.shape[0], height, width), positions.dtype)
    handle = getattr(kernels, f"silhouette_forward_{SUFFIX[positions.dtype]}")(
        mesh_addresses(topology),
        positions.data_ptr(),
        matrices.data_ptr(),
        matrices.shape[0],
        height,
        width,
        softness_pixels,
        reach_pixels,
        image.data_ptr(),
        kernel_threads(),
    )
    return image, _written(handle, matrices.shape[0], positions.dtype) if keep_record else None


def _written(handle: Any, views: int, dtype: torch.dtype) -> OutlineRecord:
    record = OutlineRecord(
        torch.empty((handle.contour_count, 5), dtype=torch.int32),
        torch.empty((handle.segment_count, 3), dtype=torch.int32),
        torch.empty((handle.segment_count, 2), dtype=torch.float64),
        torch.empty((handle.band_count,), dtype=torch.int32),
        torch.empty((handle.band_count,), dtype=torch.int32),
        torch.empty((handle.band_count,), dtype=dtype),
        torch.empty((3, views + 1), dtype=torch.int32),
    )
    handle.write(*(tensor.data_ptr() for tensor in record))
    return record


def backward(positions: Tensor, matrices: Tensor, record: OutlineRecord, grad_image: Tensor) -> tuple[Tensor, Tensor]:
    """Gradients by positions (V, 3) and matrices (N, 4, 4) of an image gradient (N, H, W) with any strides."""
    grad_positions, grad_matrices = torch.empty_like(positions), torch.empty_like(matrices)
    views, height, width = grad_image.shape
    getattr(kernels, f"silhouette_backward_{SUFFIX[positions.dtype]}")(
        positions.data_ptr(),
        matrices.data_ptr(),
        positions.shape[0],
        views,
        height,
        width,
        *(tensor.data_ptr() for tensor in record),
        grad_image.data_ptr(),
        *grad_image.stride(),
        grad_positions.data_ptr(),
        grad_matrices.data_ptr(),
        kernel_threads(),
    )
    return grad_positions, grad_matrices
