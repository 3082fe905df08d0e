# SPDX-License-Identifier: MIT
"""What a user says of a turntable is what the pictures are opened with."""

from pathlib import Path

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtWidgets import QCheckBox, QDialogButtonBox, QLabel, QRadioButton
from pytestqt.qtbot import QtBot

from app.engine.captures.capture_options import TurntableSettings
from app.ui.dialogs.turntable_dialog import TurntableDialog
from app.ui.widgets.number_field import NumberField
from app.ui.widgets.slider_field import SliderField
from tests.support.hands import click, press, type_text

COUNT = 24


class Asked:
    """An open dialog."""

    def __init__(self, qtbot: QtBot, settings: TurntableSettings | None = None) -> None:
        self.dialog = TurntableDialog(Path("mug"), COUNT, settings or TurntableSettings())
        self.chosen: list[TurntableSettings] = []
        self.dialog.chosen.connect(self.chosen.append)
        qtbot.addWidget(self.dialog)
        self.dialog.show()
        with qtbot.waitActive(self.dialog):  # or fields would not notice that they lose the keys
            self.dialog.activateWindow()

    def click(self, name: str) -> None:
        for kind in (QCheckBox, QRadioButton):
            for button in self.dialog.findChildren(kind, f"turntable_{name}"):
                click(button, QPoint(8, button.height() // 2))

    def type(self, name: str, text: str) -> None:
        field = self.dialog.findChild(NumberField, f"turntable_{name}")
        if field is None:
            slider = self.dialog.findChild(SliderField, f"turntable_{name}")
            assert slider is not None
            field = slider.findChild(NumberField)
        assert field is not None and field.isEnabled()
        field.setFocus()
        field.selectAll()
        type_text(field, text)
        press(field, Qt.Key.Key_Tab)

    def accept(self) -> None:
        box = self.dialog.findChild(QDialogButtonBox)
        assert box is not None
        button = box.button(QDialogButtonBox.StandardButton.Open)
        assert button is not None
        click(button)

    def text(self, name: str) -> str:
        label = self.dialog.findChild(QLabel, f"turntable_{name}")
        assert label is not None
        return label.text()


def test_a_full_turn_is_the_usual(qtbot: QtBot) -> None:
    asked = Asked(qtbot)
    assert (
        asked.text("summary")
        == "24 pictures, 15° from one to the next, counter-clockwise seen from above: a full turn."
    )
    asked.accept()
    assert asked.chosen == [TurntableSettings()]


def test_a_full_turn_the_other_way(qtbot: QtBot) -> None:
    asked = Asked(qtbot)
    asked.click("left")
    assert ", clockwise seen from above: a full turn." in asked.text("summary")
    asked.accept()
    assert asked.chosen == [TurntableSettings(step_degrees=-15.0)]


def test_steps_angles_and_directions_are_typed_and_clicked(qtbot: QtBot) -> None:
    asked = Asked(qtbot)
    asked.click("full")
    asked.type("step_degrees", "10")
    asked.type("fov_y_degrees", "25")
    asked.type("elevation_degrees", "30")
    assert "230° in all" in asked.text("summary")
    asked.click("left")
    asked.accept()
    assert asked.chosen == [TurntableSettings(-10.0, 25.0, 30.0)]


@pytest.mark.parametrize(("typed", "step"), [("-12", -12.0), ("12", 12.0), ("0", 0.0)])
def test_a_typed_minus_turns_it_over_and_zero_is_a_full_turn(qtbot: QtBot, typed: str, step: float) -> None:
    asked = Asked(qtbot)
    asked.click("full")
    asked.type("step_degrees", typed)
    asked.accept()
    assert asked.chosen == [TurntableSettings(step_degrees=step)]


def test_what_is_wrong_is_said_and_nothing_is_opened(qtbot: QtBot) -> None:
    asked = Asked(qtbot)
    asked.type("fov_y_degrees", "500")
    assert asked.text("problem").startswith("Field of view must lie between")
    asked.accept()
    assert asked.chosen == []
    asked.type("fov_y_degrees", "50")
    asked.accept()
    assert asked.chosen == [TurntableSettings(fov_y_degrees=50.0)]


def test_what_was_said_before_is_shown_again(qtbot: QtBot) -> None:
    before = TurntableSettings(-10.0, 25.0, 30.0)
    asked = Asked(qtbot, before)
    asked.accept()
    assert asked.chosen == [before]


def test_giving_up_opens_nothing(qtbot: QtBot) -> None:
    asked = Asked(qtbot)
    press(asked.dialog, Qt.Key.Key_Escape)
    assert not asked.dialog.isVisible()
    assert asked.chosen == []
