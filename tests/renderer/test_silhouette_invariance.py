# SPDX-License-Identifier: MIT
"""What must not change the result: threads, units, strides, compilation; and what must not crash."""

from __future__ import annotations

import multiprocessing
import os

import numpy as np
import pytest
import torch
import trimesh

from renderer_cuda import Camera, Topology, silhouette
from renderer_cuda.operators import silhouette_operator
from renderer_cuda.projection import anchored, view_matrices
from tests.support.scenes import SCENES
from tests.support.threads import assert_threads_change_no_bit


def render(dtype: torch.dtype = torch.float32, views: int = 5) -> tuple[torch.Tensor, torch.Tensor]:
    """Coverage of a bumpy sphere in several views, and a gradient by its positions."""
    mesh = trimesh.creation.icosphere(4)
    rng = np.random.default_rng(0)
    bumpy = mesh.vertices * (1 + 0.1 * np.sin(9 * mesh.vertices).prod(1, keepdims=True))
    positions = torch.tensor(bumpy, dtype=dtype, requires_grad=True)
    camera = Camera.look_at(4 * rng.normal(size=(views, 3)), [0, 0, 0], fov_y_degrees=35.0, image_size=(150, 203))
    image = silhouette(positions, Topology.from_faces(mesh.faces, bumpy), camera, (150, 203), 1.3)
    weights = torch.tensor(rng.normal(size=image.shape), dtype=dtype)
    (gradient,) = torch.autograd.grad((image * weights).sum(), positions)
    return image.detach(), gradient


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("views", [1, 5])
def test_number_of_threads_changes_no_bit(dtype: torch.dtype, views: int) -> None:
    assert_threads_change_no_bit(lambda: render(dtype, views))


@pytest.mark.parametrize("unit", [1e-3, 1.0, 1e3, 1e6])
def test_unit_of_length_does_not_matter_in_single_precision(unit: float) -> None:
    mesh = trimesh.creation.torus(0.8, 0.3, 24, 16)
    camera = Camera.look_at(
        np.array([2.1, 1.3, 2.7]) * unit, np.zeros(3), fov_y_degrees=40.0, image_size=(64, 64), near=0.1 * unit
    )
    topology = Topology.from_faces(mesh.faces, mesh.vertices)
    single = silhouette(torch.tensor(mesh.vertices * unit, dtype=torch.float32), topology, camera, (64, 64), 1.0)
    exact = silhouette(torch.tensor(mesh.vertices * unit), topology, camera, (64, 64), 1.0)
    assert float((single.double() - exact).abs().max()) < 1e-4


def test_far_from_the_origin_in_single_precision() -> None:
    mesh = trimesh.creation.torus(0.8, 0.3, 24, 16)
    center = np.array([3e4, -2e4, 5e4])
    stored = torch.tensor(mesh.vertices + center, dtype=torch.float32)
    camera = Camera.look_at(center + np.array([2.1, 1.3, 2.7]), center, fov_y_degrees=40.0, image_size=(64, 64))
    topology = Topology.from_faces(mesh.faces, mesh.vertices)
    single = silhouette(stored, topology, camera, (64, 64), 1.0)
    exact = silhouette(stored.double(), topology, camera, (64, 64), 1.0)
    assert float((single.double() - exact).abs().max()) < 1e-3


def test_expanded_and_sliced_gradients_are_read_through_their_strides() -> None:
    scene = SCENES["torus"]()
    positions, faces = scene.tensors()
    positions.requires_grad_(True)
    image = silhouette(positions, Topology.from_faces(faces, positions), scene.camera, scene.image_size, 1.0)
    (expanded,) = torch.autograd.grad(image.sum(), positions, retain_graph=True)
    (plain,) = torch.autograd.grad(image, positions, torch.ones_like(image), retain_graph=True)
    assert torch.equal(expanded, plain)
    weights = torch.randn(*image.shape[::-1], generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    (turned,) = torch.autograd.grad(image, positions, weights.permute(2, 1, 0), retain_graph=True)
    (copied,) = torch.autograd.grad(image, positions, weights.permute(2, 1, 0).contiguous())
    assert torch.equal(turned, copied)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e38])
