# SPDX-License-Identifier: MIT
"""Calls the CPU kernels of drawing with tensors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import torch

from renderer_cuda._compiled import SUFFIX, kernels
from renderer_cuda._native import mesh_addresses
from renderer_cuda.image_memory import new_image
from renderer_cuda.threads import kernel_threads

if TYPE_CHECKING:
    from torch import Tensor

    from renderer_cuda.topology import Topology


class DrawingRecord(NamedTuple):
    """What a forward pass keeps: the faces seen, and B blends as csrc/antialias/crossings.h says."""

    face_indices: Tensor  # (N, H, W) int32
    rows: Tensor  # (B, 7) int32
    values: Tensor  # (B, 2) float64
    offsets: Tensor  # (N + 1) int64, of the views' blends
    colours: Tensor  # (B, 2, C) of the pixels blended, before that


def forward(
    positions: Tensor,
    matrices: Tensor,
    attributes: Tensor,
    faces: Tensor,
    topology: Topology,
    image_size: tuple[int, int],
    *,
    intersections: bool,
) -> tuple[Tensor, DrawingRecord]:
    """The image (N, H, W, C) of attributes (V, C) or (N, V, C) at corners faces (F, 3) int32, and its record."""
    shape = (matrices.shape[0], *image_size, attributes.shape[-1])
    image, face_indices = new_image(shape, positions.dtype), new_image(shape[:3], torch.int32)
    handle = getattr(kernels, f"draw_forward_{SUFFIX[positions.dtype]}")(
        mesh_addresses(topology),
        kernels.ImageShape(*shape),
        _addresses(attributes, faces),
        *(tensor.data_ptr() for tensor in (positions, matrices, topology.parts, face_indices, image)),
        intersections,
        kernel_threads(),
    )
    record = DrawingRecord(
        face_indices,
        torch.empty((handle.count, 7), dtype=torch.int32),
        torch.empty((handle.count, 2), dtype=torch.float64),
        torch.empty((shape[0] + 1,), dtype=torch.int64),
        torch.empty((handle.count, 2, shape[3]), dtype=positions.dtype),
    )
    handle.write(*(tensor.data_ptr() for tensor in record[1:]))
    return image, record


def backward(
    positions: Tensor,
    matrices: Tensor,
    attributes: Tensor,
    faces: Tensor,
    mesh_faces: Tensor,
    record: DrawingRecord,
    grad_image: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    """Gradients by positions (V, 3), matrices (N, 4, 4) and attributes of that by the image, with any strides."""
    gradients = (torch.empty_like(positions), torch.empty_like(matrices), torch.empty_like(attributes))
    getattr(kernels, f"draw_backward_{SUFFIX[positions.dtype]}")(
        kernels.ImageShape(*grad_image.shape),
        _addresses(attributes, faces),
        positions.shape[0],
        mesh_faces.shape[0],
        *(tensor.data_ptr() for tensor in (positions, matrices, mesh_faces, *record, grad_image)),
        *grad_image.stride(),
        *(tensor.data_ptr() for tensor in gradients),
        kernel_threads(),
    )
    return gradients


def _addresses(attributes: Tensor, faces: Tensor) -> Any:
    return kernels.AttributeAddresses(
        attributes.data_ptr(), attributes.ndim == 3, faces.data_ptr(), attributes.shape[-2]
    )
