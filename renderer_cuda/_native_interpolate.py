# SPDX-License-Identifier: MIT
"""Calls the compiled CPU kernels of interpolation with tensors."""

from __future__ import annotations

import torch
from torch import Tensor

from renderer_cuda._compiled import SUFFIX, kernels
from renderer_cuda.image_memory import new_image
from renderer_cuda.threads import kernel_threads


def _call(
    name: str, attributes: Tensor, faces: Tensor, face_indices: Tensor, barycentrics: Tensor, *images: Tensor | None
) -> None:
    getattr(kernels, f"interpolate_{name}_{SUFFIX[attributes.dtype]}")(
        attributes.data_ptr(),
        attributes.ndim == 3,
        faces.data_ptr(),
        attributes.shape[-2],
        faces.shape[0],
        attributes.shape[-1],
        *face_indices.shape,
        face_indices.data_ptr(),
        barycentrics.data_ptr(),
        kernel_threads(),
        *(0 if image is None else image.data_ptr() for image in images),
    )


def interpolate(attributes: Tensor, faces: Tensor, face_indices: Tensor, barycentrics: Tensor) -> Tensor:
    """Image (N, H, W, C); arguments as in interpolation.py."""
    image = new_image((*face_indices.shape, attributes.shape[-1]), attributes.dtype)
    _call("forward", attributes, faces, face_indices, barycentrics, image)
    return image


def interpolate_backward(
    attributes: Tensor,
    faces: Tensor,
    face_indices: Tensor,
    barycentrics: Tensor,
    grad_image: Tensor,
    wanted: tuple[bool, bool],
) -> tuple[Tensor | None, Tensor | None]:
    """Gradients by attributes and by barycentrics, where wanted; arguments as in interpolation.py."""
    grad_attributes = torch.empty_like(attributes) if wanted[0] else None
    grad_barycentrics = new_image(tuple(barycentrics.shape), barycentrics.dtype) if wanted[1] else None
    _call("backward", attributes, faces, face_indices, barycentrics, grad_image, grad_attributes, grad_barycentrics)
    return grad_attributes, grad_barycentrics
