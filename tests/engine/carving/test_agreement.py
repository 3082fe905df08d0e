"""What silhouettes explain of each other, and which of them are against the others."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
import torch

from app.engine.cameras.camera_matrices import intrinsic_matrix, world_to_camera
from app.engine.cameras.view import Calibrated, View
from app.engine.carving.agreement import Agreement, agreement
from app.engine.targets.target_set import Target
from tests.support.carving import CPU, UNIT_FRAME, sphere_views, targets_of
from tests.support.solids import torus


def measured(views: Sequence[View], targets: Sequence[Target]) -> Agreement:
    return agreement(views, targets, UNIT_FRAME, CPU)


def seen(views: Sequence[View]) -> list[Target]:
    return targets_of(torus(0.6, 0.25, 60, 24), views)


def rolled(target: Target, pixels: int) -> Target:
    mask, distance = (torch.roll(image, pixels, dims=1) for image in (target.mask, target.distance_pixels))
    return Target(target.view_id, mask, distance)


def moved(view: View, by: Sequence[float]) -> View:
    """The view from an eye that stands elsewhere, by so much in the camera's axes."""
    matrix = world_to_camera(view.placement)
    return replace(view, placement=Calibrated(intrinsic_matrix(view), matrix[:3, :3], matrix[:3, 3] - by))


def test_silhouettes_of_one_object_explain_each_other() -> None:
    views = sphere_views(12, 96)
    found = measured(views, seen(views))
    assert found.share > 0.998
    assert found.shares.min() > 0.99
    assert found.against == ()
    assert found.view_ids == tuple(view.id for view in views)


def test_the_share_is_that_of_pixels() -> None:
    found = Agreement(("a", "b"), np.array([1.0, 0.5]), np.array([300, 100]), ())
    assert found.share == pytest.approx(0.875)


def test_cameras_that_are_all_off_explain_less() -> None:
    views = sphere_views(12, 96)
    rng = np.random.default_rng(1)
    shaken = [moved(view, rng.normal(0.0, 0.15, 3).tolist()) for view in views]
    assert measured(shaken, seen(views)).share < 0.9


def test_a_mask_beside_the_object_is_against_the_others() -> None:
    views = sphere_views(12, 96)
    targets = seen(views)
    targets[4] = rolled(targets[4], 30)
    found = measured(views, targets)
    assert found.against == (views[4].id,)
    assert found.shares[4] < 0.8
    assert np.delete(found.shares, 4).min() > 0.99


def test_a_mask_that_lacks_a_part_is_against_the_others_though_it_is_explained() -> None:
    views = sphere_views(12, 96)
    targets = seen(views)
    half = torch.arange(96).expand(96, 96) - 48.0
    distance = torch.maximum(targets[7].distance_pixels, half)
    targets[7] = Target(views[7].id, (distance < 0).float(), distance)
    found = measured(views, targets)
    assert found.against == (views[7].id,)
    assert found.share > 0.99


def test_two_wrong_masks_of_twelve_are_both_found() -> None:
    views = sphere_views(12, 96)
    targets = seen(views)
    targets[2], targets[9] = rolled(targets[2], 30), rolled(targets[9], -35)
    assert measured(views, targets).against == (views[2].id, views[9].id)


def test_nobody_is_against_the_others_where_no_one_agrees() -> None:
    views = sphere_views(12, 96)
    targets = [rolled(target, 25 * (index % 4)) for index, target in enumerate(seen(views))]
    found = measured(views, targets)
    assert found.share < 0.8
    assert len(found.against) <= 3


def test_what_is_unknown_denies_nothing() -> None:
    views = sphere_views(12, 96)
    targets = seen(views)
    known = (torch.arange(96).expand(96, 96) >= 48).float()
    wrong = rolled(targets[3], 30)
    distance = torch.where(known > 0, targets[3].distance_pixels, wrong.distance_pixels)
    targets[3] = Target(views[3].id, (distance < 0).float(), distance, known)
    found = measured(views, targets)
    assert found.against == ()
    assert found.share > 0.99


def test_what_is_behind_a_camera_is_not_explained() -> None:
    """All look away: each then sees a piece of space that the others have behind them."""
    views = sphere_views(12, 96)
    turn = np.diag([1.0, -1.0, -1.0])
    away = []
    for view in views:
        matrix = world_to_camera(view.placement)
        placement = Calibrated(intrinsic_matrix(view), turn @ matrix[:3, :3], turn @ matrix[:3, 3])
        away.append(replace(view, placement=placement))
    assert measured(away, seen(views)).share == 0.0


def test_one_view_agrees_with_itself() -> None:
    views = sphere_views(5, 96)[2:3]
    assert measured(views, seen(views)).share == 1.0
