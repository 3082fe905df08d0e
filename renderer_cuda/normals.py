# SPDX-License-Identifier: MIT
"""Normals of faces and vertices, in plain PyTorch with hand-made gradients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable


def vertex_normals(positions: Tensor, faces: Tensor) -> Tensor:
    """Unit normals of vertices: the mean of the faces around each, weighted by their areas.

    Args:
        positions: (V, 3) float32 or float64, any unit.
        faces: (F, 3) int32 or int64 vertex indices, counter-clockwise seen from outside.

    Returns:
        (V, 3) of length 1; 0, without a gradient, where no face is or where the faces cancel.
        *Differentiable in* positions (once; on the CPU the same for any number of threads, bit for bit).

    Raises:
        ValueError: wrong shapes, dtypes or devices.
    """
    by_corner = _checked("vertex_normals", positions, faces)
    sums: Callable[..., Tensor] = _VertexSums.apply
    return unit_vectors(sums(_area_vectors(positions, by_corner), by_corner, positions.shape[0])).contiguous()


def face_normals(positions: Tensor, faces: Tensor) -> Tensor:
    """Unit normals of faces, which flat shading takes.

    Args:
        positions: (V, 3) float32 or float64, any unit.
        faces: (F, 3) int32 or int64 vertex indices, counter-clockwise seen from outside.

    Returns:
        (F, 3) of length 1; 0, without a gradient, where a face has no area. *Differentiable in* positions (once).

    Raises:
        ValueError: as `vertex_normals`.
    """
    return unit_vectors(_area_vectors(positions, _checked("face_normals", positions, faces))).contiguous()


def unit_vectors(vectors: Tensor) -> Tensor:
    """The same directions at length 1.

    Args:
        vectors: (..., 3).

    Returns:
        (..., 3); 0, without a gradient, where the length is zero, too small to be squared, or not finite.
        *Differentiable in* vectors (once).
    """
    unit: Callable[..., Tensor] = _UnitVectors.apply
    return unit(vectors)


def facing(normals: Tensor, directions_to_eyes: Tensor) -> Tensor:
    """Turns normals over where they point away from the eye, so that a surface is shaded on both of its sides.

    Args:
        normals: (..., 3).
        directions_to_eyes: (..., 3), of any length.

    Returns:
        (..., 3). *Differentiable in* normals; which ones are turned is taken as constant.
    """
    away = (normals.detach() * directions_to_eyes.detach()).sum(-1, keepdim=True) < 0
    return torch.where(away, -normals, normals)


def _checked(caller: str, positions: Tensor, faces: Tensor) -> Tensor:
    """(3, F) int64: the first, second and third corner of every face."""
    if positions.ndim != 2 or positions.shape[1] != 3:
        raise ValueError(f"{caller}: positions must have shape (V, 3), got {tuple(positions.shape)}")
    if positions.dtype not in (torch.float32, torch.float64):
        raise ValueError(f"{caller}: positions must be float32 or float64, got {positions.dtype}")
    if faces.ndim != 2 or faces.shape[1] != 3:
        raise ValueError(f"{caller}: faces must have shape (F, 3), got {tuple(faces.shape)}")
    if faces.dtype not in (torch.int32, torch.int64):
        raise ValueError(f"{caller}: faces must be int32 or int64, got {faces.dtype}")
    if faces.device != positions.device:
        raise ValueError(f"{caller}: faces must be on {positions.device} like positions, got {faces.device}")
    # int64: PyTorch adds at 32-bit indices ten times as slowly.
    return faces.T.to(torch.int64).contiguous()


def _area_vectors(positions: Tensor, by_corner: Tensor) -> Tensor:
    """(F, 3) normals of the length of twice the face's area."""
    vectors: Callable[..., Tensor] = _AreaVectors.apply
    return vectors(positions, by_corner)


class _AreaVectors(torch.autograd.Function):
    """(b - a) x (c - a). Coordinates are apart in memory, where all of this runs twice as fast."""

    @staticmethod
    def forward(ctx: Any, positions: Tensor, by_corner: Tensor) -> Tensor:
        a, b, c = positions.T.contiguous().index_select(1, by_corner.reshape(-1)).view(3, 3, -1).unbind(1)
        to_second, to_third = b - a, c - a
        ctx.save_for_backward(to_second, to_third, by_corner)
        ctx.vertex_count = positions.shape[0]
        return _cross(to_second, to_third).T

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, grad_vectors: Tensor) -> tuple[Tensor, None]:
        # g . (u x v) = u . (v x g) = v . (g x u); a takes part in both differences.
        to_second, to_third, by_corner = ctx.saved_tensors
        grad = grad_vectors.T
        grad_second, grad_third = _cross(to_third, grad), _cross(grad, to_second)
        corners = torch.stack([-(grad_second + grad_third), grad_second, grad_third], dim=1)
        return _sums_at(by_corner, corners, ctx.vertex_count), None


class _UnitVectors(torch.autograd.Function):
    """v / |v|, which plain PyTorch differentiates in twice as many passes over an image."""

    @staticmethod
    def forward(ctx: Any, vectors: Tensor) -> Tensor:
        squared = _dot(vectors, vectors)
        usable = (squared > torch.finfo(vectors.dtype).tiny) & (squared < torch.inf)
        inverse = torch.where(usable, squared.rsqrt(), 0.0)
        unit = (vectors * inverse).nan_to_num_(0.0, 0.0, 0.0)
        ctx.save_for_backward(unit, inverse)
        return unit

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, grad_unit: Tensor) -> Tensor:
        unit, inverse = ctx.saved_tensors
        along = _dot(unit, grad_unit)
        return torch.addcmul(grad_unit, unit, along, value=-1).mul_(inverse)


class _VertexSums(torch.autograd.Function):
    """Sums over the faces around each vertex; back, the sum over the corners of each face."""

    @staticmethod
    def forward(ctx: Any, of_faces: Tensor, by_corner: Tensor, vertex_count: int) -> Tensor:
        ctx.save_for_backward(by_corner)
        return _sums_at(by_corner, of_faces.T[:, None].expand(3, 3, -1), vertex_count)

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, grad_sums: Tensor) -> tuple[Tensor, None, None]:
        (by_corner,) = ctx.saved_tensors
        at_corners = grad_sums.T.contiguous().index_select(1, by_corner.reshape(-1)).view(3, 3, -1)
        return at_corners.sum(1).T, None, None


def _sums_at(by_corner: Tensor, values: Tensor, vertex_count: int) -> Tensor:
    """(V, 3) sums of values (3 coordinates, 3 corners, F). Coordinates go side by side; each adds in the same order."""
    sums = values.new_zeros((3, vertex_count))
    sums.scatter_add_(1, by_corner.reshape(1, -1).expand(3, -1), values.reshape(3, -1))
    return sums.T


def _cross(left: Tensor, right: Tensor) -> Tensor:
    """Cross products of (3, F)."""
    (x, y, z), (u, v, w) = left, right
    return torch.stack([y * w - z * v, z * u - x * w, x * v - y * u])


def _dot(left: Tensor, right: Tensor) -> Tensor:
    """(..., 1) of (..., 3); a sum over so short a dimension takes three times as long."""
    (x, y, z), (u, v, w) = left.split(1, dim=-1), right.split(1, dim=-1)
    total: Tensor = x * u + y * v + z * w
    return total
