# SPDX-License-Identifier: MIT
"""Targets are made ready to be drawn: without seams, with normals, and with fewer faces where asked for."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

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
    qtbot.waitUntil(lambda: not loader.busy, timeout=20_000)
    assert len(received) == 3 and received[2] is not None
    assert np.linalg.norm(received[2].positions_local, axis=1) == pytest.approx(1, abs=1e-5)
    loader.load(icosphere(1), frame, None)
    assert not loader.busy and received[-1] is not None and len(received[-1].faces) == 80
