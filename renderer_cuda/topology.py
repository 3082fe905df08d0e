# SPDX-License-Identifier: MIT
"""Connectivity of a mesh, built once from the mesh at rest: which faces meet at which edge."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

if TYPE_CHECKING:
    from renderer_cuda.camera_parameters import ArrayLike


@dataclass(frozen=True)
class Topology:
    """Welded faces and edges of a mesh, all int32 on one device.

    A face code is 2 * face, plus 1 where the face runs along the edge from its higher to its lower vertex.

    Attributes:
        faces: (F, 3) welded: vertices that coincide at rest are one.
        edges: (E, 2) lower vertex first; edges of one or two faces come first.
        pair_codes: (P, 2) face codes of the first P edges; 2 * F where an edge has one face only.
        fan_offsets: (E - P + 1,) and
        fan_codes: (M,) face codes of the non-manifold edges, those of edge P + k from fan_offsets[k] on.
        parts: (F,) a number for each face; faces that share a vertex, directly or over others, have the same.
        weld: (V,) the vertex that stands for each vertex, or None where no two coincide.
        vertex_count: V.
    """

    faces: Tensor
    edges: Tensor
    pair_codes: Tensor
    fan_offsets: Tensor
    fan_codes: Tensor
    parts: Tensor
    weld: Tensor | None
    vertex_count: int

    @classmethod
    def from_faces(cls, faces: ArrayLike | Tensor, positions: ArrayLike | Tensor) -> Topology:
        """Builds the connectivity; takes a second per million faces, so keep it while the faces stay the same.

        Args:
            faces: (F, 3) integer vertex indices, in any winding.
            positions: (V, 3) the mesh at rest. Vertices with equal positions become one: a seam of texture
                coordinates or normals is no boundary.

        Returns:
            The topology, on the device of `faces`.

        Raises:
            ValueError: wrong shapes or dtypes, no faces, or an index outside [0, V).
        """
        device = faces.device if isinstance(faces, Tensor) else torch.device("cpu")
        indices, rest = _face_array(faces), _position_array(positions)
        if indices.min() < 0 or indices.max() >= len(rest):
            raise ValueError(
                f"Topology.from_faces: faces must index {len(rest)} positions, "
                f"got indices from {indices.min()} to {indices.max()}"
            )
        weld = _weld(rest)
        welded = indices if weld is None else weld[indices]
        edges, pair_codes, fan_offsets, fan_codes = _edges_of(welded)

        from renderer_cuda._native_antialias import connected_parts

        def tensor(array: np.ndarray) -> Tensor:
            return torch.from_numpy(np.ascontiguousarray(array, dtype=np.int32)).to(device)

        return cls(
            faces=tensor(welded),
            edges=tensor(edges),
            pair_codes=tensor(pair_codes),
            fan_offsets=tensor(fan_offsets),
            fan_codes=tensor(fan_codes),
            parts=tensor(connected_parts(welded, len(rest))),
            weld=None if weld is None else torch.from_numpy(weld).to(device),
            vertex_count=len(rest),
        )

    def to(self, device: torch.device | str) -> Topology:
        """The same topology on another device."""
        return replace(
            self,
            faces=self.faces.to(device),
            edges=self.edges.to(device),
            pair_codes=self.pair_codes.to(device),
            fan_offsets=self.fan_offsets.to(device),
            fan_codes=self.fan_codes.to(device),
            parts=self.parts.to(device),
            weld=None if self.weld is None else self.weld.to(device),
        )

    def welded(self, positions: Tensor) -> Tensor:
        """Moves vertices that coincided at rest to their common mean, so that they share one gradient.

        Args:
            positions: (V, 3).

        Returns:
            (V, 3); rows that no welded face uses are unspecified. *Differentiable in* positions.
        """
        if self.weld is None:
            return positions
        total = torch.zeros_like(positions).index_add(0, self.weld, positions)
        count = torch.zeros_like(positions[:, :1]).index_add(0, self.weld, torch.ones_like(positions[:, :1]))
        return total / count.clamp_min(1)


def _face_array(faces: ArrayLike | Tensor) -> np.ndarray:
    array = faces.detach().cpu().numpy() if isinstance(faces, Tensor) else np.asarray(faces)
    if array.ndim != 2 or array.shape[1] != 3 or len(array) == 0:
        raise ValueError(f"Topology.from_faces: faces must have shape (F, 3) with F >= 1, got {array.shape}")
    if not np.issubdtype(array.dtype, np.integer):
        raise ValueError(f"Topology.from_faces: faces must be integers, got {array.dtype}")
    return array


def _position_array(positions: ArrayLike | Tensor) -> np.ndarray:
    array = positions.detach().cpu().numpy() if isinstance(positions, Tensor) else np.asarray(positions)
    if array.ndim != 2 or array.shape[1] != 3:
        raise ValueError(f"Topology.from_faces: positions must have shape (V, 3), got {array.shape}")
    return array


def _weld(positions: np.ndarray) -> np.ndarray | None:
    """(V,) int64 first vertex with the same position, or None where all positions differ."""
    keys = np.ascontiguousarray(positions) + 0.0  # -0.0 and 0.0 are one position
    rows = keys.view(np.dtype((np.void, keys.dtype.itemsize * 3))).ravel()
    _, first, inverse = np.unique(rows, return_index=True, return_inverse=True)
    if len(first) == len(positions):
        return None
    return np.asarray(first[inverse.ravel()], dtype=np.int64)


def _edges_of(faces: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Edges, pair_codes, fan_offsets, fan_codes of welded faces (F, 3)."""
    face_count = len(faces)
    begins, ends = faces.reshape(-1).astype(np.int64), np.roll(faces, -1, axis=1).reshape(-1).astype(np.int64)
    codes = 2 * np.repeat(np.arange(face_count, dtype=np.int64), 3) + (begins > ends)
    real = begins != ends  # a face that welding collapsed has sides without length
    low, high, codes = np.minimum(begins, ends)[real], np.maximum(begins, ends)[real], codes[real]
    if len(codes) == 0:
        raise ValueError("Topology.from_faces: every face is a point, all positions coincide")
    order = np.argsort(low * (int(faces.max()) + 1) + high, kind="stable")
    low, high, codes = low[order], high[order], codes[order]
    starts = np.flatnonzero(np.r_[True, (low[1:] != low[:-1]) | (high[1:] != high[:-1])])
    counts = np.diff(np.r_[starts, len(codes)])
    pairs, fans = starts[counts <= 2], starts[counts > 2]
    pair_codes = np.full((len(pairs), 2), 2 * face_count, dtype=np.int64)
    pair_codes[:, 0] = codes[pairs]
    has_two = counts[counts <= 2] == 2
    pair_codes[has_two, 1] = codes[pairs[has_two] + 1]
    fan_counts = counts[counts > 2]
    fan_offsets = np.r_[0, np.cumsum(fan_counts)]
    within = np.arange(fan_offsets[-1]) - np.repeat(fan_offsets[:-1], fan_counts)
    fan_codes = codes[np.repeat(fans, fan_counts) + within]
    first = np.r_[pairs, fans]
    return np.stack([low[first], high[first]], axis=1), pair_codes, fan_offsets, fan_codes
