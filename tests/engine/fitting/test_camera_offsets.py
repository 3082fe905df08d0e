"""Cameras aside of given ones: places and lenses, gradients, mirror images, and what no image tells."""

import numpy as np
import torch
from torch import Tensor

from app.engine.cameras.camera_matrices import world_to_camera
from app.engine.cameras.renderer_camera import renderer_camera
from app.engine.cameras.view import Calibrated, View
from app.engine.fitting.camera_offsets import Cameras, similarities
from app.engine.meshes.frame import Frame
from app.engine.targets.mirrored import MirrorPlane
from renderer_cuda import Topology, silhouette
from renderer_cuda.projection import project
from tests.support.fits import ellipsoid, views_around

MESH = ellipsoid(2.0, (1.0, 2.0, 3.0))
FRAME = Frame.around(MESH)
LENS = np.array([[90.0, 3.0, 22.0], [0.0, 80.0, 27.0], [0.0, 0.0, 1.0]])
VIEWS = [
    View(view.id, Calibrated(LENS, *_split), view.image_size)
    for view in views_around(MESH, 3)
    for _split in [(world_to_camera(view.placement)[:3, :3], world_to_camera(view.placement)[:3, 3])]
]
CAMERAS = Cameras.of_views(VIEWS, FRAME)
NEAR = torch.full((3,), 1e-3, dtype=torch.float64)
POINTS = torch.as_tensor(FRAME.from_world(MESH.positions))
OFFSETS = 0.02 * torch.randn(3, 7, dtype=torch.float64, generator=torch.Generator().manual_seed(1))


def pixels(cameras: Cameras, points: Tensor = POINTS) -> Tensor:
    found = project(points, cameras.for_renderer(NEAR))
    return found[:, :, :2] / found[:, :, 3:]


def test_without_offsets_they_are_the_given_ones() -> None:
    given = renderer_camera(VIEWS).in_frame(FRAME.center_world, FRAME.scale)
    still = CAMERAS.moved(torch.zeros_like(OFFSETS))
    torch.testing.assert_close(project(POINTS, still.for_renderer(given.near)), project(POINTS, given))
    for placement, view in zip(still.placements(FRAME), VIEWS, strict=True):
        np.testing.assert_allclose(world_to_camera(placement), world_to_camera(view.placement), atol=1e-12)


def test_each_unknown_moves_outlines_about_alike() -> None:
    there = pixels(CAMERAS)
    moves = []
    for column in range(7):
        offsets = torch.zeros_like(OFFSETS)
        offsets[:, column] = 1e-4
        moves.append(float((pixels(CAMERAS.moved(offsets)) - there).norm(dim=2).mean()) / 1e-4)
    assert max(moves) < 6 * min(moves)


def test_gradients_agree_with_finite_differences() -> None:
    corner = torch.linspace(0.5, 1.5, 2 * len(POINTS), dtype=torch.float64).reshape(-1, 2)
    assert torch.autograd.gradcheck(
        lambda offsets: (pixels(CAMERAS.moved(offsets)) * corner).sum(), OFFSETS.clone().requires_grad_()
    )


def test_gradients_through_the_renderer_agree_with_finite_differences() -> None:
    topology = Topology.from_faces(torch.as_tensor(MESH.faces, dtype=torch.int64), POINTS)
    weights = torch.rand(3, 48, 48, dtype=torch.float64, generator=torch.Generator().manual_seed(0))

    def loss(offsets: Tensor) -> Tensor:
        camera = CAMERAS.moved(offsets).for_renderer(NEAR)
        return (silhouette(POINTS, topology, camera, (48, 48), 2.0) * weights).sum()

    offsets = OFFSETS.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(loss(offsets), offsets)
    step = 1e-4
    for row, column in [(row, column) for row in range(3) for column in range(7)]:
        aside = torch.zeros_like(OFFSETS)
        aside[row, column] = step
        slope = (loss(OFFSETS + aside) - loss(OFFSETS - aside)) / (2 * step)
        torch.testing.assert_close(gradient[row, column], slope, rtol=0.02, atol=0.02 * float(gradient.abs().max()))


def test_no_image_tells_a_similarity_of_everything() -> None:
    basis, there, size = similarities(CAMERAS), pixels(CAMERAS), 1e-5
    way = torch.tensor([0.3, -0.5, 0.2], dtype=torch.float64)
    moved_points = (
        POINTS + size * torch.linalg.cross(-way.expand_as(POINTS), POINTS),
        POINTS - size * way,
        POINTS * (1 - size),
    )
    coefficients = torch.zeros(3, 7, dtype=torch.float64)
    coefficients[0, :3], coefficients[1, 3:6], coefficients[2, 6] = way, way, 1.0
    for points, coefficient in zip(moved_points, coefficients, strict=True):
        together = pixels(CAMERAS.moved(size * basis @ coefficient), points)
        alone = pixels(CAMERAS, points)
        assert (together - there).abs().max() < 1e-3 * (alone - there).abs().max()


def test_a_mirrored_camera_is_that_of_the_mirrored_view() -> None:
    plane = MirrorPlane("x", FRAME)
    expected = Cameras.of_views([plane.view(view) for view in VIEWS], FRAME)
    found = CAMERAS.mirrored(plane, torch.full((3,), 48.0, dtype=torch.float64))
    torch.testing.assert_close(pixels(found), pixels(expected))
