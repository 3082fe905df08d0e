# SPDX-License-Identifier: MIT
"""Every convention ends in the same pixels."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from renderer_cuda import Camera, Extrinsics, Intrinsics, project

SIZE = (60, 80)
EYES = np.array([[0.0, 0.0, 5.0], [3.0, 2.0, -1.0]])


def pixels(points: list[list[float]], camera: Camera) -> torch.Tensor:
    """(N, V, 2)"""
    h = project(torch.tensor(points, dtype=torch.float64), camera)
    return h[..., :2] / h[..., 3:]


def looking() -> Camera:
    return Camera.look_at(EYES, [0, 0, 0], fov_y_degrees=50.0, image_size=SIZE)


def test_look_at_puts_the_target_in_the_middle_and_up_above_it() -> None:
    middle, right, above = pixels([[0, 0, 0], [1, 0, 0], [0, 1, 0]], looking())[0]
    assert middle.tolist() == pytest.approx([40, 30])
    focal = 30 / math.tan(math.radians(25))
    assert right.tolist() == pytest.approx([40 + focal / 5, 30])
    assert above.tolist() == pytest.approx([40, 30 - focal / 5])


def test_field_of_view_reaches_the_top_edge() -> None:
    height = 5 * math.tan(math.radians(25))
    assert float(pixels([[0, height, 0]], looking())[0, 0, 1]) == pytest.approx(0, abs=1e-9)


def test_looking_along_up_is_still_a_camera() -> None:
    camera = Camera.look_at([0, 4, 0], [0, 0, 0], fov_y_degrees=50.0, image_size=SIZE)
    assert pixels([[0, 0, 0]], camera)[0, 0].tolist() == pytest.approx([40, 30])


def test_gltf_matrix_gives_the_same_camera_as_look_at() -> None:
    camera = looking()
    to_world = torch.linalg.inv(camera.world_to_camera) @ torch.diag(
        torch.tensor([1.0, -1, -1, 1], dtype=torch.float64)
    )
    to_world[:, :3, :3] *= 2.5  # a scaled node
    other = Camera.from_gltf(to_world, fov_y_degrees=50.0, image_size=SIZE)
    torch.testing.assert_close(other.world_to_camera, camera.world_to_camera)
    torch.testing.assert_close(other.intrinsics.focal_pixels, camera.intrinsics.focal_pixels)


def test_opencv_matrices_give_the_textbook_projection() -> None:
    matrix = np.array([[90.0, 4.0, 33.0], [0, 70.0, 21.0], [0, 0, 1]])
    turn = looking().extrinsics.rotation[1].numpy()
    shift, point = np.array([0.1, -0.2, 6.0]), np.array([0.3, 0.5, -0.4])
    expected = matrix @ (turn @ point + shift)
    found = pixels([point.tolist()], Camera.from_opencv(matrix, turn, shift))[0, 0]
    assert found.tolist() == pytest.approx((expected[:2] / expected[2]).tolist())


def test_orthographic_height_fills_the_image() -> None:
    camera = Camera.look_at_orthographic([0, 0, 5], [0, 0, 0], height_world=6.0, image_size=SIZE)
    top, right = pixels([[0, 3, 1.7], [1, 0, -2]], camera)[0]
    assert top.tolist() == pytest.approx([40, 0])
    assert right.tolist() == pytest.approx([50, 30])


@pytest.mark.parametrize("orthographic", [False, True])
def test_clip_space_agrees_with_pixels(orthographic: bool) -> None:
    camera = (
        Camera.look_at_orthographic(EYES, [0, 0, 0], height_world=6.0, image_size=SIZE, near=0.5)
        if orthographic
        else Camera.look_at(EYES, [0, 0, 0], fov_y_degrees=50.0, image_size=SIZE, near=0.5)
    )
    points = [[0.2, -0.3, 0.4], [0.7, 0.1, -0.6]]
    homogeneous = torch.tensor([[*p, 1.0] for p in points], dtype=torch.float64)
    clip = homogeneous @ camera.world_to_clip(SIZE, far=20.0).mT
    ndc = clip[..., :3] / clip[..., 3:]
    screen = torch.stack([(ndc[..., 0] + 1) / 2 * SIZE[1], (1 - ndc[..., 1]) / 2 * SIZE[0]], dim=-1)
    torch.testing.assert_close(screen, pixels(points, camera))
    forward = camera.extrinsics.rotation[:, 2]
    for depth, expected in ((0.5, -1.0), (20.0, 1.0)):
        point = torch.cat([camera.centers_world + depth * forward, torch.ones(2, 1, dtype=torch.float64)], dim=1)
        at = (camera.world_to_clip(SIZE, far=20.0) @ point[:, :, None]).squeeze(2)
        torch.testing.assert_close(at[:, 2] / at[:, 3], torch.full((2,), expected, dtype=torch.float64))


@pytest.mark.parametrize("orthographic", [False, True])
def test_another_frame_gives_the_same_pixels(orthographic: bool) -> None:
    camera = (
        Camera.look_at_orthographic(EYES, [0, 0, 0], height_world=6.0, image_size=SIZE) if orthographic else looking()
    )
    center, scale = np.array([1.0, -2.0, 0.5]), 0.3
    local = np.array([[0.4, 0.1, -0.7]])
    torch.testing.assert_close(
        pixels(local.tolist(), camera.in_frame(center, scale)), pixels((center + scale * local).tolist(), camera)
    )


def test_rescaled_camera_gives_scaled_pixels() -> None:
    torch.testing.assert_close(
        pixels([[0.4, 0.1, 0.3]], looking().rescaled(4)), 4 * pixels([[0.4, 0.1, 0.3]], looking())
    )


def test_batches_are_cut_and_joined() -> None:
    camera = looking()
    joined = Camera.cat([camera[1], camera[:1]])
    assert len(joined) == 2
    torch.testing.assert_close(joined.centers_world, torch.tensor(EYES[::-1].copy()))
    with pytest.raises(IndexError, match="index 2 is out of range for 2 cameras"):
        camera[2]


@pytest.mark.parametrize("offset", [0.0, 1e3, 1e5])
def test_float32_keeps_its_digits_far_from_the_origin(offset: float) -> None:
    center = np.array([offset, -offset, offset])
    local = np.random.default_rng(0).uniform(-1, 1, (50, 3))
    stored = (center + local).astype(np.float32)  # what float32 can hold of the object itself
    camera = Camera.look_at(center + EYES, center, fov_y_degrees=50.0, image_size=(1024, 1024))
    h = project(torch.tensor(stored), camera)
    found = (h[..., :2] / h[..., 3:]).double()
    exact = project(torch.tensor(stored.astype(np.float64)), camera)
    assert float((found - exact[..., :2] / exact[..., 3:]).abs().max()) < 1e-3


def lens() -> Intrinsics:
    return looking().intrinsics


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Camera.look_at([0, 0, 0], [0, 0, 0], fov_y_degrees=50.0, image_size=SIZE), "must not coincide"),
        (lambda: Camera.look_at([0, 0, 1], [0, 0, 0], fov_y_degrees=180.0, image_size=SIZE), r"in \(0, 180\), got"),
        (lambda: Camera.look_at([0, math.nan, 1], [0, 0, 0], fov_y_degrees=9.0, image_size=SIZE), "must be"),
        (
            lambda: Camera.look_at([0, 0, 1], [0, 0, 0], fov_y_degrees=50.0, image_size=SIZE, near=0.0),
            "near must be > 0",
        ),
        (lambda: Camera.look_at([[0, 0]], [0, 0, 0], fov_y_degrees=9.0, image_size=SIZE), "shape"),
        (lambda: Camera.from_opencv(np.eye(3), 2 * np.eye(3), np.zeros(3)), "rotation must be orthonormal"),
        (lambda: Camera.from_opencv(np.ones((3, 3)), np.eye(3), np.zeros(3)), "last row of intrinsic_matrix"),
        (lambda: Camera.from_gltf(np.diag([1.0, 1, -1, 1]), fov_y_degrees=9.0, image_size=SIZE), "mirrored"),
        (lambda: Camera(lens(), Extrinsics(torch.eye(3)[None], torch.zeros(1, 3)), torch.ones(2)), "2 and 1"),
        (lambda: Camera.cat([]), "at least one camera"),
        (lambda: looking().world_to_clip(SIZE, far=0.001), "far must be beyond near"),
    ],
)
def test_wrong_values_are_named(build, message: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=message):
        build()
