"""What is painted on a mesh: what the value accepts, and the colours of part of a mesh."""

from typing import Any

import numpy as np
import pytest

from app.engine.appearance.surface_colours import PLASTER, SurfaceColours

UV = np.array([[0.0, 0], [1, 0], [0, 1]])
TEXTURE = np.zeros((2, 3, 3), dtype=np.uint8)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"base_colour_linear": [1.0, 1]}, r"base_colour_linear must have shape \(3\), got \(2,\)"),
        ({"base_colour_linear": [1.0, 1, 1.5]}, r"base_colour_linear must be in \[0, 1\], got 1 to 1.5"),
        (
            {"vertex_colours_linear": np.zeros((4, 4))},
            r"vertex_colours_linear must have shape \(any, 3\), got \(4, 4\)",
        ),
        ({"vertex_colours_linear": np.full((4, 3), np.nan)}, "vertex_colours_linear must be finite"),
        ({"uv": UV, "uv_faces": [[0, 1, 2]]}, "uv, uv_faces and texture_srgb go together, got"),
        ({"uv": UV, "uv_faces": [[0, 1, 3]], "texture_srgb": TEXTURE}, "uv_faces must index 0 to 2, got 0 to 3"),
        ({"uv": UV, "uv_faces": [[0, 1]], "texture_srgb": TEXTURE}, r"uv_faces must be integers \(F, 3\)"),
        (
            {"uv": UV, "uv_faces": [[0, 1, 2]], "texture_srgb": TEXTURE / 255},
            r"texture_srgb must be uint8 \(Ht, Wt, 3\)",
        ),
        ({"wrap": "once"}, "wrap must be one of repeat, clamp, mirror, got 'once'"),
    ],
)
def test_what_is_wrong_is_named(values: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        SurfaceColours(**{name: np.array(value) if name != "wrap" else value for name, value in values.items()})  # type: ignore[arg-type]


def test_types_are_kept_as_said() -> None:
    given: list[Any] = [np.ones(3, np.float32), np.zeros((3, 3)), UV, np.array([[0, 1, 2]]), TEXTURE]
    colours = SurfaceColours(*given)
    assert colours.base_colour_linear.dtype == np.float64
    for array, dtype in ((colours.vertex_colours_linear, np.float32), (colours.uv, np.float32)):
        assert array is not None and array.dtype == dtype
    assert colours.uv_faces is not None and colours.uv_faces.dtype == np.int32


def test_colours_of_part_of_a_mesh() -> None:
    of_vertices = (np.arange(12, dtype=np.float32).reshape(4, 3) / 12).astype(np.float32)
    faces = np.array([[0, 1, 2], [2, 1, 0]], dtype=np.int32)
    colours = SurfaceColours(np.full(3, 0.5), of_vertices, UV.astype(np.float32), faces, TEXTURE)
    part = colours.of_vertices(np.array([3, 0])).of_faces(np.array([False, True]))
    np.testing.assert_array_equal(part.vertex_colours_linear, of_vertices[[3, 0]])
    np.testing.assert_array_equal(part.uv_faces, faces[1:])
    assert part.texture_srgb is colours.texture_srgb
    assert PLASTER.of_vertices(np.array([0])) is PLASTER and PLASTER.of_faces(np.array([0])) is PLASTER
