"""Rigs: how far, how evenly, and whether the object fits every image."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.rig_settings import RigSettings
from app.engine.cameras.rigs import fit_distance, hemisphere_rig, ring_rig, sphere_rig
from app.engine.cameras.view import LookAt
from app.engine.meshes.bounding_sphere import BoundingSphere
from app.engine.meshes.mesh import Mesh

CENTER = np.array([5.0, -2.0, 1.0])


def eye_directions(cameras: CameraSet, center: NDArray[np.float64]) -> NDArray[np.float64]:
    eyes = []
    for view in cameras:
        assert isinstance(view.placement, LookAt)
        np.testing.assert_array_equal(view.placement.target_world, center)
        eyes.append(view.placement.eye_world - center)
    return np.array(eyes)


@pytest.mark.parametrize(
    "cameras",
    [
        sphere_rig(20, CENTER, 3.0, image_size=(30, 40)),
        hemisphere_rig(20, CENTER, 3.0, image_size=(30, 40)),
        ring_rig(20, 10.0, CENTER, 3.0, image_size=(30, 40)),
    ],
)
def test_views_look_at_the_centre_from_the_distance(cameras: CameraSet) -> None:
    assert len(cameras) == 20
    np.testing.assert_allclose(np.linalg.norm(eye_directions(cameras, CENTER), axis=1), 3.0)
    assert all(view.image_size == (30, 40) and view.enabled for view in cameras)


@pytest.mark.parametrize("count", [1, 2, 7, 20, 100])
def test_sphere_is_spread_evenly(count: int) -> None:
    directions = eye_directions(sphere_rig(count, CENTER, 1.0), CENTER)
    assert abs(directions[:, 1].mean()) < 1e-12
    if count > 1:
        cosines = directions @ directions.T - 2 * np.eye(count)
        # Even discs of area 4 pi / count are this far apart; a spiral that clumps is not.
        assert math.acos(min(1, cosines.max())) > 0.7 * math.sqrt(4 * math.pi / count) or count == 2


def test_hemisphere_stays_above() -> None:
    assert eye_directions(hemisphere_rig(20, CENTER, 1.0), CENTER)[:, 1].min() > 0


@pytest.mark.parametrize("elevation", [-30.0, 0.0, 10.0, 89.0])
def test_ring_keeps_its_elevation_and_starts_at_plus_z(elevation: float) -> None:
    directions = eye_directions(ring_rig(12, elevation, CENTER, 1.0), CENTER)
    np.testing.assert_allclose(np.degrees(np.arcsin(directions[:, 1])), elevation, atol=1e-9)
    azimuths = np.degrees(np.unwrap(np.arctan2(directions[:, 0], directions[:, 2])))
    np.testing.assert_allclose(azimuths, np.arange(12) * 30.0, atol=1e-9)


def test_rigs_name_what_is_out_of_range() -> None:
    with pytest.raises(ValueError, match="at least 1 view, got 0"):
        sphere_rig(0, CENTER, 1.0)
    with pytest.raises(ValueError, match="elevation_degrees must be between -90 and 90, got 90"):
        ring_rig(3, 90.0, CENTER, 1.0)
    with pytest.raises(ValueError, match="distance_world must be positive, got 0"):
        sphere_rig(3, CENTER, 0.0)
    with pytest.raises(ValueError, match="radius must be positive and finite, got 0"):
        fit_distance(0.0)


@pytest.mark.parametrize("fov", [10.0, 40.0, 120.0])
def test_from_the_fitting_distance_a_sphere_nearly_fills_the_image(fov: float) -> None:
    distance = fit_distance(2.0, fov)
    share = math.tan(math.asin(2.0 / distance)) / math.tan(math.radians(fov) / 2)
    assert 0.94 < share < 0.98


@pytest.mark.parametrize("rig", ["sphere", "ring", "hemisphere"])
@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e6])
def test_a_mesh_fits_every_image(rig: str, scale: float) -> None:
    corners = np.random.default_rng(1).normal(size=(60, 3)) * [3, 1, 0.2] * scale + 7 * scale
    mesh = Mesh(corners, np.arange(60, dtype=np.int32).reshape(20, 3))
    for view in RigSettings(views=9, rig=rig, resolution=64).around(mesh):
        assert isinstance(view.placement, LookAt)
        forward = view.placement.target_world - view.placement.eye_world
        forward /= np.linalg.norm(forward)
        right = np.cross(forward, view.placement.up_world)
        right /= np.linalg.norm(right)
        offsets = corners - view.placement.eye_world
        image = np.stack([offsets @ right, offsets @ np.cross(right, forward)]) / (offsets @ forward)
        assert np.abs(image).max() < math.tan(math.radians(view.placement.fov_y_degrees) / 2)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("views", 0, "RigSettings: views must lie between 1 and 1000, got 0"),
        ("rig", "cube", "RigSettings: rig must be one of sphere, ring, hemisphere, got 'cube'"),
        ("elevation_degrees", 90.0, "RigSettings: elevation_degrees must lie between -89 and 89, got 90"),
        ("elevation_degrees", math.nan, "RigSettings: elevation_degrees must be a finite number, got nan"),
        ("resolution", 64.5, "RigSettings: resolution must be a whole number, got 64.5"),
    ],
)
def test_rig_settings_name_what_is_wrong(name: str, value: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        RigSettings(**{name: value})  # type: ignore[arg-type]


def test_a_rig_takes_a_distance_and_an_angle() -> None:
    sphere = BoundingSphere(CENTER, 2.0)
    near = RigSettings(views=3, fov_y_degrees=60.0, distance_world=5.0).around_sphere(sphere)
    fitting = RigSettings(views=3, fov_y_degrees=60.0).around_sphere(sphere)
    np.testing.assert_allclose(np.linalg.norm(eye_directions(near, CENTER), axis=1), 5.0)
    np.testing.assert_allclose(np.linalg.norm(eye_directions(fitting, CENTER), axis=1), fit_distance(2.0, 60.0))
    assert {view.placement.fov_y_degrees for view in near if isinstance(view.placement, LookAt)} == {60.0}


def test_the_bounding_sphere_holds_what_faces_use() -> None:
    corners = np.array([[0.0, 0, 0], [4, 0, 0], [0, 2, 0], [100, 100, 100]])
    sphere = BoundingSphere.around(Mesh(corners, np.array([[0, 1, 2]], dtype=np.int32)))
    np.testing.assert_array_equal(sphere.center_world, [2, 1, 0])
    assert sphere.radius_world == pytest.approx(math.sqrt(5))
