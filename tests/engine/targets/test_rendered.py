"""Targets rendered from a mesh: against closed forms and masks, at borders, far away, kept while views stay."""

import dataclasses

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from app.engine.cameras.view import LookAt, View
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere
from app.engine.targets.masks import mask_target
from app.engine.targets.rendered import RenderedTargets
from app.engine.targets.target_set import REACH_PIXELS, Target
from tests.support.fits import ellipsoid, views_around

CPU = torch.device("cpu")
SIZE = 96
UP = np.array([0.0, 1.0, 0.0])


def rendered(mesh: Mesh, view: View) -> Target:
    return RenderedTargets(mesh, Frame.around(mesh), CPU).targets([view])[0]


def front_view(size: int = SIZE, fov_y_degrees: float = 30.0) -> View:
    """From five units before the origin."""
    return View("front", LookAt(np.array([0.0, 0.0, 5.0]), np.zeros(3), UP, fov_y_degrees), (size, size))


def disc_distance(radius: float, distance: float) -> NDArray[np.float64]:
    """The outline of a sphere straight ahead is a circle about the image's centre."""
    focal = SIZE / 2 / np.tan(np.radians(15.0))
    radius_pixels = focal * radius / np.sqrt(distance**2 - radius**2)
    y, x = np.mgrid[:SIZE, :SIZE] + 0.5 - SIZE / 2
    return np.asarray(np.hypot(x, y) - radius_pixels)


@pytest.mark.parametrize(("scale", "x"), [(1.0, 0.0), (1e-3, 0.0), (1e3, 5e6)])
def test_a_sphere_is_a_disc_wherever_it_is(scale: float, x: float) -> None:
    sphere = icosphere(6, scale, (x, 0.0, 0.0))
    placement = LookAt(np.array([x, 0.0, 5 * scale]), np.array([x, 0.0, 0.0]), UP, 30.0)
    view = View("front", placement, (SIZE, SIZE))
    target = rendered(sphere, view)
    exact = disc_distance(1.0, 5.0)
    within = np.abs(exact) < REACH_PIXELS
    np.testing.assert_allclose(target.distance_pixels.numpy()[within], exact[within], atol=0.03)
    assert target.mask.sum().item() == pytest.approx((exact < -2).sum() + _ring_area(exact), rel=2e-3)


def _ring_area(exact: NDArray[np.float64]) -> float:
    """Covered area of the pixels near the outline, each by its distance."""
    return float(np.clip(0.5 - exact[np.abs(exact) <= 2], 0, 1).sum())


def test_a_rendered_target_and_that_of_its_mask_agree() -> None:
    for view in views_around(ellipsoid(), 3, (SIZE, SIZE)):
        exact = rendered(ellipsoid(), view)
        measured = mask_target(view.id, exact.mask.numpy())
        band = exact.distance_pixels.abs() < 15
        error = (measured.distance_pixels - exact.distance_pixels)[band]
        assert abs(error.mean().item()) < 0.02
        assert error.square().mean().sqrt().item() < 0.1


def test_a_half_plane_at_any_angle_is_measured_without_bias() -> None:
    angle = np.radians(22.5)
    far = 100.0
    corners = np.array([[0.0, -far], [0.0, far], [-far, far], [-far, -far]])
    turned = corners @ [[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]
    sheet = Mesh(np.c_[turned, np.zeros(4)], np.array([[0, 1, 2], [0, 2, 3]], dtype=np.int32))
    distance = rendered(sheet, front_view()).distance_pixels.numpy()
    y, x = np.mgrid[:SIZE, :SIZE] + 0.5 - SIZE / 2
    exact = np.cos(angle) * x - np.sin(angle) * y
    np.testing.assert_allclose(distance, np.clip(exact, -REACH_PIXELS, REACH_PIXELS), atol=0.01)


def test_an_object_cut_by_the_border_is_not_closed_there() -> None:
    sphere = icosphere(6)
    whole = front_view(2 * SIZE)
    half = 2 * np.degrees(np.arctan(np.tan(np.radians(15.0)) / 2))
    part = front_view(SIZE, half)
    distance = rendered(sphere, part).distance_pixels
    middle = rendered(sphere, whole).distance_pixels[SIZE // 2 : -SIZE // 2, SIZE // 2 : -SIZE // 2]
    torch.testing.assert_close(distance, middle, atol=1e-2, rtol=0)


def test_an_empty_view_is_empty() -> None:
    away = View("away", LookAt(np.array([0.0, 0, 5]), np.array([0.0, 0, 9]), UP), (16, 20))
    target = rendered(ellipsoid(), away)
    assert not target.mask.any()
    assert (target.distance_pixels > 6 * 3.0).all()


def test_a_view_that_stays_keeps_its_target_and_a_changed_one_is_made_anew() -> None:
    mesh = ellipsoid()
    source = RenderedTargets(mesh, Frame.around(mesh), CPU)
    views = views_around(mesh, 3)
    before = source.targets(views)
    other = views_around(mesh, 4)[1]
    views = [
        dataclasses.replace(views[0], enabled=False),
        dataclasses.replace(views[1], placement=other.placement),
        dataclasses.replace(views[2], image_size=(20, 30)),
    ]
    after = source.targets(views)
    assert after[0] is before[0]
    assert not torch.equal(after[1].mask, before[1].mask)
    assert after[2].image_size == (20, 30)
