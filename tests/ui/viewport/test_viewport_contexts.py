# SPDX-License-Identifier: MIT
"""Several viewports, viewports that move to other windows, and displays that cannot draw."""

import gc
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PyQt6 import sip
from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import QDockWidget, QLabel, QMainWindow
from pytestqt.qtbot import QtBot

from app.engine.cameras.rigs import sphere_rig
from app.engine.meshes.primitives import icosphere
from app.ui.viewport.display import DisplaySettings
from app.ui.viewport.gl_support import GlSupport
from app.ui.viewport.orbit_controls import OrbitState
from app.ui.viewport.scene import Scene
from app.ui.viewport.viewport import Viewport
from tests.support.viewports import changed, pixels, shown_viewport, snapshot_of

ROOT = Path(__file__).parents[3]
STATE = OrbitState((0, 0, 0), 30, 20, 9)


def filled(viewport: Viewport) -> Viewport:
    """The viewport with something of everything in it."""
    viewport.set_target(icosphere(2, 1.1))
    viewport.set_snapshot(snapshot_of(icosphere(3)))
    viewport.set_cameras(sphere_rig(4, [0, 0, 0], 3.0), ["view-01"])
    viewport.set_thumbnail("view-02", np.full((64, 64), 255, np.uint8))
    viewport.orbit_state = STATE
    return viewport


def test_viewports_one_after_the_other_and_at_once_draw_the_same(qtbot: QtBot) -> None:
    first = filled(shown_viewport(qtbot, display=DisplaySettings()))
    expected = pixels(first)
    first.close()
    second, third = (filled(shown_viewport(qtbot, display=DisplaySettings())) for _ in range(2))
    for viewport in (second, third, second):
        assert not changed(expected, pixels(viewport), by=2).any()


def test_a_viewport_draws_on_after_its_dock_has_floated(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    viewport = Viewport()
    viewport.set_display(DisplaySettings())
    dock = QDockWidget("3D", window)
    dock.setWidget(viewport)
    window.setCentralWidget(QLabel("other"))
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    window.resize(800, 400)
    with qtbot.waitExposed(window):
        window.show()
    qtbot.waitUntil(viewport.isValid)
    viewport.setFixedSize(QSize(400, 300))
    qtbot.waitUntil(lambda: viewport.size() == QSize(400, 300))
    before = pixels(filled(viewport))
    for floating in (True, False, True):
        dock.setFloating(floating)
        qtbot.waitUntil(viewport.isVisible)
        qtbot.wait(50)
        assert viewport.size() == QSize(400, 300)
        assert not changed(before, pixels(viewport), by=2).any()


def test_what_a_viewport_holds_of_opengl_goes_with_it(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    released: list[Scene] = []
    release = Scene.release

    def counted(scene: Scene) -> None:
        released.append(scene)
        release(scene)

    monkeypatch.setattr(Scene, "release", counted)
    for count in (1, 2, 3):
        viewport = filled(Viewport())
        viewport.show()
        qtbot.waitUntil(viewport.isValid)
        pixels(viewport)
        gc.collect()
        sip.delete(viewport)
        assert len(released) == count


def test_a_hidden_viewport_takes_what_it_is_given(qtbot: QtBot) -> None:
    viewport = filled(Viewport())
    qtbot.addWidget(viewport)
    viewport.resize(400, 300)
    viewport.set_display(DisplaySettings())
    viewport.show()
    qtbot.waitUntil(viewport.isValid)
    shown = filled(shown_viewport(qtbot, display=DisplaySettings()))
    assert not changed(pixels(shown), pixels(viewport), by=2).any()


PROGRAM = """
import sys
from PyQt6.QtCore import Qt, QCoreApplication, QTimer
from PyQt6.QtWidgets import QApplication, QLabel
QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
application = QApplication(sys.argv)
from app.engine.meshes.primitives import icosphere
from app.ui.viewport.scene import Scene
from app.ui.viewport.viewport import Viewport
viewport = Viewport()
told = []
viewport.failed.connect(told.append)
viewport.set_target(icosphere(1))
viewport.resize(400, 300)
viewport.show()
def look():
    notice = viewport.findChild(QLabel, "viewport_notice")
    print(len(told), notice.isVisible(), notice.text() == (told or [""])[0], told[0] if told else "")
    viewport.frame_all()
    viewport.set_target(None)
    viewport.close()
    application.exit(0)
QTimer.singleShot(600, look)
sys.exit(application.exec())
"""


@pytest.mark.parametrize(
    ("setting", "value", "expected"),
    [("QT_QPA_PLATFORM", "offscreen", "OpenGL"), ("MESA_GL_VERSION_OVERRIDE", "3.1", "3.3")],
    ids=["no OpenGL", "old OpenGL"],
)
def test_a_display_that_cannot_draw_gets_a_readable_sentence(setting: str, value: str, expected: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), setting: value}
    if value == "offscreen":
        environment.pop("DISPLAY", None)
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("1 True True "), run.stdout + run.stderr
    assert expected in run.stdout


@pytest.mark.parametrize(("version", "has_problem"), [((3, 2), True), ((2, 1), True), ((3, 3), False), ((4, 5), False)])
def test_the_version_decides(version: tuple[int, int], has_problem: bool) -> None:
    support = GlSupport(version, "a card", False, 4)
    assert (support.problem is not None) is has_problem
