# SPDX-License-Identifier: MIT
"""What every stage checks of its arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

if TYPE_CHECKING:
    from renderer_cuda.topology import Topology


def check_mesh(caller: str, positions: Tensor, topology: Topology) -> None:
    """ValueError where positions are not (V, 3) floats of the mesh of topology, on its device."""
    if positions.ndim != 2 or positions.shape[1] != 3:
        raise ValueError(f"{caller}: positions must have shape (V, 3), got {tuple(positions.shape)}")
    if positions.dtype not in (torch.float32, torch.float64):
        raise ValueError(f"{caller}: positions must be float32 or float64, got {positions.dtype}")
    if positions.shape[0] != topology.vertex_count:
        raise ValueError(
            f"{caller}: positions must have the {topology.vertex_count} vertices of topology, got {positions.shape[0]}"
        )
    if positions.device.type not in ("cpu", "cuda"):
        raise ValueError(f"{caller}: positions must be on cpu or cuda, got {positions.device}")
    if topology.faces.device != positions.device:
        raise ValueError(
            f"{caller}: topology must be on {positions.device} like positions, got {topology.faces.device}"
        )


def check_image(caller: str, image_size: tuple[int, int], views: int) -> None:
    """ValueError where image_size is no size, or too large for N views."""
    if len(image_size) != 2 or not all(isinstance(x, int) and x >= 1 for x in image_size):
        raise ValueError(f"{caller}: image_size must be (height, width) with both >= 1, got {image_size!r}")
    if views * image_size[0] * image_size[1] >= 2**31:
        raise ValueError(
            f"{caller}: image_size {image_size} times {views} cameras must stay below 2^31 pixels; split the call"
        )


def check_matrices(caller: str, matrices: Tensor) -> None:
    """ValueError where view matrices (N, 4, 4) are not finite."""
    # On a GPU the question would wait for all work queued before it; a Camera has asked it when it was made.
    if matrices.is_cuda or torch.compiler.is_compiling():
        return
    if not bool(torch.isfinite(matrices).all()):
        raise ValueError(f"{caller}: camera must be finite, got NaN or infinity in its parameters")


def check_attributes(caller: str, attributes: Tensor, faces: Tensor, views: int, like: Tensor, like_name: str) -> None:
    """ValueError where attributes and faces do not fit each other, N views, or the dtype and device of another."""
    if attributes.ndim not in (2, 3) or attributes.shape[-1] == 0:
        raise ValueError(f"{caller}: attributes must have shape (V, C) or (N, V, C), got {tuple(attributes.shape)}")
    if attributes.ndim == 3 and attributes.shape[0] != views:
        raise ValueError(f"{caller}: attributes must be of {views} views like {like_name}, got {attributes.shape[0]}")
    if attributes.dtype != like.dtype or attributes.device != like.device:
        raise ValueError(
            f"{caller}: attributes must be {like.dtype} on {like.device} like {like_name}, "
            f"got {attributes.dtype} on {attributes.device}"
        )
    if faces.ndim != 2 or faces.shape[1] != 3 or faces.dtype not in (torch.int32, torch.int64):
        raise ValueError(
            f"{caller}: faces must be int32 or int64 of shape (F, 3), got {faces.dtype} {tuple(faces.shape)}"
        )
    if faces.device != like.device:
        raise ValueError(f"{caller}: faces must be on {like.device} like {like_name}, got {faces.device}")
    if faces.is_cuda or torch.compiler.is_compiling() or len(faces) == 0:
        return
    low, high = (int(x) for x in faces.aminmax())
    if low < 0 or high >= attributes.shape[-2]:
        raise ValueError(
            f"{caller}: faces must index {attributes.shape[-2]} attributes, got indices from {low} to {high}"
        )


def check_floating(owner: str, name: str, value: object) -> None:
    """ValueError where value is no tensor of floats."""
    if not isinstance(value, Tensor) or value.dtype not in (torch.float32, torch.float64):
        found = value.dtype if isinstance(value, Tensor) else type(value).__name__
        raise ValueError(f"{owner}: {name} must be a tensor of float32 or float64, got {found}")
