# SPDX-License-Identifier: MIT
"""What a user does to cameras gives a new set, changes what it should and nothing else."""

from dataclasses import replace

import numpy as np
import pytest

from app.engine.cameras import camera_edits as edits
from app.engine.cameras.camera_matrices import eye_world, intrinsic_matrix
from app.engine.cameras.camera_numbers import CameraNumbers, camera_numbers, number_problem
from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.rigs import ring_rig, sphere_rig
from app.engine.cameras.view import Calibrated, LookAt, View
from app.engine.cameras.view_mask import ViewMask

CENTER = np.array([1.0, -2.0, 3.0])
RIG = sphere_rig(6, CENTER, 3.0, image_size=(64, 64))
LENS = np.array([[100.0, 0, 30], [0, 110, 20], [0, 0, 1]])
BY_MATRICES = View("photo", Calibrated(LENS, np.eye(3), np.array([0.0, 0, 5])), (48, 64))


def look_at(view: View) -> LookAt:
    assert isinstance(view.placement, LookAt)
    return view.placement


def numbers(view: View) -> CameraNumbers:
    return camera_numbers(view, CENTER)


def test_a_rig_is_added_under_new_ids_or_takes_the_place() -> None:
    ring = ring_rig(3, 10.0, CENTER, 2.0)
    both = edits.with_rig(RIG, ring, replace_all=False)
    assert both.views[:6] == RIG.views
    assert edits.new_ids(RIG, both) == ("view-07", "view-08", "view-09")
    assert [look_at(view) for view in both.views[6:]] == [look_at(view) for view in ring]
    assert edits.with_rig(RIG, ring, replace_all=True) == ring
    assert edits.with_rig(CameraSet(), ring, replace_all=False).ids == ring.ids


def test_ids_follow_the_highest_number_taken() -> None:
    placement = look_at(RIG.views[0])
    ids = ("view-07", "left", "view-3", "view-x", "my view-99")
    cameras = CameraSet(tuple(View(view_id, placement, (4, 4)) for view_id in ids))
    assert edits.fresh_id(cameras) == "view-08"
    assert edits.fresh_id(CameraSet()) == "view-01"
    added = edits.with_camera(cameras, placement, (10, 20))
    assert added["view-08"].image_size == (10, 20)
    assert added["view-08"].enabled


def test_copies_differ_from_what_they_copy_in_their_id_alone() -> None:
    off = edits.with_enabled(RIG, ["view-02"], False)
    copied = edits.duplicated(off, ["view-05", "view-02"])
    assert edits.new_ids(off, copied) == ("view-07", "view-08")
    for original, copy in (("view-02", "view-07"), ("view-05", "view-08")):
        assert copied[copy].placement is copied[original].placement
        assert copied[copy].enabled == copied[original].enabled
        assert copied[copy].image_size == copied[original].image_size


def test_toggling_switches_a_mixed_choice_on_first() -> None:
    mixed = edits.with_enabled(RIG, ["view-01"], False)
    on = edits.with_toggled(mixed, ["view-01", "view-02"])
    assert len(on.enabled) == 6
    assert [view.enabled for view in edits.with_toggled(on, ["view-01", "view-02"])] == [False] * 2 + [True] * 4


@pytest.mark.parametrize(
    ("name", "value"),
    [("azimuth_degrees", -33.0), ("elevation_degrees", 41.0), ("distance_world", 7.5), ("fov_y_degrees", 25.0)],
)
def test_a_number_changes_alone_and_for_all_that_are_meant(name: str, value: float) -> None:
    chosen = ("view-02", "view-04")
    changed = edits.with_numbers(RIG, chosen, name, value)
    for view_id in chosen:
        before, after = vars(numbers(RIG[view_id])), vars(numbers(changed[view_id]))
        assert after.pop(name) == pytest.approx(value, abs=1e-9)
        del before[name]
        assert after == pytest.approx(before, abs=1e-9)
        np.testing.assert_array_equal(look_at(changed[view_id]).target_world, CENTER)
    assert all(changed[view_id] is RIG[view_id] for view_id in RIG.ids if view_id not in chosen)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("azimuth_degrees", 400.0, "Azimuth must lie between -360 and 360, got 400."),
        ("elevation_degrees", 90.0, "Elevation must lie between -89 and 89, got 90."),
        ("distance_world", 0.0, "Distance must be greater than 0, got 0."),
        ("fov_y_degrees", 180.0, "Field of view must lie between 1 and 150, got 180."),
        ("fov_y_degrees", float("nan"), "Field of view must be a finite number, got nan."),
    ],
)
def test_a_number_out_of_range_is_refused_in_one_sentence(name: str, value: float, sentence: str) -> None:
    assert number_problem(name, value) == sentence
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        edits.with_numbers(RIG, ["view-01"], name, value)


