"""Faces quartered."""

import numpy as np
import pytest

from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere
from app.engine.meshes.subdivision import subdivided


def area(mesh: Mesh) -> float:
    a, b, c = mesh.positions[mesh.faces].transpose(1, 0, 2)
    return float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2)


def test_faces_are_quartered_on_the_same_surface() -> None:
    mesh = icosphere(1)
    finer = subdivided(mesh, 2)
    assert len(finer.faces) == 16 * len(mesh.faces)
    assert len(finer.welded().positions) == 2 + len(finer.faces) // 2
    assert area(finer) == pytest.approx(area(mesh))
    assert subdivided(mesh, 0) is mesh


def test_more_faces_than_fit_into_memory_are_refused() -> None:
    with pytest.raises(ValueError, match="more than 4,000,000"):
        subdivided(Mesh(np.eye(3), np.array([[0, 1, 2]])), 12)
