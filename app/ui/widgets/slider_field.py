"""A slider for the usual range and an exact field for any allowed value, always in step."""

import dataclasses
from typing import Any

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QFocusEvent, QMouseEvent, QWheelEvent
from PyQt6.QtWidgets import QHBoxLayout, QSlider, QStyle, QStyleOptionSlider, QWidget

from app.ui.widgets.number_field import NumberField
from app.ui.widgets.slider_scale import SliderScale

_STEPS_ACROSS = 40  # with the arrow keys; finer ones would round to the same value
_PAGES_ACROSS = 10


class CalmSlider(QSlider):
    """A horizontal slider that goes where it is clicked, and leaves the wheel to the panel until it has the focus.

    `gesture_began` tells that what follows is another movement than before.
    """

    gesture_began = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            self.gesture_began.emit()
            handle = self._handle()
            if handle is not None and not handle.contains(event.position().toPoint()):
                self.setSliderDown(True)  # without tracking, only its release is a change
                self.setSliderPosition(self._position_at(event.position().x(), handle.width()))
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent | None) -> None:
        self.gesture_began.emit()
        super().focusInEvent(event)

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        if event is not None and not self.hasFocus():
            event.ignore()
            return
        super().wheelEvent(event)

    def _handle(self) -> Any:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        style = self.style()
        part = QStyle.SubControl.SC_SliderHandle
        return style and style.subControlRect(QStyle.ComplexControl.CC_Slider, option, part, self)

    def _position_at(self, x: float, handle_width: int) -> int:
        way = self.width() - handle_width
        return QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), round(x - handle_width / 2), way)


class SliderField(QWidget):
    """A number made from a field of a settings dataclass, to drag or to type.

    `edited` brings a new allowed value and the name of the movement it belongs to, which is "" for a typed one: values
    of one movement are one step of undo. `problem_changed` as in `NumberField`.

    Args:
        item: the field, made by `setting`.
        scale: of the slider; typed values may lie outside of it.
        follows: whether `edited` comes while the slider is being dragged, or only once it is released.
        parent: owner.
    """

    edited = pyqtSignal(object, str)
    problem_changed = pyqtSignal(str)

    def __init__(
        self, item: dataclasses.Field[Any], scale: SliderScale, follows: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._scale = scale
        self._name = item.name
        self._is_whole = isinstance(item.default, int)
        self._gesture = 0
        self.slider = CalmSlider()
        self.slider.setRange(0, scale.last)
        self.slider.setSingleStep(max(1, scale.last // _STEPS_ACROSS))
        self.slider.setPageStep(max(1, scale.last // _PAGES_ACROSS))
        self.slider.setTracking(follows)
        self.number = NumberField(item)
        self.number.setFixedWidth(self.fontMetrics().horizontalAdvance("0.0000 px") + 14)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.number)
        self.setFocusProxy(self.number)
        self.slider.gesture_began.connect(self._begin)
        self.slider.valueChanged.connect(self._slide)
        self.slider.sliderMoved.connect(self._preview)
        self.number.edited.connect(lambda value: self._type(value))
        self.number.problem_changed.connect(self.problem_changed)
        self.show_value(self.number.value)

    def show_value(self, value: float) -> None:
        """Show what holds now; a draft stays."""
        self.number.show_value(value)
        if value != self._value_at(self.slider.value()):
            self.slider.blockSignals(True)
            self.slider.setValue(self._scale.position_of(value))
            self.slider.blockSignals(False)

    def _value_at(self, position: int) -> float:
        value = self._scale.value_at(position)
        return round(value) if self._is_whole else value

    def _begin(self) -> None:
        self._gesture += 1

    def _slide(self, position: int) -> None:
        value = self._value_at(position)
        self.number.revert()
        if value != self.number.value:
            self.number.show_value(value)
            self.edited.emit(value, f"{self._name}/{self._gesture}")

    def _preview(self, position: int) -> None:
        """Where only the release counts, let the number run along."""
        if not self.slider.hasTracking():
            self.number.show_text(str(self._value_at(position)))

    def _type(self, value: float) -> None:
        self.show_value(value)
        self.edited.emit(value, "")
