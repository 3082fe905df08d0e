# SPDX-License-Identifier: MIT
"""Edges are found once, on welded positions."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import trimesh

from renderer_cuda import Topology


def test_closed_mesh_has_two_faces_at_every_edge() -> None:
    mesh = trimesh.creation.icosphere(2)
    topology = Topology.from_faces(mesh.faces, mesh.vertices)
    assert topology.edges.shape == (480, 2)
    assert topology.pair_codes.shape == (480, 2)
    assert int(topology.pair_codes.max()) < 2 * 320
    assert topology.fan_codes.numel() == 0
    # A consistently wound mesh runs along every edge once up and once down.
    assert torch.equal((topology.pair_codes & 1).sum(1), torch.ones(480, dtype=torch.int64))


def test_seams_are_welded() -> None:
    mesh = trimesh.creation.icosphere(1)
    split = mesh.vertices[mesh.faces].reshape(-1, 3)
    topology = Topology.from_faces(np.arange(240).reshape(-1, 3), split)
    assert topology.edges.shape == (120, 2)
    positions = torch.tensor(split, requires_grad=True)
    welded = topology.welded(positions)
    torch.testing.assert_close(welded[topology.faces.long()], positions.detach()[torch.arange(240).reshape(-1, 3)])
    gradient = torch.autograd.grad(welded[topology.faces.long()].square().sum(), positions)[0]
    same = np.all(split[:, None] == split[None], axis=2)
    assert max(float(gradient[row].std(0, correction=0).max()) for row in same) == pytest.approx(0, abs=1e-12)


def test_negative_zero_is_zero() -> None:
    positions = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [-0.0, -0.0, 0], [0, -1, 0], [1, -0.0, 0]])
    topology = Topology.from_faces([[0, 1, 2], [3, 4, 5]], positions)
    assert topology.edges.shape == (5, 2)


def test_boundary_and_non_manifold_edges_are_told_apart() -> None:
    positions = np.array([[0.0, 0, 0], [0, 1, 0], [1, 0, 0], [-1, 0, 0], [0, 0, 1]])
    topology = Topology.from_faces([[0, 1, 2], [1, 0, 3], [0, 1, 4]], positions)
    assert topology.pair_codes.shape == (6, 2)
    assert (topology.pair_codes[:, 1] == 6).all()
    assert topology.edges[-1].tolist() == [0, 1]
    assert topology.fan_offsets.tolist() == [0, 3]
    assert sorted(topology.fan_codes.tolist()) == [0, 3, 4]


@pytest.mark.parametrize(
    ("faces", "positions", "message"),
    [
        ([[0, 1, 3]], np.eye(3), "must index 3 positions, got indices from 0 to 3"),
        ([[0, 1, -1]], np.eye(3), "got indices from -1 to 1"),
        ([[0, 1]], np.eye(3), r"faces must have shape \(F, 3\) with F >= 1, got \(1, 2\)"),
        (np.zeros((0, 3), int), np.eye(3), "with F >= 1"),
        ([[0.0, 1.0, 2.0]], np.eye(3), "faces must be integers, got float64"),
        ([[0, 1, 2]], np.eye(2), r"positions must have shape \(V, 3\), got \(2, 2\)"),
        ([[0, 1, 2]], np.ones((3, 3)), "all positions coincide"),
    ],
)
def test_wrong_values_are_named(faces, positions: np.ndarray, message: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=message):
        Topology.from_faces(faces, positions)


def test_faces_that_share_a_vertex_are_one_part() -> None:
    """Two spheres, and two triangles that touch in a corner."""
    ball = trimesh.creation.icosphere(1)
    far = np.asarray(ball.vertices) + np.array([5.0, 0, 0])
    loose = np.array([[0.0, 9, 0], [1, 9, 0], [0, 10, 0], [-1, 9, 0], [0, 8, 0]])
    positions = np.concatenate([ball.vertices, far, loose])
    faces = np.concatenate([ball.faces[::-1], ball.faces + len(far), np.array([[0, 1, 2], [0, 3, 4]]) + 2 * len(far)])
    parts = Topology.from_faces(faces, positions).parts
    sizes = [len(ball.faces), len(ball.faces), 2]
    assert [len(set(part.tolist())) for part in parts.split(sizes)] == [1, 1, 1]
    assert len(set(parts.tolist())) == 3
