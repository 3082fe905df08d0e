"""Where silhouettes say that the object is: any size and place, cut by borders, open views, masks that do not fit."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
import torch

from app.engine.cameras.rigs import ring_rig, sphere_rig
from app.engine.cameras.view import View
from app.engine.carving.object_frame import object_frame
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.targets.target_set import Target
from tests.support.carving import CPU, ball, joined, targets_of
from tests.support.solids import cubes

CENTER = np.array([120.0, -40.0, 300.0])
SCALE = 50.0
AROUND = Frame(CENTER, 2 * SCALE)


def body() -> Mesh:
    """Two balls that overlap, 1.9 long, off the middle, in a world of other units."""
    local = joined(ball(0.5, (-0.2, 0.1, 0.0), 3), ball(0.6, (0.6, 0.1, 0.1), 3))
    return Mesh(CENTER + SCALE * local.positions, local.faces)


def views_around(count: int = 12, size: tuple[int, int] = (120, 160), fov_y_degrees: float = 40.0) -> list[View]:
    return list(sphere_rig(count, CENTER, 4.5 * SCALE, fov_y_degrees, size))


def frame_of(views: Sequence[View], targets: Sequence[Target], around: Frame = AROUND) -> Frame:
    return object_frame(views, targets, around, CPU)


def seen(views: Sequence[View]) -> list[Target]:
    return targets_of(body(), views, Frame(CENTER, SCALE))


def assert_about(found: Frame, wanted: Frame, tolerance: float) -> None:
    """The tolerance is a share of the wanted frame's scale."""
    assert found.scale == pytest.approx(wanted.scale, rel=tolerance)
    np.testing.assert_allclose(found.center_world, wanted.center_world, atol=tolerance * wanted.scale)


def rolled(target: Target, pixels: int) -> Target:
    mask, distance = (torch.roll(image, pixels, dims=1) for image in (target.mask, target.distance_pixels))
    return Target(target.view_id, mask, distance)


def nothing(view: View) -> Target:
    empty = torch.zeros(view.image_size)
    return Target(view.id, empty, torch.full_like(empty, 200.0))


def test_the_frame_is_that_around_the_object() -> None:
    views = views_around(24)
    assert_about(frame_of(views, seen(views)), Frame.around(body()), 0.03)


@pytest.mark.parametrize("around", [Frame(CENTER + 30.0, 700.0), Frame(np.zeros(3), 1e-3)])
def test_where_one_looked_first_does_not_matter(around: Frame) -> None:
    views = views_around()
    targets = seen(views)
    found, usual = frame_of(views, targets, around), frame_of(views, targets)
    assert found.scale == usual.scale
    np.testing.assert_array_equal(found.center_world, usual.center_world)


def test_large_images_of_several_sizes_give_the_same_frame() -> None:
    views = [*views_around(12, (480, 640))[::2], *views_around(12, (330, 500))[1::2]]
    assert_about(frame_of(views, seen(views)), Frame.around(body()), 0.05)


def test_an_object_that_borders_cut_is_not_made_smaller() -> None:
    """In the middle of each image only: both ends of the body are seen from some sides, its middle from the others."""
    views = [*views_around(16), *(replace(view, id=f"close-{view.id}") for view in views_around(8, (60, 160), 12.0))]
    assert_about(frame_of(views, seen(views)), Frame.around(body()), 0.04)


def test_parts_thinner_than_the_coarse_cells_count() -> None:
    """A ball on a long rod."""
    local = joined(ball(0.3, (0.0, 0.6, 0.0), 3), rod(0.012, -1.0, 0.5))
    mesh = Mesh(CENTER + SCALE * local.positions, local.faces)
    views = views_around(20, (480, 640))
    found = frame_of(views, targets_of(mesh, views, Frame(CENTER, SCALE)))
    assert_about(found, Frame.around(mesh), 0.04)


def rod(half_width: float, low: float, high: float) -> Mesh:
    """A box along y."""
    mesh = cubes(np.ones((1, 1, 1), dtype=bool))
    unit = (mesh.positions - mesh.bounds[0]) / (mesh.bounds[1] - mesh.bounds[0])
    return Mesh([-half_width, low, -half_width] + unit * [2 * half_width, high - low, 2 * half_width], mesh.faces)


@pytest.mark.parametrize("count", [1, 2])
def test_views_from_one_side_leave_the_object_near_what_they_show(count: int) -> None:
    views = list(ring_rig(200, 0.0, CENTER, 4.5 * SCALE, image_size=(120, 160)))[:count]
    found = frame_of(views, seen(views))
    assert 0.8 < found.scale / Frame.around(body()).scale < 2.0
    assert np.linalg.norm(found.center_world - CENTER) < SCALE


def test_nobody_is_asked_whose_silhouette_is_empty_off_or_unknown() -> None:
    views = views_around()
    targets = seen(views)
    alone = frame_of(views[3:], targets[3:])
    others = [nothing(views[0]), rolled(targets[1], 70), replace(targets[2], weight=torch.zeros(views[2].image_size))]
    asked = [views[0], replace(views[1], enabled=False), *views[2:]]
    found = frame_of(asked, [*others, *targets[3:]])
    assert_about(found, alone, 1e-9)


def test_silhouettes_with_nothing_in_them_leave_the_frame_where_it_was() -> None:
    views = views_around(3)
    assert frame_of(views, [nothing(view) for view in views]) is AROUND


def test_masks_with_nothing_in_common_leave_the_frame_where_it_was() -> None:
    views = list(ring_rig(6, 0.0, CENTER, 4.5 * SCALE, image_size=(120, 160)))
    masks = [spot(view, row, 80) for view, row in zip(views, (10, 30, 50, 70, 90, 110), strict=True)]
    assert frame_of(views, masks) is AROUND


def spot(view: View, row: int, column: int) -> Target:
    """A small disc."""
    rows, columns = np.mgrid[: view.image_size[0], : view.image_size[1]]
    distance = np.hypot(rows - row, columns - column) - 6.0
    return Target(view.id, torch.as_tensor(distance < 0).float(), torch.as_tensor(distance).float())


def test_one_wrong_mask_does_not_carve_the_object_away() -> None:
    views = views_around()
    targets = seen(views)
    without = frame_of(views[1:], targets[1:])
    assert_about(frame_of(views, [spot(views[0], 20, 20), *targets[1:]]), without, 0.01)
    assert_about(frame_of(views, [rolled(targets[0], 40), *targets[1:]]), without, 0.01)


def test_masks_that_are_all_a_little_off_still_place_the_object() -> None:
    views = views_around()
    rng = np.random.default_rng(5)
    targets = [rolled(target, int(rng.integers(-4, 5))) for target in seen(views)]
    assert_about(frame_of(views, targets), Frame.around(body()), 0.15)


def test_the_frame_is_the_same_each_time() -> None:
    views = views_around()
    targets = seen(views)
    first, second = frame_of(views, targets), frame_of(views, targets)
    assert first.scale == second.scale
    np.testing.assert_array_equal(first.center_world, second.center_world)
