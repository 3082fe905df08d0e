# SPDX-License-Identifier: MIT
"""The gradient against finite differences: of the blended image, and of a supersampled hard render."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from renderer_cuda import Camera, Extrinsics, Intrinsics, Topology
from renderer_cuda.antialias import antialias
from renderer_cuda.interpolate import interpolate
from renderer_cuda.rasterize import Fragments, rasterize
from tests.support.discontinuities import DISCONTINUITIES, Discontinuity
from tests.support.scenes import SCENES


def _drawn(seen: Discontinuity, topology: Topology, positions: torch.Tensor, factor: int, blend: bool) -> torch.Tensor:
    """(H, W, 3) colours, the image and its camera enlarged by a factor."""
    size = (factor * seen.scene.image_size[0], factor * seen.scene.image_size[1])
    camera = seen.scene.camera.rescaled(factor)
    fragments = rasterize(positions, topology, camera, size)
    image = interpolate(seen.colours, topology.faces, fragments)
    return antialias(image, fragments, positions, topology, camera)[0] if blend else image[0]


def _windows(size: tuple[int, int]) -> torch.Tensor:
    """(3, H, W, 3) smooth weights of pixels and channels."""
    rng = np.random.default_rng(3)
    rows, columns = np.meshgrid(np.arange(size[0]) / size[0], np.arange(size[1]) / size[1], indexing="ij")
    waves = 4 * (rows[..., None] * rng.normal(size=(3, 1, 1, 3)) + columns[..., None] * rng.normal(size=(3, 1, 1, 3)))
    return torch.tensor(1 + np.sin(waves + rng.uniform(0, 6, size=(3, 1, 1, 3))))


@pytest.mark.parametrize("fineness", [0, 1, 2])
@pytest.mark.parametrize("name", DISCONTINUITIES)
def test_gradient_is_that_of_a_supersampled_hard_render(name: str, fineness: int) -> None:
    """In triangles of about 25 pixels, 5 pixels and half a pixel."""
    seen = DISCONTINUITIES[name]((3, 16, 160)[fineness])
    positions, faces = seen.scene.tensors()
    topology = Topology.from_faces(faces, positions)
    factor, supersampling, step = 4, 6, 0.02
    size = (factor * seen.scene.image_size[0], factor * seen.scene.image_size[1])
    amount = torch.zeros((), dtype=torch.float64, requires_grad=True)
    blended = _drawn(seen, topology, positions + amount * seen.motion, factor, True)
    windows = _windows(size)

    def hard(amount: float) -> torch.Tensor:
        fine = _drawn(seen, topology, positions + amount * seen.motion, factor * supersampling, False)
        return fine.reshape(size[0], supersampling, size[1], supersampling, 3).mean((1, 3))

    change = (hard(step) - hard(-step)) / (2 * step)
    error = 0.0
    for window in windows:
        (gradient,) = torch.autograd.grad((blended * window).sum(), amount, retain_graph=True)
        error = max(error, abs(float(gradient) - float((change * window).sum())))
    assert error < 0.02 * float((change.abs() * windows[0]).sum())
    # The image itself is nearer to the supersampled one as well.
    plain = _drawn(seen, topology, positions, factor, False)
    exact = hard(0.0)
    assert float((blended.detach() - exact).abs().sum()) < 0.2 * float((plain - exact).abs().sum())


@pytest.mark.parametrize("name", ["torus", "near_plane", "near_plane_orthographic", "skewed_lens", "two_balls"])
def test_gradcheck_with_the_faces_seen_held(name: str) -> None:
    """By image, motions of the mesh and every parameter of the camera."""
    scene = DISCONTINUITIES[name](3).scene if name in DISCONTINUITIES else SCENES[name]()
    positions, faces = scene.tensors()
    topology, camera = Topology.from_faces(faces, positions), scene.camera[:1]
    rng = np.random.default_rng(2)
    directions = torch.tensor(rng.normal(size=(3, *positions.shape)))
    image = torch.tensor(rng.normal(size=(1, *scene.image_size, 2)), requires_grad=True)
    fragments = rasterize(positions, topology, camera, scene.image_size)
    lens, pose = camera.intrinsics, camera.extrinsics
    parameters = [lens.focal_pixels, lens.principal_point_pixels, lens.skew_pixels, pose.rotation, pose.translation]
    window = torch.tensor(rng.normal(size=(4, 1, *scene.image_size, 2)))

    def seen(image: torch.Tensor, amounts: torch.Tensor, *values: torch.Tensor) -> torch.Tensor:
        focal, center, skew, rotation, translation = values
        moved = Camera(
            Intrinsics(focal, center, skew, lens.orthographic), Extrinsics(rotation, translation), camera.near
        )
        held = Fragments(fragments.face_indices, fragments.barycentrics, fragments.depth)
        shifted = positions + (amounts[:, None, None] * directions).sum(0)
        return (antialias(image, held, shifted, topology, moved) * window).sum((1, 2, 3, 4))

    amounts = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    values = [parameter.clone().requires_grad_(True) for parameter in parameters]
    arguments = (image, amounts, *values)
    assert torch.autograd.gradcheck(seen, arguments, eps=1e-7, atol=1e-4, rtol=1e-3, fast_mode=True)


def test_edges_find_their_place_in_a_picture() -> None:
    """Positions alone are fitted: colours are given, so nothing but where edges are can tell."""
    target = DISCONTINUITIES["part_before_part"](6)
    positions, faces = target.scene.tensors()
    topology = Topology.from_faces(faces, positions)
    wanted = _drawn(target, topology, positions, 2, True)
    ball = positions[:, 2] > 0  # in front of the sheet
    offset = torch.tensor([0.09, -0.06, 0.0], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.Adam([offset], lr=0.01)
    for step in range(80):
        optimizer.param_groups[0]["lr"] = 0.01 * (1 - step / 80)
        optimizer.zero_grad()
        drawn = _drawn(target, topology, positions + ball[:, None] * offset, 2, True)
        (drawn - wanted).square().sum().backward()
        optimizer.step()
    assert float(offset.detach().norm()) < 0.003
