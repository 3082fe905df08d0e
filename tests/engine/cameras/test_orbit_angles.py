"""The three numbers of a camera around its target."""

import math

import numpy as np
import pytest

from app.engine.cameras.orbit_angles import OrbitAngles, orbit_angles, placed
from app.engine.cameras.rigs import ring_rig
from app.engine.cameras.view import LookAt


def test_where_the_numbers_put_a_camera() -> None:
    target = np.array([1.0, 2.0, 3.0])
    for azimuth, elevation, offset in ((0, 0, (0, 0, 2)), (90, 0, (2, 0, 0)), (0, 30, (0, 1, math.sqrt(3)))):
        placement = placed(target, OrbitAngles(azimuth, elevation, 2.0), 40.0)
        np.testing.assert_allclose(placement.eye_world, target + offset, atol=1e-12)
        np.testing.assert_array_equal(placement.target_world, target)


def test_numbers_and_placements_are_each_other_s_inverse() -> None:
    rng = np.random.default_rng(3)
    for _ in range(50):
        angles = OrbitAngles(rng.uniform(-179, 180), rng.uniform(-89, 89), rng.uniform(0.1, 9))
        found = orbit_angles(placed(rng.normal(size=3), angles, 40.0))
        assert (found.azimuth_degrees, found.elevation_degrees, found.distance_world) == pytest.approx(
            (angles.azimuth_degrees, angles.elevation_degrees, angles.distance_world)
        )


def test_a_ring_goes_round_at_one_elevation() -> None:
    placements = [view.placement for view in ring_rig(8, 20.0, [0, 0, 0], 3.0)]
    angles = [orbit_angles(placement) for placement in placements if isinstance(placement, LookAt)]
    assert [item.elevation_degrees for item in angles] == pytest.approx([20.0] * 8)
    assert [item.azimuth_degrees for item in angles] == pytest.approx([0, 45, 90, 135, 180, -135, -90, -45])


def test_angles_are_kept_in_range() -> None:
    assert OrbitAngles(540.0, 120.0, 1.0) == OrbitAngles(180.0, 89.0, 1.0)
    assert OrbitAngles(-180.0, -95.0, 1.0) == OrbitAngles(180.0, -89.0, 1.0)
    with pytest.raises(ValueError, match="distance_world must be positive, got 0"):
        OrbitAngles(0, 0, 0.0)
    with pytest.raises(ValueError, match="azimuth_degrees must be finite, got nan"):
        OrbitAngles(math.nan, 0, 1.0)
