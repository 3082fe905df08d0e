"""The fitting frame and the starting sphere."""

import numpy as np
import pytest

from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere


@pytest.mark.parametrize(("scale", "offset"), [(1.0, 0.0), (1e-6, 0.0), (1e6, 0.0), (1.0, 1e5)])
def test_frame_centres_the_box_and_brings_half_its_longest_side_to_nine_tenths(scale: float, offset: float) -> None:
    positions = np.random.default_rng(0).normal(size=(50, 3)) * [1, 2, 3] * scale + offset
    mesh = Mesh(positions, np.arange(48, dtype=np.int32).reshape(16, 3))
    frame = Frame.around(mesh)
    low, high = frame.from_world(mesh.bounds)
    np.testing.assert_allclose(low, -high, atol=1e-9)
    assert high.max() == pytest.approx(0.9)
    np.testing.assert_allclose(frame.to_world(frame.from_world(positions)), positions, rtol=1e-12)


def test_a_point_has_no_frame() -> None:
    with pytest.raises(ValueError, match="must have an extent"):
        Frame.around(Mesh(np.ones((3, 3)), np.array([[0, 1, 2]])))


@pytest.mark.parametrize("level", [0, 1, 3])
def test_icosphere_is_closed_round_and_wound_outward(level: int) -> None:
    center = np.array([1.0, 2.0, 3.0])
    sphere = icosphere(level, radius=2.0, center=center)
    assert len(sphere.positions) == 10 * 4**level + 2
    assert len(sphere.faces) == 20 * 4**level
    np.testing.assert_allclose(np.linalg.norm(sphere.positions - center, axis=1), 2.0)
    corners = sphere.positions[sphere.faces]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    assert ((corners.mean(axis=1) - center) * normals).sum(axis=1).min() > 0
    directed = {tuple(edge) for face in sphere.faces for edge in zip(face, np.roll(face, -1), strict=True)}
    assert directed == {(b, a) for a, b in directed}


def test_icosphere_names_a_level_out_of_range() -> None:
    with pytest.raises(ValueError, match="level must be 0 to 8, got 9"):
        icosphere(9)
