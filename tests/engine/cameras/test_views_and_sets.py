"""Views refuse what cannot be a camera; sets of views are values."""

import numpy as np
import pytest

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.view import Calibrated, LookAt, View

PLACEMENT = LookAt(np.array([0.0, 0, 3]), np.zeros(3), np.array([0.0, 1, 0]))


def views(*ids: str) -> CameraSet:
    return CameraSet(tuple(View(view_id, PLACEMENT, (4, 6)) for view_id in ids))


@pytest.mark.parametrize(
    ("eye", "up", "fov", "message"),
    [
        ((0, 0, 0), (0, 1, 0), 40, "target_world must differ from eye_world"),
        ((0, 3, 0), (0, -2, 0), 40, "up_world must not lie along the viewing direction"),
        ((0, 3, 0), (0, 0, 0), 40, "up_world must not lie along the viewing direction"),
        ((0, 0, 3), (0, 1, 0), 180, "fov_y_degrees must be between 0 and 180, got 180"),
        ((0, 0, np.inf), (0, 1, 0), 40, "eye_world must be finite"),
        ((0, 3), (0, 1, 0), 40, r"eye_world must have shape \(3,\), got \(2,\)"),
    ],
)
def test_a_look_at_that_is_no_camera(eye: object, up: object, fov: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        LookAt(eye, np.zeros(3), up, fov)  # type: ignore[arg-type]


def test_a_mirroring_rotation_is_no_camera() -> None:
    with pytest.raises(ValueError, match="orthonormal and not mirroring"):
        Calibrated(np.eye(3), np.diag([1.0, 1, -1]), np.zeros(3))


def test_ids_are_unique() -> None:
    with pytest.raises(ValueError, match="ids must be unique, got 'a' 2 times"):
        views("a", "b", "a")


def test_changes_make_a_new_set_and_leave_the_old() -> None:
    old = views("a", "b", "c")
    new = old.with_enabled("b", False).without("a").with_added(View("d", PLACEMENT, (2, 2)))
    assert old.ids == ("a", "b", "c")
    assert len(old.enabled) == 3
    assert new.ids == ("b", "c", "d")
    assert [view.id for view in new.enabled] == ["c", "d"]
    assert new["d"].image_size == (2, 2)


def test_an_unknown_id_is_named() -> None:
    with pytest.raises(KeyError, match="no view has the id 'x', there are a, b"):
        views("a", "b").without("x")
