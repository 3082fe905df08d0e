"""Parts joined into one painted mesh: every corner keeps the colour that it had."""

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.appearance import texture_atlas
from app.engine.appearance.painted_parts import PaintedPart, Texture, joined_colours
from app.engine.appearance.surface_colours import SurfaceColours
from app.engine.appearance.texture_size import reduced

FACES = np.array([[0, 1, 2], [0, 2, 3]])
SQUARE = np.array([[0.0, 0], [1, 0], [1, 1], [0, 1]])


def checks(seed: int, height: int = 16, width: int = 24) -> Texture:
    """Blocks of 8 pixels in random colours."""
    blocks = np.random.default_rng(seed).integers(0, 256, (height // 8, width // 8, 3), dtype=np.uint8)
    return Texture(np.kron(blocks, np.ones((8, 8, 1), dtype=np.uint8)))


def quad(
    texture: Texture | None = None, uv: NDArray[np.float64] | None = None, **said: NDArray[np.float64]
) -> PaintedPart:
    return PaintedPart(4, FACES, uv=SQUARE if uv is None else uv, texture=texture, **said)  # type: ignore[arg-type]


def joined(*parts: PaintedPart) -> SurfaceColours:
    """Joined without a complaint."""
    complaints: list[str] = []
    colours = joined_colours(parts, complaints.append)
    assert colours is not None and complaints == []
    return colours


def texels_within(colours: SurfaceColours, face: int) -> NDArray[np.uint8]:
    """Texels at places well inside a face, (K, 3), by the nearest."""
    assert colours.uv is not None and colours.uv_faces is not None and colours.texture_srgb is not None
    places = WEIGHTS @ colours.uv[colours.uv_faces[face]]
    return nearest(colours.texture_srgb, places, colours.wrap)


def nearest(texture: NDArray[np.uint8], places: NDArray[np.float64], wrap: str) -> NDArray[np.uint8]:
    height, width = texture.shape[:2]
    columns, rows = np.floor(places * [width, height]).astype(int).T
    if wrap == "repeat":
        rows, columns = rows % height, columns % width
    if wrap == "mirror":
        rows, columns = (
            size - 1 - np.abs(i % (2 * size) - size + 0.5).astype(int) for i, size in ((rows, height), (columns, width))
        )
    return np.asarray(texture[rows.clip(0, height - 1), columns.clip(0, width - 1)])


WEIGHTS = np.random.default_rng(1).dirichlet([1, 1, 1], 200)


def test_nothing_said_is_nothing() -> None:
    assert joined_colours([PaintedPart(4, FACES), PaintedPart(4, FACES)], pytest.fail) is None


def test_one_factor_for_all_stays_a_factor() -> None:
    colours = joined(quad(colour_linear=np.array([0.1, 0.2, 0.3])), quad(colour_linear=np.array([0.1, 0.2, 0.3])))
    np.testing.assert_array_equal(colours.base_colour_linear, [0.1, 0.2, 0.3])
    assert colours.vertex_colours_linear is None and not colours.has_texture


def test_different_factors_go_into_the_vertices() -> None:
    of_vertices = np.linspace(0, 1, 12).reshape(4, 3)
    red = np.array([1.0, 0, 0])
    colours = joined(quad(colour_linear=red, vertex_colours_linear=of_vertices), quad(), quad(colour_linear=red / 2))
    assert colours.vertex_colours_linear is not None
    expected = np.concatenate([of_vertices * red, np.ones((4, 3)), np.tile(red / 2, (4, 1))])
    np.testing.assert_allclose(colours.vertex_colours_linear, expected, atol=1e-7)
    np.testing.assert_array_equal(colours.base_colour_linear, np.ones(3))


def test_one_texture_for_all_stays_as_it_is() -> None:
    texture = checks(0)
    colours = joined(quad(texture, SQUARE * 3 - 1), quad(texture))
    assert colours.texture_srgb is texture.pixels_srgb and colours.wrap == "repeat"
    assert colours.uv is not None
    np.testing.assert_allclose(colours.uv, np.concatenate([SQUARE * 3 - 1, SQUARE]))
    np.testing.assert_array_equal(colours.uv_faces, np.concatenate([FACES, FACES + 4]))


@pytest.mark.parametrize("wrap", ["repeat", "clamp", "mirror"])
@pytest.mark.parametrize(("scale", "shift"), [(1.0, 0.0), (2.5, -0.75), (0.5, 7.25)])
def test_in_an_atlas_every_face_keeps_its_picture(wrap: str, scale: float, shift: float) -> None:
    if wrap == "clamp" and shift != 0:
        return  # only corners are drawn to the border, see below
    first, second = Texture(checks(1).pixels_srgb, wrap), checks(2, 40, 8)
    uv = SQUARE * scale + shift if wrap != "clamp" else SQUARE
    colours = joined(quad(first, uv), quad(second), quad())
    for face in range(2):
        expected = nearest(first.pixels_srgb, WEIGHTS @ uv[FACES[face]], wrap)
        assert (texels_within(colours, face) == expected).all(
            axis=1
        ).mean() > 0.98  # at borders of texels either counts
        expected = nearest(second.pixels_srgb, WEIGHTS @ SQUARE[FACES[face]], "repeat")
        assert (texels_within(colours, 2 + face) == expected).all(axis=1).mean() > 0.98
        assert (texels_within(colours, 4 + face) == 255).all()


def test_around_each_texture_of_an_atlas_it_goes_on() -> None:
    red, blue = (Texture(np.full((4, 4, 3), colour, dtype=np.uint8)) for colour in ([255, 0, 0], [0, 0, 255]))
    colours = joined(quad(red), quad(blue))
    assert colours.texture_srgb is not None and colours.uv is not None and colours.uv_faces is not None
    height, width = colours.texture_srgb.shape[:2]
    for face, colour in ((0, [255, 0, 0]), (2, [0, 0, 255])):
        corners = colours.uv[colours.uv_faces[face]] * [width, height]
        for corner, (row, column) in itertools.product(np.round(corners).astype(int), [(-3, -3), (2, 2), (-3, 2)]):
            np.testing.assert_array_equal(colours.texture_srgb[corner[1] + row, corner[0] + column], colour)


def test_what_repeats_too_often_for_an_atlas_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texture_atlas, "LARGEST_TEXTURE_PIXELS", 128)
    complaints: list[str] = []
    joined_colours([quad(checks(1), SQUARE * 9), quad(checks(2))], complaints.append)
    assert any("repeats a texture more often" in text for text in complaints)


def test_what_is_too_large_for_an_atlas_is_reduced_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texture_atlas, "LARGEST_TEXTURE_PIXELS", 128)
    complaints: list[str] = []
    colours = joined_colours([quad(checks(1, 96, 96)), quad(checks(2, 96, 96))], complaints.append)
    assert colours is not None and colours.texture_srgb is not None
    assert max(colours.texture_srgb.shape) <= 128
    assert complaints == ["has textures too large for one of 128 pixels; they are reduced 2 times"]


def test_a_reduced_texture_is_the_mean_of_light() -> None:
    stripes = np.zeros((4, 5, 3), dtype=np.uint8)
    stripes[::2] = 255
    small = reduced(stripes, 2)
    np.testing.assert_array_equal(small, np.full((2, 3, 3), 188))  # half the light is 0.735 in sRGB
