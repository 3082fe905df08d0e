# SPDX-License-Identifier: MIT
"""The antialias stage on CUDA: one sequence of launches for all views, in which the host never waits for a result."""

from __future__ import annotations

from ctypes import c_int32
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from renderer_cuda import _cuda_launch
from renderer_cuda._cuda_compile import SOURCES
from renderer_cuda._cuda_launch import THREADS_PER_BLOCK, Argument, Launcher, blocks_for
from renderer_cuda.blending import BlendGradients, BlendRecord, SeenMesh

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from renderer_cuda.topology import Topology

SOURCE = SOURCES / "antialias" / "antialias_cuda.cu"
"""The kernels; antialias_cuda.cu says what each does."""

_NO_LINK = 2**31 - 1
_WARPS_PER_BLOCK = THREADS_PER_BLOCK // 32
# How many contour edges and blends there are is known on the GPU alone. Enough warps to fill a large one take them in
# turn.
_WARPS_IN_ALL = 8192
_LEAST_WARPS_PER_VIEW = 64


def launching(tensor: Tensor) -> AbstractContextManager[Launcher]:
    """The launcher of this stage's kernels for the dtype and the GPU of a tensor."""
    return _cuda_launch.launching(SOURCE, tensor.dtype, tensor.device)


def new_record(image: Tensor) -> BlendRecord:
    """A record with places for a blend in every fourth pixel of each view of an image (N, H, W, C)."""
    views, height, width, _ = image.shape
    places = 1024 + height * width // 4
    return BlendRecord(
        image.new_empty((views, places, 7), dtype=torch.int32),
        image.new_empty((views, places, 2), dtype=torch.float64),
        image.new_zeros((views,), dtype=torch.int64),
    )


def forward(
    launcher: Launcher, seen: SeenMesh, topology: Topology, image: Tensor, *, intersections: bool
) -> tuple[Tensor, BlendRecord]:
    """The blended image (N, H, W, C), and what `backward` needs."""
    record = new_record(image)
    reaches = image.new_zeros((*image.shape[:3], 2), dtype=torch.int64)
    _find_edges(launcher, seen, topology, record, reaches)
    views, height, width, _ = image.shape
    threads = 32 * _warps_per_view(views)
    sizes = (c_int32(views), c_int32(threads), c_int32(height), c_int32(width))
    launcher.launch("drop_outreached", blocks_for(views * threads), *sizes, *_list(record), reaches)
    if intersections:
        arguments = (*_mesh(seen, topology), *_list(record), reaches)
        launcher.launch("find_intersections", blocks_for(seen.face_indices.numel()), *arguments)
    result = image.clone()
    counts, blocks = _threads_for_blends(image)
    launcher.launch("apply_blends", blocks, *counts, *_list(record), image, result)
    return result, record


def _find_edges(launcher: Launcher, seen: SeenMesh, topology: Topology, record: BlendRecord, reaches: Tensor) -> None:
    positions, matrices, _ = seen
    views, vertices = matrices.shape[0], positions.shape[0]
    faces, edges = topology.faces.shape[0], topology.edges.shape[0]
    pixels = positions.new_empty((views, vertices, 2))
    states = positions.new_empty((views, vertices), dtype=torch.int8)
    sides = positions.new_zeros((views, faces + 1), dtype=torch.int8)
    sources = positions.new_empty((views, edges + faces), dtype=torch.int32)
    source_counts = positions.new_zeros((views,), dtype=torch.int32)
    links = positions.new_full((2, views, vertices), _NO_LINK, dtype=torch.int32)

    mesh = _mesh(seen, topology)
    project = (c_int32(views), c_int32(vertices), positions, matrices, pixels, states)
    launcher.launch("project_vertices", blocks_for(views * vertices), *project)
    face_sides = (*mesh, pixels, states, sides, sources, source_counts)
    launcher.launch("find_face_sides", blocks_for(views * faces), *face_sides)
    find = (*mesh, states, sides, sources, source_counts, links[0], links[1])
    launcher.launch("find_contour_edges", blocks_for(views * edges), *find)
    warps = _warps_per_view(views)
    follow = (*mesh, c_int32(warps), pixels, states, sides, sources, source_counts, links[0], links[1])
    launcher.launch("follow_edges", blocks_for(views * warps, _WARPS_PER_BLOCK), *follow, *_list(record), reaches)


def backward(
    launcher: Launcher,
    positions: Tensor,
    matrices: Tensor,
    faces: Tensor,
    image: Tensor,
    record: BlendRecord,
    grad_result: Tensor,
    gradients: BlendGradients,
) -> None:
    """Writes those gradients that have elements.

    The order of the sums, and so the last digits, differ from call to call.
    """
    grad = grad_result.contiguous()
    counts, blocks = _threads_for_blends(image)
    if gradients.image.numel():
        gradients.image.copy_(grad)
        launcher.launch("turn_blends_round", blocks, *counts, *_list(record), grad, gradients.image)
    if gradients.positions.numel():
        gradients.positions.zero_()
        gradients.matrices.zero_()
        views, height, width, channels = image.shape
        warps = _warps_per_view(views)
        sizes = (c_int32(views), c_int32(warps), c_int32(height), c_int32(width), c_int32(channels))
        mesh = (faces, positions, matrices, image, grad, gradients.positions, gradients.matrices)
        blocks = blocks_for(views * warps, _WARPS_PER_BLOCK)
        launcher.launch("weights_to_mesh", blocks, *sizes, *_list(record), *mesh)


def _mesh(seen: SeenMesh, topology: Topology) -> tuple[Argument, ...]:
    views, height, width = seen.face_indices.shape
    connectivity = (topology.faces, topology.edges, topology.pair_codes, topology.fan_offsets, topology.fan_codes)
    counts = (
        views,
        seen.positions.shape[0],
        topology.faces.shape[0],
        topology.edges.shape[0],
        topology.pair_codes.shape[0],
        height,
        width,
    )
    return (*connectivity, *seen[:2], topology.parts, seen.face_indices, *(c_int32(count) for count in counts))


def _list(record: BlendRecord) -> tuple[Argument, ...]:
    return (*record, c_int32(record.rows.shape[1]))


def _warps_per_view(views: int) -> int:
    return max(_LEAST_WARPS_PER_VIEW, _WARPS_IN_ALL // max(views, 1))


def _threads_for_blends(image: Tensor) -> tuple[tuple[Argument, ...], int]:
    """The first parameters of a kernel in which threads take blends in turn, and the blocks that hold them."""
    views, _, width, channels = image.shape
    threads = 32 * _warps_per_view(views)
    return (c_int32(views), c_int32(threads), c_int32(width), c_int32(channels)), blocks_for(views * threads)
