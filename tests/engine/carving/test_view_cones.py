"""The distance to the cones behind silhouettes: closed forms, borders, unknown pixels, several image sizes."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from app.engine.cameras.view import LookAt, View
from app.engine.carving.view_cones import ConeGroup, ViewCones, view_cones
from app.engine.meshes.frame import Frame
from app.engine.targets.target_set import Target
from renderer_cuda import Camera
from tests.support.carving import UNIT_FRAME, ball, sphere_views, targets_of

SIZE = 64


def disc(radius_pixels: float, center_x: float = SIZE / 2) -> Tensor:
    y, x = np.mgrid[:SIZE, :SIZE] + 0.5
    return torch.tensor(np.hypot(x - center_x, y - SIZE / 2) - radius_pixels, dtype=torch.float32)


def target(view_id: str, distance: Tensor, weight: Tensor | None = None) -> Target:
    return Target(view_id, (distance < 0).float(), distance, weight)


def front_view(view_id: str = "front", eye: tuple[float, float, float] = (0, 0, 4)) -> View:
    """Focal length 64 pixels."""
    placement = LookAt(np.array(eye), np.zeros(3), np.array([0.0, 1.0, 0.0]), np.degrees(2 * np.arctan(0.5)))
    return View(view_id, placement, (SIZE, SIZE))


def cones(distance: Tensor, weight: Tensor | None = None, tolerance_pixels: float = 0.0) -> ViewCones:
    return view_cones(
        [front_view()], [target("front", distance, weight)], UNIT_FRAME, tolerance_pixels=tolerance_pixels
    )


def points(*rows: tuple[float, float, float]) -> Tensor:
    return torch.tensor(rows, dtype=torch.float32)


def test_a_disc_seen_orthographically_is_a_cylinder() -> None:
    camera = Camera.look_at_orthographic([0, 0, 5.0], [0, 0, 0], height_world=2.0, image_size=(SIZE, SIZE))
    cylinder = ViewCones(["above"], [ConeGroup((0,), camera, disc(16.0)[None])])
    where = torch.rand(500, 3, generator=torch.Generator().manual_seed(1)) * 1.6 - 0.8
    exact = where[:, :2].norm(dim=1) - 0.5
    away = where[:, :2].norm(dim=1) > 0.05  # between pixels the tip of the field is rounded
    torch.testing.assert_close(cylinder.signed_distance(where)[away], exact[away], atol=4e-3, rtol=0)
    assert cylinder.steepness == 1.0


def test_a_disc_seen_in_perspective_is_a_cone() -> None:
    distances = cones(disc(16.0)).signed_distance(
        points((1.0, 0, 0), (0.5, 0, 2), (0, -1.25, -1), (0, 0.75, 1), (0, 1, 1))
    )
    torch.testing.assert_close(distances, torch.tensor([0.0, 0.0, 0.0, 0.0, 0.25]), atol=2e-3, rtol=0)


def test_the_distance_is_never_more_than_steepness_times_the_true_one() -> None:
    field = cones(disc(24.0))
    where = torch.rand(2000, 3, generator=torch.Generator().manual_seed(2)) * 1.6 - 0.8
    slope = 24.0 / 64.0
    exact = (where[:, :2].norm(dim=1) - slope * (4 - where[:, 2])) / np.hypot(1.0, slope)
    assert (field.signed_distance(where).abs() <= 1.02 * field.steepness * exact.abs() + 1e-3).all()


def test_what_a_view_cannot_see_is_free() -> None:
    behind = points((0.0, 0, 5), (9.0, 3, 4.5))
    assert torch.isneginf(cones(disc(4.0)).signed_distance(behind)).all()


def test_unknown_pixels_do_not_constrain() -> None:
    weight = torch.ones(SIZE, SIZE)
    weight[:, SIZE // 2 :] = 0.0
    distances = cones(disc(8.0), weight).signed_distance(points((-1.0, 0, 0), (1.0, 0, 0)))
    assert distances[0] == pytest.approx(0.5, abs=2e-3)
    assert torch.isneginf(distances[1])


def test_an_outline_that_the_border_cuts_goes_on() -> None:
    half_disc = disc(16.0, center_x=0.0)
    inside, outside = cones(half_disc).signed_distance(points((-3.0, 0, 0), (-3.0, 1.5, 0)))
    assert inside < 0 < outside


def test_a_tolerance_widens_the_silhouettes() -> None:
    edge = points((1.0, 0, 0))
    assert cones(disc(16.0), tolerance_pixels=2.0).signed_distance(edge) == pytest.approx(-2 / 16, abs=2e-3)


def test_views_of_several_sizes_keep_their_order() -> None:
    views = [front_view("a"), replace(front_view("b"), image_size=(32, 64)), front_view("c", (4.0, 0, 0))]
    targets = [target("a", disc(16.0)), target("b", disc(8.0)[16:48]), target("c", disc(4.0))]
    field = view_cones(views, targets, UNIT_FRAME)
    where = points((0.3, 0.2, 0.1), (0.0, 0.9, 0.0))
    each = field.per_view(where)
    for index, (view, seen) in enumerate(zip(views, targets, strict=True)):
        torch.testing.assert_close(each[index], view_cones([view], [seen], UNIT_FRAME).signed_distance(where))
    torch.testing.assert_close(field.signed_distance(where), each.amax(dim=0))
    torch.testing.assert_close(field.signed_distance_to_any(where), each.amin(dim=0))


def test_the_frame_moves_and_scales() -> None:
    frame = Frame(np.array([0.0, 0.0, 1.0]), 2.0)
    field = view_cones([front_view()], [target("front", disc(16.0))], frame)
    world = points((0.75, 0.3, 1.5))
    expected = cones(disc(16.0)).signed_distance(world) / 2
    torch.testing.assert_close(field.signed_distance((world - torch.tensor([0, 0, 1.0])) / 2), expected)


def test_views_that_are_switched_off_do_not_carve() -> None:
    views = [front_view("a"), replace(front_view("b"), enabled=False)]
    field = view_cones(views, [target("a", disc(16.0)), target("b", disc(1.0))], UNIT_FRAME)
    assert field.view_ids == ("a",)
    assert field.signed_distance(points((0.9, 0, 0))) < 0


def test_many_points_are_measured_as_few_are() -> None:
    views = sphere_views(5, 32)
    field = view_cones(views, targets_of(ball(0.5), views), UNIT_FRAME)
    where = torch.rand(20_000, 3, generator=torch.Generator().manual_seed(3)) * 2 - 1
    together = field.signed_distance(where)
    torch.testing.assert_close(together[-7:], field.signed_distance(where[-7:]))
    assert ((together < 0) >= (where.norm(dim=1) < 0.49)).all()


def test_what_cannot_be_measured_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one view"):
        view_cones([replace(front_view(), enabled=False)], [target("front", disc(16.0))], UNIT_FRAME)
    with pytest.raises(ValueError, match="view front is"):
        view_cones([replace(front_view(), image_size=(9, 9))], [target("front", disc(16.0))], UNIT_FRAME)
