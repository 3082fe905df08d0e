# SPDX-License-Identifier: MIT
"""Blending at visible contours as it is defined, edge by edge and line by line, in plain PyTorch.

It shares nothing with the kernels but the projection and the definition: edges are found by their vertices, faces by
search, every number is computed where it is needed, and the gradient is autograd's.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from renderer_cuda.projection import project, view_matrices

if TYPE_CHECKING:
    from renderer_cuda.camera import Camera

_SAME_SURFACE, _BEHIND, _ON_CENTER = 2.0, 1e-3, 1e-3
_LONG_EDGE, _MOST_LINKS = 1.0, 32

Edge = tuple[int, int]
Place = tuple[int, int]


def antialias_reference(
    image: Tensor, face_indices: Tensor, positions: Tensor, faces: Tensor, camera: Camera
) -> Tensor:
    """Blends at contour edges; none of the meshes may reach the near plane.

    Args:
        image: (N, H, W, C) float64.
        face_indices: (N, H, W), -1 = background.
        positions: (V, 3) float64, world, welded.
        faces: (F, 3) integer.
        camera: N cameras.

    Returns:
        (N, H, W, C). *Differentiable in* image, positions and camera.
    """
    homogeneous = project(positions, camera)
    focal = view_matrices(camera).detach()[:, 0, :3]
    axis = view_matrices(camera).detach()[:, 2, :3]
    focal_pixels = torch.linalg.cross(focal, axis).norm(dim=1)
    blended = []
    for k in range(len(camera)):
        orthographic = bool(camera.intrinsics.orthographic[k])
        view = _View(homogeneous[k], faces, face_indices[k], orthographic, float(focal_pixels[k]))
        blended.append(_blend(image[k], view))
    return torch.stack(blended)


@dataclass(frozen=True)
class _View:
    """One view of a mesh: homogeneous pixels (V, 4), faces (F, 3), and the faces seen (H, W)."""

    homogeneous: Tensor
    faces: Tensor
    seen: Tensor
    orthographic: bool
    focal_pixels: float

    def pixel(self, vertex: int) -> Tensor:
        pixel: Tensor = self.homogeneous[vertex, :2] / self.homogeneous[vertex, 3]
        return pixel

    def key(self, vertex: int) -> float:
        """What grows with depth and is linear on the screen."""
        h = self.homogeneous[vertex].detach()
        return float(h[2]) if self.orthographic else -1 / float(h[3])

    def plane(self, face: int) -> Tensor:
        """(3,) coefficients of a face's key over (x, y, 1)."""
        corners = [int(v) for v in self.faces[face]]
        rows = torch.stack([torch.cat([self.pixel(v).detach(), torch.ones(1, dtype=torch.float64)]) for v in corners])
        plane: Tensor = torch.linalg.solve(rows, torch.tensor([self.key(v) for v in corners], dtype=torch.float64))
        return plane

    def area(self, face: int) -> float:
        a, b, c = (self.pixel(int(v)).detach() for v in self.faces[face])
        return float(_cross(b - a, c - a))


@dataclass(frozen=True)
class _Blend:
    """Between the pixels that show the near and the far surface; the near one reaches a share of the way."""

    near: Place
    far: Place
    reach: Tensor

    @property
    def pair(self) -> tuple[Place, Place]:
        return min(self.near, self.far), max(self.near, self.far)


def _cross(a: Tensor, b: Tensor) -> Tensor:
    product: Tensor = a[0] * b[1] - a[1] * b[0]
    return product


def _blend(image: Tensor, view: _View) -> Tensor:
    contour = _contour_edges(view)
    farthest: dict[tuple[Place, Place], _Blend] = {}
    for edge, touching in contour.items():
        for blend in _blends(view, edge, touching, contour):
            known = farthest.get(blend.pair)
            if known is None or float(blend.reach.detach()) > float(known.reach.detach()):
                farthest[blend.pair] = blend
    result = image
    for blend in farthest.values():
        near, far = blend.near, blend.far
        target, other = (far, near) if float(blend.reach.detach()) > 0.5 else (near, far)
        change = (blend.reach - 0.5).abs() * (image[other] - image[target])
        index = (torch.tensor([target[0]]), torch.tensor([target[1]]))
        result = result.index_put(index, change[None], accumulate=True)
    return result


def _contour_edges(view: _View) -> dict[Edge, list[int]]:
    """Edges whose faces all lie on their right on the screen, each in that direction, and those faces."""
    right: dict[Edge, list[int]] = defaultdict(list)
    for face, corners in enumerate(view.faces.tolist()):
        area = view.area(face)
        for k in range(3):
            if area != 0 and corners[k] != corners[(k + 1) % 3]:
                begin, end = corners[k], corners[(k + 1) % 3]
                right[(begin, end) if area > 0 else (end, begin)].append(face)
    return {edge: found for edge, found in right.items() if edge[::-1] not in right}


