# SPDX-License-Identifier: MIT
"""The dialog that adds a rig of cameras."""

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton, QRadioButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.engine.cameras.camera_numbers import CameraNumbers, camera_numbers
from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.rigs import fit_distance
from app.ui.dialogs.rig_dialog import RigDialog
from app.ui.document import Document
from app.ui.widgets.slider_field import SliderField
from tests.support.hands import click, press, type_text
from tests.support.views import CENTER, ball_document


class Opened:
    """The dialog on the screen, and what a user does to it."""

    def __init__(self, qtbot: QtBot, document: Document) -> None:
        self.document = document
        self.previews: list[CameraSet] = []
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.show()
        self.dialog = RigDialog(document, self.window)
        self.shown = CameraSet(())
        self.dialog.preview_changed.connect(self._note)
        with qtbot.waitExposed(self.dialog):
            self.dialog.open()
            self.dialog.activateWindow()

    def _note(self, cameras: CameraSet, new: tuple[str, ...]) -> None:
        self.shown = cameras
        self.previews.append(CameraSet(tuple(cameras[view_id] for view_id in new)))

    def type(self, name: str, text: str) -> None:
        """Type in a field and go on to the next."""
        field = self.dialog.findChild(QLineEdit, f"rig_{name}")
        if field is None:
            slider = self.dialog.findChild(SliderField, f"rig_{name}")
            assert slider is not None
            field = slider.number
        click(field)
        field.selectAll()
        type_text(field, text)
        press(field, Qt.Key.Key_Tab)

    def choose(self, arrangement: str) -> None:
        button = self.dialog.findChild(QToolButton, f"rig_{arrangement}")
        assert button is not None
        click(button)

    def ok(self) -> QPushButton:
        button = self.dialog.findChild(QPushButton, "rig_ok")
        assert button is not None
        return button

    def advice(self) -> str:
        label = self.dialog.findChild(QLabel, "rig_advice")
        assert label is not None
        return label.text()


def numbers(cameras: CameraSet) -> list[CameraNumbers]:
    return [camera_numbers(view, np.array(CENTER)) for view in cameras]


@pytest.fixture
def opened(qtbot: QtBot) -> Opened:
    return Opened(qtbot, ball_document(3))


def test_a_ring_is_previewed_and_added(opened: Opened) -> None:
    opened.choose("ring")
    opened.type("views", "5")
    opened.type("elevation_degrees", "-20")
    opened.type("fov_y_degrees", "30")
    opened.type("resolution", "128")
    assert opened.document.undo_stack.count() == 0
    preview = opened.previews[-1]
    assert len(preview) == 5
    assert {round(item.elevation_degrees, 6) for item in numbers(preview)} == {-20.0}
    assert "Add 5 cameras" in opened.ok().text()
    click(opened.ok())
    cameras = opened.document.cameras
    assert list(opened.document.selected_ids) == [f"view-0{number}" for number in range(4, 9)]
    assert numbers(CameraSet(cameras.views[3:])) == numbers(preview)
    assert {view.image_size for view in cameras.views[3:]} == {(128, 128)}
    opened.document.undo_stack.undo()
    assert len(opened.document.cameras) == 3


def test_replacing_takes_the_place_of_all(opened: Opened) -> None:
    replace = opened.dialog.findChild(QRadioButton, "rig_replace")
    assert replace is not None
    replace.click()
    opened.type("views", "7")
    assert opened.ok().text() == "Replace by 7 cameras"
    click(opened.ok())
    assert len(opened.document.cameras) == 7


def test_the_preview_shows_what_there_would_be(opened: Opened) -> None:
    opened.type("views", "5")
    assert opened.shown.views[:3] == opened.document.cameras.views
    assert len(opened.shown) == 8
    replace = opened.dialog.findChild(QRadioButton, "rig_replace")
    assert replace is not None
    replace.click()
    assert len(opened.shown) == 5
    assert not set(opened.shown.ids) & set(opened.document.cameras.ids), "else they would show the targets of others"


def test_the_distance_fits_the_model_or_is_typed(opened: Opened) -> None:
    fits = opened.dialog.findChild(QCheckBox, "rig_fits")
    assert fits is not None
    assert fits.isChecked()
    assert numbers(opened.previews[-1])[0].distance_world == pytest.approx(fit_distance(1.0, 40.0))
    fits.click()
    opened.type("distance_world", "6")
    assert {round(item.distance_world, 6) for item in numbers(opened.previews[-1])} == {6.0}
    opened.type("distance_world", "0.5")
    assert "inside the model" in opened.advice()
    fits.click()
    assert numbers(opened.previews[-1])[0].distance_world == pytest.approx(fit_distance(1.0, 40.0))


def test_a_ring_tells_why_views_off_it_help(opened: Opened) -> None:
    opened.choose("ring")
    assert "off the ring" in opened.advice()
    elevation = opened.dialog.findChild(SliderField, "rig_elevation_degrees")
    assert elevation is not None
    assert elevation.isVisible()
    opened.choose("sphere")
    assert not elevation.isVisible()


def test_what_is_wrong_is_said_and_nothing_is_added(opened: Opened) -> None:
    opened.type("views", "0")
    click(opened.ok())
    assert opened.dialog.isVisible()
    assert len(opened.document.cameras) == 3
    opened.type("views", "2")
    click(opened.ok())
    assert len(opened.document.cameras) == 5


def test_cancelling_changes_nothing(opened: Opened) -> None:
    opened.type("views", "9")
    press(opened.dialog, Qt.Key.Key_Escape)
    assert len(opened.document.cameras) == 3
    assert opened.document.undo_stack.count() == 0


def test_new_images_are_as_large_as_the_present_ones(opened: Opened) -> None:
    assert {view.image_size for view in opened.previews[-1]} == {(64, 64)}


def test_without_a_model_there_is_nothing_to_stand_around(qtbot: QtBot) -> None:
    with pytest.raises(ValueError, match="a model is needed"):
        RigDialog(Document())