def test_a_view_given_by_matrices_shows_its_numbers_and_keeps_them() -> None:
    cameras = RIG.with_added(BY_MATRICES)
    shown = camera_numbers(BY_MATRICES, np.array([0.0, 0.0, 1.0]))
    assert (shown.azimuth_degrees, shown.elevation_degrees) == pytest.approx((180.0, 0.0))
    assert shown.distance_world == pytest.approx(6.0)
    assert shown.fov_y_degrees == pytest.approx(np.degrees(np.arctan(20 / 110) + np.arctan(28 / 110)))
    changed = edits.with_numbers(cameras, cameras.ids, "distance_world", 2.0)
    assert changed["photo"] is BY_MATRICES
    assert numbers(changed["view-01"]).distance_world == pytest.approx(2.0)


def test_another_resolution_shows_the_same() -> None:
    cameras = edits.with_resolution(RIG.with_added(BY_MATRICES), 128)
    assert {view.image_size for view in cameras} == {(128, 128), (96, 128)}
    old, new = intrinsic_matrix(BY_MATRICES), intrinsic_matrix(cameras["photo"])
    np.testing.assert_allclose(new[:2] / [[128], [96]], old[:2] / [[64], [48]])
    np.testing.assert_array_equal(new[2], [0, 0, 1])
    with pytest.raises(ValueError, match="Resolution must be at least 1 pixel, got 0"):
        edits.with_resolution(RIG, 0)


def test_a_camera_is_moved_to_a_placement() -> None:
    there = look_at(RIG["view-05"])
    moved = edits.moved(RIG, "view-01", there)
    np.testing.assert_array_equal(eye_world(moved["view-01"].placement), there.eye_world)
    assert moved.ids == RIG.ids


def test_what_changes_nothing_returns_the_same_set() -> None:
    for name in ("azimuth_degrees", "elevation_degrees", "distance_world", "fov_y_degrees"):
        assert edits.with_numbers(RIG, ["view-03"], name, getattr(numbers(RIG["view-03"]), name)) is RIG
    assert edits.with_enabled(RIG, RIG.ids, True) is RIG
    assert edits.with_resolution(RIG, 64) is RIG
    assert edits.duplicated(RIG, ()) is RIG
    assert edits.without(RIG, ()) is RIG
    assert edits.with_numbers(CameraSet((BY_MATRICES,)), ["photo"], "fov_y_degrees", 30.0)["photo"] is BY_MATRICES


def test_an_unknown_id_is_named() -> None:
    with pytest.raises(KeyError, match="no view has the id 'x'"):
        edits.with_enabled(RIG, ["view-01", "x"], False)


def random_edit(cameras: CameraSet, generator: np.random.Generator) -> CameraSet:
    """One edit of any kind on a random choice of views."""
    chosen = [view_id for view_id in cameras.ids if generator.random() < 0.3]
    placement = look_at(RIG.views[generator.integers(len(RIG))])
    name = generator.choice(["azimuth_degrees", "elevation_degrees", "distance_world", "fov_y_degrees"])
    made = (
        lambda: edits.with_rig(cameras, ring_rig(4, 10.0, CENTER, 2.0), replace_all=bool(generator.random() < 0.3)),
        lambda: edits.with_camera(cameras, placement, (32, 32)),
        lambda: edits.duplicated(cameras, chosen),
        lambda: edits.without(cameras, chosen),
        lambda: edits.with_enabled(cameras, chosen, bool(generator.random() < 0.5)),
        lambda: edits.with_toggled(cameras, chosen),
        lambda: edits.with_numbers(cameras, chosen, name, float(generator.uniform(1, 80))),
        lambda: edits.moved(cameras, chosen[0], placement) if chosen else cameras,
        lambda: edits.with_resolution(cameras, int(generator.integers(8, 256))),
    )
    return made[generator.integers(len(made))]()


def described(cameras: CameraSet) -> list[tuple[object, ...]]:
    return [
        (view.id, view.enabled, view.image_size, numbers(view), tuple(eye_world(view.placement))) for view in cameras
    ]


@pytest.mark.parametrize("seed", range(20))
def test_random_edits_leave_every_earlier_set_as_it_was(seed: int) -> None:
    generator = np.random.default_rng(seed)
    sets = [RIG.with_added(BY_MATRICES)]
    descriptions = [described(sets[0])]
    for _ in range(40):
        sets.append(random_edit(sets[-1], generator))
        descriptions.append(described(sets[-1]))
    assert len(sets[-1].ids) == len(set(sets[-1].ids))
    assert [described(cameras) for cameras in sets] == descriptions


def test_weights_are_set_and_what_is_none_is_refused() -> None:
    cameras = edits.with_weight(RIG, RIG.ids[:2], 2.5)
    assert [view.weight for view in cameras][:3] == [2.5, 2.5, 1.0]
    assert edits.with_weight(cameras, RIG.ids[:2], 2.5) is cameras
    with pytest.raises(ValueError, match=r"Weight must lie between 0\.01 and 100, got 0\."):
        edits.with_weight(RIG, RIG.ids, 0.0)


def test_views_with_masks_keep_their_size() -> None:
    view = replace(RIG.views[0], mask=ViewMask(np.zeros(RIG.views[0].image_size, dtype=np.uint8)))
    assert edits.with_resolution(CameraSet((view,)), 777).views == (view,)
