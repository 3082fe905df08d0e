# SPDX-License-Identifier: MIT
"""One convention throughout: what the viewport covers is what the rasterizer covers, for the same camera."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.renderer_camera import renderer_camera
from app.engine.cameras.rigs import sphere_rig
from app.engine.cameras.view import Calibrated, LookAt, View
from app.engine.meshes.files import read_mesh
from app.engine.meshes.mesh import Mesh
from app.resource_files import bundled_model
from app.ui.viewport.navigation import FRAME_MARGIN_PIXELS
from renderer_cuda import Topology, silhouette
from tests.support.viewports import changed, hard_pixels, settle, shown_viewport, snapshot_of

SIZE = (300, 400)  # height, width
KETTLE = read_mesh(bundled_model("kettle.glb"))
CENTER = KETTLE.center


def photo() -> View:
    """A camera given by its matrices: its principal point far off the middle, its pixels not square, some skew."""
    matrix = np.array([[620.0, 12.0, 262.0], [0, 560.0, 97.0], [0, 0, 1]])
    turned = np.array([[0.8, 0.0, -0.6], [0.0, -1.0, 0.0], [-0.6, 0.0, -0.8]])
    eye = CENTER + np.array([0.33, 0.06, 0.44])
    return View("photo", Calibrated(matrix, turned, -turned @ eye), SIZE)


def rolled() -> View:
    """A camera that is near, tilted, and looks past the middle."""
    eye = CENTER + np.array([0.2, 0.35, -0.3])
    return View("rolled", LookAt(eye, CENTER + np.array([0.03, 0.0, 0.02]), np.array([0.5, 0.7, 0.2]), 52.0), SIZE)


VIEWS = [*list(sphere_rig(5, CENTER, 0.65, image_size=SIZE))[:4], rolled(), photo()]


def rasterized(view: View, mesh: Mesh) -> NDArray[np.bool_]:
    positions, faces = torch.from_numpy(mesh.positions), torch.from_numpy(mesh.faces.astype(np.int64))
    topology = Topology.from_faces(faces, positions)
    covered = silhouette(positions, topology, renderer_camera([view]), view.image_size, 0.3)[0]
    return np.asarray(covered.numpy() > 0.5)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.id)
def test_viewport_and_rasterizer_cover_the_same_pixels(qtbot: QtBot, view: View) -> None:
    margin = FRAME_MARGIN_PIXELS
    viewport = shown_viewport(qtbot, (SIZE[1] + 2 * margin, SIZE[0] + 2 * margin))
    viewport.set_cameras(CameraSet((view,)), [])
    viewport.set_snapshot(snapshot_of(KETTLE))
    viewport.look_through(view.id)
    settle(qtbot, viewport)
    image = (slice(margin, margin + SIZE[0]), slice(margin, margin + SIZE[1]))
    with_mesh = hard_pixels(viewport)
    viewport.set_snapshot(None)
    covered = changed(with_mesh, hard_pixels(viewport), by=3)[image]
    expected = rasterized(view, KETTLE)
    iou = (covered & expected).sum() / (covered | expected).sum()
    assert expected.mean() > 0.05
    assert iou >= 0.99
