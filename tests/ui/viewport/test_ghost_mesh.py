# SPDX-License-Identifier: MIT
"""Targets are made ready to be drawn: without seams, with normals, and with fewer faces where asked for."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.engine.appearance.surface_colours import SurfaceColours
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere
from app.ui.viewport.ghost_loader import GhostLoader
from app.ui.viewport.ghost_mesh import GhostMesh, ghost_mesh
from app.ui.viewport.viewport import Viewport

CENTER = np.array([1e6, -3e5, 20.0])


def test_normals_are_smooth_across_seams_and_positions_local() -> None:
    sphere = icosphere(3, 5.0, CENTER)
    torn = Mesh(
        sphere.positions[sphere.faces].reshape(-1, 3), np.arange(3 * len(sphere.faces), dtype=np.int32).reshape(-1, 3)
    )
    ghost = ghost_mesh(torn, Frame(CENTER, 5.0), None, lambda: False)
    assert ghost is not None
    assert len(ghost.positions_local) == len(sphere.positions)
    assert ghost.positions_local.dtype == np.float32
    assert np.linalg.norm(ghost.positions_local, axis=1) == pytest.approx(1, abs=1e-5)
    assert (ghost.normals * ghost.positions_local).sum(axis=1) == pytest.approx(1, abs=1e-2)


def test_a_large_target_is_drawn_with_fewer_faces_of_the_same_shape() -> None:
    sphere = icosphere(6)
    ghost = ghost_mesh(sphere, Frame(np.zeros(3), 1.0), 4000, lambda: False)
    assert ghost is not None
    assert 1000 < len(ghost.faces) <= 4000
    assert np.linalg.norm(ghost.positions_local, axis=1) == pytest.approx(1, abs=0.02)
    outward = (ghost.normals * ghost.positions_local).sum(axis=1)
    assert outward[ghost.faces].min() > 0.9


def test_colours_go_along_with_vertices_that_become_one() -> None:
    sphere = icosphere(6)
    upper = sphere.positions[:, 1:2] > 0
    colours = np.where(upper, [[0.8, 0.2, 0.1]], [[0.1, 0.2, 0.8]]).astype(np.float32)
    painted = Mesh(sphere.positions, sphere.faces, SurfaceColours(vertex_colours_linear=colours))
    for most_faces in (None, 4000):
        ghost = ghost_mesh(painted, Frame(np.zeros(3), 1.0), most_faces, lambda: False)
        assert ghost is not None and ghost.colours is None
        above, below = ghost.positions_local[:, 1] > 0.05, ghost.positions_local[:, 1] < -0.05
        assert ghost.paint[above] == pytest.approx(np.tile([0.8, 0.2, 0.1], (above.sum(), 1)), abs=1e-6)
        assert ghost.paint[below] == pytest.approx(np.tile([0.1, 0.2, 0.8], (below.sum(), 1)), abs=1e-6)


def textured_sphere(wrap: str, shift: float) -> Mesh:
    """A sphere whose upper half is white and whose lower half is black by a texture, drawn from another repetition."""
    sphere = icosphere(6)
    texture = np.zeros((64, 8, 3), np.uint8)
    texture[:32] = 255
    uv = np.stack([np.full(len(sphere.positions), 0.5), shift + 0.5 - 0.49 * sphere.positions[:, 1]], axis=1)
    return Mesh(
        sphere.positions, sphere.faces, SurfaceColours(uv=uv, uv_faces=sphere.faces, texture_srgb=texture, wrap=wrap)
    )


def test_a_texture_is_drawn_as_such_while_every_face_is() -> None:
    ghost = ghost_mesh(textured_sphere("repeat", 0.0), Frame(np.zeros(3), 1.0), None, lambda: False)
    assert ghost is not None and ghost.colours is not None
    assert ghost.paint[:, 1] == pytest.approx(0.5 - 0.49 * ghost.positions_local[:, 1], abs=1e-6)


@pytest.mark.parametrize(("wrap", "shift"), [("clamp", 0.0), ("repeat", 3.0), ("repeat", -1.0), ("mirror", 2.0)])
def test_of_a_texture_fewer_faces_keep_the_colours(wrap: str, shift: float) -> None:
    ghost = ghost_mesh(textured_sphere(wrap, shift), Frame(np.zeros(3), 1.0), 4000, lambda: False)
    assert ghost is not None and ghost.colours is None
    assert ghost.paint[ghost.positions_local[:, 1] > 0.1] == pytest.approx(1)
    assert ghost.paint[ghost.positions_local[:, 1] < -0.1] == pytest.approx(0)


def test_a_mirrored_texture_is_turned_over_in_every_other_repetition() -> None:
    ghost = ghost_mesh(textured_sphere("mirror", 1.0), Frame(np.zeros(3), 1.0), 4000, lambda: False)
    assert ghost is not None
    assert ghost.paint[ghost.positions_local[:, 1] > 0.1] == pytest.approx(0)


def test_a_target_far_from_the_origin_is_known_to_be_closed() -> None:
    ghost = ghost_mesh(icosphere(3, 5.0, CENTER), Frame(CENTER, 5.0), None, lambda: False)
    assert ghost is not None and ghost.encloses


def test_only_closed_targets_that_are_wound_outward_enclose_something() -> None:
    sphere = icosphere(2, 1.0, [3.0, 0, 0])
    open_one, inside_out = Mesh(sphere.positions, sphere.faces[1:]), Mesh(sphere.positions, sphere.faces[:, ::-1])
    one_turned = sphere.faces.copy()
    one_turned[0] = one_turned[0, ::-1]
    meshes = [sphere, open_one, inside_out, Mesh(sphere.positions, one_turned)]
    ghosts = [ghost_mesh(mesh, Frame(np.zeros(3), 1.0), None, lambda: False) for mesh in meshes]
    assert [ghost is not None and ghost.encloses for ghost in ghosts] == [True, False, False, False]


def test_a_flat_target_without_area_is_no_error() -> None:
    line = Mesh(np.array([[0.0, 0, 0], [1, 0, 0], [2, 0, 0]]), np.array([[0, 1, 1]], dtype=np.int32))
    assert ghost_mesh(line, Frame(np.zeros(3), 1.0), None, lambda: False) is not None


def test_what_is_not_wanted_any_more_is_given_up() -> None:
    assert ghost_mesh(icosphere(2), Frame(np.zeros(3), 1.0), None, lambda: True) is None


def test_a_large_target_is_prepared_beside_the_window_and_the_last_one_wins(qtbot: QtBot) -> None:
    viewport = Viewport()
    qtbot.addWidget(viewport)
    loader = GhostLoader(viewport)
    received: list[GhostMesh | None] = []
    loader.loaded.connect(received.append)
    frame = Frame(np.zeros(3), 1.0)
    loader.load(icosphere(6, 2.0), frame, None)
    assert loader.busy and received == [None]
    loader.load(icosphere(6), frame, None)
    qtbot.waitUntil(lambda: not loader.busy)
    assert len(received) == 3 and received[2] is not None
    assert np.linalg.norm(received[2].positions_local, axis=1) == pytest.approx(1, abs=1e-5)
    loader.load(icosphere(1), frame, None)
    assert not loader.busy and received[-1] is not None and len(received[-1].faces) == 80
