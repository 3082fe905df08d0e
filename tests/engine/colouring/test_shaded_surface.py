"""Pictures of painted meshes: against closed forms, upright, mixed as light, from both sides, in bands."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from app.engine.appearance.lighting import Lighting
from app.engine.appearance.picture_look import PictureLook
from app.engine.appearance.srgb import linear_from_bytes, srgb_from_linear
from app.engine.appearance.surface_colours import PLASTER, SurfaceColours
from app.engine.cameras.view import LookAt, View
from app.engine.colouring import shaded_surface
from app.engine.colouring.shaded_surface import ShadedSurface
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere
from tests.support.painted import SQUARE, front_view, square_view, textured

EVEN = PictureLook(Lighting("even"), backdrop="black")
RED, GREEN, BLUE, WHITE = [255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]


def picture(
    mesh: Mesh, colours: SurfaceColours, view: View, look: PictureLook = EVEN, device: str = "cpu"
) -> NDArray[np.float32]:
    """(H, W, 3), linear."""
    surface = ShadedSurface(mesh, colours, Frame.around(mesh), torch.device(device))
    return np.asarray(surface.picture_linear(view, look).cpu().numpy())


def test_a_texture_stands_upright() -> None:
    seen = picture(SQUARE, textured(np.array([[RED, GREEN], [BLUE, WHITE]], dtype=np.uint8)), square_view(64))
    places = {(17, 17): RED, (17, 46): GREEN, (46, 17): BLUE, (46, 46): WHITE}  # row, column: in the texels' corners
    for (row, column), colour in places.items():
        np.testing.assert_allclose(seen[row, column] * 255, colour, atol=1e-3)
    assert not seen[:16].any() and not seen[:, :16].any() and not seen[48:].any() and not seen[:, 48:].any()


def test_black_and_white_mix_as_light() -> None:
    checks = np.indices((64, 64)).sum(axis=0) % 2 * np.uint8(255)
    seen = picture(SQUARE, textured(np.repeat(checks[..., None], 3, axis=2).astype(np.uint8)), square_view(16))
    np.testing.assert_allclose(seen[5:11, 5:11], 0.5, atol=1e-3)
    np.testing.assert_allclose(srgb_from_linear(seen[8, 8]), 0.7354, atol=1e-3)


def test_texels_much_smaller_than_samples_mix_as_light() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (1024, 1024, 3), dtype=np.uint8)
    seen = picture(SQUARE, textured(noise), square_view(16))
    squares = linear_from_bytes(noise).reshape(8, 128, 8, 128, 3).mean(axis=(1, 3))
    np.testing.assert_allclose(seen[4:12, 4:12], squares, atol=0.01)


def test_pixels_at_the_outline_mix_object_and_background_as_light() -> None:
    lens = square_view(16)
    shifted = np.array([0.1, 0.0, 0.0])  # a fifth of a pixel at that distance
    moved = Mesh(SQUARE.positions + shifted * 0.625, SQUARE.faces)  # the column's share covered: 3 of 4 samples
    seen = picture(moved, SurfaceColours(), lens, PictureLook(Lighting("even"), backdrop="grey"))
    grey = 0.214041
    np.testing.assert_allclose(seen[8, 4], 0.75 + 0.25 * grey, atol=1e-4)
    np.testing.assert_allclose(seen[8, 3], grey, atol=1e-4)


def test_cut_out_pixels_at_the_outline_keep_the_colour_of_the_object() -> None:
    moved = Mesh(SQUARE.positions + np.array([0.0625, 0.0, 0.0]), SQUARE.faces)  # as above
    surface = ShadedSurface(moved, SurfaceColours(np.array([0.2, 0.4, 0.6])), Frame.around(moved), torch.device("cpu"))
    look = PictureLook(Lighting("even"), backdrop="grey")
    view = square_view(16)
    seen = surface.cut_out_linear(view, look).numpy()
    np.testing.assert_allclose(seen[8, 4], [0.2, 0.4, 0.6, 0.75], atol=1e-4)
    np.testing.assert_allclose(seen[8, 3], [0.214041, 0.214041, 0.214041, 0.0], atol=1e-4)
    coverage = seen[..., 3:]
    over = coverage * seen[..., :3] + (1 - coverage) * look.background_linear
    np.testing.assert_allclose(over, surface.picture_linear(view, look).numpy(), atol=1e-6)


def test_all_that_is_painted_is_multiplied() -> None:
    texture = np.full((2, 2, 3), 188, dtype=np.uint8)
    vertices = np.tile(np.array([[0.5, 1.0, 0.25]], dtype=np.float32), (4, 1))
    whole = textured(texture)
    colours = SurfaceColours(np.array([1, 0.5, 1.0]), vertices, whole.uv, whole.uv_faces, texture)
    seen = picture(SQUARE, colours, square_view(8))
    light = float(linear_from_bytes(np.array(188, dtype=np.uint8)))
    np.testing.assert_allclose(seen[4, 4], light * np.array([0.5, 0.5, 0.25]), rtol=1e-5)


def test_colours_between_vertices_are_linear() -> None:
    ramp = np.array([[0, 0, 0], [1, 1, 1], [1, 1, 1], [0, 0, 0]], dtype=np.float32)
    seen = picture(SQUARE, SurfaceColours(vertex_colours_linear=ramp), square_view(64))
    np.testing.assert_allclose(seen[32, 16:48, 0], (np.arange(32) + 0.5) / 32, atol=1e-4)


@pytest.mark.parametrize("normals", ["faces", "vertices"])
def test_a_lambertian_ball(normals: str) -> None:
    lighting, view = Lighting("studio", 30, 20, 0.9), front_view(48)
    seen = picture(icosphere(5), PLASTER, view, PictureLook(lighting, normals, "black"))
    slope = 2 * np.tan(np.radians(15)) / 48
    x, y = np.meshgrid((np.arange(48) + 0.5 - 24) * slope, (24 - np.arange(48) - 0.5) * slope)
    rays = np.stack([x, y, -np.ones_like(x)], axis=-1)
    rays /= np.linalg.norm(rays, axis=-1, keepdims=True)
    along = -5 * rays[..., 2]
    inside = 25 - along**2 < 0.9  # away from the outline
    depth = along - np.sqrt(np.maximum(1 - (25 - along**2), 0))
    hit = rays * depth[..., None] + [0, 0, 5]
    error = np.abs(seen[inside] - 0.8 * lighting.shading(hit[inside]))
    assert error.max() < 0.02  # where a lamp sets within a pixel
    assert error.mean() < (3e-3 if normals == "faces" else 1e-3)


def test_rounded_shading_knows_no_seam() -> None:
    ball = icosphere(2)
    apart = Mesh(ball.positions[ball.faces].reshape(-1, 3), np.arange(ball.faces.size, dtype=np.int32).reshape(-1, 3))
    look = PictureLook(normals="vertices")
    np.testing.assert_allclose(
        picture(apart, PLASTER, front_view(32), look), picture(ball, PLASTER, front_view(32), look), atol=1e-5
    )


@pytest.mark.parametrize("normals", ["faces", "vertices"])
def test_a_sheet_is_lit_on_the_side_that_is_seen(normals: str) -> None:
    lighting = Lighting("sun", 0.0, 0.0)
    front = picture(SQUARE, SurfaceColours(), square_view(8), PictureLook(lighting, normals))
    np.testing.assert_allclose(front[4, 4], lighting.shading([0, 0, 1]), rtol=1e-5)
    behind = View("behind", LookAt(np.array([0.0, 0, -5]), np.zeros(3), np.array([0.0, 1, 0])), (8, 8))
    back = picture(SQUARE, SurfaceColours(), behind, PictureLook(lighting, normals))
    np.testing.assert_allclose(back[4, 4], lighting.shading([0, 0, -1]), rtol=1e-5)


@pytest.mark.parametrize("normals", ["faces", "vertices"])
def test_bands_make_no_difference(monkeypatch: pytest.MonkeyPatch, normals: str) -> None:
    rng = np.random.default_rng(0)
    ball = icosphere(2)
    colours = SurfaceColours(vertex_colours_linear=rng.uniform(size=(len(ball.positions), 3)).astype(np.float32))
    look = PictureLook(normals=normals)
    whole = picture(ball, colours, front_view(33), look)
    monkeypatch.setattr(shaded_surface, "_BAND_SAMPLES", 33 * 16 * 5)
    np.testing.assert_allclose(picture(ball, colours, front_view(33), look), whole, atol=2e-3)
    assert np.abs(picture(ball, colours, front_view(33), look) - whole).mean() < 1e-5


def test_far_from_the_origin_nothing_changes() -> None:
    ball, place = icosphere(3), np.array([5e6, 0.0, 0.0])
    view = View("far", LookAt(place + np.array([0.0, 0, 5]), place, np.array([0.0, 1, 0]), 30.0), (32, 32))
    far = picture(Mesh(ball.positions + place, ball.faces), PLASTER, view, PictureLook())
    near = picture(ball, PLASTER, front_view(32), PictureLook())
    assert np.abs(far - near).mean() < 1e-4


@pytest.mark.cuda
@pytest.mark.parametrize("normals", ["faces", "vertices"])
def test_a_gpu_pictures_the_same(normals: str) -> None:
    ball = icosphere(3)
    look = PictureLook(normals=normals)
    on_cpu, on_gpu = (picture(ball, PLASTER, front_view(64), look, device) for device in ("cpu", "cuda"))
    assert np.abs(on_cpu - on_gpu).mean() < 1e-4
