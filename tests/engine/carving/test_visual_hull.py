"""Hulls of known bodies: size, handles, parts, what is cut or unknown, and what cannot be carved."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from app.engine.cameras.camera_matrices import eye_world
from app.engine.cameras.view import View
from app.engine.carving.adaptive_grid import Box
from app.engine.carving.visual_hull import Hull, visual_hull
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.remeshing.defects import mesh_quality
from app.engine.targets.target_set import Target
from tests.support.carving import UNIT_FRAME, assert_closed_manifold, ball, joined, sphere_views, targets_of
from tests.support.solids import cubes, torus


def hull_of(mesh: Mesh, count: int = 20, resolution: int = 64, size: int = 128) -> Hull:
    views = sphere_views(count, size)
    return visual_hull(views, targets_of(mesh, views), UNIT_FRAME, resolution)


def shifted(target: Target, pixels: int) -> Target:
    return replace(
        target,
        mask=torch.roll(target.mask, pixels, dims=1),
        distance_pixels=torch.roll(target.distance_pixels, pixels, dims=1),
    )


def test_the_hull_of_a_ball_holds_it_and_is_close() -> None:
    hull = hull_of(ball(0.8), count=40)
    radius = np.linalg.norm(hull.mesh.positions, axis=1)
    assert radius.min() > 0.79
    assert radius.max() < 0.88
    assert hull.volume == pytest.approx(4 / 3 * np.pi * 0.8**3, rel=0.07)
    assert (hull.genus, hull.parts, hull.removed_parts) == (0, 1, 0)
    np.testing.assert_allclose(hull.bounds, [[-0.82] * 3, [0.82] * 3], atol=0.04)


def test_a_hull_could_be_printed() -> None:
    hull = hull_of(torus(0.6, 0.25, 60, 24))
    quality = mesh_quality(hull.mesh)
    assert quality.outward
    assert quality.self_intersecting_faces == 0
    assert quality.smallest_angle_p1_degrees > 25
    assert quality.genus == hull.genus == 1


def test_the_triangles_of_the_cells_are_a_closed_manifold() -> None:
    views = sphere_views(6)
    targets = targets_of(torus(0.6, 0.25, 60, 24), views)
    hull = visual_hull(views, targets, UNIT_FRAME, 96, edge_cells=None)
    assert_closed_manifold(hull.mesh.positions, hull.mesh.faces)


def test_a_box_keeps_its_sides() -> None:
    box = cubes(np.ones((1, 1, 1)))
    box = Mesh((box.positions - 0.5) * [1.2, 0.8, 0.6], box.faces)
    hull = hull_of(box, count=60)
    np.testing.assert_allclose(hull.bounds, box.bounds, atol=0.06)
    assert 1.2 * 0.8 * 0.6 < hull.volume * 1.01 < 1.2 * 0.8 * 0.6 * 1.2


def test_a_frame_far_away_gives_the_same_hull_there() -> None:
    views = sphere_views(8)
    targets = targets_of(ball(0.7), views)
    near = visual_hull(views, targets, UNIT_FRAME, 48)
    other = visual_hull(views, targets, Frame(np.array([0.1, 0.0, -0.1]), 1.3), 48)
    assert other.volume == pytest.approx(near.volume, rel=0.01)
    np.testing.assert_allclose(other.bounds, near.bounds, atol=0.01)


@pytest.mark.parametrize(("radius", "center"), [(0.35, 0.55), (0.03, 0.7)])
def test_separate_bodies_stay_however_small(radius: float, center: float) -> None:
    hull = hull_of(joined(ball(0.35, (-0.5, 0, 0)), ball(radius, (center, 0, 0))))
    assert hull.parts == 2
    parts = hull.mesh.positions[:, 0] > 0
    assert hull.mesh.positions[parts].mean(axis=0) == pytest.approx([center, 0, 0], abs=0.02)


def test_crumbs_that_no_silhouette_needs_are_left_out() -> None:
    """Three balls in four views: some of the places where cones of different balls cross hold nothing."""
    bodies = joined(ball(0.3, (0.55, 0, 0)), ball(0.3, (-0.4, 0.5, 0.1)), ball(0.3, (-0.3, -0.55, 0.2)))
    views = sphere_views(7)
    targets = targets_of(bodies, views)
    hull = visual_hull(views, targets, UNIT_FRAME, 96)
    assert hull.removed_parts > 0
    assert hull.parts >= 3
    for target, again in zip(targets, targets_of(hull.mesh, views), strict=True):
        lost = (target.mask > 0.99) & (again.mask < 0.01)
        assert not bool(lost.any())


def test_a_hollow_is_not_seen() -> None:
    wall = ball(0.5)
    hull = hull_of(joined(ball(0.8), Mesh(wall.positions, wall.faces[:, ::-1])))
    assert hull.parts == 1
    assert hull.volume > 4 / 3 * np.pi * 0.79**3


def test_an_object_that_the_border_cuts_goes_on_to_the_end_of_the_box() -> None:
    views = [view for view in sphere_views(20) if abs(eye_world(view.placement)[1]) < 1.5]
    beam = cubes(np.ones((1, 1, 1)))
    beam = Mesh((beam.positions - 0.5) * [0.4, 8.0, 0.4], beam.faces)
    hull = visual_hull(views, targets_of(beam, views), UNIT_FRAME, 64)
    assert hull.bounds[:, 1] == pytest.approx([-1.05, 1.05], abs=0.02)
    assert hull.bounds[1, 0] < 0.45


def test_unknown_pixels_carve_nothing() -> None:
    views = sphere_views(12)
    targets = targets_of(ball(0.6), views)
    blind = torch.zeros_like(targets[0].mask)
    empty = replace(targets[0], mask=blind, distance_pixels=blind + 50.0, weight=blind)
    with_blind = visual_hull(views, [empty, *targets[1:]], UNIT_FRAME, 48)
    without = visual_hull([replace(views[0], enabled=False), *views[1:]], targets, UNIT_FRAME, 48)
    assert with_blind.volume == pytest.approx(without.volume, rel=1e-6)


def test_one_view_is_closed_by_the_box() -> None:
    views = sphere_views(1)
    hull = visual_hull(views, targets_of(ball(0.5), views), UNIT_FRAME, 48, search_box=Box.cube(0.9))
    eye = eye_world(views[0].placement)
    assert np.ptp(hull.mesh.positions @ (eye / np.linalg.norm(eye))) > 1.7
    assert np.abs(hull.bounds).max() < 0.92


def test_a_tolerance_forgives_views_that_are_off() -> None:
    views = sphere_views(20)
    targets = [shifted(t, 4 if i % 2 else -4) for i, t in enumerate(targets_of(ball(0.5), views))]
    cut = visual_hull(views, targets, UNIT_FRAME, 48)
    forgiving = visual_hull(views, targets, UNIT_FRAME, 48, tolerance_pixels=4.0)
    assert np.linalg.norm(cut.mesh.positions, axis=1).min() < 0.47
    assert np.linalg.norm(forgiving.mesh.positions, axis=1).min() > 0.49


def message(views: list[View], targets: list[Target]) -> str:
    with pytest.raises(ValueError, match="nothing can be carved") as raised:
        visual_hull(views, targets, UNIT_FRAME, 32)
    return str(raised.value)


def test_a_view_that_fits_to_no_other_is_named() -> None:
    views = sphere_views(10)
    targets = targets_of(ball(0.2), views)
    wrong = message(views, [*targets[:3], shifted(targets[3], 60), *targets[4:]])
    assert "the 10 silhouettes" in wrong
    assert f"without {views[3].id} they would have" in wrong


def test_an_empty_silhouette_is_named() -> None:
    views = sphere_views(5)
    targets = targets_of(ball(0.2), views)
    nothing = torch.zeros_like(targets[0].mask)
    assert f"the silhouette of {views[2].id} is empty" in message(
        views, [*targets[:2], replace(targets[2], mask=nothing, distance_pixels=nothing + 99), *targets[3:]]
    )


def test_views_that_have_nothing_to_do_with_one_another_are_told() -> None:
    views = sphere_views(6)
    targets = [shifted(t, 22 * i) for i, t in enumerate(targets_of(ball(0.1), views))]
    assert "check that cameras and silhouettes belong together" in message(views, targets)


def test_a_grid_needs_cells() -> None:
    views = sphere_views(2)
    with pytest.raises(ValueError, match="resolution must be at least 8"):
        visual_hull(views, targets_of(ball(0.5), views), UNIT_FRAME, 4)


def test_a_rod_as_thin_as_a_cell_keeps_its_thickness() -> None:
    sphere = ball(1.0)
    rod = Mesh(sphere.positions * [0.9, 0.02, 0.02] + np.array([0.0, 0.013, 0.007]), sphere.faces)
    hull = hull_of(rod, count=30, resolution=64, size=256)
    middle = np.abs(hull.mesh.positions[:, 0]) < 0.3
    around = np.linalg.norm(hull.mesh.positions[middle, 1:] - [0.013, 0.007], axis=1)
    assert hull.parts == 1
    assert around.mean() == pytest.approx(0.02, abs=0.002)
    assert mesh_quality(hull.mesh).self_intersecting_faces == 0
