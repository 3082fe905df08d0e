# SPDX-License-Identifier: MIT
"""Normals against closed forms, finite differences and meshes that have none."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import trimesh

from renderer_cuda import face_normals, vertex_normals
from renderer_cuda.normals import facing, unit_vectors
from tests.support.scenes import SCENES


def sphere(level: int) -> tuple[torch.Tensor, torch.Tensor]:
    mesh = trimesh.creation.icosphere(level)
    return torch.tensor(np.asarray(mesh.vertices)), torch.tensor(np.asarray(mesh.faces), dtype=torch.int32)


def test_normals_of_a_sphere_point_where_its_positions_do() -> None:
    positions, faces = sphere(4)
    torch.testing.assert_close(vertex_normals(positions, faces), positions, rtol=0, atol=6e-3)
    middles = unit_vectors(positions[faces.long()].mean(1))
    torch.testing.assert_close(face_normals(positions, faces), middles, rtol=0, atol=6e-3)


def test_a_larger_face_counts_for_more() -> None:
    positions = torch.tensor([[0.0, 0, 0], [3, 0, 0], [0, 3, 0], [0, 0, 1.0]])
    faces = torch.tensor([[0, 1, 2], [0, 3, 1]])  # areas 4.5 towards z, 1.5 towards y
    expected = torch.tensor([0.0, 1.5, 4.5]) / np.hypot(1.5, 4.5)
    torch.testing.assert_close(vertex_normals(positions, faces)[0], expected)
    torch.testing.assert_close(face_normals(positions, faces), torch.tensor([[0.0, 0, 1], [0, 1, 0]]))


def test_winding_tells_the_outside() -> None:
    positions, faces = sphere(1)
    turned = vertex_normals(positions, faces.flip(1))
    torch.testing.assert_close(turned, -vertex_normals(positions, faces))


@pytest.mark.parametrize("name", ["torus", "open_sheet", "non_manifold_fan"])
def test_gradcheck(name: str) -> None:
    positions, faces = SCENES[name]().tensors()
    positions.requires_grad_(True)
    assert torch.autograd.gradcheck(lambda p: vertex_normals(p, faces), (positions,), fast_mode=True)
    assert torch.autograd.gradcheck(lambda p: face_normals(p, faces), (positions,), fast_mode=True)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("name", ["two_sided_sheet", "degenerate_faces"])
def test_without_area_there_is_no_normal_and_no_gradient(name: str, dtype: torch.dtype) -> None:
    positions, faces = SCENES[name]().tensors(dtype)
    positions = torch.cat([positions, positions.new_tensor([[9.0, 9, 9]])]).requires_grad_(True)  # in no face
    for normals in (vertex_normals(positions, faces), face_normals(positions, faces)):
        lengths = normals.norm(dim=1)
        assert bool((((lengths - 1).abs() < 1e-5) | (lengths == 0)).all())
        (gradient,) = torch.autograd.grad(normals.sum(), positions)
        assert bool(torch.isfinite(gradient).all())
    assert vertex_normals(positions, faces)[-1].tolist() == [0, 0, 0]


def test_a_position_that_is_not_finite_spoils_its_neighbours_only() -> None:
    positions, faces = sphere(2)
    spoilt = positions.clone()
    spoilt[0] = torch.nan
    around = (faces == 0).any(1)
    touched = torch.zeros(len(positions), dtype=torch.bool)
    touched[faces[around].long().flatten()] = True
    normals = vertex_normals(spoilt, faces)
    assert bool(torch.isfinite(normals).all())
    torch.testing.assert_close(normals[~touched], vertex_normals(positions, faces)[~touched])


def test_result_and_gradient_do_not_depend_on_the_number_of_threads() -> None:
    positions, faces = sphere(5)
    positions = positions.float().requires_grad_(True)
    weights = torch.randn(positions.shape, generator=torch.Generator().manual_seed(0))
    threads = torch.get_num_threads()
    found = []
    try:
        for count in (1, 2, 3):
            torch.set_num_threads(count)
            normals = vertex_normals(positions, faces)
            found.append((normals.detach(), *torch.autograd.grad(normals, positions, weights)))
    finally:
        torch.set_num_threads(threads)
    assert all(torch.equal(a, b) for other in found[1:] for a, b in zip(found[0], other, strict=True))


@pytest.mark.filterwarnings("ignore:.*should not be instantiated:DeprecationWarning")  # PyTorch does so itself
def test_compiles_whole() -> None:
    positions, faces = sphere(1)
    compiled = torch.compile(lambda p: vertex_normals(p, faces), backend="aot_eager", fullgraph=True)
    positions.requires_grad_(True)
    weights = torch.arange(positions.numel(), dtype=positions.dtype).view_as(positions)
    expected = torch.autograd.grad(vertex_normals(positions, faces), positions, weights)
    torch.testing.assert_close(torch.autograd.grad(compiled(positions), positions, weights), expected)


def test_facing_turns_what_points_away() -> None:
    normals = torch.tensor([[0.0, 0, 1], [0, 0.6, -0.8], [1, 0, 0]])
    turned = facing(normals, torch.tensor([0.0, 0, 2]))
    assert turned.tolist() == [[0, 0, 1], pytest.approx([0, -0.6, 0.8]), [1, 0, 0]]


@pytest.mark.parametrize(
    ("positions", "faces", "message"),
    [
        (torch.zeros(4, 2), torch.zeros(1, 3, dtype=torch.int64), r"positions must have shape \(V, 3\), got \(4, 2\)"),
        (torch.zeros(4, 3).half(), torch.zeros(1, 3, dtype=torch.int64), "positions must be float32 or float64"),
        (torch.zeros(4, 3), torch.zeros(1, 4, dtype=torch.int64), r"faces must have shape \(F, 3\), got \(1, 4\)"),
        (torch.zeros(4, 3), torch.zeros(1, 3), "faces must be int32 or int64, got torch.float32"),
    ],
)
def test_errors(positions: torch.Tensor, faces: torch.Tensor, message: str) -> None:
    for function in (vertex_normals, face_normals):
        with pytest.raises(ValueError, match=f"{function.__name__}: {message}"):
            function(positions, faces)
