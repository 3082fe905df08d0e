"""What cameras look at and which way is up: rigs of all kinds, rolled, upside down, and hardly enough of them."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.cameras.camera_matrices import intrinsic_matrix, world_to_camera
from app.engine.cameras.rigs import ring_rig, sphere_rig
from app.engine.cameras.view import Calibrated, LookAt, View
from app.engine.captures.arrangement import arrangement, rough_frame

CENTER = (0.3, -0.2, 0.5)
UP = np.array([0.0, 1.0, 0.0])
LENS = np.array([[300.0, 0.0, 160.0], [0.0, 300.0, 120.0], [0.0, 0.0, 1.0]])


def calibrated(views: Sequence[View], rolls_degrees: Sequence[float] = ()) -> list[View]:
    """The same cameras given by matrices, each turned about its axis."""
    turned = []
    for index, view in enumerate(views):
        roll = np.radians(rolls_degrees[index % len(rolls_degrees)] if rolls_degrees else 0.0)
        turn = np.array([[np.cos(roll), -np.sin(roll), 0.0], [np.sin(roll), np.cos(roll), 0.0], [0.0, 0.0, 1.0]])
        matrix = world_to_camera(view.placement)
        placement = Calibrated(intrinsic_matrix(view), turn @ matrix[:3, :3], turn @ matrix[:3, 3])
        turned.append(View(view.id, placement, view.image_size))
    return turned


def rotated(views: Sequence[View], turn: NDArray[np.float64]) -> list[View]:
    """The same cameras in a world that was turned about the origin."""
    return [
        View(view.id, Calibrated(LENS, view.placement.rotation @ turn.T, view.placement.translation), (240, 320))
        for view in calibrated(views)
        if isinstance(view.placement, Calibrated)
    ]


def ring(count: int = 12, elevation_degrees: float = 20.0) -> list[View]:
    return list(ring_rig(count, elevation_degrees, CENTER, 4.0))


def one(rotation: NDArray[np.float64], translation: Sequence[float], name: str = "one") -> View:
    return View(name, Calibrated(LENS, rotation, np.array(translation)), (240, 320))


@pytest.mark.parametrize("views", [ring(), list(sphere_rig(20, CENTER, 4.0)), ring(2), ring(5, -70.0)])
def test_cameras_around_a_point_look_at_it_with_y_up(views: list[View]) -> None:
    for given in (views, calibrated(views)):
        found = arrangement(given)
        np.testing.assert_allclose(found.center_world, CENTER, atol=1e-9)
        assert found.looks_at
        assert found.up_name == "Y"
        np.testing.assert_array_equal(found.up_world, [0.0, 1.0, 0.0])


def test_the_radius_is_half_of_what_the_longer_side_of_the_images_takes_in() -> None:
    view = one(np.eye(3), [0.0, 0.0, 6.0])
    assert arrangement([view]).radius_world == pytest.approx(6.0 * 160 / 300)
    frame = rough_frame([view])
    np.testing.assert_allclose(frame.center_world, 0.0, atol=1e-12)
    assert frame.scale == pytest.approx(6.0 * 160 / 300)


def test_a_camera_that_looks_elsewhere_hardly_moves_the_point() -> None:
    stray = View(
        "stray", LookAt(np.array([4.0, 0.0, 0.0]), np.array([4.0, 9.0, 3.0]), np.array([0.0, 0.0, 1.0])), (8, 8)
    )
    found = arrangement([*ring(), stray])
    assert np.linalg.norm(found.center_world - CENTER) < 0.02


@pytest.mark.parametrize("rolls", [(90.0,), (0.0, 180.0), (0.0, 180.0, 90.0), (90.0, -90.0)])
def test_a_ring_tells_its_axis_whichever_way_its_pictures_are_turned(rolls: tuple[float, ...]) -> None:
    found = arrangement(calibrated(ring(), rolls))
    assert found.up_name == "Y"


def test_pictures_that_are_mostly_upside_down_turn_up_over() -> None:
    assert arrangement(calibrated(ring(12), (180.0, 180.0, 0.0))).up_name == "-Y"


def test_up_of_cameras_on_no_ring_follows_from_their_horizon() -> None:
    """A quarter of a turn, from below to above, every other picture upside down."""
    eyes = [(np.sin(a), 0.7 * np.sin(7 * a), np.cos(a)) for a in np.linspace(0.0, np.pi / 2, 9)]
    views = [View(f"{n}", LookAt(5 * np.array(e), np.zeros(3), UP), (8, 8)) for n, e in enumerate(eyes)]
    assert arrangement(calibrated(views, (0.0, 0.0, 180.0))).up_name == "Y"


def test_a_ring_in_a_tilted_world_keeps_its_tilt() -> None:
    turn = np.linalg.qr(np.random.default_rng(3).normal(size=(3, 3)))[0]
    turn *= np.linalg.det(turn)
    found = arrangement(rotated(ring(), turn))
    np.testing.assert_allclose(found.up_world, turn[:, 1], atol=1e-9)
    assert found.up_name == "({:.2f}, {:.2f}, {:.2f})".format(*turn[:, 1])
    np.testing.assert_allclose(found.center_world, turn @ CENTER, atol=1e-9)


def test_z_is_up_where_the_ring_stands_about_it() -> None:
    turn = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]])
    assert arrangement(rotated(ring(), turn)).up_name == "Z"


def test_cameras_that_look_away_are_noticed() -> None:
    outward = [
        View(view.id, LookAt(view.placement.eye_world, 2 * view.placement.eye_world - CENTER, UP), (8, 8))
        for view in ring()
        if isinstance(view.placement, LookAt)
    ]
    found = arrangement(outward)
    assert not found.looks_at
    np.testing.assert_allclose(found.center_world, CENTER, atol=1e-9)


def test_one_camera_looks_as_far_as_the_origin_or_its_target() -> None:
    found = arrangement([one(np.eye(3), [0.5, 0.0, 6.0])])
    np.testing.assert_allclose(found.center_world, [-0.5, 0.0, 0.0], atol=1e-12)
    assert found.looks_at
    assert found.up_name == "-Y"
    np.testing.assert_allclose(arrangement([ring()[3]]).center_world, CENTER, atol=1e-12)


def test_one_camera_with_the_origin_behind_it_looks_one_unit_ahead() -> None:
    found = arrangement([one(np.eye(3), [0.0, 0.0, -6.0])])
    np.testing.assert_allclose(found.center_world, [0.0, 0.0, 7.0], atol=1e-12)
    assert found.looks_at


def test_parallel_cameras_look_at_the_depth_of_the_origin() -> None:
    views = [one(np.eye(3), [x, 0.0, 5.0], f"{x}") for x in (-1.0, 0.0, 1.0)]
    np.testing.assert_allclose(arrangement(views).center_world, 0.0, atol=1e-12)


@pytest.mark.parametrize(
    "views",
    [
        [],
        [one(np.eye(3), [0.0, 0.0, 0.0])],
        [one(np.eye(3), [0.0, 0.0, 5.0], "a"), one(np.diag([-1.0, 1.0, -1.0]), [0.0, 0.0, 5.0], "b")],
        [one(turn, [0.0, 0.0, 0.0], str(n)) for n, turn in enumerate(np.eye(3)[[[0, 1, 2], [1, 2, 0], [2, 0, 1]]])],
        [one(np.eye(3), [0.0, 0.0, 5.0], name) for name in "abcd"],
    ],
    ids=["none", "at the origin", "face to face", "panorama", "all the same"],
)
def test_odd_captures_still_have_a_frame(views: list[View]) -> None:
    found = arrangement(views)
    assert np.linalg.norm(found.up_world) == pytest.approx(1.0)
    frame = rough_frame(views)
    assert frame.scale > 0
