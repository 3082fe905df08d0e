"""Cameras that are a little off: that a fit moves them back, keeps what it has found, and leaves others alone."""

import dataclasses
from collections.abc import Sequence

import numpy as np
import pytest
import torch
from scipy.spatial.transform import Rotation

from app.engine.cameras.camera_matrices import eye_world, intrinsic_matrix, world_to_camera
from app.engine.cameras.rigs import fit_distance, sphere_rig
from app.engine.cameras.view import Calibrated, View
from app.engine.fitting.fit_session import FitSession
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.start import start_mesh
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere
from app.engine.metrics.camera_alignment import CameraErrors, camera_errors
from app.engine.targets.rendered import RenderedTargets
from app.engine.targets.target_set import Target
from tests.support.perturbed import perturbed

SETTINGS = FitSettings(
    steps=40, refine_cameras="poses", start="sphere", sphere_level=2, softness_start_pixels=2.0, device="cpu"
)


class KnownTargets:
    """The outlines of photographs, whatever cameras are taken to be."""

    def __init__(self, targets: Sequence[Target]) -> None:
        self._targets = {target.view_id: target for target in targets}

    def targets(self, views: Sequence[View]) -> list[Target]:
        return [self._targets[view.id] for view in views]


def pebble() -> Mesh:
    """A shape without symmetry."""
    sphere = icosphere(4)
    x, y, z = sphere.positions.T
    radius = 1 + 0.25 * np.sin(2.1 * x + 0.4) * np.cos(1.7 * y) + 0.2 * np.sin(2.6 * z + x)
    return Mesh(sphere.positions * radius[:, None] * [1.0, 0.8, 0.6], sphere.faces)


MESH = pebble()
FRAME = Frame.around(MESH)
CPU = torch.device("cpu")


def true_views(count: int = 12, image_size: tuple[int, int] = (96, 96)) -> list[View]:
    return list(sphere_rig(count, FRAME.center_world, fit_distance(1.2 * FRAME.scale), image_size=image_size))


TRUE = true_views()
SOURCE = KnownTargets(RenderedTargets(MESH, FRAME, CPU).targets(TRUE))
OFF = perturbed(TRUE, FRAME.center_world, np.random.default_rng(3))


def session(settings: FitSettings = SETTINGS, views: Sequence[View] = OFF) -> FitSession:
    return FitSession.started(start_mesh(settings, FRAME), FRAME, views, SOURCE, settings)


def errors(views: Sequence[View]) -> CameraErrors:
    return camera_errors(views, TRUE, FRAME.center_world)


def test_poses_are_recovered() -> None:
    settings = dataclasses.replace(SETTINGS, steps=80, start="best")
    fit = session(settings)
    for _ in range(settings.steps):
        fit.step()
    before, after = errors(OFF), errors(fit.refined_views())
    assert after.rotation_degrees.mean() < 0.16 * before.rotation_degrees.mean()
    assert after.center_shares.mean() < 0.2 * before.center_shares.mean()
    assert np.mean([view.iou for view in fit.measure()]) > 0.985


def test_outlines_alone_bring_cameras_most_of_the_way_before_the_first_update() -> None:
    fit = session()
    fit.step()
    assert errors(fit.refined_views()).rotation_degrees.mean() < 0.2 * errors(OFF).rotation_degrees.mean()


def test_true_cameras_stay_where_they_are() -> None:
    fit = session(dataclasses.replace(SETTINGS, start="hull"), views=TRUE)
    for _ in range(SETTINGS.steps):
        fit.step()
    assert errors(fit.refined_views()).rotation_degrees.mean() < 0.15
    for now, given in zip(fit.refined_views(), TRUE, strict=True):  # in the capture's frame, without aligning
        assert np.linalg.norm(eye_world(now.placement) - eye_world(given.placement)) < 0.004 * np.linalg.norm(
            eye_world(given.placement)
        )


def test_without_it_nothing_moves() -> None:
    fit = session(dataclasses.replace(SETTINGS, refine_cameras="off"))
    fit.step()
    assert fit.refined_views() == tuple(OFF)
    assert fit.refined_cameras() == ()


def test_switched_off_it_keeps_what_it_has_found() -> None:
    fit = session()
    for _ in range(30):
        fit.step()
    found = fit.refined_views()
    fit.set_settings(dataclasses.replace(SETTINGS, refine_cameras="off"))
    ious = fit.measure()
    for _ in range(3):
        fit.step()
    for now, then in zip(fit.refined_views(), found, strict=True):
        assert np.array_equal(world_to_camera(now.placement), world_to_camera(then.placement))
    assert np.mean([iou.iou for iou in fit.measure()]) > np.mean([iou.iou for iou in ious]) - 0.01