def test_positions_that_are_not_finite_drop_their_faces_only(value: float) -> None:
    scene = SCENES["torus"]()
    positions, faces = scene.tensors(torch.float32)
    topology = Topology.from_faces(faces, positions)
    broken = positions.clone()
    broken[5, 1] = value
    kept = torch.tensor([5 not in face for face in faces.tolist()])
    without = Topology.from_faces(faces[kept], positions)
    image = silhouette(broken, topology, scene.camera, scene.image_size, 1.0)
    assert bool(torch.isfinite(image).all())
    if not np.isfinite(value):
        expected = silhouette(positions, without, scene.camera, scene.image_size, 1.0)
        assert float((image - expected).abs().max()) < 1e-4


def test_operator_check_and_compilation() -> None:
    scene = SCENES["torus"]()
    positions, faces = scene.tensors()
    topology = Topology.from_faces(faces, positions)
    local, matrices = anchored(positions, view_matrices(scene.camera))
    connectivity = (topology.faces, topology.edges, topology.pair_codes, topology.fan_offsets, topology.fan_codes)
    arguments = (local.requires_grad_(True), matrices.requires_grad_(True), *connectivity, 33, 41, 1.0, 6.0)
    torch.library.opcheck(silhouette_operator, arguments)

    def loss(positions: torch.Tensor) -> torch.Tensor:
        return silhouette(positions, topology, scene.camera, scene.image_size, 1.0).square().sum()

    positions.requires_grad_(True)
    (eager,) = torch.autograd.grad(loss(positions), positions)
    compiled = torch.compile(loss, backend="aot_eager", fullgraph=True)
    (traced,) = torch.autograd.grad(compiled(positions), positions)
    assert torch.equal(eager, traced)


def _child(queue: multiprocessing.Queue) -> None:  # type: ignore[type-arg]
    queue.put(float(render(views=1)[0].sum()))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_forked_child_renders_too() -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        expected = float(render(views=1)[0].sum())
        context = multiprocessing.get_context("fork")
        queue = context.Queue()
        process = context.Process(target=_child, args=(queue,))
        process.start()
        assert queue.get(timeout=60) == expected
        process.join(60)
        assert process.exitcode == 0
    finally:
        torch.set_num_threads(before)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"positions": torch.zeros(2, 4, 3)}, r"silhouette: positions must have shape \(V, 3\), got \(2, 4, 3\)"),
        (
            {"positions": torch.zeros(4, 3, dtype=torch.float16)},
            "positions must be float32 or float64, got torch.float16",
        ),
        ({"positions": torch.zeros(5, 3)}, "positions must have the 4 vertices of topology, got 5"),
        ({"positions": torch.zeros(4, 3, device="meta")}, "positions must be on cpu or cuda, got meta"),
        ({"image_size": (0, 8)}, r"image_size must be \(height, width\) with both >= 1, got \(0, 8\)"),
        ({"image_size": (8.0, 8)}, "image_size must be"),
        ({"image_size": (2**16, 2**16)}, "must stay below 2.31 pixels"),
        ({"softness_pixels": 0.0}, "softness_pixels must be a finite number > 0, got 0.0"),
        ({"softness_pixels": float("nan")}, "softness_pixels must be a finite number > 0, got nan"),
    ],
)
def test_wrong_arguments_are_named(change: dict[str, object], message: str) -> None:
    positions = torch.tensor([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    arguments: dict[str, object] = {
        "positions": positions,
        "topology": Topology.from_faces([[0, 1, 2], [0, 1, 3]], positions),
        "camera": Camera.look_at([0, 0, 4], [0, 0, 0], fov_y_degrees=40.0, image_size=(8, 8)),
        "image_size": (8, 8),
        "softness_pixels": 1.0,
    }
    with pytest.raises(ValueError, match=message):
        silhouette(**(arguments | change))  # type: ignore[arg-type]


def test_camera_that_became_nan_is_named() -> None:
    positions = torch.tensor([[0.0, 0, 0], [1, 0, 0], [0, 1, 0]])
    camera = Camera.look_at([0, 0, 4], [0, 0, 0], fov_y_degrees=40.0, image_size=(8, 8))
    camera.extrinsics.translation.fill_(float("nan"))
    with pytest.raises(ValueError, match="camera must be finite"):
        silhouette(positions, Topology.from_faces([[0, 1, 2]], positions), camera, (8, 8), 1.0)
