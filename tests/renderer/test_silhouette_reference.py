# SPDX-License-Identifier: MIT
"""The kernels against the definition, in every scene that is hard for a rasterizer."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from renderer_cuda import Topology, coverage_from_distance, signed_distance, silhouette
from renderer_cuda.reference.silhouette import signed_distance_reference
from tests.support.scenes import COINCIDENT, SCENES, Scene, random_soup

REACH = 7.3


def reference_of(scene: Scene) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Distance within reach, its gradient for a fixed image gradient, and that image gradient, and the positions."""
    positions, faces = scene.tensors()
    positions.requires_grad_(True)
    distance = signed_distance_reference(positions, faces, scene.camera, scene.image_size)
    weights = torch.tensor(np.random.default_rng(1).normal(size=distance.shape)) * (distance.detach().abs() < REACH)
    gradient = torch.zeros_like(positions)
    if weights.any():
        (gradient,) = torch.autograd.grad((distance * weights).sum(), positions)
    return distance.detach().clamp(-REACH, REACH), gradient, weights, positions.detach()


@pytest.mark.parametrize("name", SCENES)
def test_signed_distance_and_gradient_are_those_of_the_definition(name: str) -> None:
    scene = SCENES[name]()
    expected, expected_gradient, weights, positions = reference_of(scene)
    positions.requires_grad_(True)
    topology = Topology.from_faces(scene.tensors()[1], positions)
    distance = signed_distance(positions, topology, scene.camera, scene.image_size, REACH)
    assert float((distance.detach() - expected).abs().max()) < 1e-9
    (gradient,) = torch.autograd.grad((distance * weights).sum(), positions)
    if name in COINCIDENT:
        gradient, expected_gradient = gradient.sum(0), expected_gradient.sum(0)
    torch.testing.assert_close(gradient, expected_gradient, rtol=1e-7, atol=1e-8)


@pytest.mark.parametrize("name", SCENES)
def test_single_precision_agrees_with_double(name: str) -> None:
    scene = SCENES[name]()
    results = []
    for dtype in (torch.float32, torch.float64):
        positions, faces = scene.tensors(dtype)
        topology = Topology.from_faces(faces, scene.tensors()[0])
        results.append(silhouette(positions, topology, scene.camera, scene.image_size, 1.1).double())
    assert float((results[0] - results[1]).abs().max()) < 2e-3


@pytest.mark.parametrize("seed", range(12))
def test_random_triangles(seed: int) -> None:
    scene = random_soup(seed)
    positions, faces = scene.tensors()
    topology = Topology.from_faces(faces, positions)
    expected = signed_distance_reference(positions, faces, scene.camera, scene.image_size).clamp(-REACH, REACH)
    distance = signed_distance(positions, topology, scene.camera, scene.image_size, REACH)
    assert float((distance - expected).abs().max()) < 1e-4
    single = signed_distance(positions.float(), topology, scene.camera, scene.image_size, REACH)
    assert float((single.double() - expected).abs().max()) < 2e-2


def test_coverage_is_the_curve_of_the_distance() -> None:
    scene = SCENES["torus"]()
    positions, faces = scene.tensors()
    topology = Topology.from_faces(faces, positions)
    distance = signed_distance(positions, topology, scene.camera, scene.image_size, 20.0)
    for softness in (0.4, 1.0, 2.5):
        coverage = silhouette(positions, topology, scene.camera, scene.image_size, softness)
        torch.testing.assert_close(coverage, coverage_from_distance(distance, softness), rtol=0, atol=1e-12)
        plain = torch.sigmoid(-distance / softness)
        inner = distance.abs() < 5 * softness
        torch.testing.assert_close(coverage[inner], plain[inner], rtol=0, atol=1e-12)


def test_empty_view_is_empty() -> None:
    scene = SCENES["torus"]()
    positions, faces = scene.tensors()
    away = Topology.from_faces(faces, positions)
    positions = positions + torch.tensor([0.0, 0.0, 60.0])
    positions.requires_grad_(True)
    image = silhouette(positions, away, scene.camera, scene.image_size, 1.0)
    image.sum().backward()
    assert float(image.detach().max()) == 0
    assert positions.grad is not None and float(positions.grad.abs().max()) == 0


def test_camera_inside_sees_nothing_but_the_object() -> None:
    scene = SCENES["camera_inside"]()
    positions, faces = scene.tensors()
    image = silhouette(positions, Topology.from_faces(faces, positions), scene.camera, scene.image_size, 1.0)
    assert float(image.min()) == 1
