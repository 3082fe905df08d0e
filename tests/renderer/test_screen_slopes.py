"""Slopes of attributes on the screen: finite differences, a closed form, wrong arguments."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from renderer_cuda import Camera, Topology, interpolate, rasterize, screen_slopes
from renderer_cuda.placement import placed
from renderer_cuda.screen_slopes_operator import screen_slopes_operator
from tests.support.scenes import SCENES


def shifted(camera: Camera, x_pixels: float, y_pixels: float) -> Camera:
    """The camera whose pixel centres lie where this one's do, moved by so many pixels."""
    center = camera.intrinsics.principal_point_pixels - torch.tensor([x_pixels, y_pixels], dtype=torch.float64)
    return replace(camera, intrinsics=replace(camera.intrinsics, principal_point_pixels=center))


@pytest.mark.parametrize(
    "name", ["torus", "near_plane", "near_plane_orthographic", "skewed_lens", "seams", "open_sheet"]
)
@pytest.mark.parametrize("per_view", [False, True])
def test_slopes_are_finite_differences(name: str, per_view: bool) -> None:
    scene = SCENES[name]()
    positions, faces = scene.tensors()
    topology = Topology.from_faces(faces, positions)
    shape = (len(scene.camera), len(positions), 3) if per_view else (len(positions), 3)
    attributes = torch.randn(shape, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    fragments = rasterize(positions, topology, scene.camera, scene.image_size)
    slopes = screen_slopes(attributes, faces, fragments, positions, topology, scene.camera)
    step = 1e-5
    for axis, (x, y) in enumerate(((step, 0.0), (0.0, step))):
        ahead, behind = (
            rasterize(positions, topology, shifted(scene.camera, sign * x, sign * y), scene.image_size)
            for sign in (1, -1)
        )
        same = (ahead.face_indices == fragments.face_indices) & (behind.face_indices == fragments.face_indices)
        assert float(same.double().mean()) > 0.99
        rise = interpolate(attributes, faces, ahead) - interpolate(attributes, faces, behind)
        torch.testing.assert_close(slopes[..., axis][same], (rise / (2 * step))[same], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_slopes_of_the_position_in_an_orthographic_view(dtype: torch.dtype) -> None:
    """One world unit is four pixels; the image's right is world x, its down is minus world y."""
    positions = torch.tensor([[-9.0, -8, 0], [9, -8, 3], [0, 9, 1]], dtype=dtype)
    camera = Camera.look_at_orthographic([0, 0, 9.0], [0, 0, 0], height_world=5.0, image_size=(20, 24))
    topology = Topology.from_faces([[0, 1, 2]], positions)
    fragments = rasterize(positions, topology, camera, (20, 24))
    slopes = screen_slopes(positions, topology.faces, fragments, positions, topology, camera)[..., :2, :]
    expected = torch.tensor([[0.25, 0], [0, -0.25]], dtype=dtype).expand_as(slopes)
    torch.testing.assert_close(slopes, expected, rtol=1e-4, atol=1e-5)
    assert not slopes.requires_grad


def test_background_and_faces_without_area_have_no_slope() -> None:
    scene = SCENES["degenerate_faces"]()
    positions, faces = scene.tensors()
    topology = Topology.from_faces(faces, positions)
    fragments = rasterize(positions, topology, scene.camera, scene.image_size)
    slopes = screen_slopes(positions, faces, fragments, positions, topology, scene.camera)
    assert bool(torch.isfinite(slopes).all())
    assert float(slopes[fragments.face_indices < 0].abs().max()) == 0


def test_number_of_threads_changes_no_bit_and_the_operator_is_registered_rightly() -> None:
    scene = SCENES["torus"]()
    positions, faces = scene.tensors()
    topology = Topology.from_faces(faces, positions)
    fragments = rasterize(positions, topology, scene.camera, scene.image_size)
    before = torch.get_num_threads()
    results = []
    try:
        for threads in (1, 3):
            torch.set_num_threads(threads)
            results.append(screen_slopes(positions, faces, fragments, positions, topology, scene.camera))
    finally:
        torch.set_num_threads(before)
    assert torch.equal(*results)
    local, matrices = placed("test", positions, topology, scene.camera)
    arguments = (positions, topology.faces, fragments.face_indices, local, topology.faces, matrices)
    torch.library.opcheck(screen_slopes_operator, arguments)


def test_wrong_arguments_are_named() -> None:
    scene = SCENES["torus"]()
    positions, faces = scene.tensors()
    topology = Topology.from_faces(faces, positions)
    fragments = rasterize(positions, topology, scene.camera, scene.image_size)
    with pytest.raises(ValueError, match="screen_slopes: faces must be the 154 of topology, got 153"):
        screen_slopes(positions, faces[1:], fragments, positions, topology, scene.camera)
    with pytest.raises(ValueError, match="screen_slopes: camera must be of 3 views, got 1"):
        screen_slopes(positions, faces, fragments, positions, topology, scene.camera[:1])
    with pytest.raises(ValueError, match=r"screen_slopes: positions must be torch\.float64 on cpu like fragments"):
        screen_slopes(positions, faces, fragments, positions.float(), topology, scene.camera)
    with pytest.raises(ValueError, match="screen_slopes: faces must index 7 attributes"):
        screen_slopes(positions[:7], faces, fragments, positions, topology, scene.camera)
