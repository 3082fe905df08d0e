# SPDX-License-Identifier: MIT
"""Interpolation as it is defined, in plain PyTorch."""

from __future__ import annotations

import torch
from torch import Tensor


def interpolate_reference(attributes: Tensor, faces: Tensor, face_indices: Tensor, barycentrics: Tensor) -> Tensor:
    """Weighs the attributes of each pixel's face.

    Args:
        attributes: (V, C) or (N, V, C).
        faces: (F, 3) integer.
        face_indices: (N, H, W), -1 at the background.
        barycentrics: (N, H, W, 2).

    Returns:
        (N, H, W, C), 0 at the background. *Differentiable in* attributes and barycentrics.
    """
    each = attributes if attributes.ndim == 3 else attributes.expand(len(face_indices), *attributes.shape)
    view = torch.arange(len(face_indices))[:, None, None, None]
    corners = each[view, faces[face_indices.clamp_min(0).long()].long()]  # (N, H, W, 3, C)
    weights = torch.cat([barycentrics, 1 - barycentrics.sum(-1, keepdim=True)], dim=-1)
    seen = face_indices >= 0
    return torch.where(seen[..., None], (corners * weights[..., None]).sum(-2), 0.0)
