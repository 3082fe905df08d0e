"""The mesh of a fit takes its colours along."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.engine.appearance.srgb import bytes_from_linear
from app.engine.fitting.colour_state import ColourState, TextureState
from app.engine.fitting.painted_mesh import painted_mesh, snapshot_mesh
from app.engine.meshes.primitives import icosphere
from app.engine.texturing.texel_surface import texel_surface
from app.engine.texturing.unwrapping import unwrapped
from tests.support.moments import moment

SPHERE = icosphere(2)
GREY = np.full(3, 0.5, dtype=np.float32)


def test_without_colours_it_stays_as_it_is() -> None:
    assert painted_mesh(SPHERE, None) is SPHERE
    assert snapshot_mesh(moment(3)).colours is None


def test_the_colours_of_vertices_are_taken() -> None:
    albedo = np.random.default_rng(0).uniform(size=SPHERE.positions.shape).astype(np.float32)
    painted = painted_mesh(SPHERE, ColourState(albedo, GREY))
    assert painted.colours is not None and not painted.colours.has_texture
    np.testing.assert_array_equal(painted.colours.vertex_colours_linear, albedo)


def test_a_texture_takes_their_place_and_what_no_view_reaches_follows_its_neighbours() -> None:
    flat = unwrapped(SPHERE.positions, SPHERE.faces, 64)
    fitted = with_neighbours(texel_surface(flat, 64).covered)
    texels = fitted[..., None].astype(np.float32) * np.array([0.25, 0.5, 0.75], dtype=np.float32)
    colours = ColourState(
        np.zeros(SPHERE.positions.shape, dtype=np.float32), GREY, texture=TextureState(texels, flat.uv, flat.uv_faces)
    )
    snapshot = moment(1, level=2)
    painted = snapshot_mesh(replace(snapshot, state=replace(snapshot.state, colours=colours)))
    assert painted.colours is not None and painted.colours.vertex_colours_linear is None
    np.testing.assert_array_equal(painted.colours.uv_faces, flat.uv_faces)
    assert not fitted.all()
    texture = painted.colours.texture_srgb
    assert texture is not None
    np.testing.assert_array_equal(texture, np.broadcast_to(bytes_from_linear([0.25, 0.5, 0.75]), texture.shape))


def with_neighbours(covered: NDArray[np.bool_]) -> NDArray[np.bool_]:
    around = [np.roll(covered, (down, across), (0, 1)) for down in (-1, 0, 1) for across in (-1, 0, 1)]
    return np.asarray(np.any(around, axis=0))
