"""Coloured meshes, one for each way in which colours can jump on the screen, at any fineness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
import trimesh

from renderer_cuda import Camera
from tests.support.scenes import Scene

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

_SIZE = (48, 64)

Mesh = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Discontinuity:
    """A mesh in one view, its colours, and a way in which it moves.

    Attributes:
        scene: the mesh and its camera.
        colours: (V, 3) smooth over each part, and equal where sheets of one part meet.
        motion: (V, 3) world units, smooth.
    """

    scene: Scene
    colours: Tensor
    motion: Tensor


def _sheet(count: int, place: Callable[[np.ndarray, np.ndarray], list[np.ndarray]]) -> Mesh:
    """A grid of count x count quads over [-1, 1]^2."""
    u, v = np.meshgrid(np.linspace(-1, 1, count + 1), np.linspace(-1, 1, count + 1), indexing="ij")
    corner = np.arange(count)[:, None] * (count + 1) + np.arange(count)
    a, b, c, d = (corner.ravel() + step for step in (0, 1, count + 2, count + 1))
    faces = np.concatenate([np.stack([a, b, c], axis=1), np.stack([a, c, d], axis=1)])
    return np.stack(np.broadcast_arrays(*place(u.ravel(), v.ravel())), axis=1), faces


def _ball(count: int, radius: float, center: tuple[float, float, float]) -> Mesh:
    mesh = trimesh.creation.uv_sphere(radius=radius, count=[2 * count + 1, 3 * count + 2])
    return np.asarray(mesh.vertices) + center, np.asarray(mesh.faces)


def _discontinuity(*parts: Mesh, meets: bool = False) -> Discontinuity:
    """Parts of different colours, or, where sheets of one part meet, of one."""
    offsets = np.cumsum([0] + [len(positions) for positions, _ in parts[:-1]])
    positions = np.concatenate([positions for positions, _ in parts])
    faces = np.concatenate([faces + offset for (_, faces), offset in zip(parts, offsets, strict=True)])
    part = np.repeat(np.zeros(len(parts)) if meets else np.arange(len(parts)), [len(p) for p, _ in parts])
    camera = Camera.look_at([[1.7, 1.3, 2.9]], [0.013, -0.021, 0.017], fov_y_degrees=38.0, image_size=_SIZE)
    rng = np.random.default_rng(4)
    waves = positions @ rng.normal(size=(3, 3)) + rng.normal(size=3) + 2.2 * part[:, None]
    motion = 0.3 * np.sin(positions @ rng.normal(size=(3, 3)) + rng.normal(size=3) + 1.5 * part[:, None])
    return Discontinuity(
        Scene(positions, faces, camera, _SIZE), torch.tensor(0.5 + 0.4 * np.sin(waves)), torch.tensor(motion)
    )


def outline(count: int) -> Discontinuity:
    """A part before the background."""
    return _discontinuity(_ball(count, 0.8, (0.0, 0.0, 0.0)))


def part_before_part(count: int) -> Discontinuity:
    return _discontinuity(
        _sheet(count, lambda u, v: [0.9 * u - 0.3 * v, 0.8 * v + 0.1 * u, -0.6 + 0.2 * u]),
        _ball(count, 0.4, (0.3, 0.2, 0.4)),
    )


def self_occlusion(count: int) -> Discontinuity:
    mesh = trimesh.creation.torus(0.7, 0.3, 3 * count + 2, 2 * count + 1)
    turned = np.asarray(mesh.vertices) @ trimesh.transformations.rotation_matrix(1.0, [1, 0.3, 0])[:3, :3].T
    return _discontinuity((turned, np.asarray(mesh.faces)))


def open_sheet(count: int) -> Discontinuity:
    return _discontinuity(_sheet(count, lambda u, v: [u, 0.8 * v, 0.6 * np.cos(3 * u) + 0.2 * v]))


def non_manifold(count: int) -> Discontinuity:
    """Five sheets that meet in one edge."""

    def leaf(angle: float) -> Mesh:
        return _sheet(
            count,
            lambda u, v: [(u + 1) / 2 * np.cos(angle), 0.9 * v * (1 - 0.15 * (u + 1)), (u + 1) / 2 * np.sin(angle)],
        )

    return _discontinuity(*(leaf(angle) for angle in np.radians([10, 75, 130, 200, 290])), meets=True)


def two_planes(count: int) -> Discontinuity:
    """Sheets that pass through each other."""
    return _discontinuity(
        _sheet(count, lambda u, v: [0.9 * u, 0.8 * v, 0.5 * u + 0.1 * v]),
        _sheet(count, lambda u, v: [0.8 * u, 0.9 * v, -0.7 * u + 0.3 * v + 0.037]),
    )


def two_balls(count: int) -> Discontinuity:
    return _discontinuity(_ball(count, 0.6, (0.3, 0.0, 0.0)), _ball(count, 0.55, (-0.35, 0.15, 0.1)))


DISCONTINUITIES: dict[str, Callable[[int], Discontinuity]] = {
    build.__name__: build
    for build in (outline, part_before_part, self_occlusion, open_sheet, non_manifold, two_planes, two_balls)
}
