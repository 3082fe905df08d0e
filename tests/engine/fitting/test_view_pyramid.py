"""The views in smaller images: which size a softness needs, and that smaller images show the same."""

import pytest
import torch

from app.engine.cameras.renderer_camera import renderer_camera
from app.engine.fitting.view_pyramid import ViewGroup, ViewLevel, ViewPyramid, image_reduction
from app.engine.losses.silhouette import silhouette_losses
from app.engine.meshes.frame import Frame
from app.engine.meshes.primitives import icosphere
from app.engine.targets.rendered import RenderedTargets
from app.engine.targets.target_set import grouped_targets
from renderer_cuda import Topology
from tests.support.fits import ellipsoid, views_around

CPU = torch.device("cpu")


def full_level(image_size: tuple[int, int]) -> ViewLevel:
    mesh = ellipsoid()
    views = views_around(mesh, 4, image_size)
    frame = Frame.around(mesh)
    (group,) = grouped_targets(RenderedTargets(mesh, frame, CPU).targets(views), CPU)
    camera = renderer_camera(views).in_frame(frame.center_world, frame.scale)
    return ViewLevel([ViewGroup(tuple(view.id for view in views), camera, group)])


@pytest.mark.parametrize(
    ("softness", "side", "factor"),
    [
        (0.6, 256, 1),
        (2.9, 256, 1),
        (3.0, 256, 2),
        (5.9, 256, 2),
        (6.0, 256, 4),
        (12.0, 256, 8),
        (12.0, 128, 4),
        (12.0, 63, 1),
    ],
)
def test_the_softer_the_smaller(softness: float, side: int, factor: int) -> None:
    assert image_reduction(softness, side) == factor


@pytest.mark.parametrize("image_size", [(128, 128), (131, 150)])
def test_smaller_images_have_the_same_losses_and_gradients(image_size: tuple[int, int]) -> None:
    level = full_level(image_size)
    softness = 6.0
    found = []
    sphere = icosphere(3)
    topology = Topology.from_faces(torch.as_tensor(sphere.faces), torch.as_tensor(sphere.positions))
    for views in (level, level.reduced(4)):
        positions = torch.as_tensor(sphere.positions, dtype=torch.float32).requires_grad_()
        (pair,) = views.pairs(views.rendered(positions, topology, softness), softness)
        losses = silhouette_losses(pair.coverage, pair.target, None, "l2")
        found.append((losses, torch.autograd.grad(losses.sum(), positions)[0]))
    (losses, gradient), (small_losses, small_gradient) = found
    torch.testing.assert_close(small_losses, losses, rtol=0.05, atol=0)
    cosine = torch.nn.functional.cosine_similarity(small_gradient.flatten(), gradient.flatten(), dim=0)
    assert cosine > 0.98


def test_a_perfect_fit_is_perfect_in_smaller_images() -> None:
    level = full_level((128, 128)).reduced(4)
    mesh = ellipsoid()
    local = torch.as_tensor(Frame.around(mesh).from_world(mesh.positions), dtype=torch.float32)
    topology = Topology.from_faces(torch.as_tensor(mesh.faces), local)
    coverages = level.rendered(local, topology, 6.0)
    (pair,) = level.pairs(coverages, 6.0)
    torch.testing.assert_close(pair.coverage, pair.target, atol=0.02, rtol=0)
    assert all(view.iou > 0.97 for view in level.ious(coverages))


def test_each_size_is_made_once_and_views_keep_their_names() -> None:
    pyramid = ViewPyramid(full_level((64, 96)))
    assert pyramid.level(0.6) is pyramid.full
    small = pyramid.level(3.0)
    assert small.groups[0].target.image_size == (32, 48)
    assert pyramid.level(20.0) is small
    assert [view_id for view_id, _ in small.single_views()] == list(pyramid.full.groups[0].view_ids)
