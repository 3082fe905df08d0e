# SPDX-License-Identifier: MIT
"""The kernels of the antialias stage, on the device where the tensors are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from renderer_cuda import _native_antialias
from renderer_cuda.image_memory import new_image

if TYPE_CHECKING:
    from torch import Tensor

    from renderer_cuda.topology import Topology


class SeenMesh(NamedTuple):
    """A mesh in N views, and the faces seen at their pixels."""

    positions: Tensor  # (V, 3)
    matrices: Tensor  # (N, 4, 4)
    face_indices: Tensor  # (N, H, W) int32


class BlendRecord(NamedTuple):
    """What a forward pass keeps: B blends of a pixel with a neighbour, see csrc/antialias/crossings.h.

    On the CPU view k owns the blends offsets[k] to offsets[k + 1]. On CUDA, where their number must not be asked for, a
    buffer of a size known beforehand, of which offsets[0] say how many are used.
    """

    rows: Tensor  # (B, 7) int32
    values: Tensor  # (B, 2) float64
    offsets: Tensor  # (N + 1) int64


class BlendGradients(NamedTuple):
    """Gradients by an image (N, H, W, C), positions (V, 3) and matrices (N, 4, 4); of no elements where not wanted."""

    image: Tensor
    positions: Tensor
    matrices: Tensor

    @classmethod
    def unwritten(
        cls, image: Tensor, positions: Tensor, matrices: Tensor, *, of_image: bool, of_mesh: bool
    ) -> BlendGradients:
        """Uninitialised memory for the gradients wanted."""
        none = image.new_empty(0)
        return cls(
            image.new_empty(image.shape) if of_image else none,
            positions.new_empty(positions.shape) if of_mesh else none,
            matrices.new_empty(matrices.shape) if of_mesh else none,
        )


def forward(seen: SeenMesh, topology: Topology, image: Tensor, *, intersections: bool) -> tuple[Tensor, BlendRecord]:
    """The blended image (N, H, W, C), and what `backward` needs."""
    if not image.is_cuda:
        return _native_antialias.forward(seen, topology, image, intersections=intersections)
    # Imported here: nothing of CUDA is needed, nor looked for, where torch has none.
    from renderer_cuda import antialias_cuda

    with antialias_cuda.launching(image) as launcher:
        return antialias_cuda.forward(launcher, seen, topology, image, intersections=intersections)


def backward(
    positions: Tensor,
    matrices: Tensor,
    faces: Tensor,
    image: Tensor,
    record: BlendRecord,
    grad_result: Tensor,
    *,
    of_image: bool,
    of_mesh: bool,
) -> BlendGradients:
    """Gradients of a blended image's gradient (N, H, W, C) with any strides, those wanted."""
    if not image.is_cuda:
        gradients = BlendGradients.unwritten(image, positions, matrices, of_image=False, of_mesh=of_mesh)
        if of_image:
            gradients = gradients._replace(image=new_image(tuple(image.shape), image.dtype))
        _native_antialias.backward(positions, matrices, faces, image, record, grad_result, gradients)
        return gradients
    from renderer_cuda import antialias_cuda

    gradients = BlendGradients.unwritten(image, positions, matrices, of_image=of_image, of_mesh=of_mesh)
    with antialias_cuda.launching(image) as launcher:
        antialias_cuda.backward(launcher, positions, matrices, faces, image, record, grad_result, gradients)
    return gradients
