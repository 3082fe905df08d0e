# SPDX-License-Identifier: MIT
"""Slider and exact field in step, by mouse, keys and wheel."""

import dataclasses
from dataclasses import dataclass

from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QWheelEvent
from PyQt6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.engine.setting_fields import setting
from app.ui.widgets.choice_field import ChoiceField
from app.ui.widgets.slider_field import SliderField
from app.ui.widgets.slider_scale import LogScale
from tests.support import hands
from tests.support.hands import click, press, type_text

LEFT = Qt.MouseButton.LeftButton


@dataclass(frozen=True)
class Example:
    rate: float = setting(0.01, label="Rate", help="a number", minimum=1e-6, maximum=1.0)


(RATE,) = dataclasses.fields(Example)


def shown(qtbot: QtBot, follows: bool = True) -> tuple[SliderField, list[tuple[float, str]]]:
    field = SliderField(RATE, LogScale(1e-4, 0.1), follows)
    edits: list[tuple[float, str]] = []
    field.edited.connect(lambda value, merge: edits.append((value, merge)))
    qtbot.addWidget(field)
    field.resize(300, 30)
    with qtbot.waitExposed(field):
        field.show()
        field.activateWindow()
    return field, edits


def drag(field: SliderField, start: int, end: int) -> None:
    middle = field.slider.height() // 2
    xs = [*range(start, end, 5), end]
    hands.drag(field.slider, [QPoint(x, middle) for x in xs])


def turn_wheel(widget: QWidget) -> bool:
    """Turn the wheel over a widget; return whether it kept the event from the panel around it."""
    middle = QPointF(widget.rect().center())
    place = QPointF(widget.mapToGlobal(widget.rect().center()))
    turned, button, key = QPoint(0, -120), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(middle, place, QPoint(), turned, button, key, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def test_dragging_moves_the_number_and_is_one_movement(qtbot: QtBot) -> None:
    field, edits = shown(qtbot)
    drag(field, 20, 120)
    assert len(edits) > 5
    assert len({merge for _, merge in edits}) == 1 and edits[0][1]
    assert [value for value, _ in edits] == sorted(value for value, _ in edits)
    assert field.number.text() == f"{edits[-1][0]:.6g}"


def test_two_drags_are_two_movements(qtbot: QtBot) -> None:
    field, edits = shown(qtbot)
    drag(field, 20, 60)
    drag(field, 60, 120)
    assert len({merge for _, merge in edits}) == 2


def test_a_click_on_the_groove_goes_there(qtbot: QtBot) -> None:
    field, edits = shown(qtbot)
    width = field.slider.width()
    click(field.slider, QPoint(width // 2, field.slider.height() // 2))
    assert 2e-3 < edits[-1][0] < 5e-3  # the middle of 1e-4 to 0.1 is 3.2e-3


def test_typed_values_may_lie_beyond_the_slider(qtbot: QtBot) -> None:
    field, edits = shown(qtbot)
    field.number.selectAll()
    type_text(field.number, "0.5")
    press(field.number, Qt.Key.Key_Return)
    assert edits == [(0.5, "")]
    assert field.slider.value() == field.slider.maximum()
    assert field.number.text() == "0.5"


def test_showing_a_value_is_no_edit(qtbot: QtBot) -> None:
    field, edits = shown(qtbot)
    field.show_value(0.00123)
    assert edits == []
    assert field.number.text() == "0.00123"


def test_arrow_keys_move_through_every_value(qtbot: QtBot) -> None:
    field, edits = shown(qtbot)
    field.slider.setFocus()
    for _ in range(10):
        press(field.slider, Qt.Key.Key_Right)
        field.show_value(edits[-1][0])  # as a document answers
    values = [value for value, _ in edits]
    assert len(set(values)) == 10
    assert values == sorted(values)


def test_where_only_the_release_counts_there_is_one_edit(qtbot: QtBot) -> None:
    field, edits = shown(qtbot, follows=False)
    drag(field, 20, 120)
    assert len(edits) == 1
    assert field.number.text() == f"{edits[0][0]:.6g}"


def test_the_wheel_is_the_panels_until_a_field_has_the_focus(qtbot: QtBot) -> None:
    content = QWidget()
    layout = QVBoxLayout(content)
    field = SliderField(RATE, LogScale(1e-4, 0.1))
    choice = ChoiceField([("a", "A"), ("b", "B")])
    layout.addWidget(field)
    layout.addWidget(choice)
    content.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    qtbot.addWidget(content)
    content.show()
    content.activateWindow()
    content.setFocus()
    qtbot.waitUntil(content.hasFocus)
    for widget in (field.slider, field.number, choice):
        assert not turn_wheel(widget)
    assert (field.number.value, choice.value) == (0.01, "a")
    field.slider.setFocus()
    assert turn_wheel(field.slider)
    choice.setFocus()
    assert turn_wheel(choice)
    assert field.number.value < 0.01
    assert choice.value == "b"