def _direction(view: _View, edge: Edge, contour: dict[Edge, list[int]]) -> Tensor:
    """(2,) of an edge, or of the contour a pixel to either side of one shorter than a pixel."""
    along = (view.pixel(edge[1]) - view.pixel(edge[0])).detach()
    if along.norm() >= _LONG_EDGE:
        return along
    following: dict[int, int] = {}
    preceding: dict[int, int] = {}
    for tail, head in contour:
        following[tail] = min(head, following.get(tail, head))
        preceding[head] = min(tail, preceding.get(head, tail))
    begin, end = _follow(view, edge[0], preceding), _follow(view, edge[1], following)
    chord = (view.pixel(end) - view.pixel(begin)).detach()
    return chord if chord.norm() > 0 else along


def _follow(view: _View, vertex: int, links: dict[int, int]) -> int:
    length = 0.0
    for _ in range(_MOST_LINKS):
        if length >= _LONG_EDGE or vertex not in links:
            break
        length += float((view.pixel(links[vertex]) - view.pixel(vertex)).detach().norm())
        vertex = links[vertex]
    return vertex


def _blends(view: _View, edge: Edge, touching: list[int], contour: dict[Edge, list[int]]) -> list[_Blend]:
    """At each line of pixel centres that an edge crosses where it is seen."""
    direction = _direction(view, edge, contour)
    steep = bool(direction[1].abs() >= direction[0].abs())
    across, along = (0, 1) if steep else (1, 0)
    slope = float(direction[across] / direction[along]) if direction[along] != 0 else 0.0
    begin, end = view.pixel(edge[0]), view.pixel(edge[1])
    from_, to = float(begin[along].detach()), float(end[along].detach())
    lines, count = (view.seen.shape[0], view.seen.shape[1]) if steep else (view.seen.shape[1], view.seen.shape[0])
    rise = _rise(view, edge, touching)
    # Faces lie on the right: at lower columns going down, at higher rows going right.
    faces_are_lower = (to > from_) == steep
    found = []
    for line in range(max(0, math.ceil(min(from_, to) - 0.5)), min(lines, math.ceil(max(from_, to) - 0.5))):
        u = (line + 0.5 - from_) / (to - from_)
        moved = (1 - u) * (begin - begin.detach()) + u * (end - end.detach())
        point = (begin + u * (end - begin)).detach()
        position = point[across] - 0.5 + moved[across] - slope * moved[along]
        key = view.key(edge[0]) + u * (view.key(edge[1]) - view.key(edge[0]))
        first = math.floor(float(position.detach()))
        for lower in (first, first - 1, first + 1):
            way = position - lower
            if lower < 0 or lower + 1 >= count or not -_ON_CENTER <= float(way.detach()) <= 1 + _ON_CENTER:
                continue
            places = [(line, lower), (line, lower + 1)] if steep else [(lower, line), (lower + 1, line)]
            near = _near_side(view, places, point, key, rise)
            if near is None:
                continue
            if (near == 0) == faces_are_lower:  # else the contour folds back
                reach = way if near == 0 else 1 - way
                found.append(_Blend(places[near], places[1 - near], reach))
            break
    return found


def _rise(view: _View, edge: Edge, touching: list[int]) -> float:
    """By which the key of the nearest face beside an edge may change over a pixel."""
    begin, end = view.pixel(edge[0]).detach(), view.pixel(edge[1]).detach()
    normal = torch.stack([begin[1] - end[1], end[0] - begin[0]]) / (end - begin).norm()
    beside = torch.cat([(begin + end) / 2 + normal, torch.ones(1, dtype=torch.float64)])
    planes = {face: view.plane(face) for face in touching}
    nearest = min(touching, key=lambda face: float(planes[face] @ beside))
    keys = [view.key(int(v)) for v in view.faces[nearest]]
    return min(float(planes[nearest][:2].abs().sum()), max(keys) - min(keys))


def _near_side(view: _View, places: list[Place], point: Tensor, key: float, rise: float) -> int | None:
    """Which of two pixels shows the surface that an edge bounds, while the other shows one behind it."""
    faces = [int(view.seen[place]) for place in places]
    if faces[0] == faces[1]:
        return None
    near, behind = [False, False], [face < 0 for face in faces]
    for k, face in enumerate(faces):
        if face < 0:
            continue
        plane = view.plane(face)
        farther = float(plane[:2] @ point + plane[2]) - key
        pixel_depth = (1.0 if view.orthographic else abs(key)) / view.focal_pixels
        tolerance = float(plane[:2].abs().sum()) + pixel_depth
        near[k] = abs(farther) <= _SAME_SURFACE * (tolerance + rise)
        behind[k] = farther > _BEHIND * tolerance
    lower, higher = near[0] and behind[1], near[1] and behind[0]
    if lower == higher:
        return None
    return 0 if lower else 1
