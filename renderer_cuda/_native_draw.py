# SPDX-License-Identifier: MIT
"""Calls the CPU kernels of drawing with tensors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from renderer_cuda._compiled import SUFFIX, kernels
from renderer_cuda._native import mesh_addresses
from renderer_cuda.image_memory import new_image
from renderer_cuda.threads import kernel_threads

if TYPE_CHECKING:
    from torch import Tensor

    from renderer_cuda.topology import Topology


def forward(
    positions: Tensor,
    matrices: Tensor,
    attributes: Tensor,
    faces: Tensor,
    topology: Topology,
    image_size: tuple[int, int],
    *,
    intersections: bool,
) -> tuple[Tensor, Any]:
    """The image (N, H, W, C) of attributes (V, C) or (N, V, C) at corners faces (F, 3) int32.

    And what `backward` needs besides: runs of pixels and blends, in memory that goes on to the next drawing.
    """
    shape = (matrices.shape[0], *image_size, attributes.shape[-1])
    image, face_indices = new_image(shape, positions.dtype), new_image(shape[:3], torch.int32)
    record = getattr(kernels, f"draw_forward_{SUFFIX[positions.dtype]}")(
        mesh_addresses(topology),
        kernels.ImageShape(*shape),
        _addresses(attributes, faces),
        *(tensor.data_ptr() for tensor in (positions, matrices, topology.parts, face_indices, image)),
        intersections,
        kernel_threads(),
    )
    return image, record


def backward(
    positions: Tensor,
    matrices: Tensor,
    attributes: Tensor,
    faces: Tensor,
    mesh_faces: Tensor,
    record: Any,
    grad_image: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    """Gradients by positions (V, 3), matrices (N, 4, 4) and attributes of that by the image, with any strides."""
    gradients = (torch.empty_like(positions), torch.empty_like(matrices), torch.empty_like(attributes))
    getattr(kernels, f"draw_backward_{SUFFIX[positions.dtype]}")(
        record,
        kernels.ImageShape(*grad_image.shape),
        _addresses(attributes, faces),
        positions.shape[0],
        mesh_faces.shape[0],
        *(tensor.data_ptr() for tensor in (positions, matrices, mesh_faces, grad_image)),
        *grad_image.stride(),
        *(tensor.data_ptr() for tensor in gradients),
        kernel_threads(),
    )
    return gradients


def _addresses(attributes: Tensor, faces: Tensor) -> Any:
    return kernels.AttributeAddresses(
        attributes.data_ptr(), attributes.ndim == 3, faces.data_ptr(), attributes.shape[-2]
    )
