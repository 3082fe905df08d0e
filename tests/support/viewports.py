# SPDX-License-Identifier: MIT
"""Viewports in real windows, and what they show as arrays."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QPoint
from PyQt6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.engine.fitting.colour_state import ColourState
from app.engine.fitting.fit_state import FitState
from app.engine.fitting.optimizer_state import OptimizerState
from app.engine.fitting.readings import Reading
from app.engine.fitting.schedule import Schedule
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.snapshot import Snapshot
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.normals import vertex_normals
from app.ui.viewport.display import DisplaySettings
from app.ui.viewport.gl import GL
from app.ui.viewport.orbit_controls import OrbitState
from app.ui.viewport.viewport import Viewport

BARE = DisplaySettings(ghost=False, frusta=False, grid=False, axes=False)
FROM_FRONT = OrbitState((0.0, 0.0, 0.0), 0.0, 0.0, 6.0)


def snapshot_of(mesh: Mesh, reading: Reading | None = None, colours: ColourState | None = None) -> Snapshot:
    """A fit that has that mesh, in those colours, and no past."""
    settings = FitSettings()
    parameters = mesh.positions.astype(np.float32)
    frame = Frame(np.zeros(3), 1.0)
    plan = Schedule(settings.steps)
    state = FitState(
        settings, plan, 0, frame, mesh.faces, mesh.positions, parameters, OptimizerState(), colours=colours
    )
    normals = vertex_normals(mesh.positions, mesh.faces).astype(np.float32)
    return Snapshot(1, 0, mesh.positions, mesh.faces, normals, (), (), state, reading)


def shown_viewport(
    qtbot: QtBot, size: tuple[int, int] = (400, 300), display: DisplaySettings = BARE, state: OrbitState = FROM_FRONT
) -> Viewport:
    """A viewport in a window of its own, with nothing in it.

    Args:
        qtbot: closes it.
        size: (width, height), logical pixels.
        display: what it shows.
        state: where the viewer is.
    """
    viewport = Viewport()
    qtbot.addWidget(viewport)
    viewport.resize(*size)
    viewport.set_display(display)
    viewport.show()
    qtbot.waitExposed(viewport)
    qtbot.waitUntil(viewport.isValid)
    viewport.orbit_state = state
    return viewport


def pixels(viewport: Viewport) -> NDArray[np.int64]:
    """What is shown, smoothed, (H, W, 3); no call to OpenGL may have failed so far."""
    return _checked(viewport, viewport.picture())


def hard_pixels(viewport: Viewport) -> NDArray[np.int64]:
    """What is shown while it moves: with software OpenGL one sample a pixel, in its middle."""
    viewport.set_display(viewport.display)
    return present_pixels(viewport)


def present_pixels(viewport: Viewport) -> NDArray[np.int64]:
    """What is shown at the moment, smoothed or not."""
    return _checked(viewport, viewport.grabFramebuffer())


def changed(one: NDArray[np.int64], other: NDArray[np.int64], by: int = 12) -> NDArray[np.bool_]:
    """Where two pictures differ (H, W), in any channel by more than that."""
    return np.asarray(np.abs(one - other).max(axis=2) > by)


def settle(qtbot: QtBot, viewport: Viewport) -> None:
    """Wait until no flight is under way."""
    qtbot.waitUntil(lambda: not viewport.flying)


def place_of(viewport: Viewport, point_world: Sequence[float] | NDArray[np.float64]) -> QPoint:
    """Where a point is seen, from the viewport's top left corner."""
    eye = viewport.viewpoint(40.0)
    forward = eye.target_world - eye.eye_world
    forward /= np.linalg.norm(forward)
    right = np.cross(forward, eye.up_world)
    right /= np.linalg.norm(right)
    offset = np.asarray(point_world) - eye.eye_world
    half_height = np.tan(np.radians(20.0)) * (offset @ forward)
    x = viewport.width() / 2 + viewport.height() / 2 * (offset @ right) / half_height
    y = viewport.height() / 2 - viewport.height() / 2 * (offset @ np.cross(right, forward)) / half_height
    return QPoint(round(x), round(y))


def _checked(viewport: Viewport, picture: QImage) -> NDArray[np.int64]:
    viewport.makeCurrent()
    error = GL.glGetError()
    viewport.doneCurrent()
    assert error == GL.GL_NO_ERROR, f"OpenGL error {error:#x}"
    image = picture.convertToFormat(QImage.Format.Format_RGBA8888)
    bits = image.constBits()
    assert bits is not None
    data = np.frombuffer(bits.asstring(image.sizeInBytes()), np.uint8)
    rows = data.reshape(image.height(), image.width(), 4)
    assert (rows[..., 3] == 255).all(), "the window shows through"
    return rows[..., :3].astype(np.int64)
