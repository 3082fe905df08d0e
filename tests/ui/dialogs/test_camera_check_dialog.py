# SPDX-License-Identifier: MIT
"""What a check found is shown, and views and axes are mended from there."""

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtWidgets import QComboBox, QLabel, QPushButton, QRadioButton, QTreeWidget, QWidget
from pytestqt.qtbot import QtBot

from app.engine.advice.capture_check import CaptureCheck, FlipCheck, ViewCheck
from app.engine.cameras.axis_flips import AXIS_FLIPS, flipped
from app.engine.cameras.camera_matrices import world_to_camera
from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.rigs import sphere_rig
from app.engine.captures.arrangement import arrangement
from app.engine.fitting.settings import FitSettings
from app.ui.dialogs.camera_check_dialog import CameraCheckDialog
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.theme import ThemeChoice, apply_theme
from tests.support.captures import photographed
from tests.support.hands import click, double_click, press
from tests.support.silent_worker import SilentWorker
from tests.support.views import CENTER, ball

IDS = ("view-01", "view-02", "view-03", "view-04")


def check(cameras: CameraSet, *, low: bool = False) -> CaptureCheck:
    """The third view is at odds with the others, or nothing fits unless the axes are OpenGL's."""
    shares = (0.3, 0.4, 0.2, 0.35) if low else (0.99, 1.0, 0.62, 0.98)
    views = tuple(ViewCheck(name, share, not low and share < 0.9) for name, share in zip(IDS, shares, strict=True))
    flips = (FlipCheck(AXIS_FLIPS[0], 0.985),) if low else ()
    return CaptureCheck(4, arrangement(cameras.views), 0.31 if low else 0.95, views, flips)


class Shown:
    """A dialog over four photographs, and what a user does with it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.document = Document()
        self.controller = FitController(self.document, SilentWorker())
        capture, cameras = photographed(ball(), sphere_rig(4, CENTER, 4.0, image_size=(32, 32)))
        self.controller.open(capture, cameras, FitSettings())
        self.dialog = CameraCheckDialog(self.document, self.controller)
        self.controller.setParent(self.dialog)
        self.document.setParent(self.dialog)
        qtbot.addWidget(self.dialog)
        with qtbot.waitExposed(self.dialog):
            self.dialog.show()

    def part(self, name: str) -> QWidget:
        found = self.dialog.findChild(QWidget, name)
        assert found is not None
        return found

    def text(self, name: str) -> str:
        label = self.part(name)
        assert isinstance(label, QLabel)
        return label.text()

    @property
    def tree(self) -> QTreeWidget:
        found = self.part("check_views")
        assert isinstance(found, QTreeWidget)
        return found

    def rows(self) -> list[tuple[str, str]]:
        items = [self.tree.topLevelItem(row) for row in range(self.tree.topLevelItemCount())]
        return [(item.text(0), item.text(1)) for item in items if item is not None]

    def place(self, view_id: str) -> QPoint:
        (item,) = self.tree.findItems(view_id, Qt.MatchFlag.MatchExactly)
        return self.tree.visualItemRect(item).center()

    def click(self, view_id: str, x: int | None = None) -> None:
        viewport = self.tree.viewport()
        assert viewport is not None
        place = self.place(view_id)
        click(viewport, place if x is None else QPoint(x, place.y()))

    def choose(self, row: int) -> None:
        button = self.part(f"check_flip_{row}")
        assert isinstance(button, QRadioButton)
        click(button, QPoint(8, button.height() // 2))

    @property
    def apply(self) -> QPushButton:
        button = self.part("check_apply")
        assert isinstance(button, QPushButton)
        return button


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    return Shown(qtbot)


def test_before_a_check_it_says_so(shown: Shown) -> None:
    assert shown.text("check_sentence") == "The cameras have not been checked yet."
    assert not shown.apply.isEnabled()
    assert {text for _, text in shown.rows()} == {"not checked"}


@pytest.mark.parametrize("choice", [ThemeChoice.LIGHT, ThemeChoice.DARK])
def test_the_worst_views_come_first(shown: Shown, choice: ThemeChoice) -> None:
    shown.dialog.show_check(check(shown.document.cameras))
    apply_theme(choice)
    assert shown.text("check_sentence").startswith("4 cameras, up is ")
    assert shown.text("check_sentence").endswith("consistency 95 %.")
    assert shown.text("check_warnings") == "view-03 shows what the other views exclude: check its mask and its camera."
    assert shown.rows() == [("view-03", "62 %"), ("view-04", "98 %"), ("view-01", "99 %"), ("view-02", "100 %")]


def test_a_box_switches_and_a_click_shows_the_view(shown: Shown, qtbot: QtBot) -> None:
    shown.dialog.show_check(check(shown.document.cameras))
    shown.click("view-03", 12)
    assert not shown.document.cameras["view-03"].enabled
    assert shown.document.undo_stack.undoText() == "Disable view-03"
    shown.click("view-02")
    assert shown.document.current_id == "view-02"
    viewport = shown.tree.viewport()
    assert viewport is not None
    with qtbot.waitSignal(shown.dialog.look_through_requested) as signal:
        double_click(viewport, shown.place("view-04"))
    assert signal.args == ["view-04"]


def test_what_would_be_better_is_chosen_and_applied_in_one_step(shown: Shown) -> None:
    before, capture = shown.document.cameras, shown.document.capture
    shown.dialog.show_check(check(before, low=True))
    assert shown.apply.isEnabled()
    click(shown.apply)
    for view, expected in zip(shown.document.cameras, flipped(before.views, AXIS_FLIPS[0]), strict=True):
        np.testing.assert_array_equal(world_to_camera(view.placement), world_to_camera(expected.placement))
        assert view.mask is expected.mask
    assert shown.document.undo_stack.count() == 1
    assert shown.document.undo_stack.undoText() == "Take cameras as OpenGL axes"
    shown.document.undo_stack.undo()
    assert shown.document.cameras is before
    assert shown.document.capture is capture


def test_any_other_meaning_can_be_chosen(shown: Shown) -> None:
    before = shown.document.cameras
    shown.dialog.show_check(check(before))
    assert not shown.apply.isEnabled(), "as given is the best"
    shown.choose(4)
    assert shown.apply.isEnabled()
    click(shown.apply)
    expected = flipped(before.views, AXIS_FLIPS[3])[0]
    taken = shown.document.cameras.views[0]
    np.testing.assert_array_equal(world_to_camera(taken.placement), world_to_camera(expected.placement))


def test_another_axis_is_turned_up_in_one_step(shown: Shown) -> None:
    choice = shown.part("check_up")
    assert isinstance(choice, QComboBox)
    assert choice.currentText() == "Y"
    choice.setFocus()
    press(choice, Qt.Key.Key_Down)
    assert choice.currentText() == "-Y"
    capture = shown.document.capture
    assert capture is not None
    np.testing.assert_array_equal(capture.up_world, [0.0, -1.0, 0.0])
    assert shown.document.undo_stack.undoText() == "Turn -Y up"
    shown.document.undo_stack.undo()
    assert choice.currentText() == "Y"
