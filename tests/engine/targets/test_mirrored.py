"""Views of a symmetric object in a mirror: what they see is what the camera on the other side would see."""

import numpy as np
import pytest
import torch

from app.engine.cameras.camera_matrices import intrinsic_matrix, world_to_camera
from app.engine.cameras.rigs import sphere_rig
from app.engine.cameras.view import Calibrated, View
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere
from app.engine.targets.mirrored import MirrorPlane, with_mirror_images
from app.engine.targets.rendered import RenderedTargets
from app.engine.targets.target_set import Target

CENTER = np.array([3.0, -2.0, 1.0])
SPHERE = icosphere(3)
SYMMETRIC = Mesh(CENTER + SPHERE.positions * [1.0, 0.6, 0.4], SPHERE.faces)
FRAME = Frame.around(SYMMETRIC)


def views() -> list[View]:
    return list(sphere_rig(4, CENTER, 4.0, image_size=(40, 48)))


def calibrated(view: View) -> View:
    """The same camera by its matrices, with skew and a principal point off the middle."""
    lens = intrinsic_matrix(view) + np.array([[0.0, 1.5, 2.0], [0.0, 3.0, -1.0], [0.0, 0.0, 0.0]])
    pose = world_to_camera(view.placement)
    return View(view.id, Calibrated(lens, pose[:3, :3], pose[:3, 3]), view.image_size)


def targets(seen: list[View]) -> list[Target]:
    return RenderedTargets(SYMMETRIC, FRAME, torch.device("cpu")).targets(seen)


@pytest.mark.parametrize("axis", ["x", "y", "z"])
@pytest.mark.parametrize("by_matrices", [False, True])
def test_a_mirrored_camera_sees_the_mirrored_target(axis: str, by_matrices: bool) -> None:
    seen = [calibrated(view) for view in views()] if by_matrices else views()
    plane = MirrorPlane(axis, FRAME)
    rendered = targets([plane.view(view) for view in seen])
    for mirrored, real in zip(map(plane.target, targets(seen)), rendered, strict=True):
        assert mirrored.view_id == real.view_id
        torch.testing.assert_close(mirrored.distance_pixels, real.distance_pixels, rtol=0, atol=2e-3)


def test_twice_is_as_before() -> None:
    plane = MirrorPlane("x", FRAME)
    for view in [*views(), *map(calibrated, views())]:
        back = plane.view(plane.view(view))
        np.testing.assert_allclose(world_to_camera(back.placement), world_to_camera(view.placement), atol=1e-12)
        np.testing.assert_allclose(intrinsic_matrix(back), intrinsic_matrix(view), atol=1e-12)


def test_weights_are_mirrored_too() -> None:
    target = targets(views())[0]
    weight = torch.arange(target.mask.numel(), dtype=torch.float32).reshape(target.mask.shape)
    weighted = Target(target.view_id, target.mask, target.distance_pixels, weight)
    assert torch.equal(MirrorPlane("y", FRAME).target(weighted).weight, weight.flip(1))  # type: ignore[arg-type]


def test_without_a_plane_there_are_no_more_views() -> None:
    seen = views()
    assert with_mirror_images(seen, targets(seen), None)[0] == seen
    assert len(with_mirror_images(seen, targets(seen), MirrorPlane("z", FRAME))[0]) == 8


def test_an_unknown_axis_is_refused() -> None:
    with pytest.raises(ValueError, match="axis must be one of x, y, z, got 'w'"):
        MirrorPlane("w", FRAME)
