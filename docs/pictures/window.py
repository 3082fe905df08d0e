"""The window at work: a film of a run with the bundled kettle, and a picture of it in either theme."""

import dataclasses
from pathlib import Path

from PyQt6.QtCore import QPoint, QPointF
from PyQt6.QtWidgets import QSlider

from app.engine.cameras.view import LookAt
from app.resource_files import bundled_model
from app.ui.app_state import AppState
from app.ui.main_window import MainWindow
from app.ui.panels.settings_panel_looks import LOOKS
from app.ui.viewport.pose import orbit_pose
from app.ui.widgets.slider_field import SliderField
from app.ui.window_layout import SMALLEST_FIRST_SIZE
from pictures.clean_window import clean_window
from pictures.film import Film
from pictures.hand import Hand

MODEL = "kettle.glb"
STEPS_A_FRAME = 12  # about as fast as two CPU cores are
REST_SECONDS = 0.06  # between two frames while nothing runs
STILL_SECONDS = 1.0  # until panels and viewport show all they have
ORBIT_STEP, LEARNING_RATE_STEP, CAMERA_STEP, PAUSE_STEP = 25, 120, 240, 520
LEARNING_RATE = 0.09
EXAMINED_STEP, EARLY_STEP = 60, 70  # until when the mesh changes most
WHEEL_NOTCHES = 3
SLIDER_HANDLE = 14  # its width in pixels
CAMERA, CAMERA_WAY = "view-04", QPointF(-60, -150)


def write_window_pictures(folder: Path) -> None:
    """Write `window.gif`, `window_light.png` and `window_dark.png`; what this user prefers stays as it is.

    Args:
        folder: where they go.
    """
    with clean_window(SMALLEST_FIRST_SIZE, "light") as (window, preferences):
        story = _Story(window)
        story.open()
        story.sculpt()
        story.picture(folder / "window_light.png")
        story.look_back()
        story.film.write(folder / "window.gif")
        preferences.set_values(dataclasses.replace(preferences.values, theme="dark"))
        story.examine()
        story.picture(folder / "window_dark.png")


class _Story:
    """What is done in the window.

    Args:
        window: is shown.
    """

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._controller = window.controller
        self._hand = Hand(window)
        self._frame_step = 0
        self.film = Film(self._hand, self._wait)

    def open(self) -> None:
        """Open the model."""
        self._window.open_path(bundled_model(MODEL))
        self._hand.until(lambda: self._controller.state is AppState.READY and self._controller.pictures is not None)
        self._hand.rest(STILL_SECONDS)

    def sculpt(self) -> None:
        """Start, turn the view, change the learning rate, drag a camera."""
        self.film.shoot(3)
        self.film.click(self._hand.part("start_pause_button"), 7)
        self._hand.until(lambda: self._controller.step_count > 0)
        self._run_to(ORBIT_STEP)
        self._orbit()
        self._run_to(LEARNING_RATE_STEP)
        self._change_learning_rate()
        self._run_to(CAMERA_STEP)
        self._drag_camera()
        self._run_to(PAUSE_STEP)
        self.film.click(self._hand.part("start_pause_button"), 4)
        self._hand.until(lambda: self._controller.state is AppState.PAUSED)

    def look_back(self) -> None:
        """Scrub through the history and back to the present."""
        track = self._window.history_bar.track
        steps = (track.present_step, EARLY_STEP, 0, EARLY_STEP, track.present_step)
        places = [self._hand.in_window(track, self._place_of_step(step)) for step in steps]
        self.film.drag(track, places, [5, 6, 6, 6, 7])
        self._hand.rest(STILL_SECONDS)
        self.film.shoot(1)

    def examine(self) -> None:
        """Go on from an early moment with the selected view large, and show the distances to the target."""
        tool = self._window.tool_bar.widgetForAction(self._window.actions_table["distance"])
        assert tool is not None
        self._hand.click(tool)
        self._hand.turn_wheel(self._window.viewport, WHEEL_NOTCHES)
        self._hand.click_tab("Selected view")
        track = self._window.history_bar.track
        self._hand.move(self._hand.in_window(track, self._place_of_step(EXAMINED_STEP)))
        self._hand.press(track)
        self._hand.release()
        self._hand.until(lambda: self._controller.shown_keyframe is not None)
        self._hand.click(self._hand.part("history_continue"))
        self._hand.until(lambda: self._controller.step_count < EARLY_STEP)
        self._hand.click(self._hand.part("step_button"))
        self._hand.until(lambda: self._controller.state is AppState.PAUSED)

    def picture(self, path: Path) -> None:
        """Write what the window shows, when it shows all."""
        self._hand.rest(STILL_SECONDS)
        self._hand.picture(with_arrow=False).save(path, optimize=True)

    def _place_of_step(self, step: int) -> QPoint:
        track = self._window.history_bar.track
        return QPoint(round(track.x_of(step)), track.height() // 2)

    def _wait(self) -> None:
        """Until the run has gone on a bit, or a moment where nothing runs."""
        controller = self._controller
        due = self._frame_step + STEPS_A_FRAME
        self._hand.rest(REST_SECONDS)
        self._hand.until(lambda: controller.state is not AppState.RUNNING or controller.step_count >= due)
        self._frame_step = controller.step_count

    def _run_to(self, step: int) -> None:
        while self._controller.step_count < step:
            self.film.shoot()

    def _orbit(self) -> None:
        viewport = self._window.viewport
        start = self._hand.in_window(viewport, QPoint(viewport.width() * 5 // 9, viewport.height() * 4 // 5))
        self.film.drag(viewport, [start, start - QPointF(70, 0), start + QPointF(12, 0)], [3, 3, 4])

    def _change_learning_rate(self) -> None:
        editor, scale = self._window.settings_panel.row("learning_rate").editor, LOOKS["learning_rate"].scale
        assert isinstance(editor, SliderField) and scale is not None
        slider = editor.slider
        ends = (slider.value(), scale.position_of(LEARNING_RATE))
        start, end = (self._hand.in_window(slider, _handle_place(slider, position)) for position in ends)
        self.film.drag(slider, [start, end], [5, 6])

    def _drag_camera(self) -> None:
        viewport = self._window.viewport
        placement = self._window.document.cameras[CAMERA].placement
        assert isinstance(placement, LookAt)
        pose = orbit_pose(viewport.orbit_state.placement(), viewport.width(), viewport.height())
        x, y, _ = pose.project(placement.eye_world)
        eye = QPoint(round((x + 1) / 2 * viewport.width()), round((1 - y) / 2 * viewport.height()))
        start = self._hand.in_window(viewport, eye)
        self.film.drag(viewport, [start, start + CAMERA_WAY], [5, 10])


def _handle_place(slider: QSlider, position: int) -> QPoint:
    way = slider.width() - SLIDER_HANDLE
    return QPoint(round(SLIDER_HANDLE / 2 + way * position / slider.maximum()), slider.height() // 2)
