# SPDX-License-Identifier: MIT
"""The silhouette stage on CUDA: one sequence of launches for all views, in which the host never waits for a result."""

from __future__ import annotations

from ctypes import c_double, c_float, c_int32, c_int64
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from renderer_cuda import _cuda_launch
from renderer_cuda._cuda_compile import SOURCES
from renderer_cuda._cuda_launch import THREADS_PER_BLOCK, Launcher, Strided, blocks_for
from renderer_cuda._native import OutlineRecord

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from renderer_cuda.topology import Topology

SOURCE = SOURCES / "silhouette" / "silhouette_cuda.cu"
"""The kernels; silhouette_cuda.cu says what each does."""

_WARPS_PER_BLOCK = THREADS_PER_BLOCK // 32
# How many contour edges there are is known on the GPU alone. Enough warps to fill a large one take them in turn.
_WARPS_IN_ALL = 8192
_LEAST_WARPS_PER_VIEW = 64


@dataclass(frozen=True)
class RecordSizes:
    """The sizes of a call's lists, known before its launch (see csrc/silhouette/outline_cuda.h).

    Attributes:
        slots: contour edges that a view could have at most.
        extra_segments: exposed intervals of a view beyond one an edge; with more gaps in the outline than that, one
            in four pixels, the rest of the gaps are closed.
    """

    views: int
    slots: int
    extra_segments: int
    height: int
    width: int

    @classmethod
    def of(cls, views: int, edges: int, faces: int, image_size: tuple[int, int]) -> RecordSizes:
        """The sizes for N views of a mesh: each edge and each face's cut at the near plane may be on the contour."""
        height, width = image_size
        return cls(views, edges + faces, 1024 + height * width // 4, height, width)

    def new_record(self, like: Tensor) -> OutlineRecord:
        """An unwritten record on the device of a tensor, with slopes of its dtype."""
        places = self.slots + self.extra_segments
        image_shape = (self.views, self.height, self.width)
        return OutlineRecord(
            contour=like.new_empty((self.views, self.slots, 5), dtype=torch.int32),
            segments=like.new_empty((self.views, places, 3), dtype=torch.int32),
            intervals=like.new_empty((self.views, places, 2), dtype=torch.float64),
            band_pixels=like.new_empty((0,), dtype=torch.int32),  # every pixel has an entry, in order
            band_segments=like.new_empty(image_shape, dtype=torch.int32),
            band_slopes=like.new_empty(image_shape),
            offsets=like.new_empty((self.views, 2), dtype=torch.int32),  # numbers of contour edges, extra segments
        )


def launching(tensor: Tensor) -> AbstractContextManager[Launcher]:
    """The launcher of this stage's kernels for the dtype and the GPU of a tensor."""
    return _cuda_launch.launching(SOURCE, tensor.dtype, tensor.device)


def forward(
    launcher: Launcher,
    positions: Tensor,
    matrices: Tensor,
    topology: Topology,
    image_size: tuple[int, int],
    softness_pixels: float,
    reach_pixels: float,
) -> tuple[Tensor, OutlineRecord]:
    """Renders all views.

    Args:
        launcher: runs the kernels of `SOURCE` where the tensors are.
        positions: (V, 3) float32 or float64, contiguous.
        matrices: (N, 4, 4) like positions, contiguous.
        topology: on the device of positions.
        image_size: (height, width).
        softness_pixels: > 0 for coverage, 0 for signed distance.
        reach_pixels: how far from the outline pixels depend on it.

    Returns:
        (N, H, W) image, and what `backward` needs.
    """
    views, vertices = matrices.shape[0], positions.shape[0]
    faces, edges = topology.faces.shape[0], topology.edges.shape[0]
    sizes = RecordSizes.of(views, edges, faces, image_size)
    record = sizes.new_record(positions)
    image = positions.new_empty((views, *image_size))
    keys = positions.new_empty((views, *image_size), dtype=torch.int64)
    pixels = positions.new_empty((views, vertices, 2))
    states = positions.new_empty((views, vertices), dtype=torch.int8)
    sides = positions.new_empty((views, faces + 1), dtype=torch.int8)
    placed = positions.new_empty((views, sizes.slots, 2, 2))

    real = c_double if positions.dtype == torch.float64 else c_float
    count, vertex_count, face_count, edge_count = c_int32(views), c_int32(vertices), c_int32(faces), c_int32(edges)
    height, width = c_int32(image_size[0]), c_int32(image_size[1])
    reach, softness = real(reach_pixels), real(softness_pixels)
    outline = (record.contour, placed, record.segments, record.intervals, record.offsets)
    contour = (height, width, reach, *outline, c_int32(sizes.slots), c_int32(sizes.extra_segments))
    warps, blocks = _warps_for_contours(views)
    codes = record.band_segments

    begin = (count, face_count, c_int32(image_size[0] * image_size[1]), keys, codes, record.offsets, sides)
    launcher.launch("begin_views", blocks_for(image.numel()), *begin)
    project = (count, vertex_count, positions, matrices, pixels, states)
    launcher.launch("project_vertices", blocks_for(views * vertices), *project)
    mesh = (positions, matrices, pixels, states, sides)
    face_sides = (count, vertex_count, face_count, topology.faces, *mesh, *contour)
    launcher.launch("find_face_sides", blocks_for(views * faces), *face_sides)
    connectivity = (topology.edges, topology.pair_codes, topology.fan_offsets, topology.fan_codes)
    counts = (count, vertex_count, face_count, edge_count, c_int32(topology.pair_codes.shape[0]))
    find_edges = (*counts, *connectivity, positions, matrices, states, sides, *contour)
    launcher.launch("find_contour_edges", blocks_for(views * edges), *find_edges)
    launcher.launch("expose_edges", blocks, count, warps, *contour, codes)
    launcher.launch("measure_segments", blocks, count, warps, *contour, keys)
    draw = (count, *contour, softness, keys, codes, record.band_slopes, image)
    launcher.launch("draw_rows", blocks_for(views * image_size[0], _WARPS_PER_BLOCK), *draw)
    return image, record


def backward(
    launcher: Launcher, positions: Tensor, matrices: Tensor, record: OutlineRecord, grad_image: Tensor
) -> tuple[Tensor, Tensor]:
    """Gradients by positions (V, 3) and matrices (N, 4, 4) of an image gradient (N, H, W) with any strides.

    The order of the sums, and so the last digits, differ from call to call.
    """
    views, height, width = grad_image.shape
    slots = record.contour.shape[1]
    grad_positions, grad_matrices = torch.empty_like(positions), torch.empty_like(matrices)
    sums = positions.new_empty((views, slots, 4), dtype=torch.float64)
    warps, blocks = _warps_for_contours(views)
    count, vertex_count, slot_count = c_int32(views), c_int32(positions.shape[0]), c_int32(slots)

    begin = (count, vertex_count, slot_count, record.offsets, sums, grad_positions, grad_matrices)
    launcher.launch("begin_gradients", blocks, *begin)
    outline = (record.contour, record.segments, record.intervals, slot_count)
    by_pixel = (
        c_int32(record.segments.shape[1] - slots),
        record.band_segments,
        record.band_slopes,
        Strided(grad_image),
    )
    strides = (c_int64(stride) for stride in grad_image.stride())
    image = (count, c_int32(height), c_int32(width), positions, matrices)
    launcher.launch("sum_pixels", blocks_for(views * height * width), *image, *outline, *by_pixel, *strides, sums)
    mesh = (positions, matrices, record.contour, record.offsets, slot_count, sums, grad_positions, grad_matrices)
    launcher.launch("sums_to_mesh", blocks, count, warps, *mesh)
    return grad_positions, grad_matrices


def _warps_for_contours(views: int) -> tuple[c_int32, int]:
    """Warps a view for the kernels in which warps take contour edges in turn, and the blocks that hold all of them."""
    warps = max(_LEAST_WARPS_PER_VIEW, _WARPS_IN_ALL // max(views, 1))
    return c_int32(warps), blocks_for(views * warps, _WARPS_PER_BLOCK)
