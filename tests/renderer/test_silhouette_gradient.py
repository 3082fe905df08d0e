# SPDX-License-Identifier: MIT
"""The gradient against finite differences: of the function itself, and of a supersampled hard render."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from renderer_cuda import Camera, Extrinsics, Intrinsics, Topology, silhouette
from tests.support.scenes import SCENES

# Differentiable in the positions where no two outlines coincide on screen.
SMOOTH = [
    "sphere",
    "torus",
    "crossed_bars_aslant",
    "open_sheet",
    "mixed_winding",
    "near_plane",
    "near_plane_orthographic",
    "crosses_border",
]


@pytest.mark.parametrize("name", SMOOTH)
def test_gradcheck_by_positions(name: str) -> None:
    scene = SCENES[name]()
    positions, faces = scene.tensors()
    topology, camera = Topology.from_faces(faces, positions), scene.camera[:1]
    rng = np.random.default_rng(2)
    directions = torch.tensor(rng.normal(size=(3, *positions.shape)))

    def moved(amounts: torch.Tensor) -> torch.Tensor:
        shift = (amounts[:, None, None] * directions).sum(0)
        return silhouette(positions + shift, topology, camera, scene.image_size, 1.7)

    amounts = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(moved, (amounts,), eps=1e-6, atol=2e-4, rtol=1e-3, fast_mode=False)


def parameters_of(camera: Camera) -> list[torch.Tensor]:
    lens, pose = camera.intrinsics, camera.extrinsics
    return [lens.focal_pixels, lens.principal_point_pixels, lens.skew_pixels, pose.rotation, pose.translation]


@pytest.mark.parametrize("name", ["torus", "near_plane", "near_plane_orthographic", "skewed_lens"])
def test_gradcheck_by_every_camera_parameter(name: str) -> None:
    scene = SCENES[name]()
    positions, faces = scene.tensors()
    topology, camera = Topology.from_faces(faces, positions), scene.camera[:1]
    parameters = [p.clone().requires_grad_(True) for p in parameters_of(camera)]

    def seen(*values: torch.Tensor) -> torch.Tensor:
        focal, center, skew, rotation, translation = values
        lens = Intrinsics(focal, center, skew, camera.intrinsics.orthographic)
        pose = Extrinsics(rotation, translation)
        return silhouette(positions, topology, Camera(lens, pose, camera.near), scene.image_size, 1.7)

    assert torch.autograd.gradcheck(seen, parameters, eps=1e-6, atol=2e-4, rtol=1e-3, fast_mode=True)


@pytest.mark.parametrize("name", ["crossed_bars_aslant", "torus", "non_manifold_fan", "crosses_border"])
def test_gradient_is_that_of_a_supersampled_hard_render(name: str) -> None:
    """Integrated over a window much wider than the softness, coverage counts area, and so does a hard render."""
    scene = SCENES[name]()
    positions, faces = scene.tensors()
    topology, camera = Topology.from_faces(faces, positions), scene.camera[:1]
    factor, softness = 24, 0.25
    height, width = scene.image_size
    window = torch.zeros(scene.image_size, dtype=torch.float64)
    window[:, : width // 2] = 1  # half the image, so that areas do not cancel under translation
    direction = torch.tensor(np.random.default_rng(5).normal(size=positions.shape)) * 0.3
    amount = torch.zeros((), dtype=torch.float64, requires_grad=True)
    fine = silhouette(
        positions + amount * direction, topology, camera.rescaled(4), (4 * height, 4 * width), 4 * softness
    )
    weights = window.repeat_interleave(4, 0).repeat_interleave(4, 1) / 16
    (gradient,) = torch.autograd.grad((fine[0] * weights).sum(), amount)

    def area(step: float) -> float:
        hard = silhouette(
            positions + step * direction, topology, camera.rescaled(factor), (factor * height, factor * width), 1e-3
        )
        return float((hard[0].reshape(height, factor, width, factor).mean((1, 3)) * window).sum())

    step = 2e-2
    expected = (area(step) - area(-step)) / (2 * step)
    assert gradient.item() == pytest.approx(expected, rel=0.03, abs=1.5)


def test_gradient_descent_recovers_a_camera_pose() -> None:
    scene = SCENES["torus"]()
    positions, faces = scene.tensors(torch.float32)
    topology = Topology.from_faces(faces, positions)
    size = (64, 80)
    eye = torch.tensor([2.1, 1.3, 2.7], dtype=torch.float64)

    def camera_at(eye: torch.Tensor, target: torch.Tensor) -> Camera:
        return Camera.look_at(eye, target, fov_y_degrees=40.0, image_size=size)

    truth = silhouette(positions, topology, camera_at(eye, torch.zeros(3, dtype=torch.float64)), size, 1.5)
    moved_eye = (eye + torch.tensor([0.15, -0.2, 0.1], dtype=torch.float64)).requires_grad_(True)
    target = torch.tensor([0.05, 0.04, -0.06], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.Adam([moved_eye, target], lr=0.01)
    for step in range(300):
        optimizer.param_groups[0]["lr"] = 0.01 * (1 - step / 300)
        optimizer.zero_grad()
        (silhouette(positions, topology, camera_at(moved_eye, target), size, 1.5) - truth).square().mean().backward()
        optimizer.step()
    found = camera_at(moved_eye.detach(), target.detach())
    exact = camera_at(eye, torch.zeros(3, dtype=torch.float64))
    assert float((found.centers_world - exact.centers_world).norm()) < 0.01
    assert float((found.extrinsics.rotation - exact.extrinsics.rotation).abs().max()) < 0.005


def test_camera_without_gradient_still_gives_one_for_positions() -> None:
    scene = SCENES["sphere"]()
    positions, faces = scene.tensors(torch.float32)
    positions.requires_grad_(True)
    camera = replace(scene.camera, near=scene.camera.near * 0.5)
    image = silhouette(positions, Topology.from_faces(faces, positions), camera, scene.image_size, 1.0)
    image.square().sum().backward()
    assert positions.grad is not None and float(positions.grad.norm()) > 0