@pytest.mark.parametrize("done", [5, 30])
def test_a_state_is_all_that_is_needed_to_go_on(done: int) -> None:
    fit = session()
    for _ in range(done):
        fit.step()
    twin = FitSession(fit.state(), OFF, SOURCE)
    assert [twin.step() for _ in range(6)] == [fit.step() for _ in range(6)]
    for one, other in zip(twin.refined_views(), fit.refined_views(), strict=True):
        assert np.array_equal(world_to_camera(one.placement), world_to_camera(other.placement))


def test_an_edited_view_starts_anew_and_the_others_stay() -> None:
    fit = session()
    fit.step()
    before = {camera.view_id: camera for camera in fit.refined_cameras()}
    edited = dataclasses.replace(OFF[0], placement=TRUE[0].placement)
    weighed = dataclasses.replace(OFF[1], weight=2.0)
    fit.set_views([edited, weighed, dataclasses.replace(OFF[2], enabled=False), *OFF[3:]])
    after = {camera.view_id: camera for camera in fit.refined_cameras()}
    assert OFF[0].id not in after
    for view in OFF[1:]:
        assert np.array_equal(after[view.id].placement.rotation, before[view.id].placement.rotation)
    fit.step()
    assert OFF[0].id in {camera.view_id for camera in fit.refined_cameras()}


def test_it_tells_how_far_cameras_have_moved() -> None:
    fit = session(dataclasses.replace(SETTINGS, refine_cameras="poses_and_lenses"))
    fit.step()
    for camera, given in zip(fit.refined_cameras(), OFF, strict=True):
        turn = Rotation.from_matrix(camera.placement.rotation @ world_to_camera(given.placement)[:3, :3].T)
        assert camera.turned_degrees == pytest.approx(np.degrees(turn.magnitude()), rel=1e-6)
        apart = eye_world(camera.placement) - eye_world(given.placement)
        distance = np.linalg.norm(eye_world(given.placement) - FRAME.center_world)
        assert camera.moved_share == pytest.approx(np.linalg.norm(apart) / distance, rel=1e-6)
        longer = camera.placement.intrinsic_matrix[0, 0] / intrinsic_matrix(given)[0, 0]
        assert camera.focal_percent == pytest.approx(100 * (longer - 1), rel=1e-6, abs=1e-9)


def test_focal_lengths_change_only_if_they_may() -> None:
    zoomed = [dataclasses.replace(OFF[0], placement=_longer(OFF[0], 1.02)), *OFF[1:]]
    fixed, free = (
        session(views=zoomed),
        session(dataclasses.replace(SETTINGS, refine_cameras="poses_and_lenses"), views=zoomed),
    )
    fixed.step()
    free.step()
    assert all(camera.focal_percent == 0 for camera in fixed.refined_cameras())
    assert free.refined_cameras()[0].focal_percent < -0.3


def test_mirror_images_follow_their_views() -> None:
    settings = dataclasses.replace(SETTINGS, mirror="x", steps=10)
    fit = session(settings)
    for _ in range(10):
        fit.step()
    by_id = {view.id: view for view in fit.views.views}
    plane = fit.views.plane
    assert plane is not None
    for view in fit.views.views[: len(OFF)]:
        mirrored = plane.view(view)
        found = by_id[mirrored.id].placement
        assert np.allclose(world_to_camera(found), world_to_camera(mirrored.placement))
    level = fit.full_views
    assert level.groups[0].camera.extrinsics.rotation.shape[0] == len(OFF)


def test_unknown_pixels_and_empty_outlines_are_not_trusted() -> None:
    first, *others = SOURCE.targets(TRUE)
    known = torch.ones_like(first.mask)
    known[:, :48] = 0.0
    half = dataclasses.replace(first, mask=first.mask * known, weight=known)
    nothing = dataclasses.replace(first, mask=0 * first.mask, distance_pixels=torch.full_like(first.mask, 99.0))
    for target in (half, nothing):
        fit = FitSession.started(start_mesh(SETTINGS, FRAME), FRAME, OFF, KnownTargets([target, *others]), SETTINGS)
        fit.step()
        rest = slice(1, None)
        after = camera_errors(fit.refined_views()[rest], TRUE[rest], FRAME.center_world)
        assert after.rotation_degrees.mean() < 0.2 * errors(OFF).rotation_degrees.mean()


def test_one_view_alone_stays_where_it_is() -> None:
    fit = session(views=OFF[:1])
    fit.step()
    (camera,) = fit.refined_cameras()
    assert camera.turned_degrees == pytest.approx(0, abs=1e-9)


def _longer(view: View, factor: float) -> Calibrated:
    assert isinstance(view.placement, Calibrated)
    lens = view.placement.intrinsic_matrix * [[factor, factor, 1]] / 1.0
    return dataclasses.replace(view.placement, intrinsic_matrix=lens)
